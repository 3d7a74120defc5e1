"""Pages take turns: few at a time, in the order in which they were asked for, and none holds up the others for long."""

from __future__ import annotations

import asyncio

import pytest
from loops import awaited

from extract.web import turns


def test_later_pages_wait_until_an_earlier_one_is_done() -> None:
    seen: list[str] = []

    async def page(name: str, places: asyncio.Semaphore) -> None:
        async with turns.turn(places):
            seen.append(f"{name} begins")
            for _ in range(5):
                await asyncio.sleep(0)
            seen.append(f"{name} ends")

    async def asked() -> None:
        places = asyncio.Semaphore(1)
        await asyncio.gather(*(page(name, places) for name in "abc"))

    awaited(asked())
    assert seen == [f"{name} {what}" for name in "abc" for what in ("begins", "ends")]


def test_a_slow_page_gives_its_place_to_the_next_and_takes_none_twice(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(turns, "_SECONDS", 0.01)
    done: list[str] = []

    async def asked() -> int:
        places, may_end = asyncio.Semaphore(1), asyncio.Event()

        async def slow() -> None:
            async with turns.turn(places):
                await may_end.wait()
                done.append("slow")

        async def quick() -> None:
            async with turns.turn(places):
                done.append("quick")
                may_end.set()

        async with asyncio.timeout(30):
            await asyncio.gather(slow(), quick())
        return places._value

    assert awaited(asked()) == 1
    assert done == ["quick", "slow"]


def test_a_page_that_fails_gives_its_place_back() -> None:
    async def asked() -> int:
        places = asyncio.Semaphore(1)
        with pytest.raises(ValueError, match="broken"):
            async with turns.turn(places):
                raise ValueError("broken")
        return places._value

    assert awaited(asked()) == 1
