"""Words of a page put together into printed lines, by their places only: in words with boxes, out lines."""

from __future__ import annotations

from operator import attrgetter

from ocr.raw import RawLine, RawWord


def group_lines(words: list[RawWord]) -> list[RawLine]:
    """Words put together into printed lines, from top to bottom; a word joins the line that it overlaps by half."""
    rows: list[tuple[float, float, list[RawWord]]] = []  # each with the top and bottom of its first word
    for group in _with_glued(words):
        top, bottom = group[0].y0, group[0].y1
        height = bottom - top
        for y0, y1, row in reversed(rows[-60:]):
            overlap = min(y1, bottom) - max(y0, top)
            if overlap > 0.5 * min(y1 - y0, height):
                row.extend(group)
                break
        else:
            rows.append((top, bottom, group))
    lines = []
    for _, _, row in rows:
        row.sort(key=attrgetter("x0"))
        lines.append(RawLine(row))
    lines.sort(key=lambda line: (line.y0 + line.y1) / 2)
    return lines


def _with_glued(words: list[RawWord]) -> list[list[RawWord]]:
    """Each word with those glued to it, tallest lines first come first served by their place on the page."""
    groups: list[list[RawWord]] = []
    for word in words:
        if word.glued and groups:
            groups[-1].append(word)
        else:
            groups.append([word])
    for group in groups:
        if len(group) > 1:
            group.sort(key=lambda word: -word.size)  # the tallest decides the line; order is restored by x
    return groups
