"""Who reviews: each reviewer signs in under a name by a link that works once; datasette signs the cookie that follows.

An invitation is a file that holds the name, called by the hash of the link's token; whichever of the server's processes
removes it first lets its bearer in. The folder and the key of the signature end with the server.
"""

from __future__ import annotations

import hashlib
import secrets
import unicodedata
from collections.abc import Iterable
from pathlib import Path
from weakref import WeakKeyDictionary

from datasette.app import Datasette
from datasette.utils.asgi import Request, Response

from extract.web import site

_LONGEST = 60
_RESERVED = "root"  # datasette shows its inner workings to this name
folders: WeakKeyDictionary[Datasette, Path] = WeakKeyDictionary()  # where each server's invitations lie


def named(names: Iterable[str]) -> tuple[str, ...]:
    """The names as they are compared (NFC, single spaces), each once; raises ValueError for one that cannot be used."""
    cleaned = tuple(dict.fromkeys(" ".join(unicodedata.normalize("NFC", name).split()) for name in names))
    for name in cleaned:
        if not name.isprintable() or not 0 < len(name) <= _LONGEST or name == _RESERVED:
            raise ValueError(f"{name!r} cannot be a reviewer's name: 1 to {_LONGEST} characters, and not {_RESERVED!r}")
    return cleaned


def invite(folder: Path, name: str) -> str:
    """The path of a link that signs in under this name, once; the invitation is put into the folder."""
    token = secrets.token_urlsafe(32)
    _invitation(folder, token).write_text(name, "utf-8")
    return f"/-/sign-in?token={token}"


async def sign_in(request: Request, datasette: Datasette) -> Response:
    """`/-/sign-in?token=…`: on to the queue, signed in; refused where the link was used before or is none of ours."""
    folder, token = folders.get(datasette), request.args.get("token") or ""
    try:
        if folder is None:
            raise FileNotFoundError
        invitation = _invitation(folder, token)
        name = invitation.read_text("utf-8")
        invitation.unlink()
    except FileNotFoundError as fault:
        raise site.RefusedError("refused_link", status=403) from fault
    response = Response.redirect("/review")
    response.set_cookie("ds_actor", datasette.sign({"a": {"id": name}}, "actor"), httponly=True, samesite="lax")
    return response


def _invitation(folder: Path, token: str) -> Path:
    return folder / hashlib.sha256(token.encode()).hexdigest()
