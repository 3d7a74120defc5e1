"""`kehoach serve`: datasette over one database, on this machine's own address."""

from __future__ import annotations

import asyncio
import socket
from collections.abc import Iterable
from pathlib import Path

import click
import uvicorn

from extract.errors import AddressTakenError
from extract.web import accounts
from extract.web.settings import application


def run(database: Path, host: str, port: int, reviewers: Iterable[str]) -> None:
    """Serve until interrupted, with a link printed for each reviewer; raises AddressTakenError where others listen."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as fault:
            raise AddressTakenError(detail=f"{host}:{port}: {fault.strerror}") from fault
    app = application(database)
    asyncio.run(app.invoke_startup())
    click.echo(f"kehoach serves {database} at http://{host}:{port}/ (stop with Ctrl-C)")
    for name in reviewers:
        click.echo(f"To review as {name}, sign in once by http://{host}:{port}{accounts.invite(app, name)}")
    uvicorn.run(app.app(), host=host, port=port, log_level="warning", lifespan="on", workers=1)
