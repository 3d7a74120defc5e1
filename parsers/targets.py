"""Targets: what a plan commits to reach, keep, do or build; the definition is `gold/README.md`.

In: a document part with its outline and header. Out: one `Target` for each quantity of one thing, and milestones;
spans count from the start of the part's text. The way: passages → clauses (`clauses`) → the role of each number
(`roles`) → its fields from the clause, and by inheritance (`context`).
"""

from __future__ import annotations

from dataclasses import replace

import regex

from ocr.document import Document
from parsers import changes, clauses, flat_regions, flat_tables, patterns, roles, scopes, tables
from parsers.clauses import Passage
from parsers.context import Context, Criterion, Deadline, SectionKind, criterion_in, deadlines, tier_of, tiers
from parsers.milestones import milestones
from parsers.numbers import quantities
from parsers.outline import Node, Outline
from parsers.records import Change, Header, Target
from parsers.roles import Claim, Reason
from parsers.series import series_tier
from parsers.subjects import subject_of
from parsers.units import rated

_I = regex.I
_QUOTE_LENGTH = 300
# "92,3% (năm 2022); 93% (năm 2023)": the year in the bracket right behind a number
_YEAR_NOTED = regex.compile(r"[^\S\n]*+(?:\p{L}++\s*+){0,4}?\(\s*+(?:trong\s+)?năm\s+(?P<year>20\d\d)\s*+\)")


def targets(part: Document, outline: Outline, header: Header) -> tuple[Target, ...]:
    """Every target of one legal document, in reading order."""
    return decide(part, outline, header)[0]


def decide(part: Document, outline: Outline, header: Header) -> tuple[tuple[Target, ...], tuple[Reason, ...]]:
    """The targets, and the role of every quantity of the running text with its reason (for `explain`)."""
    text = clauses.working_copy(part, outline)
    ground = Context(text, outline, header)
    found: list[Target] = []
    reasons: list[Reason] = []
    led: dict[int, Target] = {}
    regions = flat_regions.find(part.text, outline)
    flat = flat_tables.find(part, regions)
    spans = {(table.start, table.end) for table in flat}
    apart = sorted(spans | {(region.start, region.end) for region in regions if region.is_listing(part.text)})
    for passage in clauses.passages(outline):
        if any(start <= passage.start < end for start, end in apart):
            continue
        reader = _Passage(text, passage, ground, led)
        said = reader.targets()
        if said and text[passage.start : passage.end].rstrip().endswith(":"):
            led[passage.node.index] = said[0]
        found += said
        reasons += reader.reasons
    plain = clauses.with_notes(part)
    for passage in clauses.notes(outline):
        reader = _Passage(plain, passage, ground, {})
        found += reader.targets()
        reasons += reader.reasons
    readings = tables.read(part, text, ground, part.tables)
    for task in (task for reading in readings for task in reading.tasks()):
        reader = _Passage(text, task.passage, ground, {}, "goal" if task.product else "task")
        found += [tables.dated(target, task, ground) for target in reader.targets()]
        reasons += reader.reasons
    found += [target for reading in readings for target in reading.targets()]
    told = tables.read(part, text, ground, flat)
    cells = [target for reading in told for target in reading.targets()]
    committing = [table for table, reading in zip(flat, told, strict=True) if reading.commits()]
    for cell in (cell for table in committing for cell in flat_tables.headings(table)):
        reader = _Passage(text, Passage(outline.node_at(cell.start), cell.start, cell.end), ground, {}, "task")
        cells += reader.targets()
    found += cells
    reasons += tables.left_out(text, apart, cells)
    return tuple(sorted(found, key=lambda target: (target.start, target.end))), tuple(reasons)


class _Passage:
    """The targets of one paragraph."""

    def __init__(
        self,
        text: str,
        passage: Passage,
        ground: Context,
        led: dict[int, Target],
        section: SectionKind | None = None,
    ):
        self.led = led
        self.text = text
        self.passage = passage
        self.node: Node = passage.node
        self.ground = ground
        self.section = section or ("note" if passage.node.kind == "note" else ground.section_kind(passage.node))
        self.mentions = [] if clauses.is_flattened_table(text, passage) else clauses.mentions(text, passage)
        self.claims, self.reasons = roles.claims(self.mentions, self.section)
        if not self.mentions:
            self.reasons = [
                Reason(passage.start + q.start, passage.start + q.end, "background", "table whose cells are lost")
                for q in quantities(text[passage.start : passage.end])
            ]
        self.deadlines = deadlines(text, passage.start, passage.end)
        self.brackets = clauses.brackets(text, passage.start, passage.end) if self.deadlines else []
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
            if target.deadline is not None and target.deadline < self.ground.begins:
                self.set_aside(claim)
                continue
            self.done[id(claim)] = target
            found += self.split(claim, target)
        found += self.zeros()
        found += self.milestones()
        return found

    def set_aside(self, claim: Claim) -> None:
        """Note why a claim is no target after all: "năm 2004 tăng 7,6%" in a plan for 2005 is what was."""
        place = claim.mention.quantity.start
        self.reasons = [
            replace(reason, role="background", why="a year before the plan's") if reason.start == place else reason
            for reason in self.reasons
        ]

    # -- one quantity -----------------------------------------------------------------------------------------------

    def target(self, claim: Claim) -> Target:
        mention, quantity = claim.mention, claim.mention.quantity
        clause = self.text[claim.start : claim.end]
        tier = self.tier(claim, clause)
        deadline = self.deadline(claim.start, claim.end, quantity.begin)
        criterion, level = self.criterion(claim, clause, tier)
        baseline = patterns.BASELINE_YEAR.search(clause)
        start, end = self.quote(claim)
        unit, per = claim.unit, self.per(claim)
        if claim.percent is None:
            unit, per = rated(unit, per)
        return Target(
            start=start,
            end=end,
            subject=subject_of(self.text, claim),
            count=claim.count,
            count_max=claim.count_max,
            total=claim.total,
            percent=claim.percent,
            percent_max=claim.percent_max,
            unit=unit,
            comparator=quantity.comparator,
            change=self.change(claim),
            per=per,
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

    def quote(self, claim: Claim) -> tuple[int, int]:
        """The span of the clause; of one that is too long, the words around its number."""
        if claim.end - claim.start <= _QUOTE_LENGTH:
            return claim.start, claim.end
        number = claim.mention.quantity
        start = max(claim.start, number.begin - _QUOTE_LENGTH // 2)
        if start > claim.start:
            start = min(self.text.find(" ", start, number.begin) + 1 or start, number.begin)
        return start, min(claim.end, max(start + _QUOTE_LENGTH, number.finish))

    def change(self, claim: Claim) -> Change:
        """The change that the clause's verb makes, or that it goes on with."""
        parent = self.done.get(id(claim.parent)) if claim.parent is not None else None
        lead = self.led.get(self.node.parent or 0) if claim.parent is None else None
        return changes.change_of(claim, parent.change if parent else None, lead.change if lead else None)

    def per(self, claim: Claim) -> str | None:
        mention = claim.mention
        if mention.quantity.per:
            return mention.quantity.per
        if patterns.PER_HEAD.search(mention.head) or patterns.PER_TAIL.match(
            self.text, mention.noun.end if mention.noun else mention.quantity.end
        ):
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
        skip = next(
            (range(m.origin.end, number) for m in self.mentions if m.origin and m.quantity.begin == number), range(0)
        )
        noted = _YEAR_NOTED.match(
            self.text, next((m.quantity.finish for m in self.mentions if m.quantity.begin == number), end)
        )
        if noted:
            return Deadline(int(noted["year"]), "in")
        own = [d for first, last, d in self.deadlines if start <= first < end and first not in skip]
        if own:
            return own[0]
        before = [(first, d) for first, _, d in self.deadlines if first < number and first not in skip]
        item = next(((f, last) for _, _, f, last in self.items if f <= start < last), None)
        for first, deadline in reversed(before):
            if any(left < first < right <= number for left, right in self.brackets):
                continue  # "(cuối năm 2021 có 63 xã); có thêm 20 xã …": what a bracket dates ends with it
            if item is not None and item[0] <= first < item[1]:
                return deadline
            home = next(((left, f, last) for left, _, f, last in self.items if f <= first < last), None)
            if home is None or home[0] != home[1]:
                continue
            inside = [m.quantity.begin for m in self.mentions if home[1] <= m.quantity.begin < home[2]]
            if not inside or inside[-1] > first:  # it opens what it dates, in the first item of its sentence
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
        series = series_tier(self.text, self.claims, claim)
        if series is not None:
            return series
        if claim.mention.head.strip().lower() in {"tăng", "giảm", "tăng thêm"} and self.done:
            before = list(self.done.values())[-1]
            if before.unit == claim.unit:
                return before.tier  # "88/126 xã đạt chuẩn, tăng 36 xã so với năm 2020"
        restated = regex.match(r"(?:(?:để\s+)?nâng\s+(?:tổng\s+)?số|l(?:ũy|uỹ)\s+kế)", claim.mention.head, _I)
        previous = next((t for t in reversed(list(self.done.values()))), None)
        if restated and previous is not None and previous.tier:
            return previous.tier
        if (
            claim.parent is not None
            and claim.inside
            and id(claim.parent) in self.done
            and claim.parent.unit == claim.unit
        ):
            return self.done[id(claim.parent)].tier
        lead = tier_of(self.own_lead(claim.start))
        if lead is not None:
            return lead
        sentence_tier = self.qualifying_tier(claim)
        return sentence_tier or self.ground.tier(self.node)

    def qualifying_tier(self, claim: Claim) -> str | None:
        """ "… 12 xã kiểu mẫu, cụ thể: có ít nhất một lĩnh vực nổi trội": what the colon opens has its tier."""
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
        """The place that the row is limited to: named in the clause or its bracket, by a footnote, or by a heading."""
        item = next((f for _, _, f, last in self.items if f <= claim.start < last), claim.start)
        named = scopes.named(self.text, claim, self.passage.start, item, self.ground)
        if named is not None:
            return named
        noun = claim.mention.noun
        noted = self.ground.noted_places(noun.end if noun else claim.mention.quantity.end)
        inherited = noted or scopes.title(self.text, self.node, self.ground) or self.ground.scope(self.node)
        return inherited or scopes.bare_names(self.text, claim)

    def confidence(self, claim: Claim, words: bool) -> float:
        value = 0.97 - 0.12 * len(claim.doubts) - (0.1 if words else 0.0)
        if self.section in {"organisation", "funding"}:
            value -= 0.15
        if claim.unit == "%":
            value -= 0.1
        return round(max(0.3, value), 2)

    def split(self, claim: Claim, target: Target) -> list[Target]:
        """One row for each thing that the percentage counts: "100% số xã, huyện …" is two."""
        found = [target]
        own = self.criteria.get(id(claim))
        for unit in claim.also:
            level = "huyện" if unit == "huyện" else "xã"
            number = target.criterion
            if level != target.criterion_set:  # the other level's set has its own numbers
                number = own.resolve(level, target.tier) if own is not None else None
            found.append(replace(target, unit=unit, criterion=number, criterion_set=level if number else None))  # type: ignore[arg-type]
        return found

    def zeros(self) -> list[Target]:
        """ "không còn xã dưới 15 tiêu chí": a count of zero."""
        if self.section in {"past", "preamble"}:
            return []
        found = []
        for match in patterns.ZERO.finditer(self.text, self.passage.start, self.passage.end):
            if not patterns.ZERO_STATE.search(match["rest"]):
                continue
            rest = match["rest"].rstrip()
            zero = Target(
                start=match.start(),
                end=match.start("rest") + len(rest),
                subject=" ".join(rest.split()),
                count=0.0,
                unit=match["noun"].lower(),
                tier=tier_of(rest) or self.ground.tier(self.node),
                scope=self.ground.scope(self.node),
                confidence=0.85,
            )
            found.append(_dated(zero, self.deadline(match.start(), match.end(), match.start())))
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
            milestone = Target(
                start=item.start,
                end=min(item.end, item.start + _QUOTE_LENGTH),
                kind="milestone",
                subject=" ".join(self.text[item.standard : item.end].split()),
                change="maintain" if patterns.KEPT.search(clause) else "level",
                tier=tier,
                criterion=number,
                criterion_set=level if number else None,  # type: ignore[arg-type]
                scope=scopes.title(self.text, self.node, self.ground) or self.ground.scope(self.node) or item.place,
                confidence=0.8,
            )
            found.append(_dated(milestone, deadline))
        return found

    def covers(self, claim: Claim, standard: int) -> bool:
        """Whether a standard is what a counted thing reaches ("10 xã … huyện đạt"), and not a clause of its own."""
        number = claim.mention.quantity.finish
        return number <= standard < claim.end and not regex.search(r"[,;:]", self.text[number:standard])


def _dated(target: Target, deadline: Deadline | None) -> Target:
    if deadline is None:
        return target
    return replace(target, deadline=deadline.year, deadline_kind=deadline.kind, period_start=deadline.start)
