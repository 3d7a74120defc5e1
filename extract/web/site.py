"""What all our pages share: the language, the database, rendering a template with both, and reading numbers out."""

from __future__ import annotations

from functools import cache
from importlib import resources
from typing import Any
from urllib.parse import urlencode

import yaml
from babel.numbers import format_decimal
from datasette.app import Datasette
from datasette.database import Database
from datasette.utils.asgi import NotFound, Request, Response

LANGUAGES = ("vi", "en")
RECORDS = ("targets", "funding", "responsibilities", "citations", "findings")
Row = dict[str, Any]


@cache
def words() -> dict[str, dict[str, str]]:
    """What the pages say, by key and language."""
    loaded: dict[str, dict[str, str]] = yaml.safe_load(
        resources.files("extract.web").joinpath("words.yml").read_text("utf-8")
    )
    return loaded


def language(request: Request) -> str:
    """The language asked for by `?lang=`, else by the cookie, else Vietnamese."""
    asked = request.args.get("lang") or request.cookies.get("kehoach_lang") or "vi"
    return asked if asked in LANGUAGES else "vi"


def database(datasette: Datasette) -> Database:
    """The one database that is served."""
    return next(db for name, db in datasette.databases.items() if not name.startswith("_"))


async def rows(datasette: Datasette, sql: str, parameters: Row | list[Any] | None = None) -> list[Row]:
    """The rows of a query, as dictionaries."""
    result = await database(datasette).execute(sql, parameters or {})
    return [dict(row) for row in result.rows]


async def one(datasette: Datasette, sql: str, parameters: Row | list[Any] | None = None) -> Row:
    """The first row of a query; raises NotFound (HTTP 404) where there is none."""
    found = await rows(datasette, sql, parameters)
    if not found:
        raise NotFound("not in this database")
    return found[0]


async def page(datasette: Datasette, request: Request, template: str, context: Row) -> Response:
    """A page of ours in the reader's language."""
    speaks = language(request)
    other = LANGUAGES[1 - LANGUAGES.index(speaks)]
    arguments = {key: value for key in request.args for value in [request.args[key]] if key != "lang"}
    html = await datasette.render_template(
        template,
        {
            "say": {key: texts[speaks] for key, texts in words().items()},
            "lang": speaks,
            "other_language_path": f"{request.path}?{urlencode(arguments | {'lang': other})}",
            "database_name": database(datasette).name,
            "number": shown,
            **context,
        },
        request=request,
    )
    response = Response.html(html)
    if request.args.get("lang") in LANGUAGES:
        response.set_cookie("kehoach_lang", speaks, samesite="lax")
    return response


def shown(value: Any) -> str:
    """A value as a Vietnamese page prints it: 1.502,062; nothing for None."""
    if value is None:
        return ""
    if isinstance(value, int | float):
        return format_decimal(round(value, 6), format="#,##0.######", locale="vi")
    return str(value)
