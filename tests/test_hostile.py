"""Broken, huge and misleading files through the whole pipeline: each ends in a row with a named cause."""

from __future__ import annotations

import json
import os
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from hostile import generators

SECONDS = 15
PARENT_MEGABYTES = 300


class Ended:
    """A run that has ended: its exit status, the event of its end, and how each file ended, by the printed name."""

    def __init__(self, database: Path, *arguments: object, env: dict[str, str] | None = None) -> None:
        options = ["--log-json", "--seconds", SECONDS, "--memory", 2048, "--db", database]
        command = [sys.executable, "-m", "extract", "extract", *map(str, options), *map(str, arguments)]
        process = subprocess.run(
            command, capture_output=True, text=True, check=False, cwd=database.parent, env=os.environ | (env or {})
        )
        assert "Traceback" not in process.stderr
        self.status, self.said = process.returncode, process.stdout
        self.end: dict[str, Any] = json.loads(process.stderr.splitlines()[-1])
        with closing(sqlite3.connect(database)) as connection:
            rows = connection.execute("select name, status, error_code, error from files").fetchall()
        self.outcomes = {name: code or status for name, status, code, _ in rows}
        self.errors = {name: error for name, _, _, error in rows}
        for name, status, code, _ in rows:
            assert (status == "ok") == (code is None), name


def test_each_hostile_file_ends_with_its_cause_within_limits(tmp_path: Path) -> None:
    folder, temporary, home = tmp_path / "plans", tmp_path / "temporary", tmp_path / "home"
    for made in (folder, temporary, home):
        made.mkdir()
    allowed = generators.write(folder)
    allowed |= {name: frozenset({outcome}) for name, outcome in generators.difficult_places(folder)}
    before = {entry.name: entry.lstat()[6:9:2] for entry in folder.iterdir()}  # size and time of change

    ended = Ended(tmp_path / "plans.db", folder, env={"TMPDIR": str(temporary), "HOME": str(home)})

    assert set(ended.outcomes) == set(allowed)
    wrong = {name: outcome for name, outcome in ended.outcomes.items() if outcome not in allowed[name]}
    assert not wrong, {name: (outcome, ended.errors[name]) for name, outcome in wrong.items()}

    failed = sum(outcome not in ("ok", "partial") for outcome in ended.outcomes.values())
    assert ended.status == 1  # causes differ
    assert (ended.end["done"], ended.end["files_failed"]) == (len(allowed), failed)
    assert f"{len(allowed)} files: " in ended.said
    assert ended.end["peak_megabytes"] <= PARENT_MEGABYTES
    assert {entry.name: entry.lstat()[6:9:2] for entry in folder.iterdir()} == before
    assert list(temporary.iterdir()) == []
    assert list(home.iterdir()) == []
    assert {entry.name for entry in tmp_path.iterdir()} == {"plans", "temporary", "home", "plans.db"}


def test_the_right_password_of_several_opens_a_file(tmp_path: Path) -> None:
    (tmp_path / "locked.pdf").write_bytes(generators.encrypted_pdf())
    assert Ended(tmp_path / "plans.db", tmp_path / "locked.pdf").outcomes == {"locked.pdf": "encrypted"}
    (tmp_path / "passwords").write_text(f"wrong\n{generators.PASSWORD}\n", "utf-8")
    ended = Ended(tmp_path / "plans.db", "--password-file", tmp_path / "passwords", tmp_path / "locked.pdf")
    assert (ended.status, ended.outcomes) == (0, {"locked.pdf": "ok"})
    (tmp_path / "passwords").write_text("wrong\n", "utf-8")
    again = Ended(tmp_path / "other.db", "--password-file", tmp_path / "passwords", tmp_path / "locked.pdf")
    assert (again.status, again.outcomes) == (6, {"locked.pdf": "encrypted"})


def test_a_sample_of_broken_files_of_other_projects(shared: Path, tmp_path: Path) -> None:
    """A few of the collected files; all of them take minutes."""
    if not (shared / "hostile").is_dir():
        pytest.skip("no hostile files at hand")
    files = sorted((shared / "hostile").glob("*.*"))[::40]
    ended = Ended(tmp_path / "plans.db", *files)
    assert set(ended.outcomes) == {path.name for path in files}
    known = {
        "ok",
        "pages_failed",
        "damaged",
        "encrypted",
        "no_text",
        "empty",
        "unsupported_type",
        "too_large",
        "timeout",
    }
    assert set(ended.outcomes.values()) <= known
    assert ended.end["peak_megabytes"] <= PARENT_MEGABYTES
