"""The body of a flattened table as rows: number, label, the run of figures that are its cells, the words behind them.

In: the words of the body in order. Out: `Row`s. A row begins with a number that goes on from those before it, with a
bullet, or with words of a sum; its cells are the figures that stand side by side at its end, or before its notes.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

import regex

from parsers.flat_heads import Token
from parsers.flat_marks import Levels, Mark
from parsers.numbers import parse_number

_BRACKETED = 300  # characters of a remark in brackets; one that is longer was never closed
_FIGURE = regex.compile(r"(?:[<>]=|[<>≤≥~])?(?P<number>\d[\d.,]*+(?<![.,]))%?(?:[-–]\d[\d.,]*+(?<![.,])%?)?")
_GROUPED = regex.compile(r"\d{1,3}(?:\.\d{3})+(?!\d)")
_RATE = regex.compile(r"\(?\p{L}{1,10}/\p{L}{1,10}\)?")  # "đợt/năm", "(lần/tháng)" behind a figure
_SUM = regex.compile(r"(?:T[ổỔ](?:ng|NG)|C[ộỘ](?:ng|NG))")
# what a number belongs to that is no cell: "năm 2026", "đến 40.000", "khoản 2"
_GOVERNS = frozenset({"đoạn", "số", "thứ", "khoản", "điều", "từ", "đến", "dưới", "trên", "hơn", "gần", "và", "hoặc"})
_YEAR = regex.compile(r"(?:19|20)\d\d")
_EMPTY = frozenset("-–")  # an empty cell, or the bullet of the next row


@dataclass(frozen=True, slots=True)
class Figure:
    """A cell: its span and value; None where it is printed as empty."""

    start: int
    end: int
    value: float | None
    share: bool = False


@dataclass(frozen=True, slots=True)
class Run:
    """Figures side by side, the end of the label before them, the begin of the notes behind them (None: none).

    `grouped`: some have their thousands set apart; `rated`: words of a rate stand among them ("3 đợt/năm 6").
    """

    figures: tuple[Figure, ...]
    label_end: int
    notes: int | None
    grouped: bool
    rated: bool


@dataclass(frozen=True, slots=True)
class Row:
    """A row: the span of its number, its depth (base 0; None: a row without a number), the span of its words, and the
    first of them in small letters: what kind of thing it is about.

    `runs` are the figures that may be its cells, the likeliest first; the other words are label and notes. `sums`: it
    adds up others ("Tổng cộng").
    """

    mark: tuple[int, int] | None
    depth: int | None
    words: tuple[int, int]
    kind: str
    runs: tuple[Run, ...]
    sums: bool = False


def read(text: str, tokens: Sequence[Token], width: int, notes: bool) -> list[Row]:
    """The rows that `tokens` are. `width`: the columns of figures; `notes`: whether words may stand behind them."""
    inside = _bracketed(text, tokens)
    starts = list(_starts(text, tokens, inside, width, notes))
    rows: list[Row] = []
    for number, (first, depth, marked) in enumerate(starts):
        last = starts[number + 1][0] if number + 1 < len(starts) else len(tokens)
        if notes and marked and _numbered_twice(tokens, first, last):
            # "1 Lộc An 2 Đã giao 2 Bình Khê 4": a figure before notes, or the number of the next row
            rows[-1:] = [replace(row, runs=()) for row in rows[-1:]]
            rows.append(Row(_span(tokens, first, first + 1), depth, _span(tokens, first + 1, first + 2), "", ()))
            continue
        row = _row(text, tokens, inside, (first, last), depth, marked, width, notes)
        if row is not None:
            rows.append(row)
    return rows


def _numbered_twice(tokens: Sequence[Token], first: int, last: int) -> bool:
    """Whether the number of a row stands before a name in the row once more."""
    number = tokens[first].words
    return number.isdigit() and any(
        tokens[n].words == number and tokens[n + 1].words[:1].isupper() for n in range(first + 1, last - 1)
    )


def _span(tokens: Sequence[Token], first: int, last: int) -> tuple[int, int]:
    return tokens[first].start, tokens[last - 1].end


def _bracketed(text: str, tokens: Sequence[Token]) -> list[bool]:
    """Whether each token stands in brackets that are closed."""
    if not tokens:
        return []
    opened: list[int] = []
    spans: list[tuple[int, int]] = []
    for match in regex.finditer(r"[()]", text[tokens[0].start : tokens[-1].end]):
        place = tokens[0].start + match.start()
        if match.group() == "(":
            opened.append(place)
        elif opened and place - opened[-1] <= _BRACKETED:
            spans.append((opened.pop(), place))
    inside = []
    spans.sort()
    reach, next_span = -1, 0
    for token in tokens:
        while next_span < len(spans) and spans[next_span][0] < token.end:
            reach = max(reach, spans[next_span][1])
            next_span += 1
        inside.append(token.start <= reach)
    return inside


def _starts(
    text: str, tokens: Sequence[Token], inside: Sequence[bool], width: int, notes: bool
) -> Iterator[tuple[int, int | None, bool]]:
    """Where rows begin: the token, the depth of the row, whether the token is its number."""
    levels = Levels()
    figures = 0  # since the last row began
    run = 0  # that stand side by side
    words = True  # whether the row has a label
    for index, token in enumerate(tokens):
        if inside[index]:
            continue
        following = tokens[index + 1].words if index + 1 < len(tokens) else ""
        placed = levels.place(token.words) if following[:1].isalpha() else None
        if placed is not None and words:
            mark, depth = placed
            if _begins(text, tokens, index, mark, levels, run, figures, width):
                levels.take(mark, depth)
                figures, run, words = 0, 0, False
                yield index, depth, True
                continue
        if _FIGURE.fullmatch(token.words):
            figures, run = figures + 1, run + 1
            continue
        beside = index > 0 and run > 0
        sums = bool(_SUM.match(token.words)) and figures > 0 and (beside or not notes)
        alone = not notes and beside and run == width > 1 and token.words[:1].isupper()
        if index == 0 or sums or alone:
            figures, words = 0, True
            yield index, None, False
        words = words or token.words[:1].isalpha()
        run = 0


def _begins(
    text: str, tokens: Sequence[Token], index: int, mark: Mark, levels: Levels, run: int, figures: int, width: int
) -> bool:
    """Whether a number that may be a row's begins one: a new name follows it, and it is no cell of the row before."""
    following = tokens[index + 1].words
    capital = any(letter.isupper() for letter in following[:2])
    at_line = index == 0 or text.find("\n", tokens[index - 1].end, tokens[index].start) >= 0
    ended = figures > 0 or at_line
    if mark.style == "bullet":
        return capital
    if mark.style in {"upper", "lower"}:
        return capital and ended
    if len(mark.values) == 1 and not levels.is_next(mark) and 0 < run < width and mark.values != (1,):
        return False  # a figure: "3 6 Tổng cộng"
    if not capital:
        return levels.is_next(mark) and run > 0
    if len(mark.values) > 1 and mark.values[-1] == 1:
        return True
    if mark.values == (1,):
        fills = run + 1 == width > 1 and not _GROUPED.fullmatch(tokens[index - 1].words)
        return (at_line or levels.heads(mark)) and not fills and not _SUM.match(following)
    return ended or levels.is_next(mark)


def _row(
    text: str,
    tokens: Sequence[Token],
    inside: Sequence[bool],
    span: tuple[int, int],
    depth: int | None,
    marked: bool,
    width: int,
    notes: bool,
) -> Row | None:
    first, last = span
    mark = (tokens[first].start, tokens[first].end) if marked else None
    begin = first + marked
    if begin >= last:
        return None
    runs = [_ranged(run, width) for run in _runs(tokens, inside, begin, last)]
    words = _span(tokens, begin, last)
    if sum(len(run.figures) == width and (width > 1 or run.grouped) and not run.rated for run in runs) > 1:
        # several rows without numbers of their own
        words, runs = (words[0], runs[0].label_end), []
    if not notes:
        runs = [run for run in runs if run.notes is None][:1]
    return Row(
        mark,
        depth,
        words,
        text[slice(*words)].split()[0].lower(),
        tuple(sorted(runs, key=_likely)),
        bool(_SUM.match(tokens[begin].words)),
    )


def _ranged(run: Run, width: int) -> Run:
    """A run with more figures than there are columns has ranges where dashes stand: "40 - 50"."""
    merged: list[Figure] = []
    for figure in run.figures:
        if len(merged) > 1 and merged[-1].value is None and merged[-2].value is not None and figure.value is not None:
            merged[-2:] = [replace(merged[-2], end=figure.end)]
        else:
            merged.append(figure)
    return replace(run, figures=tuple(merged)) if len(run.figures) > width == len(merged) else run


def _likely(run: Run) -> tuple[bool, bool, int]:
    """What puts the likeliest run first: figures with thousands set apart, at the row's end, the longest."""
    return not run.grouped, run.notes is not None, -len(run.figures)


def _runs(tokens: Sequence[Token], inside: Sequence[bool], begin: int, last: int) -> list[Run]:
    found = []
    index = begin + 1  # a label comes first
    while index < last:
        start = index
        figures: list[Figure] = []
        while index < last and (figure := _figure(tokens, inside, index, last, bool(figures))):
            figures.append(figure)
            index += 1
            if index < last and _RATE.fullmatch(tokens[index].words):
                index += 1
        if figures:
            grouped = any(_GROUPED.fullmatch(token.words) for token in tokens[start:index])
            behind = tokens[index].start if index < last else None
            rated = index - start > len(figures)
            found.append(Run(tuple(figures), tokens[start - 1].end, behind, grouped, rated))
        index = max(index, start + 1)
    return found


def _figure(tokens: Sequence[Token], inside: Sequence[bool], index: int, last: int, beside: bool) -> Figure | None:
    token = tokens[index]
    if token.words in _EMPTY:
        numbers = index + 1 < last and (tokens[index + 1].words in _EMPTY or _FIGURE.fullmatch(tokens[index + 1].words))
        return Figure(token.start, token.end, None) if beside and numbers else None
    match = _FIGURE.fullmatch(token.words)
    if match is None or inside[index]:
        return None
    if not beside and not _GROUPED.fullmatch(token.words):
        before = tokens[index - 1].words
        if before in _GOVERNS or (before == "năm" and _YEAR.fullmatch(token.words)):
            return None
    value = parse_number(match["number"])
    return Figure(token.start, token.end, value, token.words.endswith("%")) if value is not None else None
