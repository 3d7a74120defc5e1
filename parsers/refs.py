"""References by number inside a plan: what a clause refers to, and the sections and records that are meant.

In: a clause ("hướng dẫn nội dung 01, 02", "tiêu chí 3 thuộc Bộ tiêu chí quốc gia về xã NTM nâng cao"), or a parsed
document. Out: `Ref`s with their spans, or `Link`s from responsibilities to sections and targets.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cache

import regex

from ocr.tones import new_style
from parsers.datafiles import table
from parsers.outline import Node, Outline
from parsers.records import Parsed, Target

_KIND = (
    r"tiêu\s++chí|chỉ\s++tiêu|nội\s++dung\s++thành\s++phần|nội\s++dung|tiểu\s++dự\s++án|dự\s++án\s++thành\s++phần|dự\s++án"
    r"|nhiệm\s++vụ|giải\s++pháp|hợp\s++phần"
)
_NUMBER = (
    r"(?:0\d(?=,0\d(?!\d))|\d{1,2}(?:\.\d{1,2}){0,2}+"  # "03,05" is two numbers, "3,5" none
    r"(?![\d/%]|[.,]\d|\s*+(?:%|năm|tháng|ngày|người|xã|huyện|sao|trường|triệu|tỷ)))"
)
_REF = regex.compile(
    rf"(?<!\p{{L}})(?P<kind>(?i:{_KIND}))(?!\p{{L}})\s*+:?\s*+(?:(?i:số|thứ)\s++)?"
    rf"(?P<numbers>{_NUMBER}(?:(?:\s*+[,;]\s*+|\s++(?:và|đến)\s++|\s*+[-–]\s*+)(?:(?i:số)\s++)?{_NUMBER})*+)"
)
# "tại mục IV, V của Chương trình", not of another document ("mục II Nghị quyết số 57")
_ROMAN = r"(?=[IVX])(?:X{0,2})(?:IX|IV|V?I{0,3})(?!\p{L})"
_SECTIONS = regex.compile(
    rf"(?<!\p{{L}})(?P<kind>(?i:(?:điểm\s++(?:\d{{1,2}}|[a-zđ])\s++)?mục))\s++(?P<numbers>{_ROMAN}(?:(?:\s*+[,;]\s*+|\s++và\s++)(?:(?i:mục)\s++)?{_ROMAN})*+)"
    r"(?!\s*+,?\s*+(?:(?i:của|tại|thuộc|ban\s++hành|phụ\s++lục)\s++)*"
    r"(?i:nghị\s++quyết|nghị\s++định|luật|quyết\s++định|thông\s++tư|chỉ\s++thị"
    r"|(?:kế\s++hoạch|chương\s++trình|đề\s++án|công\s++văn|hướng\s++dẫn)\s++(?:hành\s++động\s++)?số)(?!\p{L}))"
)
_RANGE = regex.compile(r"(\d{1,2})(?:\s++đến\s++|\s*+[-–]\s*+)(\d{1,2})(?![.\d])")
_TIER = (
    r"(?P<unit>xã|huyện|thôn|bản|tỉnh)\s++(?:đạt\s++chuẩn\s++)?(?:nông\s++thôn\s++mới|NTM)"
    r"(?P<rank>\s++(?:nâng\s++cao|kiểu\s++mẫu))?+"
)
_SET = regex.compile(
    rf"(?i:(?:bộ\s++tiêu\s++chí|quy\s++định)(?:\s++(?:quốc\s++gia|chung|quy\s++định|về)){{0,3}}+)\s++(?i:{_TIER})"
    rf"(?:(?:,\s*+|;\s*+|\s++và\s++)(?:về\s++)?(?i:{_TIER}))*+"
)
# right behind the numbers: "chỉ tiêu 13.3, 13.4 (xã NTM nâng cao)", "tiêu chí số 5 của xã NTM"
_BEHIND = regex.compile(
    rf"\s*+(?:\(\s*+|(?i:(?:của|đối\s++với|thuộc|về|cấp|áp\s++dụng\s++cho)\s++))?(?:(?i:các)\s++)?"
    rf"(?i:{_TIER})(?:(?:,\s*+|;\s*+|\s++và\s++)(?i:{_TIER}))*+(?!\p{{L}})"
)
_ONE_TIER = regex.compile(rf"(?i:{_TIER})")
_TITLE = regex.compile(
    rf"[*_(]*+(?:(?i:các|thực\s++hiện)\s++)?(?P<kind>(?i:{_KIND}))\s++(?:(?i:số|thứ)\s++)?(?P<number>\d{{1,2}}(?:\.\d{{1,2}})*+)(?![\d%/])"
)
_PRINTED = regex.compile(
    rf"(?P<kind>{_KIND}|(?:điểm\s\w++\s)?mục)\s(?P<number>[\d.]++|[IVX]++)(?:\s\((?P<criteria>[^()]++)\))?+"
)
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
    """A row of `responsibility_links`: an index into the document's responsibilities, the reference as it stands in
    `refs`, and one thing that it means: an index into the sections or the targets, or the id of a criterion."""

    responsibility: int
    ref: str
    section: int | None = None
    target: int | None = None
    criterion: str | None = None


def find(text: str, above: str = "") -> tuple[Ref, ...]:
    """What `text` refers to by number, in order, each once; offsets are those of `text`. Criteria whose set `text` does
    not say are of the sets that `above` names ("Phân công theo dõi Bộ tiêu chí xã NTM" over a table).

    A criteria set holds for the criteria printed before it, back to the set before ("tiêu chí 2, tiêu chí 3 thuộc Bộ
    tiêu chí quốc gia về xã NTM, xã NTM nâng cao"); an indicator narrows its criterion, which then does not stand alone.
    """
    toned = new_style(text)
    found: list[Ref] = []
    pending: list[Ref] = []
    before: list[str] = []
    found += [
        Ref(" ".join(match["kind"].lower().split()), number.group(), None, match.start(), number.end())
        for match in _SECTIONS.finditer(toned)
        for number in regex.finditer(_ROMAN, toned, pos=match.start("numbers"), endpos=match.end())
    ]
    for match in sorted((*_REF.finditer(toned), *_SET.finditer(toned)), key=lambda item: item.start()):
        if match.re is _REF:
            pending += _numbered(match)
            behind = _BEHIND.match(toned, match.end())
            if behind is None or pending[-1].kind not in _OF_SETS:
                continue
            match = behind
        tiers = [_tier(tier) for tier in _ONE_TIER.finditer(match.group())]
        found += _closed(pending, tiers)
        before = [] if pending else tiers
        pending = []
    found += _closed(pending, before or _sets(above))
    unique = {(ref.kind, ref.number, ref.criteria): ref for ref in reversed(found)}
    return tuple(reversed(unique.values()))


def _sets(above: str) -> list[str]:
    """The criteria sets that a heading about criteria names."""
    toned = new_style(above)
    criteria = regex.search(r"(?i)tiêu\s++(?:chí|chuẩn)|chỉ\s++tiêu", toned)
    return [_tier(tier) for tier in _ONE_TIER.finditer(toned, criteria.end())] if criteria else []


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
    if not tiers:
        yield from kept
        return
    yield from (replace(ref, criteria=tier) for tier in tiers for ref in kept if ref.kind in _OF_SETS)
    yield from (ref for ref in kept if ref.kind not in _OF_SETS)


# ---- links


@dataclass(frozen=True, slots=True)
class _Named:
    """A paragraph that carries a number of its own kind ("Nội dung 01: …"), and how far what it holds reaches."""

    kind: str
    number: str
    node: Node
    end: int


def links(parsed: Parsed, outline: Outline) -> tuple[Link, ...]:
    """What the references of every responsibility mean, each link once.

    A numbered content, task or project is the one of the smallest part of the outline that holds both it and the
    responsibility; a criterion is that of the criteria set named with it.
    """
    duties = {responsibility.start for responsibility in parsed.responsibilities}
    # "- Dự án 7: …" below the heading of an agency gives the project to it, and does not say what the project is
    named = [item for item in _named(outline) if item.node.body not in duties]
    found: dict[Link, None] = {}
    for index, responsibility in enumerate(parsed.responsibilities):
        for printed in (responsibility.refs or "").split("; "):
            match = _PRINTED.fullmatch(printed)
            if match:
                for link in _linked(parsed, outline, named, index, match):
                    found[link] = None
    return tuple(found)


def _linked(
    parsed: Parsed, outline: Outline, named: list[_Named], index: int, match: regex.Match[str]
) -> Iterator[Link]:
    ref, kind, number, criteria = match.group(), match["kind"], match["number"], match["criteria"]
    responsibility = parsed.responsibilities[index]
    if kind.endswith("mục"):
        labelled = [section for section, record in enumerate(parsed.sections) if record.label == number]
        if labelled:
            yield Link(index, ref, section=min(labelled, key=lambda section: parsed.sections[section].depth))
        return
    whole = number.split(".")[0].lstrip("0")
    if kind in _OF_SETS and criteria and f"{criteria} {whole}" in _criteria():
        yield Link(index, ref, criterion=f"{criteria} {whole}")
    if kind == "tiêu chí":
        for target, record in enumerate(parsed.targets):
            if _hangs(record, whole, criteria):
                yield Link(index, ref, target=target)
    at = outline.node_at(responsibility.start)
    meant = _nearest([item for item in named if (item.kind, item.number) == (kind, _bare(number))], outline, at)
    if meant is None:
        return
    inside = [t for t, record in enumerate(parsed.targets) if meant.node.start <= record.start < meant.end]
    if kind == "tiêu chí" and criteria and not any(_hangs(parsed.targets[t], whole, criteria) for t in inside):
        return  # a heading "Tiêu chí số 2 …" of another set
    if meant.node.section is not None:
        yield Link(index, ref, section=meant.node.section)
    if kind != "tiêu chí":
        yield from (Link(index, ref, target=target) for target in inside)


def _hangs(target: Target, number: str, criteria: str | None) -> bool:
    """Whether a target is about the criterion of that number, in that set where one is named."""
    if number not in (target.criterion or "").split("; "):
        return False
    return criteria is None or criteria == f"{target.criterion_set} {target.tier or 'NTM'}"


def _named(outline: Outline) -> Iterator[_Named]:
    for node in outline.nodes[1:]:
        match = _TITLE.match(new_style(outline.words(node))) if node.kind not in ("closing", "note") else None
        if match:
            last = node
            while children := outline.children(last):
                last = children[-1]
            yield _Named(" ".join(match["kind"].lower().split()), _bare(match["number"]), node, last.end)


def _nearest(named: list[_Named], outline: Outline, at: Node) -> _Named | None:
    """The one in the smallest part of the outline that also holds `at`; of several there, the last before `at`."""
    others = [item for item in named if item.node.index != at.index]
    for scope in (*outline.ancestors(at), outline.nodes[0]):
        inside = [item for item in others if scope.index in {above.index for above in outline.ancestors(item.node)}]
        inside = others if scope.kind == "root" else inside
        before = [item for item in inside if item.node.start < at.start]
        if inside:
            return before[-1] if before else inside[0]
    return None


def _bare(number: str) -> str:
    return number.lstrip("0") or "0"


@cache
def _criteria() -> frozenset[str]:
    """The ids of the table `criteria`: set and number."""
    return frozenset(f"{row['set']} {row['number']}" for row in table("criteria.csv"))
