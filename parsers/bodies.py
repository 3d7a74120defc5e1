"""Names of issuing bodies: letterhead lines or running words in, the full name, its level and its places out.

Levels follow the Law on Organisation of Local Government (2015, 2025): province, district (until 2025-06-30), commune.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import Literal

import regex

from parsers import provinces

Level = Literal["central", "province", "district", "commune"]

_ABBREVIATIONS = {"UBND": "Ủy ban nhân dân", "HĐND": "Hội đồng nhân dân", "BCĐ": "Ban Chỉ đạo", "BTV": "Ban Thường vụ"}
_UNIT = r"tỉnh|thành phố|thị xã|thị trấn|huyện|quận|phường|đặc khu|xã|tp\.?|tx\.?|tt\.?"
_NAMED_UNIT = regex.compile(
    rf"(?<!\w)(?P<unit>(?i:{_UNIT}))\s+(?P<name>(?:\d{{1,2}}\b|\p{{Lu}}[\p{{L}}’'-]*+)(?:\s+(?:-\s+)?\p{{Lu}}[\p{{L}}’'-]*+){{0,4}})"
)
_PARTY_UNIT = regex.compile(
    r"(?<!\w)(?P<unit>(?i:tỉnh|thành|thị|huyện|quận|đảng))\s+(?i:ủy|uỷ)(?:\s+(?i:xã|phường|thị trấn))?"
    r"(?:\s+(?P<name>\p{Lu}[\p{L}-]*+(?:\s+(?:-\s+)?\p{Lu}[\p{L}-]*+){0,4}))?"
)
_LEVELS: dict[str, Level] = {
    "tỉnh": "province",
    "huyện": "district",
    "quận": "district",
    "thị xã": "district",
    "tx": "district",
    "thị": "district",
    "xã": "commune",
    "phường": "commune",
    "thị trấn": "commune",
    "tt": "commune",
    "đặc khu": "commune",
    "đảng": "commune",
}
_CENTRAL = regex.compile(
    r"(?i:chính phủ|thủ tướng|quốc hội|chủ tịch nước|ban bí thư|bộ chính trị|trung ương|toà án nhân dân tối cao"
    r"|tòa án nhân dân tối cao|viện kiểm sát nhân dân tối cao|kiểm toán nhà nước|ngân hàng nhà nước|thanh tra chính phủ"
    r"|ủy ban dân tộc|(?:liên )?bộ (?!chỉ huy|tư lệnh)|tổng liên đoàn|tổng cục)"
)
# where one body's name begins in a letterhead; the body above it ("UBND TỈNH X") gives the place of the one below
_START = regex.compile(
    r"(?<!\p{L})(?=(?i:(?:ủy|uỷ) ban (?:nhân|mặt|dân)|ubnd|ubmttq|hội đồng nhân|hđnd|bộ(?! tiêu chí)|sở|phòng|chi cục|cục"
    r"|(?:tỉnh|thành|thị|huyện|quận|đảng) (?:ủy|uỷ)|đảng bộ|ban (?!nhân|mặt|dân|thường trực)|chính phủ|thủ tướng|quốc hội"
    r"|công an|văn phòng|trung tâm|trường|liên đoàn|hội (?!đồng)|đoàn (?!kết)|tổng cục|viện|bảo hiểm|kho bạc|bcđ"
    r"|tòa án|viện kiểm sát|ban quản lý)\b)"
)


@dataclass(frozen=True, slots=True)
class Body:
    """An issuing body: `name` in full, its `level`, and the bare names of the places in its name."""

    name: str
    level: Level | None
    province: str | None = None
    district: str | None = None
    commune: str | None = None


def from_letterhead(words: str) -> Body | None:
    """The body that the issuer lines of a letterhead name; None where they name none.

    The last body issues; one above it gives the place that its own name lacks ("UBND TỈNH A / SỞ Y TẾ").
    """
    starts = [match.start() for match in _START.finditer(words)]
    if not starts:
        return None
    ends = [*starts[1:], len(words)]
    names = [_in_small_letters(words[start:end]) for start, end in zip(starts, ends, strict=True)]
    names = _joined([name for name in names if name])
    return named(_with_place(names[-1], names[-2] if len(names) > 1 else None)) if names else None


def _joined(names: list[str]) -> list[str]:
    """A start inside one name ("Ủy ban nhân dân / Ban Chỉ đạo …" stay two, "Thủ tướng / Chính phủ" become one)."""
    merged: list[str] = []
    for name in names:
        if merged and (merged[-1], name) in {("Thủ tướng", "Chính phủ"), ("Văn phòng", "Chính phủ")}:
            merged[-1] += f" {name}"
        else:
            merged.append(name)
    return merged


def _with_place(name: str, above: str | None) -> str:
    """A name with the place of the body above it, unless it names a place itself or is the body above continued."""
    if above is None or _NAMED_UNIT.search(name):
        return name
    party = _PARTY_UNIT.search(above)
    if party:
        return name if _PARTY_UNIT.search(name) else f"{name} {above[party.start() :]}"
    place = _NAMED_UNIT.search(above)
    return f"{name} {place.group()}" if place else name


def named(name: str) -> Body:
    """The body of that full name, with level and places read off it."""
    name = " ".join(_ABBREVIATIONS.get(word, word) for word in name.replace("Uỷ", "Ủy").split())
    units = [(match["unit"].lower().rstrip("."), match["name"]) for match in _NAMED_UNIT.finditer(name)]
    units += [(match["unit"].lower(), match["name"] or "") for match in _PARTY_UNIT.finditer(name)]
    levels: dict[Level, str] = {}
    for unit, place in units:
        level = _level(unit, place)
        levels.setdefault(level, place)
    return Body(
        name,
        _lowest(levels) or _by_kind(name),
        _official(levels.get("province")),
        levels.get("district") or None,
        levels.get("commune") or None,
    )


def _official(name: str | None) -> str | None:
    """A province's name as the official table writes it; a name that the table lacks stays as printed."""
    province = provinces.named(name) if name else None
    return province.name if province else name or None


def _level(unit: str, place: str) -> Level:
    if unit in {"thành phố", "tp", "thành"}:
        return "province" if not place or provinces.is_city(place) else "district"
    return _LEVELS[unit]


def _lowest(levels: dict[Level, str]) -> Level | None:
    order: tuple[Level, ...] = ("commune", "district", "province")
    return next((level for level in order if level in levels), None)


def _by_kind(name: str) -> Level | None:
    """The level of a body that names no place: a ministry, a department (sở), an office (phòng)."""
    if _CENTRAL.match(name) or regex.search(r"(?i:trung ương|chính phủ)", name):
        return "central"
    kinds: dict[str, Level] = {"sở": "province", "phòng": "district", "tỉnh": "province", "huyện": "district"}
    return next((level for word, level in kinds.items() if regex.search(rf"(?<!\w){word}(?!\w)", name.lower())), None)


def _in_small_letters(words: str) -> str:
    """A letterhead's capitals as running text: "ỦY BAN NHÂN DÂN TỈNH LẠNG SƠN" → "Ủy ban nhân dân tỉnh Lạng Sơn"."""
    words = " ".join(regex.sub(r"[*_|#~]+|-{2,}|(?<!\w)[-–](?!\w*\s?\p{L})", " ", words).split()).strip(" .,;:-–")
    if any(letter.islower() for letter in words):
        return words
    small = words.lower()
    small = regex.sub(
        rf"(?<!\w)(?P<unit>{_UNIT}|(?:tỉnh|thành|thị|huyện|quận|đảng) (?:ủy|uỷ)(?: xã| phường)?)\s+(?P<name>[^,()]+?)$",
        lambda match: f"{match['unit']} {_capitalised(match['name'])}",
        small,
    )
    small = (
        regex.sub(
            r"(?<!\w)(?P<head>bộ|sở|phòng|ban|cục|hội|và|-|,)\s(?=\p{Ll})(?P<next>\p{L})",
            lambda match: f"{match['head']} {match['next'].upper()}",
            small,
        )
        if regex.match(r"(?:bộ|sở|phòng|ban|cục)\s", small)
        else small
    )
    small = regex.sub(r"(?<!\w)\p{L}(?=\p{L}* (?:ủy|uỷ)(?!\w))", lambda match: match.group().upper(), small)
    return small[:1].upper() + small[1:]


def _capitalised(name: str) -> str:
    return " ".join(word[:1].upper() + word[1:] for word in name.split())


def completed(body: Body, text: str, place: str | None) -> Body:
    """A body whose name says "tỉnh", "Huyện ủy" without a name gets the one that the text names most, or the place's."""
    bare = _BARE_UNIT.search(body.name)
    if body.province or body.district or body.commune or body.level == "central" or not bare:
        return body
    unit = (bare["unit"] or bare["party"]).lower()
    unit = {"thành": "thành phố", "thị": "thị xã", "đảng": "xã"}.get(unit, unit)
    counts = Counter(m["name"] for m in _NAMED_UNIT.finditer(text) if m["unit"].lower() == unit)
    if place and counts.get(place):
        name = place
    elif counts:
        name = counts.most_common(1)[0][0]
    else:
        return body
    return named(f"{body.name[: bare.end()]} {name}{body.name[bare.end() :]}")


_BARE_UNIT = regex.compile(
    rf"(?<!\w)(?:(?P<unit>(?i:{_UNIT}))|(?P<party>(?i:tỉnh|thành|thị|huyện|quận|đảng)) (?:ủy|uỷ))(?!\s+\p{{Lu}}|\w|\s(?:ủy|uỷ))"
)


def intro_body(text: str) -> str | None:
    """The body that says "… ban hành kế hoạch … như sau:" at the end of the preamble, as printed."""
    match = _INTRO.search(text)
    return match["body"].strip() if match else None


_INTRO = regex.compile(
    r"(?:^|[.;,\n]\s*|\s)(?P<body>(?:Ủy ban nhân dân|Uỷ ban nhân dân|UBND|Hội đồng nhân dân|HĐND|Ban|Sở|Bộ|Phòng|Tỉnh ủy|Huyện ủy"
    r"|Thành ủy|Thị ủy|Quận ủy|Đảng ủy|Chính phủ|Thủ tướng Chính phủ|Công an)(?:\s+(?!(?:ban hành|xây dựng|hướng dẫn|triển|đề"
    r"|thực hiện|yêu cầu|quy|thống|báo)\b)[\p{L}-]+){0,9}?)"
    r"\s+(?:ban hành|xây dựng|hướng dẫn|triển khai|đề nghị|thực hiện|yêu cầu|quyết định|đề ra|thống nhất|báo cáo|tổ chức)"
    r"[^\n.;]{0,400}(?:như sau|sau đây|cụ thể)\s*[:.]"
)
