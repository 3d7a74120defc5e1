"""A sample as a digital PDF, set the way Decree 30/2020/NĐ-CP asks: A4, serif 14 points, two-column letterhead.

In: blocks of `sample_text`. Out: PDF bytes, the same on every run (fixed dates and identifiers).
"""

from __future__ import annotations

import io
import re
from pathlib import Path
from xml.sax.saxutils import escape

from reportlab.lib import colors
from reportlab.lib.enums import TA_CENTER, TA_JUSTIFY
from reportlab.lib.pagesizes import A4, landscape
from reportlab.lib.styles import ParagraphStyle
from reportlab.lib.units import mm
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import Flowable, Paragraph, Spacer, Table
from sample_text import MERGED, SAMPLE_MARK, Block

FONTS = Path("/usr/share/fonts/truetype/croscore")  # Debian: fonts-croscore (Apache-2.0), has the Vietnamese letters
LEFT, RIGHT, TOP, BOTTOM = 30 * mm, 20 * mm, 22 * mm, 20 * mm
_SUPERSCRIPT = str.maketrans("¹²³", "123")

_BASE = ParagraphStyle("text", fontName="Tinos", fontSize=14, leading=20.5, spaceAfter=6, alignment=TA_JUSTIFY)
STYLES = {
    "text": ParagraphStyle("text", _BASE, firstLineIndent=12 * mm),
    "part": ParagraphStyle("part", _BASE, fontName="Tinos-Bold", firstLineIndent=12 * mm),
    "heading": ParagraphStyle("heading", _BASE, fontName="Tinos-Bold", firstLineIndent=12 * mm),
    "subheading": ParagraphStyle("subheading", _BASE, fontName="Tinos-Italic", firstLineIndent=12 * mm),
    "title": ParagraphStyle("title", _BASE, fontName="Tinos-Bold", alignment=TA_CENTER, spaceAfter=4),
    "note": ParagraphStyle("note", _BASE, fontSize=10, leading=12),
    "cell": ParagraphStyle("cell", _BASE, fontSize=11, leading=13.5, alignment=TA_CENTER, spaceAfter=0),
    "cell-bold": ParagraphStyle("cell-bold", _BASE, fontName="Tinos-Bold", fontSize=11, leading=13.5,
                                alignment=TA_CENTER, spaceAfter=0),
    "head": ParagraphStyle("head", _BASE, fontName="Tinos-Bold", fontSize=12, leading=15, alignment=TA_CENTER),
    "place": ParagraphStyle("place", _BASE, fontName="Tinos-Italic", fontSize=13, leading=16, alignment=TA_CENTER),
    "recipients": ParagraphStyle("recipients", _BASE, fontSize=11, leading=13, alignment=0, spaceAfter=0),
}  # fmt: skip


def register_fonts() -> None:
    """Make the serif family known to reportlab; raises `FileNotFoundError` naming the Debian package."""
    for name, file in {"Tinos": "Regular", "Tinos-Bold": "Bold", "Tinos-Italic": "Italic"}.items():
        path = FONTS / f"Tinos-{file}.ttf"
        if not path.exists():
            raise FileNotFoundError(f"{path}: install the Debian package fonts-croscore")
        pdfmetrics.registerFont(TTFont(name, str(path)))


def _paragraph(text: str, style: str) -> Paragraph:
    marked = re.sub("[¹²³]", lambda mark: f"<super>{mark[0].translate(_SUPERSCRIPT)}</super>", escape(text))
    return Paragraph(marked, STYLES[style])


def _two_columns(rows: list[list[str]], styles: list[tuple[str, str]], widths: tuple[float, float]) -> Table:
    cells = [[_paragraph(text, style) for text, style in zip(row, pair, strict=True)]
             for row, pair in zip(rows, styles, strict=True)]  # fmt: skip
    table = Table(cells, colWidths=list(widths))
    table.setStyle([("VALIGN", (0, 0), (-1, -1), "TOP"), ("PADDING", (0, 0), (-1, -1), 1)])
    return table


def _ruled(block: Block, width: float) -> Table:
    styles = ["cell-bold" if index < block.head else "cell" for index in range(len(block.rows))]
    cells = [["" if cell in MERGED else _paragraph(cell, style) for cell in row]
             for row, style in zip(block.rows, styles, strict=True)]  # fmt: skip
    table = Table(cells, colWidths=[width * share / 100 for share in block.widths], repeatRows=block.head)
    spans = [("SPAN", (left, top), (right, bottom)) for top, left, bottom, right in block.merged()]
    table.setStyle([*spans, ("GRID", (0, 0), (-1, -1), 0.7, colors.black), ("VALIGN", (0, 0), (-1, -1), "MIDDLE")])
    return table


def _flowables(block: Block, width: float) -> list[Flowable]:
    match block.kind:
        case "letterhead":
            styles = [("head", "head")] * (len(block.rows) - 1) + [("place", "place")]
            return [_two_columns(block.rows, styles, (width * 0.41, width * 0.59)), Spacer(0, 14)]
        case "signature":
            styles = [("recipients", "head")] * len(block.rows)
            table = _two_columns(block.rows, styles, (width * 0.5, width * 0.5))
            table.setStyle([("TOPPADDING", (1, -1), (1, -1), 36)])  # room for the stamp above the signer's name
            return [Spacer(0, 10), table]
        case "table":
            return [_ruled(block, width)]
        case "title" | "annex":
            lines = ["place" if row[0].startswith(("(", "Đơn vị")) else "title" for row in block.rows]
            return [*(_paragraph(row[0], style) for row, style in zip(block.rows, lines, strict=True)), Spacer(0, 8)]
        case "page":
            raise ValueError("a PDF sample has no web page around it")
        case _:
            return [_paragraph(block.text, block.level)]


class _Pages:
    """Fills pages from the top, keeping room at the foot for the notes of the paragraphs on the page."""

    def __init__(self, canvas: Canvas) -> None:
        self.canvas = canvas
        self.size = A4
        self.number = 0
        self.notes: list[Paragraph] = []
        self.y = 0.0
        self.begin(A4)

    @property
    def width(self) -> float:
        return self.size[0] - LEFT - RIGHT

    def _foot(self, notes: list[Paragraph]) -> float:
        return BOTTOM + sum(note.wrap(self.width, 1000)[1] for note in notes) + (8 if notes else 0)

    def begin(self, size: tuple[float, float]) -> None:
        self.size, self.notes, self.number = size, [], self.number + 1
        self.y = size[1] - TOP
        self.canvas.setPageSize(size)
        self.canvas.setFont("Tinos-Italic", 9)
        self.canvas.drawString(LEFT, size[1] - 12 * mm, SAMPLE_MARK)
        if self.number > 1:
            self.canvas.setFont("Tinos", 13)
            self.canvas.drawCentredString(size[0] / 2, size[1] - 18 * mm, str(self.number))

    def end(self) -> None:
        y = self._foot(self.notes)
        if self.notes:
            self.canvas.line(LEFT, y - 4, LEFT + 50 * mm, y - 4)
            y -= 8
        for note in self.notes:
            y -= note.wrap(self.width, 1000)[1]
            note.drawOn(self.canvas, LEFT, y)
        self.canvas.showPage()

    def turn(self, size: tuple[float, float]) -> None:
        self.end()
        self.begin(size)

    def place(self, flowable: Flowable, note: Paragraph | None = None, *, keep: bool = False) -> None:
        """Draw a flowable, splitting it over pages where it does not fit; its note goes with its first part."""
        notes = [*self.notes, note] if note else self.notes
        room = self.y - self._foot(notes)
        height = flowable.wrap(self.width, room)[1]
        if keep and height + 4 * _BASE.leading > room:  # a heading never stands alone at the foot of a page
            self.turn(self.size)
            return self.place(flowable, note)
        if height <= room:
            self.notes = notes
            flowable.drawOn(self.canvas, LEFT, self.y - height)
            self.y -= height + getattr(getattr(flowable, "style", None), "spaceAfter", 0)
            return
        first, *rest = flowable.split(self.width, room) or [None, flowable]
        if first is not None:
            self.place(first, note)
            note = None
        self.turn(self.size)
        for part in rest:
            self.place(part, note)


def make_pdf(blocks: list[Block], title: str) -> bytes:
    """The sample as PDF bytes; `title` goes into the metadata. Fonts must be registered first."""
    buffer = io.BytesIO()
    canvas = Canvas(buffer, pagesize=A4, invariant=1, lang="vi")
    canvas.setTitle(title)
    canvas.setAuthor("kehoach")
    canvas.setSubject(SAMPLE_MARK)
    pages = _Pages(canvas)
    for block in blocks:
        if block.kind == "annex":
            pages.turn(landscape(A4) if block.landscape else A4)
        note = _paragraph(block.note, "note") if block.note else None
        for flowable in _flowables(block, pages.width):
            pages.place(flowable, note, keep=block.kind == "paragraph" and block.level != "text")
    pages.end()
    canvas.save()
    return buffer.getvalue()
