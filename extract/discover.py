"""From the paths that a user names to the files to read, each identified by the hash of its bytes."""

from __future__ import annotations

import hashlib
import os
import stat
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from extract.errors import ChangedWhileReadError, FileUnreadableError, KehoachError, MissingFileError, TooLargeError

_CHUNK = 1 << 20


@dataclass(frozen=True, slots=True)
class Candidate:
    """A file to read: its absolute path, and the fault that keeps it from being read, if any.

    `gone` is its id where it is there no more, but can be parsed again from what it gave when it was read.
    """

    path: Path
    fault: KehoachError | None = None
    gone: str = ""


def discover(paths: Sequence[Path]) -> Iterator[Candidate]:
    """Every file under `paths` in the order of their names, each once.

    In a folder, hidden files and files named README are no plans and are passed over; links that lead out of the
    folder, pipes and devices are candidates with a fault. Raises MissingFileError for a path that is not there.
    """
    seen: set[Path] = set()
    for path in paths:
        if not os.path.lexists(path):
            raise MissingFileError(path)
        for found in _walk(path.resolve()) if path.is_dir() else [candidate(path)]:
            if found.path not in seen:
                seen.add(found.path)
                yield found


def _walk(folder: Path) -> Iterator[Candidate]:
    def refused(fault: OSError) -> None:
        faults.append(Candidate(Path(fault.filename), FileUnreadableError(fault.filename, detail=fault.strerror or "")))

    faults: list[Candidate] = []
    for parent, folders, names in os.walk(folder, onerror=refused):
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        for name in sorted(names):
            if not name.startswith(".") and Path(name).stem.upper() != "README":
                yield candidate(Path(parent, name), folder)
    yield from faults


def candidate(path: Path, folder: Path | None = None) -> Candidate:
    """The file at `path` to read, or why not; `folder` is the one that it must lie in."""
    absolute = Path(os.path.abspath(path))  # noqa: PTH100  # keeps a link's own name, which `resolve` would follow
    try:
        target = path.resolve(strict=True)
        mode = target.stat().st_mode
    except (OSError, RuntimeError) as fault:
        return Candidate(absolute, FileUnreadableError(path, detail=getattr(fault, "strerror", None) or str(fault)))
    if folder and not target.is_relative_to(folder):
        return Candidate(absolute, FileUnreadableError(path, detail="a link that leads out of the folder"))
    if not stat.S_ISREG(mode):
        return Candidate(absolute, FileUnreadableError(path, detail="not a regular file"))
    return Candidate(absolute)


def stamp(path: Path) -> str:
    """Size and times of the file at `path`: while these are the same, so are its bytes."""
    facts = path.stat()
    return f"{facts.st_size} {facts.st_mtime_ns} {facts.st_ctime_ns} {facts.st_ino}"


def digest(path: Path, limit: int) -> tuple[str, str]:
    """The SHA-256 of the file's bytes and its stamp; raises FileUnreadableError, TooLargeError (over `limit` bytes),
    ChangedWhileReadError."""
    try:
        before = stamp(path)
        size = int(before.split()[0])
        if size > limit:
            raise TooLargeError(path, detail=f"{size >> 20} MB, the limit is {limit >> 20} MB")
        found = hashlib.sha256()
        with path.open("rb") as source:
            while chunk := source.read(_CHUNK):
                found.update(chunk)
        if stamp(path) != before:
            raise ChangedWhileReadError(path)
    except OSError as fault:
        raise FileUnreadableError(path, detail=fault.strerror or str(fault)) from fault
    return found.hexdigest(), before


def nameless_id(path: Path) -> str:
    """The id of a file whose bytes could not be read: made from its path."""
    return "path-" + hashlib.sha256(os.fsencode(path)).hexdigest()
