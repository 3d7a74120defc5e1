"""The whole way over the real documents: every file read, the scores above their floors, copies known as copies.

The floors are those of the project's first milestone. The labelled plans are those that the rules were written with, so
a score far above a floor here says nothing of new plans; a score below it says that something broke.
"""

from __future__ import annotations

import json
import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest

FLOORS = {
    ("targets", "value"): 0.85,
    ("targets", "full"): 0.60,
    ("funding", "value"): 0.85,
    ("responsibilities", "value"): 0.60,
    ("citations", "value"): 0.95,
}
LABELLED = ("lang-son-2022", "tam-duong-2025", "lam-ha-2022")


@pytest.fixture(scope="module")
def database(shared: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("corpus") / "plans.db"
    command = [sys.executable, "-m", "extract", "extract", "--db", str(path), str(shared / "corpus")]
    ended = subprocess.run(command, capture_output=True, text=True, check=False)
    assert ended.returncode == 0, ended.stdout + ended.stderr
    return path


@pytest.fixture(scope="module")
def scores(shared: Path, database: Path) -> dict[str, dict[str, dict[str, float]]]:
    command = [
        sys.executable,
        str(shared / "gold" / "score.py"),
        str(database),
        str(shared / "gold"),
        *LABELLED,
        "--json",
    ]
    ended = subprocess.run(command, capture_output=True, text=True, check=True)
    found: dict[str, dict[str, dict[str, float]]] = json.loads(ended.stdout)
    return found


def rows(database: Path, sql: str) -> list[tuple[object, ...]]:
    with sqlite3.connect(database) as connection:
        return connection.execute(sql).fetchall()


def test_every_file_of_the_corpus_is_read(shared: Path, database: Path) -> None:
    there = {path.name for path in (shared / "corpus").rglob("*") if path.is_file()}
    found = rows(database, "select name, status from files")
    assert {name for name, _ in found} == there
    assert {status for _, status in found} == {"ok"}


@pytest.mark.parametrize(("record", "measure"), FLOORS, ids=lambda value: value)
def test_scores_stay_above_their_floors(
    scores: dict[str, dict[str, dict[str, float]]], record: str, measure: str
) -> None:
    assert f1(scores, record, measure) >= FLOORS[record, measure]


def test_header_fields_stay_above_their_floor(scores: dict[str, dict[str, dict[str, float]]]) -> None:
    fields: dict[str, object] = dict(scores["documents"])
    assert float(str(fields["accuracy"])) >= 0.85


def f1(scores: dict[str, dict[str, dict[str, float]]], record: str, measure: str) -> float:
    return scores[record][measure]["f1"]


def test_one_plan_in_two_files_is_one_and_different_plans_are_not(database: Path) -> None:
    found = rows(
        database,
        """select f.name, g.name, o.part from documents d join files f on f.id = d.file_id
           join documents o on o.id = d.duplicate_of join files g on g.id = o.file_id""",
    )
    assert found == [("lam-dong-2022-ocr.txt", "lam-ha-2022.txt", 2)]


def test_every_record_is_the_slice_that_it_says(database: Path) -> None:
    for table in ("targets", "funding", "responsibilities", "citations", "findings"):
        wrong = rows(
            database,
            f"""select r.id from {table} r join documents d on d.id = r.document_id
                where r.quote <> substr(d.text, r.char_start + 1, r.char_end - r.char_start)""",
        )
        assert wrong == [], table


def test_every_record_of_a_pdf_has_its_boxes_on_its_page(database: Path) -> None:
    for table in ("targets", "funding", "responsibilities", "citations"):
        found = rows(
            database,
            f"""select r.page, r.boxes, f.pages from {table} r join documents d on d.id = r.document_id
                join files f on f.id = d.file_id where f.name like '%.pdf'""",
        )
        for page, boxes, pages in found:
            assert boxes, table
            assert page in {box[0] for box in json.loads(str(boxes))}
            assert 1 <= int(str(page)) <= int(str(pages))


@pytest.mark.parametrize(
    ("question", "sql", "answer"),
    [
        (
            "share of communes to meet the standard by 2025 against the national target",
            "select tier, count, total, percent, national_target from communes_ntm_2025 where plan = '160/KH-UBND'",
            {("NTM", 115, 181, 63.5, 80)},
        ),
        (
            "advanced and model communes",
            "select tier, count, percent, year from advanced_and_model_communes where count in (47, 17)",
            {("NTM nâng cao", 47, 40, 2025), ("NTM kiểu mẫu", 17, 15, 2025)},
        ),
        (
            "poverty reduction a year",
            "select province, comparator, points_a_year from poverty_reduction",
            {("Lạng Sơn", ">=", 3)},
        ),
        (
            "funding by source a commune",
            "select source, communes, billion_vnd_a_commune from funding_a_commune where source = 'credit'",
            {("credit", 181, 88.398), ("credit", 83, 37.667)},
        ),
        (
            "who leads a criterion",
            "select agency from criterion_leads where criteria = 'xã NTM' and number = 3 and role = 'lead'",
            {("Sở Nông nghiệp và Phát triển nông thôn",)},
        ),
        (
            "targets by the place that they are limited to",
            "select place_code, count, unit from targets_by_place where district = 'Tam Đường' and unit = 'bản'",
            {("03405", 3, "bản"), ("03427", 2, "bản"), ("03400", 5, "bản")},
        ),
        (
            "targets due in a year",
            "select count, total from comparable_targets where indicator = 'xa-ntm' and year = 2024 and total > 0",
            {(10, 10)},
        ),
        (
            "criterion targets without a lead in a plan that assigns every criterion of the basic set",
            "select count(*) from targets_without_lead where plan = '160/KH-UBND' and tier = 'NTM'",
            {(0,)},
        ),
        (
            "what changed between versions (the corpus holds no two versions of one plan)",
            "select count(*) from linked_plans where kind = 'replaces'",
            {(0,)},
        ),
        ("a part of a plan beyond its whole", "select count(*) from scopes_beyond_plan", {(0,)}),
    ],
    ids=lambda value: value if isinstance(value, str) and " " in value and "select" not in value else "",
)
def test_a_question_has_the_answer_that_the_labelled_plans_give(
    database: Path, question: str, sql: str, answer: set[tuple[object, ...]]
) -> None:
    assert set(rows(database, sql)) == answer, question
