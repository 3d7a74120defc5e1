"""A table as a grid with what stands over it: one `Table` of a part in, words by row and column and its title out.

Everything is read from a text in which each character keeps the part's offset (the working copy of `clauses`, or the
part's own text), so that the span of a cell is the span of its record.
"""

from __future__ import annotations

import functools
from collections.abc import Sequence

import regex

from ocr.document import Cell, Document, Table
from ocr.heads import numbers_columns

_I = regex.I
_REACH = 900  # characters above a table within which its title begins
_LINES = 6
# "Biểu số 02:", "PHỤ LỤC II", "Mẫu biểu 01/NTM", "Bảng 3.": what opens the title of an annex or a table
_MARKER = regex.compile(
    r"(?:^|(?<=\n))[*_#\s]*+(?:phụ\s+(?:lục|biểu)|biểu(?:\s+(?:mẫu|số))*+|mẫu(?:\s+(?:biểu|số))*+|bảng)"
    r"(?:[^\S\n]*+(?:số\s*+)?(?:\d{1,3}|[IVX]{1,5}|[A-H])(?:[./-]\p{L}?\d*+)*+\p{L}?(?!\p{L}))?\s*+[:.]?",
    _I,
)
_ATTACHED = regex.compile(r"\((?:ban\s+hành\s+)?(?:(?:đính\s+)?kèm\s+theo|theo)\s+(?P<what>[^()]*+)\)", _I)
_UNIT = regex.compile(
    r"\(?(?:đơn\s+vị\s*+:|(?:đơn\s+vị\s+tính|đvt)(?!\p{L})\s*+[:.]?)\s*+(?P<unit>[^\n.;()]{1,40})\)?", _I
)
_ENDS = regex.compile(r"(?:[.;]|\./\.)\s*+$")


class Grid:
    """One table: `words(row, column)` by grid place (base 0), `title` and `unit` as printed above it.

    `attached` is what an annex is attached to ("Kế hoạch số …"), `annex` whether a marker ("Biểu 02") opens its title.
    """

    def __init__(self, part: Document, table: Table, tables: Sequence[Table], text: str | None = None):
        self.text = part.text if text is None else text
        self.table = table
        self.cells: dict[tuple[int, int], Cell] = {}
        for cell in table.cells:
            for row in range(cell.row, cell.row + max(1, cell.row_span)):
                for column in range(cell.column, cell.column + max(1, cell.column_span)):
                    self.cells.setdefault((row, column), cell)
        earlier = max((other.end for other in tables if other.end <= table.start), default=0)
        inside = [w for row in range(table.header_rows) if (w := self._over_all(row))]
        above = part.text[max(earlier, table.start - _REACH) : table.start]
        self._read_title("\n".join([*_title_lines(above), *inside]))

    def _read_title(self, printed: str) -> None:
        self.annex = bool(_MARKER.search(printed))
        attached = _ATTACHED.search(printed)
        self.attached = " ".join(attached["what"].split()) if attached else ""
        unit = list(_UNIT.finditer(printed))
        self.unit = unit[-1]["unit"].strip(" :,") if unit else None
        plain = _UNIT.sub(" ", _ATTACHED.sub(" ", _MARKER.sub(" ", printed)))
        self.lines = [" ".join(line.split()) for line in plain.split("\n") if line.strip()]
        self.title = " ".join(self.lines)

    def cell(self, row: int, column: int) -> Cell | None:
        """The cell that begins at a place; None inside a merged cell, and where there is none."""
        cell = self.cells.get((row, column))
        return cell if cell is not None and (cell.row, cell.column) == (row, column) else None

    def words(self, row: int, column: int) -> str:
        """The words at a place, those of the merged cell that covers it."""
        cell = self.cells.get((row, column))
        return " ".join(self.text[cell.start : cell.end].split()) if cell else ""

    def row(self, row: int) -> list[str]:
        """The words of a row, column by column, those of a merged cell once."""
        return [self.words(row, column) if self.cell(row, column) else "" for column in range(self.table.columns)]

    def body(self) -> range:
        """The rows under the head."""
        return range(self.table.header_rows, self.table.rows)

    def heads(self, column: int) -> list[str]:
        """The headings over a column from the top, each once; without the table's title and the columns' numbers."""
        seen: dict[str, None] = {}
        for row in self._head_rows:
            words = self.words(row, column)
            if words:
                seen.setdefault(words)
        return list(seen)

    def heading(self, column: int) -> str:
        """The headings over a column as one string."""
        return " ".join(self.heads(column))

    @functools.cached_property
    def _head_rows(self) -> list[int]:
        return [
            row
            for row in range(self.table.header_rows)
            if self._over_all(row) is None and not numbers_columns(self.row(row), self.table.columns)
        ]

    def _over_all(self, row: int) -> str | None:
        """The words of a row that is one cell over the whole table, or holds the table's unit alone."""
        filled = [words for words in self.row(row) if words]
        first = self.cells.get((row, 0))
        wide = first is not None and first.column_span >= self.table.columns
        return filled[0] if len(filled) == 1 and (wide or _UNIT.fullmatch(filled[0])) else None


def _title_lines(above: str) -> list[str]:
    """The lines above a table that are its title: from the annex's marker on, else capitals, else the last line."""
    markers = list(_MARKER.finditer(above))
    if (
        markers
        and above.count("\n", markers[-1].start()) <= _LINES + 1
        and not _ends_before(above[markers[-1].end() :])
    ):
        return [line for line in above[markers[-1].start() :].split("\n") if line.strip()]
    taken: list[str] = []
    title: list[str] = []
    for line in reversed([line.strip() for line in above.split("\n") if line.strip()][-_LINES:]):
        if not (_ATTACHED.fullmatch(line) or _UNIT.fullmatch(line)):
            if title and not (line.isupper() and title[-1].isupper()):
                break
            title.append(line)
        taken.insert(0, line)
    return taken


def _ends_before(words: str) -> bool:
    """Whether running text stands between a marker and the table: the marker is a reference, or of another table."""
    return any(_ENDS.search(line) and not line.isupper() for line in words.split("\n"))
