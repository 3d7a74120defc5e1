"""Labels and marks that tesseract misreads, put right by what stands around them on the page and in the file.

In: pages as they were read. Out: the same, some lines with another first word, which keeps its first reading.
Bullets come out as "~", strokes of Roman numbers are lost or run together ("II." → "I.", "III." → "HI."), raised
figures are taken for "!" or a letter, and specks for an apostrophe. Only what no Vietnamese text has, or what breaks a
count, is changed.
"""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from dataclasses import dataclass

import regex

from ocr.numbering import formatted
from ocr.raw import RawLine, RawPage, RawWord

_BULLET = regex.compile(r"~-?|-~")
_NUMBER = regex.compile(r"([IVXHl1|]{1,6})[.,]?")
_ROMAN = {formatted(value, "upperRoman"): value for value in range(1, 31)}
_LABEL = regex.compile(r"(\d{1,2})([.,])")
_MARKED = regex.compile(r"\p{Ll}{2,}[!ÌÍ]")  # "xã!", "xãÌ" inside a sentence: a raised 1 behind the word
_SPECK = regex.compile(r"['‘’](?=\p{L})")
_CLOSING = regex.compile(r"['’]\P{L}*$")
_NOTE = regex.compile(r"[!1Il|ÌÍìí¹†]")  # the same figure at the head of the note


@dataclass(slots=True)
class _Heading:
    word: RawWord
    value: int


def mend(pages: Sequence[RawPage]) -> None:
    """Put bullets, specks, Roman numbers of headings and first footnotes' marks right on pages read by OCR."""
    read = [page for page in pages if page.method == "ocr"]
    for page in read:
        for line in page.lines:
            if len(line.words) > 1 and _BULLET.fullmatch(line.words[0].text):
                _change(line.words[0], "-", "no line begins so")
        _mend_note(page)
        _mend_specks(page)
    lines = [line for page in read for line in page.lines]
    _mend_headings(lines)
    _mend_labels(lines)


def _change(word: RawWord, text: str, why: str) -> None:
    if word.text != text:
        word.before, word.why, word.text = word.before or word.text, why, text


def _mend_note(page: RawPage) -> None:
    """A "!" or "Ì" behind a word in a sentence and a sign before a capital at a line start below are a raised 1."""
    words = [word for line in page.lines for word in line.words]
    marks = [
        word for word, after in itertools.pairwise(words) if _MARKED.fullmatch(word.text) and after.text[0].islower()
    ]
    notes = [
        line.words[0]
        for line in page.lines
        if len(line.words) > 2 and _NOTE.fullmatch(line.words[0].text) and line.words[1].text[0].isupper()
    ]
    if len(marks) == len(notes) == 1 and notes[0].y0 > marks[0].y1:
        _change(marks[0], marks[0].text[:-1] + "¹", "mark of the note below")
        _change(notes[0], "¹", f"note to {marks[0].text[:-1]}")


def _mend_specks(page: RawPage) -> None:
    """An apostrophe before a word that no later one on the page closes is a speck: "'TỈNH" → "TỈNH"."""
    words = [word for line in page.lines for word in line.words]
    closing = max((place for place, word in enumerate(words) if _CLOSING.search(word.text)), default=-1)
    for word in words[closing + 1 :]:
        if _SPECK.match(word.text):
            _change(word, word.text[1:], "a quotation that nothing closes")


def _mend_labels(lines: Sequence[RawLine]) -> None:
    """A number with a comma before a capital heads an item where those around it count on: "5," → "5."."""
    found = [
        (match, line.words[0])
        for line in lines
        if len(line.words) > 2 and line.words[1].text[0].isupper() and (match := _LABEL.fullmatch(line.words[0].text))
    ]
    for index, (match, word) in enumerate(found):
        value = int(match[1])
        before = index > 0 and int(found[index - 1][0][1]) == value - 1
        after = index + 1 < len(found) and int(found[index + 1][0][1]) == value + 1
        if match[2] == "," and (before or after):
            _change(word, f"{value}.", "items are counted")


def _mend_headings(lines: Sequence[RawLine]) -> None:
    """Roman numbers before headings in capitals count on: one that lost a stroke gets it back.

    A count that begins anew is told by the number after it: I, I, II are two lists, I, I, III are one.
    """
    found = [heading for line in lines if (heading := _heading(line))]
    for index, heading in enumerate(found):
        before = found[index - 1].value if index else 0
        after = found[index + 1].value if index + 1 < len(found) else None
        value = heading.value
        due = formatted(before + 1, "upperRoman")
        lost = due.replace("I", "", 1) == formatted(value, "upperRoman")
        if before and value != before + 1 and lost and after != value + 1:
            heading.value = before + 1
        _change(heading.word, formatted(heading.value, "upperRoman") + ".", "headings are counted")


def _heading(line: RawLine) -> _Heading | None:
    """The Roman number of a line of capitals; None where it is another line."""
    rest = " ".join(word.text for word in line.words[1:])
    match = _NUMBER.fullmatch(line.words[0].text)
    if not match or len(rest) < 6 or not rest.isupper():
        return None
    value = _ROMAN.get(match[1].replace("H", "II").translate(str.maketrans("l1|", "III")))
    return None if value is None else _Heading(line.words[0], value)
