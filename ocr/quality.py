"""Trust in a page's text, 0-1, computed the same way for a text layer and for OCR: how much of it is Vietnamese.

The words of an official text are Vietnamese syllables, figures, document numbers and abbreviations; gibberish of a
legacy font, of a broken Unicode map or of OCR in the wrong language is made of none of them.
"""

from __future__ import annotations

import functools
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from importlib.resources import files

import regex

GOOD = 0.80  # measured in docs/reading.md: a text layer above this is kept
_TOKEN = regex.compile(r"\S+")
_EDGES = "\"'“”‘’()[]{}<>.,;:!?…-–—+*/•·|_=¹²³⁴⁵⁶⁷⁸⁹⁰%"
_FIGURE = regex.compile(r"[+-]?\d++(?:[.,:/x×–-]\d++)*+[%‰]?(?:[a-zA-Zđ²³]{1,4})?")
# abbreviations (HĐND, QĐ, TTr), units and list letters (km, b): in every official text, and no evidence either way
_NEUTRAL = regex.compile(r"[A-ZĐƯƠÂĂÊÔ][A-Za-zĐ0-9]{0,2}[A-ZĐƯƠÂĂÊÔ0-9]*+|[bcdđghklmnpqrstvwx]{1,3}\d?")
_TONES = str.maketrans("", "", "\u0300\u0301\u0303\u0309\u0323")
_STOPPED = ("c", "ch", "p", "t")
_NO_TEXT = ("Co", "Cc", "Cn", "So")
_STRANGE = (*_NO_TEXT, "Sk", "Sc")
_PARTS = regex.compile(r"[-–/.,;:()&]+")
_LONGEST = 40  # characters of a token that is worth remembering


@functools.cache
def _onsets() -> tuple[str, ...]:
    return tuple(sorted(_column("onsets.csv"), key=len, reverse=True))


@functools.cache
def _rimes() -> frozenset[str]:
    return frozenset(_column("rimes.csv"))


def _column(name: str) -> list[str]:
    text = files("ocr").joinpath("data", name).read_text("utf-8")
    return [row.split(",")[0] for row in text.splitlines()[1:] if row]


@functools.lru_cache(maxsize=60_000)
def is_syllable(word: str) -> bool:
    """Whether `word` (NFC, any case) is a well-formed Vietnamese syllable with legal tone and spelling."""
    lower = word.lower()
    parts = unicodedata.normalize("NFD", lower)
    tones = [char for char in parts if char in "\u0300\u0301\u0303\u0309\u0323"]
    if len(tones) > 1 or len(lower) > 7:
        return False
    plain = unicodedata.normalize("NFC", parts.translate(_TONES))
    for onset in _onsets():
        if plain.startswith(onset):
            rime = plain[len(onset) :]
            if onset == "gi" and rime in ("", "n", "êng", "êt", "êc"):
                return True
            if rime in _rimes():
                # a syllable closed by a stop carries sắc or nặng only
                return not rime.endswith(_STOPPED) or tones in (["\u0301"], ["\u0323"])
    return plain in _rimes() and (not plain.endswith(_STOPPED) or tones in (["\u0301"], ["\u0323"]))


def is_neutral(word: str) -> bool:
    """Whether `word` is an abbreviation, a unit or a list letter (HĐND, km, b): no evidence of any language."""
    return _NEUTRAL.fullmatch(word) is not None


@dataclass(frozen=True, slots=True)
class Quality:
    """Shares of a text's words. `trust` sums them up; `tokens` says on how much it rests."""

    tokens: int
    syllables: float  # words that are Vietnamese syllables, of all words with letters that are no codes
    marked: float  # syllables that bear a Vietnamese letter or tone; typed text has 0.75-0.85
    strange: float  # words with characters that no text has (private use, control, letters mixed with symbols)

    @property
    def trust(self) -> float:
        """0-1. Short texts keep the benefit of the doubt only as far as their few words go."""
        if self.tokens == 0:
            return 0.0
        bare = min(self.marked / 0.5, 1.0)  # below half of the usual share marks were lost
        return round(max(0.0, min(1.0, self.syllables * (0.4 + 0.6 * bare) - 1.5 * self.strange)), 3)

    @property
    def bare(self) -> bool:
        """Whether this is Vietnamese that lost its marks (typed without accents, or OCRed in another language)."""
        return self.tokens >= 40 and self.marked < 0.35 and self.syllables > 0.5 and self.trust < GOOD


def measure(text: str) -> Quality:
    """How Vietnamese `text` (NFC) is."""
    return measure_tokens(match[0] for match in _TOKEN.finditer(text))


def measure_tokens(tokens: Iterable[str]) -> Quality:
    """How Vietnamese these printed words are."""
    count = words = good = marked = strange = 0
    for token in tokens:
        seen = _seen(token) if len(token) <= _LONGEST else _look(token)
        count += seen[0]
        words += seen[1]
        good += seen[2]
        marked += seen[3]
        strange += seen[4]
    if count == 0:
        return Quality(0, 0.0, 0.0, 0.0)
    return Quality(count, good / words if words else 1.0, marked / good if good else 0.0, strange / count)


def _look(token: str) -> tuple[int, int, int, int, bool]:
    """What one token adds: to tokens, words in them, syllables, marked syllables, and strange tokens."""
    bare = token.strip(_EDGES)
    if not bare:
        return 0, 0, 0, 0, len(token) > 3 and any(unicodedata.category(c) in _NO_TEXT for c in token)
    if _FIGURE.fullmatch(bare):
        return 1, 0, 0, 0, False
    words = good = marked = 0
    for part in _PARTS.split(bare):
        if not part or part.isdigit():
            continue
        if is_syllable(part):
            words += 1
            good += 1
            marked += not part.isascii()
        elif not is_neutral(part):
            words += 1
    return 1, words, good, marked, any(unicodedata.category(c) in _STRANGE for c in bare)


# the words of a language recur: most tokens of a file have been seen before
_seen = functools.lru_cache(maxsize=1 << 16)(_look)


def trust(text: str) -> float:
    """Trust in `text`, 0-1."""
    return measure(text).trust
