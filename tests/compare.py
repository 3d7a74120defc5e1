"""Two databases compared: everything that two undisturbed runs over the same files must agree in."""

from __future__ import annotations

import sqlite3
from pathlib import Path

# what two undisturbed runs differ in: times, and row numbers in the order of arrival
OWN = {"files": ("started_at", "seconds"), "passages": ("id",), "funding_facts": ("id",)}


def content(database: Path) -> dict[str, list[tuple[object, ...]]]:
    """Every row of every table but `runs` and what full-text search keeps for itself, sorted."""
    connection = sqlite3.connect(database)
    connection.execute("insert into passages_fts (passages_fts) values ('integrity-check')")
    assert connection.execute("pragma integrity_check").fetchone() == ("ok",)
    assert connection.execute("pragma foreign_key_check").fetchall() == []
    found = {}
    for (table,) in connection.execute("select name from sqlite_master where type = 'table' order by name").fetchall():
        if table == "runs" or "_fts" in table:
            continue
        own = OWN.get(table, ())
        columns = [row[1] for row in connection.execute(f'pragma table_info("{table}")') if row[1] not in own]
        names = ", ".join(f'"{column}"' for column in columns)
        found[table] = sorted(connection.execute(f'select {names} from "{table}"').fetchall(), key=repr)
    connection.close()
    return found
