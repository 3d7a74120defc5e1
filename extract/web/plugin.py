"""The datasette plugin: our pages, who may review, and the headers that keep documents' text from becoming code."""

from __future__ import annotations

import asyncio
import sqlite3
from collections.abc import Awaitable, Callable
from typing import Any

from datasette import hookimpl
from datasette.app import Datasette
from datasette.utils.asgi import Request, Response
from jinja2 import Environment

from extract.web import accounts, compare, evidence, faults, maps, plain, plan, review, site, start
from extract.web.turns import AT_ONCE, turn

Message = dict[str, Any]
Asgi = Callable[[Message, Callable[[], Awaitable[Message]], Callable[[Message], Awaitable[None]]], Awaitable[None]]

_MAPPED = 4 << 30  # bytes of the database file at most

# no inline script or style, nothing from elsewhere; datasette's own pages obey it too
POLICY = b"default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; " \
    b"form-action 'self'; base-uri 'none'; frame-ancestors 'none'; font-src 'self'"  # fmt: skip
_HEADERS = [
    (b"content-security-policy", POLICY),
    (b"x-content-type-options", b"nosniff"),
    (b"referrer-policy", b"same-origin"),
]


@hookimpl  # type: ignore[untyped-decorator]
def register_routes() -> list[tuple[str, Callable[..., Any]]]:
    """Our pages, beside datasette's own."""
    return [
        (r"^/$", start.start),
        (r"^/plan/(?P<document_id>[^/]+)$", plan.plan),
        (r"^/evidence/(?P<table>[a-z]+)/(?P<record_id>[^/]+)$", evidence.evidence),
        (r"^/image/(?P<file_id>[0-9a-f]{64})/(?P<number>\d+)\.png$", evidence.image),
        (r"^/compare$", compare.compare),
        (r"^/compare/(?P<name>[a-z]+)\.json$", compare.data),
        (r"^/map$", maps.draw),
        (r"^/-/sign-in$", accounts.sign_in),
        (r"^/review$", review.queue),
        (r"^/review/next$", review.following),
        (r"^/review/(?P<table>[a-z]+)/(?P<record_id>[^/]+)$", review.store),
        (r"^/missed/(?P<document_id>[^/]+)$", review.add),
    ]


@hookimpl  # type: ignore[untyped-decorator]
def permission_allowed(actor: Message | None, action: str) -> bool | None:
    """Whoever is signed in may review; nobody else."""
    return bool(actor) if action == review.PERMISSION else None


@hookimpl  # type: ignore[untyped-decorator]
def extra_template_vars(datasette: Datasette, request: Request | None) -> Message:
    """Our words and ways to print, for datasette's templates too (the questions are pages of datasette)."""
    return site.vocabulary(datasette, request) if request else {}


@hookimpl  # type: ignore[untyped-decorator]
def prepare_jinja2_environment(env: Environment) -> None:
    """Nothing inline in datasette's pages."""
    if env.loader:
        env.loader = plain.PlainLoader(env.loader)


@hookimpl  # type: ignore[untyped-decorator]
def extra_js_urls() -> list[str]:
    """The scripts of datasette's pages."""
    return ["/-/kehoach/datasette.js"]


@hookimpl  # type: ignore[untyped-decorator]
def extra_css_urls() -> list[str]:
    """The style that datasette's pages need beside their own."""
    return ["/-/kehoach/datasette.css"]


@hookimpl  # type: ignore[untyped-decorator]
def prepare_connection(conn: sqlite3.Connection) -> None:
    """Pages are read from the file's mapping instead of by a system call each; a few megabytes are kept decoded."""
    conn.execute(f"pragma mmap_size = {_MAPPED}")
    conn.execute("pragma cache_size = -32000")


@hookimpl  # type: ignore[untyped-decorator]
def handle_exception(datasette: Datasette, request: Request, exception: Exception) -> Callable[[], Any] | None:
    """What goes wrong on a page is told in the reader's language, with what to do; datasette tells it to programs."""
    if request.path.endswith((".json", ".csv")):
        return None

    async def told() -> Response:
        key, detail, status = faults.explain(exception)
        context = {"key": key, "detail": detail, "status": status}
        return await site.page(datasette, request, "kehoach_error.html", context, status)

    return told


@hookimpl  # type: ignore[untyped-decorator]
def asgi_wrapper(datasette: Datasette) -> Callable[[Asgi], Asgi]:
    """Every answer takes its turn and carries the security headers; tables of a large database do not count rows."""
    tables = f"/{site.database(datasette).name}/"
    is_large = (datasette.plugin_config("kehoach") or {}).get("is_large", False)
    places = asyncio.Semaphore(AT_ONCE)

    def wrap(app: Asgi) -> Asgi:
        async def guarded(scope: Message, receive: Any, send: Any) -> None:
            if scope["type"] != "http":
                return await app(scope, receive, send)
            if is_large and scope.get("path", "").startswith(tables):
                scope = scope | {"query_string": scope["query_string"] + b"&_nocount=1"}

            async def send_with_headers(event: Message) -> None:
                if event["type"] == "http.response.start":
                    event = event | {"headers": [*event.get("headers", []), *_HEADERS]}
                await send(event)

            async with turn(places):
                await app(scope, receive, send_with_headers)

        return guarded

    return wrap
