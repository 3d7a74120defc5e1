"""The ruling lines of a PDF page: the paths of a pypdfium2 page in, horizontal and vertical edges out.

`pdfplumber` finds the grid in them (`ruled`); it need not read the page itself, which costs it some sixty times more.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import chain, repeat
from typing import Any

import numpy as np
import pypdfium2
import pypdfium2.raw as pdfium

from ocr import bulk
from ocr.pageobjects import PageObjects
from ocr.textlayer import Display, to_display

_STRAIGHT = 0.5  # points by which a ruling may be off the horizontal or vertical
_SHORTEST = 1.0  # points

_get_matrix = bulk.plain(pdfium.FPDFPageObj_GetMatrix)
_get_segment = bulk.plain(pdfium.FPDFPath_GetPathSegment)
_get_point = bulk.plain(pdfium.FPDFPathSegment_GetPoint)
_get_segment_type = bulk.plain(pdfium.FPDFPathSegment_GetType)
_is_closed = bulk.plain(pdfium.FPDFPathSegment_GetClose)

Edge = dict[str, Any]


def rulings(page: Any, objects: PageObjects) -> list[Edge]:
    """The straight strokes and box sides of `page` (`pypdfium2.PdfPage`), in points from its top left as displayed.

    Edges are dictionaries as pdfplumber has them. Raises PdfiumError.
    """
    return list(_edges(*_sides(objects, to_display(page))))


def _sides(objects: PageObjects, place: Display) -> tuple[bulk.Floats, bulk.Floats]:
    """The two ends of every side of every path, in the order in which they are drawn."""
    counts = [max(count, 0) for count in objects.segments]
    segments = list(
        chain.from_iterable(map(_get_segment, repeat(p), range(n)) for p, n in zip(objects.paths, counts, strict=True))
    )
    points, known = bulk.written(_get_point, segments, count=len(segments), fields=2, kind=np.float32)
    path = np.repeat(np.arange(len(counts)), counts)[known]
    segments = np.array(segments, np.uint64)[known].tolist()
    points = _displayed(points[known], _matrices(objects)[path], place)
    kinds = np.fromiter(map(_get_segment_type, segments), np.int32, len(segments))
    closed = np.flatnonzero(np.fromiter(map(_is_closed, segments), np.bool_, len(segments)))

    numbers = np.arange(len(segments))
    begins = (kinds == pdfium.FPDF_SEGMENT_MOVETO) | np.append(True, path[1:] != path[:-1])[: len(path)]
    first = np.maximum.accumulate(np.where(begins, numbers, 0))  # of the outline that each point belongs to
    before = numbers - 1
    goes_on = closed[closed + 1 < len(segments)]
    before[goes_on + 1] = first[goes_on]  # a closed outline that goes on does so from where it began
    drawn = np.flatnonzero(~begins)
    order = np.argsort(np.append(2 * drawn, 2 * closed + 1), kind="stable")
    return points[np.append(before[drawn], closed)[order]], points[np.append(drawn, first[closed])[order]]


def _matrices(objects: PageObjects) -> bulk.Floats:
    """For each path the matrix (a to f) that takes it to the page's own coordinates, those of its forms included."""
    found = _own_matrices(objects.paths)
    forms = list({form for around in objects.forms for form in around})
    of_form = dict(zip(forms, _own_matrices(forms).tolist(), strict=True))
    for index, around in enumerate(objects.forms):
        if not around:
            continue
        matrix = pypdfium2.PdfMatrix(*found[index].tolist())
        for form in around:
            matrix = matrix.multiply(pypdfium2.PdfMatrix(*of_form[form]))
        found[index] = matrix.get()
    return found


def _own_matrices(items: list[int]) -> bulk.Floats:
    found, known = bulk.written(_get_matrix, items, count=len(items), fields=6, kind=np.float32, together=True)
    if not known.all():
        raise pypdfium2.PdfiumError("a path of the page has no matrix")
    return found


def _displayed(points: bulk.Floats, matrices: bulk.Floats, place: Display) -> bulk.Floats:
    """The points, each by its matrix, as displayed."""
    x, y = points.T
    a, b, c, d, e, f = matrices.T
    return np.stack(place.point(a * x + c * y + e, b * x + d * y + f), axis=1)


def _edges(begin: bulk.Floats, end: bulk.Floats) -> Iterator[Edge]:
    """Those of the sides that are horizontal or vertical, and no mere dots."""
    across, down = np.abs(end - begin).T
    straight = ~(np.minimum(across, down) > _STRAIGHT) & (np.maximum(across, down) >= _SHORTEST) & (across != down)
    level = (across > down)[straight].tolist()
    least, most = np.minimum(begin, end)[straight].tolist(), np.maximum(begin, end)[straight].tolist()
    for (x0, top), (x1, bottom), is_level in zip(least, most, level, strict=True):
        if is_level:
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
            "orientation": "h" if is_level else "v",
            "object_type": "line",
        }
