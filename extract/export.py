"""`kehoach export`: the plans, every kind of record and the places named, as files; each row with its plan and place.

In: a database. Out: a folder with a file for each kind and `datapackage.json`, its data dictionary (Frictionless Data
Package). Records are as reviewers left them: corrections in place, rejected ones left out, missed ones added.
"""

from __future__ import annotations

import hashlib
import json
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing
from importlib.metadata import version
from pathlib import Path
from typing import Any

from extract.errors import DatabaseNotWritableError
from extract.formats import MEDIA_TYPES, WRITERS, Column, Values
from extract.store import read_only
from extract.tables import RECORD_TABLES

DICTIONARY = "datapackage.json"
PROVENANCE = {
    "file": "p.file", "file_sha256": "p.file_id", "plan_number": "p.number", "plan_province": "p.province",
    "plan_district": "p.district",
}  # fmt: skip
_REVIEW = ("verdict", "reviewer")
_UNIT = {"place_level": "u.level", "place_code": "u.code", "place_kind": "u.kind", "place": "u.name"}
_KEYS = {"place_links": ["record_table", "record_id", "field", "char_start"]}  # of the others: id
_TYPES = {"INTEGER": "integer", "REAL": "number", "TEXT": "string"}


def export_records(database: Path, folder: Path, form: str) -> Iterator[tuple[Path, int]]:
    """Write the plans, each kind of record and the places named to `folder` as `form`, then the dictionary; yields each
    file with its number of rows.

    A file is replaced whole or not at all. Plans that are stored twice are written once. Raises
    DatabaseNotWritableError, TooLargeError (XLSX), ExtraMissingError (Parquet).
    """
    resources = []
    with closing(read_only(database)) as connection:
        try:
            folder.mkdir(parents=True, exist_ok=True)
            for name, (sql, columns) in _queries(connection).items():
                path, partial = folder / f"{name}.{form}", folder / f".{name}.{form}.partial"
                try:
                    rows = WRITERS[form](partial, columns, _typed(connection.execute(sql), columns))
                    partial.replace(path)
                finally:
                    partial.unlink(missing_ok=True)
                resources.append(_resource(name, path, columns))
                yield path, rows
            package = {"name": "kehoach-export", "title": "Official Vietnamese plans", "version": version("kehoach"),
                       "resources": resources}  # fmt: skip
            (folder / DICTIONARY).write_text(json.dumps(package, ensure_ascii=False, indent=1) + "\n", "utf-8")
        except OSError as fault:
            raise DatabaseNotWritableError(folder, detail=fault.strerror or str(fault)) from fault


def _queries(connection: sqlite3.Connection) -> dict[str, tuple[str, list[Column]]]:
    """For each file its query and its columns, in the same order."""
    from extract.web.metadata import descriptions

    of_plans, of_provenance = descriptions("plans"), descriptions("exported")
    columns = [Column(name, type_, of_plans[name]) for name, type_ in _declared(connection, "plans")]
    queries = {"plans": ("select * from plans order by file, part, id", columns)}
    for table in RECORD_TABLES:
        meaning = descriptions(table)
        reviewed = () if table == "findings" else _REVIEW
        columns = [Column(name, type_, meaning[name]) for name, type_ in _declared(connection, table)]
        columns += [Column(name, "string", of_provenance[name]) for name in (*reviewed, *PROVENANCE)]
        names = ", ".join(f"r.{column.name}" for column in columns[: -len(PROVENANCE)])
        records = table if not reviewed else f"(select * from current_{table} union all select * from missed_{table})"
        queries[table] = (
            f"select {names}, {_named(PROVENANCE)} from {records} r join plans p on p.id = r.document_id "
            "order by p.file, p.part, r.char_start, r.id",
            columns,
        )
    meaning = descriptions("place_links")
    columns = [Column(name, type_, meaning[name]) for name, type_ in _declared(connection, "place_links")]
    columns += [Column(name, "string", of_provenance[name]) for name in (*_UNIT, *PROVENANCE)]
    queries["place_links"] = (
        f"select l.*, {_named(_UNIT | PROVENANCE)} from place_links l join plans p on p.id = l.document_id "
        "left join places u on u.id = l.place_id where not exists (select 1 from latest_reviews v "
        "where v.record_table = l.record_table and v.record_id = l.record_id and v.verdict = 'rejected') "
        "order by p.file, p.part, l.record_table, l.record_id, l.field, l.char_start",
        columns,
    )
    return queries


def _named(sources: dict[str, str]) -> str:
    return ", ".join(f"{source} as {name}" for name, source in sources.items())


def _declared(connection: sqlite3.Connection, table: str) -> Iterator[tuple[str, str]]:
    for row in connection.execute(f"pragma table_info({table})"):
        yield row["name"], "array" if row["name"] == "boxes" else _TYPES[row["type"]]


def _typed(rows: sqlite3.Cursor, columns: list[Column]) -> Iterator[Values]:
    """The rows with each value as its column's type: a view gives a corrected 5.0 as the reviewer's 5."""
    convert: dict[str, Callable[[Any], Any]] = {"string": str, "integer": int, "number": float, "array": json.loads}
    for row in rows:
        yield [
            None if value is None else convert[column.type](value)
            for value, column in zip(row, columns, strict=True)
        ]  # fmt: skip


def _resource(name: str, path: Path, columns: list[Column]) -> dict[str, Any]:
    """A file of the data package, with what its columns mean."""
    schema: dict[str, Any] = {
        "fields": [{"name": c.name, "type": c.type, "description": c.description} for c in columns],
        "primaryKey": _KEYS.get(name, "id"),
    }
    if name != "plans":
        reference = {"resource": "plans", "fields": "id"}
        schema["foreignKeys"] = [{"fields": "document_id", "reference": reference}]
    form = path.suffix[1:]
    with path.open("rb") as file:
        digest = hashlib.file_digest(file, "sha256").hexdigest()
    return {
        "name": name, "path": path.name, "profile": "tabular-data-resource", "format": form,
        "mediatype": MEDIA_TYPES[form], "encoding": "utf-8", "bytes": path.stat().st_size, "hash": f"sha256:{digest}",
        "schema": schema,
    }  # fmt: skip
