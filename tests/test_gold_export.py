"""Reviews become labels that the scorer takes; agreement is Cohen's kappa; reviews that lost their record are told."""

from __future__ import annotations

import csv
import json
import shutil
import sqlite3
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from click.testing import CliRunner
from fakes import document_of, file_row, parsed_of

from extract.cli import main
from extract.rows import rows_of
from extract.store import Store, read_only
from gold.agreement import agreements
from gold.check import problems
from gold.exporting import export
from gold.labels import RECORDS, LabelError, read_csv, sha256
from gold.orphans import orphans
from gold.report import evaluate
from parsers.records import Parsed

TEXT = "I. Mục tiêu\nCó 20/40 xã đạt chuẩn nông thôn mới, vốn 10 tỷ đồng\n1. Thêm 3 hợp tác xã\n"
PLACE = ("document_id", "char_start", "char_end", "quote")


@pytest.fixture
def store(blank_database: Path, tmp_path: Path) -> Iterator[Store]:
    """Two plans, `kế hoạch 7.pdf` and `other.pdf`, nothing reviewed."""
    shutil.copy(blank_database, tmp_path / "plans.db")
    with Store(tmp_path / "plans.db") as opened:
        opened.connection.row_factory = sqlite3.Row
        read(opened, "a", "kế hoạch 7.pdf")
        read(opened, "b", "other.pdf")
        yield opened


def read(store: Store, letter: str, name: str, text: str = TEXT, *parts: Parsed) -> None:
    """Store a file as if it had been read."""
    file_id = letter * 64
    store.replace_file(
        file_row(file_id, name), [], rows_of(file_id, document_of(text), parts or (parsed_of(text),), "f@1")
    )


def review(
    store: Store, table: str, record: str, verdict: str = "confirmed", by: str = "lan", **corrected: object
) -> None:
    found = store.connection.execute(f"select * from {table} where id = ?", (record,)).fetchone()
    place = json.dumps({name: found[name] for name in PLACE}) if found else None
    store.connection.execute(
        "insert into reviews (record_table, record_id, verdict, corrections, reviewer, at, place) "
        "values (?, ?, ?, ?, ?, ?, ?)",
        (table, record, verdict, json.dumps(corrected) if corrected else None, by, "2026-01-01", place),
    )


def ids(store: Store, table: str, letter: str = "a") -> list[str]:
    query = f"select r.id from {table} r join documents d on d.id = r.document_id where d.file_id = ? order by r.rowid"
    return [row[0] for row in store.connection.execute(query, (letter * 64,))]


def document(store: Store, letter: str = "a") -> str:
    return str(store.connection.execute("select id from documents where file_id = ?", (letter * 64,)).fetchone()[0])


def review_all(store: Store, letter: str = "a") -> None:
    for table in RECORDS:
        for record in ids(store, table, letter):
            review(store, table, record)


def add_missed(store: Store, **fields: object) -> None:
    start = TEXT.index("Thêm")
    place = {
        "document_id": document(store),
        "char_start": start,
        "char_end": start + 16,
        "quote": TEXT[start : start + 16],
    }
    review(store, "targets", "missed-1", "missed", **place, **fields)


MISSED = {
    "kind": "quantity",
    "subject": "hợp tác xã",
    "count": 3.0,
    "unit": "hợp tác xã",
    "comparator": "=",
    "change": "increase",
}


def test_reviewed_plans_become_labels_that_the_scorer_takes(store: Store, tmp_path: Path) -> None:
    review_all(store)
    review(store, "targets", ids(store, "targets")[0], "corrected", count=21, percent=52.5)
    part = next(row for row in ids(store, "funding") if parent(store, row))
    review(store, "funding", part, "rejected")
    add_missed(store, **MISSED)
    done = export(store.connection, tmp_path / "labels")
    assert done.written == {"kế-hoạch-7": 5}
    assert done.left_out == {"other.pdf": "5 of 5 records are not reviewed"}
    folder = tmp_path / "labels" / "kế-hoạch-7"
    assert problems(folder, folder / "source.txt") == []
    targets = read_csv(folder / "targets.csv")
    assert [(row["line"], row["quote"], row["count"], row["percent"]) for row in targets] == [
        ("2", "Có 20/40 xã đạt chuẩn nông thôn mới, vốn 10 tỷ đồng", "21", "52.5"),
        ("3", "Thêm 3 hợp tác x", "3", ""),
    ]
    assert [(row["id"], row["amount_vnd"], row["parent"]) for row in read_csv(folder / "funding.csv")] == [
        ("F01", "10000000000", "")
    ]
    (entry,) = read_csv(tmp_path / "labels" / "manifest.csv")
    assert entry["sha256"] == sha256(tmp_path / "labels" / entry["source"])
    assert (entry["file"], entry["role"]) == ("kế hoạch 7.pdf", "development")

    (score,) = evaluate(tmp_path / "plans.db", tmp_path / "labels").scores
    tallies = {record: (tally.gold, tally.found, tally.value) for record, tally in score.tallies.items()}
    assert tallies == {
        "targets": (2, 1, 0),  # the extraction's count was corrected, and it has missed one
        "funding": (1, 2, 1),  # one of its amounts was rejected
        "responsibilities": (1, 1, 1),
        "citations": (1, 1, 1),
    }
    assert all(right for right, _, _ in score.header.values())


def parent(store: Store, record: str) -> str | None:
    found: str | None = store.connection.execute("select parent_id from funding where id = ?", (record,)).fetchone()[0]
    return found


def test_parents_of_amounts_are_kept(store: Store, tmp_path: Path) -> None:
    review_all(store)
    export(store.connection, tmp_path / "labels")
    rows = {row["amount"]: row for row in read_csv(tmp_path / "labels" / "kế-hoạch-7" / "funding.csv")}
    assert rows["4"]["parent"] == rows["10"]["id"]


def test_lines_of_a_second_part_count_from_the_start_of_the_file(store: Store, tmp_path: Path) -> None:
    first = parsed_of(TEXT)
    whole = TEXT + TEXT
    second = replace(first, header=replace(first.header, part=2, start=len(TEXT), end=len(whole)))
    read(store, "c", "two.pdf", whole, first, second)
    for table in RECORDS:
        for record in ids(store, table, "c")[:-1]:
            review(store, table, record)
    assert export(store.connection, tmp_path / "one").left_out["two.pdf"] == "4 of 10 records are not reviewed"
    review_all(store, "c")
    assert export(store.connection, tmp_path / "both").written == {"two": 10}
    folder = tmp_path / "both" / "two"
    lines = (folder / "source.txt").read_text("utf-8").split("\n")
    assert problems(folder, folder / "source.txt") == []
    parts = [(int(row["first_line"]), int(row["last_line"])) for row in read_csv(folder / "document.csv")]
    assert [(lines[start - 1], lines[end - 1]) for start, end in parts] == [("I. Mục tiêu", "1. Thêm 3 hợp tác xã")] * 2
    assert len({row["line"] for row in read_csv(folder / "citations.csv")}) == 2


def test_a_review_that_breaks_the_rules_of_labels_is_left_out_with_the_reason(store: Store, tmp_path: Path) -> None:
    review_all(store)
    add_missed(store, kind="quantity", count=3.0)
    done = export(store.connection, tmp_path / "labels")
    assert "targets.csv row 3: comparator is ''" in done.left_out["kế hoạch 7.pdf"]
    assert not (tmp_path / "labels" / "kế-hoạch-7").exists()
    assert not (tmp_path / "labels" / "manifest.csv").exists()


def test_files_of_one_name_and_files_that_nobody_looked_at_are_left_out(store: Store, tmp_path: Path) -> None:
    review_all(store, "b")
    read(store, "c", "other.pdf")
    empty = replace(parsed_of(TEXT), targets=(), funding=(), responsibilities=(), citations=(), findings=())
    read(store, "d", "empty.pdf", TEXT, empty)
    left_out = export(store.connection, tmp_path / "labels").left_out
    assert left_out["other.pdf (bbbbbbbbbbbb)"] == "another file has the same name, and files are told apart by name"
    assert "nobody has looked" in left_out["empty.pdf"]


def test_labels_that_are_there_are_never_touched(store: Store, tmp_path: Path) -> None:
    review_all(store)
    (tmp_path / "labels").mkdir()
    (tmp_path / "labels" / "manifest.csv").write_text("by hand")
    with pytest.raises(LabelError, match="name a new folder"):
        export(store.connection, tmp_path / "labels")
    assert (tmp_path / "labels" / "manifest.csv").read_text() == "by hand"


def judge(store: Store, counts: dict[tuple[str, str], int]) -> None:
    """Two reviewers on invented records, with these pairs of verdicts."""
    number = 0
    for (first, second), count in counts.items():
        for _ in range(count):
            number += 1
            review(store, "targets", f"r{number}", first, by="an")
            review(store, "targets", f"r{number}", second, by="bình")


@pytest.mark.parametrize(
    ("counts", "observed", "expected", "kappa"),
    [  # 25 x 30 and 25 x 20 of 50: by chance 0.3 + 0.2
        ({("confirmed", "confirmed"): 20, ("confirmed", "rejected"): 5, ("rejected", "confirmed"): 10,
          ("rejected", "rejected"): 15}, 0.7, 0.5, 0.4),
        # the example of Cohen's paper, Table 1, in counts of 200
        ({("confirmed", "confirmed"): 88, ("confirmed", "corrected"): 14, ("confirmed", "rejected"): 18,
          ("corrected", "confirmed"): 10, ("corrected", "corrected"): 40, ("corrected", "rejected"): 10,
          ("rejected", "confirmed"): 2, ("rejected", "corrected"): 6, ("rejected", "rejected"): 12},
         0.70, 0.41, 0.29 / 0.59),
        ({("confirmed", "confirmed"): 4}, 1.0, 1.0, None),
        ({("confirmed", "rejected"): 3, ("rejected", "confirmed"): 3}, 0.0, 0.5, -1.0),
    ],
)  # fmt: skip
def test_agreement_is_cohens_kappa(
    store: Store, counts: dict[tuple[str, str], int], observed: float, expected: float, kappa: float | None
) -> None:
    judge(store, counts)
    (pair,) = agreements(store.connection)
    assert (pair.first, pair.second, pair.records) == ("an", "bình", sum(counts.values()))
    assert (pair.observed, pair.expected) == (pytest.approx(observed), pytest.approx(expected))
    assert pair.kappa == (None if kappa is None else pytest.approx(kappa))


def test_the_latest_verdict_of_each_reviewer_counts_and_added_records_do_not(store: Store) -> None:
    judge(store, {("confirmed", "rejected"): 1})
    review(store, "targets", "r1", "rejected", by="an")
    review(store, "targets", "r2", "confirmed", by="an")
    for name in ("an", "bình"):
        review(store, "targets", "missed-9", "missed", by=name)
    (pair,) = agreements(store.connection)
    assert dict(pair.counts) == {("rejected", "rejected"): 1}


def test_a_reading_that_finds_the_same_keeps_every_review(store: Store) -> None:
    review_all(store)
    add_missed(store, **MISSED)
    read(store, "a", "kế hoạch 7.pdf")
    assert list(orphans(store.connection)) == []


def test_reviews_whose_record_is_gone_are_told_with_the_nearest_one(store: Store) -> None:
    review_all(store)
    add_missed(store, **MISSED)
    (before,) = ids(store, "targets")
    other = parsed_of(TEXT)
    read(store, "a", "kế hoạch 7.pdf", TEXT, replace(other, targets=(replace(other.targets[0], count=19.0),)))
    (orphan,) = orphans(store.connection)
    assert (orphan.table, orphan.record_id, orphan.why) == ("targets", before, "its record is read otherwise")
    assert orphan.quote == TEXT.splitlines()[1]
    assert [orphan.nearest_id] == ids(store, "targets")
    assert before != orphan.nearest_id

    changed = TEXT.replace("Thêm 3", "Tăng 30")
    read(store, "a", "kế hoạch 7.pdf", changed)
    assert [(o.record_id, o.why) for o in orphans(store.connection)] == [
        ("missed-1", "the text at its place is another")
    ]
    store.forget("a" * 64)
    assert {o.why for o in orphans(store.connection)} == {"its document is gone"}


def test_a_review_without_a_place_is_told_too(store: Store) -> None:
    review(store, "citations", "unknown")
    (orphan,) = orphans(store.connection)
    assert (orphan.why, orphan.nearest_id) == ("its record is gone, and its place was not kept", None)


def test_the_commands_print_what_they_found(store: Store, tmp_path: Path) -> None:
    review_all(store)
    judge(store, {("confirmed", "confirmed"): 2, ("confirmed", "rejected"): 1})
    db = str(tmp_path / "plans.db")
    read_only(tmp_path / "plans.db").close()
    run = CliRunner().invoke
    ended = run(main, ["gold", "export", "--db", db, str(tmp_path / "labels")])
    assert ended.exit_code == 0
    assert "left out: other.pdf: 5 of 5 records are not reviewed" in ended.output
    assert "1 of 2 files written" in ended.output
    assert run(main, ["score", "--db", db, "--gold", str(tmp_path / "labels")]).exit_code == 0
    again = run(main, ["gold", "export", "--db", db, str(tmp_path / "labels")])
    assert (again.exit_code, "name a new folder" in again.output) == (2, True)
    agreed = run(main, ["gold", "agreement", "--db", db])
    assert "an and bình: 3 records, kappa 0.000" in agreed.output
    lost = run(main, ["gold", "orphans", "--db", db])
    assert (lost.exit_code, "3 reviews without their record." in lost.output) == (1, True)


def test_a_manifest_is_written_with_its_columns(store: Store, tmp_path: Path) -> None:
    review_all(store)
    export(store.connection, tmp_path / "labels")
    with (tmp_path / "labels" / "manifest.csv").open(encoding="utf-8", newline="") as file:
        assert next(csv.reader(file)) == ["doc", "labels", "file", "source", "sha256", "role"]
