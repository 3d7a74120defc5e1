"""The samples: every form says it is a sample, holds the text it was made from, and is what the manifest says."""

from __future__ import annotations

import csv
import re
import sys
import unicodedata
import zipfile
from pathlib import Path
from xml.etree import ElementTree

import pypdfium2
import pypdfium2.raw
import pytest

CORPUS = Path(__file__).resolve().parent.parent / "corpus"
SAMPLES = CORPUS / "samples"
sys.path.insert(0, str(CORPUS))

from sample_text import MERGED, read_blocks  # noqa: E402  (a folder of scripts, not a package)

PLAN = CORPUS / "text" / "ke-hoach-minh-linh-2021-2025.txt"
DRAFT = CORPUS / "text" / "ke-hoach-nam-khe-2025.txt"
DISTRICT = CORPUS / "text" / "ke-hoach-loc-trieu-2024.txt"
SCHOOLS = CORPUS / "text" / "ke-hoach-son-hoai-2026-2030.txt"
CITY = CORPUS / "text" / "ke-hoach-linh-hai-2026-2030.txt"
NUMBER = re.compile(r"^(?:[IVX]+\.|\d+\.|[a-z]\)|-) ")


def squeezed(text: str) -> str:
    """Letters and figures only: what a comparison over line breaks, cells and note marks can rest on."""
    return "".join(letter for letter in unicodedata.normalize("NFC", text) if letter.isalpha() or letter.isdecimal())


def pdf_text(path: Path) -> list[str]:
    return [page.get_textpage().get_text_bounded() for page in pypdfium2.PdfDocument(path)]


def word_text(path: Path, member: str) -> str:
    with zipfile.ZipFile(path) as archive:
        return "".join(ElementTree.fromstring(archive.read(member)).itertext())


def test_the_manifest_lists_every_sample_and_its_source() -> None:
    with (CORPUS / "manifest.csv").open(encoding="utf-8", newline="") as handle:
        rows = list(csv.DictReader(handle))
    assert {row["file"] for row in rows} == {f"samples/{path.name}" for path in SAMPLES.iterdir()}
    assert all((CORPUS / row["made_from"]).is_file() for row in rows)
    for row in rows:
        if row["file"].endswith(".pdf"):
            assert len(pypdfium2.PdfDocument(CORPUS / row["file"])) == int(row["pages"])


@pytest.mark.parametrize(
    ("name", "source"), [("minh-linh-2022.pdf", PLAN), ("loc-trieu-2024.pdf", DISTRICT)], ids=["province", "district"]
)
def test_a_digital_plan_holds_every_paragraph_of_its_source(name: str, source: Path) -> None:
    pages = pdf_text(SAMPLES / name)
    assert all("VĂN BẢN MẪU" in page for page in pages)
    text = squeezed("".join(page.split("có thật", 1)[1].lstrip().removeprefix(str(number)) for number, page in
                            enumerate(pages, start=1)))  # fmt: skip
    for block in read_blocks(source):
        for row in block.rows:
            for cell in set(row) - MERGED:
                assert all(squeezed(part) in text for part in cell.replace("¹", " ").split(" ")), cell
        if block.kind == "paragraph" and "¹" not in block.text:
            assert squeezed(block.text) in text or _broken_by_a_page(squeezed(block.text), text), block.text


def _broken_by_a_page(paragraph: str, text: str) -> bool:
    """A footnote stands between the halves of a paragraph that runs over the end of its page."""
    return any(paragraph[:cut] in text and paragraph[cut:] in text for cut in range(5, len(paragraph) - 5))


def test_the_plan_has_its_two_annex_tables_ruled_and_the_second_on_a_landscape_page() -> None:
    document = pypdfium2.PdfDocument(SAMPLES / "minh-linh-2022.pdf")
    for number in (-2, -1):
        kinds = [item.type for item in document[len(document) + number].get_objects()]
        assert kinds.count(pypdfium2.raw.FPDF_PAGEOBJ_PATH) >= 10
    width, height = document[len(document) - 1].get_size()
    assert width > height


def test_the_criteria_table_runs_over_two_landscape_pages_with_its_two_headings_on_both() -> None:
    pages = pypdfium2.PdfDocument(SAMPLES / "loc-trieu-2024.pdf")
    first, second = (squeezed(pages[number].get_textpage().get_text_bounded()) for number in (4, 5))
    for heading in ("Số tiêu chí đạt chuẩn", "Mục tiêu đến hết năm 2025", "Nông thôn mới nâng cao"):
        assert squeezed(heading) in first
        assert squeezed(heading) in second
    assert "MỤCTIÊUXÃ" in first
    assert "MỤCTIÊUXÃ" not in second
    assert all(width > height for width, height in (pages[number].get_size() for number in (4, 5)))


def test_the_scan_is_pictures_only_and_small() -> None:
    path = SAMPLES / "minh-linh-2022-scan.pdf"
    assert path.stat().st_size < 3_000_000
    assert "".join(pdf_text(path)).strip() == ""
    for page in pypdfium2.PdfDocument(path):
        (picture,) = page.get_objects()
        assert picture.type == pypdfium2.raw.FPDF_PAGEOBJ_IMAGE
        assert round(picture.get_metadata().horizontal_dpi) == 200


def test_the_stamp_is_the_only_red_in_the_scan() -> None:
    document = pypdfium2.PdfDocument(SAMPLES / "minh-linh-2022-scan.pdf")
    red = []
    for number, page in enumerate(document, start=1):
        pixels = page.render(scale=0.5).to_numpy().astype(int)
        blue, green, crimson = pixels[..., 0], pixels[..., 1], pixels[..., 2]
        if ((crimson - green > 60) & (crimson - blue > 60)).sum() > 200:
            red.append(number)
    assert red == [7]


def test_the_draft_leaves_number_and_day_blank_and_keeps_its_footnote() -> None:
    path = SAMPLES / "nam-khe-2025.docx"
    body = word_text(path, "word/document.xml")
    assert "Số:       /KH-UBND" in body
    assert "ngày      tháng      năm 2025" in body
    assert "VĂN BẢN MẪU" in word_text(path, "word/header1.xml")
    assert "3015/QĐ-UBND" in word_text(path, "word/footnotes.xml")
    text = squeezed(body)
    for block in read_blocks(DRAFT):
        assert squeezed("".join("".join(row) for row in block.rows).replace("¹", "")) in text


def test_the_word_file_leaves_the_numbers_of_its_outline_to_word() -> None:
    path = SAMPLES / "son-hoai-2026.docx"
    body, numbering = word_text(path, "word/document.xml"), zipfile.ZipFile(path).read("word/numbering.xml").decode()
    assert "upperRoman" in numbering
    assert "II. MỤC TIÊU" not in body
    text = squeezed(body)
    for block in read_blocks(SCHOOLS):
        for row in block.rows:
            for cell in set(row) - MERGED:
                words = NUMBER.sub("", cell) if block.kind == "paragraph" else cell
                assert squeezed(words.replace("¹", "")) in text, cell
    assert "81-TB/TW" in word_text(path, "word/footnotes.xml")


def test_the_word_file_has_a_heading_merged_across_and_down() -> None:
    with zipfile.ZipFile(SAMPLES / "son-hoai-2026.docx") as archive:
        body = archive.read("word/document.xml").decode()
    assert body.count('<w:gridSpan w:val="2"/>') == 1
    assert body.count('<w:vMerge w:val="restart"/>') == 4


def test_a_number_that_word_would_not_give_is_an_error(tmp_path: Path) -> None:
    from sample_docx import make_docx

    source = tmp_path / "plan.txt"
    source.write_text("@body\nI. MỤC TIÊU\n2. Mục tiêu cụ thể\n", encoding="utf-8")
    with pytest.raises(ValueError, match=r"Word would not number this paragraph 2: 2\. Mục tiêu cụ thể"):
        make_docx(read_blocks(source), "", automatic_numbers=True)


def test_the_portal_text_has_its_letterhead_in_one_line_between_menu_words() -> None:
    lines = (SAMPLES / "linh-hai-2026-portal.txt").read_text(encoding="utf-8").splitlines()
    (head,) = (number for number, line in enumerate(lines) if "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM" in line)
    assert lines[head].startswith("ỦY BAN NHÂN DÂN THÀNH PHỐ LĨNH HẢI ------- ")
    assert lines[head].endswith(" --------------- Số: 215/KH-UBND Lĩnh Hải, ngày 18 tháng 12 năm 2025")
    assert all(len(line) <= 100 for number, line in enumerate(lines) if number != head)
    assert any("VĂN BẢN MẪU" in line for line in lines[:head])
    assert any("Lượt truy cập" in line for line in lines[-4:])
    text = squeezed("".join(lines))
    for block in read_blocks(CITY):
        for row in block.rows:
            assert all(squeezed(cell) in text for cell in row)
    assert "4 Doanh nghiệp công nghệ số doanh nghiệp 580 850 1.200" in lines


def test_a_footnote_in_a_portal_text_is_an_error() -> None:
    from sample_portal import make_portal_text

    with pytest.raises(ValueError, match="a text from a portal has no footnotes"):
        make_portal_text(read_blocks(SCHOOLS))


def test_the_text_read_without_vietnamese_lost_its_diacritics_but_not_its_figures() -> None:
    text = (SAMPLES / "minh-linh-2023-ocr.txt").read_text(encoding="utf-8")
    assert "VAN BAN MAU" in text
    assert not set(text) & set("ếệốộướựăđ")
    for figure in ("38/KH-UBND", "1.180", "24.000", "52,8", "31,3", "21,5", "320", "460 km"):
        assert figure in text


def test_an_unknown_directive_is_an_error_with_its_line(tmp_path: Path) -> None:
    source = tmp_path / "plan.txt"
    source.write_text("@body\nI. MỤC TIÊU\n@tabel 5 5\n", encoding="utf-8")
    with pytest.raises(ValueError, match=r"plan\.txt:3: unknown directive @tabel"):
        read_blocks(source)


def test_a_table_row_with_a_cell_too_few_is_an_error_with_its_line(tmp_path: Path) -> None:
    source = tmp_path / "plan.txt"
    source.write_text("@table head=2 40 30 30\nXã | Năm | <\n^ | 2024\n", encoding="utf-8")
    with pytest.raises(ValueError, match=r"plan\.txt:3: 2 cells in a table of 3 columns"):
        read_blocks(source)


def test_merged_cells_are_found_across_and_down(tmp_path: Path) -> None:
    source = tmp_path / "plan.txt"
    source.write_text("@table head=2 40 30 30\nXã | Năm | <\n^ | 2024 | 2025\nKhau Sa | 3 | < 4\n", encoding="utf-8")
    (table,) = read_blocks(source)
    assert table.head == 2
    assert table.merged() == [(0, 0, 1, 0), (0, 1, 0, 2)]


def test_the_committed_samples_are_what_their_sources_give(tmp_path: Path) -> None:
    pytest.importorskip("reportlab", reason="reportlab is a development dependency")
    from sample_docx import make_docx
    from sample_pdf import FONTS, make_pdf, register_fonts
    from sample_portal import make_portal_text

    if not FONTS.is_dir():
        pytest.skip("the Debian package fonts-croscore is not installed")
    register_fonts()
    for source, name, title in (
        (PLAN, "minh-linh-2022.pdf", "Kế hoạch 112/KH-UBND (văn bản mẫu)"),
        (DISTRICT, "loc-trieu-2024.pdf", "Kế hoạch 27/KH-UBND (văn bản mẫu)"),
    ):
        (tmp_path / name).write_bytes(make_pdf(read_blocks(source), title))
        assert pdf_text(tmp_path / name) == pdf_text(SAMPLES / name)
    for source, name, title, automatic in (
        (DRAFT, "nam-khe-2025.docx", "Kế hoạch giảm nghèo 2025 (văn bản mẫu, dự thảo)", False),
        (SCHOOLS, "son-hoai-2026.docx", "Kế hoạch 146/KH-UBND (văn bản mẫu)", True),
    ):
        (tmp_path / name).write_bytes(make_docx(read_blocks(source), title, automatic_numbers=automatic))
        with zipfile.ZipFile(tmp_path / name) as made, zipfile.ZipFile(SAMPLES / name) as committed:
            assert made.namelist() == committed.namelist()
            assert all(made.read(member) == committed.read(member) for member in made.namelist())
    assert make_portal_text(read_blocks(CITY)) == (SAMPLES / "linh-hai-2026-portal.txt").read_text(encoding="utf-8")
