"""Rows of a table whose first or last figure is the sum of the others: what that says of one misread figure in them.

In: the figures of rows as read, and what further looks saw of each. Out: the one figure that makes a row's sum right.
A sum says that a figure is wrong but not which; so only a reading that tesseract itself gave, or one of the same digits
with the comma that it lost, is taken, and only where no other does as well.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import Decimal

import regex

_LEAST = 4  # figures of a row: a sum of two parts comes out right by chance too often
_NUMBER = regex.compile(r"(?:\d{1,3}(?:\.\d{3})+|\d+)(?:,\d{1,2})?")


def adds_up(figures: Sequence[str]) -> bool:
    """Whether the first or the last of at least four plain figures is the sum of the others."""
    if len(figures) < _LEAST:
        return False
    values = [_value(figure) for figure in figures]
    known = [value for value in values if value is not None]
    total = sum(known, Decimal())
    return len(known) == len(values) and total > 0 and total in (2 * known[0], 2 * known[-1])


def mend(figures: Sequence[str], looks: Sequence[Sequence[str]]) -> tuple[int, str] | None:
    """The place and the reading of the one figure whose change makes the sum right; None where none or several do."""
    found = {
        (index, reading)
        for index, figure in enumerate(figures)
        for reading in _readings(figure, looks[index])
        if adds_up([*figures[:index], reading, *figures[index + 1 :]])
    }
    return found.pop() if len(found) == 1 else None


def _value(figure: str) -> Decimal | None:
    if not _NUMBER.fullmatch(figure):
        return None
    return Decimal(figure.replace(".", "").replace(",", "."))


def _readings(figure: str, looks: Sequence[str]) -> Iterator[str]:
    """What a figure may be: the looks at it, and each reading with a comma before its last digit or its last two."""
    for reading in {figure, *looks}:
        yield reading
        if "," not in reading:
            yield from (f"{reading[:-count]},{reading[-count:]}" for count in (1, 2) if len(reading) > count)
