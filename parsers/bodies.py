"""Names of issuing bodies: letterhead lines or running words in, the full name, its level and its places out.

Levels follow the Law on Organisation of Local Government (2015, 2025): province, district (until 2025-06-30), commune.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from functools import cache
from typing import Literal

import regex

from ocr.tones import bare
from parsers import provinces
from parsers.datafiles import table

Level = Literal["central", "province", "district", "commune"]

_ABBREVIATIONS = {
    "UBND": "Ủy ban nhân dân",
    "HĐND": "Hội đồng nhân dân",
    "BCĐ": "Ban Chỉ đạo",
    "BTV": "Ban Thường vụ",
    "BCH": "Ban Chấp hành",
}
_UNIT = r"tỉnh|thành phố|thị xã|thị trấn|huyện|quận|phường|đặc khu|xã|tp\.?|tx\.?|tt\.?"
_NO_MORE = r"(?!(?i:tỉnh|huyện|quận|phường|xã|thành phố|thị xã|thị trấn)(?!\w))"
_NAME = rf"(?:\d{{1,2}}\b|\p{{Lu}}[\p{{L}}’'-]*+(?:[ \t]+(?:-[ \t]+)?{_NO_MORE}\p{{Lu}}[\p{{L}}’'-]*+){{0,4}})"
_NO_UNIT = r"(?!\s+(?i:ủy|uỷ)(?!\w))(?!(?<=xã|Xã|XÃ)\s+(?i:hội)(?!\w))"  # "Tỉnh ủy", "Thương binh và Xã hội"
_NAMED_UNIT = regex.compile(rf"(?<!\w)(?P<unit>(?i:{_UNIT})){_NO_UNIT}\s+(?P<name>{_NAME})")
_PARTY = r"(?i:(?P<unit>tỉnh|thành|thị|huyện|quận|đảng)\s+(?:ủy|uỷ)(?:\s+(?:xã|phường|thị trấn)(?!\w))?)"
_PARTY_UNIT = regex.compile(rf"(?<!\w){_PARTY}(?!\w)(?:\s+(?P<name>{_NAME}))?")
_BARE_UNIT = regex.compile(
    rf"(?<!\w)(?:(?P<unit>(?i:{_UNIT})){_NO_UNIT}|(?i:(?P<party>tỉnh|thành|thị|huyện|quận|đảng)\s+(?:ủy|uỷ)))"
    r"(?!\s+\p{Lu}|\w)"
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
    r"(?i)chính phủ|thủ tướng|quốc hội|chủ tịch nước|ban bí thư|bộ chính trị|trung ương|(?:tòa|toà) án nhân dân tối cao"
    r"|viện kiểm sát nhân dân tối cao|kiểm toán nhà nước|ngân hàng nhà nước|thanh tra chính phủ|ủy ban dân tộc"
    r"|(?:bộ trưởng |liên )?bộ (?!chỉ huy|tư lệnh)|tổng liên đoàn|tổng cục"
)
# bodies as a letterhead begins them; matched without diacritics, because scans lose those of capitals
_HEADS = [
    "Ủy ban nhân dân",
    "Ủy ban Mặt trận Tổ quốc",
    "Ủy ban MTTQ",
    "UBND",
    "UBMTTQ",
    "Hội đồng nhân dân",
    "HĐND",
    "Thủ tướng Chính phủ",
    "Chính phủ",
    "Quốc hội",
    "Bộ",
    "Sở",
    "Phòng",
    "Chi cục",
    "Tổng cục",
    "Cục",
    "Tỉnh ủy",
    "Thành ủy",
    "Thị ủy",
    "Huyện ủy",
    "Quận ủy",
    "Đảng ủy",
    "Đảng bộ",
    "Ban",
    "Công an",
    "Văn phòng",
    "Trung tâm",
    "Trường",
    "Liên đoàn",
    "Hội",
    "Đoàn",
    "Viện",
    "Bảo hiểm",
    "Kho bạc",
    "Tòa án",
    "Ủy ban",
    "BCĐ",
    "BCH",
    "Thường trực",
]
_START = regex.compile(
    r"(?<!\w)(?<!(?:ban|uy|xa|quoc|moi|thi|van|co|can|dang|tap|cong|benh|lien) )(?:"
    + "|".join(bare(head).lower() for head in _HEADS)
    + r")(?!\w)(?!\s+(?:dong nhan|ket|tieu chi)\b|,? chong\b)"
)
_AFTER_UNIT = regex.compile(rf"(?i)(?<!\w)(?:{_UNIT}|hải)\s+$")  # "HẢI PHÒNG" is no office
_CANONICAL = {bare(head).lower(): head for head in _HEADS}
_PROPER = ("MTTQ", "MTQG", "TNCS", "LHPN", "CCB", "Việt Nam", "Hồ Chí Minh")
_STANDING = regex.compile(r"(?i)(?:ban (?:thường (?:vụ|trực)|chấp hành)|BCH|thường trực)(?=\s|$)")


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
    words = " ".join(words.split())
    starts = [match for match in _START.finditer(bare(words).lower()) if _is_head(words, match)]
    names: list[str] = []
    for start, following in zip(starts, [*starts, None][1:], strict=True):
        name = words[start.end() : following.start() if following else len(words)]
        head = _CANONICAL[start.group()]
        names.append(head + _in_small_letters(head + name)[len(head) :])
    return named(_with_place(names[-1], names[-2] if len(names) > 1 else None)) if names else None


def _is_head(words: str, match: regex.Match[str]) -> bool:
    """Whether a matched head is one: a head of one syllable keeps its tone ("PHONG THỔ") and follows no kind of place
    ("THÀNH PHỐ HỘI AN")."""
    head = _CANONICAL[match.group()]
    if " " in head or head.isupper():
        return True
    printed = words[match.start() : match.end()]
    return printed.lower() == head.lower() and not _AFTER_UNIT.search(words, 0, match.start())


def _with_place(name: str, above: str | None) -> str:
    """A name with the place of the body above it, unless it names a place itself."""
    standing = _STANDING.match(name)
    if above and standing:
        return f"{standing.group()} {above}{name[standing.end() :]}"
    if above is None or _NAMED_UNIT.search(name) or _PARTY_UNIT.search(name):
        return name
    place = _PARTY_UNIT.search(above) or _NAMED_UNIT.search(above)
    return f"{name} {above[place.start() :]}" if place else name


def named(name: str) -> Body:
    """The body of that full name, with level and places read off it."""
    name = " ".join(_ABBREVIATIONS.get(word, word) for word in name.replace("Uỷ", "Ủy").split())
    levels: dict[Level, str] = {}
    for match in (*_NAMED_UNIT.finditer(name), *_PARTY_UNIT.finditer(name)):
        levels.setdefault(_level(match["unit"].lower().rstrip("."), match["name"] or ""), match["name"] or "")
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
    """The level of a body that names no place: a ministry, a department (sở), an office (phòng), a bare "UBND tỉnh"."""
    if _CENTRAL.match(name) or regex.search(r"(?i)trung ương|chính phủ", name):
        return "central"
    kinds: dict[str, Level] = {"sở": "province", "phòng": "district", **_LEVELS}
    return next((level for word, level in kinds.items() if regex.search(rf"(?<!\w){word}(?!\w)", name.lower())), None)


@cache
def _departments() -> tuple[str, ...]:
    """Departments whose fields are spelt with capitals of their own: "Sở Công Thương"."""
    return tuple(row["name"] for row in table("agencies.csv") if regex.match(r"Sở|Bộ", row["name"]))


def _in_small_letters(words: str) -> str:
    """A letterhead's capitals as running text: "ỦY BAN NHÂN DÂN TỈNH LẠNG SƠN" → "Ủy ban nhân dân tỉnh Lạng Sơn"."""
    words = " ".join(regex.sub(r"[*_|#~]+|-{2,}", " ", words).split()).strip(" .,;:-–")
    if sum(map(str.islower, words)) > sum(map(str.isupper, words)) + 20:
        return words
    small = words.lower()
    small = regex.sub(
        rf"(?<!\w)(?P<unit>{_UNIT}|(?:tỉnh|thành|thị|huyện|quận|đảng) ủy(?: xã| phường)?)"
        r"(?! ủy\b)(?!(?<=xã) hội\b) (?P<name>[^,()]+)$",
        lambda match: f"{match['unit']} {' '.join(word[:1].upper() + word[1:] for word in match['name'].split())}",
        small.replace("uỷ", "ủy"),
    )
    if regex.match(r"(?:bộ|sở|phòng|ban|cục)\s", small):
        # the words of a field begin with a capital: "Sở Giáo dục và Đào tạo"
        small = regex.sub(r"(?:^\p{L}+|(?<!\w)và|-|,)\s\K\p{Ll}", lambda match: match.group().upper(), small)
    small = regex.sub(r"(?<!\w)\p{Ll}(?=\p{L}* ủy(?!\w))", lambda match: match.group().upper(), small)
    for proper in (*_PROPER, *_departments()):
        small = regex.sub(rf"(?<!\w){regex.escape(proper)}(?!\w)", proper, small, flags=regex.I)
    return small[:1].upper() + small[1:]


_INTRO = regex.compile(
    r"(?:^|[.;,\n]\s*|\s)(?P<body>(?:Ủy ban nhân dân|Uỷ ban nhân dân|UBND|Hội đồng nhân dân|HĐND|Ban|Sở|Bộ|Phòng"
    r"|Tỉnh ủy"
    r"|Huyện ủy|Thành ủy|Thị ủy|Quận ủy|Đảng ủy|Chính phủ|Thủ tướng Chính phủ|Công an)(?:\s+(?!(?:ban hành"
    r"|xây dựng|hướng dẫn"
    r"|triển|đề|thực hiện|yêu cầu|quy|thống|báo)\b)[\p{L}-]+){0,9}?)"
    r"\s+(?:ban hành|xây dựng|hướng dẫn|triển khai|đề nghị|thực hiện|yêu cầu|quyết định|đề ra|thống nhất|báo cáo"
    r"|tổ chức)"
    r"[^\n.;]{0,400}(?:như sau|sau đây|cụ thể)\s*[:.]"
)


def from_preamble(text: str) -> str | None:
    """The body that says "… ban hành kế hoạch … như sau:" at the end of the preamble, as printed."""
    match = _INTRO.search(text)
    return match["body"].strip() if match else None


def completed(body: Body, text: str, place: str | None) -> Body:
    """A body whose name lacks its place ("UBND", "UBND tỉnh", "Huyện ủy") gets the one that the text gives it most."""
    if body.province or body.district or body.commune or _CENTRAL.match(body.name):
        return body
    alone = _BARE_UNIT.search(body.name)
    if alone is None:
        units = _governed(body.name, text)
        return named(f"{body.name} {units}") if units else body
    unit = (alone["unit"] or alone["party"]).lower()
    unit = {"thành": "thành phố", "thị": "thị xã", "đảng": "xã"}.get(unit, unit)
    name = place if place and f"{unit} {place}" in text else most_named(text, unit)
    if name is None:
        return body
    return named(f"{body.name[: alone.end()]} {name}{body.name[alone.end() :]}")


def _governed(name: str, text: str) -> str | None:
    """The unit that a people's committee or council without a place governs: the one most named behind it."""
    if name not in {"Ủy ban nhân dân", "Hội đồng nhân dân"}:
        return None
    short = {"Ủy ban nhân dân": "UBND", "Hội đồng nhân dân": "HĐND"}[name]
    heads = rf"(?i:{name}|{name.replace('Ủy', 'Uỷ')}|{short}|trên địa bàn)\s+"
    counts = Counter(
        match.group()
        for match in _NAMED_UNIT.finditer(text)
        if not match["name"].isupper() and regex.search(heads + "$", text[max(0, match.start() - 24) : match.start()])
    )
    if counts:
        return counts.most_common(1)[0][0]
    units = Counter(
        f"{province.kind} {province.name}"
        for match in provinces.pattern().finditer(text)
        if (province := provinces.named(match["name"]))
    )
    return units.most_common(1)[0][0] if units else None


def most_named(text: str, unit: str) -> str | None:
    """The place of that kind ("huyện") that a text names most, None where it names none."""
    counts = Counter(
        match["name"]
        for match in _NAMED_UNIT.finditer(text)
        if match["unit"].lower() == unit and not match["name"].isupper()
    )
    return counts.most_common(1)[0][0] if counts else None
