"""Rows on their way to the database, as plain data: what the run's own process knows of them, without the parsers."""

from __future__ import annotations

from typing import Any

Row = dict[str, Any]
Rows = dict[str, list[Row]]

RECORD_TABLES = ("targets", "funding", "responsibilities", "citations", "findings")
