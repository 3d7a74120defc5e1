"""Reading files without a database, in the same killable workers: what `audit` and `explain` stand on."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

from extract.discover import digest, discover
from extract.errors import KehoachError, error_of
from extract.jobs import Failure, Job, Reading
from extract.pipeline import Options, cores
from extract.pool import Pool


def read_files(plans: Sequence[Path], options: Options) -> Iterator[tuple[Path, Reading | KehoachError]]:
    """Each file under `plans` as it ends, with what `options.task` gave for it or why it gave nothing."""
    refused: list[tuple[Path, KehoachError]] = []

    def jobs() -> Iterator[Job]:
        for candidate in discover(plans):
            try:
                if candidate.fault:
                    raise candidate.fault
                file_id, _ = digest(candidate.path, options.file_bytes)
                yield Job(candidate.path, file_id, options.seconds, options.memory, options.passwords)
            except KehoachError as fault:
                refused.append((candidate.path, fault))

    with Pool(options.workers or cores(), options.task) as pool:
        for outcome in pool.run(jobs()):
            path, result = outcome.job.path, outcome.result
            if isinstance(result, Failure):
                yield path, error_of(result.code, path, result.page, result.detail)
            else:
                yield path, result
    yield from refused
