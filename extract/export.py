"""`kehoach export`: the records as CSV or JSON files, every row with its plan, its page and its quote."""

from __future__ import annotations

import csv
import json
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import TextIO

from extract.errors import DatabaseNotWritableError
from extract.rows import RECORD_TABLES
from extract.store import read_only

# A spreadsheet takes text that begins so for a formula (OWASP, CSV injection).
_FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")


def export_records(database: Path, folder: Path, form: str) -> Iterator[tuple[Path, int]]:
    """Write the plans and each table of records to `folder`; yields each file with its number of rows.

    A file is replaced whole or not at all. Plans that are stored twice are written once.
    """
    with closing(read_only(database)) as connection:
        try:
            folder.mkdir(parents=True, exist_ok=True)
            for name, sql in _queries().items():
                path = folder / f"{name}.{form}"
                partial = folder / f".{name}.{form}.partial"
                with partial.open("w", encoding="utf-8", newline="") as file:
                    rows = {"csv": _write_csv, "json": _write_json}[form](file, connection.execute(sql))
                partial.replace(path)
                yield path, rows
        except OSError as fault:
            raise DatabaseNotWritableError(folder, detail=fault.strerror or str(fault)) from fault


def _queries() -> dict[str, str]:
    queries = {"plans": "select * from plans order by file, part"}
    for table in RECORD_TABLES:
        queries[table] = (
            f"select r.*, p.number as plan_number, p.province as plan_province, p.district as plan_district, p.file "
            f"from {table} r join plans p on p.id = r.document_id order by p.file, p.part, r.char_start, r.id"
        )
    return queries


def _write_csv(file: TextIO, rows: sqlite3.Cursor) -> int:
    """CSV with a byte order mark, without which spreadsheets misread Vietnamese; text that a spreadsheet would run as
    a formula gets an apostrophe in front."""
    file.write("\ufeff")
    writer, written = csv.writer(file), 0
    writer.writerow(column[0] for column in rows.description)
    for row in rows:
        writer.writerow(
            "'" + cell if isinstance(cell, str) and cell.startswith(_FORMULA_STARTS) else cell for cell in row
        )
        written += 1
    return written


def _write_json(file: TextIO, rows: sqlite3.Cursor) -> int:
    written = 0
    for row in rows:
        record = dict(row)
        if record.get("boxes"):
            record["boxes"] = json.loads(record["boxes"])
        file.write(("[\n" if not written else ",\n") + json.dumps(record, ensure_ascii=False))
        written += 1
    file.write("\n]\n" if written else "[]\n")
    return written
