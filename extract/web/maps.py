"""The map: the share of communes to meet a standard by a year, by province, each the figure of its latest plan.

The outlines stand in `shapes.csv` (`scripts/province_shapes.py` makes it and names its source); the table beside the
map says the same to those who cannot see it.
"""

from __future__ import annotations

import csv
from functools import cache
from importlib import resources
from typing import NamedTuple

from datasette.app import Datasette
from datasette.utils.asgi import Request, Response

from extract.web import site
from parsers import places

TIERS = ("NTM", "NTM nâng cao", "NTM kiểu mẫu")
STATES = {"2021": "2025", "2025": "2030"}  # the provinces until and since 2025-07-01: the year that is asked for first
STEPS = 5  # colours, each for an equal range of shares
_PERCENT = "coalesce(t.percent, iif(t.derived = 'percent', t.derived_value, null))"
SQL = f"""with stated as (
    select t.province, t.province_code, t.comparator, t.count, t.total, {_PERCENT} as percent, t.plan, d.issue_date,
           t.quote, t.id,
           row_number() over (partition by coalesce(t.province_code, t.province)
                              order by d.issue_date desc, {_PERCENT} desc, t.id) as place
    from target_facts t join documents d on d.id = t.document_id
    where t.year = :year and t.tier = :tier and t.level = 'province' and t.unit = 'xã' and t.kind = 'quantity'
      and t.change in ('level', 'maintain') and t.criterion is null and t.scope is null and {_PERCENT} is not null
      and (coalesce(d.issue_date, '') >= '{places.REFORM}') = (:state = '2025')
)
select province, province_code, comparator, count, total, percent, plan, issue_date, quote, id from stated
where place = 1 order by percent desc, province"""


class Shape(NamedTuple):
    """A province as the map draws it: `path` is the `d` of an SVG path."""

    code: str
    name: str
    path: str


@cache
def shapes() -> dict[str, list[Shape]]:
    """The provinces of each state."""
    found: dict[str, list[Shape]] = {state: [] for state in STATES}
    text = resources.files("extract.web").joinpath("shapes.csv").read_text("utf-8")
    for row in csv.DictReader(text.splitlines()):
        state, _, code = row["place_id"].partition("/P")
        found[state].append(Shape(code, row["name"], row["path"]))
    return found


def step(percent: float) -> int:
    """Which of the `STEPS` colours a share has, from 0."""
    return max(0, min(STEPS - 1, int(percent * STEPS / 100)))


async def draw(request: Request, datasette: Datasette) -> Response:
    """`/map?tier=…&year=…&state=…`."""
    state = request.args.get("state") or ""
    state = state if state in STATES else next(iter(STATES))
    tier = request.args.get("tier") or ""
    year = request.args.get("year") or ""
    parameters: site.Row = {
        "tier": tier if tier in TIERS else TIERS[0],
        "year": int(year if year.isdecimal() and len(year) < 5 else STATES[state]),
        "state": state,
    }
    rows = await site.rows(datasette, SQL, parameters)
    by_code = {row["province_code"]: row for row in rows}
    context = {
        "parameters": parameters,
        "tables": {"map": {"title": "map", "sql": SQL, "rows": rows}},
        "shapes": shapes()[state],
        "found": {code: (row, step(row["percent"])) for code, row in by_code.items()},
        "silent": [shape.name for shape in shapes()[state] if shape.code not in by_code],
        "tiers": TIERS,
        "states": tuple(STATES),
        "steps": [(100 * n // STEPS, 100 * (n + 1) // STEPS) for n in range(STEPS)],
    }
    return await site.page(datasette, request, "kehoach_map.html", context)
