"""How much of a file is read at most: the bounds that reading keeps by itself."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Limits:
    """Bounds on one file. A file beyond `bytes`, `pages` or `characters` is refused (TooLarge); a page beyond the
    others fails alone. `unpacked` bounds the bytes that a zipped file (.docx) may grow to."""

    bytes: int = 200_000_000
    unpacked: int = 400_000_000
    pages: int = 2_000
    pixels: int = 60_000_000
    characters: int = 20_000_000
    page_characters: int = 200_000
    ocr_seconds: float = 120.0
