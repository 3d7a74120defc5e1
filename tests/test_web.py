"""The served pages, asked over HTTP: every question answers, search knows accents, nothing can be written."""

from __future__ import annotations

import json
import re
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest
import yaml
from fakes import document_of, parsed_of

from extract.rows import rows_of
from extract.store import Store
from extract.web import fields
from extract.web.settings import metadata
from extract.web.site import RefusedError, terms

TEXT = "I. Mục tiêu\nCó 20/40 xã đạt chuẩn <script>alert(1)</script> nông thôn mới, vốn 10 tỷ đồng\n"
ANSWERS = {  # each question, with its parameters, the number of rows expected, and something that the first must say
    "targets_of_a_province": (
        {"province": "Lạng Sơn", "tier": "NTM"},
        1,
        {"unit": "xã", "percent": 50.0, "year": 2025},
    ),
    "share_of_communes_2025": ({}, 1, {"province": "Lạng Sơn", "percent": 50.0, "count": 20.0, "total": 40.0}),
    "funding_by_source": ({}, 1, {"source": "credit", "billion_vnd": 4.0}),
    "who_leads_what": ({"agency": "Tài chính"}, 1, {"body": "Sở Tài chính", "role": "lead", "task": "cân đối vốn"}),
    "findings_of_a_rule": ({"rule": "ratio"}, 1, {"severity": "error", "plan": "7/KH-UBND"}),
    "low_trust": ({}, 1, {"file": "scan.pdf", "lowest_trust": 0.4}),
    "search_text": ({"words": "dat chuan"}, 14, {"plan": "7/KH-UBND"}),
    # this plan says nothing of these; tests/test_questions.py asks them where there is an answer
    "advanced_and_model": ({"province": ""}, 0, {}),
    "poverty_reduction_a_year": ({"province": ""}, 0, {}),
    "funding_by_source_a_commune": ({"province": "Lạng Sơn"}, 1, {"source": "credit", "billion_vnd_a_commune": None}),
    "leads_of_a_criterion": ({"criterion": "3", "criteria": ""}, 0, {}),
    "changes_of_a_plan": ({"plan": "7/KH-UBND"}, 0, {}),
    "targets_due": ({"year": "2025", "province": ""}, 1, {"percent": 50.0, "year_is_derived": 1}),
    "targets_without_a_lead": ({"province": ""}, 0, {}),
    "districts_beyond_their_province": ({}, 0, {}),
}


@pytest.fixture(scope="module")
def database(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Two files: a plan, and a copy of it that was read badly and so counts as a duplicate."""
    path = tmp_path_factory.mktemp("web") / "plans.db"
    with Store(path) as store:
        for file_id, name, trust in (("a" * 64, "plan.pdf", 0.95), ("b" * 64, "scan.pdf", 0.4)):
            file = {
                "id": file_id, "name": name, "path": f"/{name}", "bytes": 1, "media_type": None, "pages": 1,
                "kind": "digital", "status": "ok", "error_code": None, "error": None, "pipeline": "1",
                "started_at": "2026-01-01T00:00:00+00:00", "seconds": 0.1,
            }  # fmt: skip
            rows = rows_of(file_id, document_of(TEXT), (parsed_of(TEXT),), "fake@1")
            rows["pages"][0]["trust"] = trust
            store.replace_file(file, [], rows)
        store.connection.execute(
            "update documents set duplicate_of = (select id from documents where file_id like 'a%') "
            "where file_id like 'b%'"
        )
    return path


@pytest.fixture(scope="module")
def site(database: Path) -> Iterator[str]:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [sys.executable, "-m", "extract", "serve", "--db", str(database), "--port", str(port)]
    told = database.with_suffix(".log")  # a pipe that nobody reads would fill up and stop the server
    with told.open("w") as log:
        process = subprocess.Popen(command, stdout=log, stderr=subprocess.STDOUT)
    try:
        for _ in range(600):  # two minutes: a busy machine starts slowly
            try:
                urllib.request.urlopen(f"http://127.0.0.1:{port}/-/versions.json")
                break
            except urllib.error.URLError:
                assert process.poll() is None, told.read_text()
                time.sleep(0.2)
        yield f"http://127.0.0.1:{port}"
    finally:
        process.terminate()
        process.wait(20)


def get(url: str) -> str:
    with urllib.request.urlopen(url) as answer:
        assert answer.status == 200
        text: str = answer.read().decode("utf-8")
        return text


def ask(site: str, path: str, **parameters: str) -> list[dict[str, object]]:
    query = urllib.parse.urlencode(parameters | {"_shape": "array"})
    rows: list[dict[str, object]] = json.loads(get(f"{site}/plans/{path}.json?{query}"))
    return rows


@pytest.mark.parametrize("question", ANSWERS)
def test_each_question_answers(site: str, question: str) -> None:
    parameters, count, first = ANSWERS[question]
    rows = ask(site, question, **parameters)
    assert len(rows) == count
    assert first.items() <= (rows[0] if rows else {}).items()


def test_every_question_is_asked_here() -> None:
    assert set(metadata("plans")["databases"]["plans"]["queries"]) == set(ANSWERS)


@pytest.mark.parametrize("question", ANSWERS)
def test_each_question_opens_as_a_page_before_its_fields_are_filled(site: str, question: str) -> None:
    assert "<title>" in get(f"{site}/plans/{question}")


@pytest.mark.parametrize("words", ["dat chuan", "đạt chuẩn", '"ĐẠT CHUẨN"', "đạt chuan"])
def test_search_box_finds_words_with_and_without_accents(site: str, words: str) -> None:
    found = ask(site, "passages", _search=words, kind="paragraph")
    assert {row["text"] for row in found} == {TEXT.splitlines()[1]}


@pytest.mark.parametrize("words", ["", '"', "a AND", "((", "*", "NEAR("])
def test_no_search_words_break_the_page(site: str, words: str) -> None:
    assert isinstance(ask(site, "search_text", words=words), list)


def test_tables_have_titles_facets_and_column_descriptions(site: str) -> None:
    page = get(f"{site}/plans/targets")
    assert "Quantities that a plan commits to" in page
    assert "The words of the source, unchanged" in page
    assert re.search(r'class="facet-info[^"]*"[^>]*>\s*<[^>]*>\s*<strong>tier', page) or 'data-column="tier"' in page


def test_every_described_table_and_column_exists(database: Path) -> None:
    described = metadata("plans")["databases"]["plans"]["tables"]
    with Store(database) as store:
        for table, facts in described.items():
            columns = {row[1] for row in store.connection.execute(f'pragma table_info("{table}")')}
            assert columns, table
            named = {*facts.get("columns", {}), *facts.get("facets", [])}
            assert named <= columns, table


def test_every_table_and_view_is_described_or_hidden(database: Path) -> None:
    described = metadata("plans")["databases"]["plans"]["tables"]
    with Store(database) as store:
        names = {
            row[0]
            for row in store.connection.execute(
                "select name from sqlite_master where type in ('table', 'view') and name not like 'sqlite%' "
                "and name not like 'passages_fts%'"
            )
        }
    assert {
        name for name in names if not (described.get(name, {}).get("hidden") or described[name]["description"])
    } == set()


def test_text_of_documents_is_never_html(site: str) -> None:
    for path in ("targets", "passages", "targets_of_a_province?province=&tier=", "search_text?words=chuan"):
        page = get(f"{site}/plans/{path}")
        assert "<script>alert(1)" not in page
        assert "&lt;script&gt;alert(1)" in page, path


def test_a_plan_that_is_stored_twice_counts_once(site: str) -> None:
    assert len(ask(site, "targets")) == 2
    assert len(ask(site, "targets_by_province")) == 1


def test_nothing_can_be_written(site: str) -> None:
    with pytest.raises(urllib.error.HTTPError) as refused:
        get(f"{site}/plans?sql=delete+from+targets")
    assert refused.value.code == 400
    assert len(ask(site, "targets")) == 2


def test_an_address_in_use_is_reported(site: str, database: Path) -> None:
    port = site.rsplit(":", 1)[1]
    command = [sys.executable, "-m", "extract", "serve", "--db", str(database), "--port", port]
    ended = subprocess.run(command, capture_output=True, text=True, timeout=60, check=False)
    assert ended.returncode == 21
    assert "cannot be served at this address" in ended.stderr
    assert "Traceback" not in ended.stderr


def test_metadata_is_valid_yaml_with_a_description_for_each_question() -> None:
    text = (Path(__file__).parent.parent / "extract" / "web" / "metadata.yml").read_text("utf-8")
    assert all(query["title"] and query["sql"] for query in yaml.safe_load(text)["queries"].values())


@pytest.mark.parametrize("path", ["/", "/?q=chuan", "/compare", "/compare?year=2025&province=x", "/review"])
def test_each_page_of_ours_opens(site: str, path: str) -> None:
    assert "<main" in get(site + path)


@pytest.mark.parametrize(
    ("path", "remedy"),
    [
        ("/plan/none", "Không có trang hay bản ghi này"),
        ("/evidence/targets/none", "Không có trang hay bản ghi này"),
        ("/evidence/none/none", "Không có trang hay bản ghi này"),
        ("/plans?sql=delete+from+targets", "Chỉ được đọc"),
    ],
)
def test_a_page_that_cannot_be_shown_says_what_to_do(site: str, path: str, remedy: str) -> None:
    with pytest.raises(urllib.error.HTTPError) as refused:
        get(site + path)
    assert refused.value.code in {400, 404}
    assert remedy in refused.value.read().decode("utf-8")


def test_what_is_remembered_changes_with_the_database(site: str, database: Path) -> None:
    before = get(f"{site}/")
    with Store(database) as store:
        store.connection.execute("insert into files select 'c', name, path, bytes, media_type, pages, kind, status, "
                                 "error_code, error, pipeline, started_at, seconds from files limit 1")  # fmt: skip
        assert "<b>3</b>" in get(f"{site}/")
        store.connection.execute("delete from files where id = 'c'")
    assert get(f"{site}/") == before


def test_questions_are_answered_a_part_at_a_time(site: str) -> None:
    every = ask(site, "search_text", words="chuan")
    assert ask(site, "search_text", words="chuan", rows="3", skip="2") == every[2:5]
    assert len(ask(site, "search_text", words="chuan", rows="x", skip="y")) == 1


def test_columns_values_and_questions_are_named_in_both_languages() -> None:
    named = terms()
    entries = [*named["columns"].values(), *named["values"].values()]
    entries += [part for question in named["questions"].values() for part in question.values()]
    assert all(set(texts) == {"vi", "en"} for texts in entries)
    assert set(named["questions"]) == set(ANSWERS)


def test_choices_are_what_the_columns_take(database: Path) -> None:
    with Store(database) as store:
        for table, names in fields.EDITABLE.items():
            columns = {row[1]: row[3] for row in store.connection.execute(f"pragma table_info({table})")}
            assert set(names) <= set(columns)
            assert {name for name in names if columns[name]} == set(fields.NEEDED[table])


@pytest.mark.parametrize(
    ("text", "figure"), [("1.502,5", 1502.5), ("63,5", 63.5), ("1.500", 1500), ("12.5", 12.5), ("", None)]
)
def test_figures_are_typed_as_documents_print_them(text: str, figure: float | None) -> None:
    assert fields.typed("targets", {"count": text}) == {"count": figure}


@pytest.mark.parametrize(
    ("table", "given"),
    [("targets", {"count": "mười"}), ("targets", {"deadline": "2025,5"}), ("targets", {"subject": " "}),
     ("targets", {"comparator": "about"}), ("responsibilities", {"role": "boss"})],
)  # fmt: skip
def test_what_a_column_cannot_hold_is_refused(table: str, given: dict[str, str]) -> None:
    with pytest.raises(RefusedError):
        fields.typed(table, given)


def test_a_missed_amount_is_worth_its_unit() -> None:
    content = fields.completed("funding", {"amount": 1.5, "unit": "tỷ đồng"})
    assert (content["amount_vnd"], content["comparator"]) == (1_500_000_000, "=")
    with pytest.raises(RefusedError):
        fields.completed("funding", {"amount": 1.5})
