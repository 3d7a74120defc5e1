"""A worker process: reads and parses one document at a time for its pool, and can be killed at any time.

Run as `python -P -m extract.worker FD CORES TASK`: `FD` is the socket to the pool, `CORES` a file in which the pool
writes how many cores each worker may use at the moment, `TASK` names the function that does the work
(`module:function`). Each message in is a `Job`; each message out an `Outcome`.
"""

from __future__ import annotations

import gc
import importlib
import os
import resource
import shutil
import sys
import tempfile
import threading
import time
from collections.abc import Callable
from multiprocessing.connection import Connection
from pathlib import Path

from extract import memory
from extract.jobs import Failure, Job, Outcome, Reading
from ocr import spread

_ORPHAN_CHECK_SECONDS = 2.0
_PAGE_BYTES = 256 << 20  # more than one thread takes that reads pages, four pictures and tesseract included


def main() -> None:
    """Serve the pool until it closes the connection."""
    threading.Thread(target=_die_with, args=(os.getppid(),), daemon=True).start()
    connection = Connection(int(sys.argv[1]))
    cores = int(sys.argv[2])
    module, _, name = sys.argv[3].partition(":")
    task: Callable[[Job], Reading | Failure] = getattr(importlib.import_module(module), name)
    collect_seldom()
    idle_space = _address_space()
    connection.send("ready")
    while True:
        try:
            job: Job = connection.recv()
        except EOFError:
            return
        _limit(job, idle_space)
        most = max(job.memory // _PAGE_BYTES, 1)
        spread.allow(lambda most=most: min(os.pread(cores, 1, 0)[0], most))  # type: ignore[misc]
        connection.send(_do(task, job))


def collect_seldom() -> None:
    """Let Python look for cyclic garbage less often: words and boxes by the thousand set it off, and hold no cycles.

    A digital page took an eighth longer to read with the usual thresholds.
    """
    gc.set_threshold(50_000, 20, 50)


def _do(task: Callable[[Job], Reading | Failure], job: Job) -> Outcome:
    started = time.monotonic()
    try:
        result = task(job)
    except MemoryError:
        result = Failure("out_of_memory")
    except Exception as fault:  # whatever one document provokes must not end the run
        result = Failure("internal", detail=_short(fault))
    return Outcome(job, result, time.monotonic() - started, memory.peak())


def _short(fault: Exception) -> str:
    """An exception in one line, with the place of ours nearest to where it was raised."""
    place, trace = "", fault.__traceback__
    while trace:
        code = trace.tb_frame.f_code
        if Path(code.co_filename).parent.name in ("ocr", "parsers", "extract"):
            place = f" at {Path(code.co_filename).parent.name}/{Path(code.co_filename).name}:{trace.tb_lineno}"
        trace = trace.tb_next
    return f"{type(fault).__name__}: {str(fault)[:300]}{place}"


def _limit(job: Job, idle_space: int) -> None:
    """Limits that the kernel enforces even where the pool is gone: CPU seconds from now on, and address space."""
    used = resource.getrusage(resource.RUSAGE_SELF)
    _, hard = resource.getrlimit(resource.RLIMIT_CPU)
    resource.setrlimit(
        resource.RLIMIT_CPU, (int(used.ru_utime + used.ru_stime + job.seconds * (os.cpu_count() or 1)) + 10, hard)
    )
    if idle_space:
        _, hard = resource.getrlimit(resource.RLIMIT_AS)
        resource.setrlimit(resource.RLIMIT_AS, (idle_space + job.memory, hard))


def _address_space() -> int:
    """Bytes of address space in use now; 0 where the system does not say (macOS, which enforces no such limit)."""
    statm = Path("/proc/self/statm")
    return int(statm.read_text().split()[0]) * os.sysconf("SC_PAGE_SIZE") if statm.exists() else 0


def _die_with(parent: int) -> None:
    """End this process and its children (tesseract) when the pool's process has ended without saying so."""
    while os.getppid() == parent:
        time.sleep(_ORPHAN_CHECK_SECONDS)
    shutil.rmtree(tempfile.gettempdir(), ignore_errors=True)  # this worker's own: see `extract.pool.Worker`
    os.killpg(os.getpgrp(), 9)


if __name__ == "__main__":
    main()
