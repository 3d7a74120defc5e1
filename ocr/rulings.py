"""The ruling lines of a PDF page: path objects of a pypdfium2 page in, horizontal and vertical edges out.

`pdfplumber` finds the grid in them (`ruled`); it need not read the page itself, which costs it some sixty times more.
"""

from __future__ import annotations

import ctypes
import itertools
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pypdfium2.raw as pdfium

from ocr.textlayer import Display, to_display

_DEEPEST = 4  # forms within forms
_STRAIGHT = 0.5  # points by which a ruling may be off the horizontal or vertical

Point = tuple[float, float]


@dataclass(frozen=True, slots=True)
class Rulings:
    """The rulings of a page of that size, as `pdfplumber.table.TableFinder` takes them from a page of its own."""

    edges: list[dict[str, Any]]
    bbox: tuple[float, float, float, float]


def rulings(page: Any) -> Rulings:
    """The straight strokes and box sides of `page` (`pypdfium2.PdfPage`), in points from its top left as displayed."""
    width, height = page.get_size()
    place = to_display(page)
    edges = [edge for points in _outlines(page, place) for edge in _edges(points)]
    return Rulings(edges, (0.0, 0.0, width, height))


def _outlines(page: Any, place: Display) -> Iterator[list[Point]]:
    """The corners of every path of the page, those in forms among them."""
    for item in page.get_objects(filter=[pdfium.FPDF_PAGEOBJ_PATH], max_depth=_DEEPEST):
        matrix = item.get_matrix()
        form = item.container
        while form is not None:
            matrix = matrix.multiply(form.get_matrix())
            form = form.container
        corners: list[Point] = []
        for index in range(pdfium.FPDFPath_CountSegments(item.raw)):
            segment = pdfium.FPDFPath_GetPathSegment(item.raw, index)
            x, y = ctypes.c_float(), ctypes.c_float()
            if not segment or not pdfium.FPDFPathSegment_GetPoint(segment, x, y):
                continue
            if pdfium.FPDFPathSegment_GetType(segment) == pdfium.FPDF_SEGMENT_MOVETO and corners:
                yield corners
                corners = []
            corners.append(place.point(*matrix.on_point(x.value, y.value)))
            if pdfium.FPDFPathSegment_GetClose(segment):
                corners.append(corners[0])
        if corners:
            yield corners


def _edges(corners: list[Point]) -> Iterator[dict[str, Any]]:
    """The horizontal and vertical sides of an outline."""
    for (ax, ay), (bx, by) in itertools.pairwise(corners):
        across, down = abs(bx - ax), abs(by - ay)
        if min(across, down) > _STRAIGHT or across == down:
            continue
        x0, x1, top, bottom = min(ax, bx), max(ax, bx), min(ay, by), max(ay, by)
        if across > down:
            top = bottom = (top + bottom) / 2
        else:
            x0 = x1 = (x0 + x1) / 2
        yield {
            "x0": x0,
            "x1": x1,
            "top": top,
            "bottom": bottom,
            "width": x1 - x0,
            "height": bottom - top,
            "orientation": "h" if across > down else "v",
            "object_type": "line",
        }
