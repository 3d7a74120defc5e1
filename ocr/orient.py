"""Where the pages lie in a picture: cut out of a photograph, turned upright, two facing pages parted.

In: a picture (grey or RGB). Out: `Leaf`s in reading order, each with the matrix that takes its pixels back.
All of it looks at a small copy, so that it costs a few milliseconds; what it cannot tell it leaves as it is.
"""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np
import numpy.typing as npt

from ocr.clean import Matrix, Pixels, ink_of

_SMALL = 900  # pixels of the longer side on which lines are looked for
_STRIPS = 8  # text is judged strip by strip, so that a skew of a few degrees does not blur its rows
_TURNED = 1.6  # how much sharper columns than rows must be for a page that lies on its side
_UPSIDE = 1.25  # how much more ink below the rows than above them on a page that stands on its head
_MIN_ROWS = 24  # rows (counted in each strip) below which a page says nothing about its head and foot


@dataclass(frozen=True)
class Leaf:
    """One page of a picture, upright after `turn` degrees clockwise; `matrix` takes it to the turned picture."""

    image: Pixels
    turn: int
    matrix: Matrix


def leaves(image: Pixels, turn: int | None = None) -> list[Leaf]:
    """The pages that `image` shows, upright, in reading order (one, or two where facing pages lie on one sheet).

    `turn` (0, 90, 180 or 270 degrees clockwise) is taken as given where the caller knows it.
    """
    flat, to_image = _flat(image)
    if turn is None:
        turn = upright(flat)
    page, to_flat = quarter_turns(flat, turn // 90)
    _, to_unturned = quarter_turns(image, turn // 90)
    matrix = np.linalg.inv(to_unturned) @ to_image @ to_flat
    fold = facing(page)
    if fold is None:
        return [Leaf(page, turn, matrix)]
    left, right = np.ascontiguousarray(page[:, :fold]), np.ascontiguousarray(page[:, fold:])
    shift = np.array([[1, 0, fold], [0, 1, 0], [0, 0, 1]], dtype=np.float64)
    return [Leaf(left, turn, matrix), Leaf(right, turn, matrix @ shift)]


def quarter_turns(image: Pixels, quarters: int) -> tuple[Pixels, Matrix]:
    """`image` turned clockwise by quarter turns, and the matrix that takes its pixels back."""
    height, width = image.shape[:2]
    back: dict[int, list[list[float]]] = {
        0: [[1, 0, 0], [0, 1, 0], [0, 0, 1]],
        1: [[0, 1, 0], [-1, 0, height - 1], [0, 0, 1]],
        2: [[-1, 0, width - 1], [0, -1, height - 1], [0, 0, 1]],
        3: [[0, -1, width - 1], [1, 0, 0], [0, 0, 1]],
    }
    return np.ascontiguousarray(np.rot90(image, -quarters)), np.array(back[quarters % 4], dtype=np.float64)


def upright(image: Pixels) -> int:
    """The degrees clockwise (0, 90, 180, 270) that bring the text upright; 0 where the page does not say."""
    ink = _small_ink(image)
    rows, columns = _stripes(ink), _stripes(ink.T)
    if columns > _TURNED * rows:
        # a page on its side: of its two upright forms, the one whose marks stand above the rows
        clockwise = np.rot90(ink, -1)
        return 90 if _foot_to_head(clockwise) <= 1 else 270
    if rows > _TURNED * columns and _foot_to_head(ink) > _UPSIDE:
        return 180
    return 0


def facing(image: Pixels) -> int | None:
    """The column (pixels) between two facing pages on one sheet; None where there is one page only."""
    height, width = image.shape[:2]
    if width < 1.2 * height:
        return None
    ink = _small_ink(image)
    rows, columns = ink.shape
    inner = ink[round(0.04 * rows) : round(0.96 * rows)]
    share = (inner > 0).mean(axis=0)
    middle = slice(round(0.42 * columns), round(0.58 * columns))
    empty = share[middle] < 0.004
    start, length = _longest_run(empty)
    if length < 0.025 * columns:
        return None
    fold = round(0.42 * columns) + start + length // 2
    sides = (inner[:, :fold], inner[:, fold:])
    if any(_row_count(side) < 8 or (side > 0).any(axis=0).mean() < 0.4 for side in sides):
        return None
    column: int = round(fold * width / columns)
    return column


def _small_ink(image: Pixels) -> Pixels:
    """Text as white on black, at most `_SMALL` pixels high or wide."""
    small = _small(image, min(_SMALL, max(image.shape[:2])))
    return ink_of(np.asarray(cv2.GaussianBlur(small, (0, 0), 0.8), np.uint8))


def _small(image: Pixels, longer: int) -> Pixels:
    """`image` in grey, its longer side so many pixels."""
    height, width = image.shape[:2]
    scale = longer / max(height, width)
    if scale <= 0.5:  # halving is exact and quick; what other scales cost grows with the picture that they start from
        image = np.asarray(cv2.resize(image, None, fx=0.5, fy=0.5, interpolation=cv2.INTER_AREA), np.uint8)
    grey = image if image.ndim == 2 else cv2.cvtColor(image, cv2.COLOR_RGB2GRAY)
    size = (max(round(width * scale), 1), max(round(height * scale), 1))
    return np.asarray(cv2.resize(grey, size, interpolation=cv2.INTER_AREA), np.uint8)


def _strips(ink: Pixels) -> list[npt.NDArray[np.float64]]:
    """The ink of each row, strip by strip from left to right."""
    return [strip.sum(axis=1, dtype=np.float64) / 255 for strip in np.array_split(ink, _STRIPS, axis=1)]


def _stripes(ink: Pixels) -> float:
    """How sharply ink and paper alternate down the page (the more, the more its text runs across)."""
    changes = sum(float(np.square(np.diff(profile)).sum()) for profile in _strips(ink))
    return changes / max(int(ink.shape[1]), 1)


def _foot_to_head(ink: Pixels) -> float:
    """Ink below the bodies of the letters against ink above them; Vietnamese, with its marks above, stays far below 1.

    1.0 where the page has too few rows to say.
    """
    above, below = 0.0, 0.0
    count = 0
    for profile in _strips(ink):
        for first, last in _runs(profile > 0):
            row = profile[first:last]
            if not 5 <= len(row) <= 40:
                continue
            body = np.flatnonzero(row > 0.5 * row.max())
            above += float(row[: body[0]].sum() / row.sum())
            below += float(row[body[-1] + 1 :].sum() / row.sum())
            count += 1
    ratio = float(below) / max(float(above), 1e-6)
    return ratio if count >= _MIN_ROWS and above + below > 0 else 1.0


def _runs(mask: npt.NDArray[np.bool_]) -> list[tuple[int, int]]:
    """The half-open stretches where `mask` holds."""
    edges = np.flatnonzero(np.diff(np.concatenate(([0], mask.astype(np.int8), [0]))))
    return [(int(first), int(last)) for first, last in zip(edges[::2], edges[1::2], strict=True)]


def _row_count(ink: Pixels) -> int:
    """Rows of text on a page, as its strips see them."""
    return int(np.median([len(_runs(profile > 0)) for profile in _strips(ink)]))


def _longest_run(mask: npt.NDArray[np.bool_]) -> tuple[int, int]:
    """Start and length of the longest stretch where `mask` holds; (0, 0) where it never does."""
    first, last = max(_runs(mask), key=lambda run: run[1] - run[0], default=(0, 0))
    return first, last - first


def _flat(image: Pixels) -> tuple[Pixels, Matrix]:
    """A photographed sheet cut out of its darker surroundings and laid flat; a scan comes back as it is."""
    corners = _sheet_corners(image)
    if corners is None:
        return image, np.eye(3)
    top, right, bottom, left = (float(np.linalg.norm(corners[n] - corners[(n + 1) % 4])) for n in range(4))
    width, height = round(max(top, bottom)), round(max(left, right))
    goal = np.array([[0, 0], [width - 1, 0], [width - 1, height - 1], [0, height - 1]], np.float32)
    matrix = cv2.getPerspectiveTransform(corners, goal)
    flat = cv2.warpPerspective(image, matrix, (width, height), flags=cv2.INTER_CUBIC, borderMode=cv2.BORDER_REPLICATE)
    return np.asarray(flat, np.uint8), np.asarray(np.linalg.inv(matrix), np.float64)


def _sheet_corners(image: Pixels) -> npt.NDArray[np.float32] | None:
    """The corners of a bright sheet on a dark ground, clockwise from the top left; None where there is none."""
    scale = 600 / max(image.shape[:2])
    small = _small(image, 600)
    # letters are closed over, so that the sheet is one bright patch
    grey = cv2.GaussianBlur(cv2.morphologyEx(small, cv2.MORPH_CLOSE, np.ones((9, 9), np.uint8)), (0, 0), 2)
    _, bright = cv2.threshold(grey, 0, 255, cv2.THRESH_BINARY + cv2.THRESH_OTSU)
    edge = np.concatenate([bright[0], bright[-1], bright[:, 0], bright[:, -1]])
    if (edge > 0).mean() > 0.3:  # a scan reaches the picture's edges, a photographed sheet lies inside
        return None
    outlines, _ = cv2.findContours(bright, cv2.RETR_EXTERNAL, cv2.CHAIN_APPROX_SIMPLE)
    outline = max(outlines, key=cv2.contourArea, default=None)
    if outline is None or cv2.contourArea(outline) < 0.35 * bright.size:
        return None
    hull = cv2.convexHull(outline)
    corners = cv2.approxPolyDP(hull, 0.03 * cv2.arcLength(hull, True), True)
    inside, outside = grey[bright > 0], grey[bright == 0]
    if len(corners) != 4 or outside.size == 0 or inside.mean() - outside.mean() < 50:
        return None
    points = (corners.reshape(4, 2) / scale).astype(np.float32)
    around = np.arctan2(*(points - points.mean(axis=0)).T[::-1])
    points = points[np.argsort(around)]
    return np.asarray(np.roll(points, -int(np.argmin(points.sum(axis=1))), axis=0), np.float32)
