"""The database: complete, consistent, searchable, and changed by whole files only."""

from __future__ import annotations

import json
import shutil
import sqlite3
from pathlib import Path

import pytest
from fakes import document_of, parsed_of

from extract.errors import DatabaseLockedError, DatabaseNotWritableError, ForeignDatabaseError, MissingFileError
from extract.rows import rows_of
from extract.store import Store, read_only
from extract.tables import Row, Rows

TEXT = "I. Mục tiêu\nCó 20/40 xã đạt chuẩn nông thôn mới, vốn 10 tỷ đồng\n"


def file_row(file_id: str, path: str = "/plans/plan.txt", **columns: object) -> Row:
    return {
        "id": file_id, "name": Path(path).name, "path": path, "bytes": 10, "media_type": "text/plain", "pages": 1,
        "kind": "digital", "status": "ok", "error_code": None, "error": None, "pipeline": "1",
        "started_at": "2026-01-01T00:00:00+00:00", "seconds": 0.1, **columns,
    }  # fmt: skip


def rows(file_id: str = "a" * 64, text: str = TEXT) -> Rows:
    return rows_of(file_id, document_of(text), (parsed_of(text),), "fake@1")


@pytest.fixture
def store(tmp_path: Path, blank_database: Path) -> Store:
    return Store(Path(shutil.copy(blank_database, tmp_path / "plans.db")))


def stored(store: Store, file_id: str = "a" * 64, path: str = "/plans/plan.txt") -> Store:
    store.replace_file(file_row(file_id, path), [(path, "stamp")], rows(file_id))
    return store


def one(store: Store, sql: str, *parameters: object) -> sqlite3.Row:
    store.connection.row_factory = sqlite3.Row
    found: sqlite3.Row = store.connection.execute(sql, parameters).fetchone()
    return found


def test_every_table_and_column_of_the_contract_is_there(store: Store) -> None:
    record = "id document_id section_id page char_start char_end quote boxes confidence extractor"
    contract = {
        "files": "id name path bytes media_type pages kind status error_code error pipeline started_at seconds",
        "pages": "id file_id number width height method trust rotation text",
        "lines": "page_id char_start char_end x0 y0 x1 y1",
        "documents": "id file_id part doc_type number issuer level province province_code district district_code "
        "place_of_issue issue_date title signer signer_title period_start period_end status text duplicate_of",
        "sections": "id document_id parent_id label depth title char_start char_end",
        "targets": f"{record} kind subject count count_max total percent percent_max unit comparator change per "
        "baseline_year deadline deadline_kind period_start tier criterion criterion_set scope indicator",
        "funding": f"{record} amount amount_max unit amount_vnd source nature share_percent period_start period_end "
        "comparator parent_id",
        "responsibilities": f"{record} agency agency_id role task refs",
        "citations": f"{record} doc_type number date issuer",
        "findings": f"{record} rule severity message expected found record_table record_id",
        "reviews": "record_table record_id verdict corrections reviewer at",
        **dict.fromkeys(("agencies", "places", "criteria", "indicators", "runs", "tables", "reading_changes"), "id"),
        "responsibility_links": "responsibility_id",
        "document_links": "from_document_id",
    }
    for table, columns in contract.items():
        there = {row[1] for row in store.connection.execute(f'pragma table_info("{table}")')}
        assert set(columns.split()) <= there, table


def test_every_foreign_key_column_has_an_index(store: Store) -> None:
    tables = [row[0] for row in store.connection.execute("select name from sqlite_master where type = 'table'")]
    for table in tables:
        indexed = {
            store.connection.execute(f"pragma index_info('{index[1]}')").fetchone()[2]
            for index in store.connection.execute(f"pragma index_list('{table}')")
        }
        referring = {row[3] for row in store.connection.execute(f"pragma foreign_key_list('{table}')")}
        assert referring <= indexed, table


def test_a_record_carries_its_quote_place_and_section(store: Store) -> None:
    stored(store)
    target = one(store, "select t.*, s.label from targets t join sections s on s.id = t.section_id")
    document = one(store, "select * from documents")
    assert target["quote"] == document["text"][target["char_start"] : target["char_end"]]
    assert target["quote"] == "Có 20/40 xã đạt chuẩn nông thôn mới, vốn 10 tỷ đồng"
    assert (target["page"], target["label"], target["extractor"]) == (1, "I", "fake@1")
    (page, x0, y0, _, y1), *_ = json.loads(target["boxes"])
    assert (page, x0, y0, y1) == (1, 50.0, 22.0, 32.0)


def test_references_between_records_are_ids(store: Store) -> None:
    stored(store)
    part = one(store, "select p.amount as whole from funding f join funding p on p.id = f.parent_id")
    assert part["whole"] == 10.0
    finding = one(store, "select t.percent from findings f join targets t on t.id = f.record_id")
    assert finding["percent"] == 50.0
    agency = one(store, "select a.name from responsibilities r join agencies a on a.id = r.agency_id")
    assert agency["name"] == "Sở Tài chính"


def test_the_province_of_a_document_has_its_code(store: Store) -> None:
    stored(store)
    assert one(store, "select province_code from documents")["province_code"] == "20"  # Lạng Sơn


def test_equal_records_at_one_place_keep_ids_of_their_own() -> None:
    parsed = parsed_of(TEXT)
    twice = type(parsed)(header=parsed.header, sections=parsed.sections, targets=parsed.targets * 2)
    ids = [row["id"] for row in rows_of("a", document_of(TEXT), (twice,), "fake@1")["targets"]]
    assert len(set(ids)) == 2


def test_the_same_content_has_the_same_ids_and_other_content_others() -> None:
    assert rows() == rows()
    changed = rows(text=TEXT.replace("20/40", "21/40"))
    assert {row["id"] for row in rows()["targets"]}.isdisjoint({row["id"] for row in rows("b" * 64)["targets"]})
    assert changed["targets"][0]["quote"] != rows()["targets"][0]["quote"]


@pytest.mark.parametrize("query", ['"đạt chuẩn"', '"dat chuan"', "ĐẠT CHUẨN", "đạt chuan", '"Dat Chuan"'])
def test_search_finds_words_with_and_without_accents(store: Store, query: str) -> None:
    stored(store)
    sql = "select p.kind from passages_fts f join passages p on p.id = f.rowid where passages_fts match ? order by 1"
    kinds = [row[0] for row in store.connection.execute(sql, [query])]
    assert kinds == ["citations", "findings", "funding", "funding", "paragraph", "responsibilities", "targets"]


def test_search_with_the_wrong_accents_finds_nothing(store: Store) -> None:
    stored(store)
    assert one(store, "select count(*) n from passages_fts where passages_fts match 'đát'")["n"] == 0


def review(store: Store, verdict: str) -> None:
    """A reviewer's verdict on the first target."""
    store.connection.execute(
        "insert into reviews (record_table, record_id, verdict, reviewer, at) "
        "select 'targets', id, ?, 'r', '' from targets",
        [verdict],
    )


def dump(store: Store) -> list[str]:
    """Everything but the run's own times."""
    return list(store.connection.iterdump())


def test_replacing_a_file_leaves_no_trace_of_what_it_gave_before(store: Store) -> None:
    stored(store)
    first = {table: store.count(table) for table in ("pages", "lines", "documents", "targets", "passages", "funding")}
    stored(store)
    assert first == {table: store.count(table) for table in first}
    store.connection.execute("insert into passages_fts (passages_fts) values ('integrity-check')")
    assert store.connection.execute("pragma foreign_key_check").fetchall() == []


def test_forgetting_a_file_removes_everything_that_came_of_it(store: Store) -> None:
    before = dump(store)
    stored(store)
    review(store, "confirmed")
    store.forget("a" * 64)
    content = [line for line in dump(store) if "passages_fts" not in line]
    assert content == [line for line in before if "passages_fts" not in line]
    assert one(store, "select count(*) n from passages_fts where passages_fts match 'chuan'")["n"] == 0


def test_a_review_outlives_a_new_reading_of_its_file(store: Store) -> None:
    stored(store)
    review(store, "rejected")
    stored(store)
    row = one(store, "select r.verdict from reviews r join targets t on t.id = r.record_id")
    assert row["verdict"] == "rejected"


def test_new_content_at_a_path_replaces_the_old(store: Store) -> None:
    stored(store, "a" * 64)
    stored(store, "b" * 64)
    assert [row[0] for row in store.connection.execute("select id from files")] == ["b" * 64]


def test_new_content_at_one_of_two_paths_keeps_the_other_copy(store: Store) -> None:
    stored(store, "a" * 64, "/plans/one.txt")
    store.place_file("a" * 64, [("/plans/two.txt", "stamp")])
    stored(store, "b" * 64, "/plans/two.txt")
    assert store.count("files") == 2


def test_a_fault_in_the_middle_of_a_file_stores_nothing_of_it(store: Store) -> None:
    broken = rows()
    broken["findings"][0]["severity"] = "terrible"
    with pytest.raises(sqlite3.IntegrityError):
        store.replace_file(file_row("a" * 64), [], broken)
    assert store.count("files") == 0
    assert store.count("pages") == 0


def test_opening_again_changes_nothing(tmp_path: Path) -> None:
    with Store(tmp_path / "plans.db"):
        pass
    before = (tmp_path / "plans.db").read_bytes()
    with Store(tmp_path / "plans.db"):
        pass
    assert (tmp_path / "plans.db").read_bytes() == before


def test_reference_tables_are_loaded_and_follow_their_files(tmp_path: Path) -> None:
    with Store(tmp_path / "plans.db") as store:
        stored(store)
        assert store.count("criteria") == 56
        assert store.count("places") > 10_000
        store.connection.execute("update meta set value = 'older' where key = 'references'")
        store.connection.execute("insert into agencies (id, name) values ('gone', 'Sở cũ')")
        store.connection.execute("update agencies set name = 'x' where id = (select agency_id from responsibilities)")
    with Store(tmp_path / "plans.db") as store:
        assert one(store, "select count(*) n from agencies where id = 'gone'")["n"] == 0
        sql = "select a.name from responsibilities r join agencies a on a.id = r.agency_id"
        assert one(store, sql)["name"] == "Sở Tài chính"


def test_a_database_of_another_program_is_left_alone(tmp_path: Path) -> None:
    path = tmp_path / "other.db"
    with sqlite3.connect(path) as other:
        other.execute("create table notes (text)")
    other.close()
    before = path.read_bytes()
    with pytest.raises(ForeignDatabaseError, match="another program made it"):
        Store(path)
    assert path.read_bytes() == before


def test_a_file_that_is_no_database_is_left_alone(tmp_path: Path) -> None:
    path = tmp_path / "plan.pdf"
    path.write_bytes(b"%PDF-1.7 is not a database" * 100)
    with pytest.raises(ForeignDatabaseError):
        Store(path)
    assert path.read_bytes() == b"%PDF-1.7 is not a database" * 100


def test_a_folder_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(DatabaseNotWritableError, match=r"plans\.db"):
        Store(tmp_path / "nowhere" / "plans.db")


def test_a_lock_held_by_another_program_is_reported(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    other = sqlite3.connect(store.path, isolation_level=None)
    other.execute("begin immediate")
    store.connection.execute("pragma busy_timeout = 50")
    with pytest.raises(DatabaseLockedError):
        stored(store)
    other.execute("rollback")
    stored(store)


def test_readers_read_while_a_file_is_written_and_cannot_write(store: Store) -> None:
    stored(store)
    reader = read_only(store.path)
    with store.transaction() as connection:
        connection.execute("delete from targets")
        assert reader.execute("select count(*) from targets").fetchone()[0] == 1
    with pytest.raises(sqlite3.OperationalError, match="readonly"):
        reader.execute("delete from files")


def test_a_reader_of_a_missing_database_is_told(tmp_path: Path) -> None:
    with pytest.raises(MissingFileError, match="no such file"):
        read_only(tmp_path / "plans.db")
