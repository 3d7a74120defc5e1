"""Footnotes: lines at the foot of a page that begin with a mark, tied to the mark in the running text."""

from __future__ import annotations

from dataclasses import dataclass

import regex

from ocr.raw import RawLine, RawPage
from ocr.textlayer import SUPERSCRIPTS

_MARKED = regex.compile(r"\s*+(?:([¹²³⁴⁵⁶⁷⁸⁹⁰]{1,3})|\(?(\d{1,3})\)|\[(\d{1,3})\])\s*+\S")
MARK = regex.compile(r"[¹²³⁴⁵⁶⁷⁸⁹⁰]{1,3}")


@dataclass(slots=True)
class RawNote:
    """A footnote's lines and its mark in superscript figures."""

    page: int
    mark: str
    lines: list[RawLine]


def take_notes(page: RawPage, body_size: float) -> list[RawNote]:
    """Move the footnotes at the foot of `page` out of its lines; `body_size` is the text's, in points."""
    start = _first_note_line(page, body_size)
    if start is None:
        return []
    notes: list[RawNote] = []
    for line in page.lines[start:]:
        match = _MARKED.match(line.text)
        if match:
            mark = match[1] or (match[2] or match[3]).translate(SUPERSCRIPTS)
            notes.append(RawNote(page.number, mark, [line]))
        else:
            notes[-1].lines.append(line)
    page.lines = page.lines[:start]
    return notes


def _first_note_line(page: RawPage, body_size: float) -> int | None:
    """The first of the small lines that end the page, where it begins with a mark."""
    first = len(page.lines)
    while first and page.lines[first - 1].size < 0.9 * body_size and page.lines[first - 1].y0 > 0.3 * page.height:
        first -= 1
    for index in range(first, len(page.lines)):
        if _MARKED.match(page.lines[index].text):
            return index
    return None
