"""The report of `make score`: figures by record type and by document, and what moved against the baseline.

In: a database and a gold root. Out: a table or JSON on standard output. Held-out plans (their labels were not used to
write rules) and samples (our own texts) stand apart from the development plans, whose figures only show the fit.
"""

from __future__ import annotations

import json
import sqlite3
import sys
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

from gold import baseline as baselines
from gold.labels import RECORDS, LabelError, Role, entries, read_labels
from gold.score import DocumentScore, Tally, holds_file, score_document

GROUPS: dict[Role, str] = {
    "development": "Development plans (rules were fitted to these: no estimate for a new plan)",
    "held_out": "Held-out plans (labels kept from the rules as far as known; the texts were known)",
    "practice": "Practice plans (invented, of many programmes; the rules were mended with them)",
    "sample": "Samples (texts written for this project)",
}
_SHOWN = 60  # differences printed in full; the rest is counted


@dataclass(frozen=True)
class Evaluation:
    """Every document that could be scored, and why the others could not."""

    scores: list[DocumentScore]
    skipped: dict[str, str]

    def group(self, role: Role) -> list[DocumentScore]:
        """The scores of one group, in the order of the manifest."""
        return [score for score in self.scores if score.entry.role == role]


def evaluate(database: Path, gold: Path) -> Evaluation:
    """Score every labelled document whose file the database holds.

    Raises `LabelError` where the labels cannot be read or the database is not one of kehoach.
    """
    if not database.is_file():
        raise LabelError(f"{database}: no such database; make it with kehoach extract")
    scores, skipped = [], {}
    try:
        with closing(sqlite3.connect(f"{database.resolve().as_uri()}?mode=ro", uri=True)) as db:
            db.row_factory = sqlite3.Row
            for entry in entries(gold):
                if not holds_file(db, entry):
                    skipped[entry.doc] = f"the database holds no file named {entry.file}"
                    continue
                labels = read_labels(gold, entry)
                if isinstance(labels, str):
                    skipped[entry.doc] = labels
                else:
                    scores.append(score_document(db, labels))
    except sqlite3.DatabaseError as error:
        raise LabelError(f"{database}: not a database of kehoach ({error})") from error
    return Evaluation(scores, skipped)


def main(
    database: Path, gold: Path, *, as_json: bool = False, baseline: Path | None = None, show: str | None = None
) -> int:
    """Print the report; exit status 0, 1 where no document could be scored, 2 where something cannot be read.

    `baseline` adds what was gained and lost against it; `show` (a record type, or `header`) lists every miss (-),
    false alarm (+) and wrong field (~).
    """
    try:
        evaluation = evaluate(database, gold)
        comparison = baselines.compare(evaluation.scores, baseline) if baseline and baseline.exists() else None
    except LabelError as error:
        print(f"kehoach score: {error}", file=sys.stderr)
        return 2
    if as_json:
        print(json.dumps(as_dict(evaluation, comparison), ensure_ascii=False, indent=1))
    else:
        for line in _table(evaluation, comparison, show):
            print(line)
    return 0 if evaluation.scores else 1


def write_baseline(database: Path, gold: Path, baseline: Path) -> int:
    """Write `baseline` from the database; exit status as `main`."""
    try:
        evaluation = evaluate(database, gold)
        if evaluation.scores:
            baselines.write(evaluation.scores, baseline)
    except LabelError as error:
        print(f"kehoach score: {error}", file=sys.stderr)
        return 2
    print(f"{baseline}: {len(evaluation.scores)} documents")
    return 0 if evaluation.scores else 1


def total(scores: Sequence[DocumentScore], record: str) -> Tally:
    """The tallies of one record type added up."""
    return sum((score.tallies[record] for score in scores), Tally())


def header_counts(scores: Sequence[DocumentScore]) -> tuple[int, int]:
    """How many header fields are right, and how many were asked."""
    judged = [right for score in scores for right, _, _ in score.header.values()]
    return sum(judged), len(judged)


def calibration(scores: Sequence[DocumentScore]) -> dict[tuple[float, float], tuple[int, int]]:
    """Of the records found with a confidence in each range (upper end in the last only): how many are right, of how
    many. A confidence that means something is right about as often as it says."""
    ranges = [(0.9, 1.0), (0.8, 0.9), (0.6, 0.8), (0.0, 0.6)]
    table = {}
    for low, high in ranges:
        inside = [right for score in scores for sure, right in score.certain if low <= sure < high or sure == high == 1]
        table[low, high] = (sum(inside), len(inside))
    return table


def as_dict(evaluation: Evaluation, comparison: baselines.Comparison | None = None) -> dict[str, object]:
    """The report as plain data: each group, each document, what was skipped, what moved."""
    result: dict[str, object] = {role: _figures(evaluation.group(role)) for role in GROUPS if evaluation.group(role)}
    result["documents"] = {score.entry.doc: _figures([score]) for score in evaluation.scores}
    result["skipped"] = evaluation.skipped
    if comparison:
        result["against_baseline"] = {
            "gained": [f"{d.doc} {d.record} {d.what}" for d in comparison.differences if d.change == "gained"],
            "lost": [f"{d.doc} {d.record} {d.what}" for d in comparison.differences if d.change == "lost"],
            "false_alarms_gone": comparison.alarms_gone,
            "not_compared": comparison.not_compared,
        }
    return result


def _figures(scores: Sequence[DocumentScore]) -> dict[str, object]:
    figures: dict[str, object] = {}
    for record in RECORDS:
        tally = total(scores, record)
        rights = {"value": tally.value, "full": tally.full, "loose": tally.loose}
        figures[record] = {
            "gold": tally.gold,
            "found": tally.found,
            **{name: _rates(tally, right) for name, right in rights.items()},
            "fields": _field_shares(scores, record),
        }
    right, asked = header_counts(scores)
    figures["calibration"] = [
        {"from": low, "to": high, "right": good, "of": of} for (low, high), (good, of) in calibration(scores).items()
    ]
    figures["header"] = {"right": right, "asked": asked, "accuracy": round(right / asked, 4) if asked else None}
    return figures


def _rates(tally: Tally, right: int) -> dict[str, float]:
    f1, precision, recall = tally.rates(right)
    return {"f1": round(f1, 4), "precision": round(precision, 4), "recall": round(recall, 4)}


def _field_shares(scores: Sequence[DocumentScore], record: str) -> dict[str, float | None]:
    right: Counter[str] = Counter()
    of: Counter[str] = Counter()
    for score in scores:
        for name, (good, all_) in score.fields[record].items():
            right[name] += good
            of[name] += all_
    return {name: round(right[name] / of[name], 4) if of[name] else None for name in of}


def _table(evaluation: Evaluation, comparison: baselines.Comparison | None, show: str | None) -> Iterator[str]:
    for role, title in GROUPS.items():
        scores = evaluation.group(role)
        if not scores:
            continue
        yield f"\n{title}"
        yield f"{'':34} {'gold':>5} {'found':>5}   {'value F1 (P / R)':22} {'full F1':>7} {'loose F1':>8}"
        for record in RECORDS:
            yield _line(record, total(scores, record))
            if len(scores) > 1:
                yield from (_line(f"  {score.entry.doc}", score.tallies[record]) for score in scores)
        right, asked = header_counts(scores)
        yield f"{'header fields right':34} {right:>5} of {asked}" + (f" = {right / asked:.3f}" if asked else "")
        yield from (
            f"{f'confidence {low:.1f} to {high:.1f}':34} {right:>5} of {of} right = {right / of:.3f}"
            for (low, high), (right, of) in calibration(scores).items()
            if of
        )
    if evaluation.skipped:
        yield ""
    reasons: dict[str, list[str]] = {}
    for doc, reason in evaluation.skipped.items():
        reasons.setdefault(reason, []).append(doc)
    yield from (f"not scored: {', '.join(docs)}: {reason}" for reason, docs in reasons.items())
    if show:
        yield from _judgements(evaluation.scores, show)
    if comparison:
        yield from _differences(comparison)


def _line(name: str, tally: Tally) -> str:
    if not tally.gold and not tally.found:  # nothing to find and nothing found: no rate says that
        return f"{name:34} {0:>5} {0:>5}   {'-':22} {'-':>7} {'-':>8}"
    f1, precision, recall = tally.rates(tally.value)
    full, loose = tally.rates(tally.full)[0], tally.rates(tally.loose)[0]
    rates = f"{f1:.3f} ({precision:.3f} / {recall:.3f})"
    return f"{name:34} {tally.gold:>5} {tally.found:>5}   {rates:22} {full:>7.3f} {loose:>8.3f}"


def _judgements(scores: Sequence[DocumentScore], show: str) -> Iterator[str]:
    yield f"\n{show}: - missed, + false alarm, ~ wrong field"
    for score in scores:
        if show == "header":
            wrong = ((name, gold, found) for name, (right, gold, found) in score.header.items() if not right)
            yield from (f"~ {score.entry.doc} part {name}: {gold!r}, found {found!r}" for name, gold, found in wrong)
            continue
        for item in score.judged.get(show, []):
            sign = {"missed": "-", "false": "+", "value": "~"}.get(item.outcome)
            fields = "".join(f" [{name}: {gold!r}, found {found!r}]" for name, gold, found in item.wrong)
            if sign:
                yield f"{sign} {score.entry.doc} {item.key}{fields} | {item.quote[:120]}"


def _differences(comparison: baselines.Comparison) -> Iterator[str]:
    counts = Counter(difference.change for difference in comparison.differences)
    yield (
        f"\nagainst the baseline: {counts['gained']} gained, {counts['lost']} lost, "
        f"{comparison.alarms_gone} false alarms gone"
    )
    for difference in sorted(comparison.differences, key=lambda d: d.change != "lost")[:_SHOWN]:
        quote = f" | {difference.quote[:80]}" if difference.quote else ""
        yield f"{difference.change:6} {difference.doc} {difference.record} {difference.what}{quote}"
    if len(comparison.differences) > _SHOWN:
        yield f"… and {len(comparison.differences) - _SHOWN} more (all of them with --json)"
    if comparison.not_compared:
        yield f"not in the baseline: {', '.join(comparison.not_compared)}"
