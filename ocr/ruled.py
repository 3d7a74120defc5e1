"""Ruled tables: cell geometry from a page's ruling lines (pdfplumber), filled with the words that pypdfium2 read."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence
from typing import Any

from ocr import rulings
from ocr.grouping import group_lines
from ocr.pageobjects import PageObjects, Rect
from ocr.raw import RawCell, RawPage, RawTable, RawWord

_SNAP = 3.0  # points within which two rulings are one
_FEWEST = 8  # strokes: a 2x2 table has six rulings of two ends each, but some programs draw boxes
_DRAWING = 60_000  # strokes: a map or a chart, no table

Point = tuple[float, float]


def may_hold_tables(strokes: int) -> bool:
    """Whether a page of so many strokes may hold a ruled table (not too few rulings, no drawing or map)."""
    return _FEWEST <= strokes < _DRAWING


def page_tables(page: Any, objects: PageObjects) -> list[list[Rect]]:
    """The cell boxes of each ruled table of `page` (`pypdfium2.PdfPage`), in points from its top left as displayed.

    Raises PdfiumError.
    """
    drawn = rulings.rulings(page, objects)
    if len({edge["orientation"] for edge in drawn}) < 2:
        return []
    from pdfplumber.table import cells_to_tables, edges_to_intersections, merge_edges
    from pdfplumber.utils.geometry import filter_edges

    edges = filter_edges(merge_edges(drawn, _SNAP, _SNAP, _SNAP, _SNAP), min_length=_SNAP)
    tables = cells_to_tables(_cells(edges_to_intersections(edges, _SNAP, _SNAP)))
    return [cells for cells in tables if len(cells) >= 4]


def _cells(crossings: dict[Point, dict[str, list[rulings.Edge]]]) -> list[Rect]:
    """The smallest rectangle with sides along the rulings, right of and below each point where rulings cross.

    As pdfplumber's `intersections_to_cells`, which compares every point with every other and takes six times as long.
    """
    down, across = ({point: set(map(_ends, found[way])) for point, found in crossings.items()} for way in ("v", "h"))
    columns: dict[float, list[Point]] = {}
    rows: dict[float, list[Point]] = {}
    cells = []
    for point in sorted(crossings, reverse=True):  # so that `columns` and `rows` hold what is below and to the right
        x, y = point
        for below in reversed(columns.get(x, [])):
            if down[point].isdisjoint(down[below]):
                continue
            for right in reversed(rows.get(y, [])):
                corner = right[0], below[1]
                if (
                    corner in crossings
                    and not across[point].isdisjoint(across[right])
                    and not down[corner].isdisjoint(down[right])
                    and not across[corner].isdisjoint(across[below])
                ):
                    cells.append((x, y, *corner))
                    break
            else:
                continue
            break
        columns.setdefault(x, []).append(point)
        rows.setdefault(y, []).append(point)
    return cells[::-1]


def _ends(edge: rulings.Edge) -> Rect:
    return edge["x0"], edge["top"], edge["x1"], edge["bottom"]


def place_tables(page: RawPage, tables: Sequence[Sequence[Rect]]) -> None:
    """Move the page's words that stand in the cells of `tables` out of its lines into `page.tables`.

    A grid without at least two rows and two columns of text is no table (a frame around a heading, say).
    """
    for rects in tables:
        table = _grid(rects)
        if table is None:
            continue
        inside: dict[int, list[RawWord]] = {}
        rows: dict[tuple[float, float], list[tuple[int, RawCell]]] = {}
        for index, cell in enumerate(table.cells):
            rows.setdefault((cell.y0, cell.y1), []).append((index, cell))
        for line in page.lines:
            for word in line.words:
                found = _cell_of(table, rows, word)
                if found is not None:
                    inside.setdefault(found, []).append(word)
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
    after = bisect_left(edges, value, 1, len(edges) - 1)
    return after - 1 if value - edges[after - 1] <= edges[after] - value else after


def _cell_of(table: RawTable, rows: dict[tuple[float, float], list[tuple[int, RawCell]]], word: RawWord) -> int | None:
    """The first cell that holds the word's middle; `rows` are the table's cells, numbered, by their top and bottom."""
    x, y = (word.x0 + word.x1) / 2, (word.y0 + word.y1) / 2
    if not (table.x0 <= x <= table.x1 and table.y0 <= y <= table.y1):
        return None
    beside = (numbered for (y0, y1), cells in rows.items() if y0 <= y <= y1 for numbered in cells)
    return min((index for index, cell in beside if cell.x0 <= x <= cell.x1), default=None)
