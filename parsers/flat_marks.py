"""Row numbers of a flattened table and the levels that they make: "I", "1", "1.1", "a", "-".

In: the words that may number a row, in reading order. Out: whether each goes on from what stands before it, and how
deep its row lies. A number that neither goes on from an open list nor begins one numbers no row: it is a figure or a
part of a name.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import regex

Style = Literal["upper", "roman", "number", "padded", "lower", "bullet"]

_MARK = regex.compile(
    r"(?:(?P<number>\d{1,3}(?:\.\d{1,2}){0,4})|(?P<roman>[IVX]{1,6})|(?P<upper>[A-H])|(?P<lower>[a-zđ])|(?P<bullet>[-–+*•]))[.):]?"
)
_ROMAN = {"I": 1, "V": 5, "X": 10}
_LETTERS = "aăâbcdđeêghiklmnoôơpqrstuưvxy"  # the Vietnamese alphabet; lists skip its marked vowels
_SKIPPED = 2  # numbers that a list may leave out
_DEEPEST = 12  # lists in one another
_MARKED = frozenset("ăâêôơư")


@dataclass(frozen=True, slots=True)
class Mark:
    """A row's number: its style and values ("1.2": 1, 2); a bullet has the value of its sign."""

    style: Style
    values: tuple[int, ...]


def marks(words: str) -> tuple[Mark, ...]:
    """What `words` may number: "I" is a Roman number, "C" a letter, "V" either; none where they are no number."""
    match = _MARK.fullmatch(words)
    if match is None:
        return ()
    if match["number"]:
        style: Style = "padded" if words.startswith("0") else "number"
        return (Mark(style, tuple(int(part) for part in match["number"].split("."))),)
    if match["bullet"]:
        return (Mark("bullet", (ord(match["bullet"].replace("–", "-")),)),)
    found = []
    if match["roman"]:
        found.append(Mark("roman", (_roman(match["roman"]),)))
    letter = words[0]
    if len(words.rstrip(".):")) == 1 and letter.lower() in _LETTERS:
        found.append(Mark("upper" if letter.isupper() else "lower", (_letter(letter.lower()),)))
    return tuple(found)


def _roman(words: str) -> int:
    values = [_ROMAN[letter] for letter in words]
    return sum(-v if v < max(values[n:]) else v for n, v in enumerate(values))


def _letter(letter: str) -> int:
    return sum(1 for other in _LETTERS[: _LETTERS.index(letter)] if other not in _MARKED) + 1


def _kind(mark: Mark) -> tuple[Style, int]:
    return mark.style, len(mark.values)


class Levels:
    """The lists that are open: one mark for each, the outermost first."""

    def __init__(self) -> None:
        self._open: list[Mark] = []
        self._closed: dict[Style, int] = {}

    def place(self, words: str) -> tuple[Mark, int] | None:
        """The mark that `words` are and the depth of its row (base 0); None where they number no row here."""
        for mark in marks(words):
            depth = self._depth(mark)
            if depth is not None:
                return mark, depth
        return None

    def is_next(self, mark: Mark) -> bool:
        """Whether a mark is the very next of a list that is open."""
        return any(self._follows(before, mark) and mark.values[-1] - before.values[-1] < 2 for before in self._open)

    def heads(self, mark: Mark) -> bool:
        """Whether the last numbered row is of another kind than a mark, so that it may head a list of such."""
        return not self._open or _kind(self._open[-1]) != _kind(mark)

    def take(self, mark: Mark, depth: int) -> None:
        """Number a row: lists deeper than it are closed."""
        for closed in self._open[depth:]:
            self._closed[closed.style] = closed.values[-1]
        self._open[depth:] = [mark]

    def _depth(self, mark: Mark) -> int | None:
        for depth in range(len(self._open) - 1, -1, -1):
            if self._follows(self._open[depth], mark):
                return depth
            if len(mark.values) > 1 and self._open[depth] == Mark(mark.style, mark.values[:-1]):
                return depth + 1
        if mark.style != "bullet" and mark.values[-1] == 1:
            return self._new(mark)
        # a bullet, or a list that goes on under the next heading: "I … 5 … II … 6"
        opens = mark.style == "bullet" or self._closed.get(mark.style, 0) + 1 == mark.values[-1]
        return len(self._open) if opens and len(self._open) < _DEEPEST else None

    def _new(self, mark: Mark) -> int | None:
        """The depth of a list that begins: under the last row, or in the place of a list of its own kind. Letters are
        not under letters, Roman numbers not under Roman ones, "1" not under "1"; "1" may be under "1.1"."""
        if mark.style == "padded" and any(before.style == "number" for before in self._open):
            return None  # "Cơ sở 01 Bộ Công an" in a list that counts 1, 2, 3
        for depth, before in enumerate(self._open):
            last = depth == len(self._open) - 1
            if _kind(before) == _kind(mark) and (last or mark.style != "number"):
                return depth
        return len(self._open) if len(self._open) < _DEEPEST else None

    @staticmethod
    def _follows(before: Mark, mark: Mark) -> bool:
        if before.style != mark.style or before.values[:-1] != mark.values[:-1]:
            return False
        if mark.style == "bullet":
            return before == mark
        return before.values[-1] < mark.values[-1] <= before.values[-1] + 1 + _SKIPPED
