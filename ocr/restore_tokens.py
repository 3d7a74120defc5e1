"""What in a text restoration may touch: words, lone digits that may be letters, document codes, heading numbers.

In: text. Out: tokens with their places, and replacements by rule. Offsets count characters of the text.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

import regex

from ocr.restore_search import Item, Kind

# What may stand around a word. Not ' and ’ at its end: they stand for horns and hooks ("co'" is cơ).
BEFORE = "([{<“\"”'‘’*•+–—-_.,:;"
AFTER = ')]}>“"”*,.;:!?…–—-_'
_FIGURE = regex.compile(r"\d[\d.,:/%+xX-]*+|\d[\d.,]*+(?:m[23]?|km2?|ha|kg|kv|h|g|[A-Z])?|[IVX]{2,5}")
_LONE_DIGITS = regex.compile(r"\d|1\d1?|[3-6]6")  # "6" for ô or ở, "18" for lệ, "36" for số
_DOCUMENT_NUMBER = regex.compile(r"\d\S*[-/]\S*\p{L}\S*|\p{Lu}{2,}(?:[-/]\p{Lu}\p{L}*)+")
_CODE = regex.compile(r"(?<=[\d/-])\p{Lu}[\p{L}\d]*+(?:-\p{Lu}[\p{L}\d]*+)*+")
_SHORT_FORM = regex.compile(r"(?<!\p{L})\p{L}/\p{L}|\p{L}/\p{L}(?!\p{L})")  # "b/c", "ph/h", "T/M"
_SIGNS = frozenset("¢&€§")  # alone they are letters: "sáng tạo ¢ nông thôn" is "sáng tạo ở nông thôn"
_SPACED = regex.compile(r"\S+")
_INNER = regex.compile(r"[^-/]+")
_EDGE_AFTER = frozenset(".;:!?")
_HEADING = regex.compile(r"^[ _*]*([IVX1l|]{1,4})\. (\p{Lu}.*)$", regex.MULTILINE)
_DECIMAL = regex.compile(r"^[ _*]*(\d{1,2})\. ", regex.MULTILINE)
_ROMAN = ("I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX", "X", "XI", "XII")

Replacement = tuple[int, int, str]


@dataclass(frozen=True, slots=True)
class Token:
    """A place of the text that may be replaced, `text[start:end]`; an edge is empty."""

    start: int
    end: int
    item: Item


def _kind(core: str, word: Kind) -> Kind:
    if _FIGURE.fullmatch(core):
        return "maybe-figure" if word == "word" and _LONE_DIGITS.fullmatch(core) else "figure"
    return word


def stretches(text: str, word: Kind, wrapped: Sequence[tuple[int, int]]) -> Iterator[list[Token]]:
    """The words and figures of each sentence in order, its edge last.

    `wrapped` are the line ends (as of `ocr.hardwrap.wraps`) that do not end a paragraph; every other one does.
    """
    for stretch in _sentences(text, word, wrapped):
        amid = [_in_capitals(token.item.text) for token in stretch]
        yield [
            replace(token, item=replace(token.item, capitals=_stands_out(amid, place)))
            for place, token in enumerate(stretch)
        ]


def _in_capitals(token: str) -> bool | None:
    """Whether a token's letters are all capitals; None for a single letter or a figure."""
    letters = [char for char in token if char.isalpha()]
    return None if len(letters) < 2 else all(char.isupper() for char in letters)


def _stands_out(amid: list[bool | None], place: int) -> bool | None:
    """Whether a token is all capitals; None where its neighbours are too, or it has too few letters to tell."""
    if any(amid[max(place - 1, 0) : place] + amid[place + 1 : place + 2]):
        return None
    return amid[place]


def _sentences(text: str, word: Kind, wrapped: Sequence[tuple[int, int]]) -> Iterator[list[Token]]:
    goes_on = {start for start, _ in wrapped}
    stretch: list[Token] = []
    end = 0
    for match in _SPACED.finditer(text):
        gap = text[end : match.start()]
        if stretch and "\n" in gap and end + len(gap) - len(gap.lstrip(" \t")) not in goes_on and end not in goes_on:
            yield [*stretch, Token(end, end, Item("", "edge"))]
            stretch = []
        end = match.end()
        token = match[0]
        right = len(token.rstrip(AFTER))
        stretch.extend(_parts(token, match.start(), right, word))
        if stretch and _EDGE_AFTER & set(token[right:]):
            yield [*stretch, Token(end, end, Item("", "edge"))]
            stretch = []
    if stretch:
        yield [*stretch, Token(end, end, Item("", "edge"))]


def _parts(token: str, start: int, right: int, word: Kind) -> Iterator[Token]:
    """The words of a token without its edge punctuation; document numbers and the like count as figures."""
    if _DOCUMENT_NUMBER.fullmatch(core := token.strip(BEFORE + AFTER)) or _SHORT_FORM.search(core):
        yield Token(start, start + len(token), Item(token, "figure"))
        return
    left = len(token) - len(token.lstrip(BEFORE))
    for part in _INNER.finditer(token, left, max(right, left)):
        core = part[0]
        if any(char.isalnum() for char in core) or core in _SIGNS:
            yield Token(
                start + part.start(), start + part.end(), Item(core, _kind(core, word), glued=part.end() == len(token))
            )


def codes(text: str, known: dict[str, str]) -> Iterator[Replacement]:
    """Codes of document numbers ("263/QD-TTg") by the table learned from legal texts."""
    for match in _SPACED.finditer(text):
        if _DOCUMENT_NUMBER.fullmatch(match[0].strip(BEFORE + AFTER)):
            for code in _CODE.finditer(match[0]):
                if (after := known.get(code[0])) is not None:
                    yield match.start() + code.start(), match.start() + code.end(), after


def _is_capitals(text: str) -> bool:
    letters = [char for char in text if char.isalpha()]
    return sum(char.isupper() for char in letters) >= 0.8 * len(letters)


def roman_marks(text: str) -> Iterator[Replacement]:
    """Numbers of headings in capitals, after I. or II., that were read as "11." or "111." or "1V."."""
    headings = [match for match in _HEADING.finditer(text) if _is_capitals(match[2])]
    readings = [regex.sub("[1l|]", "I", match[1]) for match in headings]
    begun = False
    for place, (match, reading) in enumerate(zip(headings, readings, strict=True)):
        after_ten = _DECIMAL.findall(text, 0, match.start())[-1:] == ["10"]
        begun = begun or (reading == "I" and "II" in readings[place + 1 : place + 2])
        if begun and reading in _ROMAN and not after_ten and match[1] != reading:
            yield match.start(1), match.end(1), reading
