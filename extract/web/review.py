"""Reviews: a reviewer's word on a record, written to `reviews` alone; the queue of what to look at first.

The extraction stays as it was; the views show the latest review. Signed-in users only (datasette's own sign-in).
"""

from __future__ import annotations

import hashlib
import json
from datetime import UTC, datetime
from typing import Any

from datasette.app import Datasette
from datasette.utils.asgi import Forbidden, NotFound, Request, Response

from extract.web import site

PERMISSION = "kehoach-review"
_TABLES = ("targets", "funding", "responsibilities", "citations")
_VERDICTS = frozenset({"confirmed", "rejected", "corrected"})
_NUMBERS = frozenset({"count", "count_max", "total", "percent", "percent_max", "amount", "amount_max", "share_percent"})
_WHOLE = frozenset({"amount_vnd", "baseline_year", "deadline", "period_start", "period_end"})
_FIXED = frozenset({
    "id", "document_id", "section_id", "page", "char_start", "char_end", "quote", "boxes", "confidence", "extractor",
    "parent_id", "agency_id", "indicator",
})  # fmt: skip
_QUEUE = " union all ".join(
    f"""select * from (select '{table}' as kind, r.id, r.quote, r.page, r.confidence, r.document_id,
        exists (select 1 from findings f where f.record_table = '{table}' and f.record_id = r.id) as found
    from {table} r where not exists (
        select 1 from reviews v where v.record_table = '{table}' and v.record_id = r.id)
    order by r.confidence limit 100)"""
    for table in _TABLES
)
_PLACE = ("document_id", "char_start", "char_end", "quote")
_INSERT = """insert into reviews (record_table, record_id, verdict, corrections, reviewer, at, place)
values (:table, :id, :verdict, :corrections, :reviewer, :at, :place)"""


async def queue(request: Request, datasette: Datasette) -> Response:
    """`/review`: records ordered by doubt, those with a finding first."""
    sql = f"""select q.*, d.number, d.province from ({_QUEUE}) q join documents d on d.id = q.document_id
        where d.duplicate_of is null order by q.found desc, q.confidence limit 100"""
    context = {
        "queue": await site.rows(datasette, sql),
        "may_review": await datasette.permission_allowed(request.actor, PERMISSION, default=False),
    }
    return await site.page(datasette, request, "kehoach_review.html", context)


async def store(request: Request, datasette: Datasette) -> Response:
    """POST `/review/<table>/<record id>`: store a verdict, with the corrected fields where there are some."""
    await _check(request, datasette)
    table, record_id = request.url_vars["table"], request.url_vars["record_id"]
    if table not in _TABLES:
        raise NotFound("no such kind of record")
    record = await site.one(datasette, f"select * from {table} where id = :id", {"id": record_id})
    form = await request.post_vars()
    verdict = form.get("verdict", "")
    if verdict not in _VERDICTS:
        return Response.text(f"verdict is {verdict!r}, not one of {', '.join(sorted(_VERDICTS))}", status=400)
    try:
        changed = _corrections(record, form) if verdict == "corrected" else {}
    except ValueError as fault:
        return Response.text(f"a corrected number is none: {fault}", status=400)
    await _write(datasette, request, table, record_id, verdict, changed, {name: record[name] for name in _PLACE})
    following = form.get("then")
    return Response.redirect(
        following if following and following.startswith("/evidence/") else f"/evidence/{table}/{record_id}"
    )


async def add(request: Request, datasette: Datasette) -> Response:
    """POST `/missed/<document id>`: a record that the extraction missed, from a stretch of the document's text."""
    await _check(request, datasette)
    document_id = request.url_vars["document_id"]
    document = await site.one(datasette, "select text from documents where id = :id", {"id": document_id})
    form = await request.post_vars()
    table, quote = form.get("table", ""), form.get("quote", "").strip()
    start = document["text"].find(quote)
    if table not in _TABLES or not quote or start < 0:
        return Response.text("choose a kind of record and words that stand in the document", status=400)
    columns = {row["name"] for row in await site.rows(datasette, f"pragma table_info({table})")}
    try:
        fields = {name: _typed(name, value) for name, value in form.items() if name in columns - _FIXED and value}
    except ValueError as fault:
        return Response.text(f"a number is none: {fault}", status=400)
    place = {"document_id": document_id, "char_start": start, "char_end": start + len(quote), "quote": quote}
    record_id = hashlib.sha256(json.dumps([document_id, table, start, fields], sort_keys=True).encode()).hexdigest()[
        :32
    ]
    await _write(datasette, request, table, f"missed-{record_id}", "missed", fields | place, place)
    return Response.redirect(f"/plan/{document_id}")


async def _check(request: Request, datasette: Datasette) -> None:
    if request.method != "POST":
        raise NotFound("reviews are sent by POST")
    if not await datasette.permission_allowed(request.actor, PERMISSION, default=False):
        raise Forbidden("sign in to review")


def _corrections(record: site.Row, form: dict[str, str]) -> site.Row:
    """The fields of the form that differ from the record."""
    changed = {}
    for name, value in form.items():
        if name in record and name not in _FIXED:
            typed = _typed(name, value)
            if typed != record[name]:
                changed[name] = typed
    return changed


def _typed(name: str, value: str) -> Any:
    """A form's text as the column's type; raises ValueError for a number that is none."""
    if not value.strip():
        return None
    if name in _WHOLE:
        return int(value)
    return float(value) if name in _NUMBERS else value.strip()


async def _write(
    datasette: Datasette,
    request: Request,
    table: str,
    record_id: str,
    verdict: str,
    corrections: site.Row,
    place: site.Row,
) -> None:
    review = {
        "table": table,
        "id": record_id,
        "verdict": verdict,
        "corrections": json.dumps(corrections, ensure_ascii=False) if corrections else None,
        "reviewer": str((request.actor or {}).get("id", "")),
        "at": datetime.now(UTC).isoformat(timespec="seconds"),
        "place": json.dumps(place, ensure_ascii=False),
    }
    await site.database(datasette).execute_write(_INSERT, review)
