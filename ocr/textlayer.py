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

from ocr import legacy, turned
from ocr.faults import TooLarge
from ocr.limits import Limits
from ocr.raw import RawPage, RawWord

SUPERSCRIPTS = str.maketrans("0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹")
_BREAKS = frozenset(" \t\r\n\xa0\u2002\u2003\u2009\u200b\x00")
_SPACE = 0.18  # of the size: the least space between words; Times has 0.25
_SMALL_LETTER = 0.6  # of the size: Times draws "a" at 0.46, Arial at 0.53, their capitals at 0.66 and 0.72
_LINE_HYPHENS = frozenset((0x02, 0xFFFE))  # what pdfium makes of a hyphen at a line end


@dataclass(slots=True)
class _Run:
    """What a text object says of its characters."""

    font: str
    size: float
    angle: float  # degrees clockwise in the page's own coordinates
    visible: bool


@dataclass(slots=True)
class Layer:
    """The text layer of a page: its words, and what tells how far it can be trusted (shares of its characters).

    `capitals` are the fonts that draw small letters as capitals (.VnTimeH, under whatever name it is embedded).
    """

    page: RawPage
    characters: int
    unmapped: float
    invisible: float
    capitals: frozenset[str]


def read_layer(page: Any, number: int, limits: Limits) -> Layer:
    """The text layer of `page` (a `pypdfium2.PdfPage`), page `number` counted from 1; raises TooLarge.

    A page whose text lies on its side or head is displayed upright from now on.
    """
    layer, quarter = _read(page, number, limits)
    if quarter:
        page.set_rotation((page.get_rotation() - quarter) % 360)
        layer, _ = _read(page, number, limits)
        layer.page.rotation = -quarter % 360
    return layer


def _read(page: Any, number: int, limits: Limits) -> tuple[Layer, int]:
    """The text layer of the page as it is displayed, and by how many degrees clockwise its text is turned there."""
    width, height = page.get_size()
    raw = RawPage(number, width, height, "text-layer")
    textpage = page.get_textpage()
    try:
        count = textpage.count_chars()
        if count > limits.page_characters:
            raise TooLarge(f"{count} characters on one page", number)
        words, unmapped, invisible, heights = _words(page, textpage.raw, count)
    finally:
        textpage.close()
    printed = sum(len(word.text) for word in words) or 1
    raw.lines = turned.level_lines(words)
    capitals = frozenset(font for font, height in heights.items() if height > _SMALL_LETTER)
    return Layer(raw, count, unmapped / printed, invisible / printed, capitals), turned.quarter_of(words)


def _words(page: Any, textpage: Any, count: int) -> tuple[list[RawWord], int, int, dict[str, float]]:
    """The words of the page in stream order, how many characters have no Unicode value, how many are not painted.

    And by font, the height of a small letter without ascender, as a share of the font's size.
    """
    place = to_display(page)
    runs: dict[int | None, _Run] = {}
    heights: dict[str, float] = {}
    words: list[RawWord] = []
    begun: list[tuple[int, str]] = []  # (character index, character) of the word at hand
    last_run: _Run | None = None
    last_address: int | None = None
    glued = False
    before = ""
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
            unmapped += char == before == "\x00"
            before = char
            continue
        handle = pdfium.FPDFText_GetTextObject(textpage, index)
        address = ctypes.cast(handle, ctypes.c_void_p).value
        run = runs.get(address)
        if run is None:
            run = runs[address] = _run(textpage, index, handle if address else None)
        if char in "aceumnorsvxz" and run.font not in heights and run.size and run.angle == 0:
            heights[run.font] = _height(textpage, index) / run.size
        if begun and address != last_address and _apart(textpage, begun[-1][0], index, run.size):
            finish()
            glued = False
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
        last_run, last_address, before = run, address, char
        begun.append((index, char))
        unmapped += len(begun) > 1 and _is_unmapped(textpage, index, char)  # the first of a word may be a bullet
        invisible += not run.visible
    finish()
    return words, unmapped, invisible, heights


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
    angle = round(math.degrees(pdfium.FPDFText_GetCharAngle(textpage, index))) % 360
    return _Run(font, size, angle, visible)


def _is_unmapped(textpage: Any, index: int, char: str) -> bool:
    """Whether the PDF does not say which letter this character is."""
    strange = char == "\ufffd" or unicodedata.category(char) in ("Co", "Cc")
    return strange or pdfium.FPDFText_HasUnicodeMapError(textpage, index) == 1


def _height(textpage: Any, index: int) -> float:
    """The height of a character as drawn, in points."""
    left, right, bottom, top = (ctypes.c_double() for _ in range(4))
    pdfium.FPDFText_GetCharBox(textpage, index, left, right, bottom, top)
    return abs(top.value - bottom.value)


def _apart(textpage: Any, before: int, index: int, size: float) -> bool:
    """Whether two characters of different text objects stand a space apart (points; `size` is the font's).

    pdfium misses that behind marks of no width: VNI fonts draw "ế" as e and a mark over it, so that "kế hoạch" set
    letter by letter came as "kếhoạch".
    """
    a, b = pdfium.FS_RECTF(), pdfium.FS_RECTF()
    if not (
        pdfium.FPDFText_GetLooseCharBox(textpage, before, a) and pdfium.FPDFText_GetLooseCharBox(textpage, index, b)
    ):
        return False
    across = max(b.left - a.right, a.left - b.right)
    down = max(b.bottom - a.top, a.bottom - b.top)
    return bool(max(across, down) > _SPACE * size)


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
    return RawWord(text, x0, y0, x1, y1, None, run.font, run.size or y1 - y0, glued, angle=turn)


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
