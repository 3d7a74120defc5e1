"""Printed lines to paragraphs: where one ends, judged by margins, indents, gaps and the words themselves."""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from dataclasses import dataclass, replace

import regex

from ocr.columns import Ordered
from ocr.raw import RawLine

LABEL = regex.compile(
    r"(?:[-–+*•▪●○◦✓\uf0b7\uf02d]\s*+(?=\S)|\(?\d{1,2}(?:\.\d{1,2}){0,3}[.)]?\s++(?=\p{Lu})"
    r"|\d{1,2}(?:\.\d{1,2}){0,3}[.)]\s|[IVXL]{1,6}[.)]?\s|[a-zđ]{1,2}\)\s|[a-zđ]\d?[.]\s"
    r"|Điều\s\d|Chương\s[IVXL\d]|Mục\s[IVXL\d]|Phụ lục|PHỤ LỤC|Căn cứ\s|Nơi nhận)"
)
_STRONG_LABEL = regex.compile(
    r"[-–+*•▪●]\s*+\p{L}|\d{1,2}(?:\.\d{1,2}){0,3}[.)]\s|[IVXL]{1,6}\.\s|[a-zđ]\)\s|Điều\s\d++\."
)
_SIGNATURE = regex.compile(
    r"(?:TM|KT|TL|TUQ|Q)\s?\.\s?\p{Lu}"
    r"|(?:PHÓ )?(?:CHỦ TỊCH|GIÁM ĐỐC|CHỦ NHIỆM|TRƯỞNG (?:BAN|PHÒNG))\b"
)
_ENDS = (".", ";", ":", "!", "?", "…", "./.")


@dataclass(frozen=True, slots=True)
class Margins:
    """The body's edges and usual line distance on a page, in points."""

    left: float
    right: float
    leading: float
    width: float
    indent: float | None = None  # where paragraphs begin, if they do: then a line at the left edge goes on with one


def margins(lines: Sequence[Ordered], width: float) -> Margins:
    """The margins of a page's body lines; half the page where there is none."""
    body = [item.line for item in lines if not item.column]
    long = [line for line in body if line.x1 - line.x0 > 0.4 * width] or body
    if not long:
        return Margins(0.1 * width, 0.9 * width, 18.0, width)
    rights = sorted(line.x1 for line in long)
    lefts = sorted(line.x0 for line in long)
    right = rights[int(0.9 * (len(rights) - 1))]
    left = lefts[int(0.1 * (len(lefts) - 1))]
    gaps = sorted(b.y0 - a.y0 for a, b in itertools.pairwise(body) if 0 < b.y0 - a.y0 < 60)
    flush = sum(line.x0 < left + 0.5 * line.size for line in long)
    begun = sorted(line.x0 for line in body if left + 0.9 * line.size < line.x0 < left + 4.5 * line.size)
    common = max(begun, key=lambda x: sum(abs(x - other) < 4 for other in begun), default=left)
    indented = sum(abs(common - other) < 4 for other in begun) >= 3 and flush >= 3
    leading = gaps[len(gaps) // 3] if gaps else 18.0
    return Margins(left, right, leading, width, common if indented else None)


def widened(page: Margins, before: Margins) -> Margins:
    """The margins of a page of short lines only (the last one, say) are those of the page before it."""
    if page.width == before.width and page.right < before.right - 0.1 * page.width:
        return replace(page, left=min(page.left, before.left), right=before.right, indent=before.indent)
    return page


def hanging(first: RawLine) -> tuple[float, float] | None:
    """Between which x the lines under the `first` one of a list item begin if they hang, at the text of its label."""
    if len(first.words) < 2 or not LABEL.match(first.text) or first.words[0].text[0].isalpha():
        return None
    label, text = first.words[0].x0, first.words[1].x0
    return (label + text) / 2, text + 0.7 * first.size


def continues(
    last: Ordered,
    line: Ordered,
    page: Margins,
    *,
    same_page: bool,
    last_page: Margins,
    hang: tuple[float, float] | None = None,
) -> bool:
    """Whether `line` goes on with the paragraph that `last` belongs to (`page`: the margins around `line`).

    `hang` says between which x the lines of that paragraph begin if it is a list item whose lines hang.
    """
    a, b = last.line, line.line
    if last.column != line.column:
        return False
    if last.column:
        return same_page and _column_continues(a, b)
    above, text, size, next_size = a.text, b.text, a.size, b.size
    if _SIGNATURE.match(text) or (above.isupper() and not text.isupper() and a.x1 < last_page.right - 4 * size):
        return False
    if same_page and b.y0 - a.y0 > 1.55 * max(page.leading, size * 1.05):
        return False
    if above.isupper() and not text.isupper() and text[0] == "(":
        return False  # "(Kèm theo Kế hoạch số …)" under the title of an annex
    if abs(size - next_size) > 0.14 * max(size, next_size) and a.words[0].font and b.words[0].font:
        return False
    ended = above.endswith(_ENDS)
    indented = b.x0 > page.left + 0.9 * next_size
    flush = page.indent is not None and not indented and not ended  # where list items are indented, this is none
    listed = _STRONG_LABEL.match(above) is not None and abs(a.x0 - b.x0) < 2  # items of one list at the left edge
    if _STRONG_LABEL.match(text) and (listed or not flush) and not _inside_sentence(a, b):
        return False
    if LABEL.match(text) and ended:
        return False
    if _centred(a, last_page) or _centred(b, page):
        return _centred_continues(a, b, last_page, page)
    room = last_page.right - a.x1
    fits = room > b.words[0].x1 - b.words[0].x0 + 0.9 * size  # its first word had room on the line before
    if hang is not None and hang[0] < b.x0 < hang[1] and not LABEL.match(text) and not fits:
        return True
    measure = last_page.right - last_page.left
    if indented and text[0].islower() and not ended and room < 0.35 * measure:
        return True  # a sentence that a page end or a footnote had cut, set as a paragraph of its own
    if page.indent is not None and last_page.indent is not None and not indented:
        return not (fits and ended and room > 0.15 * measure) and room < 0.6 * measure
    if fits:
        return False
    if page.indent is not None and abs(b.x0 - page.indent) < 4:
        return False
    if indented and (ended or text[0].isupper()):
        # a block that is indented as a whole goes on at the same indent
        return abs(a.x0 - b.x0) < 0.4 * next_size and not ended and same_page
    return True


def cut_in_two(first: str, second: str) -> bool:
    """Whether two paragraphs are halves of one sentence: no closing mark, then a small letter that is no label's."""
    return not first.endswith(_ENDS) and second[:1].islower() and not LABEL.match(second)


def _inside_sentence(a: RawLine, b: RawLine) -> bool:
    """A dash or figure at a line start that is no label: "giai đoạn 2021" / "- 2025", "số" / "12. …"."""
    text = b.text
    if regex.match(r"[-–]\s*+\d", text) and a.text[-1:].isdigit():
        return True
    if regex.match(r"[-–]\s", text):
        return not a.text.endswith(_ENDS) and regex.match(r"[-–]\s++\p{Ll}", text) is not None
    if regex.match(r"\d", text):
        return not a.text.endswith(_ENDS) and regex.match(r"[\d.]++[.)]?\s++\p{Ll}", text) is not None
    return False


def _centred(line: RawLine, page: Margins) -> bool:
    if page.indent is not None and abs(line.x0 - page.indent) < 4:
        return False
    middle = (page.left + page.right) / 2
    inset = min(line.x0 - page.left, page.right - line.x1)
    return inset > 1.5 * line.size and abs((line.x0 + line.x1) / 2 - middle) < 0.8 * line.size


def _centred_continues(a: RawLine, b: RawLine, last_page: Margins, page: Margins) -> bool:
    if not (_centred(a, last_page) or a.x1 - a.x0 > 0.75 * (last_page.right - last_page.left)) or not _centred(b, page):
        return False
    if a.text.isupper() != b.text.isupper() or a.bold != b.bold:
        return False
    wide = a.x1 - a.x0 > 0.5 * (page.right - page.left)
    return (wide or b.text[0].islower()) and not a.text.endswith((".", ";", ":"))


def _column_continues(a: RawLine, b: RawLine) -> bool:
    if not 0 < b.y0 - a.y0 < 2.2 * max(a.size, b.size) or LABEL.match(b.text):
        return False
    return b.text[0].islower() and not a.text.endswith(_ENDS)
