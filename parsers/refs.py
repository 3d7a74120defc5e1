"""References by number inside a plan: what a clause refers to, and the sections and records that are meant.

In: a clause ("hướng dẫn nội dung 01, 02", "tiêu chí 3 thuộc Bộ tiêu chí quốc gia về xã NTM nâng cao"), or a parsed
document. Out: `Ref`s with their spans, or `Link`s from responsibilities to sections and targets.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Literal

import regex

from parsers import language
from parsers.outline import Node, Outline
from parsers.records import Parsed, Section, Target

_KIND = (
    r"tiêu\s++chí|chỉ\s++tiêu|nội\s++dung\s++thành\s++phần|nội\s++dung|tiểu\s++dự\s++án|dự\s++án\s++thành\s++phần|dự\s++án"
    r"|nhiệm\s++vụ|giải\s++pháp|hợp\s++phần"
)
_NUMBER = r"\d{1,2}(?:\.\d{1,2}){0,2}+(?![\d/%]|[.,]\d|\s*+(?:%|năm|tháng|ngày|người|xã|huyện|sao|trường|triệu|tỷ))"
_REF = regex.compile(
    rf"(?<!\p{{L}})(?P<kind>(?i:{_KIND}))(?!\p{{L}})\s*+:?\s*+(?:(?i:số|thứ)\s++)?"
    rf"(?P<numbers>{_NUMBER}(?:(?:\s*+[,;]\s*+|\s++(?:và|đến)\s++|\s*+[-–]\s*+)(?:(?i:số)\s++)?{_NUMBER})*+)"
)
_RANGE = regex.compile(r"(\d{1,2})(?:\s++đến\s++|\s*+[-–]\s*+)(\d{1,2})(?![.\d])")
_TIER = r"(?P<unit>xã|huyện|thôn|bản|tỉnh)\s++(?:đạt\s++chuẩn\s++)?(?:nông\s++thôn\s++mới|NTM)(?P<rank>\s++(?:nâng\s++cao|kiểu\s++mẫu))?+"
_SET = regex.compile(
    rf"(?i:(?:bộ\s++tiêu\s++chí|quy\s++định)(?:\s++(?:quốc\s++gia|chung|quy\s++định|về)){{0,3}}+)\s++(?i:{_TIER})"
    rf"(?:(?:,\s*+|;\s*+|\s++và\s++)(?:về\s++)?(?i:{_TIER}))*+"
)
_ONE_TIER = regex.compile(rf"(?i:{_TIER})")
_OF_SETS = frozenset(("tiêu chí", "chỉ tiêu"))


@dataclass(frozen=True, slots=True)
class Ref:
    """A numbered thing that a clause names: its kind, its number as printed, and the criteria set it is of, if any."""

    kind: str
    number: str
    criteria: str | None
    start: int
    end: int

    def __str__(self) -> str:
        return f"{self.kind} {self.number}" + (f" ({self.criteria})" if self.criteria else "")


@dataclass(frozen=True, slots=True)
class Link:
    """A row of `responsibility_links`: indexes into the document's responsibilities and into its target table."""

    responsibility: int
    target_table: Literal["section", "targets"]
    target: int


def find(text: str) -> tuple[Ref, ...]:
    """What `text` refers to by number, in order, each once; offsets are those of `text`.

    A criteria set holds for the criteria printed before it, back to the set before ("tiêu chí 2, tiêu chí 3 thuộc Bộ
    tiêu chí quốc gia về xã NTM, xã NTM nâng cao"); an indicator narrows its criterion, which then does not stand alone.
    """
    toned = language.tone(text)
    found: list[Ref] = []
    pending: list[Ref] = []
    before: list[str] = []
    for match in sorted((*_REF.finditer(toned), *_SET.finditer(toned)), key=lambda item: item.start()):
        if match.re is _REF:
            pending += _numbered(match)
            continue
        tiers = [_tier(tier) for tier in _ONE_TIER.finditer(match.group())]
        found += _closed(pending, tiers)
        before = [] if pending else tiers
        pending = []
    found += _closed(pending, before)
    unique = {(ref.kind, ref.number, ref.criteria): ref for ref in reversed(found)}
    return tuple(reversed(unique.values()))


def _numbered(match: regex.Match[str]) -> Iterator[Ref]:
    kind = " ".join(match["kind"].lower().split())
    start = match.start("numbers")
    for item in regex.finditer(rf"{_RANGE.pattern}|\d{{1,2}}(?:\.\d{{1,2}})*+", match["numbers"]):
        numbers = [item.group()]
        span = _RANGE.fullmatch(item.group())
        if span:
            first, last = int(span[1]), int(span[2])
            width = len(span[1])
            numbers = [f"{number:0{width}d}" for number in range(first, last + 1)] if last - first < 30 else []
        for number in numbers:
            yield Ref(kind, number, None, min(match.start(), start + item.start()), start + item.end())


def _tier(match: regex.Match[str]) -> str:
    rank = " ".join((match["rank"] or "").lower().split())
    return f"{match['unit'].lower()} NTM {rank}".strip()


def _closed(pending: list[Ref], tiers: list[str]) -> Iterator[Ref]:
    narrowed = {ref.number.split(".")[0].lstrip("0") for ref in pending if ref.kind == "chỉ tiêu"}
    kept = [ref for ref in pending if not (ref.kind == "tiêu chí" and ref.number.lstrip("0") in narrowed)]
    for ref in kept:
        if ref.kind in _OF_SETS and tiers:
            yield from (replace(ref, criteria=tier) for tier in tiers)
        else:
            yield ref
