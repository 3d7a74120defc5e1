"""Cleaning of a scanned page before recognition: in an RGB or grey page image, out an upright, even, grey one.

The order was measured (docs/reading.md): stamp removal by the red channel, deskew, division by the background, light
smoothing. cv2 is imported here only, and this module only where a page is read by OCR.
"""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np
import numpy.typing as npt

Gray = npt.NDArray[np.uint8]
Image = npt.NDArray[np.uint8]
MAX_SKEW = 5.0  # degrees
_PROFILE_WIDTH = 900  # pixels; enough to see text rows, small enough to rotate often


@dataclass(frozen=True, slots=True)
class Cleaned:
    """A page ready to be read; `skew` degrees (counter-clockwise) were taken out around the image's centre."""

    image: Gray
    skew: float


def clean(image: Image, dpi: int) -> Cleaned:
    """`image` (grey, or RGB with three channels) at `dpi`, without stamp, skew, shading and grain."""
    gray = without_stamps(image)
    bilevel = is_bilevel(gray)
    angle = skew(gray)
    if abs(angle) >= 0.1:
        gray = rotate(gray, angle)
    if not bilevel:
        gray = even_background(gray, dpi)
    sigma = 0.8 * dpi / 300
    smooth = cv2.GaussianBlur(gray, (0, 0), sigma)
    return Cleaned(np.asarray(smooth, np.uint8), angle)


def is_bilevel(gray: Gray) -> bool:
    """Whether the page is black and white only (a fax scan): there is no shading to even out."""
    counts = np.bincount(gray.ravel()[::7], minlength=256)
    return bool(counts[8:248].sum() < 0.02 * counts.sum())


def without_stamps(image: Image) -> Gray:
    """Grey as seen through a red filter: red stamps vanish into the paper, blue signatures and black text stay."""
    if image.ndim == 2:
        return image
    return np.ascontiguousarray(image[:, :, 0])


def skew(gray: Gray) -> float:
    """The angle in degrees by which the text rows rise to the right (0.0 where no rows can be told)."""
    width = min(_PROFILE_WIDTH, gray.shape[1])
    scale = width / gray.shape[1]
    small = cv2.resize(gray, (width, max(int(gray.shape[0] * scale), 1)), interpolation=cv2.INTER_AREA)
    ink = cv2.adaptiveThreshold(small, 255, cv2.ADAPTIVE_THRESH_MEAN_C, cv2.THRESH_BINARY_INV, 25, 15)
    border = max(width // 40, 1)
    ink[:border], ink[-border:], ink[:, :border], ink[:, -border:] = 0, 0, 0, 0
    if int(np.count_nonzero(ink)) < 200:
        return 0.0

    def sharpness(angle: float) -> float:
        rows = rotate(np.asarray(ink, np.uint8), angle, border=0, fast=True).sum(axis=1, dtype=np.float64)
        steps = np.diff(rows)
        return float(np.dot(steps, steps))

    coarse = max(np.arange(-MAX_SKEW, MAX_SKEW + 0.01, 0.5), key=sharpness)
    best = max(np.arange(coarse - 0.4, coarse + 0.41, 0.1), key=sharpness)
    return float(best) if sharpness(float(best)) > 1.02 * sharpness(0.0) else 0.0


def rotate(gray: Gray, angle: float, *, border: int | None = None, fast: bool = False) -> Gray:
    """The image turned clockwise by `angle` degrees around its centre, its size kept, edges repeated or `border`."""
    height, width = gray.shape
    matrix = cv2.getRotationMatrix2D((width / 2, height / 2), -angle, 1.0)
    turned = cv2.warpAffine(
        gray,
        matrix,
        (width, height),
        flags=cv2.INTER_NEAREST if fast else cv2.INTER_CUBIC,
        borderMode=cv2.BORDER_REPLICATE if border is None else cv2.BORDER_CONSTANT,
        borderValue=(border or 0,),
    )
    return np.asarray(turned, np.uint8)


def even_background(gray: Gray, dpi: int) -> Gray:
    """The page divided by its background, so that shadows and yellowed paper become white."""
    height, width = gray.shape
    step = max(round(8 * dpi / 300), 2)
    small = cv2.resize(gray, (max(width // step, 1), max(height // step, 1)), interpolation=cv2.INTER_AREA)
    background = cv2.medianBlur(cv2.dilate(small, np.ones((7, 7), np.uint8)), 21)
    full = cv2.resize(background, (width, height), interpolation=cv2.INTER_LINEAR)
    return np.asarray(cv2.divide(gray, np.maximum(full, 1), scale=255), np.uint8)
