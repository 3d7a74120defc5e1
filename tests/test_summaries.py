"""The summary tables say the same as the records, whatever has happened to these: runs, reviews, copies, forgetting."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from test_questions import DISTRICT, NEWER, OLD, PROVINCE, communes, plan

from extract.store import Store

FACTS = ("target", "funding", "task", "lead", "citation", "reading")


@pytest.fixture
def store(tmp_path: Path, blank_database: Path) -> Iterator[Store]:
    with Store(Path(shutil.copy(blank_database, tmp_path / "plans.db"))) as opened:
        plan(opened, "a", "10/KH-UBND", "2022-01-05", PROVINCE, "Căn cứ Luật")
        plan(opened, "b", "20/KH-UBND", "2023-02-06", NEWER, f"Căn cứ {OLD}")
        yield opened
        for name in FACTS:
            columns = ", ".join(row[1] for row in opened.connection.execute(f"pragma table_info({name}_facts_source)"))
            kept, made = (
                sorted(opened.connection.execute(f"select {columns} from {table}").fetchall(), key=str)
                for table in (f"{name}_facts", f"{name}_facts_source")
            )
            assert kept == made, name


def rows(store: Store, sql: str, *given: object) -> list[tuple[object, ...]]:
    return store.connection.execute(sql, given).fetchall()


def review(store: Store, verdict: str, corrections: dict[str, object], table: str = "targets", at: int = 0) -> None:
    ((record,),) = rows(store, f"select id from {table} order by document_id, char_start limit 1 offset ?", at)
    store.connection.execute(
        "insert into reviews (record_table, record_id, verdict, corrections, reviewer, at) "
        "values (?, ?, ?, ?, 'r', '')",
        [table, record, verdict, json.dumps(corrections)],
    )


def test_every_kind_of_summary_has_rows(store: Store) -> None:
    assert all(rows(store, f"select 1 from {name}_facts") for name in FACTS)


def test_a_correction_counts_at_once_and_a_later_verdict_wins(store: Store) -> None:
    review(store, "corrected", {"count": 77})
    assert rows(store, "select count, verdict from target_facts where count = 77") == [(77, "corrected")]
    review(store, "rejected", {})
    assert rows(store, "select 1 from target_facts where count = 77") == []


def test_a_review_that_is_taken_back_counts_no_more(store: Store) -> None:
    before = rows(store, "select * from target_facts order by id")
    review(store, "rejected", {})
    assert rows(store, "select * from target_facts order by id") != before
    store.connection.execute("delete from reviews")
    assert rows(store, "select * from target_facts order by id") == before


def test_a_corrected_amount_changes_the_mix(store: Store) -> None:
    review(store, "corrected", {"amount_vnd": 10**9}, "funding", 1)
    assert (10**9,) in rows(store, "select amount_vnd from funding_mix")


def test_a_rejected_lead_leaves_its_criterion_without_one(store: Store) -> None:
    def without() -> list[tuple[object, ...]]:
        return rows(store, "select criterion from targets_without_lead order by 1")

    assert without() == [("5",)]
    review(store, "rejected", {}, "responsibilities")
    assert without() == [("3",), ("5",)]


def test_a_rejected_citation_is_counted_no_more(store: Store) -> None:
    def cited() -> list[tuple[object, ...]]:
        return rows(store, "select number, plans from citations_by_number order by 1")

    before = cited()
    ((number,),) = rows(store, "select number from citations order by document_id, char_start limit 1")
    review(store, "rejected", {}, "citations")
    assert (number, 1) in before
    assert (number, 1) not in cited()


def test_an_added_record_counts_and_outlives_a_second_reading(store: Store) -> None:
    ((document,),) = rows(store, "select id from documents where number = '10/KH-UBND'")
    place = {"document_id": document, "char_start": 1, "char_end": 4, "quote": "mốc", "page": 1}
    store.connection.execute(
        "insert into reviews (record_table, record_id, verdict, corrections, reviewer, at) "
        "values ('targets', 'missed-1', 'missed', ?, 'r', '')",
        [json.dumps(place | {"kind": "quantity", "subject": "mốc", "count": 5, "comparator": "=", "change": "level"})],
    )
    plan(store, "a", "10/KH-UBND", "2022-01-05", PROVINCE, "Căn cứ Luật")
    assert rows(store, "select count from targets_by_province where subject = 'mốc'") == [(5,)]


def test_a_second_reading_leaves_nothing_of_the_first(store: Store) -> None:
    changed = PROVINCE | {"targets": (communes(0, 99, total=200, deadline=2025),)}
    plan(store, "a", "10/KH-UBND", "2022-01-05", changed, "Căn cứ Luật")
    assert rows(store, "select count from target_facts where plan = '10/KH-UBND'") == [(99,)]


def test_a_file_that_is_forgotten_leaves_the_summaries(store: Store) -> None:
    store.forget("a" * 64)
    assert rows(store, "select distinct plan from target_facts") == [("20/KH-UBND",)]


def test_a_copy_leaves_the_summaries_and_comes_back_when_its_original_goes(store: Store) -> None:
    plan(store, "e", "10/KH-UBND", "2022-01-05", PROVINCE, "Căn cứ Luật và")
    store.mark_duplicates()
    assert rows(store, "select count(distinct document_id) from target_facts where plan = '10/KH-UBND'") == [(1,)]
    ((original,),) = rows(store, "select duplicate_of from documents where duplicate_of is not null")
    ((file,),) = rows(store, "select file_id from documents where id = ?", original)
    store.forget(str(file))
    assert rows(store, "select count(distinct document_id) from target_facts where plan = '10/KH-UBND'") == [(1,)]


def test_districts_are_added_up_to_their_province(store: Store) -> None:
    for file, district in (("c", "Lộc Bình"), ("d", "Chi Lăng")):
        plan(store, file, "7/KH-UBND", "2022-03-01", DISTRICT, "Căn cứ", level="district", district=district)
    ((parts, districts),) = rows(store, "select parts_sum, districts from parts_beyond_whole where plan = '10/KH-UBND'")
    assert (parts, districts) == (140, 2)
    review(store, "rejected", {}, at=rows(store, "select count(*) from targets")[0][0] - 1)  # type: ignore[arg-type]
