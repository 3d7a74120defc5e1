"""What a target inherits: deadline, tier, criterion and scope from its clause, its lead-in and the headings above it.

In: the working copy of a part (see `clauses`) with its outline and header. Out: the value that holds for a clause, by
the rules of `gold/README.md`. All of it goes up the outline by `Outline.inherit`.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import regex

from parsers import criteria, dates, patterns
from parsers.outline import Node, Outline
from parsers.records import DeadlineKind, Header

SectionKind = Literal["preamble", "past", "goal", "task", "funding", "organisation", "note"]

_I = regex.I


@dataclass(frozen=True, slots=True)
class Deadline:
    """The year by, before or in which something is to be reached; `start` of the period for "giai đoạn 2021 - 2025"."""

    year: int
    kind: DeadlineKind
    start: int | None = None


# "Bộ tiêu chí … giai đoạn 2021 - 2025", "Đề án … đến năm 2030": the years belong to the name. A comma ends the name
_NAMED = regex.compile(
    r"(?<!\p{L})(?:bộ\s+tiêu\s+chí|chương\s+trình|đề\s+án|kế\s+hoạch(?!\s+năm)|nghị\s+quyết|quyết\s+định"
    r"|quy\s+hoạch|chiến\s+lược|quy\s+định"
    r"|dự\s+án|chỉ\s+thị|nghị\s+định|thông\s+tư|công\s+văn|nhiệm\s+kỳ|luật|phong\s+trào"
    r"|phê\s+duyệt)(?!\p{L})[^,;:.()\d]*+$",
    _I,
)
_YEARS_PLAN = regex.compile(r"kế\s+hoạch(?:\s+thực\s+hiện)?\s*+", _I)
# a finite verb between the name and the years ends the name: "Chương trình OCOP có …", "thực hiện Đề án phấn đấu đến"
_ENDS_NAME = regex.compile(r"(?<!\p{L})(?:phấn\s+đấu|có\s+(?:ít|trên|\d)|đạt|sẽ)(?!\p{L})", _I)


def in_name(text: str, period: dates.Period) -> bool:
    """Whether the years of `period` belong to the name of a programme or document: "Quy hoạch … thời kỳ 2021-2030"."""
    name = _NAMED.search(text, max(0, period.start - 160), period.start)
    if name is None or _ENDS_NAME.search(name.group()):
        return False
    if period.kind == "in" and _YEARS_PLAN.fullmatch(name.group()):
        return False  # the heading "Kế hoạch năm 2022"
    # "Chương trình OCOP năm 2025, thực hiện 06 sản phẩm": a programme's share of the year is no part of its name
    return not (name.group().lower().startswith("chương") and period.kind == "in")


def deadlines(text: str, start: int, end: int) -> list[tuple[int, int, Deadline]]:
    """The deadlines of `text[start:end]` with their spans: periods that are no part of a name and no baseline."""
    found = []
    window = text[start:end]
    for period in dates.periods(window):
        year = period.last if period.last is not None else period.first
        if year is None or period.kind in {"baseline", "since"}:
            continue
        if regex.search(r"(?<!\p{L})đã(?!\p{L})[^,;.]*+$", window[max(0, period.start - 120) : period.start], _I):
            continue  # "các xã đã được công nhận giai đoạn 2010 - 2021": when it was done
        if in_name(window, period):
            continue
        if period.kind == "period" and period.cue == "năm học":
            deadline = Deadline(year, "in")  # a school year ends in its second year
        elif period.kind == "period":
            deadline = Deadline(year, "by", period.first)
        else:
            deadline = Deadline(year, {"by": "by", "before": "before"}.get(period.kind, "in"))  # type: ignore[arg-type]
        found.append((start + period.start, start + period.end, deadline))
    return found


# -- tiers ----------------------------------------------------------------------------------------------------------

_STANDARD = r"(?:nông\s+thôn\s+mới|NTM)"
# "nông thôn mới nâng." is printed with its last word lost, "tiêu chí nâng cao", "đạt chuẩn nâng cao" without the first
_TIER = regex.compile(
    rf"(?<!\p{{L}})(?:{_STANDARD}(?!\s+hiện\s+đại)(?:\s+(?P<level>nâng\s+cao|kiểu\s+mẫu|nâng(?=\s*+(?:$|[.,;]))))?"
    rf"|(?:đạt\s+chuẩn|chuẩn|xã|tiêu\s+chí)\s+(?P<short>nâng\s+cao|kiểu\s+mẫu))(?!\p{{L}})",
    _I,
)
# the programme, not the standard: "Chương trình xây dựng NTM", "trong xây dựng NTM", "vốn nông thôn mới"
_PROGRAMME = regex.compile(
    r"(?:(?:chương\s+trình|phong\s+trào|gắn\s+với|trong|vốn|về|công\s+tác|hiện|phục\s+vụ|cho|chung\s+sức"
    r"|cuộc\s+vận\s+động|quản\s+lý|đoàn\s+kết|và"
    r"|mục\s+tiêu\s+quốc\s+gia)\s+(?:thực\s+hiện\s+)?(?:việc\s+)?xây\s+dựng|vốn|chương\s+trình"
    r"|chương\s+trình\s+mtqg|mô\s+hình|mục\s+tiêu\s+quốc\s+gia|ctmtqg)\s+$",
    _I,
)
# "01 xã xây dựng nông thôn mới nâng cao", "hoàn thành nhiệm vụ xây dựng NTM": the standard all the same
_SENTENCE_END = regex.compile(r"(?<=[.;])\s+(?=\p{Lu})")
_LEADS_IN = regex.compile(r"(?:đối\s+với|về|tiêu\s+chí|xã|huyện|bộ\s+tiêu\s+chí)\s", _I)
_REACHED = regex.compile(r"(?:xã|huyện|tỉnh|nhiệm\s+vụ)\s+xây\s+dựng\s+$", _I)


def tiers(text: str) -> list[tuple[int, str]]:
    """The new-rural standards that `text` names, with their offsets; "NTM", "NTM nâng cao" or "NTM kiểu mẫu"."""
    found = []
    for match in _TIER.finditer(text):
        before = text[max(0, match.start() - 60) : match.start()]
        if match["short"] is None and _PROGRAMME.search(before) and not _REACHED.search(before):
            continue
        level = (match["level"] or match["short"] or "").lower()
        found.append((match.start(), f"NTM {'kiểu mẫu' if 'kiểu' in level else 'nâng cao'}" if level else "NTM"))
    return found


def tier_of(text: str) -> str | None:
    """The tier that a clause is about: the first that it names before what it is compared with."""
    named = tiers(regex.split(r"(?<!\p{L})so\s+với(?!\p{L})", text, maxsplit=1)[0])
    return named[0][1] if named else None


# -- criteria -------------------------------------------------------------------------------------------------------

_NUMBERED = regex.compile(r"(?<!\p{L})tiêu\s+chí\s+(?:số\s+)?(?P<number>\d{1,2})(?![\d.,]*\d)(?!\s*+tiêu)", _I)
# "tiêu chí về giao thông, thủy lợi, điện", "tiêu chí quốc gia về …", "chỉ tiêu về tiếp cận pháp luật"
_NAMED_CRITERION = regex.compile(
    r"(?<!\p{L})(?<!bộ\s)(?:tiêu\s+chí|chuẩn\s+về|chỉ\s+tiêu\s+về)(?:\s+(?:quốc\s+gia"
    r"|số\s+\d{1,2}))*+(?:\s+về)?+:?+\s+(?!số\s)(?P<names>[^;.(]{1,160})",
    _I,
)
_DISTRICT_SET = regex.compile(
    r"(?:(?:tiêu\s+chí|về)\s+(?:quốc\s+gia\s+về\s+)?huyện|huyện\s+(?:nông\s+thôn\s+mới|NTM))(?!\p{L})", _I
)


@dataclass(frozen=True, slots=True)
class Criterion:
    """Criteria as printed: numbers, or names to be looked up in the set of a level and tier."""

    numbers: tuple[int, ...] = ()
    names: tuple[str, ...] = ()

    def resolve(self, level: str, tier: str | None) -> str | None:
        """The numbers joined by "; ", None where the set of this level and tier has none of the names."""
        numbers = {number for name in self.names if (number := criteria.number_of(name, level, tier))}
        found = sorted(numbers) or list(self.numbers)
        return "; ".join(map(str, found)) or None


def criterion_in(text: str) -> Criterion | None:
    """The criteria that a clause names, None where it names none."""
    numbers = tuple(int(match["number"]) for match in _NUMBERED.finditer(text))
    names: list[str] = []
    for match in _NAMED_CRITERION.finditer(text):
        cut = regex.split(
            r"(?<!\p{L})(?:thuộc|theo|đối\s+với|của|trong\s+(?:bộ|đó)|và\s+\d)(?!\p{L})", match["names"], maxsplit=1
        )[0]
        names += criteria.names_in(cut)
    if not numbers and not names:
        return None
    return Criterion(numbers, tuple(dict.fromkeys(names)))


# -- places ---------------------------------------------------------------------------------------------------------

NAME = r"\p{Lu}[\p{L}'’]*+(?:\s+\p{Lu}[\p{L}'’]*+){0,3}+"
TYPES = r"(?:[Xx]ã|[Pp]hường|[Tt]hị\s+trấn|[Hh]uyện|[Qq]uận|[Tt]hị\s+xã|[Tt]hành\s+phố|[Tt]ỉnh|[Tt]hôn|[Bb]ản)"
# "tỉnh Đoàn" is the youth union, "xã Đoàn Kết" a place
PLACE = regex.compile(rf"(?<!\p{{L}})(?P<type>{TYPES})\s+(?!Đoàn(?!\s+\p{{Lu}}))(?P<name>{NAME})")
_BODY = regex.compile(
    r"(?:UBND|ủy\s+ban\s+nhân\s+dân|HĐND|hội\s+đồng\s+nhân\s+dân|huyện\s+ủy|công\s+an|bộ|tòa\s+án|đảng\s+bộ"
    r"|mặt\s+trận\s+tổ\s+quốc)\s+$",
    _I,
)


def place_name(match: regex.Match[str]) -> str:
    """ "Huyện Đình Lập" → "huyện Đình Lập"."""
    return f"{' '.join(match['type'].lower().split())} {' '.join(match['name'].split())}"


class Context:
    """What holds for the paragraphs of one part, by the headings and lead-ins above them."""

    def __init__(self, text: str, outline: Outline, header: Header):
        self.text = text
        self.outline = outline
        self.header = header
        # the plan's first year; 0: not known
        self.begins = min((year for year in (header.period_start, header.issue_year) if year), default=0)
        self._first_heading = next((n.start for n in outline.nodes if n.kind == "heading"), 0)

    def title(self, node: Node) -> tuple[str, bool]:
        """The words of a heading or lead-in that hold for what stands under it, and whether it leads in.

        Of "3.2. Tiêu chí số 2 về Giao thông: phấn đấu …" only the title holds; of "Năm 2025 giải quyết việc làm cho
        1.140 lao động, gồm:" all does.
        """
        words = self.text[node.body : node.end].strip()
        if words.endswith(":"):
            return _SENTENCE_END.split(words)[-1], True
        head, colon, _ = words.partition(":")
        if colon and len(head) <= 200:
            return head, True
        if node.kind == "heading" and len(words) <= 400:
            return words, _LEADS_IN.match(words) is not None
        if len(words) <= 120:
            return words, False
        return "", False

    def section_kind(self, node: Node) -> SectionKind:
        """Whether the headings above (and the paragraph's own) speak of what was, will be, costs or who does it."""
        kinds: list[SectionKind] = []
        for above in [node, *self.outline.ancestors(node)]:
            if above.kind not in {"heading", "paragraph", "bullet"} or (above is node and above.kind != "heading"):
                continue
            title, _ = self.title(above)
            for kind, pattern in (
                ("past", patterns.PAST_HEADING),
                ("organisation", patterns.ORGANISATION_HEADING),
                ("funding", patterns.FUNDING_HEADING),
            ):
                if pattern.match(title):
                    return kind  # type: ignore[return-value]
            if patterns.GOAL_HEADING.search(title):
                kinds.append("goal")
        if kinds:
            return kinds[0]
        return "preamble" if node.start < self._first_heading else "task"

    def deadline(self, node: Node) -> Deadline | None:
        """The deadline of the nearest heading or lead-in that states one."""

        def stated(above: Node) -> Deadline | None:
            title, _ = self.title(above)
            found = deadlines(title, 0, len(title))
            return found[-1][2] if found else None

        return self.outline.inherit(node, stated)

    def tier(self, node: Node) -> str | None:
        """The tier of the nearest lead-in that names one; plain headings do not count."""

        def stated(above: Node) -> str | None:
            title, leads = self.title(above)
            return tier_of(title) if leads else None

        return self.outline.inherit(node, stated)

    def criterion(self, node: Node) -> Criterion | None:
        """The criterion of the nearest heading or lead-in that opens with one."""

        def stated(above: Node) -> Criterion | None:
            title, _ = self.title(above)
            return criterion_in(title) if regex.match(r"(?:(?:về|thực\s+hiện)\s+)?tiêu\s+chí\s", title, _I) else None

        return self.outline.inherit(node, stated)

    def is_district_set(self, node: Node, clause: str) -> bool:
        """Whether the criteria are those of districts, by the clause or the lead-ins above it."""
        if _DISTRICT_SET.search(clause):
            return True
        return bool(self.outline.inherit(node, lambda above: _DISTRICT_SET.search(self.title(above)[0]) or None))

    def scope(self, node: Node) -> str | None:
        """The place that the nearest heading names, unless it is the plan's own."""

        def stated(above: Node) -> str | None:
            title, _ = self.title(above)
            for match in PLACE.finditer(title):
                if not _BODY.search(title, 0, match.start()) and not self.is_own(match):
                    return place_name(match)
            return None

        return self.outline.inherit(node, stated)

    def noted_places(self, offset: int) -> str | None:
        """The places that a footnote lists for the noun that ends at `offset`: "9 xã¹ … ¹ Các xã: A, B, C"."""
        mark = regex.match(r"\s?+(?P<mark>[¹²³⁴⁵⁶⁷⁸⁹⁰]++|\[\d{1,2}\])", self.text[offset : offset + 6])
        if not mark:
            return None
        for node in self.outline.nodes:
            words = self.outline.text[node.start : node.end]
            if node.kind != "note" or not words.startswith(mark["mark"]):
                continue
            listed = regex.match(
                r"[^\p{L}]*+(?:Các|Gồm|Bao gồm|Gồm các)?\s*+(?P<type>xã|huyện|thôn|bản)\s*+:\s*+", words, _I
            )
            if listed:
                until = regex.split(
                    r"(?<!\p{L})(?:đã|đang|chưa|được|trong)(?!\p{L})", words[listed.end() :], maxsplit=1
                )[0]
                names = [" ".join(m.group().split()) for m in regex.finditer(NAME, until)]
                return "; ".join(f"{listed['type'].lower()} {name}" for name in names) or None
        return None

    def is_own(self, match: regex.Match[str]) -> bool:
        """Whether a named place is the area that the plan is made for."""
        local = self.header.level in {"district", "commune"}
        own = self.header.district if local else self.header.province
        kind = " ".join(match["type"].lower().split())
        kinds = {"huyện", "quận", "thị xã", "thành phố"} if local else {"tỉnh", "thành phố"}
        if not local and "tỉnh" in (self.header.issuer or "").lower():
            kinds = {"tỉnh"}  # the city of the same name is one of its districts
        return own is not None and kind in kinds and match["name"].lower() == own.lower()
