"""Pages as an engine would give them, for tests of layout: lines with boxes from text, x and y."""

from __future__ import annotations

from ocr.raw import RawCell, RawLine, RawPage, RawTable, RawWord

WIDTH, HEIGHT = 595.0, 842.0
LEFT, INDENT, RIGHT = 85.0, 113.0, 540.0
STEP = 18.0


def line(text: str, x: float, y: float, *, right: float | None = None, size: float = 13.5, font: str = "") -> RawLine:
    """A printed line that begins at x; its words fill the measure to `right` evenly, or stand 6 points a letter."""
    words = text.split(" ")
    letters = sum(len(word) for word in words)
    width = 0.45 * size
    gap = 0.25 * size
    if right is not None:
        gap = min(max((right - x - letters * width) / max(len(words) - 1, 1), 1.0), 0.9 * size)
        width = (right - x - gap * (len(words) - 1)) / letters
    found = []
    for word in words:
        found.append(RawWord(word, x, y, x + width * len(word), y + size, None, font, size))
        x += width * len(word) + gap
    return RawLine(found)


def page(number: int, *lines: RawLine, tables: tuple[RawTable, ...] = ()) -> RawPage:
    """A page of these lines."""
    return RawPage(number, WIDTH, HEIGHT, "text-layer", 1.0, 0, list(lines), list(tables))


def paragraph(y: float, *texts: str) -> list[RawLine]:
    """A paragraph in the official style: first line indented, all but the last justified."""
    found = []
    for index, text in enumerate(texts):
        x = LEFT if index else INDENT
        found.append(line(text, x, y + index * STEP, right=RIGHT if index < len(texts) - 1 else None))
    return found


def table(y: float, rows: list[list[str]]) -> RawTable:
    """A ruled table with columns of equal width over the measure, rows of 20 points."""
    columns = len(rows[0])
    width = (RIGHT - LEFT) / columns
    cells = []
    for r, row in enumerate(rows):
        for c, text in enumerate(row):
            x, top = LEFT + c * width, y + 20 * r
            lines = [line(text, x + 2, top + 3, size=11)] if text else []
            cells.append(RawCell(r, c, 1, 1, x, top, x + width, top + 20, lines))
    return RawTable(LEFT, y, RIGHT, y + 20 * len(rows), len(rows), columns, cells)
