"""Who does what: the clauses of a plan that give work to a named body, as lead or as the one who takes part.

In: a document and its outline. Out: `Responsibility` records, spans into the document's text. A clause's agencies are
its subject, else those of the heading or lead-in over it (`Outline.inherit`); what is only the object of another's
action ("hướng dẫn X", "trình X", "để X …") gives no record. What counts is defined in `gold/README.md`.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

import regex

from ocr.document import Document
from parsers import agencies, language, refs
from parsers.agencies import AgencyMention
from parsers.outline import Node, Outline
from parsers.records import Header, Responsibility

Role = Literal["lead", "coordinate"]

MOST = 300  # characters of a quote (guidelines)

_SEPARATOR = regex.compile(
    r"\s*+(?:\([^()]{0,300}\)\s*+)?(?:,|;|\bvà\b|\bcùng(?:\s++với)?\b|-|/)?\s*+(?:và\s++)?(?:\([^()]{0,300}\)\s*+)?"
)
_CALL = regex.compile(
    r"(?i:(?:đề\s++nghị|yêu\s++cầu|giao(?:\s++(?:cho|nhiệm\s++vụ\s++cho))?|phân\s++công|riêng(?:\s++đối\s++với)?|đối\s++với"
    r"|(?:trách\s++nhiệm|nhiệm\s++vụ)\s++của)\s++)"
)
# what may stand before the subject of a sentence: time, ground, condition, up to a comma
_ADVERBIAL = regex.compile(
    r"(?i:trên\s++cơ\s++sở|căn\s++cứ|hằng|hàng|định\s++kỳ|trước\s++ngày|trong\s++quá\s++trình|theo|ngoài\s++ra|đồng\s++thời"
    r"|trường\s++hợp|khi|sau\s++khi|từ|đến|để|tùy|riêng|mặt\s++khác|bên\s++cạnh)\b[^,;:.]{0,200}+,\s*+"
)
_ADVERBS = (
    r"(?:(?:thường\s++xuyên|chủ\s++động|tích\s++cực|tiếp\s++tục|tăng\s++cường|có\s++trách\s++nhiệm|chịu\s++trách\s++nhiệm"
    r"|đồng\s++thời|ngoài\s++ra|cần|phải|và|kịp\s++thời|có\s++nhiệm\s++vụ)\s*+[:]?\s*+)*+"
)
_COORDINATES = regex.compile(rf"(?i:{_ADVERBS}phối\s++hợp)\b")
_WITH = regex.compile(
    r"(?i:phối(?:,|\s)*+(?:kết\s++)?hợp)(?:\s++(?:chặt\s++chẽ|thường\s++xuyên|đồng\s++bộ|hiệu\s++quả|tốt|và\s++đề\s++nghị)|,)*+"
    r"(?:\s++(?i:với|cùng(?:\s++với)?))?+\s++(?:lực\s++lượng\s++)?"
)
_NOMINAL = regex.compile(
    r"(?i:quy\s++chế|cơ\s++chế|công\s++tác|chương\s++trình|sự|quan\s++hệ|quy\s++trình|văn\s++bản|kế\s++hoạch)\s++$"
)
_NOT_A_TASK = regex.compile(
    r"(?i:đã|được|đang|đạt|bị|chưa|hiện|gồm|bao\s++gồm|thuộc|trực\s++thuộc|là(?!\s++(?:cơ\s++quan|đơn\s++vị|đầu\s++mối))|có(?!\s++trách\s++nhiệm|\s++nhiệm\s++vụ"
    r"|\s++kế\s++hoạch|\s++biện\s++pháp|\s++giải\s++pháp)|hoàn\s++thành\s++tốt)\b"
)
_TASK = regex.compile(
    r"(?i:chủ\s++trì|chủ\s++động|phối\s++hợp|có\s++trách\s++nhiệm|chịu\s++trách\s++nhiệm|là\s++(?:cơ\s++quan|đơn\s++vị|đầu\s++mối)|căn\s++cứ"
    r"|theo\s++(?:chức|dõi)|trên\s++cơ\s++sở|tiếp\s++tục|thường\s++xuyên|tổ\s++chức|tham\s++mưu|hướng\s++dẫn|xây\s++dựng)\b"
)
_LEADS = regex.compile(
    r"\s*+(?i:(?:làm\s++)?chủ\s++trì|có\s++trách\s++nhiệm|chịu\s++trách\s++nhiệm|làm\s++đầu\s++mối|là\s++cơ\s++quan\s++(?:chủ\s++trì|đầu\s++mối|thường\s++trực))\b"
)
_GIVEN = regex.compile(
    r"(?i:(?<!được\s)giao(?:\s++cho)?|yêu\s++cầu|đề\s++nghị|phân\s++công|do)\s++(?:các\s++đồng\s++chí\s++)?$"
)
_ROLE_LABEL = regex.compile(
    r"(?:(?i:các\s++)?(?i:cơ\s++quan|đơn\s++vị|sở,?\s++(?:ban,?\s++)?ngành|ngành|phòng,?\s++ban|trách\s++nhiệm|phân\s++công)[^:;.]{0,25}?)?"
    r"(?P<role>(?i:chủ\s++trì|thực\s++hiện|phối\s++hợp|tham\s++mưu|đầu\s++mối|chịu\s++trách\s++nhiệm|phụ\s++trách))[^:;.,]{0,25}?:\s*+"
)
_CLOSING = regex.compile(
    r"(?i:trên\s++đây\s++là|\(?(?:chi\s++tiết|kèm\s++theo|có\s++(?:phụ\s++lục|biểu|danh\s++sách))|kế\s++hoạch\s++này\s++(?:thay|có\s++hiệu)"
    r"|(?:trong\s++)?quá\s++trình\s++(?:tổ\s++chức\s++)?(?:triển\s++khai\s++)?(?:tổ\s++chức\s++)?thực\s++hiện[^.;]{0,60}(?:nếu|khó\s++khăn|vướng\s++mắc))"
)
_LEAD_IN = regex.compile(
    r"[,;]?\s*+(?i:(?:và\s++)?(?:có|với|thực\s++hiện)\s++(?:các\s++|những\s++)?(?:nhiệm\s++vụ|trách\s++nhiệm|nội\s++dung)[^:,;]{0,40}|như\s++sau|cụ\s++thể|bao\s++gồm|gồm)?\s*+:$"
)
_NO_TASK = regex.compile(
    rf"(?i:{_ADVERBS}(?:là\s++(?:cơ\s++quan|đơn\s++vị)\s++)?(?:chủ\s++trì|phối\s++hợp|có\s++trách\s++nhiệm|chịu\s++trách\s++nhiệm|có\s++nhiệm\s++vụ|thực\s++hiện\s++(?:các\s++)?nhiệm\s++vụ)?)[\s,;:]*+$"
)
_NEW_CLAUSE = regex.compile(
    r";\s*+(?!(?i:(?:và\s++)?\(?\s*+(?:các\s++|tiểu\s++)?(?:tiêu\s++chí|chỉ\s++tiêu|nội\s++dung|dự\s++án|nhiệm\s++vụ)\b))"
)


@dataclass(frozen=True, slots=True)
class _Actor:
    """An agency with the part it takes in the tasks of a clause or of the bullets below it."""

    mention: AgencyMention
    role: Role


@dataclass(frozen=True, slots=True)
class _Opening:
    """The agencies that a stretch of text opens with: `start` where they begin, `end` where what they do begins."""

    start: int
    end: int
    mentions: tuple[AgencyMention, ...]
    called: bool
    colon: bool


@dataclass(frozen=True, slots=True)
class _Row:
    actor: _Actor
    start: int
    end: int
    task: int
    refs: tuple[str, ...]
    confidence: float


def responsibilities(part: Document, outline: Outline, header: Header) -> tuple[Responsibility, ...]:
    """Every agency × role × references of every paragraph that assigns work, in reading order."""
    reader = _Reader(part, outline)
    found: list[Responsibility] = []
    for node in outline.nodes[1:]:
        seen: set[tuple[str, Role, tuple[str, ...]]] = set()
        for row in reader.rows(node):
            key = (row.actor.mention.name.lower(), row.actor.role, tuple(sorted(row.refs)))
            if key not in seen:
                seen.add(key)
                found.append(reader.record(row))
    return tuple(found)


class _Reader:
    def __init__(self, part: Document, outline: Outline):
        self.text = part.text
        self.outline = outline
        self.mentions = agencies.find(part.text)
        self.by_start = {mention.start: index for index, mention in enumerate(self.mentions)}
        self.first_section = min((section.start for section in outline.sections), default=0)

    # ---- what opens with agencies

    def series(self, position: int, limit: int) -> tuple[list[AgencyMention], int]:
        """The agencies listed from `position` on ("Sở A, các sở, ngành và UBND các xã"), and where the list ends."""
        found: list[AgencyMention] = []
        end = position
        while True:
            start = _SEPARATOR.match(self.text, end, limit).end() if found else end
            index = self.by_start.get(start)
            if index is None or self.mentions[index].end > limit:
                return found, end
            found.append(self.mentions[index])
            end = self.mentions[index].end

    def opening(self, start: int, limit: int) -> _Opening | None:
        """The subject of the clause at `start`, after a call ("Đề nghị") or an adverbial; None where it has none."""
        position = start
        called = False
        for pattern in (_ADVERBIAL, _CALL, _ADVERBIAL):
            if position in self.by_start:
                break
            match = pattern.match(self.text, position, limit)
            if match:
                position = match.end()
                called = called or pattern is _CALL
        mentions, end = self.series(position, limit)
        if not mentions:
            return None
        bracket = regex.compile(r"\s*+\([^()]{0,400}\)").match(self.text, end, limit)
        end = bracket.end() if bracket else end
        colon = regex.compile(r"\s*+[*_]*+:[*_]*+\s*+").match(self.text, end, limit)
        after = colon.end() if colon else end
        while after < limit and self.text[after].isspace():
            after += 1
        return _Opening(position, after, tuple(mentions), called, colon is not None)

    def subject(self, start: int, limit: int) -> _Opening | None:
        """An opening that is followed by a task."""
        opening = self.opening(start, limit)
        if opening is None:
            return None
        rest = self.text[opening.end : limit]
        if not rest.strip(" .:;*_/"):
            return opening
        if _NOT_A_TASK.match(rest) and not opening.colon:
            return None
        if opening.colon:
            return opening if not (opening.mentions[0].kind == "place" and not self.is_task(rest)) else None
        return opening if self.is_task(rest) else None

    def is_task(self, text: str) -> bool:
        """Whether the words begin with what is done: a verb, or an adverb before it."""
        if _TASK.match(text):
            return True
        words = language.tokens(text[:80])
        return bool(words) and words[0].tag in ("V", "R")

    # ---- who does the tasks of a paragraph

    def holders(self, node: Node) -> tuple[_Actor, ...] | None:
        """The agencies of a heading or lead-in, for the paragraphs below it; () where only a vague group is named."""
        opening = self.subject(node.body, node.end)
        if opening is None:
            return None
        role = self.role(opening.end, node.end)
        actors = [_Actor(mention, role) for mention in opening.mentions]
        if self.text[opening.end : node.end].rstrip(" *_").endswith(":"):
            actors += [_Actor(mention, "coordinate") for mention, _ in self.partners(opening.end, node.end)]
        return tuple(actor for actor in actors if actor.mention.kind != "vague")

    def inherited(self, node: Node) -> tuple[_Actor, ...]:
        above = self.outline.inherit(node, self.holders) or ()
        parent = self.outline.nodes[node.parent] if node.parent else None
        # a lead-in of its own between the heading and its bullets: "Chủ trì, phối hợp với UBND các xã:"
        if above and parent is not None and self.holders(parent) is None and self.leads_in(parent):
            above += tuple(_Actor(mention, "coordinate") for mention, _ in self.partners(parent.body, parent.end))
        return above

    def leads_in(self, node: Node) -> bool:
        return self.text[node.body : node.end].rstrip(" *_").endswith(":")

    def role(self, start: int, limit: int) -> Role:
        return "coordinate" if _COORDINATES.match(self.text, start, limit) else "lead"

    def partners(self, start: int, limit: int) -> Iterator[tuple[AgencyMention, int]]:
        """The agencies named after "phối hợp với"."""
        for match in _WITH.finditer(self.text, start, limit):
            if _NOMINAL.search(self.text, max(start, match.start() - 30), match.start()):
                continue
            listed, _ = self.series(match.end(), limit)
            for mention in listed:
                if mention.kind != "vague":
                    yield mention, mention.start

    def given(self, start: int, limit: int) -> Iterator[AgencyMention]:
        """Agencies inside a clause that work is given to: "do Sở A chủ trì", "giao UBND các xã …", "; Sở B chủ trì"."""
        for mention in self.mentions:
            if not start < mention.start < limit:
                continue
            given = _GIVEN.search(self.text, max(start, mention.start - 30), mention.start)
            listed, end = self.series(mention.start, limit)
            leads = _LEADS.match(self.text, end, limit)
            by = given and given.group().strip().lower() == "do"
            before = self.text[max(start, mention.start - 2) : mention.start].strip()
            if (given and not by and self.is_task(self.text[end:limit].lstrip())) or (
                leads and (given or before in (",", ";", "("))
            ):
                yield from (item for item in listed if item.kind != "vague")

    # ---- rows

    def rows(self, node: Node) -> Iterator[_Row]:
        if node.kind in ("closing", "note", "root") or node.start < self.first_section:
            return
        if _CLOSING.match(self.text, node.body, node.end):
            yield from self.given_rows(node.body, node.end)
            return
        label = _ROLE_LABEL.match(self.text, node.body, node.end)
        if label:
            yield from self.labelled(node)
            return
        yield from self.clauses(node)

    def labelled(self, node: Node) -> Iterator[_Row]:
        """ "Cơ quan chủ trì: Sở A; cơ quan phối hợp: Sở B"."""
        position = node.body
        while label := _ROLE_LABEL.match(self.text, position, node.end):
            listed, end = self.series(label.end(), node.end)
            role: Role = "coordinate" if regex.match(r"(?i)phối", label["role"]) else "lead"
            for mention in listed:
                if mention.kind != "vague":
                    yield _Row(_Actor(mention, role), label.start(), end, label.start(), (), 0.9)
            after = regex.compile(r"[^;.]*+[;.]\s*+").match(self.text, end, node.end)
            if not after:
                return
            position = after.end()

    def given_rows(self, start: int, end: int) -> Iterator[_Row]:
        for mention in self.given(start, end):
            yield _Row(
                _Actor(mention, "lead"), mention.start, self.sentence_end(mention.start, end), mention.end, (), 0.7
            )

    def sentence_end(self, start: int, limit: int) -> int:
        spans = language.sentences(self.text[start:limit])
        return self.trimmed(start, start + spans[0][1]) if spans else limit

    def clauses(self, node: Node) -> Iterator[_Row]:
        actors = self.inherited(node)
        sure = 0.9
        if self.is_title(node):
            return
        for first, last in language.sentences(self.text[node.body : node.end]):
            for start, end, task in self.split(node.body + first, node.body + last):
                opening = self.subject(start, end)
                if opening is not None:
                    role = self.role(opening.end, end)
                    actors = tuple(_Actor(m, role) for m in opening.mentions if m.kind != "vague")
                    sure = 0.95 if opening.colon or _LEADS.match(self.text, opening.end, end) else 0.85
                begin = opening.end if opening else start
                yield from self.clause(actors, opening, begin, start, end, sure)

    def split(self, start: int, end: int) -> Iterator[tuple[int, int, int]]:
        position = start
        for match in _NEW_CLAUSE.finditer(self.text, start, end):
            yield position, match.start(), position
            position = match.end()
        if position < end:
            yield position, end, position

    def is_title(self, node: Node) -> bool:
        """Whether the paragraph only announces what is below it, and is no task itself."""
        if not self.outline.children(node):
            opening = self.opening(node.body, node.end)
            return opening is not None and not self.text[opening.end : node.end].strip(" .:;*_/")
        words = self.text[node.body : node.end]
        opening = self.subject(node.body, node.end)
        if opening:
            words = self.text[opening.end : node.end]
        for mention, _ in self.partners(node.body, node.end):
            words = words.replace(self.text[mention.start : mention.end], "")
        return bool(_NO_TASK.match(words)) or (opening is None and not self.is_task(words))

    def clause(
        self, actors: tuple[_Actor, ...], opening: _Opening | None, begin: int, start: int, end: int, sure: float
    ) -> Iterator[_Row]:
        last = self.trimmed(begin, end)
        if last <= begin:
            return
        numbers = tuple(str(ref) for ref in refs.find(self.text[begin:last]))
        own = self.role(begin, last)
        partners = list(self.partners(begin, last))
        names = {mention.name for mention, _ in partners}
        if actors or opening is None:
            for actor in actors:
                role = "coordinate" if own == "coordinate" else actor.role
                first = actor.mention.start if opening else start
                yield _Row(_Actor(actor.mention, role), first, last, begin, numbers, sure)
        for mention, place in partners:
            yield _Row(_Actor(mention, "coordinate"), place, last, begin, numbers, sure - 0.05 if actors else 0.6)
        for mention in self.given(begin, last):
            if mention.name not in names:
                yield _Row(_Actor(mention, "lead"), mention.start, last, mention.end, numbers, 0.75)

    def trimmed(self, start: int, end: int) -> int:
        words = self.text[start:end]
        lead = _LEAD_IN.search(words)
        words = words[: lead.start()] if lead else words
        return start + len(words.rstrip(" .;:/*_\xa0\t"))

    def record(self, row: _Row) -> Responsibility:
        end = min(row.end, row.start + MOST)
        return Responsibility(
            start=row.start,
            end=end,
            agency=row.actor.mention.name,
            role=row.actor.role,
            task=self.text[min(row.task, end) : end].strip(),
            refs="; ".join(row.refs) or None,
            confidence=round(row.confidence if row.actor.mention.agency_id else row.confidence - 0.1, 2),
        )
