"""A run on a dask cluster gives the database of a plain run, whatever happens to the cluster's workers."""

from __future__ import annotations

import json
import os
import signal
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from compare import content

from extract.discover import discover
from extract.errors import ClusterMismatchError, ClusterUnavailableError
from extract.pipeline import FileReport, Options, Run
from extract.store import Store

pytest.importorskip("distributed", reason="dask.distributed is not installed (kehoach[cluster])")
pytestmark = pytest.mark.usefixtures("fakes_importable")

PLAN = "slow 0.3\nCó {}/40 xã đạt chuẩn, đợt {}\n"
PLAIN = Options(workers=1, seconds=20, memory=600 << 20, task="fakes:read")


class Machines:
    """A scheduler and workers, each a process of its own, as on several machines."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.processes = folder, []  # type: ignore[var-annotated]
        # an innocent document is not to fall with a deadly one more often than it must
        self.environment = os.environ | {"DASK_DISTRIBUTED__SCHEDULER__ALLOWED_FAILURES": "1"}
        self.file = folder / "scheduler.json"
        self.scheduler = self.start("dask_scheduler", "--port", "0", "--no-dashboard", "--scheduler-file", self.file)
        deadline = time.monotonic() + 60
        while not self.file.exists() and time.monotonic() < deadline:
            time.sleep(0.1)
        self.address: str = json.loads(self.file.read_text())["address"]

    def start(self, program: str, *arguments: object) -> subprocess.Popen[bytes]:
        log = (self.folder / f"{program}-{len(self.processes)}.log").open("wb")
        command = [sys.executable, "-m", f"distributed.cli.{program}", *map(str, arguments)]
        process = subprocess.Popen(command, stdout=log, stderr=log, cwd=self.folder, env=self.environment)
        log.close()
        self.processes.append(process)
        return process

    def worker(self, *options: str) -> subprocess.Popen[bytes]:
        """A worker of one thread; `--no-nanny`: one that stays dead when it is killed."""
        return self.start("dask_worker", self.address, "--nthreads", "1", "--no-dashboard", *options)

    def stop(self) -> None:
        for process in reversed(self.processes):
            process.kill()
            process.wait()


@pytest.fixture
def machines(tmp_path: Path, fakes_importable: None) -> Iterator[Machines]:
    started = Machines(tmp_path)
    yield started
    started.stop()


def run(
    database: Path, folder: Path, options: Options, seen: Callable[[int], None] = lambda n: None
) -> list[FileReport]:
    reports: list[FileReport] = []
    with Store(database) as store:
        for report in Run(store, options, "1").files(list(discover([folder]))):
            reports.append(report)
            seen(len(reports))
    return reports


def plans(folder: Path, count: int) -> Path:
    folder.mkdir()
    for number in range(count):
        (folder / f"{number:02}.txt").write_text(PLAN.format(number, number % 5), "utf-8")
    (folder / "locked.pdf").write_text("fail encrypted\n", "utf-8")
    (folder / "copy.txt").write_bytes((folder / "03.txt").read_bytes())
    return folder


def test_with_two_workers_killed_the_database_is_that_of_a_plain_run(machines: Machines, tmp_path: Path) -> None:
    folder = plans(tmp_path / "plans", 24)
    workers = [machines.worker("--no-nanny") for _ in range(4)]

    def kill(ended: int) -> None:
        if ended in (4, 9):
            workers.pop().kill()

    run(tmp_path / "cluster.db", folder, replace(PLAIN, cluster=machines.address), kill)
    run(tmp_path / "plain.db", folder, PLAIN)
    assert len(workers) == 2
    assert content(tmp_path / "cluster.db") == content(tmp_path / "plain.db")
    assert len(content(tmp_path / "cluster.db")["files"]) == 25


def test_a_document_that_kills_every_worker_is_given_up_and_no_other_is(machines: Machines, tmp_path: Path) -> None:
    folder = plans(tmp_path / "plans", 8)
    (folder / "deadly.txt").write_text("die-with-parent\nx\n", "utf-8")
    for _ in range(2):
        machines.worker("--nanny")
    reports = run(tmp_path / "cluster.db", folder, replace(PLAIN, cluster=machines.address))
    assert {r.name: r.error_code for r in reports if r.error_code} == {
        "deadly.txt": "crashed",
        "locked.pdf": "encrypted",
    }
    assert len(reports) == 11


def test_limits_hold_on_the_workers(machines: Machines, tmp_path: Path) -> None:
    folder = tmp_path / "plans"
    folder.mkdir()
    for order in ("hang", "grow", "die", "raise"):
        (folder / order).write_text(order + "\n", "utf-8")
    machines.worker("--no-nanny")
    reports = run(tmp_path / "cluster.db", folder, replace(PLAIN, seconds=5, cluster=machines.address))
    assert {report.name: report.error_code for report in reports} == {
        "hang": "timeout",
        "grow": "out_of_memory",
        "die": "crashed",
        "raise": "internal",
    }


def test_files_can_be_sent_to_workers_that_do_not_see_them(machines: Machines, tmp_path: Path) -> None:
    folder = plans(tmp_path / "plans", 4)
    run(tmp_path / "plain.db", folder, PLAIN)
    (folder / "where.txt").write_text("where\nCó 20/40 xã đạt chuẩn\n", "utf-8")
    machines.worker("--no-nanny")
    run(tmp_path / "sent.db", folder, replace(PLAIN, cluster=machines.address, send=True))
    with sqlite3.connect(tmp_path / "sent.db") as connection:
        (said,) = connection.execute("select error from files where name = 'where.txt'").fetchone()
        connection.execute("pragma foreign_keys = on")
        connection.execute("delete from files where name = 'where.txt'")
        connection.commit()
    assert str(folder) not in said
    assert content(tmp_path / "sent.db") == content(tmp_path / "plain.db")


def test_workers_of_another_version_are_refused_by_name(machines: Machines, tmp_path: Path) -> None:
    machines.environment["PATH"] = str(tmp_path)  # no tesseract there
    machines.worker("--no-nanny")
    folder = plans(tmp_path / "plans", 4)
    with pytest.raises(ClusterMismatchError, match=r"tesseract none there, .* here"):
        run(tmp_path / "cluster.db", folder, replace(PLAIN, cluster=machines.address))
    assert content(tmp_path / "cluster.db")["files"] == []


def test_without_scheduler_the_run_ends_with_a_cause(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("extract.cluster._CONNECT_SECONDS", 1.0)
    folder = plans(tmp_path / "plans", 4)
    with pytest.raises(ClusterUnavailableError, match=r"127\.0\.0\.1:9"):
        run(tmp_path / "cluster.db", folder, replace(PLAIN, cluster="tcp://127.0.0.1:9"))


def test_a_scheduler_that_goes_away_ends_the_run_and_keeps_what_was_stored(machines: Machines, tmp_path: Path) -> None:
    folder = plans(tmp_path / "plans", 12)
    machines.worker("--no-nanny")

    def kill(ended: int) -> None:
        if ended == 3:
            os.kill(machines.scheduler.pid, signal.SIGKILL)

    with pytest.raises(ClusterUnavailableError):
        run(tmp_path / "cluster.db", folder, replace(PLAIN, cluster=machines.address), kill)
    assert len(content(tmp_path / "cluster.db")["files"]) >= 3
    run(tmp_path / "cluster.db", folder, PLAIN)
    run(tmp_path / "plain.db", folder, PLAIN)
    assert content(tmp_path / "cluster.db") == content(tmp_path / "plain.db")


def test_a_cluster_on_this_machine_needs_no_scheduler(tmp_path: Path) -> None:
    folder = plans(tmp_path / "plans", 4)
    run(tmp_path / "cluster.db", folder, replace(PLAIN, cluster="local:2"))
    run(tmp_path / "plain.db", folder, PLAIN)
    assert content(tmp_path / "cluster.db") == content(tmp_path / "plain.db")
