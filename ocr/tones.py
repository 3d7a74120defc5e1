"""One spelling of tone placement, and Vietnamese letters without their marks.

In: text. Out: text of the same length (offsets stay valid). Both styles of placing a tone mark on oa, oe and uy
("hoà"/"hòa", "uỷ"/"ủy") are legal and occur in the same document; comparing readings needs one of them.
"""

from __future__ import annotations

import re
import unicodedata

_TONES = "\u0300\u0301\u0303\u0309\u0323"
_OPEN_PAIRS = ("oa", "oe", "uy")


def _styles() -> dict[str, str]:
    """Old-style endings ("oà") to new-style ("òa"), for the open syllables where the styles differ."""
    table = {}
    for pair in _OPEN_PAIRS:
        for tone in _TONES:
            old = unicodedata.normalize("NFC", pair + tone)
            new = unicodedata.normalize("NFC", pair[0] + tone + pair[1])
            table[old] = new
            table[old.upper()] = new.upper()
            table[old.capitalize()] = new.capitalize()
    return table


_NEW_STYLE = _styles()
# only at the end of a syllable ("hoà", but not "hoàn"), and not after q, where u belongs to the consonant ("quý"); sets
# of letters, because the engine finds these ten times as fast as a list of pairs
_FIRST, _SECOND = ("".join(sorted({pair[place] for pair in _NEW_STYLE})) for place in (0, 1))
_OLD_STYLE_END = re.compile(rf"[{_FIRST}][{_SECOND}](?<![Qq]..)(?!\w)")

_BARE = {
    ord(char): base
    for char in map(chr, range(0xC0, 0x1EFA))
    if (base := unicodedata.normalize("NFD", char)[0]) != char and base.isascii()
} | {ord("đ"): "d", ord("Đ"): "D"}


def new_style(text: str) -> str:
    """`text` (NFC) with tone marks placed as "hòa", "ủy" wherever the two styles differ; the length is kept."""
    return _OLD_STYLE_END.sub(lambda match: _NEW_STYLE.get(match[0], match[0]), text)


def bare(text: str) -> str:
    """`text` (NFC) without tone and vowel marks, đ as d; case and length are kept."""
    return text.translate(_BARE)
