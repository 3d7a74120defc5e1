"""`kehoach serve`: datasette over one database, on this machine's own address, in several processes.

Python makes one page at a time in a process: two processes make use of two cores. What they share (the database's path,
the key that signs cookies, the folder of invitations) they take from the environment.
"""

from __future__ import annotations

import os
import secrets
import socket
import tempfile
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import click
import uvicorn

from extract.errors import AddressTakenError
from extract.store import read_only
from extract.web import accounts
from extract.web.settings import application

_DATABASE, _SECRET, _INVITATIONS = "KEHOACH_DATABASE", "KEHOACH_SECRET", "KEHOACH_INVITATIONS"
_UNHEARD = 60  # seconds without a sign of life after which a process is replaced


def run(database: Path, host: str, port: int, reviewers: Iterable[str], processes: int) -> None:
    """Serve until interrupted, with a link printed for each reviewer.

    Raises AddressTakenError where another program listens, MissingFileError or ForeignDatabaseError.
    """
    read_only(database).close()
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as fault:
            raise AddressTakenError(detail=f"{host}:{port}: {fault.strerror}") from fault
    with tempfile.TemporaryDirectory(prefix="kehoach-") as folder:
        shared = {_DATABASE: str(database), _SECRET: secrets.token_hex(32), _INVITATIONS: folder}
        os.environ.update(shared)
        click.echo(f"kehoach serves {database} at http://{host}:{port}/ (stop with Ctrl-C)")
        for name in reviewers:
            path = accounts.invite(Path(folder), name)
            click.echo(f"To review as {name}, sign in once by http://{host}:{port}{path}")
        uvicorn.run(
            "extract.web.serve:served", factory=True, host=host, port=port, log_level="warning", lifespan="on",
            workers=processes, timeout_worker_healthcheck=_UNHEARD,
        )  # fmt: skip


def served() -> Any:
    """The ASGI application of one process of a server that `run` started."""
    secret, invitations = os.environ[_SECRET], Path(os.environ[_INVITATIONS])
    return application(Path(os.environ[_DATABASE]), secret, invitations).app()
