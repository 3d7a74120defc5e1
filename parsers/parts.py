"""The legal documents of a file: its text in, one `Part` for each document out, without the web page around it.

A document begins with its letterhead (Decree 30/2020/NĐ-CP, annex I: motto, issuer, number, place and date) or, where
that is lost, with the line that names its type; it ends where the next one or the furniture of a page begins.
"""

from __future__ import annotations

import bisect
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cache
from itertools import pairwise

import regex

from ocr.tones import bare
from parsers import docnumber
from parsers.datafiles import table

# on folded text (no diacritics); letters may be set apart by print or OCR
MOTTO = regex.compile(
    r"DOAN\s+THANH\s+NIEN\s+CONG\s+SAN\s+HO\s+CHI\s+MINH|CONG\s*+HOA\s*+XA\s*+HOI\s*+CHU\s*+NGHIA\s*+VIET\s*+NAM|DANG\s*+CONG\s*+SAN\s*+VIET\s*+NAM"
    r"|(?i:Doc\s*+lap\s*+[-–—.]*\s*+Tu\s*+do\s*+[-–—.]*\s*+Hanh\s*+phuc)"
)
_HEAD_LINE = regex.compile(  # a line that belongs to a letterhead whatever its letters
    r"[\s*_#|]*(?:S[o6]\s*:?\s*[\d.…_ ]*(?:/\s*\d{4})?\s*[/-]\s*\p{Lu}|[\p{L}\d.\s-]{0,60},?\s*ngay\s*[\d.…_ ]*\s*"
    r"(?:thang|/)\s*[\d.…_ ]*\s*(?:nam\b|/)|V/v\b|\(?(?i:du thao))"
)
_FILLER = regex.compile(  # what print and web pages leave between the lines of a letterhead
    r"[\s|*_#=~–—-]*$|[\s|]*S[o6]\s*:\s*$|(?:S\S{0,2}\s*:?\s*|[\s|]*)\d{1,5}(?:/\d{4})?[/-]\p{Lu}"
    # a place and a date, broken anywhere: "Lĩnh Hải, ngày 10" / "tháng 4 năm 2023"
    r"|[\s|]*\p{Lu}\p{Ll}+(?:\s\p{Lu}\p{Ll}+)?[\s,|]*$"
    r"|[\s|]*\p{Lu}\p{Ll}+(?:[\s-]+\p{Lu}\p{Ll}+){0,3}\s*,?\s*ngay(?:\s*\d{1,2})?(?:\s*thang(?:\s*\d{1,2})?)?[\s|]*$"
    r"|[\s|]*(?:\d{1,2}\s+)?thang\s|[\s|]*(?:\d{1,2}\s+)?nam\s+\d{4}[\s|]*$"
)
_NUMBER_LINE = regex.compile(rf"(?m)^[\s|*_#]*S[o6]\s*:\s*(?P<number>{docnumber.NUMBER.pattern})")
_CLOSING = regex.compile(
    r"(?mi)noi[ \t]++nhan[ \t]*+:|\./\.|^[ \t*_]*+(?:T/?M|K/?T|T/?L|T/?U?Q)[./\s]"
    r"|^[ \t]*+(?:-[ \t]*+)?luu[ \t]*+:?[ \t]*+v[tp]\b"
)
_ANNEX = regex.compile(r"(?m)^[ \t*_#]*+(?:PHU LUC|Phu luc|BIEU|Bieu\s+(?:so|mau)|MAU|Mau\s+(?:so|bieu)|DANH MUC)\b")
_ATTACHED = regex.compile(r"\(?\s*(?:Ban hanh )?[Kk]em theo\b")
_ADDRESSED = regex.compile(r"[\s*_]*Kinh gui\s*:")
_WORDS = regex.compile(r"\w")
_TITLE, _TITLE_IN_CAPITALS = regex.compile(r"[\s*_:#]*\p{Lu}"), regex.compile(r"[\s*_:#]*\p{Lu}{2}")
_LINE = 300  # characters; a longer line belongs to no letterhead, unless the motto stands in it
_REACH = 1500  # characters above a heading in which its letterhead stands


@dataclass(frozen=True, slots=True)
class Part:
    """A document of a file: `start:end` its span, `heading:title` its type word, `title` where its title begins.

    `doc_type` in sentence case; None (and `heading` = `title` = `start`) where the text names none.
    """

    start: int
    heading: int
    title: int
    end: int
    doc_type: str | None


@dataclass(frozen=True, slots=True)
class _Heading:
    start: int
    end: int
    doc_type: str
    alone: bool  # the type stands on a line of its own


def find(text: str) -> list[Part]:
    """The documents of a file in reading order, at least one. Offsets count in `text` (NFC)."""
    folded = bare(text)
    closings = [_line_end(folded, match.end()) for match in _CLOSING.finditer(folded)]
    annexes = [match.start() for match in _ANNEX.finditer(folded)]
    parts: list[Part] = []
    for heading in _headings(folded):
        floor = parts[-1].title if parts else 0
        closing = _last_between(closings, floor, heading.start)
        if parts and closing is None:
            continue
        start = _letterhead(text, folded, heading.start, max(floor, heading.start - 2 * _REACH))
        if parts and closing is not None:
            in_annex = _last_between(annexes, closing, heading.start) is not None
            if not _opens_another(folded, heading, start, in_annex):
                continue
            start = max(start, closing)
        elif start == heading.start and not heading.alone:
            continue
        parts.append(Part(start, heading.start, heading.end, len(text), heading.doc_type))
    if not parts:
        parts.append(_without_capitals(text, folded))
    closed = [replace(part, end=after.start) for part, after in pairwise(parts)] + [parts[-1]]
    return [_trimmed(text, folded, part, _last_between(closings, part.title, part.end)) for part in closed]


def _line_end(folded: str, offset: int) -> int:
    """Where the line after the one that holds `offset` begins."""
    end = folded.find("\n", offset)
    return end + 1 if end >= 0 else len(folded)


def _last_between(places: list[int], start: int, end: int) -> int | None:
    """The last of the rising `places` in `start:end` (the end included), None where there is none."""
    index = bisect.bisect_right(places, end) - 1
    return places[index] if index >= 0 and places[index] > start else None


def _without_capitals(text: str, folded: str) -> Part:
    """The one part of a file without a heading in capitals: its first lines may name a type in small letters, or a
    letterhead stands there whose number does, with the title right below it."""
    match = _small_heading().search(folded, 0, _REACH)
    if match:
        name = _by_key()[regex.sub(r"\s+", "", match["type"]).upper()]
        return Part(match.start("type"), match.start("type"), match.end("type"), len(text), name)
    motto = MOTTO.search(folded, 0, _REACH)
    number = motto and _NUMBER_LINE.search(folded, motto.start(), motto.end() + _LINE)
    if number and (doc_type := docnumber.type_of(text[number.start("number") : number.end("number")])):
        title = _below_letterhead(folded, number.end())
        return Part(_letterhead(text, folded, title, 0), title, title, len(text), doc_type)
    return Part(0, 0, 0, len(text), None)


def _below_letterhead(folded: str, start: int) -> int:
    """Where the first line begins that belongs to no letterhead, from the line after the one that holds `start` on."""
    offset = _line_end(folded, start)
    for line in folded[offset:].splitlines(keepends=True):
        if not (_FILLER.match(line) or _HEAD_LINE.match(line) or MOTTO.search(line)):
            break
        offset += len(line)
    return offset


@cache
def _small_heading() -> regex.Pattern[str]:
    return regex.compile(rf"(?mi)^[ \t*_#>|]*+(?P<type>{_choice()})[ \t*_]*+$")


def _headings(folded: str) -> Iterator[_Heading]:
    """Every place where a type of document stands as a heading, in reading order."""
    offset = 0
    headed = -_REACH  # where the last letterhead's motto stands
    for line in folded.split("\n"):
        match = _heading_pattern().match(line)
        if match:
            alone = not _WORDS.search(line, match.end("type"))
            # "KẾ HOẠCH Thực hiện Đề án …": small letters go on with a title right below a letterhead only
            title = _TITLE if offset - headed <= _LINE else _TITLE_IN_CAPITALS
            if alone or title.match(line, match.end("type")):
                yield _Heading(offset + match.start("type"), offset + match.end("type"), _name(match), alone)
        elif motto := MOTTO.search(line):
            headed = offset + len(line)
            # a flattened page: letterhead, type and title in one line
            match = _inline_pattern().search(line, motto.end())
            if match:
                yield _Heading(offset + match.start("type"), offset + match.end("type"), _name(match), False)
        elif _ADDRESSED.match(line):
            yield _Heading(offset, offset, "Công văn", False)
        offset += len(line) + 1


@cache
def _choice() -> str:
    """The heading types in folded capitals; each letter may be set apart from the next ("K E  H O A C H")."""
    names = (r"[ \t]*+".join(bare(name).upper().replace(" ", "")) for name in docnumber.heading_types())
    return "|".join(names)


@cache
def _heading_pattern() -> regex.Pattern[str]:
    return regex.compile(rf"[\s*_#>|]*+(?P<type>{_choice()})(?!\w)(?!\s*(?:so\b|:\s*$))")


@cache
def _inline_pattern() -> regex.Pattern[str]:
    return regex.compile(rf"(?<=\d{{4}}|phuc|[-_*]|\.)\s+(?P<type>{_choice()})(?!\w)\s+(?=\p{{Lu}})")


@cache
def _by_key() -> dict[str, str]:
    return {bare(name).upper().replace(" ", ""): name for name in docnumber.heading_types()}


def _name(match: regex.Match[str]) -> str:
    return _by_key()[regex.sub(r"\s+", "", match["type"])]


def _letterhead(text: str, folded: str, heading: int, floor: int) -> int:
    """Where the letterhead above a heading begins; the heading itself where there is none."""
    start = heading
    line_end = heading
    while heading - line_end < _REACH and line_end > floor:
        line_start = text.rfind("\n", floor, line_end) + 1 or floor
        line = folded[line_start:line_end]
        mottoes = list(MOTTO.finditer(line))
        if mottoes:
            capitals = regex.search(r"(?:\bS[o6]\s*+:|[\p{Lu}\d\s.,&*_|()/–—-])*+$", line[: mottoes[0].start()])
            begin = line_start + (capitals.start() if capitals else 0)
            start = begin + len(folded[begin:line_end]) - len(folded[begin:line_end].lstrip())
            if begin > line_start:
                break
        elif len(line) <= _LINE and (_HEAD_LINE.match(line) or _is_capitals(line)):
            start = line_start
        elif len(line) > _LINE or not _FILLER.match(line):
            break
        line_end = line_start - 1
    return start


def _is_capitals(line: str) -> bool:
    """A line of an issuer's name: short, in capitals."""
    letters = [letter for letter in line if letter.isalpha()]
    return 0 < len(letters) <= 120 and sum(letter.isupper() for letter in letters) >= 0.9 * len(letters)


def _opens_another(folded: str, heading: _Heading, start: int, in_annex: bool) -> bool:
    """Whether a heading behind a closed document opens a document of its own, not an annex or a form in one."""
    numbered = regex.search(r"\bSo\s*:?\s*\d[\d\s]{0,6}(?:/\s*\d{4})?\s*[/-]\s*\p{Lu}", folded[start : heading.start])
    if in_annex or heading.doc_type == "Công văn":
        return bool(numbered)
    return heading.alone or start < heading.start or bool(_ATTACHED.search(folded[heading.end : heading.end + 600]))


@cache
def _furniture() -> regex.Pattern[str]:
    phrases = "|".join(regex.escape(bare(row["phrase"])) for row in table("furniture.csv"))
    return regex.compile(rf"(?mi)^[ \t•*#>-]*+(?:{phrases})(?!\w)")


def _trimmed(text: str, folded: str, part: Part, closing: int | None) -> Part:
    """The part without the page furniture behind its closing, and without blank space around it."""
    end = part.end
    if closing is not None:
        restated = rf"(?m)^[ \t*#]*+{regex.escape(bare(part.doc_type or ' '))}\s+(?:so\s+)?\d[\w/-]*\p{{Lu}}[^\n]*"
        for pattern in (_furniture(), regex.compile(restated)):
            if match := pattern.search(folded, closing, end):
                end = match.start()
    end = part.start + len(text[part.start : end].rstrip())
    start = min(part.start + len(text[part.start : end]) - len(text[part.start : end].lstrip()), part.heading)
    return replace(part, start=start, end=max(end, part.title))
