"""Comparing provinces: targets by indicator, tiers, funding by source, leads, findings; each table with its SQL.

The charts are drawn in the browser from the same rows (`/compare/<name>.json`), by libraries that ship with the app.
"""

from __future__ import annotations

from typing import NamedTuple

from datasette.app import Datasette
from datasette.utils.asgi import NotFound, Request, Response

from extract.web import site


class Question(NamedTuple):
    """A table of the page: its SQL with named parameters, and the key of its title in `words.yml`."""

    title: str
    sql: str


QUESTIONS = {
    "targets": Question(
        "chart_targets",
        """select t.province, t.district, t.tier, t.unit, t.year, t.comparator, t.count, t.total,
       coalesce(t.percent, round(100.0 * t.count / nullif(t.total, 0), 1)) as percent, t.quote, t.plan, t.id
from targets_by_province t
where t.indicator = :indicator and (:year = '' or t.year = cast(:year as integer)) and t.kind = 'quantity'
  and t.change in ('level', 'maintain') and t.scope is null
order by percent desc, t.province limit 200""",
    ),
    "tiers": Question(
        "chart_tiers",
        """select province, district, tier, percent, count, total, comparator, plan, quote, id from communes_ntm_2025
where percent is not null order by province, tier limit 300""",
    ),
    "funding": Question(
        "chart_funding",
        """select province, plan, source, sum(billion_vnd) as billion, sum(percent_of_whole) as percent, document_id
from funding_mix group by document_id, source order by province, plan, billion desc limit 400""",
    ),
    "leads": Question(
        "matrix",
        """select coalesce(a.name, r.agency) as agency, c."set" || ' ' || c.number as criterion,
       c.name as criterion_name,
       count(distinct r.id) as tasks, min(r.id) as id
from responsibility_links l join current_responsibilities r on r.id = l.responsibility_id
join criteria c on c.id = l.criterion_id join plans p on p.id = r.document_id
left join agencies a on a.id = r.agency_id
where r.role = 'lead' group by 1, c.id order by 1, c."set", c.number limit 600""",
    ),
    "findings": Question(
        "findings",
        """select f.rule, f.severity, d.province, d.number as plan, count(*) as findings, min(f.message) as message,
       min(f.id) as id
from findings f join documents d on d.id = f.document_id where d.duplicate_of is null
group by f.rule, f.document_id
order by case f.severity when 'error' then 0 when 'warning' then 1 else 2 end, findings desc limit 200""",
    ),
}
_INDICATORS = """select i.id, i.name, count(*) as targets from targets t join indicators i on i.id = t.indicator
group by i.id order by targets desc, i.name"""
# from one year to the next by the index, instead of over every target
_YEARS = """with recursive years (year) as (
    select min(deadline) from targets
    union all
    select (select min(deadline) from targets where deadline > year) from years where year is not null
) select year from years where year is not null"""


def _parameters(request: Request) -> site.Row:
    return {"indicator": request.args.get("indicator") or "xa-ntm", "year": request.args.get("year") or ""}


async def compare(request: Request, datasette: Datasette) -> Response:
    """`/compare?indicator=…&year=…`."""
    parameters = _parameters(request)
    tables = {
        name: {
            "title": question.title,
            "sql": question.sql,
            "rows": await site.rows(datasette, question.sql, parameters),
        }
        for name, question in QUESTIONS.items()
    }
    context = {
        "parameters": parameters,
        "tables": tables,
        "indicators": await site.rows(datasette, _INDICATORS),
        "years": await site.rows(datasette, _YEARS),
    }
    return await site.page(datasette, request, "kehoach_compare.html", context)


async def data(request: Request, datasette: Datasette) -> Response:
    """`/compare/<name>.json`: the rows of one table, for its chart."""
    question = QUESTIONS.get(request.url_vars["name"])
    if question is None:
        raise NotFound("no such table")
    return Response.json(await site.rows(datasette, question.sql, _parameters(request)))
