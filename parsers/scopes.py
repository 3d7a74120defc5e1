"""The place that a target is limited to, where its clause names one.

In: a claim with its text and context. Out: the place as `gold/README.md` writes it ("xã Nà Tăm; xã Giang Ma"), None
where the clause names none or only the plan's own area.
"""

from __future__ import annotations

import regex

from parsers import patterns
from parsers.context import NAME, PLACE, TYPES, Context, place_name
from parsers.outline import Node
from parsers.roles import Claim

_I = regex.I
_BRACKET = regex.compile(r"[^,;.()]{0,120}?\((?P<names>[^()]{2,300})\)")
_BRACKET_REACH = 430  # characters behind a number within which its bracket of names ends
# "riêng các xã đặc biệt khó khăn giảm", "Riêng đối với 02 xã đạt nông thôn mới nâng cao có"
_LIMITED = regex.compile(
    r"riêng\s+(?:đối\s+với\s+)?(?P<who>(?:các\s+|\d+\s+)?(?:xã|huyện|thôn|bản)(?:\s+\p{L}+){1,9}?)"
    r"\s+(?:có|giảm|đạt|tăng|là)?\s*+$",
    _I,
)
# "tại các huyện nghèo", "ở xã đặc biệt khó khăn, xã biên giới": places that have something in common
_CLASS = (
    r"(?:các\s+)?(?:xã|huyện|thôn|bản|vùng|khu\s+vực|địa\s+bàn)\s+(?:đặc\s+biệt\s+khó\s+khăn|nghèo|biên\s+giới"
    r"|an\s+toàn\s+khu|bãi\s+ngang|miền\s+núi|vùng\s+cao|hải\s+đảo|khó\s+khăn|nhóm\s+\d|I{1,3}(?!\p{L})|còn\s+lại"
    r"|phía\s+\p{Lu}\p{L}+(?:\s+tỉnh)?)"
)
_LOCATED_CLASS = regex.compile(
    rf"(?<!\p{{L}})(?:tại|ở|trên\s+địa\s+bàn|thuộc)\s+(?P<who>{_CLASS}(?:(?:,|\s+và)\s+{_CLASS}){{0,3}}+)(?!\p{{L}})",
    _I,
)
# "khu vực phía Tây tỉnh 130 học viên", "riêng xã nhóm 3 là 480km": a class of places right before the number
_CLASS_FIRST = regex.compile(rf"(?:^|[,;:(])\s*+(?:riêng\s+)?(?P<who>{_CLASS})\s+(?:là\s+|có\s+|:\s*)?$", _I)
_AND_MORE = rf"(?P<more>(?:(?:,|\s+và)\s+(?:{TYPES}\s+)?{NAME}){{0,8}}+)"
_LOCATED = regex.compile(rf"(?<!\p{{L}})(?:tại|ở|trên\s+địa\s+bàn|của)\s+(?:các\s+)?{PLACE.pattern}{_AND_MORE}")
# "Hai xã Bản Sao, Khe Trầm mỗi xã giảm ít nhất 45 hộ"
_PLACES_FIRST = regex.compile(
    rf"\s*+(?:(?:[Cc]ác|[Hh]ai|[Bb]a|[Bb]ốn|\d++|[Tt]ại|[Ởở]|[Rr]iêng)\s+)*+{PLACE.pattern}{_AND_MORE}"
)


def _series(match: regex.Match[str]) -> str:
    """ "xã Bản Sao, Khe Trầm" → "xã Bản Sao; xã Khe Trầm"."""
    kind = match["type"]
    found = [place_name(match)]
    for further in regex.finditer(rf"(?:,|\s+và)\s+(?:(?P<type>{TYPES})\s+)?(?P<name>{NAME})", match["more"]):
        kind = further["type"] or kind
        found.append(f"{' '.join(kind.lower().split())} {' '.join(further['name'].split())}")
    return "; ".join(found)


_LISTED = regex.compile(
    r"\s*+(?:(?:các|gồm|bao\s+gồm|là|tại)\s*+:?\s+)*+(?P<type>xã|phường|thị\s+trấn|huyện|thôn"
    r"|bản)(?:\s*+:)?\s+(?=\p{Lu})"
)
_TYPED = regex.compile(r"(?:xã|phường|thị\s+trấn|huyện|quận|thị\s+xã|thành\s+phố|thôn|bản)\s+\p{Lu}")


def _listed(names: str) -> str | None:
    """The places that a bracket lists: "xã Nà Tăm, Giang Ma" → "xã Nà Tăm; xã Giang Ma"; a note in brackets is none."""
    if regex.search(r"\d", names):
        return None
    if regex.match(r"\s*+khu\s+vực\s+[IVX]", names, _I):
        return " ".join(names.split())
    kind = _LISTED.match(names)
    pieces = [
        " ".join(p.split()).strip(" .") for p in regex.split(r"[,;]|\svà\s", names[kind.end() :] if kind else names)
    ]
    pieces = [piece for piece in pieces if piece]
    if not pieces or not all(piece[0].isupper() or _TYPED.match(piece) for piece in pieces):
        return None
    if kind:
        return "; ".join(piece if _TYPED.match(piece) else f"{kind['type']} {piece}" for piece in pieces)
    return "; ".join(pieces) if PLACE.search(names) else None


def named(text: str, claim: Claim, passage: int, item: int, ground: Context) -> str | None:
    """The place that the clause itself names; `passage` and `item` are the offsets where those begin."""
    quantity = claim.mention.quantity
    before = patterns.PLACE_BEFORE.search(text[max(passage, quantity.begin - 60) : quantity.begin])
    if before and (claim.inside or claim.mention.head.strip(" ,:;-–") == before["place"]):
        return " ".join(before["place"].split())
    bracket = _BRACKET.match(text[quantity.end : quantity.end + _BRACKET_REACH])
    listed = _listed(bracket["names"]) if bracket else None
    if listed:
        return listed
    limited = _LIMITED.search(claim.mention.before)
    if limited:
        return " ".join(limited["who"].split())
    for place in (_LOCATED.search(text, claim.start, claim.end), _PLACES_FIRST.match(text, item, quantity.begin)):
        if place and not ground.is_own(place):
            return _series(place)
    grouped = _CLASS_FIRST.search(claim.mention.before) or _LOCATED_CLASS.search(text, claim.start, claim.end)
    if grouped and (claim.mention.noun is None or claim.mention.noun.kind != "place"):
        return "; ".join(" ".join(who.split()) for who in regex.split(r",|\s+và\s+", grouped["who"]))
    return None


def title(text: str, node: Node, ground: Context) -> str | None:
    """The place that is the paragraph's own title: "a) Huyện Phú Lĩnh: phấn đấu …"."""
    match = PLACE.match(text, node.body)
    if match and regex.match(r"\s*+:", text[match.end() : match.end() + 3]) and not ground.is_own(match):
        return place_name(match)
    return None


def bare_names(text: str, claim: Claim) -> str | None:
    """ "02 huyện (Phú Lĩnh, Đại Lĩnh)": bare names of the counted unit, as many as are counted."""
    quantity, noun = claim.mention.quantity, claim.mention.noun
    bracket = _BRACKET.match(text[quantity.end : quantity.end + _BRACKET_REACH])
    if bracket is None or noun is None or noun.kind != "place":
        return None
    names = [" ".join(name.split()) for name in regex.split(r"[,;]|\svà\s", bracket["names"]) if name.strip()]
    if len(names) != claim.count or not all(regex.fullmatch(NAME, name) for name in names):
        return None
    return "; ".join(f"{noun.name} {name}" for name in names)
