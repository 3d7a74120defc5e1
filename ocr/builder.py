"""Puts a `Document` together: paragraphs, tables and notes in, the text with the place of every character out."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from ocr.document import Box, Cell, Change, Document, Kind, Line, Note, Page, Table, Word
from ocr.heads import HeadCell, count_head_rows
from ocr.raw import RawLine, RawPage, RawTable, RawWord
from ocr.skewed import Boxed, turn


class Builder:
    """Grows `Document.text` from left to right; offsets are those of the text so far."""

    def __init__(self, falls: Mapping[int, float] | None = None) -> None:
        self._falls = falls or {}  # by page: the slope that was taken out for layout, put back into the boxes
        self._parts: list[str] = []
        self.length = 0
        self._lines: list[Line] = []
        self._words: list[Word] = []
        self._tables: list[Table] = []
        self._notes: list[Note] = []
        self._changes: list[Change] = []

    def paragraph(self, lines: Sequence[tuple[RawLine, int]]) -> tuple[int, int]:
        """Append printed lines (each with its page number) as one paragraph; its span without the line feed."""
        start = self.length
        self._run(lines)
        end = self.length
        self._write("\n")
        return start, end

    def note(self, lines: Sequence[tuple[RawLine, int]], mark: str, anchor: int | None) -> None:
        """Append a footnote as a paragraph of its own."""
        start, end = self.paragraph(lines)
        self._notes.append(Note(start, end, mark, anchor))

    def table(self, parts: Sequence[tuple[RawTable, int]], repeated: int = 0) -> None:
        """Append a ruled table, one line a row; `parts` are its pieces on consecutive pages, of equal columns.

        `repeated` rows of its head were printed again on a later page.
        """
        start = self.length
        cells: list[Cell] = []
        heads: list[HeadCell] = []
        first_row = 0
        for table, page in parts:
            for row in range(table.rows):
                row_cells = [cell for cell in table.cells if cell.row == row]
                for position, cell in enumerate(sorted(row_cells, key=lambda cell: cell.column)):
                    if position:
                        self._write("\t")
                    begin = self.length
                    self._run([(line, page) for line in cell.lines] + cell.more)
                    box = self._box(cell, page)
                    spans = (cell.row_span, cell.column_span)
                    cells.append(Cell(first_row + row, cell.column, *spans, begin, self.length, box))
                    words = " ".join(line.text for line in cell.lines)
                    heads.append(HeadCell(first_row + row, cell.column, *spans, words))
                if row_cells:
                    self._write("\n")
            first_row += table.rows
        columns = max(table.columns for table, _ in parts)
        header_rows = count_head_rows(heads, first_row, columns, repeated)
        self._tables.append(Table(start, self.length - 1, first_row, columns, tuple(cells), header_rows))

    def document(self, name: str, kind: Kind, pages: Sequence[RawPage]) -> Document:
        """The finished document."""
        return Document(
            name=name,
            kind=kind,
            text="".join(self._parts),
            pages=tuple(
                Page(p.number, p.width, p.height, p.method, p.trust, p.rotation, p.text, p.error) for p in pages
            ),
            lines=tuple(self._lines),
            words=tuple(self._words),
            tables=tuple(self._tables),
            notes=tuple(self._notes),
            changes=tuple(self._changes),
        )

    def _run(self, lines: Sequence[tuple[RawLine, int]]) -> None:
        for position, (line, page) in enumerate(lines):
            if position and lines[position - 1][0].parted(line):
                self._write(" ")
            begin = self.length
            boxes = []
            for index, word in enumerate(line.words):
                if index and not word.glued:
                    self._write(" ")
                boxes.append(self._word(word, page))
            if self.length > begin:
                self._lines.append(Line(begin, self.length, page, _around(boxes)))

    def _box(self, item: Boxed, page: int) -> Box:
        fall = self._falls.get(page, 0.0)
        return Box(page, *turn(item, -fall)) if fall else Box(page, item.x0, item.y0, item.x1, item.y1)

    def _word(self, word: RawWord, page: int) -> Box:
        begin = self.length
        self._write(word.text)
        box = self._box(word, page)
        self._words.append(Word(begin, self.length, box, word.confidence))
        if word.before:
            self._changes.append(Change(begin, self.length, page, box, word.before, word.text, word.why))
        return box

    def _write(self, text: str) -> None:
        self._parts.append(text)
        self.length += len(text)


def _around(boxes: Sequence[Box]) -> Box:
    """The box around boxes of one page."""
    return Box(
        boxes[0].page,
        min([box.x0 for box in boxes]),
        min([box.y0 for box in boxes]),
        max([box.x1 for box in boxes]),
        max([box.y1 for box in boxes]),
    )
