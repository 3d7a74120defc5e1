"""What reading and parsing found in one file, as rows of the database: pure, so that it runs in the worker process.

In: the `Document` and its `Parsed` parts. Out: for each table a list of rows (column name to value). Ids are made from
content and place, so that reading the same file again gives the same ids.
"""

from __future__ import annotations

import hashlib
import json
from bisect import bisect_left
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import asdict, fields

from extract.tables import RECORD_TABLES, Row, Rows
from ocr.document import Box, Document
from ocr.tones import bare
from parsers import agencies, outline, place_links, places, refs
from parsers.records import Amount, Finding, Header, Parsed, Record, Responsibility, Section, Target

_PLACE = frozenset(field.name for field in fields(Record)) | {"parent", "record"}
_ID_LENGTH = 20  # hexadecimal digits: 80 bits, so that a collision among 10^9 records has odds below 10^-6


def identity(*parts: object) -> str:
    """A short content hash of `parts`: the same in every run and on every machine."""
    text = json.dumps(parts, ensure_ascii=False, sort_keys=True, default=str)
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:_ID_LENGTH]


def rows_of(file_id: str, document: Document, parts: Sequence[Parsed], extractor: str) -> Rows:
    """Every row that one file gives, except its own row in `files`; `extractor` is the parsers' name@version."""
    rows: Rows = {"pages": list(_pages(file_id, document)), "lines": list(_lines(file_id, document))}
    rows["reading_changes"] = list(_changes(file_id, document))
    for table in ("documents", "sections", "tables", *RECORD_TABLES, "responsibility_links", "passages", "place_links"):
        rows[table] = []
    for parsed in parts:
        _add_part(rows, file_id, document, parsed, extractor)
    return rows


def _page_id(file_id: str, number: int) -> str:
    return f"{file_id[:_ID_LENGTH]}.{number}"


def _pages(file_id: str, document: Document) -> Iterator[Row]:
    for page in document.pages:
        row = {
            column: getattr(page, column)
            for column in ("number", "width", "height", "method", "rotation", "text", "error")
        }
        yield {"id": _page_id(file_id, page.number), "file_id": file_id, "trust": min(max(page.trust, 0.0), 1.0), **row}


def _lines(file_id: str, document: Document) -> Iterator[Row]:
    for line in document.lines:
        corners = _corners(line.box) if line.box else (None, None, None, None)
        yield {
            "page_id": _page_id(file_id, line.page),
            "char_start": line.start,
            "char_end": line.end,
            **dict(zip(("x0", "y0", "x1", "y1"), corners, strict=True)),
        }


def _corners(box: Box) -> tuple[float, float, float, float]:
    return round(box.x0, 1), round(box.y0, 1), round(box.x1, 1), round(box.y1, 1)


def _changes(file_id: str, document: Document) -> Iterator[Row]:
    for index, change in enumerate(document.changes):
        yield {
            "id": identity(file_id, "reading_changes", change.start, change.end, change.before, change.after, index),
            "file_id": file_id,
            "page": change.page,
            "char_start": change.start,
            "char_end": change.end,
            "box": json.dumps(_corners(change.box)) if change.box else None,
            "before": change.before,
            "after": change.after,
            "why": change.why,
        }


def _add_part(rows: Rows, file_id: str, whole: Document, parsed: Parsed, extractor: str) -> None:
    head = parsed.header
    document = whole.part(head.start, head.end)
    document_id = identity(file_id, "documents", head.part)
    columns = {name: value for name, value in asdict(head).items() if name not in ("start", "end")}
    span = {"char_start": head.start, "char_end": head.end}
    row = {"id": document_id, "file_id": file_id, "text": document.text, **columns, **span, **_codes(head)}
    rows["documents"].append(row)

    section_ids = _identities(document_id, "sections", parsed.sections)
    rows["sections"] += _sections(document_id, parsed.sections, section_ids)
    rows["tables"] += _tables(document_id, document)
    ids: dict[str, list[str]] = {}
    for table in RECORD_TABLES:
        records: tuple[Record, ...] = getattr(parsed, table)
        ids[table] = _identities(document_id, table, records)
        for record, record_id in zip(records, ids[table], strict=True):
            section_id = section_ids[record.section] if record.section is not None else None
            row = _record(document, record, document_id, section_id, extractor) | _references(table, record, ids)
            rows[table].append({"id": record_id, **row})
            rows["passages"].append(_passage(table, record_id, row))
    rows["responsibility_links"] += _links(parsed, document, section_ids, ids)
    rows["passages"] += _paragraphs(document_id, document, parsed.sections, section_ids)
    rows["place_links"] += _places(parsed, document.text, document_id, ids)


def _codes(head: Header) -> Row:
    """The official codes of the document's province and district at its date."""
    province = places.province(head.province, head.issue_date) if head.province else None
    district = places.district(head.district, province, head.issue_date) if head.district and province else None
    return {"province_code": province and province.code, "district_code": district and district.code}


def _identities(document_id: str, table: str, items: Sequence[Record | Section]) -> list[str]:
    """One id an item, from its place and its content; an ordinal tells apart items that are equal in both."""
    seen: Counter[str] = Counter()
    found = []
    for item in items:
        content = {field.name: getattr(item, field.name) for field in fields(item) if field.name not in _PLACE}
        key = json.dumps([item.start, item.end, content], ensure_ascii=False, sort_keys=True)
        found.append(identity(document_id, table, key, seen[key]))
        seen[key] += 1
    return found


def _sections(document_id: str, sections: Sequence[Section], ids: Sequence[str]) -> Iterator[Row]:
    for section, section_id in zip(sections, ids, strict=True):
        yield {
            "id": section_id,
            "document_id": document_id,
            "parent_id": ids[section.parent] if section.parent is not None else None,
            "label": section.label,
            "depth": section.depth,
            "title": section.title,
            "char_start": section.start,
            "char_end": section.end,
        }


def _tables(document_id: str, document: Document) -> Iterator[Row]:
    for table in document.tables:
        cells = [
            {
                "row": cell.row,
                "column": cell.column,
                "row_span": cell.row_span,
                "column_span": cell.column_span,
                "text": document.text[cell.start : cell.end],
                "char_start": cell.start,
                "char_end": cell.end,
                "box": [cell.box.page, *_corners(cell.box)] if cell.box else None,
            }
            for cell in table.cells
        ]
        yield {
            "id": identity(document_id, "tables", table.start, table.end),
            "document_id": document_id,
            "page": document.page_at(table.start),
            "char_start": table.start,
            "char_end": table.end,
            "rows": table.rows,
            "columns": table.columns,
            "header_rows": table.header_rows,
            "cells": json.dumps(cells, ensure_ascii=False),
        }


def _record(document: Document, record: Record, document_id: str, section_id: str | None, extractor: str) -> Row:
    if not 0 <= record.start <= record.end <= len(document.text):
        raise ValueError(f"a {type(record).__name__} has the span {record.start}:{record.end} outside of its document")
    boxes = document.boxes(record.start, record.end)
    content = {field.name: getattr(record, field.name) for field in fields(record) if field.name not in _PLACE}
    return {
        "document_id": document_id,
        "section_id": section_id,
        "page": document.page_at(record.start),
        "char_start": record.start,
        "char_end": record.end,
        "quote": document.text[record.start : record.end],
        "boxes": json.dumps([[box.page, *_corners(box)] for box in boxes]) if boxes else None,
        "confidence": min(max(record.confidence, 0.0), 1.0),
        "extractor": extractor,
        **content,
    }


def _references(table: str, record: Record, ids: dict[str, list[str]]) -> Row:
    """The columns that name a row elsewhere: another record, which parsing gives as an index, or an agency."""
    if isinstance(record, Amount):
        return {"parent_id": ids[table][record.parent] if record.parent is not None else None}
    if isinstance(record, Responsibility):
        return {"agency_id": agencies.resolve(record.agency)}
    if isinstance(record, Finding):
        at = record.record_table
        return {"record_id": ids[at][record.record] if at in ids and record.record is not None else None}
    return {}


def _links(parsed: Parsed, document: Document, section_ids: list[str], ids: dict[str, list[str]]) -> Iterator[Row]:
    """What the numbered references of responsibilities mean."""
    for link in refs.links(parsed, outline.build(document)):
        yield {
            "responsibility_id": ids["responsibilities"][link.responsibility],
            "ref": link.ref,
            "section_id": section_ids[link.section] if link.section is not None else None,
            "target_id": ids["targets"][link.target] if link.target is not None else None,
            "criterion_id": link.criterion,
        }


def _places(parsed: Parsed, text: str, document_id: str, ids: dict[str, list[str]]) -> Iterator[Row]:
    """The units that the text names: once for the document, and for each record whose quote or scope names them."""
    found = place_links.links(text, parsed.header, parsed.sections)
    starts = [link.start for link in found]

    def row(table: str, record_id: str, field: str, link: place_links.PlaceLink) -> Row:
        return {
            "record_table": table,
            "record_id": record_id,
            "document_id": document_id,
            "field": field,
            "char_start": link.start,
            "char_end": link.end,
            "name": link.name,
            "place_id": link.place and link.place.id,
            "how": link.how,
        }

    yield from (row("documents", document_id, "text", link) for link in found)
    for table in ("targets", "funding", "responsibilities"):
        records: tuple[Record, ...] = getattr(parsed, table)
        for record, record_id in zip(records, ids[table], strict=True):
            for link in found[bisect_left(starts, record.start) : bisect_left(starts, record.end)]:
                yield row(table, record_id, "quote", link)
            if isinstance(record, Target) and record.scope:
                for link in place_links.of_scope(record.scope, found, record.end):
                    yield row(table, record_id, "scope", link)


def _passage(kind: str, record_id: str, row: Row) -> Row:
    shared = {name: row[name] for name in ("document_id", "section_id", "page", "char_start")}
    return {**shared, "kind": kind, "record_id": record_id, "text": row["quote"], "folded": bare(row["quote"])}


def _paragraphs(
    document_id: str, document: Document, sections: Sequence[Section], section_ids: Sequence[str]
) -> Iterator[Row]:
    """The paragraphs of the text, each with the innermost section that it begins in."""
    starts = [
        (section.start, section.end, section_id) for section, section_id in zip(sections, section_ids, strict=True)
    ]
    open_sections: list[tuple[int, int, str]] = []
    upcoming = iter(sorted(starts, key=lambda item: (item[0], -item[1])))
    following = next(upcoming, None)
    offset = 0
    for paragraph in document.text.splitlines(keepends=True):
        while following and following[0] < offset + len(paragraph):
            open_sections.append(following)
            following = next(upcoming, None)
        while open_sections and open_sections[-1][1] <= offset:
            open_sections.pop()
        if paragraph.strip():
            yield {
                "document_id": document_id,
                "section_id": open_sections[-1][2] if open_sections else None,
                "kind": "paragraph",
                "record_id": None,
                "page": document.page_at(offset),
                "char_start": offset,
                "text": paragraph.strip(),
                "folded": bare(paragraph.strip()),
            }
        offset += len(paragraph)
