from __future__ import annotations

import io
from collections.abc import Callable
from typing import Any

import pypdfium2
import pytest
from reportlab.lib.pagesizes import A4, landscape
from reportlab.pdfgen.canvas import Canvas

from ocr import reader, textlayer
from ocr.faults import TooLarge
from ocr.limits import Limits
from ocr.raw import RawWord

Draw = Callable[[Canvas], None]


def pdf(*pages: Draw, size: tuple[float, float] = A4) -> bytes:
    """A PDF with one page for each drawing; the text is ASCII, because the standard fonts are always there."""
    data = io.BytesIO()
    canvas = Canvas(data, pagesize=size)
    for draw in pages:
        draw(canvas)
        canvas.showPage()
    canvas.save()
    return data.getvalue()


def layer(data: bytes, limits: Limits | None = None) -> textlayer.Layer:
    document = pypdfium2.PdfDocument(data)
    page = document[0]
    try:
        return textlayer.read_layer(page, 1, limits or Limits())
    finally:
        page.close()
        document.close()


def text(canvas: Canvas, x: float, y: float, words: str, size: float = 12, font: str = "Times-Roman") -> None:
    canvas.setFont(font, size)
    canvas.drawString(x, y, words)


def words_of(found: textlayer.Layer) -> list[RawWord]:
    return [word for line in found.page.lines for word in line.words]


def test_boxes_count_from_the_top_left_corner() -> None:
    found = layer(pdf(lambda c: text(c, 72, A4[1] - 100, "Nghi quyet")))
    first, second = words_of(found)
    assert (first.text, second.text) == ("Nghi", "quyet")
    assert first.x0 == pytest.approx(72, abs=1)
    assert first.y0 < 100 < first.y1
    assert first.x1 < second.x0


@pytest.mark.parametrize("rotation", [90, 180, 270])
def test_boxes_of_a_rotated_page_are_those_of_the_page_as_displayed(rotation: int) -> None:
    def draw(canvas: Any) -> None:
        canvas.setPageRotation(rotation)
        canvas.translate(300, 400)
        canvas.rotate(rotation)  # level as displayed
        text(canvas, 0, 0, "Nghi")

    found = layer(pdf(draw))
    (word,) = words_of(found)
    assert found.page.rotation == 0
    assert (found.page.width, found.page.height) == pytest.approx(A4, abs=1)  # reportlab turns the sheet as well
    expected = {90: (400, 300), 180: (A4[0] - 300, 400), 270: (A4[0] - 400, A4[1] - 300)}[rotation]
    assert abs((word.x0 + word.x1) / 2 - expected[0]) < 25
    assert abs((word.y0 + word.y1) / 2 - expected[1]) < 25


ROWS = ("Nghi quyet so 7", "ve ke hoach nam 2024", "cua tinh", "trong hai nam")


@pytest.mark.parametrize("angle", [90, 180, 270])
def test_a_page_whose_text_lies_on_its_side_is_read_upright(angle: int) -> None:
    def draw(canvas: Any) -> None:
        canvas.translate(300, 400)
        canvas.rotate(angle)
        for row, words in enumerate(ROWS):
            text(canvas, 0, -20 * row, words)

    found = layer(pdf(draw))
    assert [line.text for line in found.page.lines] == list(ROWS)
    assert found.page.rotation == angle
    assert (found.page.width > found.page.height) == (angle != 180)
    first, second, *_ = found.page.lines
    assert first.y1 < second.y0 + 10
    assert first.x0 == pytest.approx(second.x0, abs=1)


@pytest.mark.parametrize(("angle", "x", "y"), [(90, 20, 100), (-90, 580, 700), (45, 100, 100)])
def test_marks_along_the_margin_and_across_the_page_are_no_text(angle: int, x: float, y: float) -> None:
    def draw(canvas: Any) -> None:
        canvas.saveState()
        canvas.translate(x, y)
        canvas.rotate(angle)
        text(canvas, 0, 0, "ban luu dien tu in luc 08:15 ngay 03/04/2024 tai cong van ban")
        canvas.restoreState()
        for row in range(20):
            text(canvas, 72, 700 - 20 * row, "Uy ban nhan dan cac xa ra soat va lap danh sach nhung ho can ho tro")

    found = layer(pdf(draw))
    assert len(found.page.lines) == 20
    assert all(line.text.startswith("Uy ban") for line in found.page.lines)


def test_order_in_the_file_does_not_matter() -> None:
    def draw(canvas: Canvas) -> None:
        text(canvas, 72, 600, "third")
        text(canvas, 150, 700, "second")
        text(canvas, 72, 700, "first")

    assert [line.text for line in layer(pdf(draw)).page.lines] == ["first second", "third"]


def test_small_raised_figure_is_a_mark_and_never_part_of_a_number() -> None:
    def draw(canvas: Canvas) -> None:
        text(canvas, 72, 700, "co 09 xa")
        text(canvas, 72 + canvas.stringWidth("co 09 xa", "Times-Roman", 12), 704, "1", size=7)
        text(canvas, 150, 700, "dat chuan")

    assert "co 09 xa¹ dat chuan" in reader.read_bytes(pdf(draw), "x.pdf").text


def test_invisible_text_is_counted() -> None:
    def draw(canvas: Canvas) -> None:
        hidden = canvas.beginText(72, 700)
        hidden.setTextRenderMode(3)
        hidden.textOut("hidden layer")
        canvas.drawText(hidden)

    assert layer(pdf(draw)).invisible == 1.0


def test_page_with_too_many_characters_is_refused() -> None:
    with pytest.raises(TooLarge):
        layer(pdf(lambda c: text(c, 72, 700, "chu " * 20)), Limits(page_characters=50))


def test_ruled_table_is_found_with_its_cells() -> None:
    def draw(canvas: Canvas) -> None:
        canvas.grid([72, 172, 272, 372], [500, 480, 460])
        for x, y, word in (
            (80, 486, "a"),
            (180, 486, "b"),
            (280, 486, "c"),
            (80, 466, "1"),
            (180, 466, "2"),
            (280, 466, "3"),
        ):
            text(canvas, x, y, word)

    document = reader.read_bytes(pdf(draw, size=landscape(A4)), "x.pdf")
    assert document.text == "a\tb\tc\n1\t2\t3\n"
    (table,) = document.tables
    assert (table.rows, table.columns, len(table.cells)) == (2, 3, 6)


def test_a_page_of_spaces_has_no_words() -> None:
    found = layer(pdf(lambda c: text(c, 72, 700, "   ")))
    assert found.page.lines == []
    assert found.unmapped == found.invisible == 0
