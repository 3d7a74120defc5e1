"""Paragraphs cut to what one number says: passages, sentences, items and the clause of each quantity.

In: a document part with its outline. Out: passages of a working copy of the text, in which every character keeps its
offset: line breaks and footnotes inside a broken paragraph are blanks, tones have one style. All spans count from the
start of the part's text.
"""

from __future__ import annotations

import bisect
import itertools
from collections.abc import Iterator
from dataclasses import dataclass, replace

import regex

from ocr.document import Document
from ocr.tones import new_style
from parsers import patterns
from parsers.context import PLACE
from parsers.numbers import Quantity, quantities
from parsers.outline import Node, Outline
from parsers.units import Noun, noun_at, nouns_at

_ENDS = '.:;!?”")]…'
_LONGEST = 8000  # characters of a paragraph
_REACH = 1000  # characters before and behind a number within which its clause is read
# a full stop ends a sentence before a capital: "100%. Riêng …", not in "TP. Huế" or "TS. Nguyễn"
_STOP = regex.compile(
    r"(?<!\b(?:TP|TX|TT|ThS|TS|GS|BS|Tx|tp|Th|đ/c))[.!?][”\")]?+\s++(?=[\p{Lu}\d“\"(])"
    # a flattened list: "… đến năm 2030 - Chỉ số sản xuất …; - Hình thành mới …"
    r"|(?<=[.;:\d])\s++[-–+]\s++(?=\p{Lu}\p{Ll})"
)
_FROM = regex.compile(r"(?<!\p{L})từ\s++(?:mức\s++)?$", regex.I)
_COLON = regex.compile(r":\s+(?=\p{L})")
_SEPARATORS = regex.compile(r"(?:[\s,;:.(–-]|(?<=\s)(?:và|hoặc|để|đồng thời)(?=\s|$))*+$")
_RUN_TOGETHER = regex.compile(r"(?<![\p{L}\d.,])\d[\d.,]*+%?+(?:\s++\d[\d.,]*+%?+){2,}+")
_BRACKET = regex.compile(r"[()\[\]]")
_BRACKET_OR_END = regex.compile(r"[()\[\];]")
_BREAK = regex.compile(r"[,:]\s|\(|\)|\s(?:và|hoặc|để)\s")


@dataclass(frozen=True, slots=True)
class Passage:
    """A paragraph as one reads it, joined where a page broke it: `start:end` in the part, and its outline node."""

    node: Node
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Mention:
    """A quantity in its clause `start:end`; `item` and `sentence` number the parts of the passage it stands in.

    `head` is the clause before the number, `words` the number as printed with its comparators, `tail` what follows it
    (and its counted `noun`), `bracket` the offset of the bracket that it stands in (None: in none), `before` all of the
    item before the number, `reach` the end of the clause around its bracket, `origin` the quantity that a change starts
    from ("từ 60% lên 75%"), `qualifies` whether it says of what another number is a share ("100% xã có 1 chợ"),
    `names_place` whether it is the number of a divided place ("xã Sơn Kim 2").
    """

    quantity: Quantity
    start: int
    end: int
    sentence: int
    item: int
    bracket: int | None
    noun: Noun | None
    head: str
    words: str
    tail: str
    before: str
    reach: int
    origin: Quantity | None = None
    qualifies: bool = False
    names_place: bool = False


def working_copy(part: Document, outline: Outline) -> str:
    """The text with blanks for line breaks and footnotes, and one style of tones; every offset stays what it was."""
    pieces = list(new_style(part.text))
    for node in outline.nodes:
        if node.kind == "note":
            pieces[node.start : node.end] = " " * (node.end - node.start)
    return regex.sub(r"[\n\t\u00a0\u202f*_]", " ", "".join(pieces))


def with_notes(part: Document) -> str:
    """The text as `working_copy` has it, but with the footnotes in their places."""
    return regex.sub(r"[\n\t\u00a0\u202f*_]", " ", new_style(part.text))


def passages(outline: Outline) -> Iterator[Passage]:
    """The paragraphs in reading order, in pieces of at most `_LONGEST` characters, cut where a sentence or item ends.

    No paragraph of a plan is longer; the limit keeps a page that lost its line ends from costing time squared.
    """
    for passage in _paragraphs(outline):
        start = passage.start
        while passage.end - start > _LONGEST:
            cut = max(outline.text.rfind(mark, start + 1, start + _LONGEST) for mark in (". ", "; ", ", "))
            cut = cut + 2 if cut > start else start + _LONGEST
            yield replace(passage, start=start, end=cut)
            start = cut
        yield replace(passage, start=start)


def _paragraphs(outline: Outline) -> Iterator[Passage]:
    """The paragraphs; one that starts in lower case goes on with the unfinished one before it."""
    waiting: Passage | None = None
    for node in outline.nodes[1:]:
        if node.kind in {"note", "closing", "row"}:
            if node.kind != "note" and waiting is not None:
                yield waiting
                waiting = None
            continue
        first = outline.text[node.start]
        if waiting is not None and node.kind == "paragraph" and first.islower() and _is_open(outline.text, waiting.end):
            waiting = replace(waiting, end=node.end)
            continue
        if waiting is not None:
            yield waiting
        waiting = Passage(node, node.body, node.end)
    if waiting is not None:
        yield waiting


def _is_open(text: str, end: int) -> bool:
    return text[:end].rstrip(" \n*_")[-1:] not in _ENDS or text[max(0, end - 1) : end] == ","


def notes(outline: Outline) -> Iterator[Passage]:
    """The footnotes as passages of their own."""
    for node in outline.nodes:
        if node.kind == "note":
            yield Passage(node, node.body, node.end)


def is_flattened_table(text: str, passage: Passage) -> bool:
    """Whether a paragraph is the cells of a table run together ("1 Tổng thu 172.033 193.549 218.628 2 Tốc độ …").

    Which number belongs to which heading is lost there, and a wrong number is worse than a missing one.
    """
    runs = _RUN_TOGETHER.findall(text[passage.start : passage.end])
    return len(runs) >= 3 or any(len(run.split()) >= 5 for run in runs)


def sentences(text: str, start: int, end: int) -> list[tuple[int, int]]:
    """The spans of the sentences of `text[start:end]`."""
    cuts = [start, *(match.end() for match in _STOP.finditer(text, start, end)), end]
    return [(left, right) for left, right in itertools.pairwise(cuts) if text[left:right].strip()]


def items(text: str, start: int, end: int) -> list[tuple[int, int]]:
    """The spans between the semicolons of a sentence that stand outside brackets."""
    cuts, depth = [start], 0
    for match in _BRACKET_OR_END.finditer(text, start, end):
        char = match.group()
        if char in "([":
            depth += 1
        elif char in ")]":
            depth = max(0, depth - 1)
        elif depth == 0:
            cuts.append(match.end())
    cuts.append(end)
    return [(left, right) for left, right in itertools.pairwise(cuts) if text[left:right].strip()]


def brackets(text: str, start: int, end: int) -> list[tuple[int, int]]:
    """The round brackets of `text[start:end]` that close, as offsets of both ends, in the order in which they close."""
    opened: list[int] = []
    found = []
    for match in regex.finditer(r"[()]", text, pos=start, endpos=end):
        if match.group() == "(":
            opened.append(match.start())
        elif opened:
            found.append((opened.pop(), match.start()))
    return found


def _brackets(text: str, start: int, offsets: list[int]) -> list[int | None]:
    """The offset of the innermost bracket that is open at each of the ascending `offsets`, looking back to `start`."""
    opened: list[int] = []
    found: list[int | None] = []
    for offset in offsets:
        for match in _BRACKET.finditer(text, start, offset):
            if match.group() in "([":
                opened.append(match.start())
            elif opened:
                opened.pop()
        start = max(start, offset)
        found.append(opened[-1] if opened else None)
    return found


def mentions(text: str, passage: Passage) -> list[Mention]:
    """Every quantity of a passage with its clause. `text` is the working copy."""
    found: list[Mention] = []
    window = text[passage.start : passage.end]
    all_quantities = [_shift(q, passage.start) for q in quantities(window)]
    number = itertools.count()
    for sentence, (left, right) in enumerate(sentences(text, passage.start, passage.end)):
        for first, last in items(text, left, right):
            item = next(number)
            inside = [q for q in all_quantities if first <= q.start < last]
            found += _clauses(text, first, last, inside, sentence, item)
    return found


def _shift(quantity: Quantity, by: int) -> Quantity:
    return replace(
        quantity,
        start=quantity.start + by,
        end=quantity.end + by,
        begin=quantity.begin + by,
        finish=quantity.finish + by,
        number_end=quantity.number_end + by,
    )


def _clauses(text: str, first: int, last: int, inside: list[Quantity], sentence: int, item: int) -> Iterator[Mention]:
    nouns = [None if q.unit and q.kind != "percent" else _counted(text, q) for q in inside]
    origins = {
        index: inside[index - 1] for index in range(1, len(inside)) if _is_origin(text, *inside[index - 1 : index + 1])
    }
    qualifiers = {index for index in range(len(inside)) if _qualifies(text, first, inside, nouns, index)}
    named = {index for index, quantity in enumerate(inside) if _numbers_a_place(text, quantity)}
    # a quality ("trẻ 5 tuổi", "từ 3 sao") and the start of a change stand inside the clause of another number
    anchors = [
        index
        for index, noun in enumerate(nouns)
        if index + 1 not in origins
        and index not in qualifiers
        and index not in named
        and not (noun is not None and noun.kind == "attribute" and inside[index].kind != "percent")
    ]
    starts: dict[int, int] = {}
    for place, index in enumerate(anchors):
        limit = first
        if place:
            before = anchors[place - 1]
            noun = nouns[before]
            limit = max(inside[before].end, starts[before])
            if noun is not None and noun.kind != "unknown" and noun.end < inside[index].begin:
                limit = max(limit, noun.end)
        starts[index] = _clause_start(text, limit, inside[index].begin, not place)
    brackets = _brackets(text, first, [quantity.start for quantity in inside])
    for index, (quantity, bracket) in enumerate(zip(inside, brackets, strict=True)):
        start = starts.get(index, first)
        later = bisect.bisect_right(anchors, index)
        following = starts[anchors[later]] if later < len(anchors) else last
        start = max(start, bracket + 1) if bracket is not None else start
        end = max(following, quantity.finish)
        reach = _trimmed(text, quantity, end)
        if bracket is not None:
            close = text.find(")", quantity.end, last)
            end = min(end, close) if close >= 0 else end
        end = max(_trimmed(text, quantity, end), quantity.finish)
        start += len(text[start : quantity.begin]) - len(text[start : quantity.begin].lstrip(" ,;:-–"))
        yield Mention(
            quantity,
            start,
            end,
            sentence,
            item,
            bracket,
            nouns[index],
            head=text[max(start, quantity.begin - _REACH) : quantity.begin],
            words=text[quantity.begin : quantity.finish],
            tail=text[quantity.finish : min(end, quantity.finish + _REACH)],
            before=text[max(first, quantity.begin - _REACH) : quantity.begin],
            reach=reach,
            origin=origins.get(index),
            qualifies=index in qualifiers,
            names_place=index in named,
        )


_PLACE_NAME = regex.compile(rf"{PLACE.pattern}\s$")
_BEHIND_NAME = regex.compile(r"\s*+(?:$|[,;:.)]|(?:là|có|và|đạt|được|hoàn)\s)")


def _numbers_a_place(text: str, quantity: Quantity) -> bool:
    """ "xã Sơn Kim 2 là 03 nhà": the number of a place that was divided."""
    words = text[quantity.begin : quantity.finish]
    return (
        quantity.kind == "number"
        and not quantity.unit
        and len(words) <= 2
        and not words.startswith("0")
        and bool(_BEHIND_NAME.match(text, quantity.finish))
        and bool(_PLACE_NAME.search(text, max(0, quantity.begin - 60), quantity.begin))
    )


_ONE_CLAUSE = 240  # characters between a percentage and the number that says of what it is a share
# what makes the second number a statement of its own after all: "…, tương đương 12 xã", "mỗi năm 10 lớp"
_OWN_STATEMENT = regex.compile(
    r"(?:tương\s+(?:đương|ứng)|trong\s+đó|(?:mỗi|hằng|hàng)\s+(?:năm|quý|tháng))(?!\p{L})", regex.I
)
_RATE = regex.compile(r"(?<!\p{L})(?:tỷ|tỉ)\s+lệ\s", regex.I)
_SHARE_OF = regex.compile(r"(?<!\p{L})(?:tỷ|tỉ)\s+lệ\s[^,:;()]*+$", regex.I)


def _qualifies(text: str, first: int, inside: list[Quantity], nouns: list[Noun | None], index: int) -> bool:
    """Whether a count says of what a percentage beside it is the share, no break between them: "70% phụ nữ được tầm
    soát ít nhất 4 loại bệnh", "tỷ lệ xã có từ 2 sản phẩm trở lên đạt 60%"."""
    quantity, noun = inside[index], nouns[index]
    if quantity.kind not in {"number", "money"}:
        return False
    place = nouns[index - 1] if index else None
    if quantity.words and place is not None and place.kind == "place" and place.end < quantity.begin:
        return not _BREAK.search(text, place.end, quantity.begin)  # "04 xã đạt chuẩn về ít nhất một lĩnh vực"
    before = index - 1
    while before >= 0 and inside[before].kind == "number":
        before -= 1
    shared = nouns[before] if before >= 0 and inside[before].kind == "percent" else None
    if (
        shared is not None
        and shared.kind in {"noun", "place", "unknown"}
        and (noun is None or noun.name != shared.name)
    ):
        gap = text[shared.end : quantity.begin]
        return len(gap) <= _ONE_CLAUSE and not _BREAK.search(gap) and not _OWN_STATEMENT.search(gap)
    following = inside[index + 1] if index + 1 < len(inside) else None
    if following is not None and noun is not None and text[noun.end : following.begin].strip() == ":":
        return True  # "số xã đạt 19 tiêu chí: 120 xã"
    if following is not None and following.kind == "percent" and _SHARE_OF.search(text, first, quantity.begin):
        gap = text[quantity.finish : following.begin]
        return len(gap) <= _ONE_CLAUSE and not _BREAK.search(gap) and not _OWN_STATEMENT.search(gap)
    return False


# "60% trở lên hồ sơ", "15/15 (100%) xã", "100% (15/15) xã": what may stand between a number and its noun
_BETWEEN = regex.compile(r"\s*+(?:trở\s+(?:lên|xuống)|\([\d.,/%\s]{1,20}\))++")


def _counted(text: str, quantity: Quantity) -> Noun | None:
    """The noun that a quantity counts, with those listed behind it where they share a percentage."""
    between = _BETWEEN.match(text, quantity.end)
    offset = between.end() if between else quantity.end
    found = nouns_at(text, offset)
    return found if quantity.kind == "percent" or (found and found.joint) else noun_at(text, offset)


def _is_origin(text: str, quantity: Quantity, following: Quantity) -> bool:
    """ "từ 12,6% (năm 2024) xuống còn 9,5%": the first number is where the change starts."""
    says_from = _FROM.search(text[max(0, quantity.start - 12) : quantity.start])
    between = text[quantity.end : following.begin]
    return bool(says_from) and bool(patterns.ORIGIN_GAP.fullmatch(between)) and quantity.value_max is None


def _clause_start(text: str, limit: int, begin: int, is_first: bool) -> int:
    """Where the clause of a quantity begins: behind the break, after the number before it, that opens a new clause."""
    # "3.2. Tiêu chí số 2: cứng hóa 40 km" is cut at the colon; "Tỷ lệ che phủ rừng: 55%" is one clause
    colon = [m.end() for m in _COLON.finditer(text[limit:begin])]
    if is_first:
        return limit + colon[-1] if colon else limit
    gap = text[limit:begin]
    if colon:
        return limit + colon[-1]
    for match in patterns.MID_OPENS.finditer(gap):
        return limit + match.start()
    breaks = [match.end() for match in _BREAK.finditer(gap)]
    rates = list(_RATE.finditer(gap))
    for place in breaks:
        if rates and place > rates[-1].start():
            break
        if place == len(gap) or patterns.OPENS.match(gap, place):
            return limit + place
    if rates:  # "tỷ lệ hộ dùng điện bảo đảm chất lượng, an toàn đạt 99%": a comma within the rate opens nothing
        return limit + rates[-1].start()
    commas = [place for place in breaks if gap[place - 2] == ","]
    for place in commas:
        # "…, xã có nhà văn hóa và sân thể thao đạt chuẩn từ 60%": a noun opens it, and its verb follows
        if noun_at(gap, place, guess=False) and patterns.PREDICATE.search(gap, place):
            return limit + place
    return limit + (commas or breaks or [0])[-1]


def _trimmed(text: str, quantity: Quantity, end: int) -> int:
    """The end of a clause without the separators, conjunctions and open brackets that belong to the next one."""
    clause = _SEPARATORS.sub("", text[quantity.finish : end])
    return quantity.finish + len(clause)
