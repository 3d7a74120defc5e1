"""Grey marks behind the text of a scanned page: large light letters of a watermark, a tint behind a heading.

In: a grey page with its background evened out. Out: the page without what is grey, light and broader than any stroke
of its letters. Colour tells nothing where a copier or a grey scanner took it away.
"""

from __future__ import annotations

import cv2
import numpy as np
import numpy.typing as npt

Pixels = npt.NDArray[np.uint8]

_STROKE = 0.06  # inches: broader than the strokes of bold type of 16 points
_DARKEST = 100  # of 255: darker than that is print, however broad
_LIGHTEST = 235  # of 255: lighter than that is paper
_SHARE = 0.004  # of the page that must be such a mark: 0.4 square inches of A4


def without_grey_marks(grey: Pixels, dpi: int) -> Pixels:
    """`grey` (paper near 255) at `dpi` divided by its light grey marks; as it was where it has none."""
    size = (max(grey.shape[1] // 2, 1), max(grey.shape[0] // 2, 1))
    small = np.asarray(cv2.resize(grey, size, interpolation=cv2.INTER_AREA), np.uint8)
    broad = _without_strokes(small, dpi / 2)  # enough to see whether there are any
    if np.count_nonzero((broad > _DARKEST) & (broad < _LIGHTEST)) < _SHARE * broad.size:
        return grey
    ground = _without_strokes(grey, dpi)
    rims = cv2.erode(ground, np.ones((3, 3), np.uint8))  # the marks with their blurred rims
    ground = np.where(rims > _DARKEST, rims, 255).astype(np.uint8)
    return np.asarray(cv2.divide(grey, ground, scale=255), np.uint8)


def _without_strokes(grey: Pixels, dpi: float) -> Pixels:
    """`grey` without what is as thin as a letter's stroke."""
    size = max(round(_STROKE * dpi), 3)
    brush = cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (size, size))
    return np.asarray(cv2.morphologyEx(grey, cv2.MORPH_CLOSE, brush), np.uint8)
