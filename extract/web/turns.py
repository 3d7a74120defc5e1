"""Pages take turns: two are made at a time, the others wait in the order in which they were asked for.

A page of datasette waits some thirty times for a thread. Where all pages are made at once, each of these waits lasts as
long as a bit of every other page: the tables took five times as long as questions of the same work.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

AT_ONCE = 2  # one in Python while the other waits for SQLite, which lets go of the interpreter
_SECONDS = 0.25


@asynccontextmanager
async def turn(places: asyncio.Semaphore) -> AsyncIterator[None]:
    """Wait for one of the `places` and hold it; a slow page only for a while, then it is made beside others."""
    await places.acquire()
    held = [places]

    def give() -> None:
        while held:
            held.pop().release()

    end = asyncio.get_running_loop().call_later(_SECONDS, give)
    try:
        yield
    finally:
        end.cancel()
        give()
