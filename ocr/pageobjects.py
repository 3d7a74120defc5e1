"""The images and paths of a PDF page, those in forms among them: in a pypdfium2 page, out PDFium's handles."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import repeat
from typing import Any

import numpy as np
import pypdfium2
import pypdfium2.raw as pdfium

from ocr import bulk
from ocr.textlayer import to_display

_DEEPEST = 4  # forms within forms
_MOST_IMAGES = 2_000  # some programs cut a page into thousands of strips

_of_page = bulk.plain(pdfium.FPDFPage_CountObjects), bulk.plain(pdfium.FPDFPage_GetObject)
_of_form = bulk.plain(pdfium.FPDFFormObj_CountObjects), bulk.plain(pdfium.FPDFFormObj_GetObject)
_get_type = bulk.plain(pdfium.FPDFPageObj_GetType)
_get_bounds = bulk.plain(pdfium.FPDFPageObj_GetBounds)
_count_segments = bulk.plain(pdfium.FPDFPath_CountSegments)

Rect = tuple[float, float, float, float]


@dataclass(slots=True)
class PageObjects:
    """Handles, valid while the page is open; for each path the forms that it stands in (the innermost first) and the
    number of its segments."""

    images: list[int] = field(default_factory=list)
    paths: list[int] = field(default_factory=list)
    forms: list[tuple[int, ...]] = field(default_factory=list)
    segments: list[int] = field(default_factory=list)

    @property
    def strokes(self) -> int:
        """How many path segments (rulings, boxes, drawings) the page has."""
        return sum(max(count, 1) for count in self.segments)


def objects_of(page: Any) -> PageObjects:
    """The images and paths of `page` (`pypdfium2.PdfPage`); raises PdfiumError for a broken one."""
    found = PageObjects()
    for item, kind, forms in _walk(bulk.address(page.raw), _of_page, ()):
        if kind == pdfium.FPDF_PAGEOBJ_IMAGE:
            found.images.append(item)
        elif kind == pdfium.FPDF_PAGEOBJ_PATH:
            found.paths.append(item)
            found.forms.append(forms)
    found.segments = list(map(_count_segments, found.paths))
    return found


def _walk(
    owner: int, calls: tuple[bulk.Call, bulk.Call], forms: tuple[int, ...]
) -> Iterator[tuple[int, int, tuple[int, ...]]]:
    """Each object of a page or form, its type, and the forms around it."""
    count, get = calls
    items = list(map(get, repeat(owner), range(count(owner))))
    for item, kind in zip(items, map(_get_type, items), strict=True):
        if kind == pdfium.FPDF_PAGEOBJ_UNKNOWN:
            raise pypdfium2.PdfiumError("an object of the page cannot be read")
        yield item, kind, forms
        if kind == pdfium.FPDF_PAGEOBJ_FORM and len(forms) < _DEEPEST - 1:
            yield from _walk(item, _of_form, (item, *forms))


def pictures(page: Any, objects: PageObjects, least: float) -> list[Rect]:
    """The boxes (points from the top left of the page as displayed) of the images that cover `least` of the page.

    Raises PdfiumError.
    """
    width, height = page.get_size()
    place = to_display(page)
    images = objects.images[:_MOST_IMAGES]
    bounds, known = bulk.written(_get_bounds, images, count=len(images), fields=4, kind=np.float32)
    if not known.all():
        raise pypdfium2.PdfiumError("an image of the page has no place")
    found = []
    for left, bottom, right, top in bounds.tolist():
        (ax, ay), (bx, by) = place.point(left, bottom), place.point(right, top)
        x0, y0, x1, y1 = min(ax, bx), min(ay, by), max(ax, bx), max(ay, by)
        if (x1 - x0) * (y1 - y0) >= least * width * height:
            found.append((x0, y0, x1, y1))
    return found
