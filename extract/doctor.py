"""`kehoach doctor`: what a run needs, looked at one by one, each with what to do where it is missing."""

from __future__ import annotations

import os
import shutil
import sqlite3
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

from extract.errors import KehoachError, LanguageMissingError, OcrUnavailableError
from extract.pipeline import cores
from extract.pool import TASK, Worker
from extract.store import database_errors, read_only

_LEAST_DISK = 500 << 20
_WORKER_BYTES = 700 << 20  # what a worker and its tesseract take at most on plans of ordinary size


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that was looked at."""

    ok: bool
    what: str
    remedy: str = ""


def examine(database: Path) -> Iterator[Finding]:
    """Look at Python, the engine and its language, fonts, memory, disks, the workers and the database."""
    yield Finding(sys.version_info >= (3, 11), f"Python {sys.version.split()[0]}", "Install Python 3.11 or newer.")
    yield Finding(sqlite3.sqlite_version_info >= (3, 35), f"SQLite {sqlite3.sqlite_version}", "Install a newer Python.")
    yield from _engine()
    yield _fonts()
    yield from _memory()
    yield _disk(database.absolute().parent, "Make the folder, or name another database with --db.")
    yield _disk(Path(tempfile.gettempdir()), "Set TMPDIR to a folder that can be written.")
    yield _worker()
    yield from _database(database)


def _engine() -> Iterator[Finding]:
    program = shutil.which("tesseract")
    if not program:
        yield Finding(False, "tesseract", OcrUnavailableError.remedy)
        return
    version = _output(program, "--version").split("\n", 1)[0]
    yield Finding(bool(version), f"{version} at {program}", "It does not start: install it again.")
    listed = _output(program, "--list-langs").split()
    yield Finding("vie" in listed, "tesseract's Vietnamese data (vie)", LanguageMissingError.remedy)
    osd = "Without it, pages that lie on their side stay so (Debian, Ubuntu: sudo apt-get install tesseract-ocr-osd)."
    yield Finding("osd" in listed, "tesseract's data for the orientation of pages (osd)", osd)


def _fonts() -> Finding:
    """PDF files need not hold their fonts; a page of such a file that is read by OCR is drawn with the system's."""
    remedy = "Install one, for PDF files that hold no fonts (Debian, Ubuntu: sudo apt-get install fonts-liberation2)."
    lister = shutil.which("fc-list")
    if lister:
        fonts = _output(lister, ":lang=vi", "family").splitlines()
        return Finding(bool(fonts), f"{len(set(fonts))} fonts with Vietnamese letters", remedy)
    known = ("DejaVu*.ttf", "Liberation*.ttf", "Tinos*.ttf", "Times New Roman*.ttf", "Noto*.ttf")
    folders = ("/usr/share/fonts", "/Library/Fonts", "/System/Library/Fonts")
    found = any(next(Path(folder).rglob(name), None) for folder in folders for name in known)
    return Finding(found, "a font with Vietnamese letters", remedy)


def _output(*command: str) -> str:
    """What a program prints; empty where it fails."""
    try:
        return subprocess.run(command, capture_output=True, text=True, timeout=30, check=True).stdout
    except (OSError, subprocess.SubprocessError):
        return ""


def _memory() -> Iterator[Finding]:
    """Whether the memory that is free now is enough for a worker on each core."""
    try:
        free = os.sysconf("SC_AVPHYS_PAGES") * os.sysconf("SC_PAGE_SIZE")
    except (ValueError, OSError):  # macOS does not say
        return
    enough = free > cores() * _WORKER_BYTES
    remedy = f"Use fewer --workers: each needs {_WORKER_BYTES >> 20} MB or more."
    yield Finding(enough, f"{free >> 20:,} MB of memory free for {cores()} workers", remedy)


def _disk(folder: Path, remedy: str) -> Finding:
    if not folder.is_dir() or not os.access(folder, os.W_OK):
        return Finding(False, f"folder {folder} can be written", remedy)
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


def _database(database: Path) -> Iterator[Finding]:
    if not database.exists():
        yield Finding(True, f"{database} is not there yet")
        return
    try:
        with closing(read_only(database)) as connection, database_errors(database):
            broken = connection.execute("pragma quick_check").fetchone()[0]
            files, failed = connection.execute(
                "select count(*), count(*) filter (where status = 'failed') from files"
            ).fetchone()
    except KehoachError as fault:
        yield Finding(False, str(database), fault.explanation)
        return
    remedy = f"It is damaged ({broken}): move it away and run kehoach extract again."
    yield Finding(broken == "ok", f"{database}: {files} files, {failed} failed", remedy)
    yield _lock(database)


def _lock(database: Path) -> Finding:
    """Whether a run could write to the database now."""
    free = f"{database} can be written, and no other program holds it"
    try:
        with (
            database_errors(database),
            closing(sqlite3.connect(database, timeout=1, isolation_level=None)) as connection,
        ):
            connection.execute("begin immediate")
            connection.execute("rollback")
    except KehoachError as fault:
        return Finding(False, free, fault.explanation)
    return Finding(True, free)
