"""The text layer of a PDF page, as words and lines with boxes: in a pypdfium2 page, out a `RawPage`.

pdfium gives characters in the order of the content stream; words are cut at its spaces and wherever font or size
change, lines are put together by geometry, so that the order in which a program wrote the page does not matter.
"""

from __future__ import annotations

import ctypes
import itertools
import math
import unicodedata
from dataclasses import dataclass
from typing import Any

import pypdfium2.raw as pdfium

from ocr import legacy
from ocr.faults import TooLarge
from ocr.limits import Limits
from ocr.raw import RawLine, RawPage, RawWord

SUPERSCRIPTS = str.maketrans("0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹")
_BREAKS = frozenset(" \t\r\n\xa0\u2002\u2003\u2009\u200b\x00")
_LINE_HYPHENS = frozenset((0x02, 0xFFFE))  # what pdfium makes of a hyphen at a line end


@dataclass(slots=True)
class _Run:
    """What a text object says of its characters."""

    font: str
    size: float
    angle: int  # degrees clockwise as displayed, to the quarter turn
    visible: bool


@dataclass(slots=True)
class Layer:
    """The text layer of a page: its words, and what tells how far it can be trusted (shares of its characters)."""

    page: RawPage
    characters: int
    unmapped: float
    invisible: float


def read_layer(page: Any, number: int, limits: Limits) -> Layer:
    """The text layer of `page` (a `pypdfium2.PdfPage`), page `number` counted from 1; raises TooLarge."""
    width, height = page.get_size()
    raw = RawPage(number, width, height, "text-layer", rotation=page.get_rotation() % 360)
    textpage = page.get_textpage()
    try:
        count = textpage.count_chars()
        if count > limits.page_characters:
            raise TooLarge(f"{count} characters on one page", number)
        words, unmapped, invisible = _words(page, textpage.raw, count)
    finally:
        textpage.close()
    printed = sum(len(word.text) for word in words) or 1
    raw.lines = group_lines(words)
    return Layer(raw, count, unmapped / printed, invisible / printed)


def _words(page: Any, textpage: Any, count: int) -> tuple[list[RawWord], int, int]:
    """The words of the page in stream order, and how many characters have no Unicode value or are not painted."""
    place = to_display(page)
    runs: dict[int | None, _Run] = {}
    words: list[RawWord] = []
    begun: list[tuple[int, str]] = []  # (character index, character) of the word at hand
    last_run: _Run | None = None
    glued = False
    unmapped = invisible = 0

    def finish() -> None:
        if begun and last_run is not None:
            word = _word(textpage, place, begun, last_run, glued)
            if word is not None:
                words.append(word)
        begun.clear()

    for index in range(count):
        code = pdfium.FPDFText_GetUnicode(textpage, index)
        char = "-" if code in _LINE_HYPHENS else chr(code) if 0 < code < 0x110000 else "\x00"
        if char in _BREAKS:
            finish()
            glued = False
            continue
        handle = pdfium.FPDFText_GetTextObject(textpage, index)
        address = ctypes.cast(handle, ctypes.c_void_p).value
        run = runs.get(address)
        if run is None:
            run = runs[address] = _run(textpage, index, handle if address else None)
        if (
            begun
            and last_run is not None
            and (run.font, run.size, run.angle)
            != (
                last_run.font,
                last_run.size,
                last_run.angle,
            )
        ):
            finish()
            glued = True
        elif not begun:
            glued = False
        last_run = run
        begun.append((index, char))
        unmapped += pdfium.FPDFText_HasUnicodeMapError(textpage, index) == 1 or unicodedata.category(char) == "Co"
        invisible += not run.visible
    finish()
    return words, unmapped, invisible


def _run(textpage: Any, index: int, handle: Any) -> _Run:
    font = ""
    visible = True
    if handle is not None:
        buffer = ctypes.create_string_buffer(256)
        pdfium.FPDFFont_GetBaseFontName(pdfium.FPDFTextObj_GetFont(handle), buffer, 256)
        # two subsets of one font share a word: "th" + "ư" + "ớc" in the tcvn3 decision of 2004
        font = legacy.family(buffer.value.decode("utf-8", "replace"))
        visible = pdfium.FPDFTextObj_GetTextRenderMode(handle) != pdfium.FPDF_TEXTRENDERMODE_INVISIBLE
    matrix = pdfium.FS_MATRIX()
    scale = 1.0
    if pdfium.FPDFText_GetMatrix(textpage, index, matrix):
        scale = math.hypot(matrix.c, matrix.d) or 1.0
    size = round(pdfium.FPDFText_GetFontSize(textpage, index) * scale, 1)
    angle = round(math.degrees(pdfium.FPDFText_GetCharAngle(textpage, index)) / 90) * 90 % 360
    return _Run(font, size, angle, visible)


def _word(textpage: Any, place: Display, begun: list[tuple[int, str]], run: _Run, glued: bool) -> RawWord | None:
    halves = "".join(char for _, char in begun)  # pdfium counts in UTF-16: a letter beyond 0xFFFF comes as two
    whole = halves if halves.isascii() else halves.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    text = unicodedata.normalize("NFC", whole)
    first, last = pdfium.FS_RECTF(), pdfium.FS_RECTF()
    if not (
        pdfium.FPDFText_GetLooseCharBox(textpage, begun[0][0], first)
        and pdfium.FPDFText_GetLooseCharBox(textpage, begun[-1][0], last)
    ):
        return None
    corners = [place.point(r.left, r.top) for r in (first, last)] + [
        place.point(r.right, r.bottom) for r in (first, last)
    ]
    xs, ys = [x for x, _ in corners], [y for _, y in corners]
    x0, x1, y0, y1 = min(xs), max(xs), min(ys), max(ys)
    if not all(map(math.isfinite, (x0, x1, y0, y1))):
        return None
    turn = (run.angle + place.rotation) % 360
    if turn in (0, 180):
        # The loose box is as high as the font says, which some fonts exaggerate: keep it to the size.
        ox, oy = ctypes.c_double(), ctypes.c_double()
        if run.size and pdfium.FPDFText_GetCharOrigin(textpage, begun[0][0], ox, oy):
            baseline = place.point(ox.value, oy.value)[1]
            up, down = (0.8, 0.22) if turn == 0 else (0.22, 0.8)
            y0, y1 = baseline - up * run.size, baseline + down * run.size
    return RawWord(text, x0, y0, x1, y1, None, run.font, run.size or y1 - y0, glued)


@dataclass(slots=True)
class Display:
    """Maps a page's own coordinates to points from the top left corner as displayed."""

    a: float
    b: float
    c: float
    d: float
    e: float
    f: float
    rotation: int

    def point(self, x: float, y: float) -> tuple[float, float]:
        """Where the point (x, y) of the page's own coordinates is displayed."""
        return self.a * x + self.c * y + self.e, self.b * x + self.d * y + self.f


def to_display(page: Any) -> Display:
    """How the coordinates of `page` (`pypdfium2.PdfPage`) become points from the top left corner as displayed."""
    width, height = page.get_size()
    scale = 1000

    def device(x: float, y: float) -> tuple[float, float]:
        dx, dy = ctypes.c_int(), ctypes.c_int()
        pdfium.FPDF_PageToDevice(page.raw, 0, 0, int(width * scale), int(height * scale), 0, x, y, dx, dy)
        return dx.value / scale, dy.value / scale

    e, f = device(0, 0)
    ax, ay = device(100, 0)
    cx, cy = device(0, 100)
    return Display((ax - e) / 100, (ay - f) / 100, (cx - e) / 100, (cy - f) / 100, e, f, page.get_rotation() % 360)


def group_lines(words: list[RawWord]) -> list[RawLine]:
    """Words put together into printed lines, from top to bottom; a word joins the line that it overlaps by half."""
    rows: list[list[RawWord]] = []
    for group in _with_glued(words):
        head = group[0]
        for row in reversed(rows[-60:]):
            y0, y1 = row[0].y0, row[0].y1
            overlap = min(y1, head.y1) - max(y0, head.y0)
            if overlap > 0.5 * min(y1 - y0, head.y1 - head.y0):
                row.extend(group)
                break
        else:
            rows.append(list(group))
    lines = []
    for row in rows:
        row.sort(key=lambda word: word.x0)
        lines.append(RawLine(row))
    lines.sort(key=lambda line: (line.y0 + line.y1) / 2)
    return lines


def _with_glued(words: list[RawWord]) -> list[list[RawWord]]:
    """Each word with those glued to it, tallest lines first come first served by their place on the page."""
    groups: list[list[RawWord]] = []
    for word in words:
        if word.glued and groups:
            groups[-1].append(word)
        else:
            groups.append([word])
    for group in groups:
        group.sort(key=lambda word: -word.size)  # the tallest decides the line; order is restored by x
    return groups


def raise_marks(row: list[RawWord]) -> None:
    """Small raised figures of a line become superscript characters: "xã" with a raised 1 must never read "xã1".

    To be called once legacy fonts are converted, which use the superscript characters as letters.
    """
    sizes = sorted(word.size for word in row)
    size = sizes[len(sizes) // 2]
    bottom = max(word.y1 for word in row if word.size >= 0.9 * size)
    for index, word in enumerate(row):
        if word.size < 0.9 * size and word.text.isdigit() and word.y1 < bottom - 0.15 * size:
            word.text = word.text.translate(SUPERSCRIPTS)
            for before, after in itertools.pairwise(row[max(index - 1, 0) : index + 2]):
                after.glued = after.glued or after.x0 - before.x1 < 0.1 * size
