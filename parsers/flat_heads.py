"""The head of a flattened table: the words before its first row in, its columns of figures out.

Three forms are read: the times one after the other ("Năm 2026 Năm 2027"), a period that groups the years behind it
("Giai đoạn 2026 - 2030 Năm 2026 … Năm 2030"); the times followed by what is measured in each, repeated as often as
there are times ("Kế hoạch 2026 Kế hoạch 2027 Lượng (tấn) Giá trị (tỷ đồng) Lượng (tấn) Giá trị (tỷ đồng)"); and the
times followed by the columns of the year that runs ("Năm 2025 Kế hoạch 2026 Kế hoạch Ước thực hiện").
"""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from dataclasses import dataclass

import regex

from ocr.document import Cell
from ocr.heads import numbers_columns

_I = regex.I
_MOST_COLUMNS = 40
_MOST_TOKENS = 200  # of the headings
_TOKEN = regex.compile(r"(?:[<>]=|[<>≤≥~])\s*+\d\S*+|\S++")
_FIRST_NUMBERS = frozenset({"1", "I", "A", "1.", "I.", "A.", "1)", "I)"})
_DASH = r"\s*+[-–]\s*+"
_DONE_WORD = r"ước\s+(?:thực\s+hiện|TH|đạt)|ước|ưth|thực\s+hiện|TH|hiện\s+trạng"
_PLAN_WORD = r"kế\s+hoạch|KH|mục\s+tiêu|dự\s+kiến|chỉ\s+tiêu|phấn\s+đấu|định\s+hướng|đến"
_TIME = regex.compile(
    rf"(?<!\p{{L}})(?:(?:(?P<done>{_DONE_WORD})|(?P<plan>{_PLAN_WORD}))\s+)*+"
    rf"(?:(?P<period>giai\s+đoạn\s+(?P<first>20\d\d){_DASH}(?P<last>20\d\d))"
    rf"|(?:(?:đến\s+)?(?:hết\s+)?năm\s+(?:hiện\s+hành\s+)?)?(?P<year>20\d\d)(?!{_DASH}20\d\d))(?!\d)",
    _I,
)
# the columns of the year that runs
_LEAF = regex.compile(
    r"(?:(?P<plan>(?:kế\s+hoạch|dự\s+toán|KH|chỉ\s+tiêu)(?:\s+giao)?)"
    r"|(?P<done>(?:ước|đánh\s+giá)\s+(?:thực\s+hiện|TH|đạt)|ước|ưth|thực\s+hiện\s+\d{1,2}\s+tháng))(?!\p{L})",
    _I,
)
_CURRENT = regex.compile(r"năm\s+hiện\s+hành", _I)
_SUM = regex.compile(r"(?:tổng\s+(?:số|cộng)|cộng)(?!\p{L})", _I)
_UNIT = regex.compile(r"(?:đơn\s+vị(?:\s+tính)?|đvt|đv\s+tính)(?!\p{L})", _I)
_FIGURE = regex.compile(r"\d[\d.,]*+%?")
_NOTE = regex.compile(r"\s*+ghi\s+chú\s*+", _I)


@dataclass(frozen=True, slots=True)
class Token:
    """A word of the text, or a comparator with its figure: `start:end` and the words without blanks."""

    start: int
    end: int
    words: str


@dataclass(frozen=True, slots=True)
class _Time:
    start: int
    end: int
    done: bool
    plan: bool
    year: int | None
    period: tuple[int, int] | None


@dataclass(frozen=True, slots=True)
class Head:
    """A head: how many tokens it takes, the spans of the label's and the unit's headings, and the layouts that its
    columns of figures may have, each in two rows of headings; the first of these columns is 0."""

    tokens: int
    name: tuple[int, int]
    unit: tuple[int, int] | None
    layouts: tuple[tuple[Cell, ...], ...]


def width_of(layout: Sequence[Cell]) -> int:
    """How many columns of figures a layout has."""
    return max(heading.column + heading.column_span for heading in layout)


def tokens_of(text: str, start: int, end: int) -> list[Token]:
    """The words of `text[start:end]`; "≥ 98" is one."""
    return [Token(m.start(), m.end(), "".join(m.group().split())) for m in _TOKEN.finditer(text, start, end)]


def read_head(text: str, tokens: Sequence[Token]) -> Head | None:
    """The head at the beginning of a flattened table; None where it is of no form that says its columns."""
    ends = head_end(tokens)
    if ends is None:
        return None
    last, count = ends
    begin, stop = tokens[1].start, tokens[last - 1].end
    times = [_time(match) for match in _TIME.finditer(text, begin, stop)]
    if not times or any(text[a.end : b.start].strip() for a, b in itertools.pairwise(times)):
        return None
    label = text[begin : times[0].start]
    unit = next(iter(reversed(list(_UNIT.finditer(label)))), None)
    name = (begin, begin + len(label[: unit.start() if unit else None].rstrip()))
    if name[1] <= name[0] or (unit and label[unit.end() :].strip()):
        return None
    unit_span = (begin + unit.start(), begin + unit.end()) if unit else None
    rest = text[times[-1].end : stop]
    if not rest.strip() or _NOTE.fullmatch(rest):
        layouts = _plain(times, None)
    elif _SUM.fullmatch(rest.strip()):
        layouts = _plain(times, (stop - len(rest.lstrip()), stop))
    else:
        layouts = _repeated(text, times, times[-1].end, stop) or _running(text, times, times[-1].end, stop)
    return Head(count, name, unit_span, layouts) if layouts else None


def head_end(tokens: Sequence[Token]) -> tuple[int, int] | None:
    """How many tokens the headings take, and how many with the row that numbers the columns behind them."""
    for index in range(2, min(len(tokens) - 1, _MOST_TOKENS)):
        numbers = _column_numbers([token.words for token in tokens[index : index + _MOST_COLUMNS]])
        if numbers:
            return index, index + numbers
        if tokens[index].words in _FIRST_NUMBERS and tokens[index + 1].words[:1].isupper():
            return index, index
        if _sums(tokens, index):
            return index, index
    return None


def _sums(tokens: Sequence[Token], index: int) -> bool:
    """Whether the first row is one of sums without a number: "Tổng cộng 108.900 41.200"."""
    last = index + 2 if _SUM.fullmatch(" ".join(t.words for t in tokens[index : index + 2])) else index + 1
    opens = last == index + 2 or bool(_SUM.fullmatch(tokens[index].words))
    figures = [bool(_FIGURE.fullmatch(token.words)) for token in tokens[last : last + 2]]
    return opens and figures == [True, True]


def _column_numbers(words: Sequence[str]) -> int:
    """How many of `words` from the first on number the columns ("A B 1 2 3"), 0 where they do not."""
    return next((count for count in range(len(words), 2, -1) if numbers_columns(words[:count], count)), 0)


def _time(match: regex.Match[str]) -> _Time:
    period = (int(match["first"]), int(match["last"])) if match["period"] else None
    year = int(match["year"]) if match["year"] else None
    return _Time(match.start(), match.end(), bool(match["done"]), bool(match["plan"]), year, period)


def _plain(times: Sequence[_Time], sums: tuple[int, int] | None) -> tuple[tuple[Cell, ...], ...]:
    """The layouts of times one after the other: each a column, or the periods as groups of the years behind them."""
    if _unclear(times):
        return ()
    flat = [Cell(0, n, 2, 1, time.start, time.end) for n, time in enumerate(times)]
    layouts = [flat]
    grouped: list[Cell] = []
    column = index = 0
    while index < len(times):
        time = times[index]
        years = [t.year for t in times[index + 1 :]]
        span = time.period[1] - time.period[0] + 1 if time.period else 0
        if time.period and years[:span] == list(range(time.period[0], time.period[1] + 1)):
            grouped.append(Cell(0, column, 1, span, time.start, time.end))
            for offset, year in enumerate(times[index + 1 : index + 1 + span]):
                grouped.append(Cell(1, column + offset, 1, 1, year.start, year.end))
            column, index = column + span, index + 1 + span
        else:
            grouped.append(Cell(0, column, 2, 1, time.start, time.end))
            column, index = column + 1, index + 1
    if any(heading.row_span == 1 for heading in grouped):
        layouts.append(grouped)
    if sums is not None:
        layouts = [[*layout, Cell(0, width_of(layout), 2, 1, *sums)] for layout in layouts]
    return tuple(map(tuple, layouts))


def _running(text: str, times: Sequence[_Time], start: int, stop: int) -> tuple[tuple[Cell, ...], ...]:
    """The layout of times of which one has columns of its own, printed behind all: "Kế hoạch" and "Ước thực hiện" of
    the year that runs, the only one that is neither done nor planned, or the first where it is called so."""
    leaves = list(_LEAF.finditer(text, start, stop))
    printed = "".join("".join(leaf.group().split()) for leaf in leaves)
    bare = [n for n, time in enumerate(times) if not time.done and not time.plan and time.period is None]
    if len(leaves) < 2 or printed != "".join(text[start:stop].split()) or not _estimated(leaves):
        return ()
    if not bare or (len(bare) > 1 and not _CURRENT.match(text, times[bare[0]].start)):
        return ()
    found: list[Cell] = []
    column = 0
    for number, time in enumerate(times):
        if number != bare[0]:
            found.append(Cell(0, column, 2, 1, time.start, time.end))
            column += 1
            continue
        found.append(Cell(0, column, 1, len(leaves), time.start, time.end))
        found += [Cell(1, column + n, 1, 1, *leaf.span()) for n, leaf in enumerate(leaves)]
        column += len(leaves)
    return (tuple(found),)


def _estimated(leaves: Sequence[regex.Match[str]]) -> bool:
    return any(leaf["done"] for leaf in leaves) and any(leaf["plan"] for leaf in leaves)


def _unclear(times: Sequence[_Time]) -> bool:
    """Whether a year may be done or planned: "Thực hiện Năm 2024 Năm 2025 Kế hoạch Năm 2025 Năm 2026"."""
    for index, (before, time) in enumerate(itertools.pairwise(times), 1):
        bare = not time.done and not time.plan and time.period is None
        later = any(other.plan for other in times[index:])
        if before.done and bare and (later or (time.year or 0) <= (before.year or 0)):
            return True
    return False


def _repeated(text: str, times: Sequence[_Time], start: int, stop: int) -> tuple[tuple[Cell, ...], ...]:
    """The layout of times over headings that repeat under each of them; none where they do not repeat alike."""
    words = list(regex.finditer(r"\S++", text[start:stop]))
    many, over = divmod(len(words), len(times))
    if over or not many or len(times) < 2:
        return ()
    groups = [words[n * many : (n + 1) * many] for n in range(len(times))]
    if any([w.group().lower() for w in group] != [w.group().lower() for w in groups[0]] for group in groups):
        return ()
    # each heading ends with its unit in brackets, else each begins with a capital
    ends = [n + 1 for n, word in enumerate(groups[0]) if word.group().endswith(")")]
    if not ends or ends[-1] != many:
        begins = [n for n, word in enumerate(groups[0]) if word.group()[:1].isupper()]
        if not begins or begins[0] != 0 or ends:
            return ()
        ends = [*begins[1:], many]
    found = []
    for number, (time, group) in enumerate(zip(times, groups, strict=True)):
        found.append(Cell(0, number * len(ends), 1, len(ends), time.start, time.end))
        for offset, (first, last) in enumerate(zip([0, *ends], ends, strict=False)):
            span = (start + group[first].start(), start + group[last - 1].end())
            found.append(Cell(1, number * len(ends) + offset, 1, 1, *span))
    return (tuple(found),)
