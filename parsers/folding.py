"""Text without its diacritics, letter for letter, so that offsets into the folded text are offsets into the text."""

from __future__ import annotations

import unicodedata


def _bare(letter: str) -> str:
    if letter in "đĐ":
        return "d" if letter == "đ" else "D"
    return unicodedata.normalize("NFD", letter)[0]


def fold(text: str) -> str:
    """`text` (NFC) with every letter bare ("ỦY BAN" → "UY BAN"), of the same length, case kept."""
    table: dict[str, str | int | None] = {letter: _bare(letter) for letter in set(text) if ord(letter) > 127}
    return text.translate(str.maketrans(table))
