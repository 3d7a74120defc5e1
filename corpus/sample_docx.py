"""A sample as a Word file, as a clerk would send it: letterhead in a table without rules, real footnotes, annexes.

In: blocks of `sample_text`. Out: .docx bytes, the same on every run (fixed dates inside and in the archive). The
numbers of the outline are typed, or left to Word's automatic numbering: then they stand nowhere in the file's text.
"""

from __future__ import annotations

import datetime
import io
import re
import zipfile
from xml.sax.saxutils import escape

from docx import Document
from docx.document import Document as WordDocument
from docx.enum.table import WD_TABLE_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_BREAK
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.opc.packuri import PackURI
from docx.opc.part import Part
from docx.oxml import parse_xml
from docx.oxml.ns import qn
from docx.shared import Mm, Pt
from docx.text.paragraph import Paragraph
from sample_text import MERGED, SAMPLE_MARK, Block

_DATE = datetime.datetime(2025, 3, 3, 8, 0, 0)
_NAMESPACE = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
_FOOTNOTES_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml.footnotes+xml"
_NUMBERING = 77  # the identifier of our list; python-docx's own template has lower ones
_ROMAN = ("", "I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX", "X")
_LEVELS = (  # of the outline: how the number is typed, Word's name for its format, the text of the level
    (re.compile(r"([IVX]+)\. "), "upperRoman", "%1."),
    (re.compile(r"(\d+)\. "), "decimal", "%2."),
    (re.compile(r"([a-d])\) "), "lowerLetter", "%3)"),  # Word counts a, b, c, d, e; a fifth item would be đ)
    (re.compile(r"(-) "), "bullet", "-"),
)


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


class _AutomaticNumbers:
    """Counts as Word does, so that a paragraph without its number in the text still shows the number of the source."""

    def __init__(self, document: WordDocument) -> None:
        self.counts = [0] * len(_LEVELS)
        levels = "".join(
            f'<w:lvl w:ilvl="{level}"><w:start w:val="1"/><w:numFmt w:val="{form}"/><w:suff w:val="space"/>'
            f'<w:lvlText w:val="{text}"/><w:lvlJc w:val="left"/></w:lvl>'
            for level, (_, form, text) in enumerate(_LEVELS)
        )
        numbering = document.part.numbering_part.element
        numbering.insert(0, parse_xml(f'<w:abstractNum {_NAMESPACE} w:abstractNumId="{_NUMBERING}">'
                                      f'<w:multiLevelType w:val="multilevel"/>{levels}</w:abstractNum>'))  # fmt: skip
        numbering.append(parse_xml(f'<w:num {_NAMESPACE} w:numId="{_NUMBERING}">'
                                   f'<w:abstractNumId w:val="{_NUMBERING}"/></w:num>'))  # fmt: skip

    def take(self, paragraph: Paragraph, text: str) -> str:
        """The text without its number, which the paragraph now has from Word; raises `ValueError` where they differ."""
        for level, (typed, form, _) in enumerate(_LEVELS):
            found = typed.match(text)
            if found is None:
                continue
            self.counts = [*self.counts[:level], self.counts[level] + 1, *[0] * (len(_LEVELS) - level - 1)]
            count = self.counts[level]
            if found[1] != {"upperRoman": _ROMAN[count], "decimal": str(count), "lowerLetter": "?abcd"[min(count, 4)],
                            "bullet": "-"}[form]:  # fmt: skip
                raise ValueError(f"Word would not number this paragraph {found[1]}: {text[:60]}")
            link = f'<w:ilvl w:val="{level}"/><w:numId w:val="{_NUMBERING}"/>'
            paragraph._p.get_or_add_pPr().append(parse_xml(f"<w:numPr {_NAMESPACE}>{link}</w:numPr>"))
            return text[found.end() :]
        return text


def _table(document: WordDocument, block: Block) -> None:
    section = document.sections[-1]
    width = section.page_width - section.left_margin - section.right_margin
    table = document.add_table(len(block.rows), len(block.widths), "Table Grid")
    table.alignment, table.autofit = WD_TABLE_ALIGNMENT.CENTER, False
    for number, row in enumerate(block.rows):
        for column, text in enumerate(row):
            cell = table.cell(number, column)
            cell.width = int(width * block.widths[column] / 100)
            if text not in MERGED:
                _set(cell.paragraphs[0], text, bold=number < block.head, centre=True)
    for top, left, bottom, right in block.merged():
        merged = table.cell(top, left).merge(table.cell(bottom, right))
        for empty in merged.paragraphs[1:]:
            empty._p.getparent().remove(empty._p)


def _annex(document: WordDocument, block: Block) -> None:
    document.add_paragraph().add_run().add_break(WD_BREAK.PAGE)
    for (line,) in block.rows:
        _set(document.add_paragraph(), line, bold=not line.startswith("("), italic=line.startswith("("), centre=True)


def _paragraph(document: WordDocument, block: Block, notes: list[str], numbers: _AutomaticNumbers | None) -> None:
    paragraph = document.add_paragraph()
    style = {"bold": block.level in {"part", "heading"}, "italic": block.level == "subheading"}
    text = numbers.take(paragraph, block.text) if numbers else block.text
    if block.note is None:
        _set(paragraph, text, **style)
        return
    mark, _, note = block.note.partition(" ")
    before, _, after = text.partition(mark)
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


def make_docx(blocks: list[Block], title: str, *, automatic_numbers: bool = False) -> bytes:
    """The sample as .docx bytes; `title` goes into the metadata. Every page is upright, also a landscape annex.

    Raises `ValueError` where Word's automatic numbers would not be those of the source.
    """
    document = Document()
    style = document.styles["Normal"]
    style.font.name, style.font.size = "Times New Roman", Pt(14)
    style.element.rPr.rFonts.set(qn("w:cs"), "Times New Roman")
    section = document.sections[0]
    section.page_width, section.page_height = Mm(210), Mm(297)
    section.left_margin, section.right_margin = Mm(30), Mm(20)
    section.header.paragraphs[0].text = SAMPLE_MARK
    notes: list[str] = []
    numbers = _AutomaticNumbers(document) if automatic_numbers else None
    for block in blocks:
        match block.kind:
            case "letterhead" | "signature":
                _two_columns(document, block)
            case "title":
                for row in block.rows:
                    _set(document.add_paragraph(), row[0], bold=True, centre=True)
            case "paragraph":
                _paragraph(document, block, notes, numbers)
            case "annex":
                _annex(document, block)
            case "table":
                _table(document, block)
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
