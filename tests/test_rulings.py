"""Rulings of a PDF page out of its paths, and the cells between them."""

from __future__ import annotations

import io
import random
from collections.abc import Callable

import pypdfium2
import pytest
from pdfplumber.table import edges_to_intersections, intersections_to_cells, merge_edges
from reportlab.lib.pagesizes import A4
from reportlab.pdfgen.canvas import Canvas

from ocr import pageobjects, ruled, rulings

HEIGHT = A4[1]


def edges_of(draw: Callable[[Canvas], None]) -> list[tuple[str, int, int, int, int]]:
    """The edges of a page: orientation, left, top, right, bottom."""
    data = io.BytesIO()
    canvas = Canvas(data, pagesize=A4)
    draw(canvas)
    canvas.save()
    with pypdfium2.PdfDocument(data.getvalue()) as document:
        page = document[0]
        found = rulings.rulings(page, pageobjects.objects_of(page))
        return [(e["orientation"], *(round(e[side]) for side in ("x0", "top", "x1", "bottom"))) for e in found]


def outline(canvas: Canvas, *points: tuple[float, float]) -> None:
    """A closed outline from which one more line goes on, as drawing programs write it."""
    path = canvas.beginPath()
    path.moveTo(*points[0])
    for point in points[1:]:
        path.lineTo(*point)
    path.close()
    path.lineTo(points[0][0], points[0][1] - 50)
    canvas.drawPath(path)


def test_lines_and_boxes_are_edges_and_what_is_aslant_or_a_dot_is_none() -> None:
    def draw(canvas: Canvas) -> None:
        canvas.line(50, HEIGHT - 100, 250, HEIGHT - 100)
        canvas.rect(50, HEIGHT - 300, 100, 100)
        canvas.line(50, HEIGHT - 400, 250, HEIGHT - 450)  # aslant
        canvas.line(50, HEIGHT - 500, 50.4, HEIGHT - 500)  # a dot

    line, *box = edges_of(draw)
    assert line == ("h", 50, 100, 250, 100)
    assert sorted(box) == [
        ("h", 50, 200, 150, 200),
        ("h", 50, 300, 150, 300),
        ("v", 50, 200, 50, 300),
        ("v", 150, 200, 150, 300),
    ]


def test_a_closed_outline_goes_on_from_where_it_began() -> None:
    def draw(canvas: Canvas) -> None:
        outline(canvas, (100, HEIGHT - 100), (200, HEIGHT - 100), (200, HEIGHT - 200), (100, HEIGHT - 200))

    assert edges_of(draw) == [
        ("h", 100, 100, 200, 100),
        ("v", 200, 100, 200, 200),
        ("h", 100, 200, 200, 200),
        ("v", 100, 100, 100, 200),
        ("v", 100, 100, 100, 150),
    ]


def test_paths_in_forms_are_where_the_form_is_placed() -> None:
    def draw(canvas: Canvas) -> None:
        canvas.beginForm("ruling")
        canvas.line(0, 0, 100, 0)
        canvas.endForm()
        canvas.translate(50, HEIGHT - 300)
        canvas.scale(2, 1)
        canvas.doForm("ruling")

    assert edges_of(draw) == [("h", 50, 300, 250, 300)]


@pytest.mark.parametrize("seed", range(40))
def test_cells_are_those_that_pdfplumber_finds(seed: int) -> None:
    chance = random.Random(seed)
    drawn = []
    for _ in range(chance.randint(4, 30)):
        at, (low, high) = chance.randrange(0, 100, 10), sorted(chance.sample(range(0, 100, 10), 2))
        if chance.random() < 0.5:
            sides = {"x0": low, "x1": high, "top": at, "bottom": at, "orientation": "h"}
        else:
            sides = {"x0": at, "x1": at, "top": low, "bottom": high, "orientation": "v"}
        size = {"width": sides["x1"] - sides["x0"], "height": sides["bottom"] - sides["top"], "object_type": "line"}
        drawn.append(sides | size)
    crossings = edges_to_intersections(merge_edges(drawn, 3, 3, 3, 3), 3, 3)
    assert ruled._cells(crossings) == intersections_to_cells(crossings)
