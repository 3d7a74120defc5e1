"""What reading can fail with: one class for each cause, raised by `ocr.reader.read`.

`extract.errors` maps `code` to an exit code and a remedy; nothing here knows about commands or databases.
"""

from __future__ import annotations


class ReadingFault(Exception):  # noqa: N818 - the name of the contract
    """A file (or one `page` of it, counted from 1) that cannot be read; `detail` says why in English."""

    code = "damaged"

    def __init__(self, detail: str, page: int | None = None) -> None:
        super().__init__(detail if page is None else f"page {page}: {detail}")
        self.detail = detail
        self.page = page


class UnsupportedType(ReadingFault):
    """The content is of no type that is read here."""

    code = "unsupported_type"


class Encrypted(ReadingFault):
    """The file needs a password that was not given, or not the right one."""

    code = "encrypted"


class Damaged(ReadingFault):
    """The file is broken beyond what the readers can mend."""

    code = "damaged"


class TooLarge(ReadingFault):
    """The file, a page or an image is beyond the limits."""

    code = "too_large"


class NoText(ReadingFault):
    """The file was read, but no page holds text."""

    code = "no_text"


class OcrUnavailable(ReadingFault):
    """A page needs OCR, and tesseract is not installed."""

    code = "ocr_unavailable"


class LanguageMissing(ReadingFault):
    """Tesseract is installed without the Vietnamese language."""

    code = "language_missing"


class Empty(ReadingFault):
    """The file has no bytes, or no pages."""

    code = "empty"
