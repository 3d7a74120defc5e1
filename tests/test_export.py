"""Exports say what the database says, in every format, and nothing in them runs when a spreadsheet opens it."""

from __future__ import annotations

import csv
import hashlib
import json
import shutil
import sqlite3
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from fakes import document_of, file_row, parsed_of
from hypothesis import given
from hypothesis import strategies as st

from extract.errors import DatabaseNotWritableError, ExtraMissingError, TooLargeError
from extract.export import DICTIONARY, export_records
from extract.formats import WRITERS, Column, harmless, original, write_xlsx
from extract.rows import rows_of
from extract.store import Store
from extract.tables import RECORD_TABLES

TEXT = 'I. Mục tiêu\n=HYPERLINK("http://nơi.khác") có 20/40 xã đạt chuẩn, vốn 10 tỷ đồng\n'
CELLS = ["Đạt 20/40 xã", "=1+1", "+84", "-5 xã", "@SUM(A1)", "\tx", "\rx", "\nx", "＝1+1", "'=1", "''@a", "'xã'", ""]
Table = list[dict[str, Any]]


@pytest.fixture
def database(blank_database: Path, tmp_path: Path) -> Path:
    """A plan and its copy; a target that was corrected, an amount that was rejected, a citation that was added."""
    path = tmp_path / "plans.db"
    shutil.copy(blank_database, path)
    with Store(path) as store:
        for letter, name in (("a", "plan.pdf"), ("b", "copy.pdf")):
            file_id = letter * 64
            store.replace_file(
                file_row(file_id, name), [], rows_of(file_id, document_of(TEXT), (parsed_of(TEXT),), "f@1")
            )
        db = store.connection
        first, second = (row[0] for row in db.execute("select id from documents order by file_id"))
        db.execute("update documents set duplicate_of = ? where id = ?", (first, second))
        added = {"document_id": first, "char_start": 0, "char_end": 10, "quote": TEXT[:10], "number": "9/NQ-CP"}
        reviews = [
            ("targets", one(db, "targets", first), "corrected", {"count": 21}),
            ("funding", one(db, "funding", first, "and parent_id is not null"), "rejected", None),
            ("citations", "missed-1", "missed", added),
        ]
        for table, record, verdict, corrections in reviews:
            db.execute(
                "insert into reviews (record_table, record_id, verdict, corrections, reviewer, at) "
                "values (?, ?, ?, ?, 'lan', '2026-01-01')",
                (table, record, verdict, corrections and json.dumps(corrections)),
            )
    return path


def one(db: sqlite3.Connection, table: str, document: str, further: str = "") -> str:
    return str(db.execute(f"select id from {table} where document_id = ? {further}", (document,)).fetchone()[0])


def from_text(row: dict[str, str], types: dict[str, str]) -> dict[str, Any]:
    """A row of a spreadsheet, read by its data dictionary."""
    read: dict[str, Callable[[str], Any]] = {"string": original, "integer": int, "number": float, "array": json.loads}
    return {name: None if cell == "" else read[types[name]](cell) for name, cell in row.items()}


def read_back(path: Path, types: dict[str, str]) -> Table:
    """What a user's own program reads from an export."""
    if path.suffix == ".csv":
        with path.open(encoding="utf-8-sig", newline="") as file:
            return [from_text(row, types) for row in csv.DictReader(file)]
    if path.suffix == ".jsonl":
        return [json.loads(line) for line in path.read_text("utf-8").splitlines()]
    if path.suffix == ".xlsx":
        from openpyxl import load_workbook

        head, *rows = load_workbook(path).active.iter_rows(values_only=True)
        texts = [["" if cell is None else str(cell) for cell in row] for row in rows]
        return [from_text(dict(zip(head, row, strict=True)), types) for row in texts]
    parquet = pytest.importorskip("pyarrow.parquet", reason="pyarrow is not installed (kehoach[parquet])")
    return list(parquet.read_table(path).to_pylist())


def exported(database: Path, folder: Path, form: str) -> dict[str, Table]:
    if form == "parquet":
        pytest.importorskip("pyarrow", reason="pyarrow is not installed (kehoach[parquet])")
    counts = {path.stem: rows for path, rows in export_records(database, folder, form)}
    package = json.loads((folder / DICTIONARY).read_text("utf-8"))
    tables = {}
    for resource in package["resources"]:
        types = {field["name"]: field["type"] for field in resource["schema"]["fields"]}
        tables[resource["name"]] = read_back(folder / resource["path"], types)
    assert counts == {name: len(rows) for name, rows in tables.items()}
    return tables


@pytest.mark.parametrize("form", WRITERS)
def test_what_is_read_back_is_what_the_database_says(form: str, database: Path, tmp_path: Path) -> None:
    tables = exported(database, tmp_path / form, form)
    assert set(tables) == {"plans", *RECORD_TABLES, "place_links"}
    with sqlite3.connect(database) as db:
        db.row_factory = sqlite3.Row
        for name in ("responsibilities", "findings"):
            stored = [dict(row) for row in db.execute(f"select * from {name} where document_id like ?",
                                                      (tables["plans"][0]["id"],))]  # fmt: skip
            for row in stored:
                row["boxes"] = json.loads(row["boxes"])
                if form in ("csv", "xlsx"):  # they know no difference between an empty text and none
                    row.update({key: None for key, value in row.items() if value == ""})
            assert [{key: row[key] for key in stored[0]} for row in tables[name]] == stored
    (target,) = tables["targets"]
    assert target["quote"] == TEXT.splitlines()[1]
    assert target["boxes"][0][0] == 1
    assert (target["file"], target["file_sha256"], target["plan_number"], target["plan_province"]) == (
        "plan.pdf", "a" * 64, "7/KH-UBND", "Lạng Sơn",
    )  # fmt: skip


@pytest.mark.parametrize("form", WRITERS)
def test_reviews_count_and_copies_do_not(form: str, database: Path, tmp_path: Path) -> None:
    tables = exported(database, tmp_path / form, form)
    assert [(row["count"], row["verdict"], row["reviewer"]) for row in tables["targets"]] == [
        (21.0, "corrected", "lan")
    ]
    assert [row["amount"] for row in tables["funding"]] == [10.0]
    assert {row["number"] for row in tables["citations"]} == {"1/QĐ-TTg", "9/NQ-CP"}
    assert [row["file"] for row in tables["plans"]] == ["plan.pdf"]


@pytest.mark.parametrize("form", WRITERS)
def test_places_named_are_exported_with_their_codes_but_not_those_of_rejected_records(
    form: str, database: Path, tmp_path: Path
) -> None:
    with Store(database) as store:
        (plan,) = (row[0] for row in store.connection.execute("select id from plans"))
        (rejected,) = (
            row[0] for row in store.connection.execute("select record_id from reviews where verdict = 'rejected'")
        )
        for table, record, field, name, place in (
            ("documents", plan, "text", "Lạng Sơn", "2021/P20"),
            ("documents", plan, "scope", "Suối Mơ", None),
            ("funding", rejected, "quote", "Lạng Sơn", "2021/P20"),
        ):
            store.connection.execute(
                "insert into place_links values (?, ?, ?, ?, 0, 8, ?, ?, 'kind')",
                (table, record, plan, field, name, place),
            )
    links = exported(database, tmp_path / form, form)["place_links"]
    assert [(row["name"], row["place_level"], row["place_code"], row["place"], row["file"]) for row in links] == [
        ("Suối Mơ", None, None, None, "plan.pdf"),
        ("Lạng Sơn", "P", "20", "Lạng Sơn", "plan.pdf"),
    ]


@pytest.mark.parametrize("form", ["csv", "xlsx"])
def test_no_cell_of_a_spreadsheet_is_a_formula(form: str, tmp_path: Path) -> None:
    path = tmp_path / f"cells.{form}"
    WRITERS[form](path, [Column("text", "string", "any")], [[cell] for cell in CELLS if cell != ""])
    if form == "csv":
        with path.open(encoding="utf-8-sig", newline="") as file:
            cells = [row[0] for row in csv.reader(file)]
    else:
        from openpyxl import load_workbook

        written = [row[0] for row in load_workbook(path).active.iter_rows()]
        assert {cell.data_type for cell in written} == {"s"}
        cells = [cell.value for cell in written]
    assert len(cells) == len(CELLS)
    assert not [cell for cell in cells if cell.startswith(tuple("=+-@\t\r\n＝"))]


@pytest.mark.parametrize("form", ["jsonl", "parquet"])
def test_formats_that_run_nothing_hold_the_text_as_it_is(form: str, tmp_path: Path) -> None:
    if form == "parquet":
        pytest.importorskip("pyarrow", reason="pyarrow is not installed (kehoach[parquet])")
    path = tmp_path / f"cells.{form}"
    WRITERS[form](path, [Column("text", "string", "any")], [[cell] for cell in CELLS])
    assert [row["text"] for row in read_back(path, {})] == CELLS


@given(st.text(st.sampled_from("'=+-@\t\r\n＝xã ")))
def test_harmless_text_can_be_turned_back(text: str) -> None:
    assert original(str(harmless(text))) == text


def test_numbers_stay_numbers() -> None:
    assert [harmless(value) for value in (-5, -0.5, None)] == [-5, -0.5, None]


def test_the_dictionary_describes_every_column_and_every_file(database: Path, tmp_path: Path) -> None:
    list(export_records(database, tmp_path / "out", "csv"))
    package = json.loads((tmp_path / "out" / DICTIONARY).read_text("utf-8"))
    for resource in package["resources"]:
        content = (tmp_path / "out" / resource["path"]).read_bytes()
        assert resource["hash"] == f"sha256:{hashlib.sha256(content).hexdigest()}"
        assert resource["bytes"] == len(content)
        fields = resource["schema"]["fields"]
        assert [field["name"] for field in fields] == content.decode("utf-8-sig").splitlines()[0].split(",")
        assert all(
            field["description"] and field["type"] in {"string", "integer", "number", "array"} for field in fields
        )
    assert {resource["name"] for resource in package["resources"]} == {"plans", *RECORD_TABLES, "place_links"}


def test_parquet_without_pyarrow_says_what_to_install(
    database: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "pyarrow", None)
    with pytest.raises(ExtraMissingError, match=r"kehoach\[parquet\]"):
        list(export_records(database, tmp_path / "out", "parquet"))
    assert list((tmp_path / "out").iterdir()) == []


def test_a_cell_too_long_for_xlsx_is_said_and_not_cut(tmp_path: Path) -> None:
    with pytest.raises(TooLargeError, match="row 3"):
        write_xlsx(tmp_path / "long.xlsx", [Column("text", "string", "any")], [["short"], ["x" * 40_000]])


def test_control_characters_do_not_stop_a_workbook(tmp_path: Path) -> None:
    write_xlsx(tmp_path / "a.xlsx", [Column("text", "string", "any")], [["mục\x0btiêu"]])
    assert read_back(tmp_path / "a.xlsx", {"text": "string"}) == [{"text": "mục\ufffdtiêu"}]


def test_a_folder_that_cannot_be_made_is_named(database: Path, tmp_path: Path) -> None:
    (tmp_path / "taken").write_text("a file")
    with pytest.raises(DatabaseNotWritableError, match="taken"):
        list(export_records(database, tmp_path / "taken", "csv"))
