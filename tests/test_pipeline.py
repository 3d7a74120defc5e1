"""A run over files: each ends in a row with its cause, nothing is read twice, nothing is lost."""

from __future__ import annotations

import os
import shutil
import sqlite3
from dataclasses import replace
from pathlib import Path

import pytest

from extract.discover import discover
from extract.errors import MissingFileError
from extract.pipeline import FileReport, Options, Run
from extract.report import exit_status
from extract.store import Store

pytestmark = pytest.mark.usefixtures("fakes_importable")

PLAN = "I. Mục tiêu\nCó 20/40 xã đạt chuẩn, vốn {} tỷ đồng\n"
OPTIONS = Options(workers=2, seconds=20, memory=600 << 20, task="fakes:read")


@pytest.fixture
def plans(tmp_path: Path, blank_database: Path) -> Path:
    shutil.copy(blank_database, tmp_path / "plans.db")
    folder = tmp_path / "plans"
    folder.mkdir()
    return folder


def run(folder: Path, version: str = "1", options: Options = OPTIONS) -> dict[str, FileReport]:
    with Store(folder.parent / "plans.db") as store:
        reports = list(Run(store, options, version).files(list(discover([folder]))))
    assert len({report.name for report in reports}) == len(reports)
    return {report.name: report for report in reports}


def query(folder: Path, sql: str) -> list[tuple[object, ...]]:
    connection = sqlite3.connect(folder.parent / "plans.db")
    rows = connection.execute(sql).fetchall()
    connection.close()
    return rows


def logged(folder: Path, name: str, log: Path) -> Path:
    """A file that notes in `log` each time it is read."""
    path = folder / name
    path.write_text(f"log {log}\n{PLAN.format(name)}", "utf-8")
    return path


def test_every_file_ends_in_a_row_with_its_status_and_cause(plans: Path) -> None:
    (plans / "good.txt").write_text(PLAN.format(1), "utf-8")
    (plans / "locked.pdf").write_text("fail encrypted\n", "utf-8")
    (plans / "broken.pdf").write_text("fail damaged\n", "utf-8")
    (plans / "crash.pdf").write_text("die\n", "utf-8")
    os.mkfifo(plans / "pipe.txt")
    (plans / "outside.txt").symlink_to(plans.parent / "plans.db")
    (plans / "dangling.txt").symlink_to(plans / "nothing")
    reports = run(plans)
    rows = {name: (status, code) for name, status, code in query(plans, "select name, status, error_code from files")}
    assert rows == {
        "good.txt": ("ok", None),
        "locked.pdf": ("failed", "encrypted"),
        "broken.pdf": ("failed", "damaged"),
        "crash.pdf": ("failed", "crashed"),
        "pipe.txt": ("failed", "unreadable"),
        "outside.txt": ("failed", "unreadable"),
        "dangling.txt": ("failed", "unreadable"),
    }
    assert str(reports["locked.pdf"].error).startswith("page 3: the file is encrypted (as asked). Give its password")
    assert "leads out of the folder" in str(reports["outside.txt"].error)


def test_exit_status_is_that_of_the_cause_where_all_failures_share_it(plans: Path) -> None:
    (plans / "good.txt").write_text(PLAN.format(1), "utf-8")
    assert exit_status(list(run(plans).values())) == 0
    (plans / "locked.pdf").write_text("fail encrypted\n", "utf-8")
    assert exit_status(list(run(plans).values())) == 6
    (plans / "broken.pdf").write_text("fail damaged\n", "utf-8")
    assert exit_status(list(run(plans).values())) == 1


def test_a_second_run_reads_nothing_and_changes_nothing(plans: Path) -> None:
    log = plans.parent / "log"
    logged(plans, "one.txt", log)
    (plans / "locked.pdf").write_text("fail encrypted\n", "utf-8")
    run(plans)
    before = (plans.parent / "plans.db").read_bytes()
    reports = run(plans)
    assert log.read_text() == "one.txt\n"
    assert all(report.unchanged for report in reports.values())
    assert reports["locked.pdf"].status == "failed"
    assert (plans.parent / "plans.db").read_bytes() == before


def test_a_second_run_does_not_even_open_the_files(plans: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (plans / "one.txt").write_text(PLAN.format(1), "utf-8")
    run(plans)

    def opened(path: Path, limit: int) -> tuple[str, str]:
        raise AssertionError(f"{path} was hashed")

    monkeypatch.setattr("extract.pipeline.digest", opened)
    assert run(plans)["one.txt"].unchanged


def test_another_version_reads_again_and_keeps_the_ids(plans: Path) -> None:
    log = plans.parent / "log"
    logged(plans, "one.txt", log)
    run(plans, "1")
    ids = query(plans, "select id from targets union select id from funding union select id from sections")
    assert not run(plans, "2")["one.txt"].unchanged
    assert log.read_text() == "one.txt\none.txt\n"
    assert query(plans, "select pipeline from files") == [("2",)]
    assert query(plans, "select id from targets union select id from funding union select id from sections") == ids


def test_the_same_bytes_under_two_names_are_read_once(plans: Path) -> None:
    log = plans.parent / "log"
    path = logged(plans, "a.txt", log)
    (plans / "b.txt").write_bytes(path.read_bytes())
    reports = run(plans)
    assert set(reports) == {"a.txt", "b.txt"}
    assert log.read_text() == "a.txt\n"
    assert query(plans, "select name from files") == [("a.txt",)]
    assert len(query(plans, "select path from paths")) == 2


def test_a_copy_keeps_its_path_when_its_bytes_are_read_again(plans: Path) -> None:
    path = logged(plans, "a.txt", plans.parent / "log")
    (plans / "b.txt").write_bytes(path.read_bytes())
    run(plans, "1")
    run(plans, "2", options=replace(OPTIONS, workers=1))  # so that the first is stored before the copy is met
    assert len(query(plans, "select path from paths")) == 2


def test_a_renamed_file_is_the_same_file(plans: Path) -> None:
    log = plans.parent / "log"
    path = logged(plans, "before.txt", log)
    run(plans)
    path.rename(plans / "after.txt")
    assert run(plans)["after.txt"].unchanged
    assert log.read_text() == "before.txt\n"
    assert query(plans, "select name, path from files") == [("after.txt", str(plans / "after.txt"))]
    assert query(plans, "select path from paths") == [(str(plans / "after.txt"),)]


def test_a_file_that_was_edited_is_read_anew_and_its_old_records_go(plans: Path) -> None:
    path = plans / "plan.txt"
    path.write_text(PLAN.format(1), "utf-8")
    run(plans)
    path.write_text(PLAN.format(2), "utf-8")
    assert not run(plans)["plan.txt"].unchanged
    assert query(plans, "select quote from targets") == [("Có 20/40 xã đạt chuẩn, vốn 2 tỷ đồng",)]


def test_a_file_that_changes_while_it_is_read_is_not_stored_and_tried_again(plans: Path) -> None:
    path = plans / "plan.txt"
    path.write_text("slow 0.7\nx\n", "utf-8")
    with Store(plans.parent / "plans.db") as store:
        jobs = Run(store, OPTIONS, "1")
        candidates = list(discover([plans]))

        def meddle() -> list[FileReport]:
            original = jobs._finish

            def changed(outcome: object) -> None:
                path.write_text("I. Khác\nx\n", "utf-8")
                original(outcome)  # type: ignore[arg-type]

            jobs._finish = changed  # type: ignore[method-assign, assignment]
            return list(jobs.files(candidates))

        (report,) = meddle()
    assert (report.status, report.error_code) == ("failed", "changed")
    assert query(plans, "select count(*) from targets") == [(0,)]
    assert run(plans)["plan.txt"].status == "ok"
    assert query(plans, "select status from files") == [("ok",)]


def test_a_password_makes_encrypted_files_be_tried_again(plans: Path) -> None:
    (plans / "locked.pdf").write_text("fail encrypted\n", "utf-8")
    run(plans)
    assert run(plans)["locked.pdf"].unchanged
    assert not run(plans, options=replace(OPTIONS, passwords=("secret",)))["locked.pdf"].unchanged


def test_a_missing_engine_makes_a_file_be_tried_again(plans: Path) -> None:
    (plans / "scan.pdf").write_text("fail ocr_unavailable\n", "utf-8")
    run(plans)
    assert not run(plans)["scan.pdf"].unchanged


def test_names_that_are_hard_to_store_and_to_show(plans: Path) -> None:
    folder = plans / os.fsdecode(b"\xff\xfe")
    folder.mkdir()
    (folder / os.fsdecode(b"bad\xffname.txt")).write_text(PLAN.format(1), "utf-8")
    (plans / "two\nlines\u202e.txt").write_text(PLAN.format(2), "utf-8")
    reports = run(plans)
    assert set(reports) == {r"bad\xffname.txt", r"two\nlines\u202e.txt"}
    assert {report.status for report in reports.values()} == {"ok"}
    assert all(report.unchanged for report in run(plans).values())


def test_too_large_a_file_is_refused_unopened(plans: Path) -> None:
    with (plans / "huge.pdf").open("wb") as file:
        file.truncate(1 << 40)
    assert run(plans)["huge.pdf"].error_code == "too_large"


def test_hidden_files_and_readmes_are_no_plans(plans: Path) -> None:
    (plans / ".git").mkdir()
    for name in (".git/config", ".hidden", "README.md", "readme.txt", "plan.txt"):
        (plans / name).write_text(PLAN.format(1), "utf-8")
    assert [candidate.path.name for candidate in discover([plans])] == ["plan.txt"]


def test_a_path_named_twice_is_read_once(plans: Path) -> None:
    (plans / "plan.txt").write_text(PLAN.format(1), "utf-8")
    assert len(list(discover([plans, plans / "plan.txt", plans]))) == 1


def test_a_path_that_is_not_there_is_named(plans: Path) -> None:
    with pytest.raises(MissingFileError, match="nowhere"):
        list(discover([plans / "nowhere"]))


def test_source_files_are_never_changed(plans: Path) -> None:
    path = plans / "plan.txt"
    path.write_text(PLAN.format(1), "utf-8")
    before = (path.read_bytes(), path.stat().st_mtime_ns, sorted(plans.iterdir()))
    run(plans)
    assert (path.read_bytes(), path.stat().st_mtime_ns, sorted(plans.iterdir())) == before
