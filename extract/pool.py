"""Worker processes under watch: documents in, outcomes out, in the order in which they end.

A worker that takes too long, grows too large or dies is killed with everything that it started, and replaced; its
document is tried once more, alone, and then given up with the cause. Never more than one document a worker is in
flight, so memory stays flat however many there are. Cores that no document needs are lent to those that are being read:
the pages of one long scan are spread over them.
"""

from __future__ import annotations

import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections import deque
from collections.abc import Iterable, Iterator
from contextlib import suppress
from multiprocessing.connection import Connection, wait
from pathlib import Path
from types import TracebackType
from typing import IO

from extract.errors import InternalError
from extract.jobs import Failure, Job, Outcome

TASK = "extract.task:read_and_parse"
_WATCH_SECONDS = 0.2
_START_SECONDS = 120.0
_RECYCLE_BYTES = 1 << 30  # a worker that has ever held this much starts afresh
_ONE_THREAD = dict.fromkeys(("OMP_THREAD_LIMIT", "OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"), "1")


class Worker:
    """One worker process, seen from the pool."""

    def __init__(self, task: str, cores: IO[bytes]) -> None:
        """Start the process in a session of its own, so that it can be killed together with its children.

        `cores` is a file whose first byte says how many cores it may use, whenever it looks.
        """
        ours, theirs = socket.socketpair()
        self.errors = tempfile.TemporaryFile()  # noqa: SIM115  # it lives as long as the process
        self.folder = tempfile.mkdtemp(prefix="kehoach-")  # for its temporary files, which a kill would leave behind
        with theirs:
            self.process = subprocess.Popen(
                [sys.executable, "-P", "-m", "extract.worker", str(theirs.fileno()), str(cores.fileno()), task],
                pass_fds=[theirs.fileno(), cores.fileno()],
                start_new_session=True,
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                stderr=self.errors,
                env=os.environ | _ONE_THREAD | {"TMPDIR": self.folder},
            )
        self.connection = Connection(ours.detach())
        self.job: Job | None = None
        self.ready = False
        self.since = time.monotonic()

    def give(self, job: Job) -> None:
        """Send it a document; the time limit begins."""
        self.job, self.since = job, time.monotonic()
        with suppress(OSError):  # it has just died: the pool notices by the closed connection
            self.connection.send(job)

    def resident(self) -> int:
        """Bytes that the process and its children hold in memory; 0 where the system does not say."""
        return _resident(self.process.pid)

    def excess(self) -> Failure | None:
        """The limit that the worker has broken, if any."""
        elapsed = time.monotonic() - self.since
        if not self.ready:
            return Failure("internal", detail="a worker did not start") if elapsed > _START_SECONDS else None
        if self.job and elapsed > self.job.seconds:
            return Failure("timeout", detail=f"more than {self.job.seconds:g} seconds")
        if self.job and self.resident() > self.job.memory:
            return Failure("out_of_memory", detail=f"more than {self.job.memory >> 20} MB")
        return None

    def kill(self) -> int:
        """End the process and its children at once; returns its exit status."""
        self.connection.close()
        with suppress(ProcessLookupError):
            os.killpg(self.process.pid, signal.SIGKILL)
        status = self.process.wait()
        shutil.rmtree(self.folder, ignore_errors=True)
        return status

    def last_words(self) -> str:
        """The last line that the process wrote to its standard error."""
        self.errors.seek(0)
        return next(iter(self.errors.read().decode("utf-8", "replace").strip().splitlines()[-1:]), "")


def _resident(pid: int) -> int:
    try:
        pages = int(Path(f"/proc/{pid}/statm").read_text().split()[1])
        children = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    except (OSError, IndexError):
        return 0
    return pages * os.sysconf("SC_PAGE_SIZE") + sum(_resident(int(child)) for child in children)


class Pool:
    """`size` workers that do `task`; use it as a context manager, so that no process outlives it."""

    def __init__(self, size: int, task: str = TASK) -> None:
        """No process is started before the first document."""
        self.size, self.task = size, task
        self.workers: list[Worker] = []
        self.cores = tempfile.TemporaryFile()  # noqa: SIM115  # it lives as long as the pool

    def __enter__(self) -> Pool:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, fault: BaseException | None, trace: TracebackType | None
    ) -> None:
        while self.workers:
            self.workers.pop().kill()
        self.cores.close()

    def run(self, jobs: Iterable[Job]) -> Iterator[Outcome]:
        """The outcome of every job. Jobs are taken one at a time, when a worker is free for them."""
        suspects: list[Outcome] = []
        for outcome in self._run(iter(jobs), self.size):
            if isinstance(outcome.result, Failure) and outcome.result.code in ("timeout", "out_of_memory", "crashed"):
                suspects.append(outcome)
            else:
                yield outcome
        for suspect in suspects:
            yield from self._run(iter([suspect.job]), 1)

    def _run(self, jobs: Iterator[Job], size: int) -> Iterator[Outcome]:
        waiting: deque[Job] = deque()
        more = True
        while True:
            idle = [worker for worker in self.workers if worker.ready and not worker.job]
            starting = sum(not worker.ready for worker in self.workers)
            busy = sum(worker.job is not None for worker in self.workers)
            while more and len(waiting) < 1 and busy + len(waiting) < size:
                job = next(jobs, None)
                more = job is not None
                if job is None:
                    break
                waiting.append(job)
            if not waiting and not busy:
                return
            self._lend(busy + len(waiting))
            if waiting and idle:
                idle[0].give(waiting.popleft())
                continue
            if waiting and not idle and not starting and len(self.workers) < size:
                self.workers.append(Worker(self.task, self.cores))
                continue
            yield from self._collect()

    def _lend(self, documents: int) -> None:
        """Let each of the documents at work use its share of the cores."""
        os.pwrite(self.cores.fileno(), bytes([min(max(self.size // documents, 1), 255)]), 0)

    def _collect(self) -> Iterator[Outcome]:
        """Wait a moment for messages, and look after every worker's limits."""
        wait([worker.connection for worker in self.workers], timeout=_WATCH_SECONDS)
        for worker in list(self.workers):
            yield from self._attend(worker)

    def _attend(self, worker: Worker) -> Iterator[Outcome]:
        try:
            message = worker.connection.recv() if worker.connection.poll() else None
        except (EOFError, OSError):
            yield from self._bury(worker, None)
            return
        if message == "ready":
            worker.ready = True
        elif isinstance(message, Outcome):
            worker.job = None
            if message.memory > _RECYCLE_BYTES or _is(message, "out_of_memory"):
                self.workers.remove(worker)
                worker.kill()
            yield message
        elif excess := worker.excess():
            yield from self._bury(worker, excess)

    def _bury(self, worker: Worker, cause: Failure | None) -> Iterator[Outcome]:
        """Take a dead or killed worker out; its document, if it had one, ends with the cause."""
        self.workers.remove(worker)
        seconds, memory = time.monotonic() - worker.since, worker.resident()
        status = worker.kill()
        if worker.job is None and not worker.ready:
            raise InternalError(detail=f"a worker process did not start: {worker.last_words() or status}")
        if worker.job is not None:
            yield Outcome(worker.job, cause or _death(status), seconds, memory)


def _death(status: int) -> Failure:
    if status == -signal.SIGXCPU:
        return Failure("timeout", detail="its limit of CPU seconds")
    name = signal.Signals(-status).name if status < 0 else f"exit status {status}"
    return Failure("crashed", detail=name)


def _is(outcome: Outcome, code: str) -> bool:
    return isinstance(outcome.result, Failure) and outcome.result.code == code
