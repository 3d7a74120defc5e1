"""Pairing what people labelled with what was extracted.

In: gold rows and found rows of one record type. Out: pairs, misses and false alarms. Two rows are the same record when
their key fields agree and their quotes overlap; rows of equal keys are paired in the order of the document.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field

Value = str | float | tuple[str, ...] | None

KEYS = {  # fields that make two rows the same record
    "targets": ("kind", "count", "count_max", "total", "percent", "percent_max", "unit"),
    "funding": ("amount_vnd",),
    "responsibilities": ("agency", "role"),
    "citations": ("number", "date"),
}
LOOSE_KEYS = {  # fewer keys, to tell "found, but labelled otherwise" from "not found"
    "targets": ("count", "count_max", "total", "percent", "percent_max"),
    "funding": ("amount_vnd",),
    "responsibilities": ("agency",),
    "citations": ("number",),
}
FURTHER = {  # fields that a full match must get right too
    "targets": ("comparator", "change", "per", "baseline_year", "deadline", "deadline_kind", "period_start", "tier",
                "criterion", "criterion_set", "scope"),
    "funding": ("source", "nature", "share_percent", "period_start", "period_end", "comparator", "parent_vnd"),
    "responsibilities": ("refs",),
    "citations": ("doc_type", "issuer"),
}  # fmt: skip
OVERLAP = {"targets": 0.5, "funding": 0.5, "responsibilities": 0.3, "citations": 0.0}  # least share of common words

_NUMBERS = {"count", "count_max", "total", "percent", "percent_max", "amount_vnd", "share_percent", "period_start",
            "period_end", "baseline_year", "deadline", "parent_vnd"}  # fmt: skip
_LISTS = {"refs", "scope", "source", "criterion"}
_TONES = {"hoà": "hòa", "hoá": "hóa", "hoạ": "họa", "khoẻ": "khỏe", "thuỷ": "thủy", "uỷ": "ủy", "quí": "quý",
          "toà": "tòa", "tuý": "túy"}  # fmt: skip
_ABBREVIATIONS = {
    "ubnd": "ủy ban nhân dân",
    "hđnd": "hội đồng nhân dân",
    "nn&ptnt": "nông nghiệp và phát triển nông thôn",
    "ptnt": "phát triển nông thôn",
    "tt&tt": "thông tin và truyền thông",
    "mttq": "mặt trận tổ quốc",
    "ubmttq": "ủy ban mặt trận tổ quốc",
    "ntm": "nông thôn mới",
    "mtqg": "mục tiêu quốc gia",
    "lđ-tb&xh": "lao động - thương binh và xã hội",
}
_TONE = re.compile("|".join(_TONES))


@dataclass(frozen=True)
class Item:
    """A gold or found row: its fields, its quote's words, and its place in the document (0-1)."""

    fields: Mapping[str, object]
    place: float
    words: Counter[str] = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "words", Counter(re.findall(r"\w+", fold(self.fields.get("quote")))))

    def key(self, names: tuple[str, ...]) -> tuple[Value, ...]:
        """The values of `names`, comparable with another row's."""
        return tuple(comparable(name, self.fields.get(name)) for name in names)


@dataclass(frozen=True)
class Pairing:
    """What matched, what was missed and what was found in vain."""

    pairs: list[tuple[Item, Item]]
    missed: list[Item]
    false: list[Item]


def fold(value: object) -> str:
    """NFC, lower case, one space, one way to place tones, known abbreviations in full, no closing punctuation."""
    text = unicodedata.normalize("NFC", "" if value is None else str(value)).strip().lower()
    text = _TONE.sub(lambda found: _TONES[found[0]], text.replace("–", "-").replace("’", "'"))
    words = [_ABBREVIATIONS.get(word, word) for word in re.split(r"\s+", text)]
    return re.sub(r"\s*-\s*", " - ", " ".join(words)).strip(" .,;:")


def comparable(name: str, value: object) -> Value:
    """The value of a field in the form in which two rows are compared."""
    if name in _NUMBERS:
        return _number(value)
    if name == "comparator":
        return str(value or "=")
    if name in _LISTS:
        return tuple(sorted(fold(part) for part in re.split(r"[;,]", str(value or "")) if part.strip()))
    if name == "number" and value:
        return re.sub(r"\s+", "", fold(value))
    return fold(value)


def _number(value: object) -> Value:
    if value is None or value == "":
        return None
    try:
        return round(float(str(value)), 6)
    except ValueError:  # what is not a number equals no number
        return fold(value)


def overlap(left: Item, right: Item) -> float:
    """The share of the shorter quote's words that the other quote has (0-1)."""
    shorter = min(left.words.total(), right.words.total())
    return (left.words & right.words).total() / shorter if shorter else 0.0


def likeness(left: Item, right: Item) -> float:
    """Twice the common words over all words (Dice): 1.0 for equal quotes."""
    both = left.words.total() + right.words.total()
    return 2 * (left.words & right.words).total() / both if both else 0.0


def pair(record: str, gold: list[Item], found: list[Item], keys: tuple[str, ...]) -> Pairing:
    """Pair rows with equal `keys` and overlapping quotes, each row at most once."""
    groups: dict[tuple[Value, ...], tuple[list[int], list[int]]] = {}
    for side, items in enumerate((gold, found)):
        for index, item in enumerate(items):
            groups.setdefault(item.key(keys), ([], []))[side].append(index)
    matches = [
        (left[i], right[j])
        for left, right in groups.values()
        for i, j in _align(record, [gold[i] for i in left], [found[j] for j in right])
    ]
    used_gold, used_found = {i for i, _ in matches}, {j for _, j in matches}
    return Pairing(
        [(gold[i], found[j]) for i, j in sorted(matches)],
        [item for i, item in enumerate(gold) if i not in used_gold],
        [item for j, item in enumerate(found) if j not in used_found],
    )


def _align(record: str, gold: list[Item], found: list[Item]) -> list[tuple[int, int]]:
    """The best alignment that keeps the order on both sides, by likeness of the quotes, then by nearness."""

    def gain(left: Item, right: Item) -> float | None:
        if record == "citations":  # a document's number and date say enough
            return 2 - 0.5 * abs(left.place - right.place)
        if overlap(left, right) < OVERLAP[record]:
            return None
        return 1 + likeness(left, right) - 0.5 * abs(left.place - right.place)

    best = [[0.0] * (len(found) + 1) for _ in range(len(gold) + 1)]
    for i in reversed(range(len(gold))):
        for j in reversed(range(len(found))):
            best[i][j] = max(best[i + 1][j], best[i][j + 1])
            gained = gain(gold[i], found[j])
            if gained is not None:
                best[i][j] = max(best[i][j], best[i + 1][j + 1] + gained)
    aligned, i, j = [], 0, 0
    while i < len(gold) and j < len(found):
        if best[i][j] == best[i + 1][j]:
            i += 1
        elif best[i][j] == best[i][j + 1]:
            j += 1
        else:
            aligned.append((i, j))
            i, j = i + 1, j + 1
    return aligned
