"""Tables whose cells run together in a paragraph, as legal portals print them, told apart again where that is sure.

In: a part and the regions of such tables. Out: a `Table` for each such run of text ("TT Chỉ tiêu ĐVT Năm 2026 Năm 2027
1 Cà phê ha 27 28 2 …"), its cells spans of the part's text. It is sure where the head says how many columns of figures
there are and a row has exactly that many: such rows are given, other rows are not, and no table where they are not the
most by far: a wrong number is worse than a missing one. Tables that this does not explain go to `flat_uneven`.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

import regex

from ocr.document import Cell, Document, Table
from parsers import flat_uneven
from parsers.flat_heads import Head, Token, read_head, width_of
from parsers.flat_regions import Region
from parsers.table_words import is_unit

_FIGURE = regex.compile(r"[<>≤≥~]?\d[\d.,]*+%?(?:[-–]\d[\d.,]*+%?)?")
_ORDINAL = regex.compile(r"(?:\d{1,3}(?:\.\d{1,2}){0,2}|[IVX]{1,5}|[A-H]|[a-zđ])[.)]?")
_BULLETS = frozenset("-–+")
_FITTING = 0.6  # of the rows: fewer, and the head says something else than the rows
_UNIT_WORDS = 5
_DEPTH = 2  # rows of headings
_SKIPPED = 4  # how far the numbers of two rows may be apart


@dataclass(frozen=True, slots=True)
class _Row:
    """A row: its number or bullet, the tokens of its label, its figures (none for a heading row)."""

    mark: Token | None
    label: tuple[Token, ...]
    unit: tuple[Token, ...]
    figures: tuple[Token, ...]


def find(part: Document, regions: Sequence[Region]) -> tuple[Table, ...]:
    """The flattened tables of a part that can be told apart, in reading order. Offsets count in `part.text`."""
    return tuple(table for region in regions if (table := _table(part.text, region)))


def headings(table: Table) -> Iterator[Cell]:
    """The labels of rows that head others: without figures, or with nothing but the sum in the last column."""
    figures = [cell.column for cell in table.cells if cell.row == 0 and cell.column > 1]
    last = max(figures) if len(figures) > 2 else None
    filled: dict[int, set[int]] = {}
    for cell in table.cells:
        filled.setdefault(cell.row, set()).add(cell.column)
    for cell in table.cells:
        if cell.column == 1 and cell.row >= table.header_rows and filled[cell.row] <= {0, 1, last}:
            yield cell


def _table(text: str, region: Region) -> Table | None:
    tokens, span = region.tokens, (region.start, region.end)
    head = read_head(text, tokens)
    if head is None:
        return flat_uneven.table(text, span, tokens, region.cells)
    body = tokens[head.tokens :]
    found = [(layout, _rows(text, body, width_of(layout), head.unit is not None)) for layout in head.layouts]
    fitting = [(layout, rows) for layout, rows in found if rows]
    if fitting:
        return _as_table(text, *span, head, *fitting[0]) if len(fitting) == 1 else None
    return flat_uneven.timed(text, span, tokens, head) or flat_uneven.table(text, span, tokens, region.cells)


def _rows(text: str, tokens: Sequence[Token], width: int, has_unit: bool) -> list[_Row]:
    """The rows of exactly `width` figures and the heading rows over them; none where too many rows have others."""
    rows: list[_Row] = []
    misfits = fits = 0
    label: list[Token] = []
    last = 1
    index = 0
    while index < len(tokens):
        run = _run(tokens, index)
        if len(run) < 2:
            label.append(tokens[index])
            index += 1
            continue
        index += len(run)
        rest = tokens[index].words if index < len(tokens) else ""
        if bool(rest) and not _FIGURE.fullmatch(rest) and _may_be_mark(run[-1], last) and len(run) <= width + 1:
            # the number or bullet of the next row; where it could be a figure of this row, the row is left out
            run, following = run[:-1], [run[-1]]
        else:
            following = []
        found = _labelled(text, label, run, has_unit) if len(run) == width else []
        fits, misfits = fits + bool(found), misfits + (not found)
        rows += found
        numbers = [t.words.rstrip(".)") for t in [*(row.mark for row in found if row.mark), *following]]
        last = next((int(words) for words in reversed(numbers) if words.isdigit()), last)
        label = following
        if len(run) > width:
            return []
    return rows if fits >= 2 and fits >= _FITTING * (fits + misfits) else []


def _run(tokens: Sequence[Token], index: int) -> list[Token]:
    """The figures that stand side by side from `index`; a dash among them is an empty cell or the next row's bullet."""
    run: list[Token] = []
    while index < len(tokens) and (_FIGURE.fullmatch(tokens[index].words) or (run and tokens[index].words in _BULLETS)):
        run.append(tokens[index])
        index += 1
    return run


def _may_be_mark(token: Token, last: int) -> bool:
    """Whether a token may number the next row, `last` being the row number before it: bullets, 1 of a new list, or one
    of the next few (lists skip numbers)."""
    words = token.words.rstrip(".)")
    return words in _BULLETS or words == "1" or (words.isdigit() and last < int(words) <= last + _SKIPPED)


def _labelled(text: str, tokens: Sequence[Token], run: Sequence[Token], has_unit: bool) -> list[_Row]:
    """The row of a label and its figures, after the heading rows that the label begins with; none without its unit."""
    label = list(tokens)
    unit: list[Token] = []
    if has_unit:
        unit = _unit(text, label)
        if not unit:
            return []
        label = label[: -len(unit)]
    marks = [
        n
        for n, token in enumerate(label)
        if (_ORDINAL.fullmatch(token.words) and _begins(label, n) and (n == 0 or token.words.rstrip(".)").isdigit()))
        or token.words in _BULLETS
    ]
    cuts = [*dict.fromkeys([0, *marks]), len(label)]
    pieces = [label[a:b] for a, b in itertools.pairwise(cuts) if b > a]
    found = []
    for number, piece in enumerate(pieces):
        marked = _ORDINAL.fullmatch(piece[0].words) or piece[0].words in _BULLETS
        mark, words = (piece[0], piece[1:]) if marked else (None, piece)
        last = number == len(pieces) - 1
        if words:
            found.append(_Row(mark, tuple(words), tuple(unit) if last else (), tuple(run) if last else ()))
    return found if found and found[-1].figures else []


def _begins(label: Sequence[Token], index: int) -> bool:
    return index + 1 < len(label) and label[index + 1].words[:1].isupper()


def _unit(text: str, label: Sequence[Token]) -> list[Token]:
    """The tokens at the end of a label that are a unit, as many as make one ("hợp tác xã", "học sinh/lớp")."""
    for count in range(min(_UNIT_WORDS, len(label) - 1), 0, -1):
        if is_unit(text[label[-count].start : label[-1].end]) and label[-1].words not in _BULLETS:
            return list(label[-count:])
    return []


def _as_table(text: str, start: int, end: int, head: Head, layout: Sequence[Cell], rows: Sequence[_Row]) -> Table:
    """The rows as cells of a grid: number, label, unit where there is one, figures; under two rows of headings."""
    offset = 3 if head.unit else 2
    first = start + len(text[start:end].split()[0])
    cells = [Cell(0, 0, _DEPTH, 1, start, first), Cell(0, 1, _DEPTH, 1, *head.name)]
    if head.unit:
        cells.append(Cell(0, 2, _DEPTH, 1, *head.unit))
    cells += [replace(heading, column=offset + heading.column) for heading in layout]
    for number, row in enumerate(rows, _DEPTH):
        if row.mark:
            cells.append(Cell(number, 0, 1, 1, row.mark.start, row.mark.end))
        cells.append(Cell(number, 1, 1, 1, row.label[0].start, row.label[-1].end))
        if row.unit:
            cells.append(Cell(number, 2, 1, 1, row.unit[0].start, row.unit[-1].end))
        for column, figure in enumerate(row.figures, offset):
            cells.append(Cell(number, column, 1, 1, figure.start, figure.end))
    return Table(start, end, _DEPTH + len(rows), offset + width_of(layout), tuple(cells), _DEPTH)
