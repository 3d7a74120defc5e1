"""Reading order: printed lines of a page, in the order in which a person reads them.

The head of an official document and its foot (recipients left, signature right) stand in two columns whose lines
share their height (Decree 30/2020/ND-CP, annex I); each column is read to its end before the next one.
"""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from dataclasses import dataclass
from operator import attrgetter

import regex

from ocr.raw import RawLine, RawWord

COLUMN_HEADS = regex.compile(
    r"\b(?:CỘNG H[OÒ][AÀ] X[AÃ] HỘI|Độc lập|ĐỘC LẬP|ĐẢNG CỘNG SẢN|N[ơo]i nhận|NƠI NHẬN"
    r"|TM\s*\.|KT\s*\.|TL\s*\.|TUQ\s*\.|CHỦ TỊCH|GIÁM ĐỐC|BỘ TRƯỞNG|TRƯỞNG BAN|BÍ THƯ)",
)
_GUTTER = 8.0  # points: the least white between two columns of text
MOST_LINES = 300  # of a page of text; a page of more is a drawing
_COLUMN_ROWS = 8  # rows with words on both sides of it
_BODY_ROWS = 5  # so many rows of two wide columns are running text in two columns


@dataclass(slots=True)
class Ordered:
    """A line in reading order; `column` is True where it stands in a column block (head, foot), not in the body."""

    line: RawLine
    column: bool = False


def reading_order(lines: list[RawLine], width: float) -> list[Ordered]:
    """The lines of a page (sorted from top to bottom, page `width` in points) in reading order."""
    rows = _rows([piece for line in lines for piece in split_at_gaps(line)])
    ordered: list[Ordered] = []
    index = 0
    while index < len(rows):
        end, split = _zone(rows, index)
        zone = rows[index:end]
        if split is not None and _is_column_block(zone, split, width):
            left = [line for row in zone for line in row if line.x0 < split and line.x1 <= split + line.size]
            right = [line for row in zone for line in row if not (line.x0 < split and line.x1 <= split + line.size)]
            ordered += [Ordered(line, True) for line in left + right]
            index = end
        else:
            ordered.append(Ordered(_join(rows[index])))
            index += 1
    return ordered


def text_columns(lines: Sequence[RawLine], width: float) -> tuple[float, float, float] | None:
    """Where running text stands in two columns: its top, its bottom and the x between them; None where it does not.

    `lines` from top to bottom. One strip of white must part the words of so many lines in a row, wider than the spaces
    of justified text, with text (not a label or a figure) on both sides of it in most of them.
    """
    if len(lines) > MOST_LINES:
        return None
    best: tuple[int, float, float, float] | None = None
    for start, line in enumerate(lines):
        for low, high in _middle_gaps(line, width):
            left, right, both, end = low, high, 0, start
            for index in range(start, len(lines)):
                edges = _gap_at(lines[index], left, right)
                if edges is None or min(right, edges[1]) - max(left, edges[0]) < _GUTTER:
                    break
                left, right, end = max(left, edges[0]), min(right, edges[1]), index
                both += edges[0] - lines[index].x0 > 0.2 * width and lines[index].x1 - edges[1] > 0.2 * width
            rows = end - start + 1
            if both >= _COLUMN_ROWS and 2 * both > rows and (best is None or both > best[0]):
                best = (both, line.y0, max(item.y1 for item in lines[start : end + 1]), (left + right) / 2)
    return best and best[1:]


def _middle_gaps(line: RawLine, width: float) -> list[tuple[float, float]]:
    words = sorted(line.words, key=lambda word: word.x0)
    gaps = ((a.x1, b.x0) for a, b in itertools.pairwise(words))
    return [(a, b) for a, b in gaps if b - a >= _GUTTER and 0.35 * width < (a + b) / 2 < 0.65 * width]


def _gap_at(line: RawLine, left: float, right: float) -> tuple[float, float] | None:
    """The white of `line` around the middle of left..right: its two edges (0 and infinity where no word stands)."""
    middle = (left + right) / 2
    if any(word.x0 < middle < word.x1 for word in line.words):
        return None
    before = max((word.x1 for word in line.words if word.x1 <= middle), default=0.0)
    return before, min((word.x0 for word in line.words if word.x0 >= middle), default=float("inf"))


def split_at_gaps(line: RawLine) -> list[RawLine]:
    """The line cut where the space between two words is too wide for one text."""
    words = sorted(line.words, key=attrgetter("x0"))
    gaps = [b.x0 - a.x1 for a, b in itertools.pairwise(words)]
    if not gaps:
        return [line]
    usual = sorted(gaps)[len(gaps) // 2]
    limit = max(1.4 * line.size, 2.5 * usual if len(gaps) > 3 else 0.0)
    pieces: list[list[RawWord]] = [[words[0]]]
    for word, gap in zip(words[1:], gaps, strict=True):
        if gap > limit:
            pieces.append([])
        pieces[-1].append(word)
    return [RawLine(piece) for piece in pieces]


def _rows(lines: list[RawLine]) -> list[list[RawLine]]:
    """Pieces of the same height side by side."""
    rows: list[list[RawLine]] = []
    for line in sorted(lines, key=lambda piece: (piece.y0 + piece.y1) / 2):
        if rows:
            last = rows[-1][0]
            overlap = min(last.y1, line.y1) - max(last.y0, line.y0)
            apart = all(line.x0 >= other.x1 or line.x1 <= other.x0 for other in rows[-1])
            if overlap > 0.4 * min(last.y1 - last.y0, line.y1 - line.y0) and apart:
                rows[-1].append(line)
                continue
        rows.append([line])
    for row in rows:
        row.sort(key=lambda piece: piece.x0)
    return rows


def _zone(rows: list[list[RawLine]], start: int) -> tuple[int, float | None]:
    """Where the two-column zone that begins at row `start` ends, and the x that divides it (None: no zone)."""
    if len(rows[start]) != 2:
        return start + 1, None
    low, high = rows[start][0].x1, rows[start][1].x0
    end = start + 1
    last_right = start
    for index in range(start + 1, len(rows)):
        row = rows[index]
        lefts = [line for line in row if (line.x0 + line.x1) / 2 < (low + high) / 2]
        rights = [line for line in row if line not in lefts]
        new_low = max([low] + [line.x1 for line in lefts])
        new_high = min([high] + [line.x0 for line in rights])
        gap = row[0].y0 - max(line.y1 for line in rows[index - 1])
        if new_high - new_low < 2 or len(row) > 2 or gap > 6 * row[0].size + 40:
            break
        low, high = new_low, new_high
        if rights:
            last_right = index
        end = index + 1
    foot = any(regex.match(r"\s*N[ơo]i nhận", line.text) for row in rows[start:end] for line in row)
    return (end if foot else last_right + 1), (low + high) / 2


def _is_column_block(zone: list[list[RawLine]], split: float, width: float) -> bool:
    if any(COLUMN_HEADS.search(line.text) for row in zone for line in row):
        return True
    pairs = [row for row in zone if len(row) == 2]
    wide = [row for row in pairs if all(line.x1 - line.x0 > 0.3 * width for line in row)]
    return len(wide) >= _BODY_ROWS and 2 * len(wide) > len(zone)


def _join(row: list[RawLine]) -> RawLine:
    return RawLine([word for line in row for word in line.words])
