"""Annex tables: a row a commune or an indicator, a column a criterion or a year; each cell a target.

In: a document part with its `tables`, and the context of its headings. Out: one `Target` for each cell that states what
is to be reached, with row and column headings as subject and scope; its span is the cell. Columns of what was
("Thực hiện 2023", a year before the plan's), of money, numbering and notes give none.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import regex

from ocr.document import Cell, Document, Table
from parsers import patterns
from parsers.context import NAME, TYPES, Context, Deadline, criterion_in, deadlines, tier_of
from parsers.numbers import parse_number, quantities
from parsers.records import Target
from parsers.units import noun_at, unit_at

_I = regex.I
_ORDER = regex.compile(r"\s*+(?:stt|tt|số\s+tt|số\s+thứ\s+tự)\s*+$", _I)
_UNIT_COLUMN = regex.compile(r"\s*+(?:đơn\s+vị(?:\s+tính)?|đvt|đv\s+tính)\s*+$", _I)
_NOTES = regex.compile(
    r"ghi\s+chú|cơ\s+quan|đơn\s+vị\s+(?:chủ\s+trì|thực\s+hiện|phối\s+hợp)|căn\s+cứ|thời\s+gian|địa\s+điểm"
    r"|chủ\s+đầu\s+tư",
    _I,
)
# "Thực hiện năm 2023", "Hiện trạng", "Ước TH", "Năm hiện hành", "Số tiêu chí đã đạt": what was
_DONE = regex.compile(
    r"(?<!\p{L})(?:thực\s+hiện(?=\s+(?:năm\s+)?(?:19|20)\d\d|\s*+$)|hiện\s+(?:trạng|có|nay|hành)|ước(?!\s+tính)"
    r"|kết\s+quả|đã\s+đạt|th\s+(?:năm\s+)?(?:19|20)\d\d"
    r"|thực\s+trạng|đến\s+nay|đầu\s+kỳ|năm\s+gốc|so\s+sánh|so\s+với)",
    _I,
)
_MONEY = regex.compile(
    r"(?<!\p{L})(?:vốn|kinh\s+phí|ngân\s+sách|dự\s+toán|tổng\s+mức\s+đầu\s+tư|nguồn|thu|chi|(?:tỷ|triệu"
    r"|nghìn)\s+đồng)(?!\p{L}|\s+nhập)",
    _I,
)
_GOAL = regex.compile(
    r"(?<!\p{L})(?:chỉ\s+tiêu|mục\s+tiêu|kế\s+hoạch|lộ\s+trình|phấn\s+đấu|nhiệm\s+vụ|đăng\s+ký|dự\s+kiến"
    r"|phân\s+bổ\s+chỉ|danh\s+sách|giao|đạt\s+(?:chuẩn|tiêu\s+chí))(?!\p{L})",
    _I,
)
_PLACE_COLUMN = regex.compile(
    r"\s*+(?:tên\s+|các\s+)*+(?P<type>xã|phường|thị\s+trấn|huyện|thôn|bản|ấp)?(?:\s*+[,/]\s*+(?:xã|phường"
    r"|thị\s+trấn|huyện|thị\s+xã|thành\s+phố|thôn|bản))*+"
    r"(?P<any>\s*+(?:địa\s+phương|đơn\s+vị|đơn\s+vị\s+hành\s+chính|địa\s+bàn))?\s*+$",
    _I,
)
_SUM = regex.compile(r"\s*+(?:tổng(?:\s+(?:cộng|số))?|cộng|toàn\s+(?:tỉnh|huyện|xã|thành\s+phố))(?!\p{L})", _I)
_CAPTION_UNIT = regex.compile(r"(?:đơn\s+vị(?:\s+tính)?|đvt)\s*+:\s*+(?P<unit>[^\n.;)]{1,30})", _I)
_BRACKETED = regex.compile(r"\((?P<unit>[^()]{1,24})\)\s*+$")
_YEAR = regex.compile(r"(?<!\d)(?:năm\s+)?(?P<year>20\d\d)(?!\d)", _I)
_TICK = regex.compile(r"(?:[xX×✓✔]|đạt)")
_CAPTION_LINES = 4
_CAPTION_REACH = 600  # characters before a table that may be its caption


@dataclass(frozen=True, slots=True)
class _Column:
    """A column by its heading: role, heading words, deadline, unit in brackets."""

    role: str  # order, unit, place, name, value, year, skip
    words: str
    deadline: Deadline | None = None
    unit: str | None = None
    place: str | None = None


def targets(part: Document, text: str, ground: Context) -> list[Target]:
    """The targets of every table of the part; a table about money or about the past gives none."""
    found: list[Target] = []
    for table in part.tables:
        found += _Grid(part, text, table, ground).targets()
    return found


class _Grid:
    """One table with its caption read."""

    def __init__(self, part: Document, text: str, table: Table, ground: Context):
        self.text = text
        self.table = table
        self.ground = ground
        self.cells: dict[tuple[int, int], Cell] = {}
        for cell in table.cells:
            for row in range(cell.row, cell.row + max(1, cell.row_span)):
                for column in range(cell.column, cell.column + max(1, cell.column_span)):
                    self.cells.setdefault((row, column), cell)
        earlier = max((t.end for t in part.tables if t.end <= table.start), default=0)
        before = text[max(earlier, table.start - _CAPTION_REACH) : table.start]
        self.caption = regex.split(r"\.\s{2,}|nơi\s+nhận", before, flags=_I)[-1]
        printed = part.text[table.start - len(self.caption) : table.start]
        self.caption_lines = [line.strip() for line in printed.split("\n") if line.strip()][-_CAPTION_LINES:]
        self.node = ground.outline.node_at(table.start)
        self.columns = [self._column(number) for number in range(table.columns)]

    def words(self, row: int, column: int) -> str:
        cell = self.cells.get((row, column))
        return " ".join(self.text[cell.start : cell.end].split()) if cell else ""

    def heading(self, column: int) -> str:
        """The heading cells over a column, from the top, each once; rows that number the columns are left out."""
        seen: list[str] = []
        for row in range(self.table.header_rows):
            words = self.words(row, column)
            if words and words not in seen and not regex.fullmatch(r"\(?(?:\d{1,2}|[A-Z])\)?(?:\s*=.*)?", words):
                seen.append(words)
        return " ".join(seen)

    def _column(self, number: int) -> _Column:
        words = self.heading(number)
        if _ORDER.match(words):
            return _Column("order", words)
        if _UNIT_COLUMN.match(words) and not self._holds_names(number):
            return _Column("unit", words)
        place = _PLACE_COLUMN.match(words)
        if words and place and (place["type"] or place["any"]):
            return _Column("place", words, place=(place["type"] or "").lower() or None)
        if _NOTES.search(words) and not _YEAR.search(words):
            return _Column("skip", words)
        if not self._holds_numbers(number):
            return _Column("name", words)
        if _DONE.search(words) or _MONEY.search(words):
            return _Column("skip", words)
        deadline = self._deadline(words)
        if deadline is not None and self._is_past(deadline):
            return _Column("skip", words)
        unit = _BRACKETED.search(words)
        role = "year" if self._holds_years(number) else "value"
        return _Column(role, words, deadline, unit["unit"].strip() if unit else None)

    def _body(self) -> range:
        return range(self.table.header_rows, self.table.rows)

    def _holds_numbers(self, column: int) -> bool:
        """Whether at least half of the filled cells of a column are numbers or ticks."""
        filled = [self.words(row, column) for row in self._body() if self.words(row, column)]
        numeric = [w for w in filled if regex.match(r"[<>≤≥]?\s*\d", w) or _TICK.fullmatch(w) or w == "-"]
        return bool(filled) and 2 * len(numeric) >= len(filled)

    def _holds_names(self, column: int) -> bool:
        return any(self.words(row, column)[:1].isupper() for row in self._body())

    def _holds_years(self, column: int) -> bool:
        filled = [self.words(row, column) for row in self._body() if self.words(row, column)]
        return bool(filled) and all(regex.fullmatch(r"20\d\d", words) for words in filled)

    def _deadline(self, words: str) -> Deadline | None:
        stated = deadlines(words, 0, len(words))
        if stated:
            return stated[-1][2]
        year = _YEAR.search(words)
        return Deadline(int(year["year"]), "in") if year else None

    def _is_past(self, deadline: Deadline) -> bool:
        """Whether a column's year lies before the plan's period, or before its issue."""
        header = self.ground.header
        issued = int(header.issue_date[:4]) if header.issue_date else None
        first = header.period_start or issued
        if first is None:
            return False
        return deadline.year < first or (issued is not None and deadline.year < issued)

    def targets(self) -> Iterator[Target]:
        """The targets of the cells, row by row."""
        everything = f"{self.caption} {' '.join(column.words for column in self.columns)}"
        if self.ground.section_kind(self.node) == "past" or any(map(patterns.PAST_HEADING.match, self.caption_lines)):
            return
        stated_unit = _CAPTION_UNIT.search(self.caption)
        self.unit = stated_unit["unit"].strip() if stated_unit else None
        if self.unit and _MONEY.search(self.unit):
            return
        if not _GOAL.search(everything):
            return
        group: str | None = None
        for row in self._body():
            name, scope = self._row(row)
            values = [
                c for c in range(self.table.columns) if self.columns[c].role in {"value", "year"} and self.words(row, c)
            ]
            if not values:
                group = scope or group  # "I. Huyện Phú Lĩnh" over the communes of the district
                continue
            for column in values:
                target = self._cell(row, column, name, scope or group)
                if target is not None:
                    yield target

    def _row(self, row: int) -> tuple[str, str | None]:
        """The row's heading, and the place that it is about (None for a sum or an indicator)."""
        name, scope = "", None
        for number, column in enumerate(self.columns):
            words = self.words(row, number)
            if not words or column.role not in {"place", "name"} or regex.fullmatch(r"[\d.,\s]+|[IVX]+\.?", words):
                continue
            typed = regex.match(rf"{TYPES}\s+{NAME}", words)
            if _SUM.match(words):
                return words, None
            if scope is None and typed and not (column.role == "place" and column.place):
                scope = regex.sub(rf"^{TYPES}", lambda m: m.group().lower(), words)
            elif scope is None and column.role == "place" and regex.fullmatch(NAME, words):
                scope = f"{column.place} {words}" if column.place else words
            elif not name and column.role == "name":
                name = words
        return name, scope

    def _row_unit(self, row: int) -> str | None:
        return next(
            (self.words(row, n) for n, c in enumerate(self.columns) if c.role == "unit" and self.words(row, n)), None
        )

    def _cell(self, row: int, column: int, name: str, scope: str | None) -> Target | None:
        cell = self.cells[(row, column)]
        if cell.row != row or cell.column != column:
            return None  # a merged cell is read once
        heading = self.columns[column]
        words = self.words(row, column)
        subject = " - ".join(part for part in (name, heading.words) if part)
        about = f"{name} {heading.words}"
        tier = tier_of(about) or tier_of(self.caption)
        deadline = heading.deadline or self._deadline(name) or self._caption_deadline()
        if heading.role == "year" or _TICK.fullmatch(words):
            return self._milestone(cell, words, subject, scope, tier, deadline, heading)
        read = _value(words)
        if read is None:
            return None
        count, count_max, total, percent, comparator = read
        unit = self._row_unit(row) or heading.unit or _noun(heading.words) or _noun(name) or self.unit
        if unit == "%" and percent is None:
            count, percent = None, count
        if percent is not None and unit in {"%", None}:
            unit = (
                _noun(regex.sub(r"^tỷ\s+lệ\s+", "", name, flags=_I))
                or _noun(regex.sub(r"^tỷ\s+lệ\s+", "", heading.words, flags=_I))
                or "%"
            )
        if unit is None or _MONEY.search(unit) or _MONEY.search(name):
            return None
        criterion = criterion_in(about)
        number = "; ".join(map(str, criterion.numbers)) or criterion.resolve("xã", tier) if criterion else None
        return Target(
            start=cell.start,
            end=cell.end,
            subject=subject,
            count=count,
            count_max=count_max,
            total=total,
            percent=percent,
            unit=unit,
            comparator=comparator,  # type: ignore[arg-type]
            deadline=deadline.year if deadline else None,
            deadline_kind=deadline.kind if deadline else None,
            period_start=deadline.start if deadline else None,
            tier=tier if "tiêu chí" not in unit else tier_of(about),
            criterion=number or None,
            criterion_set="xã" if number else None,
            scope=scope,
            confidence=0.8 if heading.words else 0.5,
        )

    def _milestone(
        self,
        cell: Cell,
        words: str,
        subject: str,
        scope: str | None,
        tier: str | None,
        deadline: Deadline | None,
        heading: _Column,
    ) -> Target | None:
        """ "Năm đạt chuẩn nông thôn mới: 2025", or a tick under a year or a standard, in the row of a place."""
        if scope is None:
            return None
        if heading.role == "year":
            deadline = Deadline(int(words), "in")
            if self._is_past(deadline) or not regex.search(
                r"đạt|hoàn\s+thành|công\s+nhận|về\s+đích", heading.words, _I
            ):
                return None
        elif tier is None and not regex.search(r"chuẩn|công\s+nhận", f"{subject} {self.caption}", _I):
            return None
        return Target(
            start=cell.start,
            end=cell.end,
            kind="milestone",
            subject=f"{scope} {subject}",
            deadline=deadline.year if deadline else None,
            deadline_kind=deadline.kind if deadline else None,
            tier=tier,
            scope=scope,
            confidence=0.75,
        )

    def _caption_deadline(self) -> Deadline | None:
        stated = deadlines(self.caption, 0, len(self.caption))
        return stated[-1][2] if stated else None


def _value(words: str) -> tuple[float | None, float | None, float | None, float | None, str] | None:
    """count, count_max, total, percent, comparator of a cell that is one number ("19", "≥ 90%", "12/15"), else None."""
    plain = parse_number(words)
    if plain is not None:
        return plain, None, None, None, "="
    found = quantities(words)
    if len(found) != 1 or found[0].kind == "money" or len(words) > found[0].finish + 12:
        return None
    quantity = found[0]
    if quantity.kind == "percent":
        return None, None, None, quantity.value, quantity.comparator
    return quantity.value, quantity.value_max, quantity.total, None, quantity.comparator


def _noun(words: str) -> str | None:
    """The counted noun that a heading opens with: "Số tiêu chí đạt …", "Diện tích (ha)", "Xã đạt chuẩn"."""
    bracket = _BRACKETED.search(words)
    if bracket and (bracket["unit"] == "%" or unit_at(bracket["unit"], 0)):
        return bracket["unit"]
    opening = regex.match(r"(?:tổng\s+)?(?:số|tỷ\s+lệ)?\s*+(?:lượng\s+)?", words, _I)
    noun = noun_at(words, opening.end() if opening else 0, guess=False)
    return noun.name.lower() if noun is not None and noun.kind != "attribute" else None
