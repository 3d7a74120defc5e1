"""The samples: every form says it is a sample, holds the text it was made from, and is what the manifest says."""

from __future__ import annotations

import csv
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

from sample_text import read_blocks  # noqa: E402  (a folder of scripts, not a package)

PLAN = CORPUS / "text" / "ke-hoach-minh-linh-2021-2025.txt"
DRAFT = CORPUS / "text" / "ke-hoach-nam-khe-2025.txt"


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


def test_the_digital_plan_holds_every_paragraph_of_its_source() -> None:
    pages = pdf_text(SAMPLES / "minh-linh-2022.pdf")
    assert all("VĂN BẢN MẪU" in page for page in pages)
    text = squeezed("".join(page.split("có thật", 1)[1].lstrip().removeprefix(str(number)) for number, page in
                            enumerate(pages, start=1)))  # fmt: skip
    for block in read_blocks(PLAN):
        for row in block.rows:
            for cell in row:
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


def test_the_committed_samples_are_what_their_sources_give(tmp_path: Path) -> None:
    pytest.importorskip("reportlab", reason="reportlab is a development dependency")
    from sample_docx import make_docx
    from sample_pdf import FONTS, make_pdf, register_fonts

    if not FONTS.is_dir():
        pytest.skip("the Debian package fonts-croscore is not installed")
    register_fonts()
    plan, draft = tmp_path / "plan.pdf", tmp_path / "draft.docx"
    plan.write_bytes(make_pdf(read_blocks(PLAN), "Kế hoạch 112/KH-UBND (văn bản mẫu)"))
    draft.write_bytes(make_docx(read_blocks(DRAFT), "Kế hoạch giảm nghèo 2025 (văn bản mẫu, dự thảo)"))
    assert pdf_text(plan) == pdf_text(SAMPLES / "minh-linh-2022.pdf")
    with zipfile.ZipFile(draft) as made, zipfile.ZipFile(SAMPLES / "nam-khe-2025.docx") as committed:
        assert made.namelist() == committed.namelist()
        assert all(made.read(name) == committed.read(name) for name in made.namelist())
