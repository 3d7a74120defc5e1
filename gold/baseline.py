"""The baseline: what the last accepted version got right, record by record, so that a change shows what it moves.

In: document scores. Out: `gold/baseline.json`, or the differences against it. It holds no sentence of a document:
gold records stand as line and key values, false alarms as digests of their key values.
"""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from gold.labels import LabelError
from gold.score import DocumentScore, Judged

_RANK = {"missed": 0, "value": 1, "full": 2}


@dataclass(frozen=True)
class Difference:
    """A gold record or header field that changed its outcome, or a false alarm that came."""

    change: Literal["gained", "lost"]
    doc: str
    record: str
    what: str
    quote: str = ""


@dataclass(frozen=True)
class Comparison:
    """Everything that moved; `alarms_gone` counts false alarms of the baseline that are no more."""

    differences: list[Difference]
    alarms_gone: int
    not_compared: list[str]


def _digest(judged: Judged) -> str:
    return hashlib.sha256(judged.key.encode()).hexdigest()[:12]


def _outcomes(score: DocumentScore) -> dict[str, object]:
    return {
        "records": {
            record: {item.key: item.outcome for item in rows if item.outcome != "false"}
            for record, rows in score.judged.items()
        },
        "false": {
            record: sorted(_digest(item) for item in rows if item.outcome == "false")
            for record, rows in score.judged.items()
        },
        "header": {name: right for name, (right, _, _) in score.header.items()},
    }


def write(scores: Sequence[DocumentScore], path: Path) -> None:
    """Write the baseline; documents that cannot be scored here keep what the old baseline says of them."""
    documents = _read(path) if path.exists() else {}
    documents |= {score.entry.doc: _outcomes(score) for score in scores}
    text = json.dumps({"documents": documents}, ensure_ascii=False, indent=1, sort_keys=True)
    path.write_text(text + "\n", encoding="utf-8")


def _read(path: Path) -> dict[str, object]:
    try:
        return dict(json.loads(path.read_text(encoding="utf-8"))["documents"])
    except (OSError, ValueError, KeyError, TypeError) as error:
        message = f"{path}: is no baseline ({error}); write it anew with kehoach score --write-baseline"
        raise LabelError(message) from error


def compare(scores: Sequence[DocumentScore], path: Path) -> Comparison:
    """What was gained and lost against the baseline; raises `LabelError` where it cannot be read."""
    documents = _read(path)
    differences: list[Difference] = []
    alarms_gone, not_compared = 0, []
    for score in scores:
        doc = score.entry.doc
        before = documents.get(doc)
        if not isinstance(before, dict):
            not_compared.append(doc)
            continue
        for record, rows in score.judged.items():
            known = before["records"].get(record, {})
            differences += [
                Difference(
                    "gained" if _RANK[item.outcome] > _RANK[known[item.key]] else "lost",
                    doc,
                    record,
                    f"{item.key}: {known[item.key]} -> {item.outcome}",
                    item.quote,
                )
                for item in rows
                if item.outcome != "false" and item.key in known and item.outcome != known[item.key]
            ]
            old = Counter(before["false"].get(record, []))
            alarms = {_digest(item): item for item in rows if item.outcome == "false"}
            differences += [
                Difference("lost", doc, record, f"false alarm: {item.key}", item.quote)
                for digest, item in alarms.items()
                if digest not in old
            ]
            alarms_gone += sum(digest not in alarms for digest in old)
        differences += [
            Difference("gained" if right else "lost", doc, "header", f"part {name}: {gold!r}, found {found!r}")
            for name, (right, gold, found) in score.header.items()
            if before["header"].get(name, right) != right
        ]
    return Comparison(differences, alarms_gone, not_compared)
