"""Reading: a file in, a `Document` out. The type is told by the content, never by the name's ending."""

from __future__ import annotations

import io
import zipfile
from dataclasses import replace
from pathlib import Path

from ocr import quality
from ocr.document import Document
from ocr.faults import Damaged, Empty, Encrypted, NoText, TooLarge, UnsupportedType
from ocr.limits import Limits

VERSION = "1.6"
_IMAGES = (b"\x89PNG", b"\xff\xd8\xff", b"II*\x00", b"MM\x00*", b"II+\x00", b"MM\x00+")
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_BINARY = (
    b"GIF8",
    b"\x7fELF",
    b"MZ",
    b"Rar!",
    b"7z\xbc\xaf",
    b"\x1f\x8b",
    b"BZh",
    b"%!PS",
    b"RIFF",
    b"BM",
    b"AT&TFORM",
)
_ZIPPED = {
    "xl/workbook.xml": "a spreadsheet (.xlsx): print it to PDF",
    "ppt/presentation.xml": "a presentation (.pptx): print it to PDF",
    "content.xml": "an OpenDocument file (.odt, .ods): save it as .docx or PDF",
}


def read(path: Path, *, password: str | None = None, limits: Limits | None = None) -> Document:
    """The document that the file at `path` holds; a page that cannot be read is kept with `method` "failed".

    Raises a subclass of `ocr.faults.ReadingFault` where nothing of the file can be read, OSError where it is not there.
    """
    limits = limits or Limits()
    if path.stat().st_size > limits.bytes:
        raise TooLarge(f"{path.stat().st_size} bytes")
    return read_bytes(path.read_bytes(), path.name, password=password, limits=limits)


def read_bytes(data: bytes, name: str, *, password: str | None = None, limits: Limits | None = None) -> Document:
    """As `read`, for the bytes of a file called `name`."""
    limits = limits or Limits()
    if not data:
        raise Empty("the file has no bytes")
    if b"%PDF-" in data[:1024]:
        from ocr.layout import layout
        from ocr.pdf import read_pdf

        kind, pages = read_pdf(data, password, limits)
        document = layout(name, kind, pages)
    elif data.startswith(_IMAGES):
        from ocr.imagefile import read_image_file
        from ocr.layout import layout

        document = layout(name, "scanned", read_image_file(data, limits))
    elif data.startswith(b"PK\x03\x04"):
        document = _read_zip(data, name, limits)
    elif data.startswith(_OLE):
        raise _ole(data)
    elif data.startswith(b"{\\rtf"):
        raise UnsupportedType("rich text (.rtf): save it as .docx or PDF")
    elif data[4:12] in (b"ftypheic", b"ftypmif1", b"ftypavif"):
        raise UnsupportedType("a photograph as HEIC or AVIF: save it as JPEG")
    elif data[:200].lstrip(b"\xef\xbb\xbf \r\n\t").lower().startswith((b"<!doctype html", b"<html")):
        raise UnsupportedType("a web page (.html): print it to PDF")
    elif data.startswith(_BINARY):
        raise UnsupportedType("neither PDF, image, .docx nor text")
    else:
        from ocr.plain import read_plain

        document = read_plain(data, name, limits)
    if not document.text.strip() and not any(page.method == "failed" for page in document.pages):
        raise NoText("no page holds text")
    return _corrected(_restored(document))


def _read_zip(data: bytes, name: str, limits: Limits) -> Document:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            names = archive.namelist()
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError) as error:
        raise Damaged(f"a broken zip file: {error}") from error
    if "word/document.xml" not in names:
        known = (what for name, what in _ZIPPED.items() if name in names)
        raise UnsupportedType(next(known, "a zip file that is no Word document"))
    from ocr.wordfile import read_docx

    return read_docx(data, name, limits)


def _ole(data: bytes) -> Encrypted | UnsupportedType:
    """Word's old binary format, or the wrapping of an encrypted .docx."""
    if "EncryptedPackage".encode("utf-16-le") in data:
        return Encrypted("the Office file is encrypted")
    return UnsupportedType("the old binary format of Office (.doc, .xls): save it as .docx or PDF")


def _restored(document: Document) -> Document:
    """Text that lost its Vietnamese letters (typed bare, or OCRed in another language) goes through restoration."""
    if not quality.measure(document.text).bare:
        return document
    from ocr.restore import restore

    restored = restore(document)
    pages = tuple(page if page.method == "failed" else replace(page, method="restored") for page in restored.pages)
    return replace(restored, pages=pages)


def _corrected(document: Document) -> Document:
    """Letters that tesseract's `vie` confuses are mended on pages that it read, where the neighbours leave no doubt."""
    if not any(page.method == "ocr" for page in document.pages):
        return document
    from ocr.confusions import correct

    return correct(document)
