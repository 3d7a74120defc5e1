"""Milestones: a named administrative unit that is to reach a named standard, without a quantity.

In: a passage of the working copy with its context. Out: the spans of the clauses with the unit that they name.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import regex

from parsers import context
from parsers.clauses import Passage, items, sentences
from parsers.context import Context

_I = regex.I
_STANDARD = (
    r"(?:cơ\s+bản\s+|đều\s+|phấn\s+đấu\s+)*+"
    r"(?:được\s+công\s+nhận(?:\s+là)?+|đạt(?!\s+(?:từ\s+)?\d)|hoàn\s+thành(?=\s+(?:nhiệm\s+vụ|đề\s+án"
    r"|xây\s+dựng|tiêu\s+chí))|trở\s+thành|(?:duy\s+trì|giữ\s+vững)(?=\s+(?:đạt\s+)?chuẩn))"
    r"\s+(?P<standard>[^,;]{0,160})"
)
_STANDARDS = regex.compile(
    r"(?:chuẩn|tiêu\s+chí|nông\s+thôn\s+mới|NTM|đô\s+thị\s+(?:loại|văn\s+minh)|văn\s+minh\s+đô\s+thị|huyện"
    r"|thị\s+xã|thành\s+phố|tỉnh\s+(?:hoàn|nông|đạt))",
    _I,
)
# "xã Phú Lâm, Tiên Sơn và thị trấn Đông Hải đạt chuẩn": a list of places before one standard
_NAMED = regex.compile(
    rf"{context.PLACE.pattern}(?P<more>(?:(?:,|\s+và)\s+(?:{context.TYPES}\s+)?{context.NAME}){{0,8}}+)\s+{_STANDARD}"
)
_FURTHER = regex.compile(rf"(?:,|\s+và)\s+(?:(?P<type>{context.TYPES})\s+)?(?P<name>{context.NAME})")
# the plan's own district or province, without its name: "huyện đạt chuẩn tiêu chí số 2", "công nhận huyện đạt chuẩn"
_OWN = regex.compile(rf"(?<!\p{{L}})(?P<type>huyện|thành\s+phố|thị\s+xã|tỉnh|xã)\s+{_STANDARD}", _I)
# a named unit is the subject, not the place of a facility: "chợ trung tâm huyện … đạt tiêu chuẩn" is none
_OPENS = regex.compile(
    r"(?:^|[,:;(]|(?<!\p{L})(?:và|xây\s+dựng|công\s+nhận|đưa|để|cho|phấn\s+đấu|riêng|có|trong\s+đó"
    r"|giữ\s+vững|năm\s+\d{4}))\s*+(?:các\s+|được\s+)*+$",
    _I,
)
_OWN_BEFORE = regex.compile(
    r"(?:(?:để\s+)?(?:xây\s+dựng|công\s+nhận|đưa|phấn\s+đấu)\s+|^\s*+|;\s*+|trong\s+đó:?\s+|toàn\s+)$", _I
)
# "b) Huyện Phú Lĩnh: phấn đấu năm 2025 được công nhận huyện đạt chuẩn": the place is the paragraph's title
_LED = regex.compile(rf"\s*+{context.PLACE.pattern}\s*+:")
_BARE = regex.compile(
    r"\s*+(?:phấn\s+đấu|(?:đến|trong|trước)?\s*+(?:hết\s+|cuối\s+)?năm\s+\d{4}|,|\s)*+"
    r"(?P<verb>(?:được\s+công\s+nhận|đạt\s+chuẩn|hoàn\s+thành\s+nhiệm\s+vụ))\s+(?P<standard>[^,;]{0,160})",
    _I,
)
# names of documents and goods: "Đề án tỉnh Lâm Đồng hoàn thành nhiệm vụ", in quotation marks, headings of the document
_IN_NAME = regex.compile(
    r"(?:đề\s+án|kế\s+hoạch|chương\s+trình|nghị\s+quyết|quyết\s+định|về\s+việc|tiêu\s+chí\s+đánh\s+giá|khi|nếu"
    r"|công\s+nhận\s+các|xét)\s+(?:\p{L}+\s+){0,2}$",
    _I,
)
_DONE = regex.compile(r"(?<!\p{L})đã(?!\p{L})", _I)


@dataclass(frozen=True, slots=True)
class Milestone:
    """A clause `start:end` that says that `place` reaches a standard; `standard` is the offset where that begins."""

    start: int
    end: int
    place: str | None
    standard: int


def milestones(text: str, passage: Passage, ground: Context) -> Iterator[Milestone]:
    """The milestones of a passage. A clause with a counted quantity before its verb is none of them."""
    if ground.section_kind(passage.node) in {"past", "preamble"}:
        return
    led = _LED.match(text, passage.start, passage.end)
    for left, right in sentences(text, passage.start, passage.end):
        for first, last in items(text, left, right):
            found = list(_in_item(text, first, last, ground))
            yield from found
            begin = led.end() if led and first <= led.start() else first
            bare = _BARE.match(text, begin, last) if led and not found else None
            if led and bare and (_STANDARDS.search(bare["standard"])):
                yield Milestone(first, _end(text, bare), context.place_name(led), bare.start("verb"))


def _in_item(text: str, first: int, last: int, ground: Context) -> Iterator[Milestone]:
    found = False
    for match in _NAMED.finditer(text, first, last):
        if not _counts(text, first, match) or not _OPENS.search(text[first : match.start()]):
            continue
        found = True
        named = context.place_name(match)
        start = _clause_start(text, first, match.start())
        yield Milestone(start, _end(text, match), None if ground.is_own(match) else named, match.start())
        kind = match["type"]
        for further in _FURTHER.finditer(match["more"]):
            kind = further["type"] or kind
            place = f"{' '.join(kind.lower().split())} {' '.join(further['name'].split())}"
            yield Milestone(start, _end(text, match), place, match.start())
    if found:
        return
    header = ground.header
    own = header.district if header.level == "district" else header.province
    if own:
        pattern = regex.compile(rf"{regex.escape(own)}\s+{_STANDARD}")
        for match in pattern.finditer(text, first, last):
            if _counts(text, first, match) and not regex.search(
                r"\p{L}+\s+$", text[first : match.start()].split(",")[-1]
            ):
                yield Milestone(_clause_start(text, first, match.start()), _end(text, match), None, match.start())
                return
    level = {"district": "huyện|thành phố|thị xã", "province": "tỉnh", "commune": "xã"}.get(header.level or "", "")
    for match in _OWN.finditer(text, first, last):
        word = match["type"].lower()
        before = text[first : match.start()]
        breaks = regex.search(r"(?:^|[,:])\s*+$", before) or _OWN_BEFORE.search(before)
        if word in level.split("|") and breaks and _counts(text, first, match):
            yield Milestone(_clause_start(text, first, match.start()), _end(text, match), None, match.start())
            return


def _counts(text: str, first: int, match: regex.Match[str]) -> bool:
    """Whether a match names a standard and is a commitment: not part of a name, not done, no quantity in the clause."""
    before = text[first : match.start()]
    recognised = regex.search(r"được\s+công\s+nhận", match.group(), _I)
    if not (recognised or _STANDARDS.search(match["standard"])) or _IN_NAME.search(before) or patterns_quoted(before):
        return False
    if _DONE.search(match.group()) or regex.search(r"(?:UBND|ủy\s+ban\s+nhân\s+dân|HĐND)\s+$", before, _I):
        return False
    return not regex.search(r"(?<!năm\s\d{0,3})\d\s*+%?\s*+(?:số\s+|các\s+)?$", before)


def patterns_quoted(before: str) -> bool:
    """Whether an opening quotation mark before a place is not closed yet."""
    return bool(regex.search(r"[“\"«][^”\"»]{0,200}$", before))


def _clause_start(text: str, first: int, start: int) -> int:
    begin = max(first, *(text.rfind(mark, first, start) + len(mark) for mark in (": ", "(")))
    begin += len(text[begin:start]) - len(text[begin:start].lstrip(" ,;:"))
    # a long run-up ("tăng cường sự lãnh đạo, …, để quyết tâm hoàn thành mục tiêu") is cut at its last comma
    comma = text.rfind(", ", begin, start)
    if start - begin > 80 and comma > 0:
        begin = comma + 2
    return begin


def _end(text: str, match: regex.Match[str]) -> int:
    end = match.end()
    return match.start() + len(text[match.start() : end].rstrip(" .,;:)("))
