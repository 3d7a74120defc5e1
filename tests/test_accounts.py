"""Reviewers sign in under their own names: a link works once, and two judge a record without seeing each other."""

from __future__ import annotations

import re
import shutil
import sqlite3
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from datasette.app import Datasette
from loops import awaited
from test_questions import PROVINCE, plan

from extract.cli import main
from extract.store import Store
from extract.web import accounts
from extract.web.settings import application
from gold.agreement import agreements


@pytest.fixture
def database(tmp_path: Path, blank_database: Path) -> Path:
    path = Path(shutil.copy(blank_database, tmp_path / "plans.db"))
    with Store(path) as store:
        plan(store, "a", "10/KH-UBND", "2022-01-05", PROVINCE, "Căn cứ Luật")
    return path


def served(database: Path, use: Callable[[Datasette], Awaitable[None]]) -> None:
    async def run() -> None:
        folder = database.parent / "invitations"
        folder.mkdir()
        datasette = application(database, invitations=folder)
        await datasette.invoke_startup()
        await use(datasette)

    awaited(run())


class Browser:
    """What a reviewer's browser keeps and does."""

    def __init__(self, datasette: Datasette) -> None:
        self.datasette = datasette
        self.cookies: dict[str, str] = {}

    async def get(self, path: str) -> Any:
        answer = await self.datasette.client.get(path, cookies=self.cookies)
        self.cookies |= dict(answer.cookies)
        return answer

    async def judge(self, record: str, verdict: str) -> Any:
        page = await self.get(f"/evidence/{record}?queue=own")
        (token,) = re.findall(r'name="csrftoken" value="([^"]+)"', page.text)
        form = {"verdict": verdict, "csrftoken": token, "then": "/review/next"}
        return await self.datasette.client.post(f"/review/{record}", data=form, cookies=self.cookies)


async def signed_in(datasette: Datasette, name: str) -> Browser:
    browser = Browser(datasette)
    answer = await browser.get(accounts.invite(accounts.folders[datasette], name))
    assert (answer.status_code, answer.headers["location"]) == (302, "/review")
    return browser


def test_a_link_signs_in_under_its_name_and_only_once(database: Path) -> None:
    async def use(datasette: Datasette) -> None:
        link = accounts.invite(accounts.folders[datasette], "Bình")
        first, second = Browser(datasette), Browser(datasette)
        assert "HttpOnly" in (await first.get(link)).headers["set-cookie"]
        assert '<span class="actor">' in (await first.get("/review")).text
        assert "Bình" in (await first.get("/review")).text
        assert (await second.get(link)).status_code == 403
        assert "ds_actor" not in second.cookies

    served(database, use)


@pytest.mark.parametrize("path", ["/-/sign-in", "/-/sign-in?token=", "/-/sign-in?token=guess"])
def test_a_link_that_nobody_was_given_is_refused(database: Path, path: str) -> None:
    async def use(datasette: Datasette) -> None:
        accounts.invite(accounts.folders[datasette], "An")
        answer = await datasette.client.get(path)
        assert answer.status_code == 403
        assert "--reviewer" in answer.text

    served(database, use)


def test_a_cookie_of_ones_own_making_reviews_nothing(database: Path) -> None:
    async def use(datasette: Datasette) -> None:
        forger = Browser(datasette)
        forger.cookies["ds_actor"] = application(database).sign({"a": {"id": "An"}}, "actor")
        assert 'name="csrftoken"' not in (await forger.get("/review")).text
        assert "ds_actor" in forger.cookies
        assert '<span class="actor">' not in (await forger.get("/review")).text

    served(database, use)


def test_two_reviewers_judge_the_same_records_and_their_agreement_is_between_their_names(database: Path) -> None:
    async def use(datasette: Datasette) -> None:
        an, binh = await signed_in(datasette, "An"), await signed_in(datasette, "Bình")
        records = re.findall(r'href="/evidence/(targets/[^"?]+)\?queue=own"', (await an.get("/review")).text)
        assert len(records) >= 3
        for record, ours, theirs in zip(
            records, ("confirmed", "rejected", "rejected"), ("confirmed", "rejected", "confirmed"), strict=False
        ):
            await an.judge(record, ours)
            assert record not in (await an.get("/review")).text
            assert record in (await binh.get("/review")).text
            assert record not in (await binh.get("/review?rest=1")).text
            assert "An," not in (await binh.get(f"/evidence/{record}?queue=own")).text
            assert "An," in (await binh.get(f"/evidence/{record}")).text
            answer = await binh.judge(record, theirs)
            assert answer.headers["location"] == "/review/next"

    served(database, use)
    with sqlite3.connect(database) as db:
        (pair,) = agreements(db)
    assert (pair.first, pair.second, pair.records) == ("An", "Bình", 3)
    assert pair.kappa == pytest.approx(0.4)  # they agree on 2 of 3; by chance on 4/9


def test_the_processes_of_a_server_know_each_others_links_and_cookies(database: Path) -> None:
    async def use(datasette: Datasette) -> None:
        folder = accounts.folders[datasette]
        first, second = (application(database, "key", folder) for _ in range(2))
        for process in (first, second):
            await process.invoke_startup()
        link = accounts.invite(folder, "An")
        browser = Browser(first)
        await browser.get(link)
        assert (await Browser(second).get(link)).status_code == 403
        browser.datasette = second
        assert '<span class="actor">' in (await browser.get("/review")).text

    served(database, use)


def test_names_are_compared_as_they_read() -> None:
    assert accounts.named(["Bi\u0300nh", "  Bình ", "An"]) == ("Bình", "An")


@pytest.mark.parametrize("name", ["", "  ", "root", "a\x1b[2J", "a" * 61])
def test_a_name_that_cannot_be_used_is_refused_before_serving(database: Path, name: str) -> None:
    ended = CliRunner().invoke(main, ["serve", "--db", str(database), "--reviewer", name])
    assert ended.exit_code == 2
    assert "reviewer's name" in ended.output
