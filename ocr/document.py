"""The document model: what reading hands to parsing.

In: nothing (plain data). Out: `Document`, the text of one file with the place of every character on its page.

All offsets count characters (Python `str` indices) into `Document.text`, half-open, base 0. All boxes are in PDF points
(1/72 inch), origin at the top left of the page as displayed; pages count from 1.

Conventions for `Document.text`: Unicode NFC; one paragraph a line, paragraphs end with "\\n", a paragraph broken by a
line or page end is joined with one space; page furniture (running heads, page numbers) is left out; a table is one
line a row, cells separated by "\\t"; a footnote is a paragraph of its own after the paragraph that holds its mark.
"""

from __future__ import annotations

import bisect
from dataclasses import dataclass, field, replace
from typing import Literal, TypeVar

Method = Literal["text-layer", "legacy-font", "ocr", "restored", "plain", "failed"]
Kind = Literal["digital", "scanned", "mixed", "text"]


@dataclass(frozen=True, slots=True)
class Box:
    """A rectangle on a page, in PDF points from the top left corner."""

    page: int
    x0: float
    y0: float
    x1: float
    y1: float


@dataclass(frozen=True, slots=True)
class Word:
    """A printed word: `text[start:end]`, its box, and the engine's confidence (0-1, None for a text layer)."""

    start: int
    end: int
    box: Box
    confidence: float | None = None


@dataclass(frozen=True, slots=True)
class Line:
    """A printed line: `text[start:end]` and its box (None where the file has no pages, as plain text)."""

    start: int
    end: int
    page: int
    box: Box | None


@dataclass(frozen=True, slots=True)
class Page:
    """A page as it was read. `text` is the page's own text; `error` says why `method` is "failed".

    `width` and `height` in PDF points (0 for plain text), `trust` 0-1; `rotation`: the degrees clockwise
    (0/90/180/270) by which the page as its file displays it was turned upright; boxes and size are the turned page's.
    """

    number: int
    width: float
    height: float
    method: Method
    trust: float
    rotation: int
    text: str
    error: str | None = None


@dataclass(frozen=True, slots=True)
class Cell:
    """A table cell: its grid place (base 0), how many rows and columns it covers, its text span and box."""

    row: int
    column: int
    row_span: int
    column_span: int
    start: int
    end: int
    box: Box | None = None


@dataclass(frozen=True, slots=True)
class Table:
    """A ruled table, one of a Word file, or a delimited one of plain text.

    `header_rows` rows at the top are headings (0: it prints none).
    """

    start: int
    end: int
    rows: int
    columns: int
    cells: tuple[Cell, ...]
    header_rows: int = 1


@dataclass(frozen=True, slots=True)
class Note:
    """A footnote: its span, its mark as printed, and the offset of that mark in the running text (None: not found)."""

    start: int
    end: int
    mark: str
    anchor: int | None = None


@dataclass(frozen=True, slots=True)
class Change:
    """A reading that was replaced: the original is kept beside the restored one. `start:end` is the new reading."""

    start: int
    end: int
    page: int
    box: Box | None
    before: str
    after: str
    why: str


Cut = TypeVar("Cut", Line, Word, Note, Change)


@dataclass(frozen=True)
class Document:
    """One file as text with positions. `parsers` see nothing else."""

    name: str
    kind: Kind
    text: str
    pages: tuple[Page, ...]
    lines: tuple[Line, ...]
    words: tuple[Word, ...] = ()
    tables: tuple[Table, ...] = ()
    notes: tuple[Note, ...] = ()
    changes: tuple[Change, ...] = ()
    _starts: tuple[int, ...] = field(default=(), repr=False, compare=False)
    _word_starts: tuple[int, ...] = field(default=(), repr=False, compare=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "_starts", tuple(line.start for line in self.lines))
        object.__setattr__(self, "_word_starts", tuple(word.start for word in self.words))

    def lines_in(self, start: int, end: int) -> tuple[Line, ...]:
        """The printed lines that share at least one character with `text[start:end]`, in order."""
        first = max(bisect.bisect_right(self._starts, start) - 1, 0)
        last = bisect.bisect_left(self._starts, end)
        return tuple(line for line in self.lines[first:last] if line.start < end and line.end > start)

    def words_in(self, start: int, end: int) -> tuple[Word, ...]:
        """The words that share at least one character with `text[start:end]`, in order."""
        first = max(bisect.bisect_right(self._word_starts, start) - 1, 0)
        last = bisect.bisect_left(self._word_starts, end)
        return tuple(word for word in self.words[first:last] if word.start < end and word.end > start)

    def page_at(self, offset: int) -> int | None:
        """The number of the page that shows the character at `offset`; None where the document has no pages."""
        lines = self.lines_in(offset, offset + 1)
        if lines:
            return lines[0].page
        index = bisect.bisect_right(self._starts, offset) - 1
        return self.lines[max(index, 0)].page if self.lines else None

    def boxes(self, start: int, end: int) -> tuple[Box, ...]:
        """One box for each printed line that `text[start:end]` touches, cut to its words where those are known."""
        found: list[Box] = []
        for line in self.lines_in(start, end):
            if line.box is None:
                continue
            words = self.words_in(max(start, line.start), min(end, line.end))
            boxes = [word.box for word in words] or [line.box]
            found.append(
                Box(
                    line.page,
                    min(box.x0 for box in boxes),
                    min(box.y0 for box in boxes),
                    max(box.x1 for box in boxes),
                    max(box.y1 for box in boxes),
                )
            )
        return tuple(found)

    def trust(self, start: int, end: int) -> float:
        """The lowest trust of the pages that `text[start:end]` stands on (1.0 where there are no pages)."""
        numbers = {line.page for line in self.lines_in(start, end)}
        return min((page.trust for page in self.pages if page.number in numbers), default=1.0)

    def part(self, start: int, end: int) -> Document:
        """The document that `text[start:end]` is, with every offset counted from `start`; pages are kept whole."""

        def inside(item: Note | Change) -> bool:
            return item.start < end and item.end > start

        def cut(item: Cut) -> Cut:
            if start == 0 and item.end <= end:  # nothing to change, and a document is mostly the whole of its file
                return item
            return replace(item, start=max(item.start, start) - start, end=min(item.end, end) - start)

        tables = tuple(
            replace(
                table,
                start=table.start - start,
                end=table.end - start,
                cells=tuple(replace(cell, start=cell.start - start, end=cell.end - start) for cell in table.cells),
            )
            for table in self.tables
            if start <= table.start and table.end <= end
        )
        notes = tuple(
            replace(
                cut(note),
                anchor=note.anchor - start if note.anchor is not None and start <= note.anchor < end else None,
            )
            for note in self.notes
            if inside(note)
        )
        lines = tuple(cut(line) for line in self.lines_in(start, end))
        numbers = {line.page for line in lines}
        return Document(
            name=self.name,
            kind=self.kind,
            text=self.text[start:end],
            pages=tuple(page for page in self.pages if page.number in numbers),
            lines=lines,
            words=tuple(cut(word) for word in self.words_in(start, end)),
            tables=tables,
            notes=notes,
            changes=tuple(cut(change) for change in self.changes if inside(change)),
        )
