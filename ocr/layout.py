"""Pages as engines read them to one `Document`: furniture out, reading order, paragraphs, tables and notes joined."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from ocr import misread
from ocr.builder import Builder
from ocr.columns import Ordered, reading_order, text_columns
from ocr.document import Document, Kind
from ocr.furniture import remove_furniture
from ocr.grouping import group_lines
from ocr.notes import MARK, RawNote, take_notes
from ocr.paragraphs import Margins, continues, cut_in_two, hanging, margins, widened
from ocr.raw import RawLine, RawPage, RawTable, joined
from ocr.skewed import straighten
from ocr.unruled import place_unruled


@dataclass(slots=True)
class _Paragraph:
    lines: list[tuple[RawLine, int]]
    last: Ordered
    margins: Margins


@dataclass(slots=True)
class _Table:
    parts: list[tuple[RawTable, int]]
    repeated: int = 0  # rows of its head that a later page prints again


@dataclass(slots=True)
class _Flow:
    """The running text of the file so far."""

    blocks: list[_Paragraph | _Table] = field(default_factory=list)
    notes: list[RawNote] = field(default_factory=list)


def layout(name: str, kind: Kind, pages: Sequence[RawPage]) -> Document:
    """The document that these pages make; `pages` are changed (furniture and notes leave their lines)."""
    texts = {page.number: page.text for page in pages}
    falls = {page.number: straighten(page) for page in pages if page.method == "ocr"}
    remove_furniture(pages)
    misread.mend(pages)
    size = _body_size(pages)
    flow = _Flow()
    for page in pages:
        flow.notes += take_notes(page, size)
        place_unruled(page)
        _add_page(flow, page)
    _lift_notes(flow)
    document = _build(flow, falls, name, kind, pages)
    return _with_page_texts(document, texts)


def _add_page(flow: _Flow, page: RawPage) -> None:
    """Append a page's text to the flow: facing pages on one sheet, and columns of text, one after the other."""
    if page.fold is not None:
        for left in (True, False):
            lines = [line for line in page.lines if (line.x0 < page.fold) == left]
            tables = [table for table in page.tables if (table.x0 < page.fold) == left]
            _add_part(flow, page, page.fold if left else page.width - page.fold, lines, tables)
        return
    columns = text_columns(page.lines, page.width)
    if columns is None:
        _add_part(flow, page, page.width, page.lines, page.tables)
        return
    top, bottom, middle = columns
    above = [line for line in page.lines if line.y0 < top]
    below = [line for line in page.lines if line.y0 >= top and line.y1 > bottom]
    words = [word for line in page.lines if top <= line.y0 and line.y1 <= bottom for word in line.words]
    _add_part(flow, page, page.width, above, [table for table in page.tables if table.y0 < top])
    for left in (True, False):
        column = group_lines([word for word in words if (word.x0 < middle) == left])
        _add_part(flow, page, page.width / 2, column, [])
    _add_part(flow, page, page.width, below, [table for table in page.tables if table.y0 >= top])


def _add_part(flow: _Flow, page: RawPage, width: float, lines: list[RawLine], tables: list[RawTable]) -> None:
    ordered = reading_order(lines, width)
    around = margins(ordered, width)
    last = next((block for block in reversed(flow.blocks) if isinstance(block, _Paragraph)), None)
    if last is not None:
        around = widened(around, last.margins)
    tables = list(tables)
    first = True
    for item in ordered:
        while tables and tables[0].y0 < item.line.y0 and not item.column:
            _add_table(flow, tables.pop(0), page)
            first = False
        block = flow.blocks[-1] if flow.blocks else None
        if isinstance(block, _Paragraph) and continues(
            block.last,
            item,
            around,
            same_page=not first,
            last_page=block.margins,
            hang=hanging(block.lines[0][0]),
        ):
            block.lines.append((item.line, page.number))
            block.last, block.margins = item, around
        else:
            flow.blocks.append(_Paragraph([(item.line, page.number)], item, around))
        first = False
    for table in tables:
        _add_table(flow, table, page)


def _lift_notes(flow: _Flow) -> None:
    """Take footnotes that are set in the size of the text out of its flow, and join the sentence that they cut.

    Such a paragraph begins with a raised mark that the text before it bears ("12 xã¹ …" and later "¹ Các xã: …").
    """
    marks: set[str] = set()
    kept: list[_Paragraph | _Table] = []
    lifted = False
    for block in flow.blocks:
        if not isinstance(block, _Paragraph):
            kept.append(block)
            continue
        text = _text(block)
        found = MARK.match(text)
        if found and found[0] in marks:
            flow.notes.append(RawNote(block.lines[0][1], found[0], [line for line, _ in block.lines]))
            lifted = True
            continue
        marks.update(match[0] for match in MARK.finditer(text) if match.start())
        before = kept[-1] if kept else None
        if lifted and isinstance(before, _Paragraph) and cut_in_two(_text(before), text):
            before.lines += block.lines
        else:
            kept.append(block)
        lifted = False
    flow.blocks = kept


def _add_table(flow: _Flow, table: RawTable, page: RawPage) -> None:
    """Append a table, or its next page: same columns at the same places, right after a table of the page before."""
    block = flow.blocks[-1] if flow.blocks else None
    if isinstance(block, _Table):
        last, last_page = block.parts[-1]
        if last_page == page.number - 1 and last.columns == table.columns and _aligned(last, table):
            block.repeated = max(block.repeated, _drop_repeated_head(block.parts[0][0], table))
            _join_cut_row(last, table, page.number)
            if table.rows:
                block.parts.append((table, page.number))
            return
    heads = max((cell.row_span for cell in table.cells if cell.row == 0), default=1)
    flow.blocks.append(_Table([(table, page.number)], min(heads, table.rows)))


def _aligned(a: RawTable, b: RawTable) -> bool:
    return abs(a.x0 - b.x0) < 6 and abs(a.x1 - b.x1) < 6


def _drop_repeated_head(first: RawTable, table: RawTable) -> int:
    """Remove the rows at the top of `table` that repeat the head of `first`; their number."""
    count = 0
    while count < min(first.rows, table.rows - 1, 4) and _row(first, count) == _row(table, count) != "":
        count += 1
    if count:
        _drop_rows(table, count)
    return count


def _join_cut_row(last: RawTable, table: RawTable, page: int) -> None:
    """A row that the page end cut in two goes on where it began.

    Its second half has an empty first cell (no number) and begins in the middle of a sentence.
    """
    first = {cell.column: cell for cell in table.cells if cell.row == 0}
    above = {cell.column: cell for cell in last.cells if cell.row + cell.row_span == last.rows}
    begun = [cell.lines[0].text for cell in first.values() if cell.lines]
    if set(first) != set(above) or 0 not in first or first[0].lines or not above[0].lines or not begun:
        return
    if not begun[0][0].islower() or any(cell.row_span > 1 for cell in first.values()):
        return
    for column, cell in first.items():
        above[column].more += [(line, page) for line in cell.lines]
    _drop_rows(table, 1)


def _drop_rows(table: RawTable, count: int) -> None:
    """Take `count` rows off the top of the table."""
    table.cells = [cell for cell in table.cells if cell.row >= count]
    for cell in table.cells:
        cell.row -= count
    table.rows -= count


def _row(table: RawTable, row: int) -> str:
    cells = sorted((cell for cell in table.cells if cell.row == row), key=lambda cell: cell.column)
    return "\t".join(" ".join(line.text for line in cell.lines) for cell in cells).strip()


def _build(flow: _Flow, falls: dict[int, float], name: str, kind: Kind, pages: Sequence[RawPage]) -> Document:
    builder = Builder(falls)
    waiting = list(flow.notes)
    for block in flow.blocks:
        if isinstance(block, _Table):
            builder.table(block.parts, block.repeated)
            continue
        start, _ = builder.paragraph(block.lines)
        text = _text(block)
        numbers = {page for _, page in block.lines}
        for match in MARK.finditer(text):
            for note in [note for note in waiting if note.mark == match[0] and note.page in numbers]:
                waiting.remove(note)
                builder.note([(line, note.page) for line in note.lines], note.mark, start + match.start())
        for note in [note for note in waiting if note.page < min(numbers)]:
            waiting.remove(note)
            builder.note([(line, note.page) for line in note.lines], note.mark, None)
    for note in waiting:
        builder.note([(line, note.page) for line in note.lines], note.mark, None)
    return builder.document(name, kind, pages)


def _text(block: _Paragraph) -> str:
    return joined([line for line, _ in block.lines])


def _body_size(pages: Sequence[RawPage]) -> float:
    sizes: dict[float, int] = {}
    for page in pages:
        for line in page.lines:
            sizes[line.size] = sizes.get(line.size, 0) + len(line.text)
    return max(sizes, key=lambda size: sizes[size]) if sizes else 12.0


def _with_page_texts(document: Document, texts: dict[int, str]) -> Document:
    """Give each page its whole own text, furniture included."""
    pages = tuple(replace(page, text=texts[page.number]) for page in document.pages)
    return replace(document, pages=pages)
