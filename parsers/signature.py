"""Who signed: the text behind a document's body in; the signer's name, office and the body signed for out.

The signature block (Decree 30/2020/NĐ-CP, annex I, section II.7) has the authority ("TM. ỦY BAN NHÂN DÂN", "KT. CHỦ
TỊCH"), the signer's office ("PHÓ CHỦ TỊCH") and the name; in a page merged row by row the recipients stand before each.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

import regex

from parsers.datafiles import table

_ON_BEHALF = regex.compile(r"(?<!\p{L})T/?M\.?[ \t]*(?P<body>(?:\p{Lu}++(?!\p{Ll})[ ,-]*+)++)")
_SYLLABLE = r"\p{Lu}\p{Ll}{0,6}"
_NAME = rf"{_SYLLABLE}(?:[ \t]+{_SYLLABLE}){{1,4}}"
_RANK = r"(?:TS|ThS|PGS|GS|BS|Thiếu tướng|Đại tá|Thượng tá|Trung tá)\.?[ \t]+"
_NAME_LINE = regex.compile(rf"(?:[\s*_|]|\S{{1,2}}[\])|])*(?:{_RANK})*(?P<name>{_NAME})[\s*_.|]*")
_NAME_CAPITALS = regex.compile(r"[\s*_|]*(?P<name>\p{Lu}{2,7}(?:[ \t]+\p{Lu}{1,7}){1,4})[\s*_.|]*")
_NAME_AT_END = regex.compile(rf"^.*(?:[.;:,)]|\b[A-Z]{{2,}})[ \t]+(?P<name>{_NAME})[ \t*]*$")
_NOT_NAME = regex.compile(
    r"(?i)nơi nhận|như (?:trên|điều)|đã ký|ký tên|phó |chủ tịch|văn phòng|ủy ban|hội đồng|sở |ban |các |lưu|phụ lục"
    r"|biểu|mẫu|kèm|bộ |huyện |tỉnh |trưởng|chính phủ|quốc hội|thủ tướng"
)
_REACH = 600  # characters behind the authority in which the name stands
# where an annex begins the signature has ended: "Biểu 01", "PHỤ LỤC: CHỈ TIÊU NĂM 2023", "Mẫu số 2"
_ANNEX = regex.compile(
    r"(?m)^[ \t*_#|]*+(?:(?i:phụ[ \t]+lục|(?:mẫu|biểu|bảng)(?:[ \t]+(?:mẫu|biểu|số))*[ \t]+(?:\d|[IVX]++\b))"
    r"|(?:PHỤ LỤC|BIỂU|DANH MỤC|DANH SÁCH)(?!\p{L}))"
)
_RECIPIENT = regex.compile(r"[ \t]*(?:[-+•–]|(?i:nơi nhận))")
_SIGNED = regex.compile(r"[ \t*_|]*\((?i:đã ký)[^()\n]{0,30}\)[ \t*_|]*")  # in place of the stamp; the name follows


@dataclass(frozen=True, slots=True)
class Signature:
    """The signer's `name`, the `title` ("Phó Chủ tịch"), the body signed for ("BAN THƯỜNG VỤ"); None: not there."""

    name: str | None = None
    title: str | None = None
    behalf: str | None = None


@cache
def _offices() -> dict[str, str]:
    """The offices of signers (parsers/data/offices.csv) by their form in capitals, longest first."""
    names = [row["office"] for row in table("offices.csv")]
    return {name.upper(): name for name in sorted(names, key=len, reverse=True)}


@cache
def _office() -> regex.Pattern[str]:
    return regex.compile(rf"(?<!\p{{L}})(?:{'|'.join(_offices())})(?!\p{{L}})")


@cache
def _mark() -> regex.Pattern[str]:
    """What stands over a signer's name: an authority with its body, or an office."""
    return regex.compile(
        rf"(?<!\p{{L}})(?:(?:T/?M|K/?T|T/?L|T/?U/?Q|Q)\.?[ \t]*(?:\p{{Lu}}++(?!\p{{Ll}})[ ,]*+)++|{_office().pattern})"
    )


def read(text: str) -> Signature:
    """The first signature in `text`, the text behind a document's body."""
    match = _ON_BEHALF.search(text)
    behalf = _until_office(" ".join(match["body"].split())) if match else None
    for mark in _mark().finditer(text):
        found = _name(text, mark.end())
        if found:
            offices = [m for m in _office().finditer(text) if m.start() < found[0]]
            return Signature(found[1], _offices()[offices[-1].group()] if offices else None, behalf)
    return Signature(behalf=behalf)


def _until_office(body: str) -> str:
    """ "TM. ỦY BAN NHÂN DÂN CHỦ TỊCH" on one line: the body ends where an authority or office begins."""
    cut = regex.search(rf"\s(?:{_office().pattern}|KT|TL|K/T)(?!\p{{L}})", body)
    return (body[: cut.start()] if cut else body).strip(" ,-")


def _name(text: str, start: int) -> tuple[int, str] | None:
    """The first person's name from `start` on, with its place; none behind the beginning of an annex, nor behind what
    stands below "(Đã ký)" in the place of a name."""
    annex = _ANNEX.search(text, start, start + _REACH)
    window = text[start : annex.start() if annex else start + _REACH]
    if not annex and len(window) == _REACH:
        window = window[: window.rfind("\n") + 1] or window  # a line cut in two is no name
    signed = r"(?:\((?i:đã ký)\)[ \t]*)?"
    inline = regex.match(rf"[ \t]*(?:{_office().pattern}[ \t]*)*{signed}(?P<name>{_NAME})(?=[ \t]*(?:\n|$))", window)
    if inline and not _NOT_NAME.search(inline["name"]):
        return start + inline.start("name"), inline["name"]
    below = False  # the line above holds "(Đã ký)"
    for line in regex.finditer(r"[^\n]*\S[^\n]*", window):
        for pattern in (_NAME_LINE, _NAME_CAPITALS, _NAME_AT_END):
            match = pattern.fullmatch(line.group())
            if match and not _NOT_NAME.search(match["name"]) and not _mark().search(match["name"]):
                return start + line.start() + match.start("name"), _clean(match["name"])
        if below and not _RECIPIENT.match(line.group()):
            return None
        below = bool(_SIGNED.fullmatch(line.group())) or (below and bool(_RECIPIENT.match(line.group())))
    return None


def _clean(name: str) -> str:
    return " ".join(word.capitalize() if len(word) > 1 and word.isupper() else word for word in name.split())
