"""The practice plans (invented, of many programmes): each is labelled, and reading them keeps its score."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from gold import report
from gold.labels import entries

ROOT = Path(__file__).resolve().parent.parent
PRACTICE = [entry for entry in entries(ROOT / "gold") if entry.role == "practice"]


def test_every_practice_plan_is_labelled_and_says_what_it_is() -> None:
    plans = sorted((ROOT / "corpus" / "practice").glob("*.txt"))
    assert {entry.file for entry in PRACTICE} == {path.stem for path in plans}
    assert all(path.read_text(encoding="utf-8").startswith("VĂN BẢN MẪU") for path in plans)


def test_practice_plans_keep_their_score(tmp_path: Path) -> None:
    """Floors a little below what was reached; which record moved is told by `make score`."""
    database = tmp_path / "practice.db"
    command = [sys.executable, "-m", "extract", "extract", "--db", str(database), str(ROOT / "corpus" / "practice")]
    subprocess.run(command, cwd=ROOT, check=True, capture_output=True)
    scores = report.evaluate(database, ROOT / "gold").group("practice")
    assert len(scores) == len(PRACTICE)
    tallies = {
        record: report.total(scores, record) for record in ("targets", "funding", "responsibilities", "citations")
    }
    reached = {record: tally.rates(tally.value)[0] for record, tally in tallies.items()}
    floors = {"targets": 0.955, "funding": 0.97, "responsibilities": 0.935, "citations": 0.975}
    assert all(reached[record] >= floor for record, floor in floors.items()), reached
    right, asked = report.header_counts(scores)
    assert right / asked >= 0.97
