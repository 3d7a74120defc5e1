"""Comparing plans: targets by indicator, tiers, funding by source, leads, findings; each table with its SQL.

The charts are drawn in the browser from the same rows (`/compare/<name>.json`), by libraries that ship with the app.
"""

from __future__ import annotations

from typing import NamedTuple
from weakref import WeakKeyDictionary

from datasette.app import Datasette
from datasette.utils.asgi import NotFound, Request, Response
from markupsafe import Markup

from extract.web import site


class Question(NamedTuple):
    """A table of the page: its SQL with named parameters, and the key of its title in `words.yml`."""

    title: str
    sql: str


FACETS = ("year", "tier", "unit", "level", "province")
# as the indexes of `target_facts` have it
_COMPARED = "t.kind = 'quantity' and t.change in ('level', 'maintain') and t.scope is null"
_CHOSEN = "\n  and ".join(f"(:{name} = '' or t.{name} = :{name})" for name in FACETS)
_PERCENT = "coalesce(t.percent, iif(t.derived = 'percent', t.derived_value, null))"

QUESTIONS = {
    "targets": Question(
        "chart_targets",
        f"""select t.province, t.district, t.tier, t.unit, t.year, t.comparator, t.count, t.total,
       {_PERCENT} as percent, t.quote, t.plan, t.id
from target_facts t
where t.indicator = :indicator and {_COMPARED}
  and {_CHOSEN}
order by {_PERCENT} desc, t.province limit 60""",
    ),
    "tiers": Question(
        "chart_tiers",
        """select province, district, tier, percent, count, total, comparator, plan, quote, id from communes_ntm_2025
where :province = '' or province = :province order by province, district, tier limit 200""",
    ),
    "funding": Question(
        "chart_funding",
        """select province, district, plan, source, sum(billion_vnd) as billion, sum(percent_of_whole) as percent,
       document_id
from funding_mix where :province = '' or province = :province
group by province, district, plan, document_id, source limit 90""",
    ),
    "leads": Question(
        "matrix",
        """with busiest as (
    select agency from lead_facts where role = 'lead'
    group by agency order by count(distinct task_id) desc, agency limit 20
)
select l.agency, l.criteria || ' ' || l.number as criterion, l.criteria, l.number, c.name as criterion_name,
       count(distinct l.task_id) as tasks, min(l.task_id) as id
from lead_facts l join criteria c on c.id = l.criterion_id
where l.role = 'lead' and l.agency in (select agency from busiest)
group by l.agency, l.criteria, l.number""",
    ),
    "findings": Question(
        "findings",
        """select f.rule, f.severity, d.province, d.district, d.number as plan, count(*) as findings,
       min(f.message) as message, min(f.message_en) as message_en, min(f.id) as id, f.document_id
from findings f join documents d on d.id = f.document_id where d.duplicate_of is null
group by f.rule, f.severity, f.document_id
order by case f.severity when 'error' then 0 when 'warning' then 1 else 2 end, findings desc, f.rule, plan limit 50""",
    ),
}
Matrix = dict[str, tuple[dict[int, str], dict[str, list[site.Row | None]]]]
_WHOLE = frozenset({"leads", "findings"})  # these take no parameters: the same for everybody
_INDICATORS = """select i.id, i.name, i.name_en from indicators i
where exists (select 1 from target_facts t where t.indicator = i.id) order by i.name"""
_FACET = f"""select t.{{0}} as value, count(*) as targets from target_facts t where t.indicator = :indicator
and {_COMPARED} group by t.{{0}} order by t.{{0}}"""


def _parameters(request: Request) -> site.Row:
    chosen = {name: request.args.get(name) or "" for name in FACETS}
    year = chosen["year"]
    return {
        **chosen,
        "indicator": request.args.get("indicator") or "xa-ntm",
        "year": int(year) if year.isdecimal() and len(year) < 5 else "",
    }


def matrix(rows: list[site.Row]) -> Matrix:
    """The rows of `leads` as a table for each set of criteria: its criteria by number, and each agency's cells."""
    sets: Matrix = {}
    for row in rows:
        sets.setdefault(row["criteria"], ({}, {}))[0][row["number"]] = row["criterion_name"]
    for criteria, (columns, lines) in sets.items():
        order = {number: place for place, number in enumerate(sorted(columns))}
        for row in rows:
            if row["criteria"] == criteria:
                lines.setdefault(row["agency"], [None] * len(order))[order[row["number"]]] = row
    return {criteria: (dict(sorted(columns.items())), lines) for criteria, (columns, lines) in sets.items()}


def _printed(row: site.Row, words: site.Row) -> site.Row:
    """A row with its place and its figures as they are printed, `words` those of the reader's language."""
    say, values = words["say"], words["values"]
    count, sign = row.get("count"), values.get(row.get("comparator"), "")
    figure = f"{sign} {site.shown(count)}" if count is not None else ""
    return row | {
        "where": ", ".join(filter(None, (row["province"] or say["no_province"], row["district"]))),
        "figure": f"{figure}/{site.shown(row['total'])}" if figure and row["total"] else figure,
        "share": f"{sign if count is None else ''} {site.shown(row.get('percent'))}",
    }


# by language and set of criteria: what the sections were made of, and their HTML
_Kept = dict[tuple[str, str], tuple[list[list[site.Row]], Markup]]
_rendered: WeakKeyDictionary[Datasette, _Kept] = WeakKeyDictionary()


async def compare(request: Request, datasette: Datasette) -> Response:
    """`/compare?indicator=…&year=…`, and the other facets."""
    parameters, words = _parameters(request), site.spoken(request)
    asked = {name: (question.sql, parameters) for name, question in QUESTIONS.items() if name not in _WHOLE}
    asked |= {f"facet {name}": (_FACET.format(name), parameters) for name in FACETS}
    found = await site.several(datasette, asked)
    tables: dict[str, site.Row] = {}
    for name, question in QUESTIONS.items():
        if name in _WHOLE:
            rows = await site.remembered(datasette, question.sql)
        else:
            rows = [_printed(row, words) for row in found[name]]
        tables[name] = {"title": question.title, "sql": question.sql, "rows": rows}
    context = {
        "parameters": parameters,
        "tables": tables,
        "whole": await _whole(datasette, request, {"parameters": parameters, "tables": tables}, words),
        "indicators": await site.remembered(datasette, _INDICATORS),
        "facets": {name: found[f"facet {name}"] for name in FACETS},
    }
    return await site.page(datasette, request, "kehoach_compare.html", context)


async def _whole(datasette: Datasette, request: Request, context: site.Row, words: site.Row) -> Markup:
    """The sections that are the same for everybody, rendered once for a language and a set of criteria."""
    tables = context["tables"]
    asked = request.args.get("criteria") or ""
    key = site.language(request), asked if any(row["criteria"] == asked for row in tables["leads"]["rows"]) else ""
    made_of = [tables[name]["rows"] for name in sorted(_WHOLE)]
    kept = _rendered.setdefault(datasette, {})
    if key not in kept or any(was is not now for was, now in zip(kept[key][0], made_of, strict=True)):
        sets = matrix(tables["leads"]["rows"])
        findings = tables["findings"] | {"rows": [_printed(row, words) for row in tables["findings"]["rows"]]}
        context = {
            "parameters": context["parameters"],
            "tables": tables | {"findings": findings},
            "matrix": sets,
            "criteria": key[1] or next(iter(sets), None),
        }
        html = await datasette.render_template("kehoach_compare_whole.html", context, request=request)
        kept[key] = made_of, Markup(html)
    return kept[key][1]


async def data(request: Request, datasette: Datasette) -> Response:
    """`/compare/<name>.json`: the rows of one table, for its chart."""
    name = request.url_vars["name"]
    if name not in QUESTIONS:
        raise NotFound("no such table")
    sql = QUESTIONS[name].sql
    rows = site.remembered(datasette, sql) if name in _WHOLE else site.rows(datasette, sql, _parameters(request))
    return Response.json(await rows)
