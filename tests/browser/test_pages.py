"""The web pages in a real browser: opened, searched, filtered, clicked through to the evidence, reviewed."""

from __future__ import annotations

import json
import sqlite3
import urllib.error
import urllib.request
from typing import Any

import pytest

from extract.web.site import words

PAGES = ["/", "/?q=dat+chuan", "/compare", "/map", "/review", "{plan}", "{evidence}", "/samples/targets_of_a_province"]


def query(site: Any, sql: str, *parameters: Any) -> list[tuple[Any, ...]]:
    with sqlite3.connect(f"file:{site.database}?mode=ro", uri=True) as database:
        return database.execute(sql, parameters).fetchall()


def path_of(site: Any, name: str) -> str:
    ((target, document),) = query(
        site, "select id, document_id from targets where boxes is not null and page > 1 order by char_start limit 1"
    )
    return name.format(plan=f"/plan/{document}", evidence=f"/evidence/targets/{target}")


@pytest.mark.parametrize("name", PAGES)
@pytest.mark.parametrize("language", ["vi", "en"])
def test_each_page_opens_in_both_languages_and_fits_two_widths(page: Any, site: Any, name: str, language: str) -> None:
    path = path_of(site, name)
    page.goto(path + ("&" if "?" in path else "?") + f"lang={language}")
    assert page.locator("html").get_attribute("lang") == language
    for width in (1280, 390):
        page.set_viewport_size({"width": width, "height": 900})
        assert page.evaluate("document.documentElement.scrollWidth") <= width


@pytest.mark.parametrize("name", PAGES)
def test_axe_finds_no_serious_fault(page: Any, site: Any, name: str) -> None:
    from axe_playwright_python.sync_playwright import Axe

    page.goto(path_of(site, name))
    page.wait_for_load_state("networkidle")
    found = Axe().run(page).response["violations"]
    assert [(v["id"], v["nodes"][0]["html"]) for v in found if v["impact"] in {"serious", "critical"}] == []


def test_search_without_accents_leads_to_the_evidence(page: Any) -> None:
    page.goto("/")
    page.get_by_role("searchbox").fill("nong thon moi nang cao")
    page.keyboard.press("Enter")
    page.locator(".results a[href^='/evidence/targets/']").first.click()
    assert "nâng cao" in page.locator("mark#quote").inner_text()
    assert page.locator("rect.mark").count() >= 1


def test_the_page_image_is_drawn_with_the_quote_marked_on_it(page: Any, site: Any) -> None:
    with page.expect_response(lambda response: "/image/" in response.url) as answer:
        page.goto(path_of(site, "{evidence}"))
    assert answer.value.status == 200
    assert answer.value.headers["content-type"] == "image/png"
    sheet, mark = page.locator("figure svg").bounding_box(), page.locator("rect.mark").first.bounding_box()
    assert sheet["x"] <= mark["x"] <= sheet["x"] + sheet["width"]
    assert sheet["y"] <= mark["y"] <= sheet["y"] + sheet["height"]


def test_the_compared_indicator_can_be_changed_and_bars_lead_to_evidence(page: Any) -> None:
    page.goto("/compare")
    page.locator("select[name=indicator]").select_option("xa-ntm")
    page.get_by_role("button").first.click()
    assert "indicator=xa-ntm" in page.url
    bar = page.locator("[data-chart=targets] a[href^='/evidence/targets/'], [data-chart=targets] a").first
    bar.wait_for()
    page.locator("[data-chart=funding] svg").first.wait_for()
    page.locator("#targets ~ .scroll a").first.click()
    assert "/evidence/targets/" in page.url


def test_markup_in_a_document_is_text_on_every_page(page: Any, site: Any) -> None:
    ((target, document),) = query(
        site, "select t.id, t.document_id from targets t join documents d on d.id = t.document_id "
        "where d.text like '%hacked%' limit 1",
    )  # fmt: skip
    for path in ("/?q=hacked", f"/plan/{document}", f"/evidence/targets/{target}", "/review", "/compare"):
        page.goto(path)
        assert page.evaluate("window.hacked") is None
        assert page.locator("main script, main img").count() == 0
    page.goto(f"/evidence/targets/{target}")
    assert "<script>window.hacked = 1</script>" in page.locator(".text").inner_text()


def test_a_figure_of_the_map_leads_to_the_evidence(page: Any) -> None:
    page.goto("/map?year=2025")
    assert page.locator("figure.map path").first.bounding_box()["width"] > 5
    page.locator("main table a").first.click()
    assert page.locator("mark#quote").count() == 1


def test_every_answer_forbids_inline_script(site: Any) -> None:
    for path in ("/", f"/{site.database.stem}", "/compare/targets.json"):
        with urllib.request.urlopen(site.address + path) as answer:
            policy = answer.headers["content-security-policy"]
        assert "script-src 'self';" in policy
        assert "unsafe-inline" not in policy


@pytest.mark.parametrize(
    "path", ["/image/" + "0" * 64 + "/1.png", "/image/..%2f..%2fetc%2fpasswd/1.png", "/-/kehoach/..%2fplugin.py"]
)
def test_nothing_outside_the_store_is_served(site: Any, path: str) -> None:
    with pytest.raises(urllib.error.HTTPError) as refused:
        urllib.request.urlopen(site.address + path)
    assert refused.value.code in {400, 403, 404}


def test_reviews_need_a_signed_in_user_and_a_token(site: Any) -> None:
    path = path_of(site, "{evidence}").replace("/evidence/", "/review/")
    request = urllib.request.Request(site.address + path, data=b"verdict=confirmed", method="POST")
    with pytest.raises(urllib.error.HTTPError) as refused:
        urllib.request.urlopen(request)
    assert refused.value.code == 403
    assert query(site, "select count(*) from reviews where reviewer = ''") == [(0,)]


def test_a_review_by_keys_is_stored_and_seen_in_the_views(page: Any, site: Any) -> None:
    page.goto(site.sign_in)
    path = path_of(site, "{evidence}")
    target = path.rsplit("/", 1)[1]
    ((subject,),) = query(site, "select subject from targets where id = ?", target)
    page.goto(path)
    page.locator("input[name=subject]").fill("nội dung đã sửa")
    page.locator("h1").click()
    page.keyboard.press("s")
    page.wait_for_url(lambda url: path not in url)
    assert query(site, "select subject, verdict from targets_by_province where id = ?", target) == [
        ("nội dung đã sửa", "corrected")
    ]
    assert query(site, "select subject from targets where id = ?", target) == [(subject,)]
    ((corrections, place),) = query(site, "select corrections, place from reviews where record_id = ?", target)
    assert json.loads(corrections) == {"subject": "nội dung đã sửa"}
    stands = query(site, "select document_id, char_start, char_end, quote from targets where id = ?", target)
    assert tuple(json.loads(place).values()) == stands[0]
    page.goto(path)
    page.keyboard.press("x")
    page.wait_for_url(lambda url: path not in url)
    assert query(site, "select 1 from targets_by_province where id = ?", target) == []
    page.locator("nav a", has_text="Rà soát").click()
    assert page.locator(f"a[href^='{path}']").count() == 0
    add_a_missed_record(page, site)
    select_and_add(page, site)
    page.goto("/review/next")
    first = page.url
    assert "queue=own" in first
    page.keyboard.press("c")
    page.wait_for_url(lambda url: "queue=own" in url and url != first)
    assert query(site, "select count(*) from reviews where verdict = 'confirmed'") == [(1,)]


def select_and_add(page: Any, site: Any) -> None:
    """The second place of words that stand twice: it is the selected one that is stored."""
    ((document, text),) = query(
        site, "select d.id, d.text from documents d where exists (select 1 from targets t where t.document_id = d.id "
        "and t.boxes is not null)",
    )  # fmt: skip
    words = "nông thôn mới"
    place = text.index(words, text.index(words) + 1)
    page.goto(f"/plan/{document}")
    page.evaluate(
        """([start, end]) => {
            const text = document.querySelector("[data-text]");
            const range = document.createRange();
            range.setStart(text.firstChild, start);
            range.setEnd(text.firstChild, end);
            const selection = getSelection();
            selection.removeAllRanges();
            selection.addRange(range);
            text.dispatchEvent(new MouseEvent("mouseup", { bubbles: true }));
        }""",
        [place, place + len(words)],
    )
    assert page.locator("[data-quote]").input_value() == words
    page.locator("form.missed input[name=subject]").fill("được chọn")
    page.locator("form.missed button").click()
    page.wait_for_url("**/evidence/targets/missed-*")
    assert page.locator("mark#quote").inner_text() == words
    assert page.locator("rect.mark").count() >= 1
    assert query(site, "select char_start from missed_targets where subject = 'được chọn'") == [(place,)]


def add_a_missed_record(page: Any, site: Any) -> None:
    """The sign-in link works once: what needs it stands in one test."""
    ((document,),) = query(site, "select id from documents where text like '%hacked%'")
    page.goto(f"/plan/{document}")
    page.locator("[data-quote]").fill("Đến năm 2025")
    page.locator("input[name=subject]").fill("mốc")
    page.locator("input[name=count]").fill("1")
    page.locator("form.missed button").click()
    assert ("mốc",) in query(site, "select subject from targets_by_province where document_id = ?", document)


def test_the_keyboard_alone_reaches_the_content(page: Any) -> None:
    page.goto("/")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.className") == "skip"
    page.keyboard.press("Enter")
    assert page.url.endswith("#content")


def test_a_question_is_asked_in_vietnamese_and_leads_to_the_evidence(page: Any) -> None:
    page.goto("/")
    page.get_by_role("link", name="Mục tiêu theo tỉnh và chuẩn").click()
    page.get_by_role("textbox", name="Chuẩn").fill("NTM")
    page.get_by_role("button", name="Xem").click()
    assert "tier=NTM" in page.url
    assert "(as printed)" not in page.locator("main").inner_text()
    page.locator("main table a[href^='/evidence/targets/']").first.click()
    assert page.locator("mark#quote").count() == 1


@pytest.mark.parametrize("path", ["", "/targets", "/targets_by_province", "?sql=select+1", "/plans"])
def test_pages_of_datasette_obey_the_policy_without_an_error(page: Any, site: Any, path: str) -> None:
    page.goto(f"/{site.database.stem}{path}")
    assert page.locator("main, section.content").count() >= 1  # the fixture fails the test on any console error


def test_the_keyboard_alone_reaches_the_filters(page: Any) -> None:
    page.goto("/compare")
    for _ in range(40):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.name") == "indicator":
            break
    assert page.evaluate("document.activeElement.name") == "indicator"


def test_both_languages_are_complete() -> None:
    assert all(set(texts) == {"vi", "en"} and all(texts.values()) for texts in words().values())
