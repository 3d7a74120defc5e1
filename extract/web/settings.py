"""Datasette over one database: its metadata (titles, columns, facets, questions) and its limits."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from datasette.app import Datasette
from datasette.plugins import pm

from extract.store import read_only
from extract.web import accounts, plugin
from extract.web.metadata import content

_PLUGIN = "kehoach"
LARGE = 100_000  # targets; beyond, datasette's tables do not count all their rows, for facets only when asked

# every question is answered a part at a time: `rows` of them (50), after the first `skip`
_PART = "\nlimit max(cast(coalesce(nullif(:rows, ''), '50') as integer), 1) offset cast(:skip as integer)"

SETTINGS = {
    "sql_time_limit_ms": 3000,
    "facet_time_limit_ms": 1000,
    "default_page_size": 50,
    "max_returned_rows": 5000,
    "allow_download": False,
    "suggest_facets": False,
}


def metadata(database: str) -> dict[str, Any]:
    """`metadata.yml` as datasette wants it for a database of that name (the file's name without its ending)."""
    read = content()
    tables, queries = read.pop("tables"), read.pop("queries")
    del read["exported_columns"]
    for query in queries.values():
        query["sql"] += _PART
        query["params"] = [*query.get("params", []), "rows", "skip"]
    return read | {"databases": {database: {"tables": tables, "queries": queries}}}


def application(database: Path, secret: str | None = None, invitations: Path | None = None) -> Datasette:
    """Datasette on `database`, opened read-only; raises MissingFileError or ForeignDatabaseError.

    `secret` signs cookies (None: a new one); `invitations` is the folder of those of reviewers (None: nobody signs in).
    """
    connection = read_only(database)
    (targets,) = connection.execute("select max(rowid) from targets").fetchone()
    connection.close()
    if not pm.has_plugin(_PLUGIN):
        pm.register(plugin, _PLUGIN)
    here = Path(plugin.__file__).parent
    described = metadata(database.stem)
    if (targets or 0) > LARGE:
        for table in described["databases"][database.stem]["tables"].values():
            table.pop("facets", None)
        described["plugins"] = {_PLUGIN: {"is_large": True}}
    served = Datasette(
        [str(database)],
        secret=secret,
        metadata=described,
        settings=SETTINGS,
        template_dir=str(here / "templates"),
        static_mounts=[("-/kehoach", str(here / "static"))],
    )
    if invitations:
        accounts.folders[served] = invitations
    return served
