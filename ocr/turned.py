"""Text that is turned on its page: in the words of a text layer, out its lines as they are read.

A page whose text lies on its side (a landscape annex on a portrait sheet) is turned upright as a whole. On an upright
page, text along the margin or across the page is a portal's mark, and only the turned heads of narrow table columns
belong to the text.
"""

from __future__ import annotations

import functools
from collections.abc import Sequence

from ocr.grouping import group_lines
from ocr.raw import RawLine, RawWord

_FEWEST_ROWS = 4  # a mark along the margin has one row, or two
_SLANT = 8  # degrees from the horizontal or vertical up to which text counts as such


def level_lines(words: list[RawWord]) -> list[RawLine]:
    """The lines of an upright page as they are read, from the words of its text layer."""
    level = [word for word in words if _quarter(word.angle) == 0]
    lines = group_lines(level)
    if not level or len(level) == len(words):
        return lines
    left, right = min(word.x0 for word in level), max(word.x1 for word in level)
    upended = [word for word in words if _quarter(word.angle) in (90, 270) and left < (word.x0 + word.x1) / 2 < right]
    lines += [RawLine([word]) for word in _stacked(upended)]
    return sorted(lines, key=lambda line: (line.y0 + line.y1) / 2)


@functools.lru_cache(maxsize=720)
def _quarter(angle: float) -> int | None:
    """The quarter turn (0, 90, 180, 270 degrees clockwise) nearest to a word's `angle`; None where it stands aslant."""
    nearest = round(angle / 90) * 90
    return nearest % 360 if abs(angle - nearest) <= _SLANT else None


def quarter_of(words: Sequence[RawWord]) -> int:
    """By how much (0, 90, 180, 270 degrees clockwise) a page's text is turned: more than half of its letters.

    0 where these make no more lines than a mark along the margin has.
    """
    letters: dict[int | None, int] = {}
    for word in words:
        quarter = _quarter(word.angle)
        letters[quarter] = letters.get(quarter, 0) + len(word.text)
    best = max(letters, key=lambda quarter: letters[quarter], default=0)
    if not best or 2 * letters[best] <= sum(letters.values()):
        return 0
    turned = [word for word in words if _quarter(word.angle) == best]
    rows = {round((word.y1 if best == 180 else word.x1) / 6) for word in turned}
    return best if len(rows) >= _FEWEST_ROWS else 0


def _stacked(words: Sequence[RawWord]) -> list[RawWord]:
    """Upended words that follow each other, as one word each time, spaces within: their order is not that of rows."""
    found: list[RawWord] = []
    for word in words:
        last = found[-1] if found else None
        if last and last.angle == word.angle and abs(last.x0 - word.x0) < 0.5 * word.size:
            gap = max(last.y0 - word.y1, word.y0 - last.y1)
            if gap < word.size:
                last.text += ("" if word.glued else " ") + word.text
                last.x0, last.x1 = min(last.x0, word.x0), max(last.x1, word.x1)
                last.y0, last.y1 = min(last.y0, word.y0), max(last.y1, word.y1)
                continue
        found.append(word)
    return found
