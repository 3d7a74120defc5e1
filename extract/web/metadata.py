"""What `metadata.yml` says: read in one place for the pages and for the data dictionary of exports."""

from __future__ import annotations

from importlib import resources
from typing import Any

import yaml

from extract.tables import RECORD_TABLES


def content() -> dict[str, Any]:
    """The whole of `metadata.yml`; tables of records have the columns that all of them share."""
    read: dict[str, Any] = yaml.safe_load(resources.files("extract.web").joinpath("metadata.yml").read_text("utf-8"))
    shared = read.pop("record_columns")
    for table in RECORD_TABLES:
        read["tables"][table]["columns"] = shared | read["tables"][table].get("columns", {})
    return read


def descriptions(table: str) -> dict[str, str]:
    """What each column of a table or view means; `exported` gives the columns that only exports have."""
    read = content()
    described: dict[str, str] = read["exported_columns"] if table == "exported" else read["tables"][table]["columns"]
    return described
