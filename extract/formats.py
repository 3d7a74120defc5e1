"""The files that `kehoach export` writes: CSV, JSON Lines, XLSX and Parquet, each from columns and typed rows.

In: the columns with their types (Frictionless names: string, integer, number, array) and the rows. Out: one file.
In CSV and XLSX, text that a spreadsheet would run as a formula gets an apostrophe in front; the others hold the text
as it is.
"""

from __future__ import annotations

import csv
import itertools
import json
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from extract.errors import ExtraMissingError, TooLargeError

Values = list[Any]

# OWASP, "CSV Injection": also the full-width forms, which spreadsheets take for the plain ones, and line breaks.
_FORMULA_STARTS = tuple("=+-@\t\r\n＝＋－＠")
_XLSX_ROWS = 1_048_576  # of a sheet, the head included (ECMA-376 as Excel implements it)
_XLSX_CHARACTERS = 32_767  # of a cell
_PARQUET_ROWS = 20_000  # a row group


@dataclass(frozen=True, slots=True)
class Column:
    """A column of an export: its name, its Frictionless type, and what it means."""

    name: str
    type: str
    description: str


def harmless(cell: object) -> object:
    """The cell as a spreadsheet shows it without running it; `original` is the way back."""
    return f"'{cell}" if isinstance(cell, str) and cell.lstrip("'").startswith(_FORMULA_STARTS) else cell


def original(cell: str) -> str:
    """The text that `harmless` was given."""
    return cell[1:] if cell.startswith("'") and cell.lstrip("'").startswith(_FORMULA_STARTS) else cell


def write_csv(path: Path, columns: Sequence[Column], rows: Iterable[Values]) -> int:
    """UTF-8 with a byte order mark, without which spreadsheets misread Vietnamese; the number of rows."""
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        writer, written = csv.writer(file), 0
        writer.writerow(column.name for column in columns)
        for row in rows:
            writer.writerow(map(_cell, row))
            written += 1
    return written


def write_jsonl(path: Path, columns: Sequence[Column], rows: Iterable[Values]) -> int:
    """One JSON object a line, every column named in each; the number of rows."""
    names, written = [column.name for column in columns], 0
    with path.open("w", encoding="utf-8", newline="\n") as file:
        for row in rows:
            file.write(json.dumps(dict(zip(names, row, strict=True)), ensure_ascii=False) + "\n")
            written += 1
    return written


def write_xlsx(path: Path, columns: Sequence[Column], rows: Iterable[Values]) -> int:
    """A workbook of one sheet; the number of rows. Raises TooLargeError for what a sheet or a cell cannot hold.

    Control characters, which XML has no way to write, become U+FFFD.
    """
    from openpyxl import Workbook

    book = Workbook(write_only=True)
    sheet = book.create_sheet(path.name.removeprefix(".").split(".")[0])
    sheet.freeze_panes = "A2"
    try:
        sheet.append([column.name for column in columns])
        written = _fill_sheet(sheet, path, rows)
    finally:
        sheet.close()
    book.save(path)
    return written


def _fill_sheet(sheet: Any, path: Path, rows: Iterable[Values]) -> int:
    from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE as ILLEGAL

    written = 0
    for row in rows:
        cells = [ILLEGAL.sub("\ufffd", cell) if isinstance(cell, str) else cell for cell in map(_cell, row)]
        if any(isinstance(cell, str) and len(cell) > _XLSX_CHARACTERS for cell in cells):
            over = f"row {written + 2} has a cell of over {_XLSX_CHARACTERS:,} characters; use csv"
            raise TooLargeError(path, detail=over)
        written += 1
        if written >= _XLSX_ROWS:
            raise TooLargeError(path, detail=f"a sheet holds {_XLSX_ROWS - 1:,} rows; use csv or parquet")
        sheet.append(cells)
    return written


def write_parquet(path: Path, columns: Sequence[Column], rows: Iterable[Values]) -> int:
    """Parquet with zstd, the descriptions as metadata of the fields; the number of rows.

    Raises ExtraMissingError where pyarrow is not installed.
    """
    try:
        import pyarrow
        from pyarrow import parquet
    except ImportError as fault:
        raise ExtraMissingError(detail="pip install 'kehoach[parquet]'") from fault
    types = {"string": pyarrow.string(), "integer": pyarrow.int64(), "number": pyarrow.float64(),
             "array": pyarrow.list_(pyarrow.list_(pyarrow.float64()))}  # fmt: skip
    schema = pyarrow.schema(
        pyarrow.field(column.name, types[column.type], metadata={"description": column.description})
        for column in columns
    )
    written = 0
    with parquet.ParquetWriter(path, schema, compression="zstd") as writer:
        for batch in _batches(rows):
            cells = zip(*batch, strict=True)
            arrays = [pyarrow.array(values, field.type) for values, field in zip(cells, schema, strict=True)]
            writer.write_batch(pyarrow.record_batch(arrays, schema=schema))
            written += len(batch)
    return written


def _batches(rows: Iterable[Values]) -> Iterator[list[Values]]:
    remaining = iter(rows)
    while batch := list(itertools.islice(remaining, _PARQUET_ROWS)):
        yield batch


def _cell(value: object) -> object:
    return harmless(json.dumps(value) if isinstance(value, list) else value)


WRITERS: dict[str, Callable[[Path, Sequence[Column], Iterable[Values]], int]] = {
    "csv": write_csv, "jsonl": write_jsonl, "xlsx": write_xlsx, "parquet": write_parquet,
}  # fmt: skip
MEDIA_TYPES = {
    "csv": "text/csv",
    "jsonl": "application/jsonl",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "parquet": "application/vnd.apache.parquet",
}
