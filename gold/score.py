"""Scoring a database against labels.

In: a database of the contract (read only) and `Labels`. Out: a `DocumentScore` for each document, with the outcome of
every gold record. Three figures for each record type: `value` (the key fields agree and the quotes overlap), `full`
(every other labelled field agrees too) and `loose` (the numbers alone, or the agency alone).
"""

from __future__ import annotations

import sqlite3
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Literal

from gold.labels import RECORDS, Entry, Labels
from gold.matching import FURTHER, KEYS, LOOSE_KEYS, Item, comparable, pair

HEADER_FIELDS = ("doc_type", "number", "issuer", "level", "province", "district", "place_of_issue", "issue_date",
                 "title", "signer", "period_start", "period_end", "status")  # fmt: skip

Outcome = Literal["missed", "value", "full"]
_FILE = "(f.name = :file or f.name like :file || '.%')"


@dataclass(frozen=True)
class Tally:
    """Counts of rows; tallies add up over documents (micro-average)."""

    gold: int = 0
    found: int = 0
    loose: int = 0
    value: int = 0
    full: int = 0

    def __add__(self, other: Tally) -> Tally:
        return Tally(
            self.gold + other.gold,
            self.found + other.found,
            self.loose + other.loose,
            self.value + other.value,
            self.full + other.full,
        )

    def rates(self, right: int) -> tuple[float, float, float]:
        """F1, precision and recall of `right` matches; 0 where nothing was asked or found."""
        precision = right / self.found if self.found else 0.0
        recall = right / self.gold if self.gold else 0.0
        both = precision + recall
        return (2 * precision * recall / both if both else 0.0, precision, recall)


@dataclass(frozen=True)
class Judged:
    """A gold record with its outcome, or (gold is None) a false alarm; `wrong` holds (field, gold, found)."""

    key: str
    outcome: Outcome | Literal["false"]
    line: str
    quote: str
    wrong: tuple[tuple[str, object, object], ...] = ()


@dataclass(frozen=True)
class DocumentScore:
    """How one document came out."""

    entry: Entry
    tallies: dict[str, Tally] = field(default_factory=dict)
    judged: dict[str, list[Judged]] = field(default_factory=dict)
    header: dict[str, tuple[bool, object, object]] = field(default_factory=dict)  # "1 title" -> right, gold, found
    fields: dict[str, dict[str, tuple[int, int]]] = field(default_factory=dict)  # record -> field -> (right, of)
    certain: list[tuple[float, bool]] = field(default_factory=list)  # of each found record: confidence, right in value


def holds_file(db: sqlite3.Connection, entry: Entry) -> bool:
    """Whether the database was ever given the file of this document (read or failed)."""
    query = f"select 1 from files f where {_FILE}"
    return db.execute(query, {"file": entry.file}).fetchone() is not None


def score_document(db: sqlite3.Connection, labels: Labels) -> DocumentScore:
    """Score one document; `db.row_factory` must be `sqlite3.Row`."""
    score = DocumentScore(labels.entry, header=_score_header(db, labels))
    for record in RECORDS:
        gold, found = _gold_items(labels.records[record]), _found_items(db, record, labels.entry)
        pairing = pair(record, gold, found, KEYS[record])
        loose = pair(record, gold, found, LOOSE_KEYS[record])
        wrong = {id(item): _wrong_fields(record, item, other) for item, other in pairing.pairs}
        score.tallies[record] = Tally(
            len(gold), len(found), len(loose.pairs), len(pairing.pairs), sum(not fields for fields in wrong.values())
        )
        score.judged[record] = [
            *_judge(record, gold, wrong),
            *_false_alarms(record, pairing.false),
        ]
        right = {id(other) for _, other in pairing.pairs}
        score.certain.extend((float(str(item.fields.get("confidence") or 0)), id(item) in right) for item in found)
        missed_in = Counter(name for fields in wrong.values() for name, _, _ in fields)
        score.fields[record] = {
            name: (len(pairing.pairs) - missed_in[name], len(pairing.pairs)) for name in FURTHER[record]
        }
    return score


def _gold_items(rows: list[dict[str, str]]) -> list[Item]:
    last = max((int(row["line"]) for row in rows if row.get("line")), default=1)
    return [Item(row, int(row.get("line") or 0) / last) for row in rows]


def _found_items(db: sqlite3.Connection, record: str, entry: Entry) -> list[Item]:
    query = (
        f"select r.* from {record} r join documents d on d.id = r.document_id join files f on f.id = d.file_id "
        f"where {_FILE} order by r.char_start"
    )
    rows = [dict(row) for row in db.execute(query, {"file": entry.file})]
    if record == "funding":
        amounts = {row["id"]: row["amount_vnd"] for row in rows}
        for row in rows:
            row["parent_vnd"] = amounts.get(row["parent_id"])
    last = max((row["char_start"] or 0 for row in rows), default=1) or 1
    return [Item(row, (row["char_start"] or 0) / last) for row in rows]


def _wrong_fields(record: str, gold: Item, found: Item) -> tuple[tuple[str, object, object], ...]:
    names = FURTHER[record]
    return tuple(
        (name, gold.fields.get(name), found.fields.get(name))
        for name, left, right in zip(names, gold.key(names), found.key(names), strict=True)
        if left != right
    )


def _judge(record: str, gold: list[Item], wrong: dict[int, tuple[tuple[str, object, object], ...]]) -> list[Judged]:
    judged = []
    for item, key in zip(gold, _keys(record, gold, with_line=True), strict=True):
        fields = wrong.get(id(item))
        outcome: Outcome = "missed" if fields is None else "value" if fields else "full"
        judged.append(Judged(key, outcome, str(item.fields.get("line", "")), _quote(item), fields or ()))
    return judged


def _false_alarms(record: str, found: list[Item]) -> list[Judged]:
    keys = _keys(record, found, with_line=False)
    return [Judged(key, "false", "", _quote(item)) for item, key in zip(found, keys, strict=True)]


def _quote(item: Item) -> str:
    return str(item.fields.get("quote") or "")


def _keys(record: str, items: Iterable[Item], *, with_line: bool) -> list[str]:
    """A stable name for each row, without its sentence: line (gold only), key values, number among its equals."""
    seen: Counter[str] = Counter()
    keys = []
    for item in items:
        values = [_short(item.fields.get(name)) for name in KEYS[record]]
        key = " ".join([f"line {item.fields.get('line')}:"] * with_line + [value for value in values if value])
        seen[key] += 1
        keys.append(f"{key} #{seen[key]}" if seen[key] > 1 else key)
    return keys


def _short(value: object) -> str:
    try:
        return f"{float(str(value)):.12g}"
    except ValueError:
        return "" if value is None else str(value)


def _score_header(db: sqlite3.Connection, labels: Labels) -> dict[str, tuple[bool, object, object]]:
    query = f"select d.* from documents d join files f on f.id = d.file_id where {_FILE} order by d.part"
    found: list[Mapping[str, object]] = [dict(row) for row in db.execute(query, {"file": labels.entry.file})]
    judged: dict[str, tuple[bool, object, object]] = {}
    for index, gold in enumerate(labels.header):
        row = found[index] if index < len(found) else None
        for name in HEADER_FIELDS:
            value = row.get(name) if row else None
            right = row is not None and _same(name, gold[name], value)
            judged[f"{index + 1} {name}"] = (right, gold[name], value)
    return judged


def _same(name: str, gold: object, found: object) -> bool:
    kind = "title" if name == "number" else name  # a document's own number is compared with its spaces
    return comparable(kind, gold) == comparable(kind, found)
