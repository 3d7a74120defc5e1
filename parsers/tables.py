"""Annex tables: a row a commune or an indicator, a column a criterion or a year; each cell a target.

In: a document part with its `tables`, and the context of its headings. Out: one `Target` for each cell that states what
is to be reached, with row and column headings as subject and scope; its span is the cell. Tables of money, of what was,
and of scores by which something is rated give none. The cells of tables of tasks ("Nội dung | Cơ quan chủ trì") are
running text: `Reading.tasks` hands them to the parser of clauses.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

import regex

from ocr.document import Cell, Document, Table
from parsers import dates, patterns, table_words
from parsers.clauses import Passage
from parsers.columns import (
    DONE,
    MARK,
    MONEY,
    NOTES,
    REACHED,
    STATE,
    Column,
    columns_of,
    deadline_of,
    deadline_of_title,
    is_past,
    states_time,
)
from parsers.context import NAME, TYPES, Context, Deadline, tier_of
from parsers.grid import Grid
from parsers.numbers import quantities
from parsers.outline import Node
from parsers.records import Header, Target
from parsers.roles import Reason
from parsers.units import rated

_I = regex.I
_GOAL = regex.compile(
    r"(?<!\p{L})(?:chỉ\s+tiêu|mục\s+tiêu|kế\s+hoạch|lộ\s+trình|phấn\s+đấu|nhiệm\s+vụ|đăng\s+ký|dự\s+kiến"
    r"|định\s+hướng|phân\s+bổ\s+chỉ|phân\s+kỳ|danh\s+sách|giao|công\s+nhận|đạt\s+(?:chuẩn|tiêu\s+chí))(?!\p{L})",
    _I,
)
# what a table rates or prices is no commitment: "Bảng tiêu chí và điểm xếp hạng", "Hệ số phụ cấp", "Định mức"
_RATED = regex.compile(
    r"(?<!\p{L})(?:(?:thang|bảng|khung)\s+(?:bảng\s+)?(?:điểm|tiêu\s+chí|giá)|điểm\s+(?:xếp\s+hạng|chuẩn|đánh\s+giá)"
    r"|chấm\s+điểm|xếp\s+hạng|hệ\s+số|định\s+mức|biểu\s+(?:giá|phí|thuế)|mức\s+(?:chi|phạt|thu)"
    r"|(?:ban\s+hành|quy\s+định)\s+bộ\s+tiêu\s+chí)(?!\p{L})|^bộ\s+tiêu\s+chí",
    _I,
)
# what work costs is counted in it as the basis of the estimate
_PRICED = regex.compile(r"(?<!\p{L})(?:đơn\s+giá|thành\s+tiền)(?!\p{L})", _I)
_NORMATIVE = frozenset({"thông tư", "nghị định", "luật", "pháp lệnh", "thông tư liên tịch"})
_SUM = regex.compile(
    r"\s*+(?:tổng(?:\s+(?:cộng|số))?|cộng|toàn\s+(?:tỉnh|huyện|xã|thành\s+phố|bộ)|bình\s+quân|trung\s+bình)(?!\p{L})",
    _I,
)
_PART = regex.compile(r"\s*+(?:[-–+*]|trong\s+đó)", _I)
_SAME = regex.compile(r"(?:\"|”|″|''|nt|-\s?nt\s?-|//)", _I)
_TASKS = regex.compile(
    r"nội\s+dung|nhiệm\s+vụ|hoạt\s+động|công\s+việc|giải\s+pháp|danh\s+mục|(?:mục|chỉ)\s+tiêu|tiêu\s+chí", _I
)
_PRODUCTS = regex.compile(r"sản\s+phẩm|kết\s+quả|yêu\s+cầu|số\s+lượng|khối\s+lượng", _I)
_PRODUCT = 80  # characters of a product: a longer cell tells what the product is like, and commits to no figure
_NUMBERING = regex.compile(r"[\d.,\s]+|[IVX]+\.?|[A-H][.)]?|[-–+*]")
_ROW_PLACE = regex.compile(
    rf"(?:[IVX\d]+[.)]\s+)?(?P<place>(?:{TYPES}|[Đđ]ặc\s+khu|T[PXT]\.?)\s+(?:{NAME}(?:\s\d{{1,2}}(?=\s*+$))?|\d{{1,2}}))"
)
# places that have something in common: "Xã nhóm 1 (46 xã)", "Các xã còn lại", "Các huyện nghèo", "Khu vực III"
_ROW_CLASS = regex.compile(
    r"(?:[IVX\d]+[.)]\s+)?(?P<places>(?:các\s+)?(?:xã|phường|huyện|thôn|bản|khu\s+vực|vùng)\s+[^():;]{2,60}?)"
    r"\s*+(?:\([^()]*+\)|:)?",
    _I,
)
# in a column of communes, "Bản Sao" is the name of one
_HAMLET = regex.compile(r"(?:thôn|bản|ấp)(?!\p{L})", _I)


def read(part: Document, text: str, ground: Context, tables: Sequence[Table]) -> list[Reading]:
    """`tables` with what their columns are; `text` is the working copy of the part."""
    return [Reading(part, text, table, tables, ground) for table in tables]


def left_out(text: str, spans: Sequence[tuple[int, int]], found: Sequence[Target]) -> Iterator[Reason]:
    """The quantities of flattened tables in the `spans` of a text that are the cell of no target that was `found`."""
    taken = {offset for target in found for offset in range(target.start, target.end)}
    for first, last in spans:
        for quantity in quantities(text[first:last]):
            start, end = first + quantity.start, first + quantity.end
            if taken.isdisjoint(range(start, end)):
                yield Reason(start, end, "background", "cell of a flattened table")


@dataclass(frozen=True, slots=True)
class Task:
    """A cell of a table of tasks as a passage, the time that its row or the table's title states, and whether it names
    the `product` ("08 lớp tập huấn")."""

    passage: Passage
    deadline: Deadline | None
    product: bool


def dated(target: Target, task: Task, ground: Context) -> Target:
    """A target of a task's cell with the time of its row, where its clause states none; products are made."""
    if task.product and target.count is not None and target.change == "level":
        target = replace(target, change="output")
    deadline, inherited = task.deadline, ground.deadline(task.passage.node)
    if deadline is None or (target.deadline is not None and (inherited is None or target.deadline != inherited.year)):
        return target
    return replace(target, deadline=deadline.year, deadline_kind=deadline.kind, period_start=deadline.start)


@dataclass(frozen=True, slots=True)
class _Row:
    """A body row: the words that name it from the left, the place that it is about, its unit, and what it is to others.

    `sums` others up, or is a `part` of the row above it ("- Sản lượng").
    """

    names: tuple[str, ...]
    scope: str | None
    unit: str | None
    sums: bool
    part: bool

    @property
    def name(self) -> str:
        return " - ".join(self.names)


class Reading:
    """One table on its way to targets."""

    def __init__(self, part: Document, text: str, table: Table, tables: Sequence[Table], ground: Context):
        self.grid = Grid(part, table, tables, text)
        self.header: Header = ground.header
        self.ground = ground
        self.node: Node = ground.outline.node_at(table.start)
        self.columns = columns_of(self.grid, ground.header)
        self.title = self.grid.title.lower() if self.grid.title.isupper() else self.grid.title
        self.deadline = self._deadline()

    def _deadline(self) -> Deadline | None:
        """The time that the title states, else the heading of the section that a table without a title stands in."""
        stated = deadline_of_title(self.title)
        if stated is None and not self.grid.annex:
            stated = self.ground.deadline(self.node)
        return None if stated is not None and is_past(stated, self.header) else stated

    def commits(self) -> bool:
        """Whether a table is of what is to be: not of the past, not of money, no scores or rates."""
        title = self.grid.title
        heads = " ".join(column.words for column in self.columns)
        if (self.header.doc_type or "").lower() in _NORMATIVE or _RATED.search(title) or _RATED.search(heads):
            return False
        if self.ground.section_kind(self.node) == "past" and not self.grid.annex:
            return False
        if any(map(patterns.PAST_HEADING.match, self.grid.lines)) or (DONE.search(title) and not _GOAL.search(title)):
            return False
        return not (self.grid.unit and MONEY.search(self.grid.unit))

    def targets(self) -> Iterator[Target]:
        """The targets of the cells, row by row."""
        words = f"{self.grid.title} {self.grid.attached} {' '.join(column.words for column in self.columns)}"
        dated = any(column.role == "value" and column.deadline for column in self.columns)
        if not self.commits() or _PRICED.search(words) or not (dated or _GOAL.search(words)):
            return
        values = [number for number, column in enumerate(self.columns) if column.role in {"value", "year"}]
        group = _Group()
        above: _Row | None = None
        for number in self.grid.body():
            row = self._row(number, above, min(values, default=0))
            if not any(self.grid.words(number, column) for column in values):
                # "I. Huyện Phú Lĩnh" over the communes of the district, "I. Xã nhóm 1" over the indicators
                group.open(self.grid.words(number, 0), row.scope or _class_of(row.name), _stated(row.name))
            elif not self._is_done(row):
                scope = row.scope or (None if row.sums else group.scope)
                whole = above.name if above is not None and row.part else ""
                time = self._time(number) or group.deadline
                for column in values:
                    cell = self.grid.cell(number, column)
                    if cell is not None and cell.end > cell.start:
                        yield from self._cell(cell, row, scope, self.columns[column], whole, time)
            if not row.part:
                above = row

    def _row(self, number: int, above: _Row | None, first_value: int) -> _Row:
        names: list[str] = []
        scope: str | None = None
        part = bool(_PART.match(self.grid.words(number, 0)))
        for column, about in enumerate(self.columns):
            words = self.grid.words(number, column)
            if not words or about.role not in {"place", "name"} or _NUMBERING.fullmatch(words):
                continue
            typed = _ROW_PLACE.match(words)
            if _SUM.match(words):
                return _Row((words,), None, self._row_unit(number, False, above), True, False)
            if scope is None and typed and (not about.place or not _HAMLET.match(words) or _HAMLET.match(about.place)):
                scope = regex.sub(r"^\p{L}", lambda m: m.group().lower(), typed["place"])
            elif scope is None and about.role == "place" and regex.fullmatch(NAME, words):
                kind = about.place or table_words.place_type(self.title)
                scope = f"{kind} {words}" if kind else words
            elif scope is None and about.role == "place" and (places := _class_of(words)):
                scope = places
            elif not names or column < first_value:
                part = part or bool(_PART.match(words))
                names.append(words)
        return _Row(tuple(names), scope, self._row_unit(number, part, above), False, part)

    def _row_unit(self, number: int, part: bool, above: _Row | None) -> str | None:
        """What the column of units says; a ditto mark, or a blank in the row of a part, repeats the row above."""
        column = next((n for n, about in enumerate(self.columns) if about.role == "unit"), None)
        words = self.grid.words(number, column) if column is not None else ""
        if _SAME.fullmatch(words) or (not words and part):
            return above.unit if above is not None else None
        return words or None

    def _is_done(self, row: _Row) -> bool:
        """Whether a row is of a year gone by: "Thực hiện năm 2023" where the rows are years."""
        stated = _stated(row.name)
        return stated is not None and (is_past(stated, self.header) or bool(DONE.match(row.name)))

    def _cell(
        self, cell: Cell, row: _Row, scope: str | None, column: Column, whole: str, above: Deadline | None
    ) -> Iterator[Target]:
        words = self.grid.words(cell.row, cell.column)
        tier = tier_of(column.words) or tier_of(row.name) or tier_of(self.title)
        deadline = column.deadline or _stated(row.name) or above or self.deadline
        scope = column.scope or scope
        if column.role == "year" or MARK.fullmatch(words) or tier_of(words) or STATE.fullmatch(words):
            yield from self._milestone(cell, row, scope, column, words, tier, deadline)
            return
        value = table_words.value_of(words)
        unit = table_words.unit_of(words, row.unit, row.names, column.counted, self.title, self.grid.unit)
        if value is None or unit is None:
            return
        if unit.share and value.percent is None:
            value = replace(value, count=None, count_max=None, percent=value.count, percent_max=value.count_max)
        money = MONEY.search(unit.name) or (row.unit is None and MONEY.search(row.name))
        if value.percent is None and money:
            return
        change = table_words.change_of(row.names, column.words, self.title, value.percent is not None)
        if value.count == 0 and change in {"increase", "output"}:
            return  # nothing to be done in this place or year
        about = f"{row.name} {column.words}"
        name, per = (unit.name, unit.per) if unit.share else rated(unit.name, unit.per)
        criterion = self._criterion(row, column, tier)
        baseline = patterns.BASELINE_YEAR.search(about)
        yield Target(
            start=cell.start,
            end=cell.end,
            subject=" - ".join(part for part in (whole, row.name, column.words) if part) or self.title,
            count=value.count,
            count_max=value.count_max,
            total=value.total,
            percent=value.percent,
            percent_max=value.percent_max,
            unit=name,
            comparator=value.comparator,
            change=change,
            per=per,
            baseline_year=int(baseline["year"]) if baseline else None,
            deadline=deadline.year if deadline else None,
            deadline_kind=deadline.kind if deadline else None,
            period_start=deadline.start if deadline else None,
            tier=tier if "tiêu chí" not in unit.name else tier_of(about),
            criterion=criterion,
            criterion_set=("huyện" if unit.name == "huyện" else "xã") if criterion else None,
            scope=scope,
            confidence=0.8 if column.words else 0.5,
        )

    def _criterion(self, row: _Row, column: Column, tier: str | None) -> str | None:
        """The number of the criterion that a row ("Tiêu chí" heads its column) or a column is about."""
        lists = any("tiêu chí" in other.words.lower() for other in self.columns if other.role == "name")
        return table_words.criterion_of(row.names, column.heads, tier, lists)

    def _milestone(
        self,
        cell: Cell,
        row: _Row,
        scope: str | None,
        column: Column,
        words: str,
        tier: str | None,
        deadline: Deadline | None,
    ) -> Iterator[Target]:
        """ "Năm đạt chuẩn nông thôn mới: 2025", or a mark under a year, a standard or a criterion, in a place's row."""
        reached = REACHED.search(f"{row.name} {column.words} {self.title}")
        if column.role == "year":
            deadline = deadline_of([words])
            if deadline is None or not reached or not states_time(words):
                return
        tier = tier_of(words) or tier
        criterion = self._criterion(row, column, tier)
        past = deadline is not None and is_past(deadline, self.header)
        if scope is None or past or not (tier or criterion or reached or STATE.fullmatch(words)):
            return
        about = " - ".join(part for part in (row.name, column.words) if part)
        yield Target(
            start=cell.start,
            end=cell.end,
            kind="milestone",
            subject=f"{scope} {about or self.title}",
            change="maintain" if patterns.KEPT.search(words) else "level",
            deadline=deadline.year if deadline else None,
            deadline_kind=deadline.kind if deadline else None,
            period_start=deadline.start if deadline else None,
            tier=tier,
            criterion=criterion,
            criterion_set=("huyện" if scope.startswith("huyện") else "xã") if criterion else None,
            scope=scope,
            confidence=0.75,
        )

    def _time(self, row: int) -> Deadline | None:
        """What the column of times says of a row."""
        times = [n for n, column in enumerate(self.columns) if column.role == "time"]
        return next((d for n in times if (d := deadline_of([self.grid.words(row, n)]))), None)

    def tasks(self) -> Iterator[Task]:
        """The text cells of a table that says who does what, or by when."""
        duties = any(c.role == "time" or (c.role == "skip" and NOTES.search(c.words)) for c in self.columns)
        if not duties or not self.commits():
            return
        texts = [
            n
            for n, column in enumerate(self.columns)
            if column.role == "name" and (_TASKS.search(column.words) or _PRODUCTS.search(column.words))
        ]
        for number in self.grid.body():
            stated = self._time(number)
            for column in texts:
                cell = self.grid.cell(number, column)
                product = not _TASKS.search(self.columns[column].words)
                if cell is not None and cell.end > cell.start and not (product and cell.end - cell.start > _PRODUCT):
                    node = self.ground.outline.node_at(cell.start)
                    yield Task(Passage(node, cell.start, cell.end), stated or self.deadline, product)


def _class_of(words: str) -> str | None:
    """The places that a row is about where it names a class of them, as printed but for a first capital."""
    match = _ROW_CLASS.fullmatch(words)
    return match["places"][0].lower() + match["places"][1:] if match else None


def _stated(words: str) -> Deadline | None:
    """The time that the name of a row states; a bare year in it may be a baseline."""
    return deadline_of([words]) if dates.periods(words) else None


class _Group:
    """The heading rows over the current row: the place and the time of the rows below, the style of its number."""

    def __init__(self) -> None:
        self.scope: str | None = None
        self.deadline: Deadline | None = None
        self.style = ""

    def open(self, label: str, scope: str | None, deadline: Deadline | None) -> None:
        """A heading row with the number `label`: a place and a time ("Đến năm 2030") hold until a row of its own style
        follows."""
        style = regex.sub(r"[IVX]+", "I", regex.sub(r"\d+", "1", label.strip(" .)")))
        if scope is not None or deadline is not None or style == self.style:
            self.scope, self.deadline, self.style = scope, deadline, style
