"""Documents that are a heading, the title of a table and one table, for tests: cells as rows of words.

As in the sources of the samples, "<" is merged with the cell on its left, "^" with the one above.
"""

from __future__ import annotations

from ocr.document import Cell, Document, Table
from ocr.heads import HeadCell, count_head_rows
from parsers import funding, outline, targets
from parsers.records import Amount, Header, Target


def grid(rows: list[list[str]]) -> list[HeadCell]:
    """The cells of a table with their spans."""
    found = []
    for row, cells in enumerate(rows):
        for column, words in enumerate(cells):
            if words in {"<", "^"}:
                continue
            right, below = column + 1, row + 1
            while right < len(cells) and cells[right] == "<":
                right += 1
            while below < len(rows) and rows[below][column] == "^":
                below += 1
            found.append(HeadCell(row, column, below - row, right - column, words))
    return found


def document(caption: str, rows: list[list[str]], header_rows: int | None = None) -> Document:
    """A document with a table; its head is found where `header_rows` does not say it."""
    text = f"I. NHIỆM VỤ\nThực hiện theo biểu kèm theo.\n{caption}\n"
    start = len(text)
    heads = grid(rows)
    cells = []
    for row in range(len(rows)):
        for number, cell in enumerate([cell for cell in heads if cell.row == row]):
            text += "\t" if number else ""
            spans = (cell.row, cell.column, cell.row_span, cell.column_span)
            cells.append(Cell(*spans, len(text), len(text) + len(cell.words)))
            text += cell.words
        text += "\n"
    found = count_head_rows(heads, len(rows), len(rows[0])) if header_rows is None else header_rows
    table = Table(start, len(text) - 1, len(rows), len(rows[0]), tuple(cells), found)
    return Document("plan.docx", "digital", text, (), (), tables=(table,))


def header(part: Document, **values: object) -> Header:
    """The header of a province's plan for 2025-2026."""
    plan = {"level": "province", "province": "Hòa An", "period_start": 2025, "period_end": 2026, **values}
    return Header(start=0, end=len(part.text), part=1, **plan)  # type: ignore[arg-type]


def read(
    caption: str, rows: list[list[str]], header_rows: int | None = None, **values: object
) -> tuple[Document, tuple[Target, ...]]:
    """The document with its targets."""
    part = document(caption, rows, header_rows)
    return part, targets.targets(part, outline.build(part), header(part, **values))


def funds(caption: str, rows: list[list[str]], **values: object) -> tuple[Amount, ...]:
    """The amounts of money of the document."""
    part = document(caption, rows)
    return funding.amounts(part, outline.build(part), header(part, **values))
