"""PDF files page by page: text layer, legacy font or OCR, whichever gives the better text."""

from __future__ import annotations

from collections import Counter
from typing import Any

import numpy as np
import numpy.typing as npt
import pypdfium2
import pypdfium2.raw as pdfium

from ocr import fonts, legacy, pageobjects, quality, ruled, tesseract, textlayer
from ocr.document import Kind
from ocr.faults import Damaged, Empty, Encrypted, ReadingFault, TooLarge
from ocr.fluency import fluency
from ocr.limits import Limits
from ocr.lots import Page, Picture, read_pages
from ocr.pageobjects import Rect
from ocr.raw import RawLine, RawPage, RawTable
from ocr.spread import spread
from ocr.textlayer import Layer
from ocr.tones import bare

_COVERED = 0.5  # share of the page that its images must cover to be a scan
_CLEAR = 0.05  # a difference in trust that decides without looking at the language
_SAME = 0.6  # share of the words seen on a page that a text layer of it must have
_PICTURE = 0.04  # share of the page from which an image may hold text worth reading; seals and logos are smaller
_LOST = 0.004  # share of a page's characters that may have no Unicode value: a heading's are more
_DRAWN_INK = np.uint8(16)
_FEW_WORDS = 12
_TELLING = 8  # words from which a page's text says whether it is Vietnamese
_MOST_IMAGES = 2_000  # some programs cut a page into thousands of strips
_SPARSE = 250  # characters; a covered page with fewer has a stamp or a running head for a text layer
_OUTLINES = 500  # strokes on a page without text: letters drawn as outlines, say
_PAGE_FAULTS = (ReadingFault, pypdfium2.PdfiumError, ValueError, OSError, MemoryError, ArithmeticError)


def read_pdf(data: bytes, password: str | None, limits: Limits) -> tuple[Kind, list[RawPage]]:
    """The pages of a PDF file and what kind of file it is. Raises Damaged, Encrypted, Empty, TooLarge."""
    document = _open(data, password)
    try:
        count = len(document)
        if count == 0:
            raise Empty("the PDF has no pages")
        if count > limits.pages:
            raise TooLarge(f"{count} pages")
        layers = [_layer(document, number, limits) for number in range(1, count + 1)]
        changed = _convert(layers)
        bad = fonts.senseless(layer.page for layer in layers if isinstance(layer, _Seen))

        def page_of(layer: _Seen | RawPage) -> Page:
            if isinstance(layer, RawPage):
                return layer
            return (yield from _decide(document, layer, layer.page.number in changed, bad, limits))

        pages = spread(lambda share: read_pages([page_of(layer) for layer in share], limits), layers)
    finally:
        document.close()
    if not any(page.lines for page in pages) and any(page.method == "failed" for page in pages):
        tesseract.require()  # the cause for the whole file, where OCR is not to be had
    return _kind(pages), pages


class _Seen:
    """A page's text layer and what else decides how to read it."""

    def __init__(self, layer: Layer, pictures: list[Rect], strokes: int, tables: list[list[Rect]]) -> None:
        self.layer, self.pictures, self.page, self.tables = layer, pictures, layer.page, tables
        self.drawn = strokes >= _OUTLINES
        area = max(self.page.width * self.page.height, 1.0)
        self.covered = min(max(map(_area, pictures), default=0.0) / area, 1.0)


def _open(data: bytes, password: str | None) -> Any:
    try:
        return pypdfium2.PdfDocument(data, password=password)
    except pypdfium2.PdfiumError as error:
        code = pdfium.FPDF_GetLastError()
        if code in (pdfium.FPDF_ERR_PASSWORD, pdfium.FPDF_ERR_SECURITY) or "assword" in str(error):
            raise Encrypted("the PDF needs a password" if password is None else "the password is not right") from error
        raise Damaged(f"not a readable PDF: {error}") from error


def _layer(document: Any, number: int, limits: Limits) -> _Seen | RawPage:
    try:
        page = document[number - 1]
        try:
            layer = textlayer.read_layer(page, number, limits)
            objects = pageobjects.objects_of(page)
            ruled_in = layer.page.lines and ruled.may_hold_tables(objects.strokes)
            tables = ruled.page_tables(page, objects) if ruled_in else []
            return _Seen(layer, pageobjects.pictures(page, objects, _PICTURE), objects.strokes, tables)
        finally:
            page.close()
    except _PAGE_FAULTS as error:
        return failed(number, error)


def failed(number: int, error: BaseException, size: tuple[float, float] = (0.0, 0.0)) -> RawPage:
    """A page that could not be read, with the cause."""
    cause = error.detail if isinstance(error, ReadingFault) else f"{type(error).__name__}: {error}"
    return RawPage(number, *size, "failed", 0.0, error=cause)


def _area(box: Rect) -> float:
    return (box[2] - box[0]) * (box[3] - box[1])


def _convert(layers: list[_Seen | RawPage]) -> set[int]:
    """Turn legacy fonts to Unicode over the whole file; the numbers of the pages where that changed anything."""
    words: dict[str, list[str]] = {}
    pages = [layer.page for layer in layers if isinstance(layer, _Seen)]
    for page in pages:
        for line in page.lines:
            for word in line.words:
                words.setdefault(word.font, []).append(word.text)
    capitals = {font for layer in layers if isinstance(layer, _Seen) for font in layer.layer.capitals}
    conversions = legacy.conversions(words, capitals)
    changed: set[int] = set()
    for page in pages:
        for line in page.lines:
            for word in line.words:
                conversion = conversions.get(word.font)
                text = legacy.mend(conversion(word.text) if conversion else word.text)
                if conversion and text != word.text:
                    changed.add(page.number)
                word.text = text
            textlayer.raise_marks(line.words)
    return changed


def _decide(document: Any, seen: _Seen, converted: bool, bad: set[str], limits: Limits) -> Page:
    """The better of a page's text layer and its OCR; OCR is tried only where the text layer leaves a doubt.

    `bad` are the fonts that make no sense over the whole file: on a good page, OCR reads their words only.
    """
    page = seen.page
    measured = quality.measure(page.text)
    page.trust = round(max(measured.trust - seen.layer.unmapped, 0.0), 3)
    page.method = "legacy-font" if converted else "text-layer"
    scanned = seen.covered >= _COVERED
    sparse = scanned and len(page.text) < _SPARSE
    cover = sparse and seen.layer.invisible < _COVERED  # a running head printed over a scanned page
    whole = page.trust >= quality.GOOD and seen.layer.unmapped < _LOST
    if page.lines and whole and (not scanned or cover):
        wrong = any(word.font in bad for line in page.lines for word in line.words)
        if seen.pictures or wrong:
            read = yield from _ocr(document, seen, limits)
            fonts.replace_words(page, read, bad)
            _add_pictures(seen, read)
        return _with_tables(seen)
    if not page.lines and seen.covered == 0.0 and not seen.drawn and not seen.layer.unmapped:
        page.trust = 1.0  # an empty page
        return page
    if page.lines and measured.tokens < _TELLING and not seen.pictures and not seen.layer.unmapped:
        return _with_tables(seen)  # "Phụ lục 2a" on a page of its own: too little to call it gibberish
    read = yield from _ocr(document, seen, limits)
    if not page.lines or (read.method != "failed" and (sparse or _better(read, page))):
        return read
    return _with_tables(seen)


def _add_pictures(seen: _Seen, read: RawPage) -> None:
    """Add what stands in the images of a page beside its text (a scanned table, the scanned rest of a decision).

    A seal, a signature or a photograph gives a few letters of gibberish, which are left out.
    """

    def in_picture(item: RawLine | RawTable) -> bool:
        x, y = (item.x0 + item.x1) / 2, (item.y0 + item.y1) / 2
        return any(x0 <= x <= x1 and y0 <= y <= y1 for x0, y0, x1, y1 in seen.pictures)

    page = seen.page
    printed = [(line.x0, line.y0, line.x1, line.y1) for line in page.lines]
    lines = [line for line in read.lines if in_picture(line) and not any(_overlap(line, box) for box in printed)]
    tables = [table for table in read.tables if in_picture(table)]
    measured = quality.measure(RawPage(page.number, page.width, page.height, "ocr", lines=lines, tables=tables).text)
    if measured.tokens < _FEW_WORDS or measured.trust < quality.GOOD:
        return
    if measured.tokens > sum(len(line.words) for line in page.lines):
        page.method = "ocr"
    page.lines = sorted([*page.lines, *lines], key=lambda line: (line.y0 + line.y1) / 2)
    page.tables += tables
    page.trust = min(page.trust, measured.trust)


def _overlap(line: RawLine, box: Rect) -> bool:
    """Whether a line read by OCR shows text that the text layer has at this place already."""
    across = min(line.x1, box[2]) - max(line.x0, box[0])
    down = min(line.y1, box[3]) - max(line.y0, box[1])
    return across > 0 and down > 0.4 * (line.y1 - line.y0)


def _better(read: RawPage, layer: RawPage) -> bool:
    """Whether OCR gives a better text than the text layer that another engine (or a broken font) left on the page.

    A layer that lacks much of what is seen on the page is no reading of it, however well it reads.
    """
    if read.trust >= quality.GOOD and _held(read.text, layer.text) < _SAME:
        return True
    if abs(read.trust - layer.trust) > _CLEAR:
        return read.trust > layer.trust
    return fluency(read.text) > fluency(layer.text)


def _held(seen: str, text: str) -> float:
    """The share of the words seen on a page that `text` has too, each as often as there (0-1)."""
    words, have = Counter(bare(seen).lower().split()), Counter(bare(text).lower().split())
    return (words & have).total() / max(words.total(), 1)


def _ocr(document: Any, seen: _Seen, limits: Limits) -> Page:
    from ocr import scan

    number = seen.page.number
    size = (0.0, 0.0)
    try:
        page = document[number - 1]
        try:
            size = page.get_size()
            image, dpi = scan.render(page, number, limits)
        finally:
            page.close()
        read = yield Picture(image if seen.pictures else drawn(image), dpi, number, size)
    except _PAGE_FAULTS as error:
        return failed(number, error, size)
    read.trust = quality.trust(read.text)
    return read


def drawn(image: npt.NDArray[np.uint8]) -> npt.NDArray[np.uint8]:
    """A picture of type drawn by a program, with its ink a little grey.

    Cleaning must not take it for a black-and-white scan, whose stairs it rounds off: 1.2-1.6 % of the characters came
    out wrong instead of 0.1 %.
    """
    return np.maximum(image, _DRAWN_INK)


def _with_tables(seen: _Seen) -> RawPage:
    ruled.place_tables(seen.page, seen.tables)
    return seen.page


def _kind(pages: list[RawPage]) -> Kind:
    ways = {page.method for page in pages if page.lines or page.tables}
    if "ocr" not in ways:
        return "digital" if ways else "scanned"
    return "scanned" if ways == {"ocr"} else "mixed"
