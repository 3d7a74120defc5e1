"""Documents read by the workers of a dask cluster: the same jobs in, the same outcomes out as those of `extract.pool`.

Each thread of a dask worker keeps a reading process of its own (a pool of one), so that limits, kills and causes are
those of a run on one machine. A task is named after the hash of its file's bytes. Where a dask worker dies, others do
its tasks again; a document that goes down with every worker that takes it is tried once more, alone, and given up.
"""

from __future__ import annotations

import contextlib
import secrets
import socket
import sys
import tempfile
import threading
import time
import warnings
from collections.abc import Iterable, Iterator
from concurrent.futures import CancelledError
from dataclasses import dataclass, replace
from pathlib import Path
from types import TracebackType
from typing import Any

from extract.discover import digest
from extract.errors import (
    ClusterMismatchError,
    ClusterUnavailableError,
    ExtraMissingError,
    FileUnreadableError,
    KehoachError,
)
from extract.jobs import Failure, Job, Outcome
from extract.pool import Pool
from extract.versions import facts

_LOCAL = "local:"
_CONNECT_SECONDS = 30.0
_WORKERLESS_SECONDS = 120.0  # for which a cluster may be without any worker: they may be starting anew
_POLL_SECONDS = 5.0
_TASKS_A_THREAD = 2  # one at work, one at hand
_MOST_SENT = 64 << 20  # bytes of files on their way at once, where one file alone is not larger

_here = threading.local()  # on a worker: each thread's own pool


@dataclass(frozen=True, slots=True)
class _Task:
    """A job that the cluster has, and how many bytes were sent with it."""

    job: Job
    sent: int


class Cluster:
    """A connection to a dask cluster whose workers do `task`; use it as a context manager."""

    def __init__(self, address: str, task: str, send: bool) -> None:
        """`address` is a scheduler's (`tcp://host:8786`, `tls://…`), or `local:N` for N workers on this machine.

        With `send` the bytes of each file travel with its task; without, the workers open the same path.
        """
        self.address, self.task, self.send = address, task, send
        self._run_name = secrets.token_hex(4)  # two runs on one cluster may read the same file with other options
        self._open = contextlib.ExitStack()
        self._dask: Any = None
        self._client: Any = None

    def __enter__(self) -> Cluster:
        """Connect, and see that all workers would read as this process does.

        Raises ExtraMissingError, ClusterUnavailableError, ClusterMismatchError.
        """
        try:
            import distributed
            import distributed.scheduler
        except ImportError as fault:
            raise ExtraMissingError(detail="pip install 'kehoach[cluster]'") from fault
        self._dask = distributed
        with contextlib.ExitStack() as stack:
            try:
                self._client = stack.enter_context(self._connect(stack))
                self._client.wait_for_workers(1, timeout=_CONNECT_SECONDS)
            except (OSError, TimeoutError) as fault:
                raise ClusterUnavailableError(self.address, detail=str(fault) or type(fault).__name__) from fault
            for worker, theirs in self._client.run(facts, on_error="return").items():
                if not isinstance(theirs, dict):  # what went wrong there, first of all: no kehoach
                    raise ClusterMismatchError(worker, detail=f"{type(theirs).__name__}: {theirs}")
                if differences := _differences(theirs, facts(), "there", "here"):
                    raise ClusterMismatchError(worker, detail=differences)
            self._open = stack.pop_all()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, fault: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._open.close()

    def _connect(self, stack: contextlib.ExitStack) -> Any:
        if not self.address.startswith(_LOCAL):
            return self._dask.Client(self.address, timeout=_CONNECT_SECONDS)
        cluster = self._dask.LocalCluster(
            n_workers=int(self.address.removeprefix(_LOCAL)),
            threads_per_worker=1,
            memory_limit=0,  # the reading processes have limits of their own
            dashboard_address=None,
        )
        return self._dask.Client(stack.enter_context(cluster))

    def run(self, jobs: Iterable[Job]) -> Iterator[Outcome]:
        """The outcome of every job, as they end. Jobs are taken only when a worker is, or soon will be, free for them.

        Raises ClusterUnavailableError where the scheduler is gone or no worker comes back, ClusterMismatchError where
        a worker that came later is of another version.
        """
        suspects: list[Job] = []
        for ended in self._run(iter(jobs), "read"):
            if isinstance(ended, Outcome):
                yield ended
            else:
                suspects.append(ended)
        for job in suspects:
            for ended in self._run(iter([job]), "read-alone"):
                died = Outcome(job, Failure("crashed", detail="every cluster worker that took it died"))
                yield ended if isinstance(ended, Outcome) else died

    def _run(self, jobs: Iterator[Job], verb: str) -> Iterator[Outcome | Job]:
        """The outcomes of the jobs; a job itself where all workers that it was given to died."""
        waiting: dict[Any, _Task] = {}
        more = True
        while True:
            while more and self._has_room(list(waiting.values())):
                job = next(jobs, None)
                more = job is not None
                if job is None:
                    break
                try:
                    content = _bytes_of(job) if self.send and not job.reading else None
                except KehoachError as fault:
                    yield Outcome(job, Failure(fault.code, detail=fault.detail))
                    continue
                waiting[self._submit(job, content, verb)] = _Task(job, len(content or job.reading))
            if not waiting:
                return
            for future in self._wait(list(waiting)):
                # "lost", "pending": its worker died before the result was fetched, and it is done again
                if future.status not in ("lost", "pending"):
                    yield self._ended(future, waiting.pop(future).job)

    def _has_room(self, waiting: list[_Task]) -> bool:
        threads = self._threads()
        sent = sum(task.sent for task in waiting)
        return not waiting or (len(waiting) < _TASKS_A_THREAD * threads and sent < _MOST_SENT)

    @contextlib.contextmanager
    def _reached(self) -> Iterator[None]:
        """What dask raises where the scheduler is gone, as ours."""
        try:
            yield
        except (CancelledError, OSError) as fault:
            raise ClusterUnavailableError(self.address, detail=f"{type(fault).__name__}: {fault}") from fault

    def _threads(self) -> int:
        with self._reached():
            return sum(self._client.nthreads().values())

    def _submit(self, job: Job, content: bytes | None, verb: str) -> Any:
        key = f"{verb}-{self._run_name}-{job.file_id}"
        with self._reached(), warnings.catch_warnings():
            # bytes are part of the task: scattered ones would die with the worker that holds them
            warnings.filterwarnings("ignore", "Sending large graph")
            return self._client.submit(_read, job, content, self.task, facts(), key=key, pure=False)

    def _wait(self, futures: list[Any]) -> list[Any]:
        """Those of the futures that are done, at least one."""
        since = time.monotonic()
        while True:
            with self._reached(), contextlib.suppress(TimeoutError):
                return list(self._dask.wait(futures, timeout=_POLL_SECONDS, return_when="FIRST_COMPLETED").done)
            if self._threads():
                since = time.monotonic()
            elif time.monotonic() - since > _WORKERLESS_SECONDS:
                raise ClusterUnavailableError(self.address, detail="it has no worker left")

    def _ended(self, future: Any, job: Job) -> Outcome | Job:
        with self._reached():
            fault = future.exception()
            found: Outcome | None = None if fault else future.result()
        if isinstance(fault, self._dask.scheduler.KilledWorker):
            return job
        if found is None:
            return Outcome(job, Failure("internal", detail=f"{type(fault).__name__}: {fault}"))
        outcome = replace(found, job=job)
        if isinstance(outcome.result, Failure) and outcome.result.code == ClusterMismatchError.code:
            raise ClusterMismatchError(self.address, detail=outcome.result.detail)
        return outcome


def _differences(some: dict[str, str], others: dict[str, str], here: str, there: str) -> str:
    """What two machines differ in, in words; empty where they read alike."""
    return "; ".join(
        f"{name} {some.get(name, 'missing')} {here}, {others.get(name, 'missing')} {there}"
        for name in sorted(some.keys() | others.keys())
        if some.get(name) != others.get(name)
    )


def _bytes_of(job: Job) -> bytes:
    """The bytes of the job's file; raises FileUnreadableError."""
    try:
        return job.path.read_bytes()
    except OSError as fault:
        raise FileUnreadableError(job.path, detail=fault.strerror or str(fault)) from fault


# On the workers:


def _read(job: Job, content: bytes | None, task: str, expected: dict[str, str]) -> Outcome:
    """Read one document in this thread's own reading process; `content` are its bytes where the path is not shared."""
    host = socket.gethostname()
    if differences := _differences(facts(), expected, f"on {host}", "where the run was started"):
        return Outcome(job, Failure(ClusterMismatchError.code, detail=differences))
    with tempfile.TemporaryDirectory(prefix="kehoach-") as folder:
        if content is not None:
            job = replace(job, path=Path(folder, job.path.name))
            job.path.write_bytes(content)
        try:
            if not job.reading and digest(job.path, sys.maxsize)[0] != job.file_id:
                return Outcome(job, Failure("changed", detail=f"as {host} sees it"))
        except KehoachError as fault:
            return Outcome(job, Failure(fault.code, detail=f"on {host}: {fault.detail}; is the folder shared?"))
        (outcome,) = _pool(task).run([job])
        return outcome


def _pool(task: str) -> Pool:
    """The pool of one that this thread keeps, so that the libraries are not loaded anew for each document."""
    kept: dict[str, Pool] = _here.__dict__.setdefault("pools", {})
    return kept.setdefault(task, Pool(1, task))
