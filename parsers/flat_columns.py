"""The head of a flattened table as a list of headings, by the words that begin with a capital, with what each holds.

In: the words before the first row. Out: `Columns`: those of figures at the right of the table, the columns of text
behind them, and a column of units before them. Headings over others ("Trong đó", "Chia ra") are no columns.
"""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Literal

import regex

from parsers.flat_heads import Token, head_end
from parsers.table_words import is_unit

_I = regex.I
Role = Literal["figure", "price", "amount", "total", "share"]

_UNIT = regex.compile(r"(?:đơn\s+vị(?:\s+tính)?|đvt|đv\s+tính)", _I)
_GROUP = regex.compile(r"(?:trong\s+đó|chia\s+ra|bao\s+gồm|gồm|(?:chia\s+)?theo\s+\p{L}+|phân\s+theo.*)\s*+:?", _I)
_RATE = regex.compile(r"tần\s+suất|số\s+lần(?!\p{L})", _I)
_NOTE = regex.compile(r"ghi\s+chú", _I)
_BRACKET = regex.compile(r"\((?P<unit>[^()]{1,24})\)\s*+$")
_FIGURES = regex.compile(
    r"(?:tổng|cộng|số(?!\s+(?:thứ|hiệu|quyết|tt))|diện\s+tích|sản\s+lượng|năng\s+suất|(?:tỷ|tỉ)\s+(?:lệ|trọng)|kinh\s+phí|thành\s+tiền"
    r"|đơn\s+giá|định\s+mức|mức\s+(?:chi|hỗ\s+trợ)|khối\s+lượng|vốn|ngân\s+sách|NS\p{Lu}*|dự\s+toán|nhu\s+cầu"
    r"|giá\s+trị|năm\s+20\d\d|giai\s+đoạn\s+20\d\d|kế\s+hoạch\s+(?:năm\s+)?20\d\d|KH\s+(?:năm\s+)?20\d\d|20\d\d|xã\s+hội\s+hóa"
    r"|chiều\s+dài|quy\s+mô|công\s+suất)(?!\p{L})",
    _I,
)
_TEXT = regex.compile(
    r"số\s+hiệu|thời\s+(?:gian|hạn)|nội\s+dung|đối\s+tượng|địa\s+(?:điểm|bàn)|cơ\s+quan|chủ\s+(?:đầu\s+tư|trì)|nguồn\s+(?:vốn|kinh\s+phí|lực)|tọa\s+độ"
    r"|đơn\s+vị|phối\s+hợp|sản\s+phẩm|căn\s+cứ|tiến\s+độ|hình\s+thức|văn\s+bản|ghi\s+chú|phụ\s+trách|giải\s+pháp",
    _I,
)
_PRICE = regex.compile(r"đơn\s+giá|định\s+mức|mức\s+(?:chi|giá|hỗ\s+trợ)|giá\s+(?:vốn|tiền)", _I)
_AMOUNT = regex.compile(r"thành\s+tiền|kinh\s+phí|tổng\s+(?:tiền|kinh\s+phí|số\s+tiền|cộng)|số\s+tiền|dự\s+toán", _I)
_TOTAL = regex.compile(r"(?:tổng|cộng)(?!\p{L})", _I)
_ACRONYM = regex.compile(r"\p{Lu}{2,5}")
_YEAR = regex.compile(r"20\d\d")
_JOINS = (",", "/", "-", "–", "(", "&")
_MOST = 24  # columns


@dataclass(frozen=True, slots=True)
class Heading:
    """One heading: its span in the text and its words."""

    start: int
    end: int
    words: str


@dataclass(frozen=True, slots=True)
class Columns:
    """The head: how many tokens it takes, the label's heading, those of rates ("Tần suất") and of units, those of
    figures, and those of the columns of text behind them. `group` stands over the last `grouped` columns of figures."""

    tokens: int
    name: Heading
    rate: Heading | None
    unit: Heading | None
    figures: tuple[Heading, ...]
    tail: tuple[Heading, ...]
    group: Heading | None = None
    grouped: int = 0

    @property
    def roles(self) -> tuple[Role, ...]:
        """What each column of figures holds."""
        return tuple(_role(heading.words) for heading in self.figures)


def read(text: str, tokens: Sequence[Token], cells: bool = False) -> tuple[Columns, ...]:
    """The ways in which the head of a table may be read, none where it is of no form that says its columns.

    `cells` says that each token is a cell, as where a source prints one a line.
    """
    ends = head_end(tokens)
    if ends is None:
        return ()
    last, count = ends
    headings = [Heading(t.start, t.end, text[t.start : t.end]) for t in tokens[1:last]] if cells else None
    headings = headings if headings is not None else _split(text, tokens[1:last])
    if not 2 <= len(headings) <= _MOST:
        return ()
    notes = next((n for n, heading in enumerate(headings) if _NOTE.fullmatch(heading.words)), len(headings))
    found = _below(headings[:notes], headings[notes + 1 :], headings[notes]) if notes + 1 < len(headings) else None
    found = found or _beside([heading for heading in headings if not _GROUP.fullmatch(heading.words)])
    return tuple(replace(columns, tokens=count) for columns in found)


def _below(before: list[Heading], leaves: list[Heading], notes: Heading) -> tuple[Columns, ...]:
    """The columns where headings follow that of the notes: a second row, under the last heading before the notes."""
    group = before[-1]
    if not (_GROUP.fullmatch(group.words) or _holds_figures(group.words)) or len(leaves) < 2:
        return ()
    plain = replace(group, words="") if _GROUP.fullmatch(group.words) else group
    figures = list(itertools.takewhile(lambda heading: _holds_figures(heading.words), reversed(before[:-1])))[::-1]
    return _columns(before[: len(before) - 1 - len(figures)], [*figures, *leaves], [notes], (plain, len(leaves)))


def _beside(headings: list[Heading]) -> tuple[Columns, ...]:
    """The columns of one row of headings: behind a column of units stand figures, up to a heading of text."""
    units = [n for n, heading in enumerate(headings) if n and _UNIT.fullmatch(heading.words)]
    if units:
        behind = headings[units[0] + 1 :]
        figures = list(itertools.takewhile(lambda heading: not _TEXT.match(heading.words), behind))
        return _columns(headings[: units[0] + 1], figures, behind[len(figures) :])
    tail = list(itertools.takewhile(lambda heading: not _holds_figures(heading.words), reversed(headings)))[::-1]
    rest = headings[: len(headings) - len(tail)]
    figures = list(itertools.takewhile(lambda heading: _holds_figures(heading.words), reversed(rest)))[::-1]
    before = rest[: len(rest) - len(figures)]
    made = list(_columns(before, figures, tail))
    for cut in range(1, len(figures) - 1):
        # "Kinh phí (triệu đồng)" over "Tổng số | Ngân sách tỉnh | …" is a group, not a column
        if _TOTAL.match(figures[cut].words):
            made += _columns(before, figures[cut:], tail, (figures[cut - 1], len(figures) - cut))
    return tuple(made)


def _columns(
    before: list[Heading], figures: list[Heading], tail: list[Heading], group: tuple[Heading, int] | None = None
) -> tuple[Columns, ...]:
    unit = before[-1] if before and _UNIT.fullmatch(before[-1].words) else None
    if not figures or len(before) < 1 + bool(unit):
        return ()
    rate = next((heading for heading in before[1:] if _RATE.match(heading.words)), None)
    over, grouped = group if group and group[0].words else (None, 0)
    return (Columns(0, before[0], rate, unit, tuple(figures), tuple(tail), over, grouped),)


def _split(text: str, tokens: Sequence[Token]) -> list[Heading]:
    """Headings begin with a capital; not in brackets, nor behind a sign or short form that joins words."""
    starts: list[int] = []
    depth = 0
    for index, token in enumerate(tokens):
        before = text[tokens[index - 1].start : tokens[index - 1].end] if index else ""
        joined = before.endswith(_JOINS) or (bool(_ACRONYM.fullmatch(before)) and not _UNIT.fullmatch(before))
        words = text[token.start : token.end]
        year = _YEAR.fullmatch(words) and starts and _YEAR.search(text, tokens[starts[-1]].start, token.start)
        if index == 0 or (depth == 0 and not joined and (words[0].isupper() or year)):
            starts.append(index)
        depth = max(0, depth + words.count("(") - words.count(")"))
    found = []
    for first, last in itertools.pairwise([*starts, len(tokens)]):
        start, end = tokens[first].start, tokens[last - 1].end
        found.append(Heading(start, end, " ".join(text[start:end].split())))
    return found


def _holds_figures(words: str) -> bool:
    bracket = _BRACKET.search(words)
    return bool(bracket and is_unit(bracket["unit"])) or bool(_FIGURES.match(words) and not _TEXT.match(words))


def _role(words: str) -> Role:
    if _PRICE.match(words):
        return "price"
    if _AMOUNT.match(words):
        return "amount"
    if _TOTAL.match(words):
        return "total"
    return "share" if "%" in words else "figure"
