"""Pages whose text layer is not what the page shows: a part of it, another page's, in fonts without a Unicode map."""

from __future__ import annotations

import io
import re
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from PIL import Image
from printed import line, page
from reportlab.lib.utils import ImageReader
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.pdfgen import canvas

from ocr import fonts, reader
from ocr.document import Document

sys.path.insert(0, str(Path(__file__).parent / "bench"))
import degrade

ROOT = Path(__file__).parent.parent
TEXT = [
    row
    for row in (ROOT / "corpus" / "text" / "ke-hoach-minh-linh-2021-2025.txt").read_text("utf-8").splitlines()
    if len(row) > 150 and "|" not in row
]
ROWS = [words.strip() for row in TEXT[:8] for words in re.findall(r".{1,80}(?:\s|$)", row)][:36]
Placed = list[tuple[str, tuple[float, float, float, float]]]


@pytest.fixture(scope="module")
def scan() -> degrade.Sheet:
    sheet, _ = degrade.set_text(TEXT[:6], 200, 1)
    return degrade.wear(sheet, degrade.LEVELS["light"], 3, skew=0.0)


def placed(sheet: degrade.Sheet) -> Placed:
    """The words of a sheet and their boxes in points."""
    return [(token.text, tuple(edge * 72 / sheet.dpi for edge in token.box)) for token in sheet.tokens]  # type: ignore[misc]


def covered(sheet: degrade.Sheet, words: Placed) -> Document:
    """A PDF page that shows `sheet`, with `words` as its invisible text layer, as it is read."""
    pdfmetrics.registerFont(TTFont("Serif", str(degrade.FONTS / "croscore/Tinos-Regular.ttf")))
    packed = io.BytesIO()
    sheet_pdf = canvas.Canvas(packed, pagesize=(595.4, 841.7))
    sheet_pdf.drawImage(ImageReader(Image.fromarray(sheet.pixels)), 0, 0, 595.4, 841.7)
    for text, (x0, _, x1, y1) in words:
        words_at = sheet_pdf.beginText()
        words_at.setTextRenderMode(3)
        words_at.setFont("Serif", 13)
        words_at.setTextOrigin(x0, 841.7 - y1 + 2)
        words_at.setHorizScale(100 * (x1 - x0) / max(pdfmetrics.stringWidth(text, "Serif", 13), 1))
        words_at.textOut(text + " ")
        sheet_pdf.drawText(words_at)
    sheet_pdf.showPage()
    sheet_pdf.save()
    return reader.read_bytes(packed.getvalue(), "scan.pdf")


def test_good_invisible_text_over_a_scan_is_kept(scan: degrade.Sheet) -> None:
    document = covered(scan, placed(scan))
    assert document.pages[0].method == "text-layer"
    assert " ".join(TEXT[0].split()) in document.text


@pytest.mark.parametrize("share", [0.5, 0.2])
def test_text_of_a_part_of_the_page_gives_way_to_ocr(scan: degrade.Sheet, share: float) -> None:
    words = placed(scan)
    document = covered(scan, words[: round(share * len(words))])
    assert document.pages[0].method == "ocr"
    assert words[-1][0] in document.text


def test_text_of_another_page_gives_way_to_ocr(scan: degrade.Sheet) -> None:
    other, _ = degrade.set_text(TEXT[8:14], 200, 2)
    document = covered(scan, placed(other))
    assert document.pages[0].method == "ocr"


def digital(change: Callable[[int], int], *, bold: int) -> Document:
    """A page of type, each `bold`th line of it in a bold font whose Unicode map is changed."""
    for style in ("Regular", "Bold"):
        pdfmetrics.registerFont(TTFont(style, str(degrade.FONTS / f"croscore/Tinos-{style}.ttf")))
    packed = io.BytesIO()
    type_pdf = canvas.Canvas(packed, pagesize=(595.4, 841.7), pageCompression=0)
    for number, row in enumerate(ROWS):
        type_pdf.setFont("Regular" if number % bold else "Bold", 12)
        type_pdf.drawString(85, 780 - 17 * number, row)
    type_pdf.save()
    start = packed.getvalue().index(b"/CMapName /AAAAAA+Tinos-Bold")
    data, cmap = packed.getvalue()[:start], packed.getvalue()[start:]
    pairs = re.compile(rb"(?m)^<(\w\w)> <(\w{4})>$")
    head, tail = cmap.split(b"endcmap", 1)
    head = pairs.sub(lambda pair: b"<%s> <%04X>" % (pair[1], change(int(pair[2], 16))), head)
    return reader.read_bytes(data + head + b"endcmap" + tail, "type.pdf")


def as_set(document: Document) -> list[str]:
    return [row for row in ROWS if row not in " ".join(document.text.split())]


@pytest.mark.parametrize(
    ("change", "bold"), [(lambda _: 0, 1), (lambda _: 0xFFFD, 2), (lambda code: 0xE000 + code % 4096, 9)]
)
def test_text_in_fonts_without_a_unicode_map_is_read_from_the_picture(change: Callable[[int], int], bold: int) -> None:
    document = digital(change, bold=bold)
    assert document.pages[0].method == "ocr"
    assert len(as_set(document)) <= 2


@pytest.mark.parametrize(
    "change", [lambda code: code + 3 if code > 32 else code, lambda code: code if code < 128 else 32]
)
def test_only_the_words_of_a_font_with_a_wrong_map_are_read_from_the_picture(change: Callable[[int], int]) -> None:
    document = digital(change, bold=9)
    assert document.pages[0].method == "text-layer"
    assert as_set(document) == []
    assert 0 < sum(word.confidence is not None for word in document.words) < 0.2 * len(document.words)


def test_a_font_of_another_language_stays_where_ocr_reads_nothing_better() -> None:
    shown = page(
        1, line("Liên hệ phòng chuyên môn của huyện theo địa chỉ dưới đây để được hướng dẫn.", 85, 100, font="A")
    )
    address = line("Contact: planning office, telephone extension twelve", 85, 120, font="B")
    shown.lines.append(address)
    assert fonts.senseless([shown]) == {"B"}
    read = page(1, line("Contact: planning office, telephone extension twelve", 85, 120))
    assert fonts.replace_words(shown, read, {"B"}) == 0
    assert shown.lines[-1].text == "Contact: planning office, telephone extension twelve"
