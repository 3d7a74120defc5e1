"""Turns labels with quotes into labels with spans, for plans whose sentences we may not keep.

In: a folder of CSV labels and the text they were made from. Out: a folder of the same records with line and character
span instead of the quote and the title; `subject` and `note`, which hold words of the source, are left out.

    python -m gold.convert FOLDER SOURCE TARGET      then add the printed line to gold/manifest.csv
"""

from __future__ import annotations

import csv
import sys
from pathlib import Path

from gold.labels import COLUMNS, LabelError, Row, read_csv, sha256

_LEFT_OUT = {"subject", "note"}
SPAN_COLUMNS = {
    name: [
        new
        for column in columns
        if column not in _LEFT_OUT
        for new in {"quote": ["start", "end"], "title": ["title_line", "start", "end"]}.get(column, [column])
    ]
    for name, columns in COLUMNS.items()
}


def convert(folder: Path, source: Path, target: Path) -> None:
    """Write the span labels of `folder` to `target`; raises `LabelError` for a quote that is not on its line."""
    text = source.read_text(encoding="utf-8")
    lines = text.split("\n")
    target.mkdir(parents=True, exist_ok=True)
    for name in COLUMNS:
        rows = read_csv(folder / f"{name}.csv")
        spans = [_title_span(row, text) if name == "document" else _quote_span(row, lines, name) for row in rows]
        with (target / f"{name}.csv").open("w", encoding="utf-8", newline="") as handle:
            writer = csv.DictWriter(handle, SPAN_COLUMNS[name], extrasaction="ignore", lineterminator="\n")
            writer.writeheader()
            writer.writerows(spans)


def _quote_span(row: Row, lines: list[str], name: str) -> Row:
    if "quote" not in row:
        return row
    start = lines[int(row["line"]) - 1].find(row["quote"])
    if start < 0:
        raise LabelError(f"{name}.csv: the quote is not on line {row['line']}: {row['quote'][:60]}")
    return row | {"start": str(start), "end": str(start + len(row["quote"]))}


def _title_span(row: Row, text: str) -> Row:
    """Where the title stands in its part; line breaks in it read as spaces, its case is as printed."""
    if not row["title"]:
        return row | {"title_line": "", "start": "", "end": ""}
    flat = text.replace("\n", " ")
    part = sum(len(line) + 1 for line in text.split("\n")[: int(row["first_line"]) - 1])
    offset = flat.find(row["title"], part)
    if offset < 0:
        raise LabelError(f"document.csv: the title of part {row['part']} is not in the text: {row['title'][:60]}")
    start = offset - (text.rfind("\n", 0, offset) + 1)
    line = text.count("\n", 0, offset) + 1
    return row | {"title_line": str(line), "start": str(start), "end": str(start + len(row["title"]))}


if __name__ == "__main__":
    if len(sys.argv) != 4:
        sys.exit(__doc__)
    labels, plan, destination = (Path(argument) for argument in sys.argv[1:])
    try:
        convert(labels, plan, destination)
    except LabelError as problem:
        sys.exit(f"{labels}: {problem}")
    doc = destination.name
    print(f"{doc},{doc},{plan.stem},shared/corpus/{plan.name},{sha256(plan)},development")
