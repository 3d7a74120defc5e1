"""Reviewed plans as labels: what reviewers confirmed, corrected and added, in the format of `gold/labels.py`.

In: a database (read only) whose records people have reviewed, and a folder that is new. Out: a folder of labels with
quotes for each file of which every record was judged, the text that was read as its `source.txt`, and `manifest.csv`;
and for each other file the reason why it was left out.
"""

from __future__ import annotations

import csv
import re
import shutil
import sqlite3
from collections import Counter
from dataclasses import asdict, dataclass
from decimal import Decimal
from pathlib import Path

from gold.check import LONGEST_QUOTE, problems
from gold.labels import COLUMNS, MANIFEST, MANIFEST_COLUMNS, RECORDS, Entry, LabelError, Role, Row, sha256

SOURCE = "source.txt"
# Labels that began as a program's output favour that program: never a held-out set.
_ROLE: Role = "development"


@dataclass(frozen=True)
class Export:
    """What was written (folder names, with their number of labels), and why the other files were left out."""

    written: dict[str, int]
    left_out: dict[str, str]


@dataclass(frozen=True)
class _Text:
    """A file's documents put together, each from a line of its own."""

    whole: str
    starts: dict[str, int]  # document id -> characters before it
    documents: list[sqlite3.Row]

    def place(self, row: sqlite3.Row) -> tuple[int, str]:
        """The line (from 1) that holds most of a record's quote, and what it holds of it, cut to the allowed length."""
        start = self.starts[row["document_id"]] + row["char_start"]
        pieces = row["quote"].split("\n")
        best = max(range(len(pieces)), key=lambda index: len(pieces[index].strip()))
        line = self.whole.count("\n", 0, start) + 1 + best
        piece = pieces[best].strip()
        return line, piece if len(piece) <= LONGEST_QUOTE else piece[:LONGEST_QUOTE].rsplit(None, 1)[0]


def export(db: sqlite3.Connection, folder: Path) -> Export:
    """Write the labels of every file that was reviewed wholly; `db.row_factory` must be `sqlite3.Row`.

    Raises `LabelError` where `folder` is there and not empty: labels that somebody made by hand are never touched.
    """
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise LabelError(f"{folder}: is there already; name a new folder")
    entries: list[Entry] = []
    written: dict[str, int] = {}
    left_out: dict[str, str] = {}
    names = Counter(row["name"] for row in db.execute("select name from files"))
    for file in db.execute("select id, name from files where id in (select file_id from documents) order by name, id"):
        label = file["name"] if names[file["name"]] == 1 else f"{file['name']} ({file['id'][:12]})"
        if reason := _unfit(db, file, names):
            left_out[label] = reason
            continue
        doc = _folder_name(file["name"], file["id"], written)
        count, faults = _write(db, file["id"], folder / doc)
        if faults:
            shutil.rmtree(folder / doc)
            left_out[label] = f"its reviews break the rules of labels: {'; '.join(faults)}"
            continue
        written[doc] = count
        digest = sha256(folder / doc / SOURCE)
        entries.append(Entry(doc, doc, file["name"], f"{doc}/{SOURCE}", digest, _ROLE))
    if entries:
        _write_csv(folder / MANIFEST, MANIFEST_COLUMNS, [asdict(entry) for entry in entries])
    return Export(written, left_out)


def _unfit(db: sqlite3.Connection, file: sqlite3.Row, names: Counter[str]) -> str:
    """Why a file cannot become labels; empty where it can. The scorer takes files whole: all parts must be judged."""
    if names[file["name"]] > 1:
        return "another file has the same name, and files are told apart by name"
    open_, of = 0, 0
    for record in RECORDS:
        counted = db.execute(
            f"""select count(*) filter (where not exists (
                    select 1 from reviews v where v.record_table = ? and v.record_id = r.id)), count(*)
                from {record} r join documents d on d.id = r.document_id where d.file_id = ?""",
            (record, file["id"]),
        ).fetchone()
        open_, of = open_ + counted[0], of + counted[1]
    if open_:
        return f"{open_} of {of} records are not reviewed"
    if not of and not any(_records(db, record, file["id"]) for record in RECORDS):
        return "nothing was found or added in it, so nobody has looked at it as far as is known"
    return ""


def _records(db: sqlite3.Connection, record: str, file_id: str) -> list[sqlite3.Row]:
    """The records of a file as reviewers left them, in the order of the text."""
    query = f"""select r.* from (select * from current_{record} union all select * from missed_{record}) r
        join documents d on d.id = r.document_id where d.file_id = ? order by d.part, r.char_start, r.id"""
    return db.execute(query, (file_id,)).fetchall()


def _write(db: sqlite3.Connection, file_id: str, folder: Path) -> tuple[int, list[str]]:
    """Write a file's text and labels; the number of record labels, and what the checks of labels find wrong."""
    text = _text(db, file_id)
    folder.mkdir(parents=True)
    with (folder / SOURCE).open("w", encoding="utf-8", newline="") as file:
        file.write(text.whole)
    _write_csv(folder / "document.csv", COLUMNS["document"], [_header(text, row) for row in text.documents])
    count = 0
    for record in RECORDS:
        rows = _records(db, record, file_id)
        ids = {row["id"]: f"F{number:02}" for number, row in enumerate(rows, start=1)}
        _write_csv(folder / f"{record}.csv", COLUMNS[record], [_label(record, row, text, ids) for row in rows])
        count += len(rows)
    return count, problems(folder, folder / SOURCE)


def _text(db: sqlite3.Connection, file_id: str) -> _Text:
    documents = db.execute("select * from documents where file_id = ? order by part", (file_id,)).fetchall()
    starts, before = {}, 0
    for document in documents:
        starts[document["id"]] = before
        before += len(document["text"]) + 1
    return _Text("\n".join(document["text"] for document in documents), starts, documents)


def _header(text: _Text, document: sqlite3.Row) -> Row:
    whole, start = text.whole, text.starts[document["id"]]
    lines = {
        "first_line": whole.count("\n", 0, start) + 1,
        "last_line": whole.count("\n", 0, start + len(document["text"].rstrip("\n"))) + 1,
    }
    known = document.keys()
    return {name: _cell(lines.get(name, document[name] if name in known else None)) for name in COLUMNS["document"]}


def _label(record: str, row: sqlite3.Row, text: _Text, ids: dict[str, str]) -> Row:
    line, quote = text.place(row)
    made: dict[str, object] = {"line": line, "quote": quote, "note": ""}
    if record == "funding":
        made |= {"id": ids[row["id"]], "parent": ids.get(row["parent_id"] or "")}
    return {name: _cell(made[name] if name in made else row[name]) for name in COLUMNS[record]}


def _cell(value: object) -> str:
    """A value as labels write it: a dot for decimals, no exponent, no `.0`; empty where nothing is stated."""
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() else format(Decimal(repr(value)), "f")
    return "" if value is None else str(value)


def _folder_name(file: str, file_id: str, taken: dict[str, int]) -> str:
    """A folder for a file: its stem in letters that every system allows; with its id where that is taken."""
    name = re.sub(r"[^\w.-]+", "-", Path(file).stem).strip(".-") or "plan"
    return name if name not in taken else f"{name}-{file_id[:8]}"


def _write_csv(path: Path, columns: list[str], rows: list[Row]) -> None:
    with path.open("w", encoding="utf-8", newline="") as handle:
        writer = csv.DictWriter(handle, columns, lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)
