"""Cleaning of a scanned page before recognition: in a page picture, out an even, straight, grey one.

The order was measured (docs/scanning.md): coloured ink out, deskew, division by the background, light smoothing. cv2 is
imported here, and this module only where a page is read by OCR. Pictures are NumPy arrays, rows first; angles are in
degrees, counter-clockwise as seen on the page; matrices are 3x3 and take (x, y, 1) in pixels of the cleaned picture to
the picture that came in.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import cv2
import numpy as np
import numpy.typing as npt

from ocr.greymarks import without_grey_marks

Pixels = npt.NDArray[np.uint8]
Matrix = npt.NDArray[np.float64]

MAX_SKEW = 5.0  # degrees
_PROFILE_WIDTH = 900  # pixels; enough to see text rows, small enough to turn often
_STRAIGHT = 0.1  # degrees of skew that are left as they are
_GRAIN = 0.8 / 300  # inches: the Gaussian's sigma on grey scans
_FAX_BLUR = 1.4  # pixels: the Gaussian's sigma on black-and-white scans
_FAX_DPI = 160
_FAX_TYPE = 16  # pixels: the height of a letter's body from which that much smoothing helps
_FAX_FINE = 0.5  # pixels: sigma for smaller type, which more smoothing would smear
_COLOURLESS = 30  # grey levels between the channels that JPEG and a scanner's noise give to black on white
_PEN = 0.8  # of the paper's brightness: coloured ink that is darker than this in every channel
# how much of a pen's colour its surroundings get, in 255ths, by their brightness: black print nothing
_FADING = np.clip((np.arange(256) - 90) * 4, 0, 255).astype(np.uint8)
_PRINT_SHARE = 0.6  # of the ink coloured: more, and the text itself is printed in colour
_MIN_INK = 200  # pixels of the small picture; below that there are no rows to go by


@dataclass(frozen=True)
class Cleaned:
    """A page ready to be read: grey `image` at `dpi`, the skew `angle` taken out, the `steps` that were taken."""

    image: Pixels
    dpi: int
    angle: float
    steps: tuple[str, ...]
    matrix: Matrix

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
    """`image` (grey, or RGB with three channels) at `dpi`, without coloured ink, skew, shading and grain."""
    steps = []
    grey = image
    if image.ndim == 3:
        grey = without_coloured_ink(image)
        steps.append("coloured ink")
    bilevel = is_bilevel(grey)
    angle = skew(grey)
    matrix = np.eye(3)
    if abs(angle) >= _STRAIGHT:
        grey, matrix = straighten(grey, angle)
        steps.append("skew")
    if bilevel:
        grey, scale = rounded(grey, dpi)
        steps.append("rounding")
        return Cleaned(grey, round(dpi * scale), angle, tuple(steps), matrix @ np.diag((1 / scale, 1 / scale, 1.0)))
    grey = without_grey_marks(even_background(grey, dpi), dpi)
    grey = np.asarray(cv2.GaussianBlur(grey, (0, 0), _GRAIN * dpi), np.uint8)
    return Cleaned(grey, dpi, angle, (*steps, "background", "smoothing"), matrix)


def rounded(grey: Pixels, dpi: int) -> tuple[Pixels, float]:
    """Black-and-white letters with their stairs rounded off, and the scale of the new picture.

    The stairs of a 1-bit scan are what tesseract stumbles over: a wide Gaussian and a smaller picture leave letters as
    a grey scanner would give them (40 % fewer word errors, and less work; enlarging makes it worse). Small type does
    not stand that much: it is smoothed lightly and keeps its size.
    """
    if letter_height(grey) < _FAX_TYPE:
        return np.asarray(cv2.GaussianBlur(grey, (0, 0), _FAX_FINE), np.uint8), 1.0
    soft = cv2.GaussianBlur(grey, (0, 0), _FAX_BLUR)
    scale = min(_FAX_DPI / dpi, 1.0)
    if scale < 1:
        soft = cv2.resize(soft, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA)
    return np.asarray(soft, np.uint8), scale


def letter_height(grey: Pixels) -> float:
    """The height in pixels of most dark patches that can be letters; 0.0 on an empty page."""
    _, _, patches, _ = cv2.connectedComponentsWithStats((grey < 128).astype(np.uint8), connectivity=8)
    tall, wide = patches[1:, cv2.CC_STAT_HEIGHT], patches[1:, cv2.CC_STAT_WIDTH]
    letters = tall[(tall >= 4) & (tall < 100) & (wide >= 3) & (wide < 100)]
    return float(np.median(letters)) if letters.size else 0.0


def is_bilevel(grey: Pixels) -> bool:
    """Whether the page was scanned in black and white (a fax): then there is no shading to even out.

    Seen through a PDF renderer its edges have turned grey, but paper and ink are still exactly white and black.
    """
    counts = np.bincount(grey.ravel()[::7], minlength=256)
    ink = int(counts[:128].sum())
    return bool(counts[250:].sum() + ink > 0.9 * counts.sum() and counts[:8].sum() > 0.4 * ink)


def without_coloured_ink(image: Pixels) -> Pixels:
    """Grey in which coloured ink (stamps, pens, portals' marks) has faded to paper and black print under it stays.

    A pixel gains what its brightest channel has over its luminance, and its colourfulness on top of that: ink of any
    hue ends at or above the paper's grey, while black under transparent ink stays near black. Where most of the ink is
    coloured, it is the print itself: then it is kept.
    """
    grey = np.asarray(cv2.cvtColor(image, cv2.COLOR_RGB2GRAY), np.uint8)
    paper = np.percentile(image[::8, ::8].reshape(-1, 3), 80, axis=0)
    gain = np.clip(paper.max() / np.maximum(paper, 1), 1.0, 2.0)  # warm light and yellowed paper are no ink
    red, green, blue = (cv2.convertScaleAbs(image[:, :, n], alpha=float(gain[n])) for n in range(3))
    brightest = cv2.max(cv2.max(red, green), blue)
    colour = cv2.subtract(brightest, cv2.min(cv2.min(red, green), blue))
    colour = cv2.subtract(cv2.GaussianBlur(colour, (0, 0), 1.0), np.full(1, _COLOURLESS, np.uint8))
    if not colour.any():
        return grey
    coloured = colour > 0
    ink = grey < grey[::8, ::8].mean() - _COLOURLESS
    if (ink & coloured).sum() > _PRINT_SHARE * max(int(ink.sum()), 1):
        return grey
    # JPEG keeps colour at half the resolution: the rims of a dark pen stroke look grey, so they borrow its colour
    pen = np.where(brightest < _PEN * paper.max(), colour, 0).astype(np.uint8)
    rims = cv2.multiply(cv2.dilate(pen, np.ones((5, 5), np.uint8)), cv2.LUT(brightest, _FADING), scale=1 / 255)
    faded = cv2.add(brightest, cv2.max(colour, rims))
    return np.where(coloured | (rims > 0), faded, grey)


def skew(grey: Pixels) -> float:
    """The angle by which the text rows rise to the right; 0.0 where no rows can be told or none is sharper."""
    width = min(_PROFILE_WIDTH, grey.shape[1])
    small = cv2.resize(
        grey, (width, max(round(grey.shape[0] * width / grey.shape[1]), 1)), interpolation=cv2.INTER_AREA
    )
    ink = ink_of(np.asarray(small, np.uint8))
    if int(np.count_nonzero(ink)) < _MIN_INK:
        return 0.0

    half = np.asarray(cv2.resize(ink, None, fx=0.5, fy=0.5, interpolation=cv2.INTER_AREA), np.uint8)
    coarse = max(np.arange(-MAX_SKEW, MAX_SKEW + 0.01, 0.5), key=lambda angle: _sharpness(half, float(angle)))
    best = float(max(np.arange(coarse - 0.4, coarse + 0.41, 0.1), key=lambda angle: _sharpness(ink, float(angle))))
    return best if _sharpness(ink, best) > 1.02 * _sharpness(ink, 0.0) else 0.0


def _sharpness(ink: Pixels, angle: float) -> float:
    """How sharply rows of ink and paper alternate once the page is turned clockwise by `angle`."""
    height, width = ink.shape
    matrix = cv2.getRotationMatrix2D((width / 2, height / 2), -angle, 1.0)
    rows = cv2.warpAffine(ink, matrix, (width, height), flags=cv2.INTER_NEAREST).sum(axis=1, dtype=np.float64)
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


def even_background(grey: Pixels, dpi: int) -> Pixels:
    """The page divided by its background, so that shadows, folds and yellowed paper become white."""
    height, width = grey.shape
    step = max(round(8 * dpi / 300), 2)
    small = cv2.resize(grey, (max(width // step, 1), max(height // step, 1)), interpolation=cv2.INTER_AREA)
    background = cv2.medianBlur(cv2.dilate(small, np.ones((7, 7), np.uint8)), 21)
    full = cv2.resize(background, (width, height), interpolation=cv2.INTER_LINEAR)
    return np.asarray(cv2.divide(grey, np.maximum(full, 1), scale=255), np.uint8)
