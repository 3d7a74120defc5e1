"""Which rows at the top of a table are its head, by what they hold.

In: the cells of a grid with their words. Out: how many rows are headings; 0 where the first row is already a record (a
table that goes on from another page, or prints no head). Office programs mark heads seldom and scans never, so the
evidence is the grid itself: cells merged over several rows or columns, years, the row that numbers the columns.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import regex

_I = regex.I
_MOST = 6  # rows of a head; the longest seen in budget annexes has five
# "1", "(3)", "A", "4=3/2", "5 = 3 + 4": the row under the headings that numbers the columns
_COLUMN_NUMBER = regex.compile(r"\(?(?:(?P<number>\d{1,2})|[A-E])\)?(?:\s*+=.*)?")
_NUMBERING = regex.compile(r"(?:\d{1,3}(?:\.\d{1,2}){0,3}|[IVX]{1,5}|[a-zđ]|[A-H])[.)]?|[-–+*]")
_NUMBERED = regex.compile(r"(?:[IVX]{1,5}|\d{1,2}|[A-H])[.)]\s++\S")  # "I. Kinh tế" in one cell
_FIGURE = regex.compile(r"[<>≤≥~]?+\s*+(?!(?:19|20)\d\d\s*+$)\d[\d.,]*+\s*+(?:%|‰)?+")
_IN_BRACKETS = regex.compile(r"\(.{1,40}\)")
_UNIT_LINE = regex.compile(r"\(?(?:đơn\s+vị(?:\s+tính)?|đvt)\s*+[:.].*", _I)


@dataclass(frozen=True, slots=True)
class HeadCell:
    """A cell as `ocr.document.Cell` has it (grid place and spans, base 0), with its words."""

    row: int
    column: int
    row_span: int
    column_span: int
    words: str


def count_head_rows(cells: Sequence[HeadCell], rows: int, columns: int, known: int = 0) -> int:
    """How many of the `rows` are headings. `known` rows are so by other evidence (marked in Word, repeated on the next
    page of a PDF). At least one row is left as body where there are two or more."""
    by_row = [sorted((c for c in cells if c.row == row), key=lambda c: c.column) for row in range(min(rows, _MOST + 1))]
    if not cells or (known == 0 and _is_record(by_row[0])):
        return 0
    end = _reach(by_row[0], columns)
    while end < min(rows - 1, _MOST):
        if numbers_columns([cell.words for cell in by_row[end]], columns):
            return end + 1
        if end >= known and not _goes_on(by_row, end, columns):
            break
        end = max(end + 1, _reach(by_row[end], columns))
    return max(1, min(end, rows - 1))


def _reach(row: Sequence[HeadCell], columns: int) -> int:
    """The row behind the lowest cell that begins in `row`."""
    return max((c.row + (1 if c.column_span >= columns else c.row_span) for c in row), default=0)


def numbers_columns(words: Sequence[str], columns: int) -> bool:
    """Whether the words of a row are the numbers of the columns: "A, B, 1, 2, 3 = 1 + 2"; a first one may be blank."""
    filled = [word for word in words if word]
    matches = [_COLUMN_NUMBER.fullmatch(word) for word in filled]
    if len(filled) < 3 or len(filled) < columns - 1 or not all(matches):
        return False
    figures = [int(match["number"]) for match in matches if match and match["number"]]
    letters = len(filled) - len(figures)
    rising = figures == list(range(figures[0], figures[0] + len(figures))) if figures else False
    return rising and figures[0] <= 3 and (len(figures) >= 2 or letters >= 2)


def _is_title(row: Sequence[HeadCell], columns: int) -> bool:
    """Whether a row is one cell over all columns, or holds nothing but the unit of the table."""
    filled = [cell for cell in row if cell.words]
    return _is_unit_row(filled) or (len(filled) == 1 and filled[0].column_span >= columns > 1)


def _is_record(row: Sequence[HeadCell]) -> bool:
    """Whether a row is a record already: it begins with a number of the list, or holds figures."""
    filled = [cell.words for cell in row if cell.words]
    if not filled:
        return False
    if numbers_columns(filled, len(filled)):
        return False
    if _NUMBERING.fullmatch(filled[0]) or _NUMBERED.match(filled[0]):
        return True
    figures = [word for word in filled if _FIGURE.fullmatch(word)]
    counts_up = [str(number) for number in range(1, len(figures) + 1)]  # the criteria 1 to 19 over their columns
    return bool(figures) and figures != counts_up


def _goes_on(by_row: Sequence[Sequence[HeadCell]], row: int, columns: int) -> bool:
    """Whether `row` goes on with the head above it: it splits merged headings, or follows a title."""
    filled = [cell for cell in by_row[row] if cell.words]
    above = by_row[row - 1]
    if not filled:
        return False
    if _is_title(above, columns):
        return _is_unit_row(filled) or not (_is_record(filled) or _is_title(filled, columns))
    if _is_record(filled):
        return False
    if all(_IN_BRACKETS.fullmatch(cell.words) for cell in filled):
        return True  # "(ha)", "(tấn)"
    wide = {
        column
        for earlier in by_row[:row]
        for cell in earlier
        if cell.row + cell.row_span == row and 1 < cell.column_span < columns and cell.words
        for column in range(cell.column, cell.column + cell.column_span)
    }
    under = {column for cell in filled for column in range(cell.column, cell.column + cell.column_span)}
    if wide and under <= wide:
        return True
    # headings over blank cells instead of merged ones: "Kế hoạch | | " over "| 2026 | 2027"
    named = {cell.column for cell in above if cell.words}
    blank = under - named
    return 0 not in under and 1 not in under and bool(blank) and len(under) > 1 and bool(named - under)


def _is_unit_row(filled: Sequence[HeadCell]) -> bool:
    return len(filled) == 1 and bool(_UNIT_LINE.fullmatch(filled[0].words))
