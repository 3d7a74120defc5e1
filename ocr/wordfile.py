"""Word files (.docx) to a `Document`: paragraphs, automatic numbers, tables and footnotes in the order of the body.

Read from the XML, because python-docx's `text` leaves out inserted (tracked) text, automatic numbers and notes.
"""

from __future__ import annotations

import io
import itertools
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import regex

from ocr import legacy, quality
from ocr.document import Cell, Document, Line, Note, Page, Table
from ocr.faults import Damaged, Encrypted, NoText, TooLarge
from ocr.heads import HeadCell, count_head_rows
from ocr.limits import Limits
from ocr.numbering import Numbering
from ocr.textlayer import SUPERSCRIPTS
from ocr.wordstyles import Styles, W

_MATH = "{http://schemas.openxmlformats.org/officeDocument/2006/math}t"
_COLUMN_HEADS = regex.compile(r"CỘNG H[OÒ][AÀ] X[AÃ] HỘI|Độc lập|N[ơo]i nhận|ĐẢNG CỘNG SẢN")
_SKIPPED = {W + "del", W + "moveFrom", W + "instrText", W + "delText"}

# what zipfile, lxml and python-docx raise on parts that are broken or are not what their names say
_BROKEN = (zipfile.BadZipFile, zlib.error, OSError, SyntaxError, AttributeError, LookupError, TypeError, ValueError,
           NotImplementedError)  # fmt: skip
_SHOWN = {W + "br": "\n", W + "cr": "\n", W + "tab": " ", W + "noBreakHyphen": "-", W + "softHyphen": "\xad"}


@dataclass(slots=True)
class _Runs:
    """A paragraph's text by font: pieces of (font, text), and the notes that it refers to."""

    pieces: list[tuple[str, str]] = field(default_factory=list)
    notes: list[tuple[str, str]] = field(default_factory=list)  # (kind, id)


class _Writer:
    def __init__(self) -> None:
        self.parts: list[str] = []
        self.length = 0
        self.lines: list[Line] = []
        self.tables: list[Table] = []
        self.notes: list[Note] = []

    def write(self, text: str) -> tuple[int, int]:
        start = self.length
        self.parts.append(text)
        self.length += len(text)
        return start, self.length

    def paragraph(self, text: str) -> int:
        start, end = self.write(text)
        if end > start:
            self.lines.append(Line(start, end, 1, None))
        self.write("\n")
        return start


def read_docx(data: bytes, name: str, limits: Limits) -> Document:
    """The document that a Word file's bytes hold. Raises Damaged, Encrypted, NoText, TooLarge."""
    source = _open(data, limits)
    return _Reading(source).document(name, limits)


def _open(data: bytes, limits: Limits) -> Any:
    import docx
    from docx.opc.exceptions import PackageNotFoundError

    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            entries = archive.infolist()
            if sum(entry.file_size for entry in entries) > limits.unpacked:
                raise TooLarge("the unpacked file is beyond the limit")
            if any(entry.flag_bits & 1 for entry in entries):
                raise Encrypted("the file is encrypted")
        return docx.Document(io.BytesIO(data))
    except (PackageNotFoundError, *_BROKEN) as error:
        raise Damaged(f"not a readable Word file: {error}") from error


class _Reading:
    """One pass over a Word file's body."""

    def __init__(self, source: Any) -> None:
        self.source = source
        self.numbering = Numbering(source)
        self.styles = Styles(source)
        self.notes = {kind: self._note_paragraphs(kind) for kind in ("footnote", "endnote")}
        self.marks = 0
        self.writer = _Writer()
        self.fonts: dict[str, list[str]] = {}
        noted = [p for notes in self.notes.values() for paragraphs in notes.values() for p in paragraphs]
        for element in (*source.element.body.iter(W + "p"), *noted):
            for font, text in self._runs(element).pieces:
                self.fonts.setdefault(font, []).extend(text.split())
        self.conversions = legacy.conversions(self.fonts)

    def document(self, name: str, limits: Limits) -> Document:
        for element in self.source.element.body:
            self._block(element)
            if self.writer.length > limits.characters:
                raise TooLarge(f"more than {limits.characters} characters")
        text = "".join(self.writer.parts)
        if not text.strip():
            raise NoText("the Word file holds no text")
        method = "legacy-font" if self.conversions else "plain"
        page = Page(1, 0.0, 0.0, method, quality.trust(text), 0, text)  # type: ignore[arg-type]
        w = self.writer
        return Document(name, "text", text, (page,), tuple(w.lines), (), tuple(w.tables), tuple(w.notes))

    def _block(self, element: Any) -> None:
        if element.tag == W + "p":
            self._paragraph(element)
        elif element.tag == W + "tbl":
            self._table(element)
        elif element.tag in (W + "sdt", W + "sdtContent", W + "customXml", W + "ins"):
            for child in element:
                self._block(child)

    def _paragraph(self, element: Any) -> None:
        text, notes = self._text(element)
        for index, line in enumerate(text.split("\n")):
            if not line.strip() and index:
                continue
            start = self.writer.paragraph(line.strip())
        self._write_notes(notes, start, text)
        for box in _text_boxes(element):
            for child in box:
                self._block(child)

    def _write_notes(self, notes: list[tuple[str, str, str]], start: int, text: str) -> None:
        for kind, number, mark in notes:
            body = " ".join(self._text(paragraph)[0].strip() for paragraph in self.notes[kind].get(number, ())).strip()
            if not body:
                continue
            at = text.find(mark)
            begin = self.writer.paragraph(f"{mark} {body}")
            self.writer.notes.append(Note(begin, self.writer.length - 1, mark, start + at if at >= 0 else None))

    def _text(self, element: Any) -> tuple[str, list[tuple[str, str, str]]]:
        """A paragraph's text with its automatic number, and the notes it refers to as (kind, id, mark)."""
        runs = self._runs(element)
        parts, notes, waiting = [], [], iter(runs.notes)
        for font, piece in runs.pieces:
            conversion = self.conversions.get(font)
            text = conversion(piece) if conversion else piece
            while "\ufff9" in text:
                kind, number = next(waiting)
                self.marks += 1
                mark = str(self.marks).translate(SUPERSCRIPTS)
                notes.append((kind, number, mark))
                text = text.replace("\ufff9", mark, 1)
            parts.append(text)
        label = self.numbering.label(element)
        body = legacy.mend("".join(parts)).replace("\t", " ")
        return (f"{label} {body.lstrip()}" if label and body.strip() else body), notes

    def _runs(self, element: Any) -> _Runs:
        runs = _Runs()
        for node in _walk(element):
            text = _SHOWN.get(node.tag) or (node.text if node.tag in (W + "t", _MATH) else None)
            if node.tag in (W + "footnoteReference", W + "endnoteReference"):
                kind = "footnote" if node.tag == W + "footnoteReference" else "endnote"
                runs.notes.append((kind, node.get(W + "id")))
                text = "\ufff9"
            if not text:
                continue
            run = node.getparent()
            if run.tag != W + "r":  # mathematics
                runs.pieces.append(("", text))
            elif not self.styles.switch(run, "vanish"):
                shown = _superscript(node, text)
                font = self.styles.font(run)
                runs.pieces.append((font, shown.upper() if self._in_capitals(run, font) else shown))
        return runs

    def _in_capitals(self, run: Any, font: str) -> bool:
        """Whether the letters of a run are shown as capitals; legacy fonts' codes must not be changed before that."""
        return legacy.encoding_by_name(font) is None and self.styles.switch(run, "caps")

    def _note_paragraphs(self, kind: str) -> dict[str, list[Any]]:
        """The paragraphs of the file's notes of a kind ("footnote", "endnote"), by id."""
        for part in self.source.part.package.iter_parts():
            if str(part.partname).endswith(f"/{kind}s.xml"):
                from docx.oxml import parse_xml

                try:
                    root = parse_xml(part.blob)
                except SyntaxError as error:
                    raise Damaged(f"broken {kind}s: {error}") from error
                return {
                    note.get(W + "id"): list(note.iter(W + "p"))
                    for note in root.iter(W + kind)
                    if note.get(W + "type") in (None, "normal")
                }
        return {}

    def _table(self, element: Any) -> None:
        rows = [row for row in _children(element, "tr") if row.find(f"{W}trPr/{W}del") is None]
        grid = [list(_cells(row)) for row in rows]
        text = " ".join("".join(t.text or "" for t in element.iter(W + "t")).split())
        if _COLUMN_HEADS.search(text) and len(grid) <= 8:
            for column in range(max((len(row) for row in grid), default=0)):
                for row in grid:
                    if column < len(row):
                        for child in row[column][0]:
                            self._block(child)
            return
        marked = list(itertools.takewhile(lambda row: row.find(f"{W}trPr/{W}tblHeader") is not None, rows))
        self._data_table(grid, len(marked))

    def _data_table(self, grid: list[list[tuple[Any, int, bool]]], marked: int) -> None:
        """Write a table; the first `marked` rows are those that Word repeats on each page."""
        writer = self.writer
        start = writer.length
        cells: list[Cell] = []
        words: list[str] = []
        above: dict[int, int] = {}  # column → index of the cell that a vertical merge goes on with
        columns = 0
        for number, row in enumerate(grid):
            begin = writer.length
            column, written = 0, False
            for cell, width, goes_on in row:
                if goes_on and column in above:
                    owner = cells[above[column]]
                    spans = (owner.row_span + 1, owner.column_span)
                    cells[above[column]] = Cell(owner.row, owner.column, *spans, owner.start, owner.end)
                else:
                    if written:
                        writer.write("\t")
                    written = True
                    text = " ".join(" ".join(self._text(p)[0].split()) for p in cell.iter(W + "p")).strip()
                    at, end = writer.write(text)
                    words.append(text)
                    above[column] = len(cells)
                    cells.append(Cell(number, column, 1, width, at, end))
                column += width
            columns = max(columns, column)
            if written:
                if writer.length > begin:
                    writer.lines.append(Line(begin, writer.length, 1, None))
                writer.write("\n")
        if cells:
            heads = [
                HeadCell(c.row, c.column, c.row_span, c.column_span, text) for c, text in zip(cells, words, strict=True)
            ]
            header_rows = count_head_rows(heads, len(grid), columns, marked)
            writer.tables.append(
                Table(start, max(writer.length - 1, start), len(grid), columns, tuple(cells), header_rows)
            )


def _walk(element: Any) -> Iterator[Any]:
    """The nodes of a paragraph in order, without deleted text and without the fallback copies of drawings."""
    for child in element:
        if child.tag in _SKIPPED or (isinstance(child.tag, str) and child.tag.endswith("}Fallback")):
            continue
        if child.tag in (W + "tbl", W + "txbxContent"):
            continue
        yield child
        yield from _walk(child)


def _text_boxes(element: Any) -> list[Any]:
    """The contents of the text boxes anchored in a paragraph, without their fallback copies."""
    return [
        box
        for box in element.iter(W + "txbxContent")
        if not any(str(parent.tag).endswith("}Fallback") for parent in box.iterancestors())
        and next(box.iterancestors(W + "p"), None) is element
    ]


def _superscript(node: Any, text: str) -> str:
    """The text of a run, figures of a raised run as superscript characters ("xã" + raised 1 is "xã¹")."""
    raised = node.getparent().find(f"{W}rPr/{W}vertAlign")
    if raised is not None and raised.get(W + "val") == "superscript" and text.strip().isdigit():
        return text.translate(SUPERSCRIPTS)
    return text


def _children(element: Any, name: str) -> Iterator[Any]:
    for child in element:
        if child.tag == W + name:
            yield child
        elif child.tag in (W + "sdt", W + "sdtContent", W + "ins", W + "customXml"):
            yield from _children(child, name)


def _cells(row: Any) -> Iterator[tuple[Any, int, bool]]:
    """A row's cells: element, columns covered, whether it goes on with the cell above."""
    for cell in _children(row, "tc"):
        span = cell.find(f"{W}tcPr/{W}gridSpan")
        merge = cell.find(f"{W}tcPr/{W}vMerge")
        width = int(span.get(W + "val", "1")) if span is not None else 1
        yield cell, max(min(width, 200), 1), merge is not None and merge.get(W + "val") != "restart"
