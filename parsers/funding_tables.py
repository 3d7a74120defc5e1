"""Amounts of money in a table: one `Table` in, its amounts with row and column headings and their tree out.

A cell is a part of the total column of its group of columns in its row, and a total cell a part of the row that its
numbering (A, I, 1, 1.1, a) or its "Tổng cộng" puts over it. The unit stands in the heading of the column, in a column
of units, or above the table.
"""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from dataclasses import dataclass, replace

import regex

from ocr.document import Cell, Document, Table
from ocr.heads import numbers_columns
from parsers import dates, funding_terms, numbers
from parsers.columns import deadline_of, is_past
from parsers.flat_marks import Levels
from parsers.funding_clauses import Clause
from parsers.grid import Grid
from parsers.records import Header

_UNIT = regex.compile(
    r"(?i)(?:đơn vị(?: tính)?|ĐVT)\s*[:.]?\s*(?P<unit>(?:tỷ|tỉ|triệu|nghìn|ngàn|1\.000|1000)?\s*đồng)"
    r"|\((?P<bracket>(?:tỷ|tỉ|triệu|nghìn|ngàn|1\.000|1000)?\s*đồng)\)|\((?P<short>tr\.?\s?đ)\)"
    r"|^(?P<bare>(?:tỷ|tỉ|triệu|nghìn|ngàn|1\.000|1000)?\s*đồng)$|^(?P<bare_short>tr\.?\s?đ(?:ồng)?)$"
)
_FACTORS = {"tỷ": 10**9, "tỉ": 10**9, "triệu": 10**6, "tr": 10**6, "nghìn": 1000, "ngàn": 1000, "1": 1000}
_MONEY = regex.compile(
    r"(?i)kinh phí|vốn|ngân sách|NSTW|NSĐP|NSNN|dự toán|nguồn|tổng mức đầu tư|thành tiền|(?:tỷ|triệu|nghìn) đồng"
    r"|năm \d{4}|tổng"
)
_OTHER_COLUMN = regex.compile(
    r"(?i)^(?:s?tt|số tt|ghi chú|nội dung|chỉ tiêu|đơn vị(?: tính)?|đvt|địa điểm|thời gian.*|số lượng|khối lượng|quy mô"
    r"|đơn vị (?:chủ trì|thực hiện|phối hợp).*|cơ quan.*|tỷ lệ.*|.*%.*|mục tiêu.*|tên .*|danh mục.*|tần suất.*"
    r"|số (?!tiền|vốn|kinh phí).*)$"
)
_PRICE = regex.compile(r"(?i)(?:đơn giá|định mức|mức (?:chi|giá|hỗ trợ))(?!\w)")
_UNITS = regex.compile(r"(?i)^(?:đơn vị(?: tính)?|đvt|đv tính)$")
_SHARE = regex.compile(r"(?i)(?:tỷ lệ|tỉ lệ|tỷ trọng|cơ cấu)(?:\s*\(?%\)?)?$|^\(?%\)?$")
# not "Cộng đồng dân cư", "Tổng công ty Điện lực"
_TOTAL = regex.compile(
    r"(?i)^\W*(?:tổng(?: số| cộng| vốn| kinh phí| mức| nguồn)?|cộng)(?!\w)"
    r"(?! (?:đồng|tác viên|công ty|cục|hợp|đài|kho|đội|kết|liên|hội)(?!\w))"
)
# "Giải ngân năm 2023", "Lũy kế đã bố trí", "So sánh": what was spent, and what compares
_SPENT = regex.compile(
    r"(?i)(?<!\w)(?:giải ngân|đã (?:bố trí|giao|cấp|chi|thực hiện)|l(?:ũy|uỹ) kế|ước thực hiện|thực hiện (?:năm )?\d{4}"
    r"|so sánh|tăng, giảm)"
)
_BARE_YEAR = regex.compile(
    r"(?:(?<![\p{L}\d]\s)|(?<=(?i:kinh phí|vốn|dự toán|nhu cầu|tổng|tổng số|kế hoạch|KH)\s))(?<![\d/])((?:19|20)\d\d)"
    r"(?![\d/])(?!\s*[-–])"
)
# the column that says when: "Năm", "Thời gian thực hiện" over "2026 - 2028"
_TIME = regex.compile(r"(?i)^(?:năm|giai đoạn|thời (?:gian|kỳ|hạn)|tiến độ|phân kỳ)(?! \d)")
_FORECAST = regex.compile(r"(?i)(?:biểu |bảng )?dự báo(?!\w)")  # what is expected to come about is no plan's money
_NUMBERING = (r"[A-H]", r"[IVX]+", r"\d{1,3}", r"\d{1,3}\.\d{1,2}", r"\d{1,3}(?:\.\d{1,2}){2}", r"[a-zđ]", r"[-+*]")
_IS_NUMBERING = regex.compile(rf"(?:{'|'.join(_NUMBERING)})[.):]?")

Money = tuple[str, int]  # a unit as printed and its factor to đồng


@dataclass(frozen=True, slots=True)
class _Column:
    """A column: its headings from the top, the unit of its amounts, whether it sums up others, and its role."""

    number: int
    heads: tuple[str, ...]
    unit: Money | None
    total: bool

    @property
    def heading(self) -> str:
        """The headings as one string, a bare year among them as a time: "2024" → "năm 2024"."""
        return " ".join(_BARE_YEAR.sub(r"năm \1", words) for words in self.heads)


@dataclass(frozen=True, slots=True)
class _Row:
    """A body row: its label, its rank by numbering (0 is the table's total), its own unit of money and its own time."""

    number: int
    label: str
    rank: int
    unit: Money | None
    time: str = ""


def amounts(part: Document, table: Table, tables: Sequence[Table], header: Header) -> list[Clause]:
    """The amounts of one of `tables` in reading order; `parent` is an index into the list, offsets are `part.text`'s.

    Nothing where neither its headings nor the words above it speak of funds and of a unit of money; nothing from
    columns of years before the plan's, or of what was spent.
    """
    grid = Grid(part, table, tables)
    columns = [_column(grid, number) for number in range(table.columns)]
    if _FORECAST.match(grid.title) or not _MONEY.search(" ".join([grid.title, *(c.heading for c in columns)])):
        return []
    above = _unit(f"Đơn vị: {grid.unit}") if grid.unit else _unit(grid.title)
    units = next((column.number for column in columns if _UNITS.match(column.heading)), None)
    times = next((column.number for column in columns if _TIME.match(column.heading)), None)
    rows = _ranked(grid, [row for number in grid.body() if (row := _row(grid, number, units, times))])
    shares = [column.number for column in columns if _SHARE.search(column.heading)]
    priced = any(_PRICE.match(column.heading) for column in columns)
    columns = [column for column in columns if column.number != times and _is_amounts(grid, rows, column, header)]
    period = _period(grid.title)
    clauses: list[Clause] = []
    places: dict[tuple[int, int], int] = {}
    for row in rows:
        for column in columns:
            cell = grid.cell(row.number, column.number)
            value = _value(part, cell) if cell else None
            unit = _unit_of(row, column, above, units is not None)
            time = "" if dates.periods(column.heading) else row.time
            label = "; ".join(filter(None, (column.heading, row.label, time)))
            # what is worked out of counts and prices is an amount, whatever the row says of its prices
            other = funding_terms.is_other_money(column.heading if priced else label)
            if cell and value is not None and unit and not other:
                places[row.number, column.number] = len(clauses)
                clauses.append(_clause(cell, value, unit, label, period))
                clauses[-1].share = _share(grid, row, column, shares)
                clauses[-1].title = grid.title
    for row in rows:
        for column in columns:
            if (row.number, column.number) in places:
                clause = clauses[places[row.number, column.number]]
                clause.parent = _parent(row, column, rows, columns, places)
    return clauses


def _column(grid: Grid, number: int) -> _Column:
    """A column with its headings and the unit of the lowest that says one."""
    heads = tuple(grid.heads(number))
    unit = next((u for words in reversed(heads) if (u := _unit(words))), None)
    return _Column(number, heads, unit, bool(heads and _TOTAL.match(heads[-1])))


def _unit_of(row: _Row, column: _Column, above: Money | None, mixed: bool) -> Money | None:
    """The unit of a cell: its column's; in a table of indicators (`mixed`) its row's, where that is of funds, or the
    table's under a heading of money; else the table's."""
    if column.unit is not None:
        return column.unit
    if not mixed:
        return above
    if row.unit is not None:
        return row.unit if funding_terms.is_funding(row.label) else None
    return above if funding_terms.is_funding(column.heading) else None


def _unit(words: str) -> Money | None:
    matches = list(_UNIT.finditer(words))
    if not matches:
        return None
    last = matches[-1]
    unit = " ".join((last["unit"] or last["bracket"] or last["bare"] or "triệu đồng").split())
    scale = regex.match(r"\p{L}+|1", unit.lower())
    return unit, _FACTORS.get(scale.group() if scale else "", 1)


def _row(grid: Grid, number: int, units: int | None, times: int | None) -> _Row | None:
    """A body row with its label; None for the row that numbers the columns, and for one without words."""
    words = grid.row(number)
    if not any(words) or numbers_columns(words, len(words)):
        return None
    named = [word for n, word in enumerate(words) if n != units and regex.search(r"\p{L}{2}", word)]
    time = _BARE_YEAR.sub(r"năm \1", grid.words(number, times)) if times is not None else ""
    label = next((word for word in named if not _IS_NUMBERING.fullmatch(word)), "")
    unit = _unit(grid.words(number, units)) if units is not None else None
    if _TOTAL.match(label):
        return _Row(number, label, 0, unit)
    first = words[0].rstrip(".):")
    rank = next((i for i, form in enumerate(_NUMBERING, 1) if regex.fullmatch(form, first)), len(_NUMBERING) + 1)
    return _Row(number, label, rank, unit, time)


def _ranked(grid: Grid, rows: list[_Row]) -> list[_Row]:
    """The rows with the depth of the lists that their numbers make as ranks, where every number goes on from the
    others: a "1" under "1.1.2" is a part of it. Else with the ranks of their styles."""
    levels = Levels()
    ranked = []
    for row in rows:
        words = grid.words(row.number, 0)
        placed = levels.place(words) if row.rank and _IS_NUMBERING.fullmatch(words) else None
        if placed is not None:
            levels.take(*placed)
            ranked.append(replace(row, rank=1 + placed[1]))
        elif row.rank == 0 or not _IS_NUMBERING.fullmatch(words):
            ranked.append(row)
        else:
            return rows
    return ranked


def _is_amounts(grid: Grid, rows: Sequence[_Row], column: _Column, header: Header) -> bool:
    """Whether a column holds amounts to come: not headed as something else or as past, and mostly figures."""
    if any(pattern.match(column.heading) for pattern in (_OTHER_COLUMN, _PRICE)) or _SPENT.search(column.heading):
        return False
    stated = deadline_of(column.heads)
    if stated is not None and is_past(stated, header):
        return False
    cells = [cell for row in rows if (cell := grid.cell(row.number, column.number)) and cell.column_span == 1]
    filled = [cell for cell in cells if grid.text[cell.start : cell.end].strip(" -–.…\n")]
    figures = [cell for cell in filled if numbers.parse_number(grid.text[cell.start : cell.end].strip()) is not None]
    return bool(figures) and len(figures) * 2 > len(filled)


def _value(part: Document, cell: Cell) -> float | None:
    words = part.text[cell.start : cell.end].strip()
    return numbers.parse_number(words) if regex.fullmatch(r"\d[\d.,]*", words) else None


def _share(grid: Grid, row: _Row, column: _Column, shares: Sequence[int]) -> float | None:
    """The percentage in the column right behind an amount's that is headed as its share."""
    if column.number + 1 not in shares:
        return None
    return numbers.parse_number(grid.words(row.number, column.number + 1).strip(" %"))


def _period(title: str) -> str:
    return next((title[p.start : p.end] for p in dates.periods(title) if p.kind in {"period", "in"}), "")


def _parent(
    row: _Row,
    column: _Column,
    rows: Sequence[_Row],
    columns: Sequence[_Column],
    places: dict[tuple[int, int], int],
) -> int | None:
    """What a cell is a part of: a total in its row, else its column's cell in the row that sums up its own."""
    total = _total_of(column, [other for other in columns if other.total and (row.number, other.number) in places])
    if total is not None:
        return places[row.number, total.number]
    place = rows.index(row)
    above = (other for other in reversed(rows[:place]) if other.rank < row.rank)
    below = (other for other in rows[place + 1 :] if other.rank == 0 < row.rank)
    over = (key for other in itertools.chain(above, below) if (key := (other.number, column.number)) in places)
    return next((places[key] for key in over), None)


def _total_of(column: _Column, totals: Sequence[_Column]) -> _Column | None:
    """The total column over a column: that of its own group of headings, else of the group around, the nearest to its
    left. "Năm 2026" over "Tổng số | NSTW | NSĐP" is such a group; a total is a part of the total of a wider one."""
    group = column.heads[:-1]
    around = [
        total
        for total in totals
        if total is not column
        and total.heads[:-1] == group[: len(total.heads) - 1]
        and not (column.total and len(total.heads) > len(group))
    ]
    if column.total and not group:
        around = [total for total in totals[:1] if total is not column]
    return max(
        around, key=lambda t: (len(t.heads), t.number < column.number, -abs(t.number - column.number)), default=None
    )


def _clause(cell: Cell, value: float, unit: Money, label: str, period: str) -> Clause:
    quantity = numbers.Quantity(cell.start, cell.end, cell.start, cell.end, cell.end, "money", value, unit=unit[0])
    return Clause(cell.start, cell.end, quantity, *unit, label, period, place=cell.start)
