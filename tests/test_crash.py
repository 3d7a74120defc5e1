"""Killed at any moment, a run loses nothing: the next one ends with the database of an undisturbed run."""

from __future__ import annotations

import os
import random
import shutil
import signal
import subprocess
import sys
import time
from contextlib import suppress
from pathlib import Path

import pytest
from compare import content

pytestmark = pytest.mark.usefixtures("fakes_importable")

KILLS = int(os.environ.get("KEHOACH_KILLS", "12"))
FILES = 24
OLD, NEW = "read 1, parse 1", "read 1, parse 2"
DRIVER = """
import sys
from pathlib import Path
from extract.discover import discover
from extract.pipeline import Options, Run
from extract.store import Store
database, folder = map(Path, sys.argv[1:3])
with Store(database) as store:
    for report in Run(store, Options(workers=2, task="fakes:read"), sys.argv[3]).files(list(discover([folder]))):
        print(report.name, report.status, flush=True)
"""


def plans(folder: Path) -> Path:
    folder.mkdir()
    for number in range(FILES):
        order = "fail damaged" if number % 8 == 7 else "slow 0.02"
        (folder / f"{number:02}.txt").write_text(f"{order}\nCó {number}/40 xã đạt chuẩn, đợt {number % 5}\n", "utf-8")
    (folder / "copy.txt").write_bytes((folder / "03.txt").read_bytes())
    return folder


def start(database: Path, folder: Path, version: str = NEW) -> subprocess.Popen[bytes]:
    command = [sys.executable, "-c", DRIVER, str(database), str(folder), version]
    return subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE)


def finish(database: Path, folder: Path, version: str = NEW) -> None:
    process = start(database, folder, version)
    _, errors = process.communicate(timeout=120)
    assert process.returncode == 0, errors.decode()


def workers_of(pid: int) -> list[int]:
    try:
        return [int(child) for child in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]
    except OSError:
        return []


def test_after_kills_at_random_moments_the_database_is_that_of_an_undisturbed_run(tmp_path: Path) -> None:
    if not Path("/proc/self/task").exists():
        pytest.skip("finds workers to kill in /proc, which this system lacks")
    folder = plans(tmp_path / "plans")
    undisturbed, before, killed = (tmp_path / name for name in ("undisturbed.db", "before.db", "killed.db"))
    finish(undisturbed, folder)
    finish(before, folder, OLD)
    wanted = content(undisturbed)
    assert len(wanted["files"]) == FILES

    chance = random.Random(4)
    for kill in range(KILLS):
        for file in tmp_path.glob("killed.db*"):
            file.unlink()
        if kill % 2:
            shutil.copy(before, killed)  # whose files are only parsed again
        process = start(killed, folder)
        assert process.stdout
        for _ in range(chance.randrange(FILES)):  # until so many files have ended
            process.stdout.readline()
        time.sleep(chance.uniform(0, 0.1))
        workers = workers_of(process.pid)
        victim = chance.choice(workers) if workers and kill % 4 > 1 else process.pid
        with suppress(ProcessLookupError):  # it has just ended
            os.kill(victim, signal.SIGKILL)
        process.communicate(timeout=60)
        finish(killed, folder)
        assert content(killed) == wanted, f"kill {kill}"


def test_workers_end_when_their_run_is_killed(tmp_path: Path) -> None:
    folder = tmp_path / "plans"
    folder.mkdir()
    (folder / "slow.txt").write_text("slow 60\nx\n", "utf-8")
    process = start(tmp_path / "plans.db", folder)
    deadline = time.monotonic() + 30
    while not (workers := workers_of(process.pid)) and time.monotonic() < deadline:
        time.sleep(0.1)
    time.sleep(1.5)  # until the worker is reading
    process.kill()
    process.wait()
    assert workers
    deadline = time.monotonic() + 10
    while any(Path(f"/proc/{worker}").exists() for worker in workers) and time.monotonic() < deadline:
        time.sleep(0.2)
    assert not [worker for worker in workers if Path(f"/proc/{worker}").exists()]


def test_a_full_disk_ends_the_run_and_the_next_one_completes_it(tmp_path: Path) -> None:
    folder = plans(tmp_path / "plans")
    undisturbed, small = tmp_path / "undisturbed.db", tmp_path / "small.db"
    finish(undisturbed, folder)
    limited = DRIVER.replace(
        "    for report in", "    store.connection.execute('pragma max_page_count = 900')\n    for report in"
    )
    # `max_page_count` makes SQLite answer as it does on a full disk (SQLITE_FULL)
    process = subprocess.run(
        [sys.executable, "-c", limited, str(small), str(folder), NEW], capture_output=True, text=True
    )
    assert process.returncode == 1
    assert "DatabaseNotWritableError" in process.stderr
    finish(small, folder)
    assert content(small) == content(undisturbed)
