"""Ruled tables: cell geometry from a page's ruling lines (pdfplumber), filled with the words that pypdfium2 read.

Only pages that pypdfium2 shows to have rulings are given to pdfplumber, which is some sixty times slower.
"""

from __future__ import annotations

import io
from collections.abc import Sequence
from typing import Any

import pypdfium2.raw as pdfium

from ocr.raw import RawCell, RawPage, RawTable, RawWord
from ocr.textlayer import group_lines

_SNAP = 3.0  # points within which two rulings are one
_FEWEST = 8  # strokes: a 2x2 table has six rulings of two ends each, but some programs draw boxes
_DRAWING = 60_000  # strokes: a map or a chart, no table

Rect = tuple[float, float, float, float]


def count_strokes(page: Any) -> int:
    """How many path segments (rulings, boxes, drawings) a page (`pypdfium2.PdfPage`) has, counted up to a drawing's."""
    count = 0
    for path in page.get_objects(filter=[pdfium.FPDF_PAGEOBJ_PATH], max_depth=4):
        count += max(pdfium.FPDFPath_CountSegments(path.raw), 1)
        if count >= _DRAWING:
            break
    return count


def may_hold_tables(strokes: int) -> bool:
    """Whether a page of so many strokes may hold a ruled table (not too few rulings, no drawing or map)."""
    return _FEWEST <= strokes < _DRAWING


def page_tables(data: bytes, password: str | None, number: int) -> list[list[Rect]]:
    """The cell boxes of the ruled tables on page `number` (from 1) of a PDF; [] where pdfplumber cannot read it."""
    import pdfplumber
    from pdfminer.pdfexceptions import PDFException

    try:
        with pdfplumber.open(io.BytesIO(data), pages=[number], password=password or "") as source:
            page = source.pages[0]
            try:
                return table_rects(page)
            finally:
                page.close()
    except (PDFException, ValueError, KeyError, TypeError, IndexError, AttributeError, RecursionError):
        return []  # pdfminer meets broken files with all of these; the text itself is read already


def table_rects(plumber_page: Any) -> list[list[Rect]]:
    """The cell boxes of each ruled table of a pdfplumber page, in points from the top left of the page as displayed."""
    x_off, y_off = plumber_page.bbox[0], plumber_page.bbox[1]
    found = []
    for table in plumber_page.find_tables():
        cells = [(c[0] - x_off, c[1] - y_off, c[2] - x_off, c[3] - y_off) for c in table.cells if c]
        if len(cells) >= 4:
            found.append(cells)
    return found


def place_tables(page: RawPage, tables: Sequence[Sequence[Rect]]) -> None:
    """Move the page's words that stand in the cells of `tables` out of its lines into `page.tables`.

    A grid without at least two rows and two columns of text is no table (a frame around a heading, say).
    """
    for rects in tables:
        table = _grid(rects)
        if table is None:
            continue
        inside: dict[int, list[RawWord]] = {}
        for line in page.lines:
            for word in line.words:
                cell = _cell_of(table, word)
                if cell is not None:
                    inside.setdefault(cell, []).append(word)
        texts = [table.cells[index] for index in inside]
        if len({c.row for c in texts}) < 2 or len({c.column for c in texts}) < 2:
            continue
        taken = {id(word) for words in inside.values() for word in words}
        for line in page.lines:
            line.words = [word for word in line.words if id(word) not in taken]
        page.lines = [line for line in page.lines if line.words]
        for index, words in inside.items():
            table.cells[index].lines = group_lines(words)
        page.tables.append(table)
    page.tables.sort(key=lambda table: table.y0)


def _grid(rects: Sequence[Rect]) -> RawTable | None:
    xs = _edges([r[0] for r in rects] + [r[2] for r in rects])
    ys = _edges([r[1] for r in rects] + [r[3] for r in rects])
    rows, columns = len(ys) - 1, len(xs) - 1
    if rows < 2 or columns < 2:
        return None
    cells = []
    for x0, y0, x1, y1 in sorted(rects, key=lambda r: (_nearest(ys, r[1]), _nearest(xs, r[0]))):
        row, column = _nearest(ys, y0), _nearest(xs, x0)
        height, width = _nearest(ys, y1) - row, _nearest(xs, x1) - column
        if height > 0 and width > 0:
            cells.append(RawCell(row, column, height, width, x0, y0, x1, y1))
    return RawTable(xs[0], ys[0], xs[-1], ys[-1], rows, columns, cells)


def _edges(values: list[float]) -> list[float]:
    edges: list[float] = []
    for value in sorted(values):
        if not edges or value - edges[-1] > _SNAP:
            edges.append(value)
    return edges


def _nearest(edges: list[float], value: float) -> int:
    return min(range(len(edges)), key=lambda index: abs(edges[index] - value))


def _cell_of(table: RawTable, word: RawWord) -> int | None:
    x, y = (word.x0 + word.x1) / 2, (word.y0 + word.y1) / 2
    if not (table.x0 <= x <= table.x1 and table.y0 <= y <= table.y1):
        return None
    for index, cell in enumerate(table.cells):
        if cell.x0 <= x <= cell.x1 and cell.y0 <= y <= cell.y1:
            return index
    return None
