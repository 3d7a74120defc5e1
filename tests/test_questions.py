"""The common questions over three made-up plans whose answers are known: what the canned queries say of them."""

from __future__ import annotations

import shutil
import sqlite3
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from fakes import document_of, parsed_of

from extract.rows import rows_of
from extract.store import Store
from extract.web.settings import metadata
from parsers import citations
from parsers.records import Amount, Header, Responsibility, Section, Target

OLD = "Kế hoạch số 10/KH-UBND ngày 05/01/2022 của UBND tỉnh Lạng Sơn"
BODY = "".join(f"dòng {n}\n" for n in range(60))
QUERIES = metadata("plans")["databases"]["plans"]["queries"]


def at(place: int) -> dict[str, int]:
    return {"start": 200 + 5 * place, "end": 203 + 5 * place}


def communes(place: int, count: float | None, **fields: Any) -> Target:
    return Target(**at(place), **{"unit": "xã", "tier": "NTM", "indicator": "xa-ntm", "count": count} | fields)


PROVINCE = {
    "targets": (
        communes(0, 100, total=200, deadline=2025),
        communes(1, 20, percent=40.0, tier="NTM nâng cao", indicator="xa-ntm-nang-cao", deadline=2024),
        communes(2, None, percent=5.0, total=100, tier="NTM kiểu mẫu", indicator="xa-ntm-kieu-mau"),
        Target(**at(3), unit="hộ", percent=2.5, change="decrease", per="năm", comparator=">=", indicator="ho-ngheo"),
        Target(**at(4), unit="hộ", percent=9.0, change="decrease", indicator="ho-ngheo"),  # no rate a year
        communes(5, 90, criterion="3", criterion_set="xã", indicator="xa-ntm-tieu-chi-3"),
        communes(6, 80, criterion="5", criterion_set="xã", indicator="xa-ntm-tieu-chi-5"),
    ),
    "funding": (
        Amount(**at(10), amount=400.0, unit="tỷ đồng", amount_vnd=400 * 10**9, source="total"),
        Amount(**at(11), amount=300.0, unit="tỷ đồng", amount_vnd=300 * 10**9, source="credit", parent=0),
        Amount(**at(12), amount=100.0, unit="tỷ đồng", amount_vnd=100 * 10**9, source="community", parent=0),
    ),
    "responsibilities": (
        Responsibility(**at(15), agency="Sở Tài chính", role="lead", task="hướng dẫn", refs="tiêu chí 3 (xã NTM)"),
    ),
}
NEWER = {
    "targets": (
        communes(0, 110, total=200, deadline=2025),
        communes(1, 20, percent=40.0, tier="NTM nâng cao", indicator="xa-ntm-nang-cao", deadline=2024),
        Target(**at(3), unit="sản phẩm", count=12, indicator="ocop"),
    ),
}
DISTRICT = {"targets": (communes(0, 70, total=90, deadline=2025),)}


def plan(store: Store, file: str, number: str, date: str, records: dict[str, Any], first: str, **head: Any) -> None:
    text = f"{first}\nI. Mục tiêu\n".ljust(150) + "\n" + BODY
    known = {
        "start": 0, "end": len(text), "part": 1, "doc_type": "Kế hoạch", "number": number, "issue_date": date,
        "province": "Lạng Sơn", "level": "province", "issuer": "Ủy ban nhân dân tỉnh Lạng Sơn", "period_end": 2025,
    }  # fmt: skip
    empty: dict[str, Any] = {"targets": (), "funding": (), "responsibilities": (), "findings": ()}
    parsed = replace(
        parsed_of(text), header=Header(**known | head), citations=citations.in_text(first),
        sections=(Section(start=text.index("I. "), end=len(text), label="I", depth=1, title="Mục tiêu"),),
        **empty | records,
    )  # fmt: skip
    row = {
        "id": file * 64, "name": f"{file}.pdf", "path": f"/{file}", "bytes": 1, "media_type": None, "pages": 1,
        "kind": "digital", "status": "ok", "error_code": None, "error": None, "pipeline": "1",
        "started_at": "2026-01-01T00:00:00+00:00", "seconds": 0.1,
    }  # fmt: skip
    store.replace_file(row, [], rows_of(file * 64, document_of(text), (parsed,), "fake@1"))


@pytest.fixture(scope="module")
def plans(tmp_path_factory: pytest.TempPathFactory, blank_database: Path) -> sqlite3.Connection:
    """A province's plan, the plan that replaces it, two districts' plans, and a copy that counts nowhere."""
    path = tmp_path_factory.mktemp("questions") / "plans.db"
    shutil.copy(blank_database, path)
    with Store(path) as store:
        plan(store, "a", "10/KH-UBND", "2022-01-05", PROVINCE, "Căn cứ Luật")
        plan(store, "b", "20/KH-UBND", "2023-02-06", NEWER, f"Kế hoạch này thay thế {OLD}.")
        for file, district in (("c", "Lộc Bình"), ("d", "Chi Lăng")):
            head = {"level": "district", "district": district, "issuer": f"Ủy ban nhân dân huyện {district}"}
            plan(store, file, "7/KH-UBND", "2022-03-01", DISTRICT, f"Thực hiện {OLD}, UBND huyện", **head)
        plan(store, "e", "10/KH-UBND", "2022-01-05", PROVINCE, "Căn cứ Luật và")
        store.mark_duplicates()
    connection = sqlite3.connect(path)
    connection.row_factory = sqlite3.Row
    return connection


def ask(plans: sqlite3.Connection, question: str, columns: str, **given: str) -> list[tuple[Any, ...]]:
    query = QUERIES[question]
    rows = plans.execute(query["sql"], dict.fromkeys(query.get("params", []), "") | given)
    return sorted((tuple(row[name] for name in columns.split()) for row in rows), key=str)


@pytest.mark.parametrize(
    ("question", "given", "columns", "answer"),
    [
        (
            "share_of_communes_2025", {}, "district tier percent count total national_target",
            [
                ("Chi Lăng", "NTM", 77.8, 70, 90, 80),
                ("Lộc Bình", "NTM", 77.8, 70, 90, 80),
                (None, "NTM kiểu mẫu", 5.0, None, 100, 10),
                (None, "NTM", 50.0, 100, 200, 80),
                (None, "NTM", 55.0, 110, 200, 80),
            ],
        ),
        (
            "advanced_and_model", {"province": "Lạng Sơn"},
            "plan tier count total percent derived year year_is_derived",
            [
                ("10/KH-UBND", "NTM kiểu mẫu", 5, 100, 5.0, "count", 2025, 1),
                ("10/KH-UBND", "NTM nâng cao", 20, 50, 40.0, "total", 2024, 0),
                ("20/KH-UBND", "NTM nâng cao", 20, 50, 40.0, "total", 2024, 0),
            ],
        ),
        ("advanced_and_model", {"province": "Nghệ An"}, "plan", []),
        ("poverty_reduction_a_year", {}, "plan comparator points_a_year year", [("10/KH-UBND", ">=", 2.5, 2025)]),
        (
            "funding_by_source_a_commune", {}, "source billion_vnd communes billion_vnd_a_commune",
            [("community", 100, 200, 0.5), ("credit", 300, 200, 1.5)],
        ),
        (
            "leads_of_a_criterion", {"criterion": "3", "criteria": "xã NTM"}, "province number agency plan",
            [("Lạng Sơn", 3, "Sở Tài chính", "10/KH-UBND")],
        ),
        ("leads_of_a_criterion", {"criterion": "4"}, "agency", []),
        (
            "changes_of_a_plan", {"plan": "20/KH-UBND"}, "why older_plan unit what older_count newer_count",
            [
                ("replaces", "10/KH-UBND", "hộ", "dropped", None, None),
                ("replaces", "10/KH-UBND", "hộ", "dropped", None, None),
                ("replaces", "10/KH-UBND", "sản phẩm", "added", None, 12),
                ("replaces", "10/KH-UBND", "xã", "changed", 100, 110),
                ("replaces", "10/KH-UBND", "xã", "dropped", 5, None),
                ("replaces", "10/KH-UBND", "xã", "dropped", 80, None),
                ("replaces", "10/KH-UBND", "xã", "dropped", 90, None),
                ("replaces", "10/KH-UBND", "xã", "same", 20, 20),
            ],
        ),
        (
            "targets_due", {"year": "2024"}, "plan count year",
            [("10/KH-UBND", 20, 2024), ("20/KH-UBND", 20, 2024)],
        ),
        (
            "targets_due", {"year": "2025", "province": "Lạng Sơn"}, "plan subject unit year_is_derived percent",
            [
                ("10/KH-UBND", "", "hộ", 1, 2.5),
                ("10/KH-UBND", "", "hộ", 1, 9.0),
                ("10/KH-UBND", "", "xã", 0, 50.0),
                ("10/KH-UBND", "", "xã", 1, 5.0),
                ("10/KH-UBND", "", "xã", 1, None),
                ("10/KH-UBND", "", "xã", 1, None),
                ("20/KH-UBND", "", "sản phẩm", 1, None),
                ("20/KH-UBND", "", "xã", 0, 55.0),
                ("7/KH-UBND", "", "xã", 0, 77.8),
                ("7/KH-UBND", "", "xã", 0, 77.8),
            ],
        ),
        ("targets_without_a_lead", {}, "plan criterion", [("10/KH-UBND", "5")]),
        (
            "districts_beyond_their_province", {}, "plan count parts_sum districts year",
            [("10/KH-UBND", 100, 140, 2, 2025), ("20/KH-UBND", 110, 140, 2, 2025)],
        ),
    ],
)  # fmt: skip
def test_the_question_has_the_known_answer(
    plans: sqlite3.Connection, question: str, given: dict[str, str], columns: str, answer: list[tuple[Any, ...]]
) -> None:
    assert ask(plans, question, columns, **given) == sorted(answer, key=str)


@pytest.mark.parametrize(
    ("fields", "known"),
    [
        ({"count": 20.0, "total": 40.0}, (20, 40, 50.0, "percent")),
        ({"count": 115.0, "percent": 63.5}, (115, 181, 63.5, "total")),
        ({"count": 115.0, "percent": 64.0}, (115, None, 64.0, None)),  # 179, 180 or 181
        ({"total": 181.0, "percent": 63.5}, (115, 181, 63.5, "count")),
        ({"total": 181.0, "percent": 100.0}, (181, 181, 100.0, "count")),
        ({"count": 20.0, "total": 40.0, "percent": 51.0}, (20, 40, 51.0, None)),  # as printed; the audit says so
        ({"count": 41.0, "total": 40.0}, (41, 40, None, None)),
        ({"count": 0.0, "total": 0.0}, (0, 0, None, None)),
        ({"count": 0.0, "percent": 0.0}, (0, None, 0.0, None)),
        ({"count": 20.0, "count_max": 25.0, "percent": 50.0}, (20, None, 50.0, None)),
        ({"count": 20.0, "percent": 50.0, "change": "increase"}, (20, None, 50.0, None)),
    ],
)
def test_two_of_count_total_and_percent_give_the_third(
    tmp_path: Path, blank_database: Path, fields: dict[str, Any], known: tuple[Any, ...]
) -> None:
    with Store(Path(shutil.copy(blank_database, tmp_path / "plans.db"))) as store:
        plan(store, "a", "1/KH-UBND", "2022-01-05", {"targets": (Target(**at(0), unit="xã", **fields),)}, "Căn cứ Luật")
        sql = "select count, total, percent, derived from comparable_targets"
        assert store.connection.execute(sql).fetchall() == [known]
        recorded = store.connection.execute("select count, total, percent from targets").fetchone()
        assert recorded == tuple(fields.get(name) for name in ("count", "total", "percent"))


def test_the_reviewed_value_is_what_counts(tmp_path: Path, blank_database: Path) -> None:
    with Store(Path(shutil.copy(blank_database, tmp_path / "plans.db"))) as store:
        plan(store, "a", "1/KH-UBND", "2022-01-05", {"targets": (communes(0, 10, total=40),)}, "Căn cứ Luật")
        store.connection.execute(
            "insert into reviews (record_table, record_id, verdict, corrections, reviewer, at) "
            """select 'targets', id, 'corrected', '{"count": 30, "deadline": 2023}', 'x', '2026-01-01' from targets"""
        )
        sql = "select count, percent, year, year_is_derived from comparable_targets"
        assert store.connection.execute(sql).fetchall() == [(30, 75.0, 2023, 0)]
        store.connection.row_factory = sqlite3.Row
        assert ask(store.connection, "targets_due", "count", year="2023") == [(30,)]
        assert ask(store.connection, "targets_due", "count", year="2025") == []


def test_a_part_of_a_plan_that_is_larger_than_its_whole_is_shown(tmp_path: Path, blank_database: Path) -> None:
    """Đình Lập inside Lạng Sơn: parts are compared with a whole of the same indicator, kind and year or a later one."""
    text = "huyện Đình Lập\n"
    targets = (
        communes(0, 8, total=181, deadline=2025),
        communes(1, 10, total=10, deadline=2024, scope="huyện Đình Lập"),
        communes(2, 9, deadline=2030, scope="huyện Đình Lập"),  # after the whole's year
        communes(3, 9, deadline=2024, change="increase", scope="huyện Đình Lập"),  # no whole of that kind
        communes(4, 9, deadline=2024, scope="các xã biên giới"),  # no unit
        communes(5, 8, deadline=2024, scope="huyện Đình Lập"),
    )
    with Store(Path(shutil.copy(blank_database, tmp_path / "plans.db"))) as store:
        plan(store, "a", "1/KH-UBND", "2022-01-05", {"targets": targets}, text)
        sql = "select scope, part_count, part_year, whole_count, whole_year from scopes_beyond_plan"
        assert store.connection.execute(sql).fetchall() == [("huyện Đình Lập", 10, 2024, 8, 2025)]


def test_money_is_compared_in_one_unit_and_a_rate_a_year_is_told_from_a_whole(plans: sqlite3.Connection) -> None:
    mix = plans.execute("select source, amount_vnd, billion_vnd from funding_mix where plan = '10/KH-UBND'").fetchall()
    assert {tuple(row) for row in mix} == {("credit", 300 * 10**9, 300), ("community", 100 * 10**9, 100)}
    rates = plans.execute("select percent, yearly_rate from comparable_targets where indicator = 'ho-ngheo'").fetchall()
    assert {tuple(row) for row in rates} == {(2.5, 1), (9.0, 0)}


def test_a_copy_is_led_to_the_document_that_counts(plans: sqlite3.Connection) -> None:
    found = plans.execute("select from_number, kind, to_number, count(*) from linked_plans group by 1, 2, 3")
    assert {tuple(row) for row in found} == {
        ("20/KH-UBND", "replaces", "10/KH-UBND", 1),
        ("7/KH-UBND", "implements", "10/KH-UBND", 2),
    }
