"""Reviews: a reviewer's word on a record, written to `reviews` alone; the queue of what to look at first.

The extraction stays as it was; the views show the latest review. Signed-in users only.
"""

from __future__ import annotations

import hashlib
import json
from datetime import UTC, datetime

from datasette.app import Datasette
from datasette.utils.asgi import NotFound, Request, Response

from extract.web import fields, site

PERMISSION = "kehoach-review"
NEXT = {"own": "/review/next", "rest": "/review/next?rest=1"}  # by the queue that a record was opened from
_VERDICTS = frozenset({"confirmed", "rejected", "corrected"})
_RANK = "case f.severity when 'error' then 0 when 'warning' then 1 else 2 end"  # as the index of `findings` has it
# each reviewer has a queue of their own, so that two may judge the same record; '' stands for all reviewers together
_JUDGED = "(:reviewer = '' or v.reviewer = :reviewer)"
# those with a finding, errors first; then those that the extraction was least sure of
_DOUBTED = " union all ".join(
    f"""select * from (select '{table}' as kind, r.id, r.quote, r.page, r.confidence, r.document_id, {_RANK} as rank
    from findings f join {table} r on r.id = f.record_id where f.record_table = '{table}' and not exists (
        select 1 from reviews v where v.record_table = '{table}' and v.record_id = r.id and {_JUDGED})
    order by {_RANK} limit 100)
union all
select * from (select '{table}', r.id, r.quote, r.page, r.confidence, r.document_id, 3 from {table} r where not exists (
        select 1 from reviews v where v.record_table = '{table}' and v.record_id = r.id and {_JUDGED})
    order by r.confidence limit 100)"""
    for table in fields.TABLES
)
_QUEUE = f"""select q.kind, q.id, q.quote, q.page, q.confidence, min(q.rank) as rank, d.number, d.province, d.district
from ({_DOUBTED}) q join documents d on d.id = q.document_id where d.duplicate_of is null
group by q.kind, q.id order by min(q.rank), q.confidence, q.id limit 100"""
_PLACE = ("document_id", "char_start", "char_end", "quote")
_LINES = """select p.number, l.x0, l.y0, l.x1, l.y1 from documents d join pages p on p.file_id = d.file_id
join lines l on l.page_id = p.id
where d.id = :id and l.char_start < d.char_start + :end and l.char_end > d.char_start + :start order by l.char_start"""
_INSERT = """insert into reviews (record_table, record_id, verdict, corrections, reviewer, at, place)
values (:table, :id, :verdict, :corrections, :reviewer, :at, :place)"""


async def may_review(request: Request, datasette: Datasette) -> bool:
    """Whether who asks is signed in."""
    return bool(await datasette.permission_allowed(request.actor, PERMISSION, default=False))


async def queue(request: Request, datasette: Datasette) -> Response:
    """`/review`: what this reviewer has not judged, the most doubtful first; `?rest=1`: what nobody has judged."""
    context = {
        "queue": await site.rows(datasette, _QUEUE, {"reviewer": _whose(request)}),
        "is_rest": bool(request.args.get("rest")),
        "may_review": await may_review(request, datasette),
    }
    return await site.page(datasette, request, "kehoach_review.html", context)


async def following(request: Request, datasette: Datasette) -> Response:
    """`/review/next`: on to the record of the queue that is most in doubt now."""
    found = await site.rows(datasette, _QUEUE, {"reviewer": _whose(request)})
    opened = "rest" if request.args.get("rest") else "own"
    return Response.redirect(f"/evidence/{found[0]['kind']}/{found[0]['id']}?queue={opened}" if found else "/review")


def reviewer(request: Request) -> str:
    """The name that who asks is signed in under; '' where nobody is."""
    return str((request.actor or {}).get("id", ""))


def _whose(request: Request) -> str:
    return "" if request.args.get("rest") else reviewer(request)


async def store(request: Request, datasette: Datasette) -> Response:
    """POST `/review/<table>/<record id>`: store a verdict, with the corrected fields where there are some."""
    await _check(request, datasette)
    table, record_id = request.url_vars["table"], request.url_vars["record_id"]
    if table not in fields.TABLES:
        raise NotFound("no such kind of record")
    record = await site.one(datasette, f"select * from {table} where id = :id", {"id": record_id})
    form = await request.post_vars()
    verdict = form.get("verdict", "")
    if verdict not in _VERDICTS:
        raise site.RefusedError("refused_verdict", verdict)
    changed = {}
    if verdict == "corrected":
        given = {name: value for name, value in form.items() if name in record}
        changed = {name: value for name, value in fields.typed(table, given).items() if value != record[name]}
        if not changed:
            raise site.RefusedError("refused_unchanged")
    await _write(datasette, request, table, record_id, verdict, changed, {name: record[name] for name in _PLACE})
    then = form.get("then", "")
    is_ours = then.startswith("/evidence/") or then in NEXT.values()
    return Response.redirect(then if is_ours else f"/evidence/{table}/{record_id}")


async def add(request: Request, datasette: Datasette) -> Response:
    """POST `/missed/<document id>`: a record that the extraction missed, from a stretch of the document's text.

    `start` is where the quote was selected (characters, base 0); without it the quote's first place is taken.
    """
    await _check(request, datasette)
    document_id = request.url_vars["document_id"]
    document = await site.one(datasette, "select text from documents where id = :id", {"id": document_id})
    form = await request.post_vars()
    table, quote = form.get("table", ""), form.get("quote", "").replace("\r\n", "\n").strip()
    start = int(form["start"]) if form.get("start", "").isdecimal() else -1
    if not document["text"].startswith(quote, max(start, 0)) or start < 0:
        start = document["text"].find(quote)
    if table not in fields.TABLES or not quote or start < 0:
        raise site.RefusedError("refused_quote", quote)
    given = fields.typed(table, {name: value for name, value in form.items() if value.strip()})
    content = fields.completed(table, given)
    place = {"document_id": document_id, "char_start": start, "char_end": start + len(quote), "quote": quote}
    name = json.dumps([document_id, table, start, content], sort_keys=True)
    record_id = f"missed-{hashlib.sha256(name.encode()).hexdigest()[:32]}"
    lines = await site.rows(datasette, _LINES, {"id": document_id, "start": start, "end": start + len(quote)})
    if lines:
        content |= {"page": lines[0]["number"]}
        if lines[0]["x0"] is not None:
            content |= {"boxes": json.dumps([list(line.values()) for line in lines])}
    await _write(datasette, request, table, record_id, "missed", content | place, place)
    return Response.redirect(f"/evidence/{table}/{record_id}")


async def _check(request: Request, datasette: Datasette) -> None:
    if request.method != "POST":
        raise NotFound("reviews are sent by POST")
    if not await may_review(request, datasette):
        raise site.RefusedError("refused_sign_in", status=403)


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
        "reviewer": reviewer(request),
        "at": datetime.now(UTC).isoformat(timespec="seconds"),
        "place": json.dumps(place, ensure_ascii=False),
    }
    await site.database(datasette).execute_write(_INSERT, review)
