"""Cleaning of a scanned page before recognition: in a page picture, out an even, straight, grey one.

The order was measured (docs/scanning.md): coloured ink out, deskew, division by the background, light smoothing. cv2 is
imported here, and this module only where a page is read by OCR. Pictures are NumPy arrays, rows first; angles are in
degrees, counter-clockwise as seen on the page; matrices are 3x3 and take (x, y, 1) in pixels of the cleaned picture to
the picture that came in.
"""

from __future__ import annotations

import functools
import math
from dataclasses import dataclass, replace

import cv2
import numpy as np
import numpy.typing as npt

from ocr.greymarks import without_grey_marks
from ocr.ink import without_coloured_ink
from ocr.paper import even_background

Pixels = npt.NDArray[np.uint8]
Matrix = npt.NDArray[np.float64]

cv2.setNumThreads(1)  # files are read side by side, a process a core: threads within one only cost CPU

MAX_SKEW = 5.0  # degrees
_STRIPS = 45  # of the page, side by side: narrow enough that skew blurs no row within one
_PROFILE_WIDTH = 900  # pixels; enough to see text rows, small enough to turn often
_STRAIGHT = 0.1  # degrees of skew that are left as they are
_GRAIN = 0.8 / 300  # inches: the Gaussian's sigma on grey scans
READ_DPI = 160  # at which pages of common type are read
_FINE_TYPE = 16  # pixels: the height of a letter's body below which the page keeps its size
_FAX_BLUR = 1.4  # pixels: the Gaussian's sigma on black-and-white scans
_FAX_FINE = 0.5  # pixels: sigma for small type, which more smoothing would smear
_MIN_INK = 200  # pixels of the small picture; below that there are no rows to go by


@dataclass(frozen=True)
class Cleaned:
    """A page ready to be read: grey `image` at `dpi`, the skew `angle` taken out, the `steps` that were taken."""

    image: Pixels
    dpi: int
    angle: float
    steps: tuple[str, ...]
    matrix: Matrix
    bilevel: bool  # scanned in black and white

    def to_page(self, x: float, y: float) -> tuple[float, float]:
        """Where the point (x, y) of `image` lies in the picture that was cleaned, both in pixels."""
        u, v, w = self.matrix @ (x, y, 1.0)
        return float(u / w), float(v / w)

    def within(self, matrix: Matrix) -> Cleaned:
        """The same page as part of a larger picture: `matrix` takes the picture that was cleaned to that one."""
        return replace(self, matrix=matrix @ self.matrix)

    def box_to_page(self, x0: float, y0: float, x1: float, y1: float) -> tuple[float, float, float, float]:
        """A word's box in the picture that was cleaned: its size kept, turned about its own middle only.

        Turning the corners of a long flat box and taking what holds them all would make it overlap its neighbours.
        """
        cx, cy = self.to_page((x0 + x1) / 2, (y0 + y1) / 2)
        left, right = self.to_page(x0, (y0 + y1) / 2), self.to_page(x1, (y0 + y1) / 2)
        top, bottom = self.to_page((x0 + x1) / 2, y0), self.to_page((x0 + x1) / 2, y1)
        across, down = abs(right[0] - left[0]), abs(bottom[1] - top[1])
        return cx - across / 2, cy - down / 2, cx + across / 2, cy + down / 2


def clean(image: Pixels, dpi: int) -> Cleaned:
    """`image` (grey, or RGB with three channels) at `dpi`, without coloured ink, skew, shading and grain.

    Pages are brought to `READ_DPI`: letters of that size are read as well as larger ones, in a tenth less time, and
    what smoothing left of the grain goes with it. Small type keeps its size.
    """
    steps = []
    grey = image
    if image.ndim == 3:
        grey = without_coloured_ink(image, dpi)
        steps.append("coloured ink")
    bilevel = is_bilevel(grey)
    fine = letter_height(grey) < _FINE_TYPE
    scale = 1.0 if fine else min(READ_DPI / dpi, 1.0)
    angle = skew(grey)
    matrix = np.eye(3)
    if abs(angle) >= _STRAIGHT:
        grey, matrix = straighten(grey, angle)
        steps.append("skew")
    # the stairs of a black-and-white scan are what tesseract stumbles over: a wide Gaussian leaves letters as a grey
    # scanner would give them
    sigma = _GRAIN * dpi if not bilevel else _FAX_FINE if fine else _FAX_BLUR
    grey = np.asarray(cv2.GaussianBlur(grey, (0, 0), sigma), np.uint8)
    if scale < 1:
        grey = np.asarray(cv2.resize(grey, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA), np.uint8)
    matrix = matrix @ np.diag((1 / scale, 1 / scale, 1.0))
    steps.append("smoothing")
    dpi = round(dpi * scale)
    if not bilevel:
        grey = without_grey_marks(even_background(grey, dpi), dpi)
        steps.append("background")
    return Cleaned(grey, dpi, angle, tuple(steps), matrix, bilevel)


def letter_height(grey: Pixels) -> float:
    """The height in pixels of most dark patches in the middle of the page that can be letters; 0.0 where none is."""
    rows = len(grey)
    ink = cv2.adaptiveThreshold(
        np.ascontiguousarray(grey[rows // 3 : rows // 3 * 2 + 1]),
        1,
        cv2.ADAPTIVE_THRESH_MEAN_C,
        cv2.THRESH_BINARY_INV,
        51,
        40,
    )
    _, _, patches, _ = cv2.connectedComponentsWithStats(ink, connectivity=8)
    tall, wide = patches[1:, cv2.CC_STAT_HEIGHT], patches[1:, cv2.CC_STAT_WIDTH]
    letters = tall[(tall >= 6) & (tall < 100) & (wide >= 4) & (wide < 100)]
    return float(np.median(letters)) if letters.size else 0.0


def is_bilevel(grey: Pixels) -> bool:
    """Whether the page was scanned in black and white (a fax): then there is no shading to even out.

    Seen through a PDF renderer its edges have turned grey, but paper and ink are still exactly white and black.
    """
    counts = np.bincount(grey.ravel()[::7], minlength=256)
    ink = int(counts[:128].sum())
    return bool(counts[250:].sum() + ink > 0.9 * counts.sum() and counts[:8].sum() > 0.4 * ink)


def skew(grey: Pixels) -> float:
    """The angle by which the text rows rise to the right; 0.0 where no rows can be told or none is sharper."""
    width = min(_PROFILE_WIDTH, grey.shape[1])
    size = (width, max(round(grey.shape[0] * width / grey.shape[1]), 1))
    small = cv2.resize(grey, size, interpolation=cv2.INTER_AREA)
    ink = ink_of(np.asarray(small, np.uint8))
    if int(np.count_nonzero(ink)) < _MIN_INK:
        return 0.0

    strips = np.array_split(ink, _STRIPS, axis=1)
    middles = np.cumsum([strip.shape[1] for strip in strips]) - (width + strips[0].shape[1]) / 2
    profiles = np.stack([np.tile(strip.sum(axis=1, dtype=np.float64), 2) for strip in strips])
    sharpness = functools.partial(_sharpness, profiles, middles)
    coarse = max((half / 2 for half in range(-round(2 * MAX_SKEW), round(2 * MAX_SKEW) + 1)), key=sharpness)
    best = max((coarse + step / 10 for step in range(-4, 5)), key=sharpness)
    return best if sharpness(best) > 1.02 * sharpness(0.0) else 0.0


def _sharpness(profiles: Matrix, middles: Matrix, angle: float) -> float:
    """How sharply rows of ink and paper alternate once the page is turned clockwise by `angle`.

    `profiles` are the ink of each row, strip by strip, twice over, so that a shift is a slice; turning by a few
    degrees shifts each strip by its distance (`middles`, pixels) from the page's middle.
    """
    height = profiles.shape[1] // 2
    shifts = np.rint(middles * math.tan(math.radians(angle))).astype(int)
    rows = np.zeros(height)
    for profile, shift in zip(profiles, shifts, strict=True):
        start = -shift % height
        rows += profile[start : start + height]
    changes = np.diff(rows)
    return float(np.dot(changes, changes))


def ink_of(grey: Pixels) -> Pixels:
    """What is darker than its surroundings, 255 on 0; the picture's rim is left out, where scanners draw edges."""
    ink = cv2.adaptiveThreshold(grey, 255, cv2.ADAPTIVE_THRESH_MEAN_C, cv2.THRESH_BINARY_INV, 25, 15)
    rim = max(min(grey.shape) // 40, 1)
    ink[:rim], ink[-rim:], ink[:, :rim], ink[:, -rim:] = 0, 0, 0, 0
    return np.asarray(ink, np.uint8)


def straighten(grey: Pixels, angle: float) -> tuple[Pixels, Matrix]:
    """The page turned clockwise by `angle` about its middle, its size kept, edges repeated; and the way back."""
    height, width = grey.shape
    matrix = cv2.getRotationMatrix2D((width / 2, height / 2), -angle, 1.0)
    turned = cv2.warpAffine(grey, matrix, (width, height), flags=cv2.INTER_CUBIC, borderMode=cv2.BORDER_REPLICATE)
    return np.asarray(turned, np.uint8), np.linalg.inv(np.vstack([matrix, (0, 0, 1)]))
