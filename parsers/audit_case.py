"""What every audit rule works with: one document's records beside its text, and how figures are compared and shown."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

import regex
from babel.numbers import NumberFormatError, format_decimal, parse_decimal

from ocr.document import Document
from parsers.outline import Outline
from parsers.records import Finding, Parsed, Record

_FIGURE = regex.compile(r"(?<![\d.,/])\d++(?:[.,]\d++)*+")


@dataclass(frozen=True)
class Case:
    """One document under audit: its text, its outline and its records."""

    part: Document
    tree: Outline
    parsed: Parsed

    def quote(self, record: Record) -> str:
        """The record's words in the source."""
        return self.part.text[record.start : record.end]


Rule = Callable[[Case], Iterator[Finding]]


def decimals(text: str, value: float) -> int:
    """How many decimals `value` is printed with in `text` (0 where it is not found there as a figure)."""
    for match in _FIGURE.finditer(text):
        try:
            printed = parse_decimal(match.group(), locale="vi", strict=True)
        except NumberFormatError:
            continue
        if abs(float(printed) - value) < 1e-9:
            return len(match.group().partition(",")[2])
    return 0


def half_unit(places: int) -> float:
    """Half a unit of the last printed decimal: what honest rounding can change (and a grain for binary fractions)."""
    return float(0.5 * 10**-places + 1e-9)


def show(value: float, places: int | None = None) -> str:
    """A number as a Vietnamese document prints it: "1.502,062"; `places` fixes the number of decimals."""
    pattern = "#,##0." + ("0" * places if places is not None else "######")
    return format_decimal(round(value, 6), format=pattern.rstrip("."), locale="vi")
