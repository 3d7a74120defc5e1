"""The evidence page: one record on the page that it came from, its quote marked in the text, its fields beside it."""

from __future__ import annotations

import asyncio
import json
import sys
from pathlib import Path

from datasette.app import Datasette
from datasette.utils.asgi import NotFound, Request, Response

from extract.web import fields, review, site

_AROUND = 1500  # characters of text shown before and after the quote
_SECONDS = 20.0
_HIDDEN = frozenset({
    "id", "document_id", "section_id", "char_start", "char_end", "quote", "boxes", "parent_id", "agency_id",
    "record_id", "verdict", "reviewer", "message_en", "extractor",
})  # fmt: skip
_DOCUMENT = f"""select d.id, d.number, d.title, d.doc_type, d.province, d.district, d.char_start, d.file_id,
       f.name as file, f.path, f.kind as file_kind,
       substr(d.text, max(:start - {_AROUND}, 0) + 1, min(:start, {_AROUND})) as before,
       substr(d.text, :start + 1, :end - :start) as quote, substr(d.text, :end + 1, {_AROUND}) as after
from documents d join files f on f.id = d.file_id where d.id = :id"""
_INDICATOR = "select name, name_en from indicators where id = :id"
_CHANGES = """select page, before, after, why from reading_changes
where file_id = :file and char_start < :end and char_end > :start order by char_start limit 20"""
_PAGE = "select number, width, height, method, trust from pages where file_id = :file and number = :number"
_NEIGHBOUR = """select id from {table} where document_id = :document and (char_start, id) {than} (:start, :id)
order by char_start {order}, id {order} limit 1"""
_LAST_REVIEW = """select verdict, corrections, reviewer, at from reviews
where record_table = :table and record_id = :id and (:by = '' or reviewer = :by) order by id desc limit 1"""


async def evidence(request: Request, datasette: Datasette) -> Response:
    """`/evidence/<table>/<record id>`."""
    table, record_id = request.url_vars["table"], request.url_vars["record_id"]
    if table not in site.RECORDS:
        raise NotFound("no such kind of record")
    record = await _record(datasette, table, record_id)
    start, end = record["char_start"], record["char_end"]
    place = {"id": record["document_id"], "start": start, "end": end}
    document = await site.one(datasette, _DOCUMENT, place)
    boxes = json.loads(record["boxes"]) if record["boxes"] else []
    number = boxes[0][0] if boxes else record["page"]
    queue = request.args.get("queue") or ""
    # who works through a queue judges without knowing what others said
    by = review.reviewer(request) if queue in review.NEXT else ""
    beside = {"document": record["document_id"], "start": start, "id": record_id}
    read = {"file": document["file_id"], "start": start + document["char_start"], "end": end + document["char_start"]}
    found = await site.several(
        datasette,
        {
            "indicator": (_INDICATOR, {"id": record.get("indicator")}),
            "sheet": (_PAGE, {"file": document["file_id"], "number": number}),
            "changes": (_CHANGES, read),
            "previous": (_NEIGHBOUR.format(table=table, than="<", order="desc"), beside),
            "next": (_NEIGHBOUR.format(table=table, than=">", order="asc"), beside),
            "review": (_LAST_REVIEW, {"table": table, "id": record_id, "by": by}),
        },
    )
    sheet = next(iter(found["sheet"]), None)
    context = {
        "table": table,
        "record": record,
        "document": document,
        "fields": {name: value for name, value in record.items() if name not in _HIDDEN},
        "indicator": found["indicator"],
        "editable": fields.EDITABLE.get(table, ()),
        "choices": fields.CHOICES,
        "needed": fields.NEEDED.get(table, ()),
        "boxes": [box for box in boxes if box[0] == number],
        # a text file has no pages to look at
        "sheet": sheet if sheet and sheet["width"] and document["file_kind"] != "text" else None,
        "is_there": Path(document["path"]).is_file(),
        "changes": found["changes"],
        "previous": found["previous"][0]["id"] if found["previous"] else None,
        "next": found["next"][0]["id"] if found["next"] else None,
        "queue_next": review.NEXT.get(queue),
        "review": next(iter(found["review"]), None),
        "may_review": table in fields.TABLES and await review.may_review(request, datasette),
    }
    if context["review"] and context["review"]["corrections"]:
        context["review"]["corrections"] = json.loads(context["review"]["corrections"])
    return await site.page(datasette, request, "kehoach_evidence.html", context)


async def _record(datasette: Datasette, table: str, record_id: str) -> site.Row:
    """The record as it was extracted, or as a reviewer added it."""
    added = table in fields.TABLES and record_id.startswith("missed-")
    source = f"missed_{table}" if added else table
    return await site.one(datasette, f"select * from {source} where id = :id", {"id": record_id})


async def image(request: Request, datasette: Datasette) -> Response:
    """`/image/<file id>/<page>.png`: the page, drawn on demand and kept beside the database."""
    file_id, number = request.url_vars["file_id"], int(request.url_vars["number"])
    known = await site.one(datasette, "select path, pages from files where id = :id", {"id": file_id})
    source = Path(known["path"])
    if not 1 <= number <= (known["pages"] or 0) or not source.is_file():
        raise NotFound("the source file is not there any more")
    drawn = cache_of(Path(str(site.database(datasette).path))) / f"{file_id}-{number}.png"
    if not drawn.is_file() or drawn.stat().st_mtime < source.stat().st_mtime:
        await _draw(source, number, drawn)
    return Response(drawn.read_bytes(), content_type="image/png", headers={"cache-control": "private, max-age=86400"})


def cache_of(database: Path) -> Path:
    """The folder of drawn pages beside a database."""
    return database.with_name(f"{database.name}.pages")


async def _draw(source: Path, number: int, drawn: Path) -> None:
    """Draw a page in a process of its own, killed when it takes too long; raises NotFound where it cannot be drawn."""
    drawn.parent.mkdir(exist_ok=True)
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "extract.web.render", str(source.resolve()), str(number), str(drawn.resolve()),
        stderr=asyncio.subprocess.DEVNULL,
    )  # fmt: skip
    try:
        code = await asyncio.wait_for(process.wait(), _SECONDS)
    except TimeoutError:
        process.kill()
        await process.wait()
        raise NotFound("the page takes too long to draw") from None
    if code:
        raise NotFound("the page cannot be drawn")
