"""A page image read by OCR: in a PDF page or an image, out a `RawPage` with word boxes and confidences.

Boxes are given on the page as displayed, in points, with skew and quarter turns taken back.
"""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from ocr import tesseract
from ocr.cleaning import Image, clean
from ocr.faults import TooLarge
from ocr.limits import Limits
from ocr.raw import RawLine, RawPage, RawWord

DPI = 200  # measured: 300 dpi doubles the time and gains nothing on plain text
_MIN_DPI = 72
_OSD_TRUST = 0.55  # mean word confidence below which the page may lie on its side or head


def render(page: Any, number: int, limits: Limits, dpi: int = DPI) -> tuple[Image, int]:
    """An RGB picture of `page` (`pypdfium2.PdfPage`) and its dpi, lowered where the page is huge; raises TooLarge."""
    width, height = page.get_size()
    area = width * height / 72**2
    if area <= 0:
        raise TooLarge("the page has no area", number)
    dpi = min(dpi, int(math.sqrt(limits.pixels / area)))
    if dpi < _MIN_DPI:
        raise TooLarge(
            f"a page of {width / 72:.0f} x {height / 72:.0f} inches cannot be read within the limits", number
        )
    bitmap = page.render(scale=dpi / 72, rev_byteorder=True, prefer_bgrx=False)
    try:
        image = np.array(bitmap.to_numpy())[:, :, :3]
    finally:
        bitmap.close()
    return image, dpi


def read_image(image: Image, dpi: int, number: int, limits: Limits, size: tuple[float, float]) -> RawPage:
    """The words of a page picture; `size` is the page's width and height in points. Raises OcrFailed and its kin."""
    page = _read_upright(image, dpi, number, limits, size)
    if _confidence(page) < _OSD_TRUST:
        turn, _ = tesseract.orientation(clean(image, dpi).image, dpi, limits.ocr_seconds)
        if turn:
            turned = np.ascontiguousarray(np.rot90(image, -turn // 90))
            swapped = size if turn == 180 else (size[1], size[0])
            other = _read_upright(turned, dpi, number, limits, swapped)
            if _confidence(other) > _confidence(page):
                other.rotation = turn
                return other
    return page


def _read_upright(image: Image, dpi: int, number: int, limits: Limits, size: tuple[float, float]) -> RawPage:
    cleaned = clean(image, dpi)
    words = tesseract.recognise(cleaned.image, dpi, limits.ocr_seconds)
    height, width = cleaned.image.shape
    page = RawPage(number, *size, "ocr")
    place = _Placer(cleaned.skew, width, height, size)
    lines: dict[tuple[int, int, int], list[tesseract.OcrWord]] = {}
    for word in words:
        lines.setdefault(word.line, []).append(word)
    for group in lines.values():
        tall = sorted(word.y1 - word.y0 for word in group)
        points = tall[len(tall) // 2] * size[1] / height
        page.lines.append(RawLine([place.word(word, points) for word in group]))
    page.lines.sort(key=lambda line: (line.y0 + line.y1) / 2)
    return page


def _confidence(page: RawPage) -> float:
    """Mean confidence of the words, by length; 0.0 on an empty page."""
    words = [word for line in page.lines for word in line.words]
    total = sum(len(word.text) for word in words)
    return sum((word.confidence or 0.0) * len(word.text) for word in words) / total if total else 0.0


class _Placer:
    """Takes boxes of the deskewed image back to points on the page as it was scanned."""

    def __init__(self, skew: float, width: int, height: int, size: tuple[float, float]) -> None:
        self.sine, self.cosine = math.sin(math.radians(skew)), math.cos(math.radians(skew))
        self.cx, self.cy = width / 2, height / 2
        self.sx, self.sy = size[0] / width, size[1] / height

    def word(self, word: tesseract.OcrWord, size: float) -> RawWord:
        # The box turns around its own centre's place only: turning its corners would make it grow.
        x, y = (word.x0 + word.x1) / 2 - self.cx, (word.y0 + word.y1) / 2 - self.cy
        px = (x * self.cosine + y * self.sine + self.cx) * self.sx
        py = (-x * self.sine + y * self.cosine + self.cy) * self.sy
        half_w, half_h = (word.x1 - word.x0) * self.sx / 2, (word.y1 - word.y0) * self.sy / 2
        return RawWord(
            word.text, px - half_w, py - half_h, px + half_w, py + half_h, word.confidence, "", round(size, 1)
        )
