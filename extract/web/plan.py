"""A document's page: its header, its outline with what was found in each section, findings, funding tree, pages."""

from __future__ import annotations

from datasette.app import Datasette
from datasette.utils.asgi import Request, Response

from extract.web import fields, review, site

_DOCUMENT = """select d.*, f.name as file, f.kind as file_kind, f.status as file_status, o.number as original_number
from documents d join files f on f.id = d.file_id left join documents o on o.id = d.duplicate_of where d.id = :id"""
_SECTIONS = "select id, parent_id, label, depth, title from sections where document_id = :id order by char_start"
_RECORDS = " union all ".join(
    f"select '{table}' as kind, id, section_id, page, char_start, quote from {table} where document_id = :id"
    for table in ("targets", "funding", "responsibilities", "citations")
)
_FINDINGS = """select id, rule, severity, message, message_en, page, quote from findings where document_id = :id
order by case severity when 'error' then 0 when 'warning' then 1 else 2 end, char_start"""
_TREE = """with recursive amounts as materialized (select * from current_funding where document_id = :id),
tree (id, depth, path) as (
    select id, 0, printf('%09d', char_start) from amounts where parent_id is null
    union all
    select child.id, tree.depth + 1, tree.path || '/' || printf('%09d', child.char_start)
    from tree cross join funding child on child.parent_id = tree.id
)
select a.id, tree.depth, a.amount, a.unit, a.amount_vnd, a.source, a.nature, a.share_percent, a.period_start,
       a.period_end, (select sum(part.amount_vnd) from amounts part where part.parent_id = a.id) as parts_vnd, a.quote
from tree join amounts a on a.id = tree.id order by tree.path"""
_PAGES = """select p.number, p.method, p.trust, p.error from pages p where p.file_id = :file and exists (
    select 1 from lines l where l.page_id = p.id and l.char_start < :end and l.char_end > :start)
order by p.number"""
# the fields of the form for a missed record: each with the kinds that have it
_FIELDS = {
    name: [table for table in fields.TABLES if name in fields.EDITABLE[table]]
    for table in fields.TABLES for name in fields.EDITABLE[table]
}  # fmt: skip
_ROUNDING = 0.0005  # of the total: the share by which printed parts may differ from it by rounding


async def plan(request: Request, datasette: Datasette) -> Response:
    """`/plan/<document id>`."""
    parameters = {"id": request.url_vars["document_id"]}
    document = await site.one(datasette, _DOCUMENT, parameters)
    place = {"file": document["file_id"], "start": document["char_start"], "end": document["char_end"]}
    found = await site.several(
        datasette,
        {
            "sections": (_SECTIONS, parameters),
            "records": (f"select * from ({_RECORDS}) order by char_start", parameters),
            "tree": (_TREE, parameters),
            "findings": (_FINDINGS, parameters),
            "pages": (_PAGES, place),
        },
    )
    by_section: dict[str | None, list[site.Row]] = {}
    for record in found.pop("records"):
        by_section.setdefault(record["section_id"], []).append(record)
    for amount in found["tree"]:
        parts = amount["parts_vnd"]
        amount["agrees"] = (
            None if parts is None else abs(parts - amount["amount_vnd"]) <= _ROUNDING * amount["amount_vnd"]
        )
    context = found | {
        "document": document,
        "by_section": by_section,
        "may_review": await review.may_review(request, datasette),
        "editable": fields.TABLES,
        "choices": fields.CHOICES,
        "added": _FIELDS,
    }
    return await site.page(datasette, request, "kehoach_plan.html", context)
