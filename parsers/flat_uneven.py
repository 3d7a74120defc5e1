"""A flattened table whose rows have unlike numbers of cells, told apart by its head, its row numbers and its arithmetic.

In: the text of one table. Out: a `Table` of the cells that are sure: number, label, unit, figures, the words behind them;
None where the head does not say the columns or most rows cannot be placed.
"""

from __future__ import annotations

from collections.abc import Sequence

import regex

from ocr.document import Cell, Table
from parsers import flat_align, flat_columns, flat_rows
from parsers.flat_columns import Columns, Heading
from parsers.flat_heads import Token
from parsers.flat_rows import Row, Run
from parsers.table_words import is_unit

_PLACED = 0.5  # of the rows with figures: fewer, and the head says something else than the rows
_LEAST = 2  # rows
_UNIT_WORDS = 5
_RATE = regex.compile(r"(?<![\p{L}\d])\d{1,3}\s++\p{L}{2,5}/(?:tháng|năm|quý|tuần|ngày|vụ)(?!\p{L})")

Placed = list[tuple[Row, tuple[Run, dict[int, int]] | None]]


def table(text: str, start: int, end: int, tokens: Sequence[Token], cells: bool = False) -> Table | None:
    """The table in `text[start:end]`; `cells` says that each of `tokens` is a cell."""
    found = []
    for columns in flat_columns.read(text, tokens, cells):
        rows = flat_rows.read(text, tokens[columns.tokens :], len(columns.figures), bool(columns.tail))
        placed = list(zip(rows, flat_align.align(rows, columns.roles), strict=True))
        if _fits(placed, len(columns.figures)):
            found.append((columns, placed))
    if not found:
        return None
    columns, placed = max(found, key=lambda pair: sum(len(cells[1]) for _, cells in pair[1] if cells))
    return _as_table(text, (start, end), tokens[0], columns, placed)


def _fits(placed: Placed, width: int) -> bool:
    """Whether a head explains the rows: most of those with figures have a sure cell, and hardly one has too many."""
    filled = [(row, cells) for row, cells in placed if row.runs]
    sure = sum(1 for _, cells in filled if cells and cells[1])
    over = sum(1 for row, _ in filled if min(len(run.figures) for run in row.runs) > width)
    return sure >= _LEAST and sure >= _PLACED * len(filled) and over <= (1 - _PLACED) / 2 * len(filled)


def _as_table(text: str, span: tuple[int, int], first: Token, columns: Columns, placed: Placed) -> Table:
    """The rows under one row of headings; a column of text behind the figures where there is but one."""
    tail = columns.tail if len(columns.tail) == 1 else ()
    before = [heading for heading in (columns.rate, columns.unit) if heading]
    heads = [Heading(first.start, first.end, first.words), columns.name, *before, *columns.figures, *tail]
    cells = [Cell(0, n, 1, 1, heading.start, heading.end) for n, heading in enumerate(heads)]
    for number, (row, sure) in enumerate(placed, 1):
        if row.mark:
            cells.append(Cell(number, 0, 1, 1, *row.mark))
        run, columns_of = sure if sure else (None, {})
        label = (row.words[0], run.label_end if run else row.words[1])
        for column, heading in reversed(list(enumerate(before, 2))):
            found = _rate(text, label) if heading is columns.rate else _unit(text, label)
            if found:
                label = (label[0], found[0])
                cells.append(Cell(number, column, 1, 1, *found))
        cells.append(Cell(number, 1, 1, 1, label[0], label[0] + len(text[slice(*label)].rstrip())))
        for column, place in sorted(columns_of.items()):
            figure = run.figures[place]
            cells.append(Cell(number, 2 + len(before) + column, 1, 1, figure.start, figure.end))
        if tail and run and run.notes:
            cells.append(Cell(number, len(heads) - 1, 1, 1, run.notes, row.words[1]))
    return Table(*span, 1 + len(placed), len(heads), tuple(cells), 1)


def _rate(text: str, label: tuple[int, int]) -> tuple[int, int] | None:
    """How often something is done, as the words of a row say it behind its name: "02 lần/tháng"."""
    found = list(_RATE.finditer(text, *label))
    return found[-1].span() if found else None


def _unit(text: str, label: tuple[int, int]) -> tuple[int, int] | None:
    """The words at the end of a label that are a unit, as many as make one ("hợp tác xã", "học sinh/lớp")."""
    words = list(regex.finditer(r"\S++", text[slice(*label)]))
    for word in words[-_UNIT_WORDS:]:
        start = label[0] + word.start()
        if word is not words[0] and is_unit(text[start : label[1]]):
            return start, label[1]
    return None
