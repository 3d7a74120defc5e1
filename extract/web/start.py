"""The start page: what is in the database, one search box over everything, and the common questions as links."""

from __future__ import annotations

from datasette.app import Datasette
from datasette.utils.asgi import Request, Response

from extract.web import site

_COUNTS = "select " + ", ".join(
    f"(select count(*) from {table}) as {table}" for table in ("files", "documents", "pages", *site.RECORDS)
)
_PROVINCES = """select province, count(*) as documents, sum(level = 'province') as provincial,
       sum(level = 'district') as district_plans, min(substr(issue_date, 1, 4)) as first,
       max(substr(issue_date, 1, 4)) as last
from documents where duplicate_of is null group by province order by documents desc, province limit 70"""
_YEARS = """select level, substr(issue_date, 1, 4) as year, count(*) as documents
from documents where duplicate_of is null group by level, year order by year desc, level limit 40"""
_TRUST = """select method, count(*) as pages, round(min(trust), 2) as lowest, round(avg(trust), 2) as mean
from pages group by method order by pages desc"""
_FINDINGS = "select rule, severity, findings, plans from findings_by_rule order by findings desc limit 30"
_RESULTS = 50


async def start(request: Request, datasette: Datasette) -> Response:
    """`/`, and `/?q=…` with what the search found."""
    query = (request.args.get("q") or "").strip()
    if query:
        known = datasette.metadata("queries", database=site.database(datasette).name) or {}
        asked = {"words": query, "rows": str(_RESULTS), "skip": ""}
        context = {"query": query, "found": await site.rows(datasette, known["search_text"]["sql"], asked)}
    else:
        context = {
            "query": "",
            "counts": (await site.remembered(datasette, _COUNTS))[0],
            "provinces": await site.remembered(datasette, _PROVINCES),
            "years": await site.remembered(datasette, _YEARS),
            "trust": await site.remembered(datasette, _TRUST),
            "findings": await site.remembered(datasette, _FINDINGS),
        }
    return await site.page(datasette, request, "kehoach_start.html", context)
