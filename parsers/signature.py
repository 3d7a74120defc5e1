"""Who signed: the text behind a document's body in; the signer's name, title and authority out.

The signature block (Decree 30/2020/NĐ-CP, annex I, section II.7) has the authority ("TM. ỦY BAN NHÂN DÂN", "KT. CHỦ TỊCH"),
the signer's office ("PHÓ CHỦ TỊCH") and the name; in a page merged row by row the recipients stand before each of them.
"""

from __future__ import annotations

from dataclasses import dataclass

import regex

_OFFICE = (
    r"(?:(?:PHÓ )?(?:TỔNG )?(?:CHỦ TỊCH|BÍ THƯ|THỦ TƯỚNG|BỘ TRƯỞNG|GIÁM ĐỐC|TRƯỞNG BAN|CHỦ NHIỆM|CỤC TRƯỞNG|CHÁNH VĂN PHÒNG|TRƯỞNG PHÒNG"
    r"|VỤ TRƯỞNG|HIỆU TRƯỞNG|CHỈ HUY TRƯỞNG|VIỆN TRƯỞNG|CHÁNH ÁN|CHÁNH THANH TRA|TỔNG THANH TRA|TRƯỞNG CÔNG AN|THỐNG ĐỐC)"
    r"|THỨ TRƯỞNG|PHÓ CHÁNH VĂN PHÒNG|ỦY VIÊN(?: THƯỜNG TRỰC)?|PHÓ BÍ THƯ(?: THƯỜNG TRỰC)?|PHÓ TRƯỞNG ĐOÀN)(?: THƯỜNG TRỰC)?"
)
_AUTHORITY = r"(?:T/?M|K/?T|T/?L|T/?U/?Q|Q)\.?[ \t]*(?=\p{Lu})"
_SIGNED = regex.compile(rf"(?<!\p{{L}})(?:{_AUTHORITY}[\p{{Lu}} ,]+|{_OFFICE}(?!\p{{L}}))")
_ON_BEHALF = regex.compile(r"(?<!\p{L})T/?M\.?[ \t]*(?P<body>\p{Lu}[\p{Lu} ,-]+)")
_SYLLABLE = r"\p{Lu}\p{Ll}{0,6}"
_NAME = rf"{_SYLLABLE}(?:[ \t]+{_SYLLABLE}){{1,4}}"
_NAME_LINE = regex.compile(
    rf"[\s*_]*(?:(?:TS|ThS|PGS|GS|BS|Đ/c|[ĐT]hiếu tướng|Đại tá|Thượng tá)\.?[ \t]+)*(?P<name>{_NAME})[\s*_.]*"
)
_NAME_CAPITALS = regex.compile(r"[\s*_]*(?P<name>\p{Lu}{2,7}(?:[ \t]+\p{Lu}{1,7}){1,4})[\s*_.]*")
_NAME_AT_END = regex.compile(rf"(?:[.;:,)]|\.\/\.|\b[A-Z]{{2,}})[ \t]+(?P<name>{_NAME})[ \t*]*")
_NOT_NAME = regex.compile(
    r"(?i)nơi nhận|như trên|như điều|đã ký|ký tên|phó |chủ tịch|văn phòng|ủy ban|hội đồng|sở |ban |các |lưu|phụ lục|biểu|mẫu|kèm|bộ |huyện |tỉnh |trưởng"
)
_REACH = 600  # characters behind the authority in which the name stands


@dataclass(frozen=True, slots=True)
class Signature:
    """The signer's `name`, the `title` ("Phó Chủ tịch") and the body signed for ("BAN THƯỜNG VỤ"), None where not there."""

    name: str | None = None
    title: str | None = None
    behalf: str | None = None


def read(text: str) -> Signature:
    """The first signature in `text`, the text behind a document's body."""
    marks = list(_SIGNED.finditer(text))
    behalf = _ON_BEHALF.search(text)
    body = " ".join(behalf["body"].split()) if behalf else None
    for mark in marks:
        name = _name(text, mark.end())
        if name:
            office = [m for m in regex.finditer(_OFFICE, text) if m.start() < name[0]]
            return Signature(name[1], _small(office[-1].group()) if office else None, _until_office(body))
    return Signature(behalf=_until_office(body))


def _until_office(body: str | None) -> str | None:
    """ "TM. ỦY BAN NHÂN DÂN CHỦ TỊCH" on one line: the body ends where an authority or office begins."""
    if body is None:
        return None
    cut = regex.search(rf"\s(?:{_OFFICE}|KT|TL|K/T)(?!\p{{L}})", body)
    return (body[: cut.start()] if cut else body).strip(" ,-")


def _name(text: str, start: int) -> tuple[int, str] | None:
    """The first person's name from `start` on, with its place."""
    window = text[start : start + _REACH]
    inline = regex.match(
        rf"[ \t]*(?:{_OFFICE}[ \t]*)*(?:\((?i:đã ký)\)[ \t]*)?(?P<name>{_NAME})(?=[ \t]*(?:\n|$))", window
    )
    if inline and not _NOT_NAME.search(inline["name"]):
        return start + inline.start("name"), _clean(inline["name"])
    for line in regex.finditer(r"[^\n]+", window):
        words = line.group()
        for pattern in (_NAME_LINE, _NAME_CAPITALS):
            match = pattern.fullmatch(words)
            if match and not _NOT_NAME.search(match["name"]) and not _SIGNED.search(match["name"]):
                return start + line.start() + match.start("name"), _clean(match["name"])
        ending = None
        for ending in _NAME_AT_END.finditer(words):
            pass
        if ending and ending.end() == len(words) and not _NOT_NAME.search(ending["name"]):
            return start + line.start() + ending.start("name"), _clean(ending["name"])
    return None


def _clean(name: str) -> str:
    words = name.split()
    return " ".join(word.capitalize() if word.isupper() else word for word in words)


def _small(office: str) -> str:
    words = office.split()
    small = [word.lower() for word in words]
    small[0] = small[0].capitalize()
    if small[0] == "Phó" and len(small) > 1:
        small[1] = small[1].capitalize()
    return " ".join(small)
