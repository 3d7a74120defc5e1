"""Who reviews: each reviewer signs in under a name by a link that works once; datasette signs the cookie that follows.

The links live in the server's memory and the signature's key too: both end with the server.
"""

from __future__ import annotations

import secrets
import unicodedata
from collections.abc import Iterable
from weakref import WeakKeyDictionary

from datasette.app import Datasette
from datasette.utils.asgi import Request, Response

from extract.web import site

_LONGEST = 60
_RESERVED = "root"  # datasette shows its inner workings to this name
_unused: WeakKeyDictionary[Datasette, dict[str, str]] = WeakKeyDictionary()  # of each server: token -> name


def named(names: Iterable[str]) -> tuple[str, ...]:
    """The names as they are compared (NFC, single spaces), each once; raises ValueError for one that cannot be used."""
    cleaned = tuple(dict.fromkeys(" ".join(unicodedata.normalize("NFC", name).split()) for name in names))
    for name in cleaned:
        if not name.isprintable() or not 0 < len(name) <= _LONGEST or name == _RESERVED:
            raise ValueError(f"{name!r} cannot be a reviewer's name: 1 to {_LONGEST} characters, and not {_RESERVED!r}")
    return cleaned


def invite(datasette: Datasette, name: str) -> str:
    """The path of a link that signs in under this name, once."""
    token = secrets.token_urlsafe(32)
    _unused.setdefault(datasette, {})[token] = name
    return f"/-/sign-in?token={token}"


async def sign_in(request: Request, datasette: Datasette) -> Response:
    """`/-/sign-in?token=…`: on to the queue, signed in; refused where the link was used before or is none of ours."""
    name = _unused.get(datasette, {}).pop(request.args.get("token") or "", None)
    if name is None:
        raise site.RefusedError("refused_link", status=403)
    response = Response.redirect("/review")
    response.set_cookie("ds_actor", datasette.sign({"a": {"id": name}}, "actor"), httponly=True, samesite="lax")
    return response
