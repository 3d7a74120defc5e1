"""What the columns of a table are, by their headings and what they hold: numbering, units, places, names, values.

In: a `Grid` and the header of its document. Out: a `Column` for each, with the deadline and unit that its heading says.
Columns of what was ("Thực hiện 2023", a year before the plan's), of money, of comparisons and notes have the role skip.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Literal

import regex

from parsers import dates
from parsers.context import NAME, Deadline
from parsers.grid import Grid
from parsers.records import DeadlineKind, Header
from parsers.table_words import is_unit, value_of

Role = Literal["order", "unit", "place", "name", "value", "year", "time", "skip"]

_I = regex.I
_ORDER = regex.compile(r"\s*+(?:stt|tt|số\s+tt|số\s+thứ\s+tự|t1)\s*+$", _I)
_UNIT = regex.compile(r"\s*+(?:đơn\s+vị(?:\s+tính)?|đvt|đv\s+tính|đơn\s+vị\s+đo)\s*+$", _I)
NOTES = regex.compile(
    r"ghi\s+chú|cơ\s+quan|(?<!\p{L})(?:đơn\s+vị\s+)?(?:chủ\s+trì|thực\s+hiện\s*+$|phối\s+hợp|phụ\s+trách)|phân\s+công"
    r"|căn\s+cứ|địa\s+điểm|chủ\s+đầu\s+tư|(?:thang|mức)?\s*+điểm\s+(?:tối\s+đa|chuẩn)",
    _I,
)
_TIME = regex.compile(r"(?:thời\s+(?:gian|hạn|điểm)|tiến\s+độ|hạn\s+hoàn\s+thành)(?!\p{L})", _I)
# "Thực hiện năm 2023", "TH 2022", "Ước thực hiện", "Hiện trạng", "Năm hiện hành": what was
DONE = regex.compile(
    r"(?<!\p{L})(?:(?<!(?:kế\s+hoạch|mục\s+tiêu|dự\s+kiến|lộ\s+trình|phấn\s+đấu|sẽ|giao)\s+)thực\s+hiện"
    r"(?=\s+(?:đến\s+)?(?:hết\s+|cuối\s+)?(?:năm\s+|\d{1,2}\s+tháng|ngày\s+)?(?:19|20)?\d|\s*+$)"
    r"|hiện\s+(?:trạng|có|nay|hành)|ước(?!\s+tính)|ưth|kết\s+quả|đã\s+(?:đạt|có|được|hoàn)|th\s+(?:năm\s+)?(?:19|20)\d\d"
    r"|thực\s+trạng|đến\s+nay|đầu\s+kỳ|năm\s+gốc)",
    _I,
)
_COMPARED = regex.compile(
    r"(?<!\p{L})(?:so\s+sánh|so\s+với|tăng\s*+[,/(]\s*+giảm|(?:kh|th|dt|kế\s+hoạch)\s*+(?:20\d\d\s*+)?/\s*+(?:ư?th|kh|dt|20)"
    r"|tốc\s+độ\s+(?:tăng|phát\s+triển)\s+(?:20|năm))",
    _I,
)
MONEY = regex.compile(
    r"(?<!\p{L})(?:vốn|kinh\s+phí|ngân\s+sách|dự\s+toán|tổng\s+mức\s+đầu\s+tư|nguồn|thu|chi|(?:tỷ|tỉ|triệu"
    r"|nghìn|ngàn)\s+(?:đồng|USD)|USD|trđ|tr\.đ|NSTW|NSĐP|NSNN)"
    r"(?!\p{L}|\s+(?:nhập|gom|hút|hồi|hoạch|bộ|nhánh|hội|trả|đoàn|cục|nhân\s+lực|nước|lực|gốc|giống|lao))",
    _I,
)
_TYPES = r"xã|phường|đặc\s+khu|thị\s+trấn|huyện|thị\s+xã|thành\s+phố|quận|thôn|bản|ấp|tổ\s+dân\s+phố"
_PLACE = regex.compile(
    rf"\s*+(?:tên\s+|các\s+|đơn\s+vị\s+(?=(?:{_TYPES})))*+(?P<type>{_TYPES})?(?P<more>\s*+[,/-]\s*+(?:{_TYPES}))*+"
    r"(?P<any>\s*+(?:địa\s+phương|đơn\s+vị(?:\s+hành\s+chính)?|địa\s+bàn))?\s*+$",
    _I,
)
_DIVIDED = regex.compile(
    rf"(?:chia\s+(?:theo|ra)|trong\s+đó|các|tên|theo)\s*+:?\s*+(?:các\s+)?(?P<type>{_TYPES})\s*+$", _I
)
YEAR = regex.compile(r"(?<!\d)(?P<year>20\d\d)(?!\d)")
_PERIOD = regex.compile(r"(?<!\d)(?P<first>20\d\d)\s*+[-–]\s*+(?P<last>20\d\d)(?!\d)")
REACHED = regex.compile(r"đạt|hoàn\s+thành|công\s+nhận|về\s+đích|chuẩn", _I)
MARK = regex.compile(r"[xX×✓✔Đ●•]|[Đđ]ạt|ĐẠT")
_STANDARD = regex.compile(
    r"(?:đạt\s+)?(?:chuẩn\s+)?(?:(?:xã\s+)?(?:NTM|nông\s+thôn\s+mới)\s*+)?(?:nâng\s+cao|kiểu\s+mẫu)?", _I
)
# what a place is to become, in a column of aims: "Xã không có ma túy", "Giữ vững chuẩn đô thị văn minh"
STATE = regex.compile(
    r"(?:(?:xã|phường|thị\s+trấn|huyện|thôn|bản)\s+)?(?:đạt|được\s+công\s+nhận|hoàn\s+thành|không\s+(?:có|còn)|duy\s+trì"
    r"|giữ\s+vững)\s[^\d;:]{2,80}",
    _I,
)
_RESULT = regex.compile(r"\s*+kết\s+quả(?:\s+(?:cần\s+đạt|dự\s+kiến|phải\s+đạt))?\s*+", _I)
AIM = regex.compile(r"(?<!\p{L})(?:mục\s+tiêu|kế\s+hoạch|chỉ\s+tiêu|phấn\s+đấu|đăng\s+ký|lộ\s+trình)(?!\p{L})", _I)
_NOT_YET = regex.compile(r"[-–/.…]+|(?:chưa|không|đã)\s.*|CĐ|K", _I)
_MONEY_CELL = regex.compile(r"[\d.,]+\s*+(?:tỷ|tỉ|triệu|nghìn|ngàn)?\s*+đồng", _I)
_KINDS: dict[str, DeadlineKind] = {"by": "by", "before": "before", "period": "by"}


@dataclass(frozen=True, slots=True)
class Column:
    """A column: its role, its headings joined and from the top, their deadline.

    `place` is the type of the places that it lists ("xã"), `scope` the place that all of it is about.
    """

    role: Role
    words: str
    heads: tuple[str, ...] = ()
    deadline: Deadline | None = None
    place: str | None = None
    scope: str | None = None

    @property
    def counted(self) -> tuple[str, ...]:
        """The headings that may say what is counted: not the name of the column's place."""
        return self.heads[:-1] if self.scope else self.heads


def columns_of(grid: Grid, header: Header) -> list[Column]:
    """The columns of a table, from the left."""
    columns = [_column(grid, number, header) for number in range(grid.table.columns)]
    first = next((n for n, column in enumerate(columns) if column.role not in {"order", "unit"}), None)
    if first is not None and all(YEAR.search(words) for row in grid.body() if (words := grid.words(row, first))):
        columns[first] = replace(columns[first], role="name")  # the rows are years
    if first is not None and columns[first].role == "skip" and all(c.role not in {"name", "place"} for c in columns):
        columns[first] = replace(columns[first], role="place")  # "Địa điểm" heads what the rows are about
    if not any(column.role in {"value", "year"} for column in columns) and AIM.search(grid.title):
        columns = [_as_aim(grid, number, column) for number, column in enumerate(columns)]
    return columns


def _as_aim(grid: Grid, number: int, column: Column) -> Column:
    """The column "Kết quả" of a table of aims ("Danh mục các chỉ tiêu"): what is to come of them."""
    filled = [words for row in grid.body() if (words := grid.words(row, number))]
    if (
        column.role == "skip"
        and _RESULT.fullmatch(column.words)
        and sum(value_of(words) is not None for words in filled) > 1
    ):
        return replace(column, role="value", deadline=deadline_of(column.heads))
    return column


def _column(grid: Grid, number: int, header: Header) -> Column:
    heads = tuple(grid.heads(number))
    words = " ".join(heads)
    alone = [row for row in grid.body() if (cell := grid.cells.get((row, number))) and cell.column_span == 1]
    filled = [text for row in alone if (text := grid.words(row, number))]
    if _ORDER.match(words):
        return Column("order", words, heads)
    units = [text for text in filled if is_unit(text)]
    if _UNIT.match(words) and 2 * len(units) >= len(filled):
        return Column("unit", words, heads)
    place = _PLACE.match(words)
    if words and place and (place["type"] or place["any"]):
        kind = " ".join(place["type"].lower().split()) if place["type"] and not place["more"] else None
        return Column("place", words, heads, place=kind)
    if _TIME.match(words) and not REACHED.search(words):
        return Column("time", words, heads)
    if NOTES.search(words) and not YEAR.search(words):
        return Column("skip", words, heads)
    states = bool(AIM.search(words)) and 2 * sum(bool(STATE.fullmatch(text)) for text in filled) > len(filled)
    if not states and not _holds_values(filled):
        return Column("name", words, heads)
    deadline = deadline_of(heads)
    past = deadline is not None and is_past(deadline, header)
    if DONE.search(words) or MONEY.search(words) or _COMPARED.search(words) or past:
        return Column("skip", words, heads)
    return Column("year" if _holds_years(filled) else "value", words, heads, deadline, scope=_scope(heads))


def _scope(heads: tuple[str, ...]) -> str | None:
    """The place that a column is about: "Xã Khe Mo", or "Khe Mo" under "Chia theo xã"."""
    if not heads:
        return None
    typed = regex.fullmatch(rf"(?P<type>{_TYPES})\s+(?P<name>{NAME}|\d{{1,2}})", heads[-1], _I)
    if typed and (typed["name"][0].isupper() or typed["name"].isdigit()):
        return f"{' '.join(typed['type'].lower().split())} {typed['name']}"
    over = _DIVIDED.search(heads[-2]) if len(heads) > 1 else None
    return f"{over['type'].lower()} {heads[-1]}" if over and regex.fullmatch(NAME, heads[-1]) else None


def _holds_values(filled: list[str]) -> bool:
    """Whether at least half of the filled cells of a column are numbers or marks."""

    def holds(words: str) -> bool:
        mark = any(pattern.fullmatch(words) for pattern in (MARK, _STANDARD, _NOT_YET))
        return bool(mark or _MONEY_CELL.match(words) or value_of(words) or (YEAR.search(words) and states_time(words)))

    return bool(filled) and 2 * sum(map(holds, filled)) >= len(filled)


def _holds_years(filled: list[str]) -> bool:
    """Whether the cells of a column say when: "2024", "Quý IV/2025"; others say that it is done, or nothing."""
    years = [w for w in filled if YEAR.search(w) and not _NOT_YET.fullmatch(w)]
    return bool(years) and all(w in years or _NOT_YET.fullmatch(w) for w in filled) and all(map(states_time, years))


def states_time(words: str) -> bool:
    """Whether a cell is a time and nothing else."""
    rest = words
    for period in reversed(dates.periods(words)):
        rest = rest[: period.start] + rest[period.end :]
    return not regex.search(r"[\p{L}\d]", YEAR.sub("", _PERIOD.sub("", rest)))


def deadline_of(heads: tuple[str, ...] | list[str]) -> Deadline | None:
    """The time that headings state, that of the lowest first: "Kế hoạch" over "Năm 2026"."""
    for words in reversed(heads):
        periods = [p for p in dates.periods(words) if p.kind in {"period", "in", "by", "before"}]
        if periods:
            last = periods[-1]
            year = last.last if last.last is not None else last.first
            if year is not None:
                start = last.first if last.kind == "period" else None
                return Deadline(year, _KINDS.get(last.kind, "in"), start)
        years = [int(match["year"]) for match in YEAR.finditer(words)]
        if years:
            return Deadline(years[-1], "in")
    return None


# "Danh mục nhiệm vụ của Đề án … đến năm 2030, tầm nhìn đến năm 2045": years of a name, and beyond the plan
_NAMED = regex.compile(
    r"(?<!\p{L})(?:đề\s+án|chiến\s+lược|nghị\s+quyết|quyết\s+định|quy\s+hoạch|bộ\s+tiêu\s+chí)(?!\p{L})[^,;:.()\d]*+$",
    _I,
)
_BEYOND = regex.compile(r"(?:tầm\s+nhìn|định\s+hướng)\s+(?:đến\s+)?(?:năm\s+)?20.*", _I)


def deadline_of_title(title: str) -> Deadline | None:
    """The time that the title of a table states; the years in the name of another document are not its own."""
    words = _BEYOND.sub("", title)
    for period in reversed(dates.periods(words)):
        if _NAMED.search(words, 0, period.start):
            words = words[: period.start] + words[period.end :]
    return deadline_of([words])


def is_past(deadline: Deadline, header: Header) -> bool:
    """Whether a year lies before the plan's period, or before its issue."""
    issued = header.issue_year
    first = header.period_start or issued
    if first is None:
        return False
    return deadline.year < first or (issued is not None and deadline.year < issued)
