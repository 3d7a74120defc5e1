"""The grammar of quantities in Vietnamese official texts: text in, spans with their values out.

Numbers are written as Vietnamese law has it (Thông tư 01/2011/TT-BNV and TCVN 6398: a dot groups thousands, a comma
opens the decimals), read by babel's strict parser for "vi"; spans, ranges, ratios, units and comparators are ours.
Dates, years and the numbers of documents, articles and criteria are no quantities: see `identifiers`.
Offsets are base 0, half-open, into the text given; that text is in NFC.
"""

from __future__ import annotations

import functools
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

import regex
from babel.numbers import NumberFormatError, parse_decimal

from parsers import dates
from parsers import number_patterns as p
from parsers.number_words import NUMBER_WORDS, word_value
from parsers.records import Comparator
from parsers.units import Noun, Unit, noun_at, unit_at

_DIGIT = regex.compile(r"\d")

Kind = Literal["number", "ratio", "percent", "permille", "multiple", "money"]


@dataclass(frozen=True, slots=True)
class Quantity:
    """A number with its unit: `text[start:end]` is digits and unit, `text[begin:finish]` also holds the comparators.

    `value` (`value_max` of a range, `total` of a ratio) is as printed, before any scale in `unit` ("1,5 tỷ đồng" is 1.5
    with unit "tỷ đồng"); `number_end` is where the digits end. `unit` is as printed, "%" for percentages, "" for a bare
    number; the noun that is counted is not part of it (`parsers.units.noun_at` reads it). `factor` is the scale of
    `unit` ("tỷ đồng": 10**9), `currency` an ISO code for money. `per` is "năm", "tháng" … of a rate.
    `words` says that the number is spelt out.
    """

    start: int
    end: int
    begin: int
    finish: int
    number_end: int
    kind: Kind
    value: float
    value_max: float | None = None
    total: float | None = None
    unit: str = ""
    factor: int = 1
    currency: str | None = None
    per: str | None = None
    comparator: Comparator = "="
    words: bool = False


@dataclass(frozen=True, slots=True)
class Identifier:
    """A number that counts nothing: `text[start:end]` with the reason (date, citation, numbering, code)."""

    start: int
    end: int
    reason: Literal["date", "citation", "numbering", "code"]


@functools.lru_cache(maxsize=4096)
def parse_number(printed: str) -> float | None:
    """The value of digits as printed, None where they follow no rule ("1.50.3", "1.5" is read by `quantities` only).

    >>> parse_number("24.805,973")
    24805.973
    """
    if not _DIGIT.search(printed):
        return None
    compact = regex.sub(r"[   ]", "", printed)
    try:
        value: Decimal = parse_decimal(compact, locale="vi", strict=True)
    except NumberFormatError:
        # strict parsing rejects leading zeros, which plans print before counts below ten: "01 huyện", "05 công trình"
        if compact.isdigit():
            return float(int(compact))
        # and trailing zeros of decimals, which budgets print: "23.756,0", "8,00"
        if regex.fullmatch(r"(?:\d{1,3}(?:\.\d{3})++|\d++),\d++", compact):
            return float(compact.replace(".", "").replace(",", "."))
        return None
    return float(value)


def identifiers(text: str) -> list[Identifier]:
    """Every number of `text` that is no quantity, in reading order, without overlaps."""
    found: list[Identifier] = []
    taken = bytearray(len(text))
    if not dates.DATED.search(text):  # all of these hold digits, but for "quý II"
        return found

    def add(start: int, end: int, reason: Literal["date", "citation", "numbering", "code"]) -> None:
        if not any(taken[start:end]):
            taken[start:end] = b"\1" * (end - start)
            found.append(Identifier(start, end, reason))

    for match in p.CITED.finditer(text):
        add(match.start(), match.end(), "citation")
    for match in p.BARE_PERIOD.finditer(text):
        add(match.start(), match.end(), "date")
    for period in dates.periods(text):
        add(period.start, period.end, "date")
    for date in dates.dates(text):
        add(date.start, date.end, "date")
    for pattern in (p.NUMBERED, p.GRADED):
        for match in pattern.finditer(text):
            counts = unit_at(text, match.end()) or noun_at(text, match.end(), guess=False)
            listed = ":" in match.group() and counts is not None  # "số xã đạt 19 tiêu chí: 120 xã"
            if not listed and (counts is None or (pattern is p.NUMBERED and isinstance(counts, Noun))):
                add(match.start("number"), match.end(), "numbering")
    for match in (*p.ITEM.finditer(text), *p.NOTE_MARK.finditer(text)):
        add(match.start(), match.end(), "numbering")
    for match in p.CODE.finditer(text):
        add(match.start(), match.end(), "code")
    return sorted(found, key=lambda item: item.start)


@functools.lru_cache(maxsize=512)
def _quantities(text: str) -> tuple[Quantity, ...]:
    blocked = bytearray(len(text))
    for item in identifiers(text):
        blocked[item.start : item.end] = b"\1" * (item.end - item.start)
    found: list[Quantity] = []
    last = 0
    printed = _printed(text, blocked) if _DIGIT.search(text) else ()
    for quantity in sorted([*printed, *_spelt(text, blocked)], key=lambda q: (q.start, -q.end)):
        if quantity.start >= last:
            found.append(quantity)
            last = quantity.end
    return tuple(found)


def quantities(text: str) -> list[Quantity]:
    """Every quantity of `text` in reading order; no character belongs to two of them."""
    return list(_quantities(text))


def _printed(text: str, blocked: bytearray) -> Iterator[Quantity]:
    """The quantities that are printed in digits."""
    position = 0
    while match := p.FIGURE.search(text, position):
        quantity = None if any(blocked[match.start() : match.end()]) else _read(text, match)
        if quantity is None:
            # the first number may be a date's, the second a quantity: "đến 2025 40%"
            position = match.end("first")
            continue
        yield quantity
        position = max(quantity.end, match.end())


def _read(text: str, match: regex.Match[str]) -> Quantity | None:
    """The quantity at a match of `FIGURE`; None where its digits follow no rule."""
    first_unit = unit_at(text, match.end("first"))
    second = match["second"]
    number_end = match.end()
    unit = unit_at(text, number_end)
    value = _value(match["first"], first_unit or unit)
    value_max = _value(second, unit) if second else None
    if value is None or (match["slash"] and value_max is not None and value > value_max):
        return None  # "26/6" is a day, "12.375,3/10.200" the done against the planned
    if second and (value_max is None or not _is_pair(match, value, value_max, first_unit, unit)):
        second, value_max, number_end, unit = None, None, match.end("first"), first_unit
    total = None
    if second and match["slash"]:
        total, value_max = value_max, None
    return _build(text, match.start(), number_end, unit, value, value_max, total)


def _is_pair(
    match: regex.Match[str], low: float, high: float, first_unit: Unit | None, second_unit: Unit | None
) -> bool:
    """Whether two numbers are one range or ratio: rising, and the unit between them the one behind them."""
    if match["slash"]:
        return first_unit is None and 0 <= low <= high and high > 0
    between = first_unit.text if first_unit else ""
    behind = second_unit.text if second_unit else ""
    return low < high and (not between or between == behind)


def _build(
    text: str,
    start: int,
    number_end: int,
    unit: Unit | None,
    value: float,
    value_max: float | None = None,
    total: float | None = None,
    words: bool = False,
) -> Quantity:
    end = unit.end if unit else number_end
    comparator, begin, finish = _comparator(text, start, end, value_max is not None)
    kind: Kind = "number"
    if unit is not None and unit.kind in {"percent", "permille", "money"}:
        kind = unit.kind
    elif total is not None:
        kind = "ratio"
    elif unit is not None and unit.text == "lần" and p.MULTIPLIED.search(text, max(0, begin - 40), begin):
        kind = "multiple"
    return Quantity(
        start,
        end,
        begin,
        finish,
        number_end,
        kind,
        value,
        value_max,
        total,
        unit=unit.text if unit else "",
        factor=unit.factor if unit else 1,
        currency=unit.currency if unit else None,
        per=unit.per if unit else None,
        comparator=comparator,
        words=words,
    )


def _value(printed: str, unit: Unit | None) -> float | None:
    """The value of digits; a dot before one or two decimals ("3.5%") is read only where a unit rules out numbering."""
    value = parse_number(printed)
    if value is None and unit is not None and unit.kind != "noun" and regex.fullmatch(r"\d++\.\d{1,2}", printed):
        value = float(printed)
    return value


def _comparator(text: str, start: int, end: int, is_range: bool) -> tuple[Comparator, int, int]:
    """The comparator of a quantity, and the span with the words that say it."""
    begin, finish, found = start, end, None
    before = p.COMPARED_BEFORE.search(text, max(0, start - 60), start)
    if before:
        found = p.comparator_of(before["word"])
        begin = before.start("word")
    after = p.COMPARED_AFTER.match(text, end)
    if after:
        found, finish = (">=" if after["word"].lower().endswith("lên") else "<="), after.end()
    from_word = p.FROM.search(text, max(0, start - 12), start)
    if from_word:
        begin = min(begin, from_word.start())
        if found is None and not is_range and not p.TO.match(text, end):
            found = ">="
    return found or "=", begin, finish


def _spelt(text: str, blocked: bytearray) -> Iterator[Quantity]:
    """The quantities in words: compounds ("ba mươi"), fractions ("hai phần ba"), one word after a comparator."""
    for match in NUMBER_WORDS.finditer(text):
        if any(blocked[match.start() : match.end()]):
            continue
        half = p.FRACTION.match(text, match.start())
        if half:
            value, total = word_value(half["part"]), word_value(half["whole"])
            if value and total and value < total:
                yield _build(text, match.start(), half.end(), unit_at(text, half.end()), value, total=total, words=True)
            continue
        value = word_value(match.group())
        unit = unit_at(text, match.end())
        if value is None or (unit is not None and unit.text.lower() == "trăm"):
            continue
        single = " " not in match.group()
        if single and not p.COMPARED_BEFORE.search(text, max(0, match.start() - 60), match.start()):
            continue
        yield _build(text, match.start(), match.end(), unit, value, words=True)
