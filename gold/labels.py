"""Reading labels: what people say stands in a document, one folder of CSV files a document.

In: a gold root (with or without `manifest.csv`) and, for plans whose sentences we may not keep, their text. Out:
`Labels`, or the reason why a document cannot be used here. The columns are defined in `gold/README.md`.

Two formats of a folder: with `quote` (our own samples, and folders made by hand) and with spans (`line,start,end`: the
1-based line of the source text, and characters from the start of that line, base 0, half-open; `end` may run over
following lines, whose breaks count one character). A span folder is filled from the text that `manifest.csv` names
(`source_bytes`).
"""

from __future__ import annotations

import csv
import hashlib
import lzma
import os
from dataclasses import dataclass
from pathlib import Path
from typing import Literal, get_args

REPOSITORY = Path(__file__).resolve().parent.parent
RECORDS = ("targets", "funding", "responsibilities", "citations")
MANIFEST = "manifest.csv"
MANIFEST_COLUMNS = ["doc", "labels", "file", "source", "sha256", "role"]
_COLUMNS = {
    "document": "part first_line last_line doc_type number issuer level province district place_of_issue issue_date "
    "title signer signer_title period_start period_end status",
    "targets": "line quote kind subject count count_max total percent percent_max unit comparator change per "
    "baseline_year deadline deadline_kind period_start tier criterion criterion_set scope note",
    "funding": "id line quote amount amount_max unit amount_vnd source nature share_percent period_start period_end "
    "comparator parent note",
    "responsibilities": "line quote agency role refs",
    "citations": "line doc_type number date issuer",
}
COLUMNS = {name: columns.split() for name, columns in _COLUMNS.items()}

Role = Literal["sample", "practice", "development", "held_out"]
Row = dict[str, str]


class LabelError(ValueError):
    """A label file that cannot be read; the message names file, row and remedy."""


@dataclass(frozen=True)
class Entry:
    """A line of the manifest: the folder `labels` says what is in the file whose name or stem is `file`."""

    doc: str
    labels: str
    file: str
    source: str = ""
    sha256: str = ""
    role: Role = "development"


@dataclass(frozen=True)
class Labels:
    """The labels of one document: header rows (one a part) and record rows, quotes filled in."""

    entry: Entry
    header: list[Row]
    records: dict[str, list[Row]]


def shared_folder() -> Path:
    """The folder of real documents: `KEHOACH_SHARED`, else `shared` beside the checkout."""
    return Path(os.environ.get("KEHOACH_SHARED") or REPOSITORY.parent / "shared")


def source_path(source: str) -> Path:
    """Where a source of the manifest lies: `shared/…` beside the checkout, anything else inside it."""
    first, _, rest = source.partition("/")
    return shared_folder() / rest if first == "shared" else REPOSITORY / source


def source_bytes(source: str) -> bytes | None:
    """The bytes of a source of the manifest, None where it is not at hand.

    `shared/train/plans.txt.xz#717-819` are the lines 717 to 819 (from 1) of a packed text, with a line end behind.
    """
    name, _, lines = source.partition("#")
    path = source_path(name)
    if not path.exists():
        return None
    data = lzma.decompress(path.read_bytes()) if path.suffix == ".xz" else path.read_bytes()
    if not lines:
        return data
    first, last = map(int, lines.split("-"))
    return b"\n".join(data.split(b"\n")[first - 1 : last]) + b"\n"


def sha256(path: Path) -> str:
    """The SHA-256 of a file's bytes, in hexadecimal."""
    return hashlib.sha256(path.read_bytes()).hexdigest()


def read_csv(path: Path) -> list[Row]:
    """The rows of a CSV file; raises `LabelError` for a missing or ragged file."""
    try:
        with path.open(encoding="utf-8-sig", newline="") as handle:
            rows = list(csv.DictReader(handle))
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        raise LabelError(f"{path}: cannot be read as CSV ({error})") from error
    for number, row in enumerate(rows, start=2):
        if None in row or None in row.values():
            raise LabelError(f"{path}: row {number} has another number of cells than the header")
        if not row.get("line", "0").isdigit():
            raise LabelError(f"{path}: row {number}: line is {row['line']!r}, not the number of a line")
    return rows


def entries(root: Path) -> list[Entry]:
    """The documents of a gold root: its manifest, or every folder with `targets.csv` where there is none."""
    manifest = root / MANIFEST
    if manifest.exists():
        rows = read_csv(manifest)
        if rows and list(rows[0]) != MANIFEST_COLUMNS:
            raise LabelError(f"{manifest}: the columns must be {','.join(MANIFEST_COLUMNS)}")
        if unknown := {row["role"] for row in rows} - set(get_args(Role)):
            raise LabelError(f"{manifest}: role must be one of {', '.join(get_args(Role))}, not {', '.join(unknown)}")
        return [Entry(**row) for row in rows]  # type: ignore[arg-type]
    if not root.is_dir():
        raise LabelError(f"{root}: no such folder of labels")
    folders = sorted(path.parent.name for path in root.glob("*/targets.csv"))
    if not folders:
        raise LabelError(f"{root}: holds neither {MANIFEST} nor a folder with targets.csv")
    return [Entry(doc=name, labels=name, file=name) for name in folders]


def read_labels(root: Path, entry: Entry) -> Labels | str:
    """The labels of a document, or the reason why they cannot be used (its text is not at hand, or is another)."""
    folder = root / entry.labels
    tables = {name: read_csv(folder / f"{name}.csv") for name in COLUMNS}
    if any("start" in row for rows in tables.values() for row in rows[:1]):
        text = source_bytes(entry.source)
        if text is None:
            return f"its text ({entry.source}) is not at hand; set KEHOACH_SHARED to the folder that holds it"
        if hashlib.sha256(text).hexdigest() != entry.sha256:
            return f"its text ({entry.source}) is not the one that was labelled (SHA-256 differs)"
        lines = text.decode("utf-8").split("\n")
        tables = {name: [_with_words(row, lines) for row in rows] for name, rows in tables.items()}
    amounts = {row["id"]: row["amount_vnd"] for row in tables["funding"]}
    for row in tables["funding"]:
        row["parent_vnd"] = amounts.get(row["parent"], "")
    return Labels(entry, tables.pop("document"), tables)


def slice_of(lines: list[str], line: int, start: int, end: int) -> str:
    """The words at a span: `line` from 1, `start` and `end` from the start of the line; line breaks read as spaces."""
    return " ".join(lines[line - 1 :])[start:end] if end > len(lines[line - 1]) else lines[line - 1][start:end]


def _with_words(row: Row, lines: list[str]) -> Row:
    """The row with `quote` (records) or `title` (headers) sliced from the text."""
    filled = {key: value for key, value in row.items() if key not in {"start", "end", "title_line"}}
    if row.get("start"):
        line = int(row.get("title_line") or row["line"])
        filled["title" if "title_line" in row else "quote"] = slice_of(lines, line, int(row["start"]), int(row["end"]))
    elif "title_line" in row:
        filled["title"] = ""
    return filled
