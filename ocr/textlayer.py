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
from itertools import repeat
from typing import Any

import numpy as np
import numpy.typing as npt
import pypdfium2.raw as pdfium
import regex

from ocr import bulk, legacy, turned
from ocr.faults import TooLarge
from ocr.limits import Limits
from ocr.raw import RawPage, RawWord

SUPERSCRIPTS = str.maketrans("0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹")
_BREAKS = [ord(char) for char in " \t\r\n\xa0\u2002\u2003\u2009\u200b\x00"]
_SPACE = 0.18  # of the size: the least space between words; Times has 0.25
_SMALL_LETTER = 0.6  # of the size: Times draws "a" at 0.46, Arial at 0.53, their capitals at 0.66 and 0.72
_LINE_HYPHENS = [0x02, 0xFFFE]  # what pdfium makes of a hyphen at a line end
_SMALL = regex.compile(r"[aceumnorsvxz]")
_STRANGE = regex.compile(r"[\ufffd\p{Co}\p{Cc}]")  # the PDF does not say which letter it is
_HALF = regex.compile(r"[\ud800-\udfff]")

_get_unicode = bulk.plain(pdfium.FPDFText_GetUnicode)
_get_object = bulk.plain(pdfium.FPDFText_GetTextObject)
_has_map_error = bulk.plain(pdfium.FPDFText_HasUnicodeMapError)
_get_loose_box = bulk.plain(pdfium.FPDFText_GetLooseCharBox)
_get_origin = bulk.plain(pdfium.FPDFText_GetCharOrigin)
_get_matrix = bulk.plain(pdfium.FPDFText_GetMatrix)
_get_font_size = bulk.plain(pdfium.FPDFText_GetFontSize)
_get_angle = bulk.plain(pdfium.FPDFText_GetCharAngle)
_get_font = bulk.plain(pdfium.FPDFTextObj_GetFont)
_get_font_name = bulk.plain(pdfium.FPDFFont_GetBaseFontName)
_get_render_mode = bulk.plain(pdfium.FPDFTextObj_GetTextRenderMode)

Indices = npt.NDArray[np.intp]


@dataclass(slots=True)
class _Run:
    """What a text object says of its characters."""

    font: str
    size: float
    angle: float  # degrees clockwise in the page's own coordinates
    visible: bool

    @property
    def style(self) -> tuple[str, float, float]:
        """What the characters of one word have in common."""
        return self.font, self.size, self.angle


@dataclass(slots=True)
class _Word:
    """A word at hand: its first and last piece, the run of the last, and whether it is glued to the word before."""

    first: int
    last: int
    run: _Run
    glued: bool


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
    owner = bulk.address(textpage)
    codes = np.fromiter(map(_get_unicode, repeat(owner), range(count)), "<u4", count)
    codes[np.isin(codes, _LINE_HYPHENS)] = ord("-")
    codes[codes >= 0x110000] = 0
    text = codes.tobytes().decode("utf-32-le", "surrogatepass")
    printed = ~np.isin(codes, _BREAKS)
    letters = np.flatnonzero(printed)
    blanks = int(np.count_nonzero((codes[1:] == 0) & (codes[:-1] == 0)))
    if not len(letters):
        return [], blanks, 0, {}
    objects, mistaken = np.zeros(count, np.uint64), np.zeros(count, np.int32)
    objects[letters] = np.fromiter(map(_get_object, repeat(owner), letters.tolist()), np.uint64)
    mistaken[letters] = np.fromiter(map(_has_map_error, repeat(owner), letters.tolist()), np.int32)
    other = objects[1:] != objects[:-1]
    # pieces: printed characters side by side of one text object, numbers `firsts` to `lasts`
    firsts = np.flatnonzero(printed & np.append(True, other | ~printed[:-1]))
    lasts = np.flatnonzero(printed & np.append(other | ~printed[1:], True))
    boxes = _loose_boxes(owner, firsts), _loose_boxes(owner, lasts)
    follows = np.append(False, firsts[1:] == lasts[:-1] + 1)
    spaces = np.append(0.0, _distances(boxes[1][:-1], boxes[0][1:]))

    runs = _runs(owner, objects, firsts)
    heights: dict[str, float] = {}
    words: list[_Word] = []
    invisible = 0
    keys = objects[firsts].tolist()
    pieces = zip(firsts.tolist(), lasts.tolist(), keys, follows.tolist(), spaces.tolist(), strict=True)
    for number, (first, last, key, is_next, space) in enumerate(pieces):
        run = runs[key]
        if run.font not in heights and run.size and run.angle == 0:
            small = _SMALL.search(text, first, last + 1)
            if small:
                heights[run.font] = _height(textpage, small.start()) / run.size
        goes_on = is_next and not space > _SPACE * run.size
        if goes_on and run.style == words[-1].run.style:
            words[-1].last, words[-1].run = number, run
        else:
            words.append(_Word(number, number, run, glued=goes_on))
        invisible += 0 if run.visible else last + 1 - first

    unmapped = mistaken == 1
    for match in _STRANGE.finditer(text):
        unmapped[match.start()] = printed[match.start()]
    unmapped[firsts[[word.first for word in words]]] = False  # the first of a word may be a bullet
    placed = _placed(page, owner, text, words, firsts, lasts, boxes)
    return placed, int(np.count_nonzero(unmapped)) + blanks, invisible, heights


def _runs(textpage: int, objects: npt.NDArray[np.uint64], firsts: Indices) -> dict[int, _Run]:
    """What each text object (0: none) says, by the first of its printed characters; `objects` are those of all."""
    keys, where = np.unique(objects[firsts], return_index=True)
    items, indices = keys.tolist(), firsts[where].tolist()
    there = [item for item in items if item]
    fonts = dict(zip(there, map(_get_font, there), strict=True))
    names = {font: _font_name(font) for font in set(fonts.values())}
    modes = dict(zip(there, map(_get_render_mode, there), strict=True))
    matrices, known = bulk.written(
        _get_matrix, repeat(textpage), indices, count=len(items), fields=6, kind=np.float32, together=True
    )
    scales = [
        math.hypot(c, d) or 1.0 if has else 1.0 for (*_, c, d, _, _), has in zip(matrices.tolist(), known, strict=True)
    ]
    sizes, angles = map(_get_font_size, repeat(textpage), indices), map(_get_angle, repeat(textpage), indices)
    return {
        item: _Run(
            names[fonts[item]] if item else "",
            round(size * scale, 1),
            round(math.degrees(angle)) % 360,
            modes.get(item) != pdfium.FPDF_TEXTRENDERMODE_INVISIBLE,
        )
        for item, size, scale, angle in zip(items, sizes, scales, angles, strict=True)
    }


def _font_name(font: int) -> str:
    """The family of a font: two subsets of one font share a word ("th" + "ư" + "ớc" in the tcvn3 decision of 2004)."""
    buffer = ctypes.create_string_buffer(256)
    _get_font_name(font, ctypes.addressof(buffer), 256)
    return legacy.family(buffer.value.decode("utf-8", "replace"))


def _height(textpage: Any, index: int) -> float:
    """The height of a character as drawn, in points."""
    left, right, bottom, top = (ctypes.c_double() for _ in range(4))
    pdfium.FPDFText_GetCharBox(textpage, index, left, right, bottom, top)
    return abs(top.value - bottom.value)


def _loose_boxes(textpage: int, indices: Indices) -> bulk.Floats:
    """Left, top, right and bottom of characters in the page's own coordinates, not a number where there is none."""
    count = len(indices)
    found, done = bulk.written(
        _get_loose_box, repeat(textpage), indices.tolist(), count=count, fields=4, kind=np.float32, together=True
    )
    found[~done] = np.nan
    return found


def _distances(before: bulk.Floats, after: bulk.Floats) -> bulk.Floats:
    """How far apart the boxes stand (points), one by one; at _SPACE of the font's size there is a space between them.

    pdfium misses that behind marks of no width: VNI fonts draw "ế" as e and a mark over it, so that "kế hoạch" set
    letter by letter came as "kếhoạch".
    """
    across = np.maximum(after[:, 0] - before[:, 2], before[:, 0] - after[:, 2])
    down = np.maximum(after[:, 3] - before[:, 1], before[:, 3] - after[:, 1])
    return np.maximum(across, down)


def _placed(
    page: Any,
    textpage: int,
    text: str,
    words: list[_Word],
    firsts: Indices,
    lasts: Indices,
    boxes: tuple[bulk.Floats, bulk.Floats],
) -> list[RawWord]:
    """The words with their boxes on the page as displayed; those without a place are left out."""
    place = to_display(page)
    begin, end = [word.first for word in words], [word.last for word in words]
    first, last = boxes[0][begin], boxes[1][end]
    xs = np.stack([first[:, 0], last[:, 0], first[:, 2], last[:, 2]])
    ys = np.stack([first[:, 1], last[:, 1], first[:, 3], last[:, 3]])
    across, down = place.a * xs + place.c * ys + place.e, place.b * xs + place.d * ys + place.f
    x0, x1, y0, y1 = across.min(0), across.max(0), down.min(0), down.max(0)
    there = np.isfinite(x0) & np.isfinite(x1) & np.isfinite(y0) & np.isfinite(y1)
    # The loose box is as high as the font says, which some fonts exaggerate: keep it to the size.
    origins, known = bulk.written(
        _get_origin, repeat(textpage), firsts[begin].tolist(), count=len(words), fields=2, kind=np.float64
    )
    baseline = place.b * origins[:, 0] + place.d * origins[:, 1] + place.f
    sizes = np.array([word.run.size for word in words])
    turns = np.array([(word.run.angle + place.rotation) % 360 for word in words])
    for turn, up, low in ((0, 0.8, 0.22), (180, 0.22, 0.8)):
        level = known & (sizes != 0) & (turns == turn)
        y0 = np.where(level, baseline - up * sizes, y0)
        y1 = np.where(level, baseline + low * sizes, y1)
    found = []
    in_halves = _HALF.search(text) is not None
    spans = zip(firsts[begin].tolist(), (lasts[end] + 1).tolist(), strict=True)
    places = zip(x0.tolist(), y0.tolist(), x1.tolist(), y1.tolist(), turns.tolist(), there.tolist(), strict=True)
    for word, (start, stop), (left, top, right, bottom, turn, is_there) in zip(words, spans, places, strict=True):
        if is_there:
            run = word.run
            printed = unicodedata.normalize("NFC", _whole(text[start:stop]) if in_halves else text[start:stop])
            size = run.size or bottom - top
            found.append(RawWord(printed, left, top, right, bottom, None, run.font, size, word.glued, angle=turn))
    return found


def _whole(halves: str) -> str:
    """pdfium counts in UTF-16: a letter beyond 0xFFFF comes as two."""
    return halves.encode("utf-16", "surrogatepass").decode("utf-16", "replace")


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
