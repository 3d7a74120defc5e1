"""Targets: what a plan commits to reach, keep, do or build; the definition is `gold/README.md`.

In: a document part with its outline and header. Out: one `Target` for each quantity of one thing, and milestones;
spans count from the start of the part's text. The way: passages → clauses (`clauses`) → the role of each number
(`roles`) → its fields from the clause, and by inheritance (`context`).
"""

from __future__ import annotations

from dataclasses import replace

import regex

from ocr.document import Document
from parsers import clauses, patterns, roles, tables
from parsers.clauses import Passage
from parsers.context import Context, Criterion, Deadline, criterion_in, deadlines, place_name, PLACE, tier_of, tiers
from parsers.milestones import milestones
from parsers.outline import Node, Outline
from parsers.records import Change, Comparator, Header, Target
from parsers.roles import Claim, Reason
from parsers.units import noun_at

_I = regex.I
_QUOTE_LENGTH = 300


def targets(part: Document, outline: Outline, header: Header) -> tuple[Target, ...]:
    """Every target of one legal document, in reading order."""
    return decide(part, outline, header)[0]


def decide(part: Document, outline: Outline, header: Header) -> tuple[tuple[Target, ...], tuple[Reason, ...]]:
    """The targets, and the role of every quantity of the running text with its reason (for `explain`)."""
    text = clauses.working_copy(part, outline)
    ground = Context(text, outline, header)
    found: list[Target] = []
    reasons: list[Reason] = []
    for passage in clauses.passages(outline):
        reader = _Passage(text, passage, ground)
        found += reader.targets()
        reasons += reader.reasons
    found += tables.targets(part, text, ground)
    return tuple(sorted(found, key=lambda target: (target.start, target.end))), tuple(reasons)


class _Passage:
    """The targets of one paragraph."""

    def __init__(self, text: str, passage: Passage, ground: Context):
        self.text = text
        self.passage = passage
        self.node: Node = passage.node
        self.ground = ground
        self.section = ground.section_kind(passage.node)
        self.mentions = clauses.mentions(text, passage)
        if clauses.is_flattened_table(text, passage):
            self.section = "table"
        self.claims, self.reasons = roles.claims(self.mentions, self.section)
        self.deadlines = deadlines(text, passage.start, passage.end)
        self.items = [
            (left, right, first, last)
            for left, right in clauses.sentences(text, passage.start, passage.end)
            for first, last in clauses.items(text, left, right)
        ]
        self.done: dict[int, Target] = {}
        self.criteria: dict[int, Criterion | None] = {}

    def targets(self) -> list[Target]:
        found: list[Target] = []
        for claim in self.claims:
            target = self.target(claim)
            self.done[id(claim)] = target
            found += self.split(claim, target)
        found += self.zeros()
        found += self.milestones()
        return found

    # -- one quantity -----------------------------------------------------------------------------------------------

    def target(self, claim: Claim) -> Target:
        mention, quantity = claim.mention, claim.mention.quantity
        clause = self.text[claim.start : claim.end]
        tier = self.tier(claim, clause)
        deadline = self.deadline(claim.start, claim.end, quantity.begin)
        criterion, level = self.criterion(claim, clause, tier)
        baseline = patterns.BASELINE_YEAR.search(clause)
        return Target(
            start=claim.start,
            end=min(claim.end, claim.start + _QUOTE_LENGTH) if claim.end - claim.start > _QUOTE_LENGTH else claim.end,
            subject=self.subject(claim),
            count=claim.count,
            count_max=claim.count_max,
            total=claim.total,
            percent=claim.percent,
            percent_max=claim.percent_max,
            unit=claim.unit,
            comparator=self.comparator(claim),
            change=self.change(claim),
            per=self.per(claim),
            baseline_year=int(baseline["year"]) if baseline else None,
            deadline=deadline.year if deadline else None,
            deadline_kind=deadline.kind if deadline else None,
            period_start=deadline.start if deadline else None,
            tier=tier,
            criterion=criterion,
            criterion_set=level,  # type: ignore[arg-type]
            scope=self.scope(claim),
            confidence=self.confidence(claim, mention.quantity.words),
        )

    def comparator(self, claim: Claim) -> Comparator:
        return claim.mention.quantity.comparator

    def change(self, claim: Claim) -> Change:
        """The change that the last verb before the number makes; a bare item of a list goes on with the one before."""
        mention = claim.mention
        found: list[tuple[int, Change]] = []
        for change, pattern in patterns.CHANGES:
            found += [(match.start(), change) for match in pattern.finditer(mention.head)]
        found.sort()
        if claim.inside and all(self.text[mention.start :][at : at + 2] == "là" for at, _ in found):
            found = []  # "(bình quân mỗi năm là 350 km)" goes on with the verb before the bracket
        if not found:
            if patterns.NEW_TAIL.match(mention.tail):
                return "increase"
            share = claim.percent is not None and claim.count is None
            same = claim.parent is not None and claim.parent.mention.item == mention.item
            if not claim.inside and not same and mention.head.strip(" ,;"):
                return "level"  # "…; năng suất 58 tạ/ha", "…; phấn đấu 15/18 xã": a statement of its own
            if not claim.inside and patterns.MEASURED.match(mention.head):
                return "level"
            if claim.parent is not None and id(claim.parent) in self.done and (claim.inside or not share):
                inherited = self.done[id(claim.parent)].change
                return "level" if inherited == "maintain" and claim.inside else inherited
            return "level"
        changes = [change for _, change in found]
        if "maintain" in changes and "increase" not in changes:
            return "maintain"
        last = changes[-1]
        if last == "output":
            if patterns.MEASURED.match(mention.head):
                return "level"
            if patterns.NEW_TAIL.match(mention.tail):
                return "increase"
            if "increase" in changes and regex.search(r"(?:thêm|mới)\s*+(?:\p{L}+\s+){0,2}$", mention.head, _I) is not None:
                return "increase"
            if claim.percent is not None and claim.count is None:
                return "level"
            if mention.noun is not None and mention.noun.kind == "place" and regex.search(r"xây\s+dựng\s+$", mention.head, _I) and tiers(self.text[claim.start : claim.end]):
                return "level"
        if last == "increase" and regex.search(r"công\s+nhận\s*+$", mention.head, _I) and "output" in changes:
            return "output"
        if last in {"increase", "decrease"} and regex.search(r"(?:lên|xuống|còn)\s*+(?:(?:đến|tới|mức|dưới|trên|khoảng|còn)\s*+)*$", mention.head, _I) and mention.quantity.kind != "multiple":
            return "level"
        return last

    def per(self, claim: Claim) -> str | None:
        mention = claim.mention
        if mention.quantity.per:
            return mention.quantity.per
        if patterns.PER_HEAD.search(mention.head) or patterns.PER_TAIL.match(self.text, mention.noun.end if mention.noun else mention.quantity.end):
            return "năm"
        left = next((left for left, right, _, _ in self.items if left <= claim.start < right), None)
        if left is not None and patterns.PER_SENTENCE.match(self.text, left):
            return None if any(claim.start <= first < claim.end for first, _, _ in self.deadlines) else "năm"
        return None

    # -- what is inherited ------------------------------------------------------------------------------------------

    def deadline(self, start: int, end: int, number: int) -> Deadline | None:
        """The deadline of a clause: its own, else the one that opens its sentence or paragraph, else the lead-in's.

        A deadline that a later item of a list separated by ";" brings in holds for that item only.
        """
        skip = next((range(m.origin.end, number) for m in self.mentions if m.origin and m.quantity.begin == number), range(0))
        own = [d for first, last, d in self.deadlines if start <= first < end and first not in skip]
        if own:
            return own[0]
        before = [(first, d) for first, _, d in self.deadlines if first < number and first not in skip]
        item = next(((f, l) for _, _, f, l in self.items if f <= start < l), None)
        for first, deadline in reversed(before):
            if item is not None and item[0] <= first < item[1]:
                return deadline
            home = next(((left, f) for left, _, f, last in self.items if f <= first < last), None)
            if home is not None and home[0] == home[1]:  # in the first item of its sentence
                return deadline
        return self.ground.deadline(self.node)

    def own_lead(self, offset: int) -> str:
        """The paragraph's own title, before its first colon: "Đối với xã nông thôn mới nâng cao: …"."""
        title, leads = self.ground.title(self.node)
        words = self.text[self.node.body : self.node.end]
        if leads and offset > self.node.body + words.find(":") > self.node.body:
            return title
        return ""

    def tier(self, claim: Claim, clause: str) -> str | None:
        own = tier_of(clause)
        if own is not None:
            return own
        series = self.series_tier(claim)
        if series is not None:
            return series
        restated = regex.match(r"(?:để\s+)?nâng\s+(?:tổng\s+)?số", claim.mention.head, _I)
        previous = next((t for t in reversed(list(self.done.values()))), None)
        if restated and previous is not None and previous.tier:
            return previous.tier
        if claim.parent is not None and claim.inside and id(claim.parent) in self.done and claim.parent.unit == claim.unit:
            return self.done[id(claim.parent)].tier
        lead = tier_of(self.own_lead(claim.start))
        if lead is not None:
            return lead
        sentence_tier = self.qualifying_tier(claim)
        return sentence_tier or self.ground.tier(self.node)

    def qualifying_tier(self, claim: Claim) -> str | None:
        """"… 12 xã kiểu mẫu, cụ thể: có ít nhất một lĩnh vực nổi trội": what the colon opens is about the same tier."""
        first = next((f for _, _, f, last in self.items if f <= claim.start < last), claim.start)
        before = self.text[first : claim.start]
        if regex.search(r"(?:cụ\s+thể|trong\s+đó|gồm|bao\s+gồm)\s*+:\s*+$", before, _I) and self.done:
            return list(self.done.values())[-1].tier
        match = regex.search(r"(?:đối\s+với|riêng)\s+[^,;:]{0,80}$", before, _I)
        return tier_of(match.group()) if match else None

    def criterion(self, claim: Claim, clause: str, tier: str | None) -> tuple[str | None, str | None]:
        """Number of the criterion: printed in the clause, in a heading above, or looked up by its name."""
        own = criterion_in(clause)
        self.criteria[id(claim)] = own
        above = criterion_in(self.own_lead(claim.start)) if "tiêu chí" in self.own_lead(claim.start).lower() else None
        above = above or self.ground.criterion(self.node)
        level = "huyện" if self.is_district(claim, clause, tier) else "xã"
        if own is not None and own.numbers and not (claim.inside and not own.numbers):
            return "; ".join(map(str, sorted(own.numbers))), level
        if above is not None:
            number = "; ".join(map(str, above.numbers)) or above.resolve(level, tier)
            if number:
                return number, level
        if own is None and claim.parent is not None and claim.inside and tiers(clause):
            own = self.criteria.get(id(claim.parent))
            self.criteria[id(claim)] = own
        number = own.resolve(level, tier) if own is not None else None
        return (number, level) if number else (None, None)

    def is_district(self, claim: Claim, clause: str, tier: str | None) -> bool:
        if claim.unit == "huyện":
            return True
        if claim.unit == "xã":
            return False
        return self.ground.is_district_set(self.node, clause)

    def scope(self, claim: Claim) -> str | None:
        mention = claim.mention
        before = self.text[max(self.passage.start, mention.quantity.begin - 60) : mention.quantity.begin]
        named = patterns.PLACE_BEFORE.search(before)
        if named and claim.inside:
            return " ".join(named["place"].split())
        after = self.text[mention.quantity.end : min(len(self.text), mention.quantity.end + 400)]
        bracket = regex.match(r"[^,;.()]{0,120}?\((?P<names>[^()]{2,300})\)", after)
        if bracket:
            places = _places(bracket["names"])
            if places:
                return places
        limited = regex.search(r"riêng\s+(?:đối\s+với\s+)?(?:các\s+)?(?P<who>(?:\d+\s+)?(?:xã|huyện|thôn|bản)(?:\s+\p{L}+){1,9}?)\s+(?:có|giảm|đạt|tăng|là)?\s*+$", mention.before, _I)
        if limited:
            return " ".join(limited["who"].split())
        located = regex.search(rf"(?<!\p{{L}})(?:tại|ở|trên\s+địa\s+bàn|của)\s+(?:các\s+)?(?={PLACE.pattern})", self.text[claim.start : claim.end])
        if located:
            places = PLACE.match(self.text, claim.start + located.end())
            if places and not self.ground.is_own(places):
                return place_name(places)
        return self.ground.noted_places(mention.noun.end if mention.noun else mention.quantity.end) or self.ground.scope(
            self.node
        )

    # -- what a clause says besides ---------------------------------------------------------------------------------

    def subject(self, claim: Claim) -> str:
        mention = claim.mention
        head = regex.sub(r"(?<!\p{L})(?:đến|trước|trong|hết|cuối|giai đoạn|từ|năm|khoảng|trên|ít nhất|tối thiểu)\s+(?:hết\s+|cuối\s+)?(?:năm\s+)?\d{4}(?:\s*[-–]\s*\d{4})?,?", "", mention.head, flags=_I)
        head = regex.sub(r"(?<!\p{L})(?:phấn đấu|phần đấu|trong đó|toàn tỉnh|toàn huyện|bình quân mỗi năm)(?!\p{L})[:,]?", "", head, flags=_I)
        head = regex.sub(r"(?:\s|^)(?:đạt|có|lên|là|thêm|từ|được|cho|còn|xuống|chiếm|khoảng|trên|tỷ lệ)*\s*$", "", head.strip(" ,:;"), flags=_I)
        noun = self.text[mention.noun.start : mention.noun.end] if mention.noun and mention.noun.start >= mention.quantity.end else ""
        tail = self.text[mention.noun.end : mention.end] if noun and mention.noun else mention.tail
        words = " ".join((head, noun, regex.sub(r"\([^)]*\)?", "", tail)))
        words = regex.sub(r"\s*(?:trở lên|trở xuống)", "", words)
        return " ".join(words.split()).strip(" ,;:.")[:_QUOTE_LENGTH]

    def confidence(self, claim: Claim, words: bool) -> float:
        value = 0.97 - 0.12 * len(claim.doubts) - (0.1 if words else 0.0)
        if self.section in {"organisation", "funding"}:
            value -= 0.15
        if claim.unit == "%":
            value -= 0.1
        return round(max(0.3, value), 2)

    def split(self, claim: Claim, target: Target) -> list[Target]:
        """"100% số xã, huyện …" is two rows: the second place is of another level."""
        noun = claim.mention.noun
        if noun is None or noun.kind != "place" or claim.percent is None:
            return [target]
        more = regex.match(r"\s*+(?:,|và)\s+", self.text[noun.end : noun.end + 8])
        if not more:
            return [target]
        second = noun_at(self.text, noun.end + more.end(), guess=False)
        if second is None or second.kind != "place" or second.level == noun.level or second.end > claim.end:
            return [target]
        own = self.criteria.get(id(claim))
        level = "huyện" if second.level == "district" else "xã"
        number = own.resolve(level, target.tier) if own is not None else None
        other = replace(
            target, unit=second.name, criterion=number, criterion_set=level if number else None, subject=target.subject
        )
        return [target, other]

    def series_tier(self, claim: Claim) -> str | None:
        """A criteria set named once at the end of a series holds for every item of it."""
        clause = self.text[claim.start : claim.end]
        if not regex.search(r"tiêu\s+chí", clause, _I) or regex.search(r"(?:thuộc|theo|trong)\s+(?:bộ|tiêu)", clause, _I):
            return None
        for later in self.claims[self.claims.index(claim) + 1 :]:
            if later.mention.sentence != claim.mention.sentence:
                return None
            if later.inside != claim.inside or later.unit != claim.unit:
                continue
            words = self.text[later.start : later.end]
            if tier_of(words) and regex.search(r"(?<!\p{L})bộ\s+tiêu\s+chí", words, _I):
                return tier_of(words)
        return None

    def zeros(self) -> list[Target]:
        """"không còn xã dưới 15 tiêu chí": a count of zero."""
        if self.section in {"past", "preamble"}:
            return []
        found = []
        for match in patterns.ZERO.finditer(self.text, self.passage.start, self.passage.end):
            if not patterns.ZERO_STATE.search(match["rest"]):
                continue
            deadline = self.deadline(match.start(), match.end(), match.start())
            rest = match["rest"].rstrip()
            found.append(
                Target(
                    start=match.start(),
                    end=match.start("rest") + len(rest),
                    subject=" ".join(rest.split()),
                    count=0.0,
                    unit=match["noun"].lower(),
                    deadline=deadline.year if deadline else None,
                    deadline_kind=deadline.kind if deadline else None,
                    period_start=deadline.start if deadline else None,
                    tier=tier_of(rest) or self.ground.tier(self.node),
                    scope=self.ground.scope(self.node),
                    confidence=0.85,
                )
            )
        return found

    def milestones(self) -> list[Target]:
        found = []
        for item in milestones(self.text, self.passage, self.ground):
            clause = self.text[item.start : item.end]
            if any(self.covers(claim, item.standard) for claim in self.claims):
                continue
            deadline = self.deadline(item.start, item.end, item.end)
            tier = tier_of(clause)
            if tier is None and not regex.search(r"văn\s+minh", clause, _I):
                tier = self.ground.tier(self.node)
            own = criterion_in(clause) or (self.ground.criterion(self.node))
            level = "huyện" if "huyện" in clause.lower() else "xã"
            number = ("; ".join(map(str, own.numbers)) or own.resolve(level, tier)) if own else None
            found.append(
                Target(
                    start=item.start,
                    end=min(item.end, item.start + _QUOTE_LENGTH),
                    kind="milestone",
                    subject=" ".join(self.text[item.standard : item.end].split()),
                    deadline=deadline.year if deadline else None,
                    deadline_kind=deadline.kind if deadline else None,
                    period_start=deadline.start if deadline else None,
                    tier=tier,
                    criterion=number,
                    criterion_set=level if number else None,  # type: ignore[arg-type]
                    scope=self.ground.scope(self.node) or item.place,
                    confidence=0.8,
                )
            )
        return found

    def covers(self, claim: Claim, standard: int) -> bool:
        """Whether a standard is what a counted thing reaches ("10 xã … huyện đạt"), and not a clause of its own."""
        number = claim.mention.quantity.finish
        return number <= standard < claim.end and not regex.search(r"[,;:]", self.text[number:standard])


_LISTED = regex.compile(r"\s*+(?:(?:các|gồm|bao\s+gồm|là|tại)\s*+:?\s+)*+(?P<type>xã|phường|thị\s+trấn|huyện|thôn|bản)(?:\s*+:)?\s+(?=\p{Lu})")
_TYPED = regex.compile(r"(?:xã|phường|thị\s+trấn|huyện|quận|thị\s+xã|thành\s+phố|thôn|bản)\s+\p{Lu}")


def _places(names: str) -> str | None:
    """The places that a bracket lists: "xã Nà Tăm, Giang Ma" → "xã Nà Tăm; xã Giang Ma"; a note in brackets is none."""
    if regex.search(r"\d", names):
        return None
    if regex.match(r"\s*+khu\s+vực\s+[IVX]", names, _I):
        return " ".join(names.split())
    kind = _LISTED.match(names)
    pieces = [" ".join(p.split()).strip(" .") for p in regex.split(r"[,;]|\svà\s", names[kind.end() :] if kind else names)]
    pieces = [piece for piece in pieces if piece]
    if not pieces or not all(piece[0].isupper() or _TYPED.match(piece) for piece in pieces):
        return None
    if kind:
        return "; ".join(piece if _TYPED.match(piece) else f"{kind['type']} {piece}" for piece in pieces)
    return "; ".join(pieces) if PLACE.search(names) else None
