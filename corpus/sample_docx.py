"""A sample as a Word file, as a clerk would send a draft: letterhead in a table without rules, a real footnote.

In: blocks of `sample_text`. Out: .docx bytes, the same on every run (fixed dates inside and in the archive).
"""

from __future__ import annotations

import datetime
import io
import zipfile
from xml.sax.saxutils import escape

from docx import Document
from docx.document import Document as WordDocument
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.opc.packuri import PackURI
from docx.opc.part import Part
from docx.oxml import parse_xml
from docx.oxml.ns import qn
from docx.shared import Mm, Pt
from docx.text.paragraph import Paragraph
from sample_text import SAMPLE_MARK, Block

_DATE = datetime.datetime(2025, 3, 3, 8, 0, 0)
_NAMESPACE = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
_FOOTNOTES_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml.footnotes+xml"


def _set(paragraph: Paragraph, text: str, *, bold: bool = False, italic: bool = False, centre: bool = False) -> None:
    run = paragraph.add_run(text)
    run.bold, run.italic = bold, italic
    paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER if centre else WD_ALIGN_PARAGRAPH.JUSTIFY


def _two_columns(document: WordDocument, block: Block) -> None:
    table = document.add_table(rows=0, cols=2)
    for number, row in enumerate(block.rows):
        cells = table.add_row().cells
        last = number == len(block.rows) - 1
        for side, text in enumerate(row):
            heading = block.kind == "letterhead" or side == 1
            dated = block.kind == "letterhead" and last
            _set(cells[side].paragraphs[0], text, bold=heading and not dated, italic=dated, centre=heading)


def _footnote_reference(paragraph: Paragraph, number: int) -> None:
    raised = '<w:rPr><w:vertAlign w:val="superscript"/></w:rPr>'
    paragraph._p.append(parse_xml(f'<w:r {_NAMESPACE}>{raised}<w:footnoteReference w:id="{number}"/></w:r>'))


def _add_footnotes(document: WordDocument, notes: list[str]) -> None:
    """Attach `word/footnotes.xml`, which python-docx cannot write; identifiers count from 1."""
    bodies = "".join(
        f'<w:footnote w:id="{number}"><w:p><w:r><w:rPr><w:vertAlign w:val="superscript"/></w:rPr><w:footnoteRef/></w:r>'
        f'<w:r><w:t xml:space="preserve"> {escape(note)}</w:t></w:r></w:p></w:footnote>'
        for number, note in enumerate(notes, start=1)
    )
    xml = f'<?xml version="1.0" encoding="UTF-8" standalone="yes"?><w:footnotes {_NAMESPACE}>{bodies}</w:footnotes>'
    part = Part(PackURI("/word/footnotes.xml"), _FOOTNOTES_TYPE, xml.encode(), document.part.package)
    document.part.relate_to(part, RELATIONSHIP_TYPE.FOOTNOTES)


def _paragraph(document: WordDocument, block: Block, notes: list[str]) -> None:
    paragraph = document.add_paragraph()
    style = {"bold": block.level in {"part", "heading"}, "italic": block.level == "subheading"}
    if block.note is None:
        _set(paragraph, block.text, **style)
        return
    mark, _, note = block.note.partition(" ")
    before, _, after = block.text.partition(mark)
    notes.append(note)
    _set(paragraph, before, **style)
    _footnote_reference(paragraph, len(notes))
    _set(paragraph, after, **style)


def _fixed_archive(data: bytes) -> bytes:
    """The same archive with the date of every member fixed."""
    result = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as source, zipfile.ZipFile(result, "w", zipfile.ZIP_DEFLATED) as target:
        for name in sorted(source.namelist()):
            target.writestr(zipfile.ZipInfo(name, _DATE.timetuple()[:6]), source.read(name), zipfile.ZIP_DEFLATED)
    return result.getvalue()


def make_docx(blocks: list[Block], title: str) -> bytes:
    """The sample as .docx bytes; `title` goes into the metadata. Tables and annexes are not supported."""
    document = Document()
    style = document.styles["Normal"]
    style.font.name, style.font.size = "Times New Roman", Pt(14)
    style.element.rPr.rFonts.set(qn("w:cs"), "Times New Roman")
    section = document.sections[0]
    section.page_width, section.page_height = Mm(210), Mm(297)
    section.left_margin, section.right_margin = Mm(30), Mm(20)
    section.header.paragraphs[0].text = SAMPLE_MARK
    notes: list[str] = []
    for block in blocks:
        match block.kind:
            case "letterhead" | "signature":
                _two_columns(document, block)
            case "title":
                for row in block.rows:
                    _set(document.add_paragraph(), row[0], bold=True, centre=True)
            case "paragraph":
                _paragraph(document, block, notes)
            case _:
                raise ValueError(f"a Word sample has no {block.kind}")
    if notes:
        _add_footnotes(document, notes)
    properties = document.core_properties
    properties.title, properties.author, properties.comments = title, "kehoach", SAMPLE_MARK
    properties.created = properties.modified = _DATE
    buffer = io.BytesIO()
    document.save(buffer)
    return _fixed_archive(buffer.getvalue())
