"""A new version of the parsers needs neither the file nor OCR: it parses what the file gave when it was read."""

from __future__ import annotations

import sqlite3
from pathlib import Path

import pytest
from compare import content

from extract.discover import discover
from extract.pipeline import FileReport, Options, Run
from extract.report import print_run
from extract.store import Store
from ocr import reader
from ocr.document import Box, Cell, Document, Line, Page, Table, Word
from ocr.stored import pack, unpack

SAMPLES = sorted((Path(__file__).resolve().parent.parent / "corpus" / "samples").iterdir())
OPTIONS = Options(workers=1, seconds=60, memory=600 << 20, task="fakes:read")


def run(database: Path, folder: Path, version: str, options: Options = OPTIONS) -> dict[str, FileReport]:
    with Store(database) as store:
        work = Run(store, options, version)
        return {report.name: report for report in work.files([*discover([folder]), *work.gone([folder])])}


def logged(folder: Path, name: str = "plan.txt", order: str = "log") -> Path:
    """A plan that notes in a file beside its folder each time it is opened."""
    path = folder / name
    path.write_text(f"{order} {folder.parent / 'log'}\nCó 20/40 xã đạt chuẩn trong {name}\n", "utf-8")
    return path


@pytest.fixture
def plans(tmp_path: Path, fakes_importable: None) -> Path:
    folder = tmp_path / "plans"
    folder.mkdir()
    return folder


@pytest.mark.parametrize("sample", SAMPLES, ids=lambda path: path.name)
def test_every_row_is_that_of_a_fresh_extraction(sample: Path, tmp_path: Path) -> None:
    folder, database = tmp_path / "plans", tmp_path / "plans.db"
    folder.mkdir()
    (folder / sample.name).write_bytes(sample.read_bytes())
    options = Options(workers=1)
    run(database, folder, "read 1, parse 1", options)
    fresh = content(database)
    (folder / sample.name).unlink()  # so that nothing can be read from it
    (report,) = run(database, folder, "read 1, parse 2", options).values()
    assert (report.status, report.parsed) == ("ok", True)
    again = content(database)
    assert [row[-1] for row in again["files"]] == ["read 1, parse 2"]
    assert again.pop("files") == [(*row[:-1], "read 1, parse 2") for row in fresh.pop("files")]
    assert again == fresh
    assert again["targets"] or again["responsibilities"]


def test_what_comes_back_is_what_was_read() -> None:
    text = "Số\u200b ⅓\nMột\thai\n"
    table = Table(5, 12, 1, 2, (Cell(0, 0, 1, 1, 5, 8, Box(1, 1.25, 2.35, 3, 4)), Cell(0, 1, 1, 1, 9, 12)))
    pages = Page(1, 595.3, 842.0, "ocr", 0.913, 90, text), Page(2, 0, 0, "failed", 0, 0, "", "no")
    lines = (Line(0, 4, 1, Box(1, 10.06, 20.04, 30.05, 40.15)),)
    words = (Word(0, 2, Box(1, 0.25, 0.35, 2.5, 1e5), 0.5),)
    document = Document("a.pdf", "mixed", text, pages, lines, words, (table,))
    found = unpack(pack(document), "b.pdf")
    assert found.words[0].box == Box(1, round(0.25, 1), round(0.35, 1), 2.5, 1e5)  # as the rows of `lines` round
    assert found.tables[0].cells[1].box is None
    assert pack(found) == pack(document)
    assert (found.name, found.text, found.pages, found.kind) == ("b.pdf", text, document.pages, "mixed")


def test_a_new_version_of_the_parsers_opens_no_file(plans: Path) -> None:
    logged(plans)
    run(plans.parent / "plans.db", plans, "read 1, parse 1")
    report = run(plans.parent / "plans.db", plans, "read 1, parse 2")["plan.txt"]
    assert (report.parsed, report.unchanged) == (True, False)
    assert (plans.parent / "log").read_text() == "plan.txt\n"
    assert run(plans.parent / "plans.db", plans, "read 1, parse 2")["plan.txt"].unchanged


def test_the_run_says_how_many_were_parsed_again(plans: Path, capsys: pytest.CaptureFixture[str]) -> None:
    database = plans.parent / "plans.db"
    logged(plans)
    run(database, plans, "read 1, parse 1")
    logged(plans, "new.txt")
    with Store(database) as store:
        print_run(Run(store, OPTIONS, "read 1, parse 2"), list(discover([plans])), store, log_json=False)
        columns = "files_read, files_parsed, files_unchanged, pages_read"
        counted = store.connection.execute(f"select {columns} from runs order by id desc").fetchone()
    assert (
        "2 files: 1 read, 1 parsed again from what was read before, 0 unchanged, 0 failed." in capsys.readouterr().out
    )
    assert counted == (1, 1, 0, 1)


def test_a_new_version_of_the_readers_reads_again(plans: Path) -> None:
    logged(plans)
    run(plans.parent / "plans.db", plans, "read 1, parse 1")
    assert not run(plans.parent / "plans.db", plans, "read 2, parse 1")["plan.txt"].parsed
    assert (plans.parent / "log").read_text() == "plan.txt\nplan.txt\n"


def test_a_file_that_could_not_be_read_is_left_alone_by_new_parsers(plans: Path) -> None:
    database = plans.parent / "plans.db"
    (plans / "broken.pdf").write_text("fail damaged\n", "utf-8")
    (plans / "deadly.pdf").write_text("raise\n", "utf-8")  # may be the parsers' fault
    run(database, plans, "read 1, parse 1")
    reports = run(database, plans, "read 1, parse 2")
    assert (reports["broken.pdf"].unchanged, reports["deadly.pdf"].unchanged) == (True, False)
    assert not run(database, plans, "read 2, parse 2")["broken.pdf"].unchanged


def test_a_file_that_has_gone_is_parsed_again_where_its_folder_is_named(plans: Path) -> None:
    database = plans.parent / "plans.db"
    gone, other = logged(plans, "gone.txt"), logged(plans, "other.txt")
    run(database, plans, "read 1, parse 1")
    gone.unlink()
    elsewhere = plans.parent / "elsewhere"
    elsewhere.mkdir()
    assert run(database, elsewhere, "read 1, parse 2") == {}
    reports = run(database, plans, "read 1, parse 2")
    assert [(name, report.parsed) for name, report in sorted(reports.items())] == [
        ("gone.txt", True),
        ("other.txt", True),
    ]
    assert [row[:2] for row in content(database)["paths"]] == sorted(
        (str(path), row[0]) for path in (gone, other) for row in content(database)["files"] if row[1] == path.name
    )
    assert set(run(database, plans, "read 2, parse 2")) == {"other.txt"}  # what is gone cannot be read again, and stays
    assert len(content(database)["files"]) == 2


def test_a_file_that_was_renamed_is_parsed_once(plans: Path) -> None:
    database = plans.parent / "plans.db"
    path = logged(plans, "before.txt")
    run(database, plans, "read 1, parse 1")
    path.rename(plans / "after.txt")
    reports = run(database, plans, "read 1, parse 2")
    assert [(name, report.parsed) for name, report in reports.items()] == [("after.txt", True)]
    assert [row[1] for row in content(database)["files"]] == ["after.txt"]


def test_reviews_stay_attached_when_a_plan_is_parsed_again(plans: Path) -> None:
    logged(plans)
    database = plans.parent / "plans.db"
    run(database, plans, "read 1, parse 1")
    connection = sqlite3.connect(database)
    with connection:
        connection.execute(
            "insert into reviews (record_table, record_id, verdict, corrections, reviewer, at) "
            "select 'targets', id, 'corrected', '{\"count\": 21}', 'a', '2026-01-01' from targets"
        )
    connection.close()
    run(database, plans, "read 1, parse 2")
    connection = sqlite3.connect(database)
    assert connection.execute("select count from current_targets").fetchall() == [(21,)]
    connection.close()


def test_parsers_that_fail_lose_nothing_of_what_was_read(plans: Path) -> None:
    database = plans.parent / "plans.db"
    path = logged(plans, order="parse-badly")
    run(database, plans, "read 1, parse 1")
    path.unlink()
    report = run(database, plans, "read 1, parse 2")["plan.txt"]
    assert (report.status, report.error_code, report.parsed) == ("failed", "internal", True)
    (plans.parent / "log").touch()  # what this plan's parsers wait for
    report = run(database, plans, "read 1, parse 3")["plan.txt"]
    assert (report.status, report.counts["targets"]) == ("ok", 1)


def test_a_sample_read_under_another_name_packs_alike() -> None:
    data = SAMPLES[-1].read_bytes()
    assert pack(reader.read_bytes(data, "a.docx")) == pack(reader.read_bytes(data, "b.docx"))
