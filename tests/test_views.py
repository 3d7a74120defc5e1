"""What the views say of plans whose answers are known."""

from __future__ import annotations

import shutil
from dataclasses import replace
from pathlib import Path

import pytest
from fakes import document_of, parsed_of

from extract.rows import rows_of
from extract.store import Store
from parsers.records import Amount, Parsed, Responsibility, Target

TEXT = "I. Mục tiêu\nCó 20/40 xã đạt chuẩn\n" + "".join(f"dòng {n}\n" for n in range(40))


def amount(at: int, billion: float, source: str | None, parent: int | None = None, year: int | None = None) -> Amount:
    vnd = round(billion * 10**9)
    return Amount(
        start=40 + 5 * at, end=43 + 5 * at, amount=billion, unit="tỷ đồng", amount_vnd=vnd, source=source,
        parent=parent, period_start=year, period_end=year,
    )  # fmt: skip


def target(at: int, **fields: object) -> Target:
    return Target(start=40 + 5 * at, end=43 + 5 * at, unit="xã", **fields)  # type: ignore[arg-type]


def ask(tmp_path: Path, blank: Path, sql: str, **parts: object) -> list[tuple[object, ...]]:
    """The answer of a query over one plan with these records."""
    empty = {"targets": (), "funding": (), "responsibilities": (), "citations": (), "findings": ()}
    parsed: Parsed = replace(parsed_of(TEXT), **(empty | parts))  # type: ignore[arg-type]
    file = {
        "id": "a" * 64, "name": "plan.pdf", "path": "/plan.pdf", "bytes": 1, "media_type": None, "pages": 1,
        "kind": "digital", "status": "ok", "error_code": None, "error": None, "pipeline": "1",
        "started_at": "2026-01-01T00:00:00+00:00", "seconds": 0.1,
    }  # fmt: skip
    with Store(Path(shutil.copy(blank, tmp_path / "plans.db"))) as store:
        store.replace_file(file, [], rows_of("a" * 64, document_of(TEXT), (parsed,), "fake@1"))
        found: list[tuple[object, ...]] = store.connection.execute(sql).fetchall()
    return found


def test_money_that_is_printed_twice_counts_once(tmp_path: Path, blank_database: Path) -> None:
    """In the text by source, and again in an annex table: the state's part by budget and by year."""
    funding = (
        amount(0, 100, "total"),
        amount(1, 30, "state_budget", 0),
        amount(2, 20, "central_budget", 1),
        amount(3, 10, "local_budget", 1),
        amount(4, 70, "credit", 0),
        amount(5, 30, "total"),
        amount(6, 20, "central_budget", 5),
        amount(7, 9, "central_budget", 6, 2022),
        amount(8, 11, "central_budget", 6, 2023),
        amount(9, 10, "local_budget", 5),
        amount(10, 15, "total", 5, 2022),
        amount(11, 15, "total", 5, 2023),
    )
    sql = "select source, billion_vnd, percent_of_whole from funding_mix order by source"
    assert ask(tmp_path, blank_database, sql, funding=funding) == [("credit", 70, 70), ("state_budget", 30, 30)]


def test_an_amount_without_parts_stands_for_itself(tmp_path: Path, blank_database: Path) -> None:
    sql = "select source, billion_vnd, percent_of_whole from funding_mix"
    assert ask(tmp_path, blank_database, sql, funding=(amount(0, 12, "province_budget"), amount(1, 3, "credit"))) == [
        ("province_budget", 12, 100)
    ]


def test_the_tree_shows_what_its_parts_add_up_to(tmp_path: Path, blank_database: Path) -> None:
    funding = (amount(0, 100, "total"), amount(1, 60, "credit", 0), amount(2, 30, "community", 0))
    sql = "select depth, amount, parts_vnd / 1e9 from funding_tree order by path"
    assert ask(tmp_path, blank_database, sql, funding=funding) == [(0, 100, 90), (1, 60, None), (1, 30, None)]


@pytest.mark.parametrize(
    ("fields", "row"),
    [
        ({"count": 20, "total": 40, "percent": 50.0, "tier": "NTM", "deadline": 2025}, (50, 0)),
        ({"count": 30, "total": 40, "tier": "NTM", "deadline": 2025}, (75, 1)),  # only the ratio is printed
        ({"percent": 60.0, "tier": "NTM"}, (60, 0)),  # the plan's period ends in 2025
        ({"percent": 60.0, "tier": "NTM", "deadline": 2024}, None),
        ({"percent": 60.0, "tier": "NTM", "criterion": "8", "criterion_set": "xã"}, None),  # one criterion, not the set
        ({"percent": 60.0, "tier": "NTM", "scope": "huyện Đình Lập"}, None),
        ({"percent": 60.0}, None),
        ({"count": 5, "tier": "NTM", "change": "increase"}, None),
    ],
)
def test_share_of_communes_by_2025(
    tmp_path: Path, blank_database: Path, fields: dict[str, object], row: tuple[float, int] | None
) -> None:
    sql = "select percent, percent_is_derived from communes_ntm_2025"
    assert ask(tmp_path, blank_database, sql, targets=(target(0, **fields),)) == ([row] if row else [])


def test_one_body_under_two_spellings_leads_as_one(tmp_path: Path, blank_database: Path) -> None:
    def task(at: int, agency: str, role: str) -> Responsibility:
        return Responsibility(start=40 + 5 * at, end=43 + 5 * at, agency=agency, role=role)  # type: ignore[arg-type]

    tasks = (task(0, "Sở Tài chính", "lead"), task(1, "Sở Tài chính", "coordinate"), task(2, "Tổ nghề Mây", "lead"))
    sql = "select agency, leads, coordinates, plans from who_leads order by agency"
    assert ask(tmp_path, blank_database, sql, responsibilities=tasks) == [
        ("Sở Tài chính", 1, 1, 1),
        ("Tổ nghề Mây", 1, 0, 1),
    ]
