"""Legacy Vietnamese fonts (TCVN3, VNI, VISCII, VPS) to Unicode, font by font over a whole document.

A legacy font draws Vietnamese letters at the places of Western ones, so its text layer reads "ViÖt Nam". Which table
turns it back is decided once for all the text of a font, by what the text becomes; the font's name decides only where
the text is too short to tell. Tables: viparse (MIT), completed by `data/legacy_extra.csv`.
"""

from __future__ import annotations

import csv
import functools
import unicodedata
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from importlib.resources import files
from typing import Any

import regex

from ocr.quality import is_neutral, is_syllable

ENCODINGS = ("tcvn3", "vni", "viscii", "vps", "utf-8")  # the last: UTF-8 that was taken for Windows-1252
_SUBSET_TAG = regex.compile(r"^[A-Z]{6}\+")
_CAPITALS = regex.compile(r"^\.?Vn[A-Za-z0-9]*?H(?=$|[,\- ]|Bold|Italic|Normal|Regular)")
_EVIDENCE = 12  # distinct marked words; fewer must become syllables all, or leave the decision to the font's name
_LEAST = 4  # distinct marked words that say anything by themselves
_CLEAR = 0.85  # share of these that must become syllables
_GLYPHS = regex.compile(r"[\u2212\u2219](?=\p{L}|[^\x00-\x7f])|(?<=\p{L}|[^\x00-\x7f])[\u2212\u2219]")
_LETTERS = regex.compile(r"[^\s\d.,;:()\[\]\"'/!?+%]+")
_HYPHENATED = regex.compile(r"(?<![\w-])(?=-*+\p{L})\p{L}*+-[\p{L}-]*+")
# PDF fonts name their glyphs by Windows-1252, so what the encodings put at 0x80-0x9F comes as "€" to "Ÿ"
_WINDOWS = {ord(bytes([code]).decode("cp1252", "ignore") or chr(code)): chr(code) for code in range(0x80, 0xA0)}


@dataclass(frozen=True, slots=True)
class Conversion:
    """How to read a font: the name of a table, and whether it draws small letters as capitals (.VnTimeH)."""

    encoding: str
    capitals: bool = False

    def __call__(self, text: str) -> str:
        """The Unicode text (NFC) of legacy `text`."""
        from viparse.normalize.tables import convert

        if self.encoding == "utf-8":
            return _decoded_again(text)
        if self.encoding in ("viscii", "vps"):
            text = text.translate(_WINDOWS)
        unicode: str = convert(_with_soft_hyphens(text), _charmap(self.encoding))
        letter = next((letter for code, letter in _charmap(self.encoding).pairs if code == "\xad"), None)
        if letter and "-" in unicode:
            unicode = _HYPHENATED.sub(lambda match: _hyphen_as(letter, match[0]), unicode)
        return unicode.upper() if self.capitals else unicode


def conversions(fonts: Mapping[str, Iterable[str]], capitals: Collection[str] = frozenset()) -> dict[str, Conversion]:
    """The conversion of each font that needs one; `fonts` maps a font's name as embedded to all its words.

    `capitals` are fonts seen to draw small letters as capitals, whatever their name says.
    """
    families: dict[str, list[str]] = {}
    for name, words in fonts.items():
        families.setdefault(family(name), []).extend(words)
    decided = {name: encoding_of(words, encoding_by_name(name)) for name, words in families.items()}
    for known in sorted({found for found in decided.values() if found}):
        for name, words in families.items():  # a heading's font, with too few words of its own, is of the same kind
            if decided[name] is None and _fits(words, known):
                decided[name] = known
    return {
        name: Conversion(encoding, encoding == "tcvn3" and (name in capitals or bool(_CAPITALS.match(family(name)))))
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
    marked = _marked(words)
    if not marked:
        return named
    asis = _share(marked)
    few = len(marked) < _EVIDENCE
    if asis >= _CLEAR and (named is None or not few or _has_own_letters(marked)):
        return None
    shares = {name: _share({Conversion(name)(word) for word in marked}) for name in ENCODINGS}
    best = max(ENCODINGS, key=lambda name: (shares[name], name == named))
    if few:
        return named or (best if len(marked) >= _LEAST and shares[best] == 1.0 and asis < 0.3 else None)
    if shares[best] >= _CLEAR * 0.9 and shares[best] > asis + 0.3:
        return best
    return named if named and shares[named] > asis + 0.3 else None


def _marked(words: Iterable[str]) -> set[str]:
    """The distinct words with letters beyond ASCII: what tells the encodings apart."""
    marked = {word for text in set(words) for word in _LETTERS.findall(text) if not word.isascii()}
    return {word for word in marked if any(char.isalpha() or char in "\xad\u2212\u2219" for char in word)}


def _fits(words: Iterable[str], encoding: str) -> bool:
    """Whether these few words, which make little sense as they stand, are Vietnamese in `encoding`."""
    marked = _marked(words)
    if not 0 < len(marked) < _EVIDENCE or _has_own_letters(marked):
        return False
    return _share({Conversion(encoding)(word) for word in marked}) >= max(_CLEAR, _share(marked) + 0.2)


@functools.lru_cache(maxsize=1 << 16)  # the words of a language recur
def mend(text: str) -> str:
    """Unicode text (any form) as NFC, with letters that stand for others put right ("ƣ" for "ư").

    Spaces of any width become the common one, those of none go.
    """
    return unicodedata.normalize("NFC", text).translate(_mends())


def _with_soft_hyphens(text: str) -> str:
    """Undo what PDF glyph names make of two letters: beside a letter, legacy or not, a minus is the ư of TCVN3.

    viparse does this beside Unicode letters only, and misses "−¬ng" (ương).
    """
    return _GLYPHS.sub(lambda match: "\xad" if match[0] == "\u2212" else "\xb7", text)


def _decoded_again(text: str) -> str:
    """Text whose UTF-8 was read as Windows-1252 or Latin-1, put right; what was not stays as it is."""
    try:
        whole = b"".join(bytes((ord(char),)) if ord(char) < 256 else char.encode("cp1252") for char in text)
        return unicodedata.normalize("NFC", whole.decode("utf-8"))
    except UnicodeError:
        return text


def _hyphen_as(letter: str, word: str) -> str:
    """The word with its hyphens as the letter that its font draws where Windows-1252 has the soft hyphen, if it is one.

    A PDF font with WinAnsiEncoding shows both as "-": "n-ớc" is nước, "kinh tế-xã hội" and "QĐ-TTg" keep theirs.
    """
    letters = word.replace("-", letter)
    return letters if is_syllable(letters) else word


def _share(words: set[str]) -> float:
    """Share of the words that are Vietnamese syllables, codes (QĐ, HĐND) left out."""
    parts = [part for word in words for part in word.split("-") if part and not is_neutral(part)]
    return sum(map(is_syllable, parts)) / len(parts) if parts else 0.0


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
    mended = {ord(row["wrong"]): row["right"] for row in _rows("mends.csv")}
    spaces = dict.fromkeys((0xA0, *range(0x2000, 0x200B), 0x202F, 0x205F, 0x3000), " ")
    return {**mended, **spaces, **dict.fromkeys((0x200B, 0x200C, 0x200D, 0x2060, 0xFEFF), ""), 0xAD: "-"}


def _rows(name: str) -> list[dict[str, str]]:
    return list(csv.DictReader(files("ocr").joinpath("data", name).read_text("utf-8").splitlines()))
