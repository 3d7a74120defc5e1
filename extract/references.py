"""The reference tables (agencies, places, criteria …): from the CSV files of `parsers/data` into the database."""

from __future__ import annotations

import csv
import hashlib
import io
import lzma
import sqlite3
from importlib import resources

# table: the file it comes from, and the columns that make a row's id where the file has no `id`
SOURCES: dict[str, tuple[str, tuple[str, ...]]] = {
    "agencies": ("agencies.csv", ()),
    "places": ("places.csv.xz", ()),
    "place_changes": ("place_changes.csv.xz", ()),
    "criteria": ("criteria.csv", ("set", "number")),
    "indicators": ("indicators.csv", ()),
}


def digest() -> str:
    """A hash of all the files: another one means that the tables must be loaded again."""
    return hashlib.sha256(b"".join(_bytes(name) or b"-" for name, _ in SOURCES.values())).hexdigest()


def load(connection: sqlite3.Connection) -> None:
    """Make every table hold exactly its file's rows, within the transaction that is open on `connection`.

    Rows that stay keep their identity, so that records which refer to them keep doing so. Columns that only the file
    has are added to the table.
    """
    connection.execute("pragma defer_foreign_keys = on")
    for table, (name, key) in SOURCES.items():
        content = _bytes(name)
        if content is not None:
            _fill(connection, table, _records(content, key))


def _bytes(name: str) -> bytes | None:
    file = resources.files("parsers").joinpath("data", name)
    return file.read_bytes() if file.is_file() else None


def _records(content: bytes, key: tuple[str, ...]) -> list[dict[str, str | None]]:
    text = (lzma.decompress(content) if content.startswith(b"\xfd7zXZ") else content).decode("utf-8")
    records = [{name: value or None for name, value in row.items()} for row in csv.DictReader(io.StringIO(text))]
    for record in records:
        if key:
            record["id"] = " ".join(record[column] or "" for column in key)
    return records


def _fill(connection: sqlite3.Connection, table: str, records: list[dict[str, str | None]]) -> None:
    columns = list(records[0])
    known = {row[1] for row in connection.execute(f"pragma table_info({table})")}
    for column in columns:
        if column not in known:
            connection.execute(f'alter table {table} add column "{column}" text')
    names = ", ".join(f'"{column}"' for column in columns)
    values = ", ".join("?" for _ in columns)
    updates = ", ".join(f'"{column}" = excluded."{column}"' for column in columns)
    rows = [list(record.values()) for record in records]
    connection.executemany(f"insert into {table} ({names}) values ({values}) on conflict do update set {updates}", rows)
    key = "id" if "id" in columns else names
    connection.execute(f"create temp table kept as select {names} from {table} limit 0")
    connection.executemany(f"insert into temp.kept values ({values})", rows)
    connection.execute(f"delete from {table} where ({key}) not in (select {key} from temp.kept)")
    connection.execute("drop table temp.kept")
