"""Legacy Vietnamese fonts (TCVN3, VNI, VISCII, VPS) to Unicode, font by font over a whole document.

A legacy font draws Vietnamese letters at the places of Western ones, so its text layer reads "ViÖt Nam". Which table
turns it back is decided once for all the text of a font, by what the text becomes; the font's name decides only where
the text is too short to tell. Tables: viparse (MIT), completed by `data/legacy_extra.csv`.
"""

from __future__ import annotations

import csv
import functools
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from importlib.resources import files
from typing import Any

import regex

from ocr.quality import is_syllable

ENCODINGS = ("tcvn3", "vni", "viscii", "vps")
_SUBSET_TAG = regex.compile(r"^[A-Z]{6}\+")
_CAPITALS = regex.compile(r"^\.?Vn[A-Za-z0-9]*?H(?=$|[,\- ]|Bold|Italic|Normal|Regular)")
_EVIDENCE = 12  # distinct marked words; fewer leave the decision to the font's name
_CLEAR = 0.85  # share of these that must become syllables
_GLYPHS = regex.compile(r"[\u2212\u2219](?=\p{L}|[^\x00-\x7f])|(?<=\p{L}|[^\x00-\x7f])[\u2212\u2219]")
_LETTERS = regex.compile(r"[^\s\d.,;:()\[\]\"'/!?+%-]+")


@dataclass(frozen=True, slots=True)
class Conversion:
    """How to read a font: the name of a table, and whether it draws small letters as capitals (.VnTimeH)."""

    encoding: str
    capitals: bool = False

    def __call__(self, text: str) -> str:
        """The Unicode text (NFC) of legacy `text`."""
        from viparse.normalize.tables import convert

        unicode: str = convert(_with_soft_hyphens(text), _charmap(self.encoding))
        return unicode.upper() if self.capitals else unicode


def conversions(fonts: Mapping[str, Iterable[str]]) -> dict[str, Conversion]:
    """The conversion of each font that needs one; `fonts` maps a font's name as embedded to all its words."""
    families: dict[str, list[str]] = {}
    for name, words in fonts.items():
        families.setdefault(family(name), []).extend(words)
    decided = {name: encoding_of(words, encoding_by_name(name)) for name, words in families.items()}
    return {
        name: Conversion(encoding, bool(encoding == "tcvn3" and _CAPITALS.match(family(name))))
        for name in fonts
        if (encoding := decided[family(name)]) is not None
    }


def family(font: str) -> str:
    """A font's name without the tag of an embedded subset."""
    return _SUBSET_TAG.sub("", font)


def encoding_by_name(font: str) -> str | None:
    """What the font's name says of its encoding."""
    name = family(font)
    for pattern, encoding in _name_patterns():
        if regex.search(pattern, name):
            return encoding
    return None


def encoding_of(words: Iterable[str], named: str | None = None) -> str | None:
    """The legacy encoding of these words of one font, or None where they are Unicode already (or cannot be told).

    Only words with letters beyond ASCII count, each once: they are what the encodings differ in. `named` is the
    encoding that the font's name says; it breaks ties and decides where there are too few words.
    """
    marked = {word for text in words for word in _LETTERS.findall(text) if not word.isascii()}
    marked = {word for word in marked if any(char.isalpha() or char in "\xad\u2212\u2219" for char in word)}
    if not marked:
        return named
    asis = _share(marked)
    if len(marked) < _EVIDENCE and named is None:
        return None
    if asis >= _CLEAR and (named is None or len(marked) >= _EVIDENCE or _has_own_letters(marked)):
        return None
    if len(marked) < _EVIDENCE:
        return named
    shares = {name: _share({Conversion(name)(word) for word in marked}) for name in ENCODINGS}
    best = max(ENCODINGS, key=lambda name: (shares[name], name == named))
    if shares[best] >= _CLEAR * 0.9 and shares[best] > asis + 0.3:
        return best
    return named if named and shares[named] > asis + 0.3 else None


def mend(text: str) -> str:
    """Unicode text (any form) as NFC, with letters that stand for others put right ("ƣ" for "ư")."""
    text = unicodedata.normalize("NFC", text).translate(_mends())
    return text.replace("\xad", "-")


def _with_soft_hyphens(text: str) -> str:
    """Undo what PDF glyph names make of two letters: beside a letter, legacy or not, a minus is the ư of TCVN3.

    viparse does this beside Unicode letters only, and misses "−¬ng" (ương).
    """
    return _GLYPHS.sub(lambda match: "\xad" if match[0] == "\u2212" else "\xb7", text)


def _share(words: set[str]) -> float:
    """Share of the words that are Vietnamese syllables."""
    return sum(is_syllable(word) for word in words) / len(words)


def _has_own_letters(words: set[str]) -> bool:
    """Whether letters stand among them that no legacy font shows: those of Vietnamese beyond Latin-1."""
    return any("\u1ea0" <= char <= "\u1ef9" or char in "ăđơưĂĐƠƯ" for word in words for char in word)


@functools.cache
def _charmap(encoding: str) -> Any:
    from viparse.normalize.encodings import CHARMAPS
    from viparse.normalize.tables import build_charmap

    pairs = dict(CHARMAPS[encoding].pairs)
    for row in _rows("legacy_extra.csv"):
        if row["encoding"] == encoding:
            pairs[row["legacy"]] = row["letter"]
    return build_charmap(encoding, pairs.items())


@functools.cache
def _name_patterns() -> tuple[tuple[str, str], ...]:
    return tuple((row["pattern"], row["encoding"]) for row in _rows("legacy_fonts.csv"))


@functools.cache
def _mends() -> dict[int, str]:
    return {ord(row["wrong"]): row["right"] for row in _rows("mends.csv")}


def _rows(name: str) -> list[dict[str, str]]:
    return list(csv.DictReader(files("ocr").joinpath("data", name).read_text("utf-8").splitlines()))
