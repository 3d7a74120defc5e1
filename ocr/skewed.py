"""Lines of a page that was scanned askew, turned straight for layout and back again for their boxes.

A degree of skew moves the left edge by 15 points over an A4 page: more than the indent of a paragraph tolerates.
"""

from __future__ import annotations

import math
from typing import Protocol

from ocr.raw import RawPage

_LEAST = 0.002  # slope (0.1 degrees) below which a page counts as straight


class Boxed(Protocol):
    """Anything with a box."""

    x0: float
    y0: float
    x1: float
    y1: float


def slope(page: RawPage) -> float:
    """How much the text lines of `page` fall to the right (dy/dx); 0.0 where they are straight or too few."""
    found = []
    for line in page.lines:
        first, last = line.words[0], line.words[-1]
        across = (last.x0 + last.x1 - first.x0 - first.x1) / 2
        if len(line.words) >= 4 and across > 0.3 * page.width:
            found.append((last.y0 + last.y1 - first.y0 - first.y1) / 2 / across)
    middle = sorted(found)[len(found) // 2] if len(found) >= 5 else 0.0
    return middle if abs(middle) >= _LEAST else 0.0


def turn(box: Boxed, fall: float) -> tuple[float, float, float, float]:
    """The box moved to where it lies when the page is turned, about its top left corner, by a slope of `fall`."""
    angle = math.atan(fall)
    x, y = (box.x0 + box.x1) / 2, (box.y0 + box.y1) / 2
    dx = x * math.cos(angle) + y * math.sin(angle) - x
    dy = y * math.cos(angle) - x * math.sin(angle) - y
    return box.x0 + dx, box.y0 + dy, box.x1 + dx, box.y1 + dy


def straighten(page: RawPage) -> float:
    """Turn the words of `page` and its tables straight in place; the slope that was taken out."""
    fall = slope(page)
    if fall:
        boxes: list[Boxed] = [word for line in page.all_lines() for word in line.words]
        for table in page.tables:
            boxes += [table, *table.cells]
        for box in boxes:
            box.x0, box.y0, box.x1, box.y1 = turn(box, fall)
    return fall
