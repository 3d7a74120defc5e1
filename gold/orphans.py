"""Reviews that a new reading left without their record, each with the record that now stands nearest.

In: a database (read only). Record ids are made of content and place, so a record that is read as before keeps its
review; what is read otherwise gets another id, and its review stays behind with the place that it was given for.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from gold.labels import RECORDS


@dataclass(frozen=True)
class Orphan:
    """A review (the latest of its record) that no longer fits, why, and the nearest record of its kind."""

    table: str
    record_id: str
    verdict: str
    reviewer: str
    why: str
    file: str | None = None
    quote: str | None = None
    nearest_id: str | None = None
    nearest_quote: str | None = None


def orphans(db: sqlite3.Connection) -> Iterator[Orphan]:
    """Every orphan by kind and place; `db.row_factory` must be `sqlite3.Row`."""
    for table in RECORDS:
        query = f"select * from latest_reviews where record_table = ? and record_id not in (select id from {table})"
        for review in db.execute(f"{query} order by id", (table,)).fetchall():
            if orphan := _orphan(db, table, review):
                yield orphan


def _orphan(db: sqlite3.Connection, table: str, review: sqlite3.Row) -> Orphan | None:
    known = (table, review["record_id"], review["verdict"], review["reviewer"])
    place = _place(review)
    if place is None:
        return Orphan(*known, "its record is gone, and its place was not kept")
    document = db.execute(
        "select f.name, d.text from documents d join files f on f.id = d.file_id where d.id = ?",
        (place["document_id"],),
    ).fetchone()
    if document is None:
        return Orphan(*known, "its document is gone", quote=place["quote"])
    stands = document["text"][place["char_start"] : place["char_end"]] == place["quote"]
    if review["verdict"] == "missed" and stands:
        return None  # the reviewer's own record: there is none in the table, and its words stand where they stood
    why = "its record is read otherwise" if stands else "the text at its place is another"
    nearest = db.execute(
        f"select id, quote from {table} where document_id = ? order by abs(char_start - ?), id limit 1",
        (place["document_id"], place["char_start"]),
    ).fetchone()
    return Orphan(*known, why, document["name"], place["quote"], *(nearest or (None, None)))


def _place(review: sqlite3.Row) -> dict[str, Any] | None:
    """The document and span that a review was given for; an added record has it among its fields."""
    kept = review["corrections"] if review["verdict"] == "missed" else dict(review).get("place")
    place: dict[str, Any] | None = json.loads(kept) if kept else None
    return place
