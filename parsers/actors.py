"""Who acts in a stretch of a plan: its subject, its partners, those it gives work to, and those of the heading above.

In: a text and its outline. Out: agencies with their role. A body that is only the object of another's action ("hướng
dẫn X", "trình X", "để X …") is none of these.
"""

from __future__ import annotations

import bisect
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Literal

import regex

from ocr.tones import new_style
from parsers import agencies, agency_words, duty_patterns, language
from parsers.agencies import AgencyMention
from parsers.outline import Node, Outline

Role = Literal["lead", "coordinate"]
_LONGEST_TITLE = 600  # characters; a longer paragraph holds tasks, whatever it begins with


@dataclass(frozen=True, slots=True)
class Actor:
    """An agency with the part it takes in the tasks of a clause, or of the paragraphs below a heading."""

    mention: AgencyMention
    role: Role


@dataclass(frozen=True, slots=True)
class Opening:
    """The agencies that a clause opens with, from `start`; what they do begins at `end`.

    `colon`: "Sở A: …". `called`: "Đề nghị Sở A …".
    """

    start: int
    end: int
    mentions: tuple[AgencyMention, ...]
    colon: bool
    called: bool


class Actors:
    """The agencies of one document; every offset is one of its text."""

    def __init__(self, text: str, outline: Outline):
        self.text = new_style(text)
        self.outline = outline
        self.mentions = agencies.find(text)
        self._gazetteer = agencies.named(text)
        self._starts = [mention.start for mention in self.mentions]
        self._by_start = {mention.start: mention for mention in self.mentions}
        self._headings: dict[tuple[int, int], Opening | None] = {}
        self._holders: dict[int, tuple[Actor, ...] | None] = {}
        self._assigning = [
            (section.start, section.end)
            for section in outline.sections
            if duty_patterns.ORGANISATION.search(new_style(section.title))
        ]
        self._annexes = [
            node.start for node in outline.nodes if duty_patterns.ANNEX.match(self.text, node.start, node.end)
        ]

    def series(self, position: int, limit: int) -> tuple[list[AgencyMention], int]:
        """The agencies listed from `position` on ("Sở A, các sở, ngành và UBND các xã"), and where the list ends."""
        found: list[AgencyMention] = []
        end = start = position
        while (mention := self._by_start.get(start)) is not None and mention.end <= limit:
            found.append(mention)
            end = mention.end
            if mention.kind == "class":  # "các nhà mạng (Viettel, VNPT)": the bracket says which
                members, end = self._members(end, limit)
                found += members
            separator = duty_patterns.SEPARATOR.match(self.text, end, limit)
            start = separator.end() if separator else limit
        return found, end

    def _members(self, position: int, limit: int) -> tuple[list[AgencyMention], int]:
        """The bodies of a bracket at `position` that holds nothing else, and where it ends."""
        bracket = duty_patterns.BRACKET.match(self.text, position, limit)
        if bracket is None:
            return [], position
        members, end = self.series(self.text.index("(", position) + 1, bracket.end() - 1)
        alone = not self.text[end : bracket.end() - 1].strip(" ,.;…")
        return (members, bracket.end()) if members and alone else ([], position)

    def opening(self, start: int, limit: int) -> Opening | None:
        """The agencies that `text[start:limit]` begins with, after a call ("Đề nghị") or an adverbial."""
        position, called = self._before_subject(start, limit)
        mentions, end = self.series(position, limit)
        if not mentions:
            return None
        which = duty_patterns.WHICH.match(self.text, end, limit) if mentions[-1].kind == "vague" else None
        if which and which.end() in self._by_start:
            mentions, end = self.series(which.end(), limit)
        asks = duty_patterns.ASKS.match(self.text, end, limit)
        if asks and asks.end() in self._by_start:  # "UBND tỉnh yêu cầu UBND các xã …": they do it, not the one who asks
            position = asks.end()
            mentions, end = self.series(position, limit)
        for pattern in (duty_patterns.BRACKET, duty_patterns.INSERTED):
            remark = pattern.match(self.text, end, limit)
            end = remark.end() if remark else end
        for pattern in (duty_patterns.DURING, duty_patterns.MANNER, duty_patterns.LOOSE_END):
            inserted = pattern.match(self.text, end, limit)
            end = inserted.end() if inserted and self.is_task(self.text[inserted.end() : limit]) else end
        end, colon = self._after_colon(end, limit)
        return Opening(position, end, tuple(mentions), colon, called)

    def _after_colon(self, end: int, limit: int) -> tuple[int, bool]:
        """Where what follows an opening that ends at `end` begins, and whether a colon stands between them."""
        colon = duty_patterns.COLON.match(self.text, end, limit)
        end = colon.end() if colon else end
        while end < limit and self.text[end].isspace():
            end += 1
        return end, colon is not None

    def _is_bare(self, start: int, limit: int) -> bool:
        """Whether no words stand in `text[start:limit]`, only marks."""
        return not self.text[start:limit].strip(" .:;*_/")

    def _before_subject(self, start: int, limit: int) -> tuple[int, bool]:
        """Where the subject may stand, after adverbials and a call; whether it is called."""
        position = start
        bullet = duty_patterns.BULLET.match(self.text, position, limit)
        position = bullet.end() if bullet else position
        matter = duty_patterns.SUBJECT_MATTER.match(self.text, position, limit)
        if matter and not self._named(position, matter.end()):
            after = self._after_adverbials(matter.end(), limit)
            if after in self._by_start:
                return after, False
        call = self._call(position, limit)
        if call is None and position not in self._by_start:
            position = self._after_adverbials(position, limit)
            call = self._call(position, limit)
        if call and position not in self._by_start:
            return call.end(), call.re is duty_patterns.ORDER
        return position, False

    def _after_adverbials(self, position: int, limit: int) -> int:
        """Where the adverbials that begin at `position` end: "Căn cứ chức năng, nhiệm vụ được giao, ", or there."""
        adverbial = duty_patterns.ADVERBIAL.match(self.text, position, limit)
        for _ in range(4):
            if adverbial is None:
                break
            position = adverbial.end()
            if position in self._by_start or self._call(position, limit):
                break
            adverbial = duty_patterns.MORE_ADVERBIAL.match(self.text, position, limit)
        return position

    def _named(self, start: int, limit: int) -> bool:
        """Whether a body is named in `text[start:limit]`."""
        return bool(self.between(start, limit))

    def between(self, start: int, limit: int) -> tuple[AgencyMention, ...]:
        """The bodies whose names begin in `text[start:limit]`."""
        return self.mentions[bisect.bisect_left(self._starts, start) : bisect.bisect_left(self._starts, limit)]

    def _call(self, position: int, limit: int) -> regex.Match[str] | None:
        """A call or topic with a body right behind it."""
        for pattern in (duty_patterns.ORDER, duty_patterns.TOPIC):
            match = pattern.match(self.text, position, limit)
            if match and match.end() in self._by_start:
                return match
        return None

    def subject(self, start: int, limit: int) -> Opening | None:
        """An opening that a task follows, or nothing (a heading of agencies only)."""
        known = self._known_subject(start, limit)
        if known is not None and any(mention.kind != "vague" for mention in known.mentions):
            return known
        other = self._any_subject(start, limit)  # "Các đơn vị | thi công …" is no vague group that builds
        return other if other and any(mention.kind != "vague" for mention in other.mentions) else known

    def heading(self, node: Node) -> Opening | None:
        """The opening of a paragraph; over others and without a verb it is names from end to end."""
        if (key := (node.index, node.end)) not in self._headings:
            self._headings[key] = self._heading(node)
        return self._headings[key]

    def _heading(self, node: Node) -> Opening | None:
        end = self.end(node)
        known = self.subject(node.body, end)
        alone = known is not None and self._is_bare(known.end, end)
        if alone or (known and any(mention.agency_id for mention in known.mentions)) or not self._above(node):
            return known
        whole = self._any_subject(node.body, end)
        return whole if whole and self._is_bare(whole.end, end) else known

    def _above(self, node: Node) -> bool:
        return node.kind == "heading" and bool(self.outline.children(node))

    def _any_subject(self, start: int, limit: int) -> Opening | None:
        """In a section that assigns work: a subject or a heading whose names no lexicon knows."""
        if not any(first <= start < last for first, last in self._assigning):
            return None
        bullet = duty_patterns.BULLET.match(self.text, start, limit)
        position = bullet.end() if bullet else start
        calls = (pattern.match(self.text, position, limit) for pattern in (duty_patterns.ORDER, duty_patterns.TOPIC))
        call = next((call for call in calls if call), None)
        position = call.end() if call else position
        if not self.text[position : position + 1].isupper() and not call:
            return None
        close = min(limit, position + _LONGEST_TITLE)
        names = self._gazetteer[
            bisect.bisect_left(self._gazetteer, (position, 0)) : bisect.bisect_left(self._gazetteer, (close, 0))
        ]
        known = {first - position: last - position for first, last in names}
        mentions, length = agencies.opening(self.text[position:close], known)
        if not mentions:
            return None
        end = position + length
        if duty_patterns.ASKS.match(self.text, end, limit):
            return None
        bracket = duty_patterns.BRACKET.match(self.text, end, limit)
        end = bracket.end() if bracket else end
        end, colon = self._after_colon(end, limit)
        if not colon and not self._is_bare(end, limit) and not self.is_task(self.text[end:limit]):
            return None
        placed = tuple(
            replace(mention, start=mention.start + position, end=mention.end + position) for mention in mentions
        )
        called = call is not None and call.re is duty_patterns.ORDER
        return Opening(position, end, placed, colon, called)

    def _known_subject(self, start: int, limit: int) -> Opening | None:
        opening = self.opening(start, limit)
        if opening is None:
            return None
        rest = self.text[opening.end : limit]
        if self._is_bare(opening.end, limit):
            return opening if opening.start == start or self._call(start, limit) else None
        if opening.colon:
            return opening if opening.mentions[0].kind != "place" or self.is_task(rest) else None
        placed = duty_patterns.PLACED.match(rest)
        if placed and opening.mentions[-1].kind == "class":
            return replace(opening, end=opening.end + placed.end())
        if duty_patterns.NOT_A_TASK.match(rest):
            return opening if duty_patterns.LATER_DUTY.match(rest) else None
        return opening if self.is_task(rest) else None

    def is_task(self, words: str) -> bool:
        """Whether the words begin with what is done: a verb, or an adverb before it (underthesea's word classes)."""
        if duty_patterns.TASK.match(words) or agency_words.begins_duty(words):
            return True
        tags = [token.tag for token in language.tokens(words[:80])[:3]]
        return tags[:1] in (["V"], ["R"]) or (tags[:1] == ["A"] and "V" in tags)

    def is_foreign(self, words: str) -> bool:
        """Whether the words begin with a subject of their own that is no known form of body."""
        if (
            duty_patterns.DUTY.match(words) is None
            or duty_patterns.TASK.match(words)
            or agency_words.begins_duty(words)
        ):
            return False  # seen without the word classes, whose models take half a second to load
        first = next(iter(language.tokens(words[:80])), None)
        return first is not None and first.tag in ("N", "Np", "L")

    def role(self, start: int, limit: int) -> Role:
        """The part of the subject whose task begins at `start`: "phối hợp …" coordinates, all else leads."""
        return "coordinate" if duty_patterns.COORDINATES.match(self.text, start, limit) else "lead"

    def partners(self, start: int, limit: int) -> Iterator[AgencyMention]:
        """The agencies named after "phối hợp với", or behind a comma before "phối hợp"."""
        for listed, _ in self._partner_lists(start, limit):
            yield from (mention for mention in listed if mention.kind != "vague")
        end = start
        for mention in self.between(start + 1, limit):
            if mention.start < end:
                continue
            listed, end = self.series(mention.start, limit)
            before = duty_patterns.BEFORE_PARTNER.search(self.text, max(start, mention.start - 20), mention.start)
            joins = duty_patterns.PARTNERS.match(self.text, end, limit)
            if before and joins and (before["lead"] or joins["ends"] is not None):
                yield from (item for item in listed if item.kind not in ("vague", "place"))

    def _partner_lists(self, start: int, limit: int) -> Iterator[tuple[list[AgencyMention], int]]:
        for match in duty_patterns.WITH.finditer(self.text, start, limit):
            before = self.text[max(start, match.start() - 100) : match.start()]
            if not duty_patterns.NOMINAL.search(before) and not duty_patterns.PAST.search(before):
                yield self.series(match.end(), limit)

    def clauses(self, start: int, limit: int) -> Iterator[tuple[int, int]]:
        """The clauses of a sentence: cut at semicolons, but not inside a list of agencies."""
        lists = [(listed[0].start, end) for listed, end in self._partner_lists(start, limit) if listed]
        opening = self.opening(start, limit)
        lists += [(opening.start, opening.end)] if opening else []
        position = start
        for match in duty_patterns.NEW_CLAUSE.finditer(self.text, start, limit):
            if any(first < match.start() < last for first, last in lists):
                continue
            ground = duty_patterns.ONLY_GROUND.match(self.text, position, match.start())
            if ground and match.end() in self._by_start and self._known_subject(position, match.start()) is None:
                continue
            yield position, match.start()
            position = match.end()
        if position < limit:
            yield position, limit

    def given(self, start: int, limit: int, ordered: bool) -> Iterator[AgencyMention]:
        """Agencies inside a clause that work is given to: "do Sở A chủ trì", ", Sở B chủ trì".

        `ordered`: also "giao UBND các xã …", which below the heading of an agency is only what that agency does.
        """
        end = start
        for mention in self.between(start + 1, limit):
            if mention.start < end or mention.kind == "place":
                continue
            listed, end = self.series(mention.start, limit)
            given = duty_patterns.GIVEN.search(self.text, max(start, mention.start - 30), mention.start)
            done_by = given is not None and given.group().lower().startswith("do")
            order = ordered and given is not None and not done_by
            pattern = duty_patterns.DONE_BY if done_by else duty_patterns.LEADS
            leads = pattern.match(self.text, end, limit) and listed[-1].kind != "vague"
            before = self.text[max(start, mention.start - 2) : mention.start].strip()
            rest = self.text[end:limit].lstrip()
            order = order and self.is_task(rest) and not duty_patterns.NOT_A_TASK.match(rest)
            if order or (leads and (given or before in (",", "("))):
                yield from (item for item in listed if item.kind not in ("vague", "place"))

    def end(self, node: Node) -> int:
        """Where a paragraph ends whose list of bodies goes on in the next ("Hội Liên hiệp / Phụ nữ tỉnh")."""
        following = self.outline.nodes[node.index + 1] if node.index + 1 < len(self.outline.nodes) else node
        if node.kind != "heading" or following.kind != "paragraph":
            return node.end
        last = self.between(node.start, node.end)[-1:]
        cut = bool(last) and last[0].end > node.end
        open_list = duty_patterns.OPEN_LIST.search(self.text, node.start, node.end) is not None
        return following.end if cut or (open_list and following.start in self._by_start) else node.end

    def holders(self, node: Node) -> tuple[Actor, ...] | None:
        """The agencies of a heading or lead-in, for the paragraphs below it; () where only a vague group is named."""
        if node.index not in self._holders:
            self._holders[node.index] = self._read_holders(node)
        return self._holders[node.index]

    def _read_holders(self, node: Node) -> tuple[Actor, ...] | None:
        end = self.end(node)
        opening = self.heading(node)
        if opening is None:
            return None
        role = self.role(opening.end, end)
        actors = [Actor(mention, role) for mention in opening.mentions if mention.kind != "vague"]
        if self.leads_in(node):
            actors += [Actor(mention, "coordinate") for mention in self.partners(opening.end, end)]
        return tuple(actors)

    def inherited(self, node: Node) -> tuple[Actor, ...]:
        """The agencies of the nearest heading or lead-in that names any, with the partners of a lead-in between; in an
        annex only those named in it."""
        number = bisect.bisect_right(self._annexes, node.start)
        first = self._annexes[number - 1] if number else 0
        above = self.outline.inherit(node, lambda over: self.holders(over) if over.start >= first else ()) or ()
        parent = self.outline.nodes[node.parent] if node.parent else None
        if above and parent is not None and self.holders(parent) is None and self.announces(parent):
            role = self.role(parent.body, parent.end)
            above = tuple(Actor(actor.mention, role if role == "coordinate" else actor.role) for actor in above)
            above += tuple(Actor(mention, "coordinate") for mention in self.partners(parent.body, parent.end))
        return above

    def leads_in(self, node: Node) -> bool:
        """Whether a paragraph ends with a colon: what follows belongs to it."""
        return self.text[node.body : node.end].rstrip(" *_").endswith(":")

    def announces(self, node: Node) -> bool:
        """Whether a paragraph over others is a lead-in or a title."""
        return self.leads_in(node) or self.is_title(node)

    def is_title(self, node: Node) -> bool:
        """Whether the paragraph only announces what is below it, and is no task itself."""
        end = self.end(node)
        if end - node.body > _LONGEST_TITLE:
            return False
        opening = self.heading(node) or self.opening(node.body, end)
        if not self.outline.children(node):
            return opening is not None and self._is_bare(opening.end, end)
        words = self.text[node.body : end] if opening is None else self.text[opening.end : end]
        tasks = list(words)
        first = end - len(words)
        for mention in self.between(first, end):  # "Chủ trì, phối hợp với Sở A:" holds no task beside the names
            if mention.end <= end:
                tasks[mention.start - first : mention.end - first] = " " * (mention.end - mention.start)
        bare = duty_patterns.WITH.sub(lambda match: " " * len(match.group()), "".join(tasks))
        return bool(duty_patterns.NO_TASK.match(_loose(bare))) or (opening is None and not self.is_task(words))


def _loose(words: str) -> str:
    """The words without separators and conjunctions left over where names were taken out."""
    return " ".join(word for word in words.replace(",", " ").split() if word.lower() not in ("và", "với", "cùng"))
