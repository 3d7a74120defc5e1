"""The paper of a scanned page: how bright it is at each place, and the page without its shadows.

In and out: grey pictures as NumPy arrays, rows first.
"""

from __future__ import annotations

import cv2
import numpy as np
import numpy.typing as npt

Pixels = npt.NDArray[np.uint8]


def even_background(grey: Pixels, dpi: int) -> Pixels:
    """The page divided by its background, so that shadows, folds and yellowed paper become white."""
    return np.asarray(cv2.divide(grey, np.maximum(background(grey, dpi), 1), scale=255), np.uint8)


def background(grey: Pixels, dpi: int) -> Pixels:
    """The paper's brightness at each pixel; pixels that are 0 say nothing of it, what lies around them does."""
    height, width = grey.shape
    step = max(round(8 * dpi / 300), 2)
    small = cv2.resize(grey, (max(width // step, 1), max(height // step, 1)), interpolation=cv2.INTER_AREA)
    paper = cv2.medianBlur(cv2.dilate(small, np.ones((7, 7), np.uint8)), 21)
    if not paper.all():
        paper[paper == 0] = np.median(paper[paper > 0]) if paper.any() else 255
    return np.asarray(cv2.resize(paper, (width, height), interpolation=cv2.INTER_LINEAR), np.uint8)
