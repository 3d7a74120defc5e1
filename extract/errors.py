"""One class for each cause of failure, with its exit code and a message that says what to do next.

In: the file, the page and the detail, as far as they are known. Out: an exception whose text names file, page, cause
and remedy in one line. The command line prints that text and leaves with `exit_code`; nothing prints a traceback.
"""

from __future__ import annotations

import os
from pathlib import PurePath
from typing import ClassVar


def printable(name: str | PurePath) -> str:
    """A file name as it can be stored and shown: bytes that are not UTF-8 and control characters are escaped."""
    text = os.fsencode(str(name)).decode("utf-8", "backslashreplace")
    return "".join(c if c.isprintable() else c.encode("unicode_escape").decode("ascii") for c in text)


class KehoachError(Exception):
    """A cause that a user can understand and act on."""

    code: ClassVar[str] = "failed"
    exit_code: ClassVar[int] = 1
    cause: ClassVar[str] = "it failed"
    remedy: ClassVar[str] = ""

    def __init__(self, file: str | PurePath = "", *, page: int | None = None, detail: str = "") -> None:
        self.file, self.page, self.detail = printable(file), page, " ".join(detail.split())
        super().__init__(file, page, detail)

    def __str__(self) -> str:
        where = ", ".join(filter(None, (self.file, f"page {self.page}" if self.page else "")))
        return (f"{where}: " if where else "") + self.explanation

    @property
    def explanation(self) -> str:
        """Cause, detail and remedy without the place."""
        what = f"{self.cause} ({self.detail})" if self.detail else self.cause
        return f"{what}. {self.remedy}".strip()


class MissingFileError(KehoachError):
    """The path does not exist or cannot be opened by this user."""

    code, exit_code = "not_found", 3
    cause = "no such file or folder"
    remedy = "Check the path; names with spaces need quotes."


class FileUnreadableError(KehoachError):
    """The path exists but cannot be read: permissions, a device or a pipe, a link that leads out of the folder."""

    code, exit_code = "unreadable", 4
    cause = "the file cannot be read"
    remedy = "Check its permissions, or copy the document itself into the folder."


class UnsupportedTypeError(KehoachError):
    """The bytes are none of the formats that kehoach reads."""

    code, exit_code = "unsupported_type", 5
    cause = "this type of file is not read"
    remedy = "Convert it to PDF, DOCX, PNG, JPEG, TIFF or plain UTF-8 text."


class EncryptedError(KehoachError):
    """The file needs a password that was not given."""

    code, exit_code = "encrypted", 6
    cause = "the file is encrypted"
    remedy = "Give its password with --password-file, or save a copy without password."


class DamagedError(KehoachError):
    """The file's structure is broken beyond what the readers can mend."""

    code, exit_code = "damaged", 7
    cause = "the file is damaged"
    remedy = "Fetch or scan the document again; opening and saving it in another program may also mend it."


class TooLargeError(KehoachError):
    """The file, a page or what they unpack to exceeds a limit."""

    code, exit_code = "too_large", 8
    cause = "the file exceeds a limit"
    remedy = "Split the document, or raise the limit named here."


class NoTextError(KehoachError):
    """Nothing that could be read as text was found."""

    code, exit_code = "no_text", 9
    cause = "no text was found in the file"
    remedy = "Check that the pages are not blank; scan them again at 200 dpi or more."


class EmptyError(KehoachError):
    """The file holds no bytes or no pages."""

    code, exit_code = "empty", 10
    cause = "the file is empty"
    remedy = "Copy or download it again; the copy may have been cut off."


class OcrUnavailableError(KehoachError):
    """A page needs OCR and tesseract is not installed."""

    code, exit_code = "ocr_unavailable", 11
    cause = "a page needs OCR, and tesseract is not installed"
    remedy = (
        "Install it (Debian, Ubuntu: sudo apt-get install tesseract-ocr tesseract-ocr-vie; "
        "macOS: brew install tesseract tesseract-lang) and run again."
    )


class LanguageMissingError(KehoachError):
    """Tesseract is there, its Vietnamese data is not."""

    code, exit_code = "language_missing", 12
    cause = "tesseract lacks its Vietnamese data (vie)"
    remedy = (
        "Install it (Debian, Ubuntu: sudo apt-get install tesseract-ocr-vie; macOS: brew install tesseract-lang) "
        "and run again."
    )


class DatabaseLockedError(KehoachError):
    """Another program holds the database's write lock."""

    code, exit_code = "database_locked", 13
    cause = "the database is locked by another program"
    remedy = "Wait until the other program has finished, or close it, and run again; what was stored so far is kept."


class DatabaseNotWritableError(KehoachError):
    """The database or its folder cannot be written, or the disk is full."""

    code, exit_code = "database_not_writable", 14
    cause = "the database cannot be written"
    remedy = "Check the folder's permissions and the free space, or name another database with --db."


class ForeignDatabaseError(KehoachError):
    """The file is not a database that this version of kehoach made."""

    code, exit_code = "foreign_database", 15
    cause = "this file is not a kehoach database of this version"
    remedy = "Name another file with --db; nothing was changed in this one."


class TimedOutError(KehoachError):
    """Reading and parsing one document took longer than its limit; its worker was killed."""

    code, exit_code = "timeout", 16
    cause = "the document took longer than its limit"
    remedy = "Raise --seconds, or split the document; `kehoach retry` takes it up again."


class OutOfMemoryError(KehoachError):
    """Reading and parsing one document needed more memory than its limit; its worker was killed."""

    code, exit_code = "out_of_memory", 17
    cause = "the document needed more memory than its limit"
    remedy = "Raise --memory, or split the document; `kehoach retry` takes it up again."


class WorkerDiedError(KehoachError):
    """The worker process ended by itself: a native library crashed on the document."""

    code, exit_code = "crashed", 18
    cause = "the process that read the document died"
    remedy = "Open and save the document in another program; `kehoach retry` takes it up again."


class ChangedWhileReadError(KehoachError):
    """The file's bytes changed between identification and the end of reading."""

    code, exit_code = "changed", 19
    cause = "the file changed while it was read"
    remedy = "Wait until it has been copied or saved completely, and run again."


class InternalError(KehoachError):
    """A fault of kehoach itself."""

    code, exit_code = "internal", 20
    cause = "kehoach itself failed"
    remedy = (
        "Please report it with the detail given here (KEHOACH_DEBUG=1 shows more), and the file if it may be shared."
    )


class AddressTakenError(KehoachError):
    """Another program listens at the address that the pages should be served at."""

    code, exit_code = "address_taken", 21
    cause = "the pages cannot be served at this address"
    remedy = "Stop the other program, or name another port with --port."


class ExtraMissingError(KehoachError):
    """An optional package that the command needs is not installed."""

    code, exit_code = "extra_missing", 22
    cause = "an optional package is not installed"
    remedy = "Install it into kehoach's environment, or do without the option that needs it."


class ClusterUnavailableError(KehoachError):
    """The scheduler does not answer, or has no worker."""

    code, exit_code = "cluster_unavailable", 23
    cause = "the cluster cannot be used"
    remedy = "Check the scheduler's address and that workers run; what was stored is kept, run the same command again."


class ClusterMismatchError(KehoachError):
    """A worker of the cluster would not read as this machine does."""

    code, exit_code = "cluster_mismatch", 24
    cause = "a cluster worker is not of the same versions"
    remedy = (
        "Install the same versions of kehoach, its libraries and tesseract on every machine, and start the worker anew."
    )


class PagesFailedError(KehoachError):
    """The file was opened, and none of its pages could be read."""

    code, exit_code = "pages_failed", 25
    cause = "no page of the file could be read"
    remedy = "Scan the document again, or split it."


class StoppedError(KehoachError):
    """The user stopped the run."""

    code, exit_code = "interrupted", 130
    cause = "stopped before the end"
    remedy = "What was finished is stored; run the same command again for the rest."


ERRORS: dict[str, type[KehoachError]] = {
    error.code: error
    for error in (
        MissingFileError,
        FileUnreadableError,
        UnsupportedTypeError,
        EncryptedError,
        DamagedError,
        TooLargeError,
        NoTextError,
        EmptyError,
        OcrUnavailableError,
        LanguageMissingError,
        DatabaseLockedError,
        DatabaseNotWritableError,
        ForeignDatabaseError,
        TimedOutError,
        OutOfMemoryError,
        WorkerDiedError,
        ChangedWhileReadError,
        InternalError,
        AddressTakenError,
        ExtraMissingError,
        ClusterUnavailableError,
        ClusterMismatchError,
        PagesFailedError,
        StoppedError,
    )
}

ENVIRONMENT = frozenset({"not_found", "unreadable", "ocr_unavailable", "language_missing", "changed"})
"""Causes that lie outside the file's bytes: such a file is tried again by the next run."""

IN_READING = frozenset(
    {
        "unsupported_type", "encrypted", "damaged", "too_large", "no_text", "empty", "ocr_unavailable",
        "language_missing", "pages_failed",
    }
)  # fmt: skip
"""Causes that reading ends with: no other version of the parsers changes anything for such a file."""


def error_of(code: str, file: str | PurePath, page: int | None = None, detail: str = "") -> KehoachError:
    """The error for a cause's code, as reading faults and workers name it; an unknown code is a fault of ours."""
    if code not in ERRORS:
        return InternalError(file, page=page, detail=f"{code}: {detail}")
    return ERRORS[code](file, page=page, detail=detail)
