"""Amounts of money in a ruled table: one `Table` in, its amounts with row and column headings and their tree out.

A cell is a part of its row's total column, and a total cell a part of the row that its numbering (A, I, 1, 1.1, a) or
its "Tổng cộng" puts over it. The unit stands in the heading of the column or above the table.
"""

from __future__ import annotations

from dataclasses import dataclass

import regex

from ocr.document import Cell, Document, Table
from parsers import dates, funding_terms, numbers
from parsers.funding_clauses import Clause

_UNIT = regex.compile(
    r"(?i)(?:đơn vị(?: tính)?|ĐVT)\s*[:.]?\s*(?P<unit>(?:tỷ|tỉ|triệu|nghìn|ngàn|1\.000|1000)?\s*đồng)"
    r"|\((?P<bracket>(?:tỷ|tỉ|triệu|nghìn|ngàn|1\.000|1000)?\s*đồng)\)|\((?P<short>tr\.?\s?đ)\)"
)
_FACTORS = {"tỷ": 10**9, "tỉ": 10**9, "triệu": 10**6, "tr": 10**6, "nghìn": 1000, "ngàn": 1000, "1": 1000}
_MONEY = regex.compile(
    r"(?i)kinh phí|vốn|ngân sách|NSTW|NSĐP|NSNN|dự toán|nguồn|tổng mức đầu tư|(?:tỷ|triệu|nghìn) đồng|năm \d{4}|tổng"
)
_OTHER_COLUMN = regex.compile(
    r"(?i)^(?:s?tt|số tt|ghi chú|nội dung|chỉ tiêu|đơn vị(?: tính)?|đvt|địa điểm|thời gian.*|số lượng|khối lượng|quy mô"
    r"|đơn vị (?:chủ trì|thực hiện|phối hợp).*|cơ quan.*|tỷ lệ.*|.*%.*|mục tiêu.*|tên .*|danh mục.*)$"
)
_TOTAL = regex.compile(r"(?i)^\W*(?:tổng(?: số| cộng| vốn| kinh phí| mức| nguồn)?|cộng)(?!\w)")
_COLUMN_NUMBER = regex.compile(r"\(?(?:\d{1,2}|[A-Z])\)?(?:\s*=.*)?")  # the row "A, B, 1, 2 = 3 + 4" under the headings
_NUMBERING = (r"[A-H]", r"[IVX]+", r"\d{1,3}", r"\d{1,3}\.\d{1,2}", r"\d{1,3}(?:\.\d{1,2}){2}", r"[a-zđ]", r"[-+]")
_REACH = 400  # characters above a table in which its title and unit stand


@dataclass(slots=True)
class _Column:
    """A column: its headings' words, the unit of its amounts, and whether it sums up others."""

    number: int
    heading: str
    unit: tuple[str, int] | None
    total: bool


@dataclass(slots=True)
class _Row:
    """A body row: its label and its rank by numbering (0 is the table's total)."""

    number: int
    label: str
    rank: int


def amounts(part: Document, table: Table) -> list[Clause]:
    """The amounts of a table in reading order; `parent` is an index into the list. Offsets count in `part.text`.

    Nothing where neither its headings nor the words above it speak of funds and of a unit of money.
    """
    grid = {(cell.row, cell.column): cell for cell in table.cells}
    above = part.text[max(0, table.start - _REACH) : table.start]
    columns = [_column(part, table, number, _unit(above)) for number in range(table.columns)]
    if not _MONEY.search(above + " ".join(column.heading for column in columns)):
        return []
    rows = [row for number in range(table.header_rows, table.rows) if (row := _row(part, table, grid, number))]
    columns = [column for column in columns if _is_amounts(part, grid, rows, column)]
    period = next((above[p.start : p.end] for p in dates.periods(above) if p.kind in {"period", "in"}), "")
    clauses: list[Clause] = []
    places: dict[tuple[int, int], int] = {}
    for row in rows:
        for column in columns:
            cell = grid.get((row.number, column.number))
            value = _value(part, cell) if cell else None
            label = f"{_dated(column.heading)}; {row.label}"
            if cell and value is not None and column.unit and not funding_terms.is_other_money(label):
                places[row.number, column.number] = len(clauses)
                clauses.append(_clause(cell, value, column.unit, label, period))
    for row in rows:
        for column in columns:
            if (row.number, column.number) in places:
                clause = clauses[places[row.number, column.number]]
                clause.parent = _parent(row, column, rows, columns, places)
    return clauses


def _column(part: Document, table: Table, number: int, above: tuple[str, int] | None) -> _Column:
    """A column with the words of every heading cell over it, from the top, and with its unit or the table's."""
    words = [
        " ".join(part.text[cell.start : cell.end].split())
        for cell in table.cells
        if cell.row < table.header_rows and cell.column <= number < cell.column + cell.column_span
    ]
    words = [word for word in dict.fromkeys(words) if word and not _COLUMN_NUMBER.fullmatch(word)]
    heading = " ".join(words)
    return _Column(number, heading, _unit(heading) or above, bool(words and _TOTAL.match(words[-1])))


def _unit(words: str) -> tuple[str, int] | None:
    matches = list(_UNIT.finditer(words))
    if not matches:
        return None
    last = matches[-1]
    unit = " ".join((last["unit"] or last["bracket"] or "triệu đồng").split())
    scale = regex.match(r"\p{L}+|1", unit.lower())
    return unit, _FACTORS.get(scale.group() if scale else "", 1)


def _row(part: Document, table: Table, grid: dict[tuple[int, int], Cell], number: int) -> _Row | None:
    """A body row with its label; None for the row that numbers the columns, and for one without words."""
    words = [
        " ".join(part.text[cell.start : cell.end].split()) if (cell := grid.get((number, column))) else ""
        for column in range(table.columns)
    ]
    filled = [word for word in words if word]
    if not filled or all(_COLUMN_NUMBER.fullmatch(word) for word in filled):
        return None
    label = next((word for word in words if regex.search(r"\p{L}{2}", word)), "")
    if _TOTAL.match(label):
        return _Row(number, label, 0)
    first = words[0].rstrip(".):")
    rank = next((i for i, form in enumerate(_NUMBERING, 1) if regex.fullmatch(form, first)), len(_NUMBERING) + 1)
    return _Row(number, label, rank)


def _is_amounts(part: Document, grid: dict[tuple[int, int], Cell], rows: list[_Row], column: _Column) -> bool:
    """Whether a column holds amounts: not headed as something else, and mostly figures."""
    if column.unit is None or _OTHER_COLUMN.match(column.heading):
        return False
    cells = [grid[row.number, column.number] for row in rows if (row.number, column.number) in grid]
    filled = [cell for cell in cells if part.text[cell.start : cell.end].strip(" -–.…\n")]
    figures = [cell for cell in filled if _value(part, cell) is not None]
    return bool(figures) and len(figures) * 2 > len(filled)


def _value(part: Document, cell: Cell) -> float | None:
    words = part.text[cell.start : cell.end].strip()
    return numbers.parse_number(words) if regex.fullmatch(r"\d[\d.,]*", words) else None


def _dated(heading: str) -> str:
    """A heading that is a bare year as a time: "2024" → "năm 2024"."""
    return regex.sub(r"(?<![\p{L}\d]\s)(?<!\d)((?:19|20)\d\d)(?!\d)(?!\s*[-–])", r"năm \1", heading)


def _parent(
    row: _Row, column: _Column, rows: list[_Row], columns: list[_Column], places: dict[tuple[int, int], int]
) -> int | None:
    """What a cell is a part of: a total to its left (else to its right) in its row, else its column's cell above."""
    totals = [other.number for other in columns if other.total and (row.number, other.number) in places]
    if totals and column.number != totals[0]:
        left = [number for number in totals if number < column.number and not column.total]
        return places[row.number, left[-1] if left else totals[0]]
    above = [other for other in rows if other.number < row.number and other.rank < row.rank]
    below = [other for other in rows if other.number > row.number and other.rank == 0 < row.rank]
    for other in [*reversed(above), *below]:
        if (other.number, column.number) in places:
            return places[other.number, column.number]
    return None


def _clause(cell: Cell, value: float, unit: tuple[str, int], label: str, period: str) -> Clause:
    quantity = numbers.Quantity(cell.start, cell.end, cell.start, cell.end, cell.end, "money", value, unit=unit[0])
    return Clause(cell.start, cell.end, quantity, *unit, label, period, place=cell.start)
