"""`kehoach doctor`: what a run needs, looked at one by one, each with what to do where it is missing."""

from __future__ import annotations

import shutil
import sqlite3
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from extract.errors import KehoachError, LanguageMissingError, OcrUnavailableError
from extract.pool import TASK, Worker
from extract.store import read_only

_LEAST_DISK = 500 << 20


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that was looked at."""

    ok: bool
    what: str
    remedy: str = ""


def examine(database: Path) -> Iterator[Finding]:
    """Look at Python, the engine and its language, the disk, the workers and the database."""
    yield Finding(sys.version_info >= (3, 11), f"Python {sys.version.split()[0]}", "Install Python 3.11 or newer.")
    yield Finding(sqlite3.sqlite_version_info >= (3, 35), f"SQLite {sqlite3.sqlite_version}", "Install a newer Python.")
    yield from _engine()
    yield _disk(database)
    yield _worker()
    yield _database(database)


def _engine() -> Iterator[Finding]:
    program = shutil.which("tesseract")
    yield Finding(program is not None, f"tesseract at {program}", OcrUnavailableError.remedy)
    if program:
        listed = subprocess.run([program, "--list-langs"], capture_output=True, text=True, check=False).stdout.split()
        yield Finding("vie" in listed, "tesseract's Vietnamese data (vie)", LanguageMissingError.remedy)


def _disk(database: Path) -> Finding:
    folder = database.absolute().parent
    if not folder.is_dir():
        return Finding(False, f"folder {folder}", "Make the folder, or name another database with --db.")
    free = shutil.disk_usage(folder).free
    return Finding(free > _LEAST_DISK, f"{free >> 20:,} MB free in {folder}", "Free some space, or use another disk.")


def _worker() -> Finding:
    with tempfile.TemporaryFile() as cores:
        worker = Worker(TASK, cores)
        try:
            started = worker.connection.poll(60) and worker.connection.recv() == "ready"
        except EOFError:
            started = False
        worker.kill()
    return Finding(started, "a worker process starts", f"Set kehoach up again (make setup): {worker.last_words()}")


def _database(database: Path) -> Finding:
    if not database.exists():
        return Finding(True, f"{database} is not there yet")
    try:
        connection = read_only(database)
        broken = connection.execute("pragma quick_check").fetchone()[0]
        files, failed = connection.execute(
            "select count(*), count(*) filter (where status = 'failed') from files"
        ).fetchone()
        connection.close()
    except KehoachError as fault:
        return Finding(False, str(database), fault.explanation)
    remedy = f"It is damaged ({broken}): move it away and run kehoach extract again."
    return Finding(broken == "ok", f"{database}: {files} files, {failed} failed", remedy)
