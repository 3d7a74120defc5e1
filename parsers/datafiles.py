"""The tables of `parsers/data`: a file's name in, its rows out."""

from __future__ import annotations

import csv
import io
from functools import cache
from importlib.resources import files


@cache
def table(name: str) -> tuple[dict[str, str], ...]:
    """The rows of the CSV `parsers/data/<name>`; the same objects every time, not to be changed."""
    return tuple(csv.DictReader(io.StringIO((files("parsers") / "data" / name).read_text(encoding="utf-8"))))
