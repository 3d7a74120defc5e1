"""Ruled tables on a page image: the ruling lines found and painted out, the cells that they enclose.

Tesseract reads figures wrong where a ruling touches them, and takes rulings for letters ("|", "l"); so the rulings go
before recognition, and words are put into the cells by their place. Coordinates are pixels of the image.
"""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np
import numpy.typing as npt

Gray = npt.NDArray[np.uint8]
Rect = tuple[int, int, int, int]

_RIDGE = 14  # grey levels by which a ruling is darker than the paper on either side
_THICK = 0.025  # inches
_NARROW = 4  # rulings are averaged along their length anyway: a page a quarter as wide shows them as well
_RIM = 0.02  # inches: the ground beside a ruling that is painted out with it, and belongs to the cell
_ACROSS, _DOWN = 0.6, 0.2  # inches: the shortest rulings; no capital of a text and no underline of a word is as long
_CELL = 0.08  # inches: the least width and height of a cell
_SQUARE = 0.75  # share of its box that a cell fills; less is no rectangle


@dataclass(frozen=True, slots=True)
class Grid:
    """A page without its rulings, and the cells of each table on it as (x0, y0, x1, y1)."""

    image: Gray
    tables: list[list[Rect]]


def find_grid(image: Gray, dpi: int) -> Grid:
    """The tables of a clean, upright page `image` at `dpi`; the image comes back as it was where there are none."""
    thick = max(round(_THICK * dpi), 2)
    across = _rulings(image, round(_ACROSS * dpi), thick)
    if not across.any():
        return Grid(image, [])
    down = _rulings(np.ascontiguousarray(image.T), round(_DOWN * dpi), thick).T
    if not down.any():
        return Grid(image, [])
    wide, high = (cv2.dilate(lines, np.ones((3, 3), np.uint8)) for lines in (across, down))
    if not cv2.bitwise_and(wide, high).any():
        return Grid(image, [])
    mesh = cv2.bitwise_or(wide, high)
    rim = round(_RIM * dpi)
    count, labels, stats, _ = cv2.connectedComponentsWithStats(mesh, connectivity=8)
    tables, kept = [], np.zeros_like(image)
    for label in range(1, count):
        x, y, width, height = (int(value) for value in stats[label][:4])
        if width < _ACROSS * dpi * 2 or height < _DOWN * dpi:
            continue
        part = np.asarray(labels[y : y + height, x : x + width] == label)
        cells = _cells(part, dpi)
        if len(cells) >= 4:
            tables.append([(x0 + x - rim, y0 + y - rim, x1 + x + rim, y1 + y + rim) for x0, y0, x1, y1 in cells])
            kept[y : y + height, x : x + width][part] = 255
    if not tables:
        return Grid(image, [])
    without = image.copy()
    without[kept > 0] = 255
    return Grid(without, tables)


def _rulings(image: Gray, length: int, thick: int) -> Gray:
    """The straight lines across `image`, at least `length` long and at most about twice `thick` high (pixels).

    A ruling is darker than what lies above it and below it, on average over a third of its length: so one that a worn
    scan has left as pale as its grain is found as well. The average lengthens lines, which is allowed for; steps of a
    pixel and short gaps are closed.
    """
    width, height = image.shape[1], image.shape[0]
    narrow = cv2.resize(image, (max(width // _NARROW, 1), height), interpolation=cv2.INTER_AREA)
    length //= _NARROW
    reach = max(length // 3, 1)
    soft = cv2.blur(narrow, (reach, 1))
    side = np.ones((thick + 1, 1), np.uint8)
    around = cv2.min(cv2.dilate(soft, side, anchor=(0, 0)), cv2.dilate(soft, side, anchor=(0, thick)))
    ridge = (cv2.subtract(around, soft) > _RIDGE).astype(np.uint8) * 255
    joined = cv2.dilate(ridge, np.ones((3, 1), np.uint8))  # a line that drifts by a pixel
    opened = cv2.morphologyEx(joined, cv2.MORPH_OPEN, np.ones((1, length + reach), np.uint8))
    closed = cv2.dilate(opened, np.ones((1, 3), np.uint8))
    return np.asarray(cv2.resize(closed, (width, height), interpolation=cv2.INTER_NEAREST), np.uint8)


def _cells(mesh: npt.NDArray[np.bool_], dpi: int) -> list[Rect]:
    """The rectangles of paper that the rulings of one mesh enclose, in pixels of the mesh."""
    paper = np.pad((~mesh).astype(np.uint8), 1, constant_values=1)
    count, _, stats, _ = cv2.connectedComponentsWithStats(paper, connectivity=4)
    least = _CELL * dpi
    cells = []
    for label in range(1, count):
        x, y, width, height, area = (int(value) for value in stats[label])
        outside = x == 0 or y == 0 or x + width == paper.shape[1] or y + height == paper.shape[0]
        if not outside and width > least and height > least and area > _SQUARE * width * height:
            cells.append((x - 1, y - 1, x - 1 + width, y - 1 + height))
    return cells
