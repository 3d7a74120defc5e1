"""Tables without rulings: rows of words that stand apart in the same columns. In a page, out its `tables`.

Read as running text their figures would follow each other without a sign of which column they belong to.
"""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from operator import attrgetter

from ocr.columns import COLUMN_HEADS, MOST_LINES
from ocr.raw import RawCell, RawLine, RawPage, RawTable

_FEWEST = 3  # columns, and rows with words in as many of them
_APART = 0.8  # of the size: the least white between two columns, over all rows
_WIDE = 0.45  # of the page's width: a broader piece is running text
_FIGURES = 0.2  # share of the cells that must hold digits

Columns = list[tuple[float, float]]


def place_unruled(page: RawPage) -> None:
    """Move rows that make a table without rulings out of the lines of `page` into `page.tables`."""
    if len(page.lines) > MOST_LINES:
        return
    rows = [_pieces(line) for line in page.lines]
    taken: set[int] = set()
    start = 0
    while start < len(rows):
        end, columns = _run(page, rows, start)
        if columns and _is_table(rows[start:end], columns):
            page.tables.append(_table(rows[start:end], columns))
            taken.update(range(start, end))
            start = end
        else:
            start += 1
    if taken:
        page.lines = [line for index, line in enumerate(page.lines) if index not in taken]
        page.tables.sort(key=lambda table: table.y0)


def _pieces(line: RawLine) -> list[RawLine]:
    """The line cut wherever columns may part."""
    words = sorted(line.words, key=attrgetter("x0"))
    apart = _APART * line.size
    pieces = [[words[0]]]
    for before, word in itertools.pairwise(words):
        if word.x0 - before.x1 > apart:
            pieces.append([])
        pieces[-1].append(word)
    return [RawLine(piece) for piece in pieces]


def _run(page: RawPage, rows: Sequence[Sequence[RawLine]], start: int) -> tuple[int, Columns]:
    """Where the rows from `start` on that share columns end, and these columns (none where no table begins there)."""
    if len(rows[start]) < _FEWEST:
        return start, []
    columns: Columns = []
    end, last = start, start
    for index in range(start, len(rows)):
        row = rows[index]
        size = row[0].size
        if index > start and row[0].y0 - max(piece.y1 for piece in rows[index - 1]) > 2.5 * size:
            break
        if any(piece.x1 - piece.x0 > _WIDE * page.width for piece in row):
            break
        merged = _merged(columns, row, _APART * size)
        if len(merged) < max(_FEWEST, len(rows[start]) if index == start else 0) or len(merged) < len(columns):
            break
        columns, end = merged, index + 1
        if len(row) >= 2:
            last = end
    return last, columns if last - start >= _FEWEST else []


def _merged(columns: Columns, row: Sequence[RawLine], apart: float) -> Columns:
    """The columns with the pieces of a row added; those that come nearer than `apart` become one."""
    found: Columns = []
    for x0, x1 in sorted([*columns, *((piece.x0, piece.x1) for piece in row)]):
        if found and x0 < found[-1][1] + apart:
            found[-1] = (found[-1][0], max(found[-1][1], x1))
        else:
            found.append((x0, x1))
    return found


def _is_table(rows: Sequence[Sequence[RawLine]], columns: Columns) -> bool:
    pieces = [piece for row in rows for piece in row]
    if any(COLUMN_HEADS.search(piece.text) for piece in pieces):
        return False
    full = sum(len(row) >= _FEWEST for row in rows)
    figures = sum(any(char.isdigit() for char in piece.text) for piece in pieces)
    return len(columns) >= _FEWEST and full >= _FEWEST and figures >= _FIGURES * len(pieces)


def _table(rows: Sequence[Sequence[RawLine]], columns: Columns) -> RawTable:
    """The rows as a table, its edges midway between the columns; a row that only goes on with cells joins them."""
    edges = [columns[0][0], *((a[1] + b[0]) / 2 for a, b in itertools.pairwise(columns)), columns[-1][1]]
    cells: list[RawCell] = []
    count = 0
    for row in rows:
        placed = {next(i for i, (x0, x1) in enumerate(columns) if x0 <= piece.x0 <= x1): piece for piece in row}
        y0, y1 = min(piece.y0 for piece in row), max(piece.y1 for piece in row)
        if count and 0 not in placed and all(piece.text[0].islower() for piece in placed.values()):
            for cell in cells[-len(columns) :]:
                cell.y1 = y1
                if cell.column in placed:
                    cell.lines.append(placed[cell.column])
            continue
        for column in range(len(columns)):
            lines = [placed[column]] if column in placed else []
            cells.append(RawCell(count, column, 1, 1, edges[column], y0, edges[column + 1], y1, lines))
        count += 1
    return RawTable(edges[0], cells[0].y0, edges[-1], cells[-1].y1, count, len(columns), cells)
