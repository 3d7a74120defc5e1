"""What all our pages share: the language, the database, rendering a template with both, and reading numbers out."""

from __future__ import annotations

import asyncio
import sqlite3
import threading
from functools import cache, lru_cache
from importlib import resources
from pathlib import Path
from typing import Any
from urllib.parse import urlencode
from weakref import WeakKeyDictionary

import yaml
from babel.numbers import format_decimal
from datasette.app import Datasette
from datasette.database import Database
from datasette.utils import sqlite_timelimit
from datasette.utils.asgi import NotFound, Request, Response

LANGUAGES = ("vi", "en")
RECORDS = ("targets", "funding", "responsibilities", "citations", "findings")
Row = dict[str, Any]
_YEARS = frozenset({
    "year", "deadline", "baseline_year", "period_start", "period_end", "page", "older_page", "newer_page",
})  # fmt: skip
_CODED = frozenset({
    "kind", "comparator", "older_comparator", "newer_comparator", "change", "deadline_kind", "role", "nature", "source",
    "severity", "rule", "level", "status", "derived", "record_table", "method", "what", "why",
})  # fmt: skip


@cache
def _file(name: str) -> dict[str, Any]:
    loaded: dict[str, Any] = yaml.safe_load(resources.files("extract.web").joinpath(name).read_text("utf-8"))
    return loaded


class RefusedError(Exception):
    """What a reader asked cannot be done: `key` of `words.yml` says why and what to do, `detail` what it is about."""

    def __init__(self, key: str, detail: str = "", status: int = 400) -> None:
        """`status` is the answer's HTTP status."""
        super().__init__(f"{key}: {detail}")
        self.key, self.detail, self.status = key, detail, status


def words() -> dict[str, dict[str, str]]:
    """What the pages say, by key and language."""
    return _file("words.yml")


def terms() -> dict[str, dict[str, Any]]:
    """The names of columns, coded values and questions, by key and language."""
    return _file("terms.yml")


@cache
def _spoken(speaks: str) -> Row:
    """All words and terms in one language."""
    read = terms()
    return {
        "say": {key: texts[speaks] for key, texts in words().items()},
        "labels": {key: texts[speaks] for key, texts in read["columns"].items()},
        "values": {key: texts[speaks] for key, texts in read["values"].items()},
        "questions": {
            key: {part: texts[speaks] for part, texts in parts.items()} for key, parts in read["questions"].items()
        },
    }


def spoken(request: Request) -> Row:
    """All words and terms in the reader's language."""
    return _spoken(language(request))


def vocabulary(datasette: Datasette, request: Request) -> Row:
    """What every template may use: the reader's language, its words, and the functions that print values in it."""
    speaks = language(request)
    known = _spoken(speaks)
    other = LANGUAGES[1 - LANGUAGES.index(speaks)]
    arguments = {key: request.args[key] for key in request.args if key != "lang"}

    def cell(column: str, value: Any) -> str:
        if column in _CODED and value in known["values"]:
            return str(known["values"][value])
        if column in _YEARS and value is not None:
            return str(value)
        if column.endswith("_is_derived"):
            return str(known["say"]["affirmed"]) if value else ""
        return shown(value)

    return known | {
        "lang": speaks,
        "other_language_path": f"{request.path}?{urlencode(arguments | {'lang': other})}",
        "database_name": database(datasette).name,
        "number": shown,
        "cell": cell,
        "day": day,
    }


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


async def several(datasette: Datasette, asked: dict[str, tuple[str, Row]]) -> dict[str, list[Row]]:
    """The rows of several queries by name, in one visit to a reading thread, all within the time limit of one."""

    def ask(connection: sqlite3.Connection) -> dict[str, list[Row]]:
        with sqlite_timelimit(connection, datasette.sql_time_limit_ms):
            return {
                name: [dict(row) for row in connection.execute(sql, parameters)]
                for name, (sql, parameters) in asked.items()
            }

    found: dict[str, list[Row]] = await database(datasette).execute_fn(ask)
    return found


class Memory:
    """What was answered over the whole database since it changed last (`pragma data_version` of one connection)."""

    def __init__(self, path: str) -> None:
        """`path` is the database's."""
        self.lock = threading.Lock()
        self.connection = sqlite3.connect(f"{Path(path).resolve().as_uri()}?mode=ro", uri=True, check_same_thread=False)
        self.connection.row_factory = sqlite3.Row
        self.version = 0
        self.answers: dict[str, list[Row]] = {}

    def ask(self, sql: str) -> list[Row]:
        """The rows of a query; the same list until the database changes."""
        with self.lock:
            version = self.connection.execute("pragma data_version").fetchone()[0]
            if version != self.version:
                self.version, self.answers = version, {}
            if sql not in self.answers:
                self.answers[sql] = [dict(row) for row in self.connection.execute(sql)]
            return self.answers[sql]


_memories: WeakKeyDictionary[Datasette, Memory] = WeakKeyDictionary()


async def remembered(datasette: Datasette, sql: str) -> list[Row]:
    """The rows of a query without parameters, asked once until the database changes."""
    memory = _memories.get(datasette) or _memories.setdefault(datasette, Memory(str(database(datasette).path)))
    return await asyncio.to_thread(memory.ask, sql)


async def page(datasette: Datasette, request: Request, template: str, context: Row, status: int = 200) -> Response:
    """A page of ours in the reader's language."""
    response = Response.html(await datasette.render_template(template, context, request=request), status=status)
    if request.args.get("lang") in LANGUAGES:
        response.set_cookie("kehoach_lang", language(request), samesite="lax")
    return response


@lru_cache(4096)
def shown(value: Any) -> str:
    """A value as a Vietnamese page prints it: 1.502,062; nothing for None."""
    if value is None:
        return ""
    if isinstance(value, int | float):
        return format_decimal(round(value, 6), format="#,##0.######", locale="vi")
    return str(value)


def day(date: str | None) -> str:
    """An ISO date as it is written in Viet Nam, 05/01/2022; what is known of a date that is not whole."""
    return "/".join(reversed(date.split("-"))) if date else ""
