"""Tables of tasks whose cells a web page ran together: "TT Nội dung Cơ quan chủ trì Cơ quan phối hợp Thời gian 1 Rà
soát quy hoạch Sở Xây dựng Các sở, ngành 2026 2 …".

In: the text of a document. Out: `Region`s and their `TaskRow`s. The words of the head say which columns there are. In
a row the names of bodies that stand one after the other are the cells of bodies; where two names have no separator
between them one cell ends; the words of the next column (a time, the next number) end the last. A row whose cells
cannot be told apart is left out.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import lru_cache

import regex

from ocr.tones import new_style
from parsers import agencies
from parsers.agencies import AgencyMention

_BODIES = (
    r"(?:cơ quan|đơn vị|sở,? (?:ban,? )?ngành|phòng,? ban|ban,? ngành)"
    r"(?:\s*+[,/]\s*+(?:cơ quan|đơn vị|địa phương|cá nhân)){0,3}+"
)
_TASKS = "nội dung|nhiệm vụ|công việc|hoạt động|giải pháp|danh mục|hạng mục|phần việc"
_COLUMNS = {
    "task": rf"(?:tên )?(?:{_TASKS})"
    rf"(?:(?:\s*+[,/]\s*+| và | )(?:{_TASKS}|trọng tâm|chủ yếu|cụ thể|thực hiện|triển khai)){{0,4}}+",
    "lead": rf"(?:(?:{_BODIES}) (?:chủ trì|thực hiện|tham mưu|đầu mối|phụ trách|chịu trách nhiệm)|chủ trì)"
    r"(?: (?:thực hiện|tham mưu|triển khai|chính))?+",
    "partner": rf"(?:{_BODIES} )?+phối hợp(?: thực hiện| triển khai)?+",
    "time": r"(?:thời gian|thời hạn|tiến độ|lộ trình|thời điểm)"
    r"(?: (?:thực hiện|hoàn thành|triển khai|trình|tổ chức|ban hành)){0,3}+",
    "other": r"(?:sản phẩm|kết quả|ghi chú|(?:nguồn |dự kiến )?kinh phí|căn cứ|hình thức)"
    r"(?: (?:đầu ra|dự kiến|thực hiện|đạt được|đầu vào|hoàn thành|chủ yếu|chính|nhiệm vụ)){0,3}+",
}
_COLUMN = "|".join(f"(?P<{name}>{pattern})" for name, pattern in _COLUMNS.items())
_ONE = regex.compile("(?i:" + _COLUMN.replace(" ", r"\s++") + r")(?!\p{L})")
_TITLED = regex.compile(
    r"(?<!\p{L})(?i:(?:(?:s?tt|số\s++tt)\s++)?(?:"
    + _COLUMNS["task"].replace(" ", r"\s++")
    + r")(?!\p{L})(?:\s++(?:"
    + "|".join(_COLUMNS.values()).replace(" ", r"\s++")
    + r")(?!\p{L})){2,6}+)"
)
_NUMBER = regex.compile(r"(?<!\S)(?P<number>\d{1,2}(?:\.\d{1,2}){0,2})\.?\s++(?=[\p{Lu}“\"”])")
_NUMBERED = regex.compile(  # what a number belongs to that is none of a row
    r"(?<!\p{L})(?i:điều|khoản|điểm|mục|đề\s++án|dự\s++án|phụ\s++lục|biểu|bước|giai\s++đoạn|tháng|quý|năm|ngày|cấp|loại|thứ"
    r"|(?:tiêu\s++chí|quyết\s++định|nghị\s++quyết|nghị\s++định|kế\s++hoạch|thông\s++tư|chỉ\s++thị|đề\s++án|mẫu)\s++số)\s++$"
)
_TITLE = regex.compile(r"(?<!\S)(?:[IVX]{1,5}|[A-E])\.?\s++(?=\p{Lu})")
_GAP = regex.compile(r"\s*+(?:\([^()]{0,120}\)\s*+)?+(?P<mark>[,;/]|và(?!\p{L}))?+\s*+(?:và(?!\p{L})\s*+)?+")
_TAIL = regex.compile(
    r"(?:\s++(?:có\s++)?liên\s++quan|\s++khác|\s++trên\s++địa\s++bàn(?:\s++(?:tỉnh|thành\s++phố|huyện))?|\s*+\([^()]{0,120}\))*+[,;.]?+"
)
_TIME = regex.compile(
    r"\s++(?:20\d\d(?!\d)|\d{1,2}/(?:\d{1,2}/)?20\d\d|[IVX]{1,3}/20\d\d|(?:Qu[ýí]|Tháng|Năm|Ngày|Giai\s++đoạn|Từ|Đến|Trước|Sau"
    r"|Trong|Hết|Hằng|Hàng|Thường\s++xuyên|Định\s++kỳ|Theo|Cả\s++năm|Liên\s++tục|Khi|Hoàn\s++thành|Đầu|Cuối)(?!\p{L}))"
)
_GOVERNED = regex.compile(r"(?<!\p{L})(?i:tại|của|với|cho|từ|đến|theo|qua|ở|về|thuộc|trong|gửi|báo\s++cáo)\s++$")
_SPACE = regex.compile(r"\s++")
_BREAK = regex.compile(r"(?<=[;.])\s++")
_DATED = regex.compile(r"20\d\d$")  # the last words of a row that goes on over its line
_WRAP = regex.compile(r"\n(?!\s*+(?:\d{1,2}(?:\.\d{1,2}){0,2}|[IVX]{1,5}|[A-E])\.?\s)")  # a line end inside a row
_LEAST = 8  # characters of a task
_MOST = 300  # characters of a quote


@dataclass(frozen=True, slots=True)
class TaskRow:
    """A row: the task `text[start:end_of_task]`, and the bodies of its cells, which end at `end`."""

    start: int
    end_of_task: int
    end: int
    leads: tuple[AgencyMention, ...]
    partners: tuple[AgencyMention, ...]

    def quote(self, text: str, mention: AgencyMention) -> tuple[int, int]:
        """The end of the task, from the first clause on that leaves room, with the bodies up to `mention` at least."""
        starts = [self.start, *(match.end() for match in _BREAK.finditer(text, self.start, self.end_of_task))]
        for end in (self.end, mention.end):
            for start in starts:
                if end - start <= _MOST:
                    return start, end
        return self.end_of_task, mention.end


@dataclass(frozen=True, slots=True)
class Region:
    """The rows below one head: `text[start:end]`, and the kinds of its columns in order."""

    start: int
    end: int
    columns: tuple[str, ...]


def regions(text: str) -> tuple[Region, ...]:
    """The tables of tasks without cell borders in `text`, in order."""
    toned = new_style(text)
    heads = list(_TITLED.finditer(toned))
    found = []
    for number, head in enumerate(heads):
        columns = tuple(match.lastgroup or "" for match in _ONE.finditer(head.group()))
        last = heads[number + 1].start() if number + 1 < len(heads) else len(toned)
        if "lead" in columns:
            found.append(Region(head.start(), _end(toned, head.end(), last), columns))
    return tuple(found)


def _end(text: str, start: int, last: int) -> int:
    """Where a table ends whose head ends at `start`: with its line, or the last below that begins or ends a row."""
    end = position = _line_end(text, start, last)
    while position < last:
        following = _line_end(text, position + 1, last)
        line = text[position:following].strip()
        if _NUMBER.match(line) or _TITLE.match(line) or _DATED.search(line):
            end = following
        elif line.endswith((".", ":", ";")):
            break
        position = following
    return end


def _line_end(text: str, start: int, last: int) -> int:
    end = text.find("\n", start, last)
    return end if end >= 0 else last


@lru_cache(maxsize=1)
def _flowing(text: str) -> str:
    """`text` with one tone placement, its rows without line ends; kept from one table of a document to the next."""
    return _WRAP.sub(" ", new_style(text))


def rows(text: str, region: Region) -> Iterator[TaskRow]:
    """The rows of a table whose cells can be told apart."""
    columns = region.columns
    lead = columns.index("lead")
    after = columns[lead + 1 :]
    paired = after[:1] == ("partner",)
    if "partner" in columns and not paired:
        return
    ends = after[1:] if paired else after
    toned = _flowing(text)
    mentions = [
        replace(mention, start=mention.start + region.start, end=mention.end + region.start)
        for mention in agencies.find(_WRAP.sub(" ", text[region.start : region.end]), cells=True)
    ]
    before: tuple[int, ...] = ()
    position = region.start
    for run in _runs(toned, mentions):
        end = _TAIL.match(toned, run[-1].end, region.end)
        close = end.end() if end else run[-1].end
        if not _closes(toned, close, region.end, ends[:1]):
            continue
        cells = _cells(toned, run)
        number = _number(toned, position, cells[0][0].start, before) if cells else None
        position = close
        if not cells or number is None or len(cells) != 1 + paired:
            continue
        before = tuple(int(part) for part in number["number"].split("."))
        leads, partners = cells[0], cells[1] if paired else []
        yield TaskRow(number.end(), leads[0].start, run[-1].end, _named(leads), _named(partners))


def _named(cell: list[AgencyMention]) -> tuple[AgencyMention, ...]:
    return tuple(mention for mention in cell if mention.kind != "vague")


def _runs(text: str, mentions: list[AgencyMention]) -> Iterator[list[AgencyMention]]:
    """The mentions that follow each other with no more than separators between them."""
    run: list[AgencyMention] = []
    for mention in mentions:
        gap = _GAP.match(text, run[-1].end) if run else None
        if gap and gap.end() == mention.start:
            run.append(mention)
            continue
        tail = _TAIL.match(text, run[-1].end) if run else None
        if tail and tail.end() > run[-1].end and text[tail.end() : mention.start].isspace():
            run.append(mention)
            continue
        if run:
            yield run
        run = [mention]
    if run:
        yield run


def _closes(text: str, position: int, limit: int, following: tuple[str, ...]) -> bool:
    """Whether what follows the cells of bodies can be the next column, or the next row."""
    rest = text[position:limit]
    if not rest.strip():
        return True
    if following == ("time",):
        return _TIME.match(text, position, limit) is not None
    spaced = _SPACE.match(text, position, limit)
    if spaced is None:
        return False
    begins = _NUMBER.match(text, spaced.end(), limit) or _TITLE.match(text, spaced.end(), limit)
    return begins is not None or (following == ("other",) and text[spaced.end()].isupper())


def _cells(text: str, run: list[AgencyMention]) -> list[list[AgencyMention]]:
    """The cells of a run: a new one begins with a capital right after a name; a third is a wrapped line of the second.

    Names at the begin that belong to the task are left out: in small letters, after a preposition, or said twice.
    """
    cells: list[list[AgencyMention]] = []
    for mention in run:
        apart = cells and not (_GAP.match(text, cells[-1][-1].end) or {"mark": None})["mark"]
        capital = text[mention.start].isupper()
        if not cells:
            if capital:
                cells.append([mention])
        elif apart and capital:
            cells.append([mention])
        else:
            cells[-1].append(mention)
    while len(cells) > 1 and len(cells[0]) == 1:
        first = cells[0][0]
        twice = first.name == cells[1][0].name and len(cells) > 2
        if not twice and not (len(cells) > 2 and _GOVERNED.search(text, max(0, first.start - 20), first.start)):
            break
        cells = cells[1:]
    return [cells[0], [mention for cell in cells[1:] for mention in cell]] if len(cells) > 1 else cells


def _number(text: str, start: int, limit: int, before: tuple[int, ...]) -> regex.Match[str] | None:
    """The number of the row whose cells of bodies begin at `limit`: the first that goes on from the number `before`,
    or the first below it ("5.1 Thương mại 5.1.1 …")."""
    found = [
        match
        for match in _NUMBER.finditer(text, start, limit)
        if limit - match.end() > _LEAST and not _NUMBERED.search(text, max(0, match.start() - 24), match.start())
    ]
    titled = not before or _TITLE.search(text, start, limit) is not None
    chosen = None
    for match in found:
        number = tuple(int(part) for part in match["number"].split("."))
        if chosen is not None and number == (*before, 1):
            return match
        if chosen is None and ((titled and number[-1] == 1) or _follows(number, before)):
            chosen, before = match, number
    return chosen or next(iter(found), None)


def _follows(number: tuple[int, ...], before: tuple[int, ...]) -> bool:
    """Whether `number` is the next after `before`, at its level, below it, or at a level above."""
    for level in range(min(len(before), len(number))):
        if number[:level] == before[:level] and number[level] == before[level] + 1:
            return all(part == 1 for part in number[level + 1 :])
    return number[: len(before)] == before and number[len(before) :] == (1,) * (len(number) - len(before)) != ()
