"""A `Document` as bytes and back, so that a file can be parsed again without being read again.

In: what `ocr.reader` gives. Out: compressed JSON, a list for each field of lines, words, tables … Boxes keep a tenth of
a point, which is what the database states of them; all else comes back as it was. A change of this form, or of the
document model, raises `VERSION` in `ocr/reader.py`: what is stored is then read anew.
"""

from __future__ import annotations

import json
import zlib
from collections.abc import Sequence
from dataclasses import fields, replace
from operator import attrgetter
from typing import Any, TypeVar

from ocr.document import Box, Cell, Change, Document, Line, Note, Page, Table, Word

_LEVEL = 3  # of zlib: 9 saves a tenth of the bytes and takes ten times as long

_SIDES = ("x0", "y0", "x1", "y1")
_NOWHERE = Box(0, 0, 0, 0, 0)  # in the place of a box that is not there: pages count from 1

Item = TypeVar("Item", Page, Line, Word, Table, Cell, Note, Change)


def pack(document: Document) -> bytes:
    """The document as bytes; its name is left out, for it is the file's."""
    found = {
        "kind": document.kind,
        "text": document.text,
        "pages": _packed(Page, document.pages),
        "lines": _packed(Line, document.lines),
        "words": _packed(Word, document.words),
        "tables": _packed(Table, [replace(table, cells=()) for table in document.tables]),
        "cells": [_packed(Cell, table.cells) for table in document.tables],
        "notes": _packed(Note, document.notes),
        "changes": _packed(Change, document.changes),
    }
    text = json.dumps(found, ensure_ascii=False, separators=(",", ":"))
    return zlib.compress(text.encode("utf-8", "surrogatepass"), _LEVEL)


def unpack(data: bytes, name: str) -> Document:
    """The document that `pack` made `data` of, for a file of that name."""
    found = json.loads(zlib.decompress(data).decode("utf-8", "surrogatepass"))
    tables = zip(_unpacked(Table, found["tables"]), found["cells"], strict=True)
    return Document(
        name=name,
        kind=found["kind"],
        text=found["text"],
        pages=_unpacked(Page, found["pages"]),
        lines=_unpacked(Line, found["lines"]),
        words=_unpacked(Word, found["words"]),
        tables=tuple(replace(table, cells=_unpacked(Cell, cells)) for table, cells in tables),
        notes=_unpacked(Note, found["notes"]),
        changes=_unpacked(Change, found["changes"]),
    )


def _packed(kind: type[Item], items: Sequence[Item]) -> dict[str, Any]:
    """The items by field, and boxes by theirs: numbers that are much alike stand side by side, and compress well."""
    columns: dict[str, Any] = {field.name: list(map(attrgetter(field.name), items)) for field in fields(kind)}
    if "box" in columns:
        boxes = [box or _NOWHERE for box in columns["box"]]
        columns["box"] = [[box.page for box in boxes]] + [
            " ".join([f"{corner:.1f}" for corner in map(attrgetter(side), boxes)]) for side in _SIDES
        ]
    return columns


def _unpacked(kind: type[Item], columns: dict[str, Any]) -> tuple[Item, ...]:
    if "box" in columns:
        pages, *sides = columns["box"]
        corners = [map(float, side.split()) for side in sides]
        columns["box"] = [Box(page, *box) if page else None for page, *box in zip(pages, *corners, strict=True)]
    return tuple(map(kind, *columns.values()))
