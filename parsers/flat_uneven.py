"""A flattened table whose rows have unlike numbers of cells, told apart by its head, row numbers and arithmetic.

In: the text of one table. Out: a `Table` of the cells that are sure: number, label, unit, figures, the words behind
them; None where the head does not say the columns or most rows cannot be placed.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import regex

from ocr.document import Cell, Table
from parsers import flat_align, flat_columns, flat_rows
from parsers.flat_columns import Columns, Heading
from parsers.flat_heads import Head, Token, width_of
from parsers.flat_rows import Row, Run
from parsers.table_words import is_unit

_PLACED = 0.5  # of the rows with figures: fewer, and the head says something else than the rows
_LEAST = 2  # rows
_UNIT_WORDS = 5
_RATE = regex.compile(r"(?<![\p{L}\d])\d{1,3}\s++\p{L}{2,5}/(?:tháng|năm|quý|tuần|ngày|vụ)(?!\p{L})")

Span = tuple[int, int]
Placed = list[tuple[Row, tuple[Run, dict[int, int]] | None]]


def table(text: str, span: Span, tokens: Sequence[Token], cells: bool = False) -> Table | None:
    """The table in `text[slice(*span)]` whose head names its columns; `cells`: each of `tokens` is a cell."""
    found = []
    for columns in flat_columns.read(text, tokens, cells):
        placed = _placed(text, tokens, columns)
        if placed:
            found.append((columns, placed))
    if not found:
        return None
    columns, placed = max(found, key=lambda pair: sum(len(sure[1]) for _, sure in pair[1] if sure))
    return _as_table(text, span, tokens[0], columns, _heads(columns), placed)


def timed(text: str, span: Span, tokens: Sequence[Token], head: Head) -> Table | None:
    """The table in `text[slice(*span)]` whose head is of times; None where more than one of its layouts fits."""
    found = []
    for layout in head.layouts:
        lowest = {cell.column: cell for cell in sorted(layout, key=lambda cell: cell.row) if cell.column_span == 1}
        figures = tuple(_heading(text, (cell.start, cell.end)) for _, cell in sorted(lowest.items()))
        unit = _heading(text, head.unit) if head.unit else None
        columns = Columns(head.tokens, _heading(text, head.name), None, unit, figures, ())
        placed = _placed(text, tokens, columns) if len(figures) == width_of(layout) else None
        if placed:
            found.append((columns, layout, placed))
    if len(found) != 1:
        return None
    columns, layout, placed = found[0]
    return _as_table(text, span, tokens[0], columns, layout, placed)


def _heading(text: str, span: Span) -> Heading:
    return Heading(*span, " ".join(text[slice(*span)].split()))


def _placed(text: str, tokens: Sequence[Token], columns: Columns) -> Placed | None:
    """The rows with their sure cells, where the head explains them: most of those with figures have a sure cell, and
    hardly one has too many figures."""
    width = len(columns.figures)
    rows = flat_rows.read(text, tokens[columns.tokens :], width, bool(columns.tail))
    placed = list(zip(rows, flat_align.align(rows, columns.roles), strict=True))
    filled = [(row, sure) for row, sure in placed if row.runs]
    sure = sum(1 for _, cells in filled if cells and cells[1])
    over = sum(1 for row, _ in filled if min(len(run.figures) for run in row.runs) > width)
    fits = sure >= _LEAST and sure >= _PLACED * len(filled) and over <= (1 - _PLACED) / 2 * len(filled)
    return placed if fits else None


def _heads(columns: Columns) -> tuple[Cell, ...]:
    """The headings over the figures as cells, the first of their columns 0; in two rows where one is over others."""
    under = range(len(columns.figures))[-columns.grouped :] if columns.group else range(0)
    depth = 2 if columns.group else 1
    heads = [
        Cell(1, n, 1, 1, heading.start, heading.end) if n in under else Cell(0, n, depth, 1, heading.start, heading.end)
        for n, heading in enumerate(columns.figures)
    ]
    if columns.group:
        heads.append(Cell(0, under[0], 1, columns.grouped, columns.group.start, columns.group.end))
    return tuple(heads)


def _as_table(text: str, span: Span, first: Token, columns: Columns, over: Sequence[Cell], placed: Placed) -> Table:
    """The rows under their headings; a column of text behind the figures where there is but one."""
    tail = columns.tail if len(columns.tail) == 1 else ()
    before = [heading for heading in (columns.rate, columns.unit) if heading]
    plain = [Heading(first.start, first.end, first.words), columns.name, *before]
    depth = max(cell.row + cell.row_span for cell in over)
    width = len(plain) + len(columns.figures)
    cells = [Cell(0, n, depth, 1, heading.start, heading.end) for n, heading in enumerate(plain)]
    cells += [replace(cell, column=cell.column + len(plain)) for cell in over]
    cells += [Cell(0, width, depth, 1, heading.start, heading.end) for heading in tail]
    for number, (row, sure) in enumerate(placed, depth):
        if row.mark:
            cells.append(Cell(number, 0, 1, 1, *row.mark))
        run, places = sure if sure else (None, {})
        told = run or next(iter(row.runs), None)
        label = (row.words[0], told.label_end if told else row.words[1])
        # a sum alone is of all units: "Tập huấn nghiệp vụ 17.000"
        counted = len(places) > 1 or len(columns.figures) < 3
        for column, heading in reversed(list(enumerate(before, 2))):
            found = _rate(text, label) if heading is columns.rate else _unit(text, label)
            if found and (counted or heading is columns.rate):
                label = (label[0], found[0])
                cells.append(Cell(number, column, 1, 1, *found))
        cells.append(Cell(number, 1, 1, 1, label[0], label[0] + len(text[slice(*label)].rstrip())))
        if run is not None:
            figures = ((column, run.figures[place]) for column, place in sorted(places.items()))
            cells += [Cell(number, len(plain) + column, 1, 1, figure.start, figure.end) for column, figure in figures]
            if tail and run.notes is not None:
                cells.append(Cell(number, width, 1, 1, run.notes, row.words[1]))
    return Table(*span, depth + len(placed), width + len(tail), tuple(cells), depth)


def _rate(text: str, label: Span) -> Span | None:
    """How often something is done, as the words of a row say it behind its name: "02 lần/tháng"."""
    found = list(_RATE.finditer(text, *label))
    return found[-1].span() if found else None


def _unit(text: str, label: Span) -> Span | None:
    """The words at the end of a label that are a unit, as many as make one ("hợp tác xã", "học sinh/lớp")."""
    words = list(regex.finditer(r"\S++", text[slice(*label)]))
    for word in words[-_UNIT_WORDS:]:
        start = label[0] + word.start()
        if word is not words[0] and is_unit(text[start : label[1]]):
            return start, label[1]
    return None
