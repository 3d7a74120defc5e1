"""Who does what: the clauses of a plan that give work to a named body, as lead or as the one who takes part.

In: a document and its outline. Out: `Responsibility` records, spans into the document's text. A clause's agencies are
its subject, else those of the heading or lead-in over it; what counts is defined in `gold/README.md`.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

import regex

from ocr.document import Cell, Document, Table
from parsers import agencies, duty_patterns, language, refs, task_tables
from parsers.actors import Actor, Actors, Opening, Role
from parsers.agencies import AgencyMention
from parsers.outline import Node, Outline
from parsers.records import Header, Responsibility

MOST = 300  # characters of a quote (guidelines)

# how often each way of reading is right, rounded, on the labelled plans and on plans judged by reading
_COLON, _INHERITED, _CLAUSE, _LABELLED, _CELL, _GIVEN, _PARTNER = 0.97, 0.95, 0.9, 0.9, 0.85, 0.75, 0.9
_UNKNOWN = 0.05  # less for a body that the gazetteer does not know

_LEAD_COLUMN = regex.compile(duty_patterns.phrases("chủ trì|thực hiện|tham mưu|phụ trách|đầu mối|chịu trách nhiệm"))
_PARTNER_COLUMN = regex.compile(duty_patterns.phrases("phối hợp"))
_BODY_COLUMN = regex.compile(duty_patterns.phrases("cơ quan|đơn vị|sở|ngành|phòng|ban|trách nhiệm|chủ trì|phân công"))
_NEXT_LABEL = regex.compile(r"[^;.]*+[;.]\s*+")  # up to where "…; cơ quan phối hợp: …" goes on
_TASK_COLUMN = regex.compile(duty_patterns.phrases("nhiệm vụ|nội dung|công việc|hoạt động|giải pháp|tên"))
_CRITERION_COLUMN = regex.compile(r"\W*+(?P<kind>" + duty_patterns.phrases("tiêu chí|chỉ tiêu") + ")")


@dataclass(frozen=True, slots=True)
class _Clause:
    """A stretch with one subject, one role and one set of references; `task` is where what is done begins."""

    start: int
    end: int
    task: int
    opening: Opening | None
    role: Role
    refs: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Row:
    mention: AgencyMention
    role: Role
    start: int
    end: int
    task: int
    refs: tuple[str, ...]
    confidence: float
    end_of_task: int | None = None


def responsibilities(part: Document, outline: Outline, header: Header) -> tuple[Responsibility, ...]:
    """Every agency × role × references of every line of the text that assigns work, in reading order."""
    reader = _Reader(part, outline)
    found: list[Responsibility] = []
    seen: set[tuple[int, str, Role, tuple[str, ...]]] = set()
    for node in outline.nodes[1:]:
        for row in reader.rows(node):
            line = part.text.rfind("\n", 0, row.start)
            key = (line, agencies.key(row.mention.name), row.role, tuple(sorted(row.refs)))
            if key not in seen:
                seen.add(key)
                found.append(reader.record(row))
    return tuple(found)


class _Reader:
    def __init__(self, part: Document, outline: Outline):
        self.outline = outline
        self.actors = Actors(part.text, outline)
        self.text = self.actors.text
        self.tables = part.tables
        self.headings = {table.start: self._headings(table) for table in part.tables}
        self.regions = [
            region
            for region in task_tables.regions(part.text)
            if not any(table.start < region.end and region.start < table.end for table in part.tables)
        ]
        self.first_section = min((section.start for section in outline.sections), default=0)

    def rows(self, node: Node) -> Iterator[_Row]:
        """What a paragraph gives to whom, and a table of tasks that lost its cells, where the paragraph begins one."""
        begun = [region for region in self.regions if node.start <= region.start < node.end]
        inside = any(region.start < node.start < region.end for region in self.regions)
        if not inside:
            yield from self._paragraph(replace(node, end=begun[0].start) if begun else node)
        for region in begun:
            yield from self._region(region)

    def _region(self, region: task_tables.Region) -> Iterator[_Row]:
        for row in task_tables.rows(self.text, region):
            numbers = tuple(str(ref) for ref in refs.find(self.text[row.start : row.end_of_task]))
            for mention in (*row.leads, *row.partners):
                role: Role = "lead" if mention in row.leads else "coordinate"
                start, end = row.quote(self.text, mention)
                yield _Row(mention, role, start, end, row.start, numbers, _CELL, row.end_of_task)

    def _paragraph(self, node: Node) -> Iterator[_Row]:
        if (
            node.body >= node.end
            or node.kind in ("closing", "note", "root")
            or node.start < self.first_section
            or self._continues(node)
        ):
            return
        if self.text[node.body : node.end].isupper():  # a title
            return
        label = duty_patterns.ROLE_LABEL.match(self.text, node.body, node.end)
        if node.kind == "row":
            yield from self._cells(node)
        elif duty_patterns.CLOSING.match(self.text, node.body, node.end):
            yield from self._given(node.body, node.end, (), ordered=True)
            for first, last in self.actors.clauses(node.body, node.end):
                if duty_patterns.OTHERWISE.match(self.text, first, last):
                    clause = self._read(first, last, False)
                    yield from self._clause(self._subjects(clause), clause, _CLAUSE)
        elif label and self.actors.series(label.end(), node.end)[0]:
            yield from self._labelled(node.body, node.end)
        elif not self.actors.is_title(node):
            yield from self._clauses(node)

    def _continues(self, node: Node) -> bool:
        """Whether the paragraph is the rest of the one before, cut by a page end ("… theo Nghị / quyết số 25")."""
        if self.actors.end(self.outline.nodes[node.index - 1]) > node.start:
            return True
        before = self.text[max(0, node.start - 20) : node.start].rstrip()
        return node.kind == "paragraph" and self.text[node.body].islower() and before[-1:] not in (".", ";", ":", "")

    # ---- running text

    def _clauses(self, node: Node) -> Iterator[_Row]:
        actors = () if self._of_the_plan(node) else self.actors.inherited(node)
        heading = bool(actors)
        sure = _INHERITED
        for first, last in language.sentences(self.text[node.body : node.end]):
            label = duty_patterns.ROLE_LABEL.match(self.text, node.body + first, node.body + last)
            if label and self.actors.series(label.end(), node.body + last)[0]:
                yield from self._labelled(node.body + first, node.body + last)
                continue
            for clause in self._merged(node.body + first, node.body + last, heading):
                if clause.opening is not None:
                    heading = False  # the heading's agency speaks no more: "… Giao Công an cấp xã rà soát …"
                    actors = self._subjects(clause)
                    sure = _COLON if clause.opening.colon or self._leads(clause.task, clause.end) else _CLAUSE
                yield from self._clause(actors, clause, sure)

    def _of_the_plan(self, node: Node) -> bool:
        """Whether a paragraph without number or mark calls on all ("Yêu cầu các sở, ngành, UBND các xã …"): what the
        plan asks at its end, not the agency of the heading above."""
        opening = self.actors.opening(node.body, node.end) if node.kind == "paragraph" else None
        return opening is not None and opening.called and opening.mentions[0].kind == "vague"

    def _subjects(self, clause: _Clause) -> tuple[Actor, ...]:
        mentions = clause.opening.mentions if clause.opening else ()
        return tuple(Actor(mention, "lead") for mention in mentions if mention.kind != "vague")

    def _leads(self, start: int, end: int) -> bool:
        return duty_patterns.LEADS.match(self.text, start, end) is not None

    def _merged(self, start: int, end: int, heading: bool) -> Iterator[_Clause]:
        """The clauses of a sentence; those that differ in nothing are one. `heading`: an agency stands above."""
        before: _Clause | None = None
        for first, last in self._parts(start, end):
            clause = self._read(first, last, heading)
            if before is not None and clause.opening is None:
                adverbs = duty_patterns.ADVERBS_ONLY.match(self.text, clause.task, clause.end)
                verb = adverbs.end() if adverbs else clause.task
                if before.role == "coordinate" and not self.actors.is_task(self.text[verb : clause.end]):
                    clause = replace(clause, role="coordinate")  # "…; kết quả sản xuất": more of what they do together
                if (clause.role, clause.refs) == (before.role, before.refs):
                    before = replace(before, end=clause.end)
                    continue
            if before is not None:
                yield before
            before = clause
        if before is not None:
            yield before

    def _parts(self, start: int, end: int) -> Iterator[tuple[int, int]]:
        """The clauses of a sentence, cut where the partner's task has references of its own: "chủ trì nội dung 08, phối
        hợp với Sở B thực hiện nội dung 10"."""
        for first, last in self.actors.clauses(start, end):
            for match in duty_patterns.WITH.finditer(self.text, first, last):
                before = self.text[first : match.start()]
                if before.rstrip().endswith(",") and refs.find(before) and refs.find(self.text[match.end() : last]):
                    yield first, match.start()
                    first = match.start()
                    break
            yield first, last

    def _read(self, start: int, end: int, heading: bool) -> _Clause:
        bullet = duty_patterns.BULLET.match(self.text, start, end)
        start = bullet.end() if bullet else start
        opening = self.actors.subject(start, end)
        if heading and opening and opening.called:
            opening = None
        task = opening.end if opening else start
        last = self._trimmed(task, end)
        numbers = tuple(str(ref) for ref in refs.find(self.text[task:last]))
        return _Clause(start, last, task, opening, self.actors.role(task, last), numbers)

    def _clause(self, actors: tuple[Actor, ...], clause: _Clause, sure: float) -> Iterator[_Row]:
        if clause.end <= clause.task:
            return
        if clause.opening is None and duty_patterns.PURPOSE.match(self.text, clause.start, clause.end):
            return
        if clause.opening is None and self.actors.is_foreign(self.text[clause.start : clause.end]):
            actors = ()
        for actor in actors:
            role: Role = "coordinate" if clause.role == "coordinate" else actor.role
            start = actor.mention.start if clause.opening else clause.start
            yield _Row(actor.mention, role, start, clause.end, clause.task, clause.refs, sure)
        partners = list(self.actors.partners(clause.task, clause.end))
        for mention in partners:
            confidence = _PARTNER if actors else _GIVEN
            yield _Row(mention, "coordinate", mention.start, clause.end, clause.task, clause.refs, confidence)
        names = {mention.name for mention in partners}
        given = self._given(clause.task, clause.end, clause.refs, ordered=not actors)
        yield from (row for row in given if row.mention.name not in names)

    def _given(self, start: int, end: int, numbers: tuple[str, ...], ordered: bool) -> Iterator[_Row]:
        for mention in self.actors.given(start, end, ordered):
            spans = language.sentences(self.text[mention.start : end])
            last = self._trimmed(mention.start, mention.start + spans[0][1])
            yield _Row(mention, "lead", mention.start, last, mention.end, numbers, _GIVEN)

    def _labelled(self, position: int, limit: int) -> Iterator[_Row]:
        """ "Cơ quan chủ trì: Sở A; cơ quan phối hợp: Sở B"."""
        while label := duty_patterns.ROLE_LABEL.match(self.text, position, limit):
            task = self.actors.subject(label.end(), limit)
            if task is not None and self.text[task.end : limit].strip(" .;"):
                # "Cơ quan thực hiện: Sở A chủ trì, phối hợp với Sở B tổ chức …"
                for clause in self._merged(label.end(), limit, False):
                    yield from self._clause(self._subjects(clause), clause, _COLON)
                return
            listed, end = self.actors.series(label.end(), limit)
            role: Role = "coordinate" if _PARTNER_COLUMN.match(label["role"]) else "lead"
            for mention in listed:
                if mention.kind != "vague":
                    yield _Row(mention, role, label.start(), end, label.start(), (), _LABELLED)
            after = _NEXT_LABEL.match(self.text, end, limit)
            if not after:
                return
            position = after.end()

    # ---- tables of tasks

    def _cells(self, node: Node) -> Iterator[_Row]:
        """A row of a table with columns such as "Nhiệm vụ | Cơ quan chủ trì | Cơ quan phối hợp"."""
        table = next((table for table in self.tables if table.start <= node.start < table.end), None)
        if table is None:
            return
        headings = self.headings[table.start]
        if not any(map(_BODY_COLUMN.search, headings.values())):
            return
        cells = [cell for cell in table.cells if node.start <= cell.start <= cell.end <= node.end]
        if not cells or cells[0].row < table.header_rows:
            return
        columns = (_TASK_COLUMN.search, _CRITERION_COLUMN.match)
        task = next((cell for of in columns for cell in cells if of(headings.get(cell.column, ""))), None)
        numbers = self._numbers(table, task, headings.get(task.column, "")) if task else ()
        for cell in cells:
            heading = headings.get(cell.column, "")
            if not _BODY_COLUMN.search(heading) or cell is task:
                continue
            partner = _PARTNER_COLUMN.search(heading) is not None and not duty_patterns.CHAIRS.search(heading)
            if not partner and not _LEAD_COLUMN.search(heading):
                continue
            for mention in self.actors.between(cell.start, cell.end):
                if mention.end <= cell.end and mention.kind != "vague":
                    start = task.start if task and mention.end - task.start <= MOST else mention.start
                    begin = task.start if task and start == task.start else start
                    yield _Row(mention, "coordinate" if partner else "lead", start, mention.end, begin, numbers, _CELL)

    def _numbers(self, table: Table, task: Cell, heading: str) -> tuple[str, ...]:
        """What the cell of a task refers to; below "Tiêu chí" its number may stand alone, and the line above the table
        may say of which set."""
        words = self.text[task.start : task.end].strip()
        criterion = _CRITERION_COLUMN.match(heading)
        words = f"{criterion['kind']} {words}" if criterion and words[:1].isdigit() else words
        above = self.text[max(0, table.start - MOST) : table.start].rstrip().rpartition("\n")[2]
        return tuple(str(ref) for ref in refs.find(words, f"{above} {heading}" if criterion else ""))

    def _headings(self, table: Table) -> dict[int, str]:
        """Column → the words of its headings, over all header rows and the columns that a merged cell covers."""
        headings: dict[int, str] = {}
        for cell in table.cells:
            if cell.row < table.header_rows:
                for column in range(cell.column, cell.column + cell.column_span):
                    words = self.text[cell.start : cell.end]
                    headings[column] = f"{headings.get(column, '')} {words}".strip()
        return headings

    # ---- records

    def _trimmed(self, start: int, end: int) -> int:
        words = self.text[start:end]
        lead = duty_patterns.LEAD_IN.search(words)
        words = words[: lead.start()] if lead else words
        return start + len(words.rstrip(" .;:/*_\xa0\t"))

    def record(self, row: _Row) -> Responsibility:
        end = min(row.end, row.start + MOST)
        known = row.mention.agency_id is not None
        return Responsibility(
            start=row.start,
            end=end,
            agency=row.mention.name,
            role=row.role,
            task=self.text[min(row.task, end) : row.end_of_task or end].strip(),
            refs="; ".join(row.refs) or None,
            confidence=round(row.confidence if known else row.confidence - _UNKNOWN, 2),
        )
