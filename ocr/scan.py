"""A page image read by OCR: in a PDF page or an image, out a `RawPage` with word boxes and confidences.

Boxes are given on the page as displayed, in points, with skew and quarter turns taken back.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

import cv2
import numpy as np

from ocr import second_look, tesseract
from ocr.asking import Reading, Request, side_by_side
from ocr.clean import Cleaned, Pixels, clean
from ocr.faults import TooLarge
from ocr.gridlines import Rect, find_grid
from ocr.limits import Limits
from ocr.lots import Picture
from ocr.orient import Leaf, leaves, quarter_turns
from ocr.quality import is_syllable
from ocr.raw import RawCell, RawLine, RawPage, RawTable, RawWord
from ocr.ruled import place_tables

DPI = 200  # measured: 300 dpi doubles the time and gains nothing on plain text
_MIN_DPI = 72
_INK = 170  # grey below which a pixel of a cell is ink: small type on a worn scan is no darker
_CELL_DPI = 240  # at which table cells are read
_CELL_GRAIN = 0.004  # inches: sigma of the Gaussian before that
_SURE = 0.6  # confidence of a word that makes its line text
_OSD_TRUST = 0.55  # mean word confidence below which the page may lie on its side or head


def render(page: Any, number: int, limits: Limits, dpi: int = DPI) -> tuple[Pixels, int]:
    """An RGB picture of `page` (`pypdfium2.PdfPage`) and its dpi, lowered where the page is huge; raises TooLarge."""
    width, height = page.get_size()
    area = width * height / 72**2
    if area <= 0:
        raise TooLarge("the page has no area", number)
    dpi = min(dpi, int(math.sqrt(limits.pixels / area)))
    if dpi < _MIN_DPI:
        raise TooLarge(
            f"a page of {width / 72:.0f} x {height / 72:.0f} inches cannot be read within the limits", number
        )
    bitmap = page.render(scale=dpi / 72, rev_byteorder=True, prefer_bgrx=False)
    try:
        image = np.array(bitmap.to_numpy())[:, :, :3]
    finally:
        bitmap.close()
    return image, dpi


def read_pictures(pictures: Sequence[Picture], limits: Limits) -> list[RawPage | Exception]:
    """The words of each page picture; OcrFailed and its kin in the place of one that could not be read."""
    return side_by_side([_page(picture, limits) for picture in pictures], limits.ocr_seconds)


def _page(picture: Picture, limits: Limits) -> Reading[RawPage]:
    page = yield from _read(picture, None)
    if _confidence(page) < _OSD_TRUST:
        turned, _ = quarter_turns(picture.image, page.rotation // 90)
        turn, _ = tesseract.orientation(clean(turned, picture.dpi).image, picture.dpi, limits.ocr_seconds)
        if turn:
            other = yield from _read(picture, (page.rotation + turn) % 360)
            if _confidence(other) > _confidence(page):
                return other
    return page


def _read(picture: Picture, turn: int | None) -> Reading[RawPage]:
    """The page turned clockwise by `turn` (None: as its text says), leaf after leaf where two share the sheet."""
    found = leaves(picture.image, turn)
    size, (height, width) = picture.size, picture.image.shape[:2]
    if found[0].turn % 180:
        size, height, width = (size[1], size[0]), width, height
    page = RawPage(picture.number, *size, "ocr", rotation=found[0].turn)
    for leaf in found:
        read = yield from _read_leaf(leaf, picture.dpi, picture.number, (size[0] / width, size[1] / height))
        page.lines += read.lines
        page.tables += read.tables
        if len(found) > 1 and page.fold is None:
            page.fold = read.width
    return page


def _read_leaf(leaf: Leaf, dpi: int, number: int, scale: tuple[float, float]) -> Reading[RawPage]:
    """One upright page; `scale` is the points of a pixel of the picture, across and down."""
    cleaned = clean(leaf.image, dpi)
    grid = find_grid(cleaned.image, cleaned.dpi)
    body = grid.image.copy() if grid.tables else grid.image
    for x0, y0, x1, y1 in (cell for cells in grid.tables for cell in cells):
        body[y0:y1, x0:x1] = 255  # cell by cell: what stands in a cell whose rulings were missed is still read
    sx, sy = (points * dpi / cleaned.dpi for points in scale)
    page = RawPage(number, body.shape[1] * sx, body.shape[0] * sy, "ocr")
    options = tesseract.UPRIGHT if cleaned.bilevel else tesseract.GREY
    (words,) = yield Request([body], cleaned.dpi, 3, options)
    page.lines = _lines(words, sx, sy)
    page.lines = [line for line in page.lines if not _is_noise(line)]
    for cells in grid.tables:
        page.lines += yield from _cell_lines(grid.image, cells, cleaned.dpi, (sx, sy))
    figures = [word for line in page.lines for word in line.words]
    yield from second_look.review(figures, grid.image, cleaned.dpi, (sx, sy))
    page.lines.sort(key=lambda line: (line.y0 + line.y1) / 2)
    place_tables(page, [[(x0 * sx, y0 * sy, x1 * sx, y1 * sy) for x0, y0, x1, y1 in cells] for cells in grid.tables])
    _place_back(page, cleaned.within(leaf.matrix), (sx, sy), scale)
    return page


def _is_noise(line: RawLine) -> bool:
    """Whether a line is specks, a rule or a stroke of a pen, which tesseract turns into "—", "E2 eo" or "Trer(% )".

    A line with one sure word, one Vietnamese syllable or one figure is kept.
    """
    if not any(char.isalnum() for char in line.text):
        return True
    return not any(
        ((word.confidence or 0.0) >= _SURE and (len(core) > 1 or core.isascii()))
        or (len(core) > 1 and (is_syllable(core) or core.isdecimal()))
        for word in line.words
        if (core := word.text.strip(".,;:()-—|"))
    )


def _cell_lines(image: Pixels, cells: list[Rect], dpi: int, scale: tuple[float, float]) -> Reading[list[RawLine]]:
    """The lines of table cells, each cell read by itself: a page-wide line mixes cells of one and of two lines.

    They are softened and enlarged first: a few characters on grain have no line about them to tell grain from marks.
    """
    margin = dpi // 16
    filled = [cell for cell in cells if np.count_nonzero(_cut(image, cell) < _INK) > 8]
    if not filled:
        return []
    soft = np.asarray(cv2.GaussianBlur(image, (0, 0), _CELL_GRAIN * dpi), np.uint8)
    by = _CELL_DPI / dpi
    crops = [
        np.asarray(cv2.resize(crop, None, fx=by, fy=by, interpolation=cv2.INTER_CUBIC), np.uint8)
        for crop in (np.pad(_cut(soft, cell), margin, constant_values=255) for cell in filled)
    ]
    read = yield Request(crops, _CELL_DPI, 6, tesseract.UPRIGHT)
    missed = [index for index, words in enumerate(read) if not words]
    again = [crops[index] for index in missed]
    lone = yield Request(again, _CELL_DPI, 7, tesseract.UPRIGHT)
    for index, words in zip(missed, lone, strict=True):
        read[index] = words  # a lone figure, which the search for blocks of text took for grain
    lines: list[RawLine] = []
    for (x0, y0, _, _), words in zip(filled, read, strict=True):
        lines += _lines(words, scale[0] / by, scale[1] / by, (x0 - margin) * by, (y0 - margin) * by)
    return lines


def _cut(image: Pixels, cell: Rect) -> Pixels:
    x0, y0, x1, y1 = cell
    return image[y0:y1, x0:x1]


def _lines(words: list[tesseract.OcrWord], sx: float, sy: float, x: float = 0, y: float = 0) -> list[RawLine]:
    """Tesseract's lines in points of the deskewed page; (x, y) is where the picture that was read begins, in pixels."""
    lines: dict[tuple[int, int, int], list[tesseract.OcrWord]] = {}
    for word in words:
        lines.setdefault(word.line, []).append(word)
    found = []
    for group in lines.values():
        tall = sorted(word.y1 - word.y0 for word in group)
        points = round(tall[len(tall) // 2] * sy, 1)
        found.append(
            RawLine(
                [
                    RawWord(
                        word.text,
                        (word.x0 + x) * sx,
                        (word.y0 + y) * sy,
                        (word.x1 + x) * sx,
                        (word.y1 + y) * sy,
                        word.confidence,
                        "",
                        points,
                    )
                    for word in group
                ]
            )
        )
    return found


def _confidence(page: RawPage) -> float:
    """Mean confidence of the words, by length; 0.0 on an empty page."""
    words = [word for line in page.all_lines() for word in line.words]
    total = sum(len(word.text) for word in words)
    return sum((word.confidence or 0.0) * len(word.text) for word in words) / total if total else 0.0


def _place_back(page: RawPage, cleaned: Cleaned, points: tuple[float, float], scale: tuple[float, float]) -> None:
    """Turn the places on the cleaned page into those on the page as it was scanned, all in points.

    `points` are those of a pixel of the cleaned page, `scale` those of a pixel of the picture (across and down).
    """
    boxes: list[RawWord | RawCell | RawTable] = [word for line in page.lines for word in line.words]
    for table in page.tables:
        boxes.append(table)
        for cell in table.cells:
            boxes += [cell, *(word for line in cell.lines for word in line.words)]
    for box in boxes:
        placed = cleaned.box_to_page(box.x0 / points[0], box.y0 / points[1], box.x1 / points[0], box.y1 / points[1])
        box.x0, box.y0, box.x1, box.y1 = (edge * by for edge, by in zip(placed, (*scale, *scale), strict=True))
