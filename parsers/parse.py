"""Parsing as a whole: a `Document` in, one `Parsed` for each legal document of the file out. Pure functions."""

from __future__ import annotations

from dataclasses import replace
from typing import TypeVar

from ocr.document import Document
from parsers import audit, citations, funding, header, indicators, outline, responsibilities, targets
from parsers.records import Header, Parsed, Record, Target

VERSION = "1.9"

R = TypeVar("R", bound=Record)


def parse(document: Document) -> tuple[Parsed, ...]:
    """The records of every legal document in `document`; spans count from the start of each document's own text."""
    parts = (_parse_part(document, head) for head in header.split(document))
    return _cited_once(tuple(parts))


def _cited_once(parts: tuple[Parsed, ...]) -> tuple[Parsed, ...]:
    """A citation is recorded at its first occurrence in the file (the guidelines on citations.csv): parts that cite
    it again keep their findings on it, without a record to point to."""
    seen: set[tuple[str, str | None]] = set()
    result = []
    for part in parts:
        kept: dict[int, int] = {}
        for index, citation in enumerate(part.citations):
            key = "".join(citation.number.split()).upper(), citation.date
            if key not in seen:
                seen.add(key)
                kept[index] = len(kept)
        findings = tuple(
            replace(finding, record=kept.get(finding.record))
            if finding.record_table == "citations" and finding.record is not None
            else finding
            for finding in part.findings
        )
        result.append(replace(part, citations=tuple(part.citations[index] for index in kept), findings=findings))
    return tuple(result)


def _parse_part(document: Document, head: Header) -> Parsed:
    part = document.part(head.start, head.end)
    tree = outline.build(part)
    parsed = Parsed(
        header=head,
        sections=tree.sections,
        targets=_placed(part, tree, _linked(tree, targets.targets(part, tree, head))),
        funding=_placed(part, tree, funding.amounts(part, tree, head)),
        responsibilities=_placed(part, tree, responsibilities.responsibilities(part, tree, head)),
        citations=_placed(part, tree, citations.citations(part, tree, head)),
    )
    return replace(parsed, findings=audit.findings(part, tree, parsed))


def _linked(tree: outline.Outline, found: tuple[Target, ...]) -> tuple[Target, ...]:
    """Each target with the indicator of the catalogue that it is about."""
    return tuple(replace(target, indicator=indicators.link(target, _headings(tree, target.start))) for target in found)


def _headings(tree: outline.Outline, offset: int) -> list[str]:
    """The titles of the sections around an offset, the innermost first."""
    titles = []
    index = tree.node_at(offset).section
    while index is not None:
        titles.append(tree.sections[index].title)
        index = tree.sections[index].parent
    return titles


def _placed(part: Document, tree: outline.Outline, records: tuple[R, ...]) -> tuple[R, ...]:
    """Each record with the section that its paragraph stands in, and no more confidence than its page allows."""
    return tuple(
        replace(
            record,
            section=tree.node_at(record.start).section,
            confidence=round(record.confidence * part.trust(record.start, record.end), 4),
        )
        for record in records
    )
