"""The data dictionary: every table and view of the schema with its columns, in Vietnamese and in English.

Usage: data_dictionary.py. Reads the schema off an empty database, and what each column means from
`docs/columns.csv` (a row for one table goes before that for all, `*`); writes `docs/*/`. Raises KeyError for a column
that nobody has described.
"""

from __future__ import annotations

import csv
import sqlite3
import tempfile
from pathlib import Path

from extract.store import Store

DOCS = Path(__file__).resolve().parent.parent / "docs"
PAGES = {
    "vi": ("tu-dien-du-lieu.md", "Từ điển dữ liệu", "Bảng", "Khung nhìn", "| cột | kiểu | nghĩa |"),
    "en": ("data-dictionary.md", "Data dictionary", "Tables", "Views", "| column | type | meaning |"),
}
NOTE = {
    "vi": "Trang này do `scripts/data_dictionary.py` sinh ra từ lược đồ; nghĩa của cột nằm trong `docs/columns.csv`.",
    "en": "Written from the schema by `scripts/data_dictionary.py`; the meanings stand in `docs/columns.csv`.",
}


def schema() -> dict[str, dict[str, list[tuple[str, str]]]]:
    """For "table" and "view": each name with its columns as (name, type). FTS5's own tables are left out."""
    found: dict[str, dict[str, list[tuple[str, str]]]] = {"table": {}, "view": {}}
    with tempfile.TemporaryDirectory() as folder, Store(Path(folder) / "blank.db") as store:
        connection: sqlite3.Connection = store.connection
        sql = (
            "select type, name from sqlite_master where type in ('table', 'view') and name not like 'sqlite%' "
            "and name not like 'passages!_fts%' escape '!' order by name"
        )
        for kind, name in connection.execute(sql).fetchall():
            columns = connection.execute(f'pragma table_info("{name}")')
            found[kind][name] = [(column[1], column[2].lower()) for column in columns]
    return found


def meanings(language: str) -> dict[tuple[str, str], str]:
    """(table or "*", column) to what it means."""
    with (DOCS / "columns.csv").open(encoding="utf-8", newline="") as handle:
        return {(row["table"], row["column"]): row[language] for row in csv.DictReader(handle)}


def page(language: str) -> str:
    """The dictionary in one language, as Markdown."""
    _, title, tables, views, head = PAGES[language]
    known = meanings(language)
    lines = [f"# {title}", "", NOTE[language], ""]
    for kind, names in schema().items():
        lines += [f"## {tables if kind == 'table' else views}", ""]
        for name, columns in names.items():
            lines += [f"### `{name}`", "", head, "| --- | --- | --- |"]
            for column, of_type in columns:
                meaning = known[(name, column) if (name, column) in known else ("*", column)]
                lines.append(f"| `{column}` | {of_type} | {meaning} |")
            lines.append("")
    return "\n".join(lines)


def main() -> None:
    """Write both pages."""
    for language, (name, *_) in PAGES.items():
        (DOCS / language / name).write_text(page(language), encoding="utf-8")


if __name__ == "__main__":
    main()
