"""How far two reviewers agree: Cohen's kappa over the records that both judged.

In: a database (read only). Out: for each two reviewers the counts of each pair of verdicts and kappa. J. Cohen, "A
coefficient of agreement for nominal scales", Educational and Psychological Measurement 20 (1960), 37-46.
"""

from __future__ import annotations

import sqlite3
from collections import Counter
from dataclasses import dataclass
from itertools import combinations

VERDICTS = ("confirmed", "corrected", "rejected")


@dataclass(frozen=True)
class Agreement:
    """The verdicts of two reviewers on the same records: (verdict of the first, of the second) -> records."""

    first: str
    second: str
    counts: Counter[tuple[str, str]]

    @property
    def records(self) -> int:
        """How many records both judged."""
        return self.counts.total()

    @property
    def observed(self) -> float:
        """The share of records with the same verdict."""
        return sum(self.counts[verdict, verdict] for verdict in VERDICTS) / self.records

    @property
    def expected(self) -> float:
        """The share that would agree by chance, each reviewer keeping their own rates."""
        mine, yours = Counter[str](), Counter[str]()
        for (left, right), count in self.counts.items():
            mine[left] += count
            yours[right] += count
        return sum(mine[verdict] * yours[verdict] for verdict in VERDICTS) / self.records**2

    @property
    def kappa(self) -> float | None:
        """(observed - expected) / (1 - expected); none where both only ever gave one same verdict."""
        return None if self.expected == 1 else (self.observed - self.expected) / (1 - self.expected)


def agreements(db: sqlite3.Connection) -> list[Agreement]:
    """Every two reviewers who judged a record in common, by name; of each, the latest verdict on a record counts.

    Records that a reviewer added (`missed`) are no judgement on a record and are left out.
    """
    latest: dict[str, dict[tuple[str, str], str]] = {}
    query = "select reviewer, record_table, record_id, verdict from reviews where verdict != 'missed' order by id"
    for reviewer, table, record_id, verdict in db.execute(query):
        latest.setdefault(reviewer, {})[table, record_id] = verdict
    pairs = []
    for first, second in combinations(sorted(latest), 2):
        common = latest[first].keys() & latest[second].keys()
        counts = Counter((latest[first][record], latest[second][record]) for record in common)
        if counts:
            pairs.append(Agreement(first, second, counts))
    return pairs
