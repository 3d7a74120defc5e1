"""The letterhead of a document: the text above its heading in; number, place and date of issue, issuer out.

What is known (motto, number, place and date, rules) is taken away; what remains in capitals is the issuer. So it does
not matter whether the two columns of Decree 30/2020/NĐ-CP, annex I come one after the other or merged row by row.
"""

from __future__ import annotations

import datetime
from dataclasses import dataclass

import regex

from ocr.tones import bare
from parsers import docnumber
from parsers.parts import MOTTO

_DIGITS = r"(?:\d[ \t]?){1,6}(?<=\d)[a-z]?"
_NUMBER = regex.compile(  # on folded text: "Số: 160/KH-UBND", "Số 47-KH/TU", "Số:     /KH-UBND", "S6: 1 2/KH-UBND"
    rf"(?<!\w)(?:S[o6]|SO|(?<=Luat |Nghi quyet |Nghi dinh |Quyet dinh )so|(?m:^)[^\w\n]{{0,4}}S\S{{0,2}}"
    rf"(?=\s*\d))\s*[:.]?\s*(?P<figure>{_DIGITS})?(?P<blank>[.…_\s]*)"
    rf"(?P<year>/[ \t]*(?:19|20)\d\d(?!\d))?(?P<symbols>{docnumber.SYMBOLS})"
)
_WORD = r"(?<!\p{L})\p{Lu}\p{Ll}{1,7}"
_FIGURE = r"(?:\d[ \t]?\d?(?!\d)|[.…_]*)"
_DATE = regex.compile(  # "Lạng Sơn, ngày 13 tháng 7 năm 2022", "X, ngày   tháng   năm 2025", "X, ngày    /5/2025"
    rf"(?P<place>(?:(?:Thanh pho|TP\.?|Tp\.?)\s+)?{_WORD}(?:(?:\s-\s|\s){_WORD}){{0,4}}(?:\s\d{{1,2}})?)?"
    r"\s*[,.]?\s*(?<!\w)(?i:ngay)\s*"
    rf"(?P<day>{_FIGURE})[\s.…_]*(?i:thang|/)\s*(?P<month>{_FIGURE})[\s.…_]*(?i:nam|/)\s*"
    r"(?P<year>(?:19|20|2 ?0 ?|1 ?9 ?)\d[ \t]?\d|[.…_]*)"
)
_MARKS = regex.compile(
    r"(?mi)^[ \t]*+công báo/.*$|\(?(?<!\p{L})dự thảo(?!\p{L})[^\n]{0,20}|V/v\b.*|(?<!\p{L})(?:hỏa tốc|thượng khẩn"
    r"|mật)(?!\p{L})"
)
_DRAFT = regex.compile(r"(?<!\p{L})(?:DỰ THẢO|Dự thảo)(?!\p{L})")


@dataclass(frozen=True, slots=True)
class Letterhead:
    """What a letterhead says; None for what it lacks or leaves blank.

    `date`: ISO, the year alone where day or month is blank. `symbols`: the number's symbols even where its figure is
    blank. `issuer`: the words of its lines as printed. `draft`: marked as one.
    """

    number: str | None = None
    symbols: str | None = None
    place: str | None = None
    date: str | None = None
    issuer: str = ""
    draft: bool = False


def read(head: str) -> Letterhead:
    """The parts of the text between the beginning of a document and its heading."""
    draft = bool(_DRAFT.search(head))
    head = _MARKS.sub(lambda match: " " * len(match.group()), head)
    number = symbols = None
    match = _NUMBER.search(bare(head))
    if match:
        symbols = docnumber.plain(head[match.start("symbols") : match.end("symbols")])
        if match["figure"]:
            number = docnumber.plain(match["figure"] + (match["year"] or "")) + symbols
        head = _blanked(head, match)
    head = _without_motto(head)
    place = date = None
    match = _DATE.search(bare(head))
    if match:
        place = " ".join(head[match.start("place") : match.end("place")].split()) if match["place"] else None
        date = _iso(match)
        head = _blanked(head, match)
    return Letterhead(number, symbols, place, date, _capitals(head), draft)


def _blanked(text: str, match: regex.Match[str]) -> str:
    return text[: match.start()] + "\n" + text[match.end() :]


def _without_motto(head: str) -> str:
    folded = bare(head)
    for match in reversed(list(MOTTO.finditer(folded))):
        head = head[: match.start()] + "\n" + head[match.end() :]
    return head


def _iso(match: regex.Match[str]) -> str | None:
    day, month, year = (regex.sub(r"\D", "", match[part]) for part in ("day", "month", "year"))
    if not year:
        return None
    if not day or not month:
        return year
    try:
        return datetime.date(int(year), int(month), int(day)).isoformat()
    except ValueError:
        return year


def _capitals(head: str) -> str:
    """The words of the lines in capitals, which name the issuer; where there are none, of those that begin with one."""
    lines = [" ".join(line.split()) for line in head.splitlines()]
    lines = [regex.sub(r"^[\s*_|#>.,-]+|[\s*_|#.,-]+$|-{2,}|_{2,}", "", line) for line in lines]
    capitals = [line for line in lines if any(c.isalpha() for c in line) and line.upper() == line]
    return " ".join(capitals or [line for line in lines if line[:1].isupper() and len(line) < 120])
