"""Word files: what is shown is read, what is hidden or deleted is not."""

from __future__ import annotations

import io
import zipfile

import docx
import pytest
from docx.oxml import parse_xml
from test_legacy import TEXT, typed

from ocr import faults, reader
from ocr.document import Document

NAMES = (
    'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main" '
    'xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006" '
    'xmlns:m="http://schemas.openxmlformats.org/officeDocument/2006/math"'
)


def element(xml: str) -> object:
    """The XML element, whose own tag begins "<w:name", with its name spaces."""
    name = xml[1:].replace(">", " ").split(" ", 1)[0]
    return parse_xml(f"<{name} {NAMES}{xml[len(name) + 1 :]}")


def read(source: object) -> Document:
    packed = io.BytesIO()
    source.save(packed)  # type: ignore[attr-defined]
    return reader.read_bytes(packed.getvalue(), "plan.docx")


def test_tracked_changes_are_read_as_accepted() -> None:
    source = docx.Document()
    paragraph = source.add_paragraph("Có ")
    paragraph._p.append(element('<w:del w:id="1" w:author="a"><w:r><w:delText>15</w:delText></w:r></w:del>'))
    paragraph._p.append(element('<w:ins w:id="2" w:author="a"><w:r><w:t>20</w:t></w:r></w:ins>'))
    paragraph.add_run(" xã đạt chuẩn.")
    table = source.add_table(2, 2)
    for row in table.rows:
        for cell in row.cells:
            cell.text = "ô"
    table.rows[1]._tr.get_or_add_trPr().append(element('<w:del w:id="3" w:author="a"/>'))
    assert read(source).text == "Có 20 xã đạt chuẩn.\nô\tô\n"


def test_hidden_text_is_left_out_and_capitals_are_as_shown() -> None:
    source = docx.Document()
    paragraph = source.add_paragraph("Số: ")
    paragraph.add_run("ghi chú nội bộ").font.hidden = True
    paragraph.add_run("7/KH-UBND")
    source.add_paragraph().add_run("kế hoạch").font.all_caps = True
    assert read(source).text == "Số: 7/KH-UBND\nKẾ HOẠCH\n"


def test_text_box_is_read_once_after_the_paragraph_that_holds_it() -> None:
    rows = "".join(f"<w:p><w:r><w:t>{text}</w:t></w:r></w:p>" for text in ("Bản dự thảo", "lần 2"))
    box = f"<w:txbxContent>{rows}</w:txbxContent>"
    source = docx.Document()
    paragraph = source.add_paragraph("Kế hoạch")
    choice, fallback = f"<mc:Choice>{box}</mc:Choice>", f"<mc:Fallback>{box}</mc:Fallback>"
    paragraph._p.append(element(f"<w:r><mc:AlternateContent>{choice}{fallback}</mc:AlternateContent></w:r>"))
    paragraph.add_run(" năm 2024")
    assert read(source).text == "Kế hoạch năm 2024\nBản dự thảo\nlần 2\n"


def test_font_of_the_style_says_the_encoding_of_a_short_file() -> None:
    source = docx.Document()
    source.styles["Normal"].font.name = ".VnTime"
    source.add_paragraph(typed("Kế hoạch năm 2005", "tcvn3"))
    document = read(source)
    assert document.text == "Kế hoạch năm 2005\n"
    assert document.pages[0].method == "legacy-font"


def test_a_unicode_run_between_legacy_ones_stays() -> None:
    source = docx.Document()
    source.styles["Normal"].font.name = ".VnTime"
    source.add_paragraph(typed(TEXT, "tcvn3"))
    source.add_paragraph().add_run("Ủy ban nhân dân tỉnh").font.name = "Times New Roman"
    assert read(source).text.splitlines()[1] == "Ủy ban nhân dân tỉnh"


@pytest.mark.parametrize(
    ("name", "says"),
    [("xl/workbook.xml", "spreadsheet"), ("ppt/presentation.xml", "presentation"), ("content.xml", "OpenDocument")],
)
def test_other_office_files_say_what_to_save_them_as(name: str, says: str) -> None:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr(name, "<x/>")
    with pytest.raises(faults.UnsupportedType, match=says):
        reader.read_bytes(packed.getvalue(), "file")


@pytest.mark.parametrize(
    ("data", "says"),
    [
        (b"{\\rtf1\\ansi K\\u7871? ho\\u7841?ch}", "docx"),
        (b"<!DOCTYPE html><html><body>K\xe1\xba\xbf ho\xe1\xba\xa1ch</body></html>", "PDF"),
        (b"\x00\x00\x00\x18ftypheic" + bytes(200), "JPEG"),
        (b"BM" + bytes(200), "neither"),
        (b"\x01\x00" * 300, "binary"),
    ],
)
def test_files_that_are_not_read_say_what_to_save_them_as(data: bytes, says: str) -> None:
    with pytest.raises(faults.UnsupportedType, match=says):
        reader.read_bytes(data, "file")
