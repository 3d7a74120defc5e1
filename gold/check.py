"""Checks labels: columns, vocabularies, quotes on their line, parents, arithmetic of units.

In: a folder of CSV labels with quotes, and the text they were made from. Out: one line for each problem.

    python -m gold.check FOLDER SOURCE
"""

from __future__ import annotations

import sys
from pathlib import Path

from gold.labels import COLUMNS, LabelError, Row, read_csv

LONGEST_QUOTE = 300
VOCABULARY = {
    ("targets", "kind"): {"quantity", "milestone"},
    ("targets", "comparator"): {"=", ">=", "<=", "~"},
    ("targets", "change"): {"level", "increase", "decrease", "maintain", "output"},
    ("targets", "per"): {"", "năm"},
    ("targets", "deadline_kind"): {"", "by", "before", "in"},
    ("targets", "tier"): {"", "NTM", "NTM nâng cao", "NTM kiểu mẫu"},
    ("targets", "criterion_set"): {"", "xã", "huyện"},
    ("funding", "nature"): {"", "investment", "recurrent"},
    ("funding", "comparator"): {"=", "~", ">=", "<="},
    ("responsibilities", "role"): {"lead", "coordinate"},
    ("document", "level"): {"", "central", "province", "district", "commune"},
    ("document", "status"): {"issued", "draft"},
}
NUMBERS = {
    "targets": ["count", "count_max", "total", "percent", "percent_max", "baseline_year", "deadline", "period_start"],
    "funding": ["amount", "amount_max", "amount_vnd", "share_percent", "period_start", "period_end"],
}
VND = {"tỷ đồng": 10**9, "triệu đồng": 10**6, "nghìn đồng": 10**3, "đồng": 1}


def problems(folder: Path, source: Path) -> list[str]:
    """Every problem of a folder of labels with quotes, as `file row: what`."""
    lines = source.read_text(encoding="utf-8").split("\n")
    found = []
    for name, columns in COLUMNS.items():
        try:
            rows = read_csv(folder / f"{name}.csv")
        except LabelError as error:
            found.append(str(error))
            continue
        if rows and list(rows[0]) != columns:
            found.append(f"{name}.csv: the columns must be {','.join(columns)}")
            continue
        ids = {row["id"] for row in rows} if name == "funding" else set()
        for number, row in enumerate(rows, start=2):
            found += [f"{name}.csv row {number}: {problem}" for problem in _of_row(name, row, lines, ids)]
    return found


def _of_row(name: str, row: Row, lines: list[str], ids: set[str]) -> list[str]:
    found = []
    if "quote" in row:
        line = int(row["line"]) if row["line"].isdigit() else 0
        if not 1 <= line <= len(lines) or not row["quote"] or row["quote"] not in lines[line - 1]:
            found.append(f"the quote is not on line {row['line']}: {row['quote'][:60]}")
        if len(row["quote"]) > LONGEST_QUOTE:
            found.append(f"the quote is longer than {LONGEST_QUOTE} characters")
    for (record, column), allowed in VOCABULARY.items():
        if record == name and row[column] not in allowed:
            found.append(f"{column} is {row[column]!r}")
    found += [
        f"{column} is no number: {row[column]!r}" for column in NUMBERS.get(name, []) if not _numeric(row[column])
    ]
    if name == "funding" and not found:
        if row["parent"] and row["parent"] not in ids:
            found.append(f"its parent {row['parent']} does not exist")
        if not row["amount"] or not row["amount_vnd"]:
            found.append("amount or amount_vnd is empty")
        elif row["unit"] in VND and round(float(row["amount"]) * VND[row["unit"]]) != float(row["amount_vnd"]):
            found.append("amount_vnd does not follow from amount and unit")
    return found


def _numeric(text: str) -> bool:
    return not text or text.replace(".", "", 1).isdigit()


if __name__ == "__main__":
    if len(sys.argv) != 3:
        sys.exit(__doc__)
    listed = problems(Path(sys.argv[1]), Path(sys.argv[2]))
    print("\n".join(listed) or "no problems")
    sys.exit(1 if listed else 0)
