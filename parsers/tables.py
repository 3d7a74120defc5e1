"""Annex tables."""

from __future__ import annotations

from ocr.document import Document
from parsers.context import Context
from parsers.records import Target


def targets(part: Document, text: str, ground: Context) -> list[Target]:
    """Stub."""
    return []
