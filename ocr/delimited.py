"""Tables in plain text whose cells are set apart by "|" or by tabs.

In: the text of a file. Out: `Table`s, their cells spans of that text. Two forms: a row a line, as copied from a page or
written as Markdown; and a whole table in one line, as converters leave it ("TT | Nhiệm vụ | Thời gian 1 | Rà soát |
2026 2 | …"), whose rows begin at the numbers that go on counting. Rows of another width are left out: a wrong cell is
worse than a missing one.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

import regex

from ocr.document import Cell, Table
from ocr.heads import HeadCell, count_head_rows

Span = tuple[int, int]

_LEAST_COLUMNS = 3  # two columns are a letterhead or a signature block, unless ruled as Markdown
_LEAST_ROWS = 2
_MOST_LINES = 6  # lines over which the cells of one row may be broken
_RECENT = 20  # rows that tell how many cells a row has
_RULE = regex.compile(r"[\s|]*+:?-{2,}+:?\s*+(?:\|\s*+:?-{2,}+:?\s*+)++\|?\s*+")
_RULE_INSIDE = regex.compile(r"(?<!\S)\|?\s*+:?-{2,}+:?\s*+(?:\|\s*+:?-{2,}+:?\s*+)++\|?")
_HEAD_INSIDE = regex.compile(r"(?<![\p{L}|])(?:STT|TT|Số\s+TT|Stt)\s*+\|")
_ROW_INSIDE = regex.compile(r"(?:(?<=[\s|])|^)(?P<number>\d{1,3}(?:\.\d{1,2}){0,2}|[IVX]{1,5}|[A-H])[.)]?\s*+\|")
_COLUMN_NUMBERS = regex.compile(r"\(?1\)?\s*+\|\s*+\(?2\)?(?:\s*+\|\s*+\(?\d{1,2}\)?)*+")


@dataclass(frozen=True, slots=True)
class _Row:
    """The cells of a row as spans, without the white space around them."""

    start: int
    end: int
    cells: tuple[Span, ...]


def find(text: str) -> tuple[Table, ...]:
    """The delimited tables of a text in reading order. Offsets count in `text`, base 0."""
    return tuple(sorted((*_in_lines(text), *_in_one_line(text)), key=lambda table: table.start))


def _in_lines(text: str) -> Iterator[Table]:
    """Tables with a row a line."""
    offset = 0
    block: list[_Row] = []
    sign = ""
    edges = True, True
    for line in text.splitlines(keepends=True):
        start, offset = offset, offset + len(line)
        own = _sign(line)
        if block and (own != sign or not own) and not _may_go_on(block, line):
            yield from _table(text, block, sign)
            block = []
        if own and not block:
            sign, edges = own, _edges(line)
        if own or block:
            end = start + len(line.rstrip("\n"))
            bounds = (True, True) if all(_edges(line)) else edges
            block.append(_Row(start, end, tuple(_split(text, start, end, sign, bounds))))
    if block:
        yield from _table(text, block, sign)


def _edges(line: str) -> tuple[bool, bool]:
    """Whether a row begins and ends with a "|"."""
    return line.lstrip().startswith("|"), line.rstrip().endswith("|")


def _sign(line: str) -> str:
    """What sets the cells of a line apart; "" where the line is no row."""
    if line.count("|") >= 2 or (line.count("|") == 1 and line.strip().strip("|")):
        return "|"
    return "\t" if line.strip("\n").count("\t") >= 1 and line.strip() else ""


def _may_go_on(block: Sequence[_Row], line: str) -> bool:
    """Whether a line without a sign may be the rest of a broken cell: the row above it lacks some."""
    widths = Counter(len(row.cells) for row in block[-_RECENT:])
    return bool(line.strip()) and len(block) > 2 and len(block[-1].cells) < widths.most_common(1)[0][0]


def _split(text: str, start: int, end: int, sign: str, bounds: tuple[bool, bool] = (True, True)) -> Iterator[Span]:
    """The cells of a row. `bounds`: whether a sign at its left and right edge bounds it; where the rows of a table have
    none there, it sets an empty cell apart ("Tổng cộng" without a number)."""
    if sign == "|":
        while start < end and text[start].isspace():
            start += 1
        while end > start and text[end - 1].isspace():
            end -= 1
        start += bounds[0] and end - start > 1 and text[start] == "|"
        end -= bounds[1] and end > start and text[end - 1] == "|"
    while True:
        cut = text.find(sign, start, end)
        yield _stripped(text, start, cut if cut >= 0 else end)
        if cut < 0:
            return
        start = cut + 1


def _stripped(text: str, start: int, end: int) -> Span:
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    return start, end


def _table(text: str, block: Sequence[_Row], sign: str) -> Iterator[Table]:
    """The table of adjoining lines with that sign, if they are one."""
    ruled = next((n for n, row in enumerate(block) if _RULE.fullmatch(text, row.start, row.end)), None)
    body = [row for row in block if not _RULE.fullmatch(text, row.start, row.end)]
    widths = Counter(len(row.cells) for row in body)
    if not widths:
        return
    columns = max(widths, key=lambda width: (widths[width], width))
    if columns < (2 if ruled else _LEAST_COLUMNS) or widths[columns] < _LEAST_ROWS:
        return
    rows = [row for row in _mended(text, body, columns) if len(row.cells) == columns or _is_title(row)]
    while rows and len(rows[0].cells) != columns:  # a line above the table
        rows.pop(0)
    if len(rows) >= _LEAST_ROWS:
        yield _built(text, rows, columns, known=ruled or 0)


def _mended(text: str, rows: Sequence[_Row], columns: int) -> Iterator[_Row]:
    """Rows whose cells were broken over lines put together again, where the cells come out."""
    number = 0
    while number < len(rows):
        cells = list(rows[number].cells)
        taken = 1
        while len(cells) < columns and taken < _MOST_LINES and number + taken < len(rows):
            following = rows[number + taken]
            if len(cells) + len(following.cells) - 1 > columns or following.start != rows[number + taken - 1].end + 1:
                break
            if following.cells and _ROW_INSIDE.match(text[slice(*following.cells[0])] + "|"):
                break  # a row of its own
            cells[-1:] = [_stripped(text, cells[-1][0], following.cells[0][1]), *following.cells[1:]]
            taken += 1
        if len(cells) == columns:
            yield _Row(rows[number].start, rows[number + taken - 1].end, tuple(cells))
            number += taken
        else:
            yield rows[number]
            number += 1


def _is_title(row: _Row) -> bool:
    """Whether a row holds one cell only: a heading of rows."""
    return sum(end > start for start, end in row.cells) == 1


def _built(text: str, rows: Sequence[_Row], columns: int, known: int = 0) -> Table:
    cells: list[Cell] = []
    for number, row in enumerate(rows):
        if _is_title(row) and len(row.cells) != columns:
            start, end = next(cell for cell in row.cells if cell[1] > cell[0])
            cells.append(Cell(number, 0, 1, columns, start, end))
        else:
            cells += [Cell(number, column, 1, 1, *span) for column, span in enumerate(row.cells)]
    heads = [HeadCell(c.row, c.column, c.row_span, c.column_span, text[c.start : c.end]) for c in cells]
    header_rows = count_head_rows(heads, len(rows), columns, min(known, len(rows) - 1))
    return Table(rows[0].start, rows[-1].end, len(rows), columns, tuple(cells), header_rows)


def _in_one_line(text: str) -> Iterator[Table]:
    """Tables that stand in one line, from the heading of their numbers' column on."""
    heads = [*(match.start() for match in _HEAD_INSIDE.finditer(text)), len(text)]
    for head, following in pairwise(heads):
        end = text.find("\n", head, following)
        end = end if end >= 0 else following
        rows = _rows_inside(text, head, end) if text.count("|", head, end) >= 2 * _LEAST_COLUMNS else []
        if len(rows) > _LEAST_ROWS and len(rows[0].cells) >= _LEAST_COLUMNS:
            yield _built(text, rows, len(rows[0].cells), known=1)


def _rows_inside(text: str, start: int, end: int) -> list[_Row]:
    """The head and the rows of a table in one line; rows too wide are left out, short ones lack their last cells."""
    marks = list(_counting(text, start, end))
    if not marks:
        return []
    head_end = marks[0]
    for pattern in (_RULE_INSIDE, _COLUMN_NUMBERS):
        if found := pattern.search(text, start, head_end):
            head_end = found.start()
    head = _Row(start, head_end, tuple(_split(text, start, head_end, "|")))
    columns = len(head.cells)
    rows = [head]
    for first, last in zip(marks, [*marks[1:], end], strict=True):
        cells = tuple(_split(text, first, last, "|"))
        if len(cells) <= columns:
            rows.append(_Row(first, last, cells + ((last, last),) * (columns - len(cells))))
    return rows


def _counting(text: str, start: int, end: int) -> Iterator[int]:
    """Where rows begin: at a number that begins a list or goes on with the one before it on its level."""
    last: dict[str, int] = {}
    numbers = _COLUMN_NUMBERS.search(text, start, end)
    for match in _ROW_INSIDE.finditer(text, numbers.end() if numbers else start, end):
        number = match["number"]
        above, _, own = number.rpartition(".")
        value = int(own) if own.isdigit() else _roman(own)
        level = above or ("figure" if own.isdigit() else "letter")
        if value == 1 or value - last.get(level, -9) in {1, 2}:
            last[level] = value
            yield match.start()


def _roman(number: str) -> int:
    """The value of a Roman numeral, or the place of a capital in the alphabet."""
    values = {"I": 1, "V": 5, "X": 10}
    if not set(number) <= set(values):
        return ord(number) - ord("A") + 1
    figures = [values[letter] for letter in number]
    return sum(-a if a < b else a for a, b in zip(figures, [*figures[1:], 0], strict=True))
