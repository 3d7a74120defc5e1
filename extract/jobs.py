"""What the pool and its workers say to each other: plain data, so that it can be sent between processes."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from extract.tables import Rows


@dataclass(frozen=True, slots=True)
class Job:
    """One document to read: its file, the hash of its bytes, and its limits (seconds; bytes of memory).

    `reading` is what the file gave when it was read before (`ocr.stored`); then it is only parsed, and not opened.
    """

    path: Path
    file_id: str
    seconds: float
    memory: int
    passwords: tuple[str, ...] = ()
    reading: bytes = b""


@dataclass(frozen=True, slots=True)
class Reading:
    """What one document gave: the facts for its row in `files`, and the rows of all other tables."""

    kind: str
    pages: int
    failed_pages: tuple[tuple[int, str], ...]
    rows: Rows


@dataclass(frozen=True, slots=True)
class Failure:
    """Why a document gave nothing: a code of `extract.errors`, the page and the detail where known."""

    code: str
    page: int | None = None
    detail: str = ""


@dataclass(frozen=True, slots=True)
class Outcome:
    """How a job ended, in how many seconds, and the most memory that its worker held so far (bytes)."""

    job: Job
    result: Reading | Failure
    seconds: float = 0.0
    memory: int = 0
