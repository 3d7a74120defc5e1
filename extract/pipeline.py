"""A run: files in, each read and parsed by a worker, each stored in one transaction by this process alone."""

from __future__ import annotations

import json
import mimetypes
import os
import platform
from collections import Counter, deque
from collections.abc import Generator, Iterator, Sequence
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from extract.cluster import Cluster
from extract.discover import Candidate, digest, nameless_id, stamp
from extract.errors import (
    ENVIRONMENT,
    ERRORS,
    IN_READING,
    ChangedWhileReadError,
    FileUnreadableError,
    KehoachError,
    error_of,
    printable,
)
from extract.jobs import Failure, Job, Outcome, Reading
from extract.pool import TASK, Pool
from extract.store import Known, Store
from extract.tables import RECORD_TABLES, Row, Rows
from extract.versions import facts, of_reading


@dataclass(frozen=True, slots=True)
class Options:
    """What a user may set: worker processes; limits for a document in seconds and bytes of memory and of file size;
    passwords to try; ids of files to read again whatever is known of them; a cluster's address to read on instead of
    here, and whether the files' bytes are sent there."""

    workers: int = 0
    seconds: float = 600.0
    memory: int = 3 << 30
    file_bytes: int = 512 << 20
    passwords: tuple[str, ...] = ()
    again: frozenset[str] = frozenset()
    cluster: str = ""
    send: bool = False
    task: str = TASK

    def readers(self) -> Pool | Cluster:
        """Who reads the documents: processes of this machine, or a cluster."""
        if self.cluster:
            return Cluster(self.cluster, self.task, self.send)
        return Pool(self.workers or cores(), self.task)


@dataclass(frozen=True, slots=True)
class FileReport:
    """How one file ended in this run, and what was found in it.

    `unchanged` where an earlier run had read and parsed it; `parsed` where one had read it, and this one parsed
    it again.
    """

    name: str
    status: str
    error_code: str | None = None
    error: str | None = None
    kind: str | None = None
    pages: int | None = None
    counts: dict[str, int] = field(default_factory=dict)
    seconds: float = 0.0
    unchanged: bool = False
    parsed: bool = False

    @property
    def exit_code(self) -> int:
        """0, or the exit code of the cause why nothing was read."""
        return ERRORS[self.error_code].exit_code if self.status == "failed" and self.error_code else 0


def cores() -> int:
    """Processor cores that this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


@dataclass(slots=True)
class Tally:
    """What a run has done so far, in numbers of files and pages."""

    read: int = 0
    parsed: int = 0
    partial: int = 0
    failed: int = 0
    unchanged: int = 0
    pages: int = 0
    causes: Counter[str] = field(default_factory=Counter)

    def add(self, report: FileReport) -> None:
        """Count one more file that has ended."""
        self.unchanged += report.unchanged
        self.parsed += report.parsed
        self.read += not (report.unchanged or report.parsed)
        self.partial += report.status == "partial"
        self.failed += report.status == "failed"
        self.pages += 0 if report.unchanged or report.parsed else report.pages or 0
        if report.error_code:
            self.causes[report.error_code] += 1

    def facts(self) -> dict[str, Any]:
        """These numbers as columns of `runs`, but for the causes, which are a dictionary here."""
        names = ("read", "parsed", "partial", "failed", "unchanged")
        numbers = {f"files_{name}": getattr(self, name) for name in names}
        return numbers | {"pages_read": self.pages, "causes": dict(sorted(self.causes.items()))}

    def row(self) -> Row:
        """The columns of `runs` that hold these numbers."""
        facts = self.facts()
        return facts | {"causes": json.dumps(facts["causes"])}


class Run:
    """One `kehoach extract`: `files` does the work and says how each file ended."""

    def __init__(self, store: Store, options: Options, version: str) -> None:
        """`version` is the pipeline's version; see `extract.versions`."""
        self.store, self.options, self.version = store, options, version
        self._known = store.known()
        self._seen = store.seen()
        self._names: dict[str, list[str]] = {}
        for path, (_, file_id) in self._seen.items():
            self._names.setdefault(file_id, []).append(path)
        self._reading: dict[str, list[tuple[Path, str]]] = {}
        self._reports: deque[FileReport] = deque()
        self._run_id: int | None = None
        self.tally = Tally()

    def gone(self, folders: Sequence[Path]) -> list[Candidate]:
        """The files that were read in `folders` and are there no more, but can and should be parsed again."""
        roots = [folder.resolve() for folder in folders]
        return [
            Candidate(Path(known.path), gone=known.file_id)
            for known in self._known.values()
            if known.path in self._seen and self._must_read(known) and not os.path.exists(known.path)  # noqa: PTH110
            if any(Path(known.path).is_relative_to(root) for root in roots) and self._reading_of(known)
        ]

    def files(self, candidates: Sequence[Candidate]) -> Generator[FileReport, None, None]:
        """Read what is new, store it, and yield a report for every candidate as it ends."""
        outcome = "interrupted"  # whatever ends the run before its end: a signal, or the caller
        try:
            with self.options.readers() as readers:
                for ended in readers.run(self._jobs(candidates)):
                    self._finish(ended)
                    yield from self._drain()
                yield from self._drain()
            self.store.mark_duplicates()
            outcome = "finished"
        except KehoachError:
            outcome = "failed"
            raise
        finally:
            if self._run_id is not None:
                self.store.count_run(self._run_id, self.tally.row(), outcome)

    def _drain(self) -> Iterator[FileReport]:
        while self._reports:
            report = self._reports.popleft()
            self.tally.add(report)
            yield report
        if self._run_id is not None:  # so that the row is right even after a kill
            self.store.count_run(self._run_id, self.tally.row())

    def _begin(self) -> None:
        """Note the run in the database when its first file has ended; a run with nothing to do leaves no trace."""
        if self._run_id is None:
            options = asdict(self.options) | {
                "passwords": len(self.options.passwords),
                "again": len(self.options.again),
            }
            versions = facts() | {"system": platform.platform()}
            self._run_id = self.store.begin_run(self.version, json.dumps(options), json.dumps(versions))

    def _jobs(self, candidates: Sequence[Candidate]) -> Iterator[Job]:
        for candidate in candidates:
            try:
                job = self._job(candidate)
            except KehoachError as fault:
                self._refuse(candidate.path, fault)
                continue
            if job:
                yield job

    def _job(self, candidate: Candidate) -> Job | None:
        """The work that a candidate needs; None where its bytes are known, or being read under another name."""
        if candidate.fault:
            raise candidate.fault
        path = candidate.path
        if candidate.gone and (candidate.gone in self._reading or not self._must_read(self._known[candidate.gone])):
            return None  # it was found under another name meanwhile
        now, file_id = self._seen[str(path)] if candidate.gone else self._identify(path)
        known = self._known.get(file_id)
        if file_id in self._reading:
            self._reading[file_id].append((path, now))
            return None
        if known and not self._must_read(known):
            self._pass_over(known, path, now)
            return None
        self._reading[file_id] = [(path, now)]
        reading = self._reading_of(known) if known else b""
        return Job(path, file_id, self.options.seconds, self.options.memory, self.options.passwords, reading)

    def _identify(self, path: Path) -> tuple[str, str]:
        """The file's stamp and its id; its bytes are hashed only where the stamp is new."""
        try:
            now = stamp(path)
        except OSError as fault:
            raise FileUnreadableError(path, detail=fault.strerror or str(fault)) from fault
        before, file_id = self._seen.get(printable(path), ("", ""))
        if before != now:
            file_id, now = digest(path, self.options.file_bytes)
        return now, file_id

    def _must_read(self, known: Known) -> bool:
        return (
            known.pipeline not in (self.version, of_reading(self.version))
            or known.file_id in self.options.again
            or known.error_code in ENVIRONMENT
            or (known.error_code == "encrypted" and bool(self.options.passwords))
        )

    def _reading_of(self, known: Known) -> bytes:
        """What reading gave of a file, where the version at work would read it alike; else empty."""
        return self.store.reading(known.file_id) if of_reading(known.pipeline) == of_reading(self.version) else b""

    def _pass_over(self, known: Known, path: Path, now: str) -> None:
        """Report a file that is stored already; note its name and place where those are new."""
        if self._seen.get(printable(path)) != (now, known.file_id):
            self.store.place_file(known.file_id, [(printable(path), now)])
            if known.path != printable(path) and not Path(known.path).exists():
                self.store.move_file(known.file_id, printable(path.name), printable(path), known.path)
        self._reports.append(
            FileReport(printable(path.name), known.status, known.error_code, known.error, unchanged=True)
        )

    def _refuse(self, path: Path, fault: KehoachError) -> None:
        """Record a file that could not even be opened; its row is made from its path."""
        file_id = nameless_id(path)
        known = self._known.get(file_id)
        unchanged = known is not None and (known.pipeline, known.error) == (self.version, fault.explanation)
        if not unchanged:
            self._begin()
            row = self._row(path, file_id, 0.0) | _failed(fault)
            self.store.replace_file(row, [(printable(path), "")], {})
        self._reports.append(
            FileReport(printable(path.name), "failed", fault.code, fault.explanation, unchanged=unchanged)
        )

    def _finish(self, outcome: Outcome) -> None:
        """Store what a worker found, unless the file has changed while it was read."""
        file_id, result, reading = outcome.job.file_id, outcome.result, outcome.job.reading
        places = self._reading.pop(file_id)
        path = outcome.job.path
        if not reading and not _is_still(path, places[0][1]):
            self._refuse(path, ChangedWhileReadError(path))
            return
        self._begin()
        row = self._row(path, file_id, outcome.seconds)
        row["bytes"] = int(places[0][1].split()[0])
        if isinstance(result, Failure):
            row |= _failed(error_of(result.code, path, result.page, result.detail))
            if result.code in IN_READING:
                row["pipeline"] = of_reading(self.version)
            rows: Rows = {"readings": [{"file_id": file_id, "document": reading}]} if reading else {}
        else:
            row |= _read(result)
            rows = result.rows
        self.store.replace_file(row, [(printable(place), now) for place, now in places], rows)
        for name in self._names.get(file_id, ()):  # its other names are no more in the database until they are met
            self._seen.pop(name, None)
        self._known[file_id] = Known(
            file_id, row["path"], row["pipeline"], row["status"], row["error_code"], row["error"]
        )
        counts = {table: len(rows.get(table, [])) for table in ("documents", *RECORD_TABLES)}
        self._reports.append(
            FileReport(
                row["name"],
                row["status"],
                row["error_code"],
                row["error"],
                row["kind"],
                row["pages"],
                counts,
                outcome.seconds,
                parsed=bool(reading),
            )
        )
        for place, _ in places[1:]:
            self._reports.append(
                FileReport(printable(place.name), row["status"], row["error_code"], row["error"], unchanged=True)
            )

    def _row(self, path: Path, file_id: str, seconds: float) -> Row:
        return {
            "id": file_id,
            "name": printable(path.name),
            "path": printable(path),
            "bytes": None,
            "media_type": mimetypes.guess_type(path.name)[0],
            "pages": None,
            "kind": None,
            "status": "ok",
            "error_code": None,
            "error": None,
            "pipeline": self.version,
            "started_at": datetime.now(UTC).isoformat(timespec="seconds"),
            "seconds": round(seconds, 3),
        }


def _failed(fault: KehoachError) -> Row:
    where = f"page {fault.page}: " if fault.page else ""
    return {"status": "failed", "error_code": fault.code, "error": where + fault.explanation}


def _read(result: Reading) -> Row:
    row: Row = {"kind": result.kind, "pages": result.pages}
    if result.failed_pages:
        pages = "; ".join(f"page {number}: {cause or 'not read'}" for number, cause in result.failed_pages)
        row |= {"status": "partial", "error_code": "pages_failed", "error": pages}
    return row


def _is_still(path: Path, before: str) -> bool:
    try:
        return stamp(path) == before
    except OSError:
        return False
