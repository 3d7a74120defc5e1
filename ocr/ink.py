"""Coloured ink of a scanned page: stamps, pens and portals' marks fade to paper, black print under them stays.

In: an RGB page. Out: a grey one. Ink darkens paper in proportion to its colour; how much, and how much of the print
under it still shows, is learnt from the page, for red, green and blue ink each. Colour is looked at in half the
resolution, which is all that JPEG keeps of it. The constants were chosen on pages of `tests/bench/degrade.py`.
"""

from __future__ import annotations

import cv2
import numpy as np
import numpy.typing as npt

from ocr.paper import background

Pixels = npt.NDArray[np.uint8]
Reals = npt.NDArray[np.float32]

_COLOURED = 30  # grey levels between the channels; JPEG and a scanner's noise give black on white less
_COLOURLESS = 12  # the same beside colour: the rims of strokes
_NEAR = np.ones((5, 5), np.uint8)  # beside, in pixels of half the resolution
_RIM = np.ones((3, 3), np.uint8)
_PRINT_SHARE = 0.6  # of the ink coloured: more, and the text itself is printed in colour
_STRONG = 0.6  # of an ink's full colour
_PRINT = 40  # grey levels by which print is darker than paper
_PRINT_UNDER = 15  # the same under ink
_CORE = 80  # percentile of such pixels that is the middle of a stroke
_LEAST_PRINT = 500  # pixels without which nothing is known of the page's print
_OPACITY = 0.8  # the most that ink is taken to hide of the print under it
_GRAIN_PIXELS = 0.6  # sigma of the Gaussian before print is strengthened, which would strengthen grain as well
_BROAD = 0.7  # of an ink's darkness left when eroded: else it is a stroke so thin that its colour is diluted
# share of a thin stroke's darkness that its colour does not explain: up to the first all ink, from the second all print
_UNEXPLAINED = (0.1, 0.3)


def without_coloured_ink(image: Pixels, dpi: int) -> Pixels:
    """Grey in which coloured ink has faded to paper; black print under it is as dark as beside it.

    Where most of the ink is coloured, it is the print itself: then it is kept.
    """
    grey = np.asarray(cv2.cvtColor(image, cv2.COLOR_RGB2GRAY), np.uint8)
    inks = _inks(image, grey)
    if not inks:
        return grey
    height, width = grey.shape
    stained = cv2.resize(np.maximum.reduce(inks), (width, height), interpolation=cv2.INTER_NEAREST) > 0
    paper = background(np.where(stained, 0, grey).astype(np.uint8), dpi)
    blurred = cv2.blur(np.ascontiguousarray(grey[::2, ::2]), (3, 3))  # as colour is
    dark = cv2.subtract(np.ascontiguousarray(paper[::2, ::2]), blurred).astype(np.float32)
    shades = [_shade(ink, dark) for ink in inks]
    shade = np.asarray(np.maximum.reduce(shades), np.float32)
    spread = np.asarray(cv2.dilate(shade, _RIM), np.float32)

    x, y, w, h = cv2.boundingRect((spread > 0).astype(np.uint8))
    inked = slice(y, y + h), slice(x, x + w)
    y, x, y1, x1 = 2 * y, 2 * x, min(2 * (y + h), height), min(2 * (x + w), width)

    def whole(part: Reals) -> Reals:
        """The part of the page that bears ink, in full resolution."""
        return np.asarray(cv2.resize(part[inked], None, fx=2, fy=2)[: y1 - y, : x1 - x], np.float32)

    ground, over = paper[y:y1, x:x1].astype(np.float32), whole(spread)
    darkness = ground - cv2.GaussianBlur(grey[y:y1, x:x1], (0, 0), _GRAIN_PIXELS)
    left = np.maximum(darkness - over, 0)  # what ink does not explain is print
    beside = darkness[(over == 0) & (darkness > _PRINT)]
    contrast = float(np.percentile(beside, _CORE)) if beside.size > _LEAST_PRINT else 0.0
    cover = np.zeros_like(dark)
    for own in shades:
        full = float(np.percentile(own[own > 0], 95))
        hidden = _hidden(left[whole(own) > _STRONG * full], contrast)
        cover = np.maximum(cover, cv2.dilate(own, _RIM) * np.float32(hidden / full))
    seen = 1 - np.minimum(cover, _OPACITY)
    left *= whole(_gate(shade, spread, dark, seen)) / whole(seen)
    faded = grey.copy()
    faded[y:y1, x:x1] = np.where(over > 0, np.clip(ground - left, 0, 255), grey[y:y1, x:x1])
    return faded


def _shade(ink: Pixels, dark: Reals) -> Reals:
    """By how much an ink of that colour darkens the page, which is `dark` where it lies."""
    strong = ink > _STRONG * np.percentile(ink[ink > 0], 95)
    return np.asarray(ink * np.median(dark[strong] / ink[strong]), np.float32)


def _hidden(under: Reals, contrast: float) -> float:
    """The share of the print's `contrast` that an ink hides, from the darkness `under` it that is not its own.

    0.0 where nothing is printed under it: what shows there is not to be strengthened.
    """
    printed = under[under > _PRINT_UNDER]
    if contrast <= 0 or printed.size <= 0.01 * under.size:
        return 0.0
    return min(max(1 - float(np.percentile(printed, _CORE)) / contrast, 0.0), _OPACITY)


def _gate(shade: Reals, spread: Reals, dark: Reals, seen: Reals) -> Reals:
    """How much of the darkness left is print: under broad ink all of it, in a thin stroke what its colour belies.

    The colour of a stroke as thin as a pen's is spread beyond it and too pale on it, so that some of its own darkness
    is left; seen as blurred as its colour is, the same darkness is explained.
    """
    low, high = _UNEXPLAINED
    unexplained = (1 - np.minimum(shade / np.maximum(dark, 1), 1)) / seen
    thin = cv2.erode(shade, _RIM) < _BROAD * spread
    return np.where(thin, np.clip((unexplained - low) / (high - low), 0, 1), 1).astype(np.float32)


def _inks(image: Pixels, grey: Pixels) -> list[Pixels]:
    """How coloured red, green and blue ink is at each second pixel of each second row; none where there is none.

    Where most of the ink on the page is coloured there is none either: then the text is printed so.
    """
    small = np.ascontiguousarray(image[::2, ::2])
    paper = np.percentile(small[::4, ::4].reshape(-1, 3), 80, axis=0)
    gain = np.clip(paper.max() / np.maximum(paper, 1), 1.0, 2.0)  # warm light and yellowed paper are no ink
    planes = [cv2.convertScaleAbs(plane, alpha=float(by)) for plane, by in zip(cv2.split(small), gain, strict=True)]
    brightest = cv2.max(cv2.max(planes[0], planes[1]), planes[2])
    colour = cv2.blur(cv2.subtract(brightest, cv2.min(cv2.min(planes[0], planes[1]), planes[2])), (3, 3))
    coloured = (colour > _COLOURED).astype(np.uint8)
    if not coloured.any():
        return []
    some = grey[::2, ::2]
    ink = some < some.mean() - _COLOURED
    if np.count_nonzero(ink & (coloured > 0)) > _PRINT_SHARE * max(int(np.count_nonzero(ink)), 1):
        return []
    beside = (cv2.dilate(coloured, _NEAR) > 0) & (colour > _COLOURLESS)
    inks = [np.where(beside & (plane == brightest), colour, 0).astype(np.uint8) for plane in planes]
    return [own for own in inks if own.any()]
