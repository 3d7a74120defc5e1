"""Figures of a scanned page read again: doubtful ones are cut out, read thrice more, and the readings vote.

In: the words of a cleaned page and its picture. Out: the same words, with better figures where the evidence is plain.
Tesseract seldom invents a mark inside a figure but often loses one (`63,5` → `635`, `19/111` → `19111`), above all in
table cells. So digits are decided by vote, marks by the reading that kept most of them, and both by the neighbours: a
ratio and its percentage confirm or mend each other. What nothing confirms stays as it was read (docs/scanning.md).
"""

from __future__ import annotations

import itertools
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Decimal

import cv2
import numpy as np
import regex

from ocr import sums, tesseract
from ocr.asking import Reading, Request
from ocr.clean import Pixels
from ocr.faults import ReadingFault
from ocr.raw import RawWord

SURE_IN_TEXT = 0.75  # confidence from which a well-formed figure in running text is taken as read
SURE_IN_ROWS = 0.9  # the same where figures stand side by side, as in tables, where marks get lost
_DPI = 300  # at which figures are read again
_PAD = 0.02  # inches around a word's box: a tail of a comma, but not the neighbour
_BORDER = 12  # pixels of white around a cut-out
_MOST = 400  # figures of a page that are read again: a bound on time, not on pages that exist
_SOFT = (0.0037, 0.0054)  # inches: sigmas of the Gaussians before two of the looks

_EDGES = ".,;:()[]{}\"'“”‘’|_—–-"
_NUMBER = r"(?:\d{1,3}(?:\.\d{3})+|\d+)(?:,\d{1,2})?"
_PLAIN = regex.compile(rf"{_NUMBER}%?|\d{{1,5}}/\d{{1,5}}")
_LABEL = regex.compile(r"\(?\d{1,2}(?:\.\d{1,2}){0,3}[.)]")  # "3.2.5." or "4)" at the head of a row numbers it
_DATE = regex.compile(r"(\d{1,2})/(\d{1,2})/((?:19|20)\d\d)")
_RATIO = regex.compile(r"(\d{1,5})/(\d{1,5})")
_PERCENT = regex.compile(r"\d{1,3}(?:,\d{1,2})?%?")
_FIGURE_LIKE = regex.compile(r"[\d.,/%⁄\-]+")
_MIXED = regex.compile(r"[\w.,/%⁄\-]{2,10}")  # `B55`: letters where digits stood, half of it digits at least
_HALF_TENTH = Decimal("0.05")
_SIGN = regex.compile(r"(\d[\d.,]*)(?:9%|9[46]|(?<=,\d)9)")  # "29,5%" is read as "29,59%", "29,596" or "29,59"
_EM = (0.5, 0.25, 0.83, 0.7)  # of Times: widths of a digit, a mark and "%", height of a digit
_NARROW = 0.8  # of the width that a reading needs: a smaller box does not hold it


@dataclass(frozen=True, slots=True)
class Place:
    """A figure on the page: its word, what it says without punctuation around it, and its box in pixels."""

    word: RawWord
    text: str
    box: tuple[float, float, float, float]


def review(words: Sequence[RawWord], image: Pixels, dpi: int, points: tuple[float, float]) -> Reading[int]:
    """Read the doubtful figures among `words` again and put better readings in their place; how many were changed.

    `image` is the cleaned page that the words were read from, `points` the points of its pixels across and down. A
    changed word keeps its first reading in `before` and the reason in `why`. Where tesseract fails nothing changes.
    """
    rows = _rows([_place(word, points) for word in words])
    doubtful = [place for row in rows for place in _doubtful(row)]
    added = _added(rows)
    doubtful += [place for row in added if not _adds_up(row) for place in row if place not in doubtful]
    doubtful = doubtful[:_MOST]
    changed = 0
    try:
        readings = yield from _read_again(doubtful, image, dpi)
    except ReadingFault:
        return 0
    for place, others in zip(doubtful, readings, strict=True):
        figure = percentage(place.text, others)
        if figure is None or not _holds(place.box, figure):
            figure = decide(place.text, others)
        changed += _change(place.word, figure, "read again")
    changed += _mend_sums(added, dict(zip(map(id, doubtful), readings, strict=True)))
    for left, right in _neighbours(_rows([_place(word, points) for word in words]) if changed else rows):
        ratio, percent = agree(left.text, right.text)
        changed += _change(left.word, ratio, f"ratio of {right.text}")
        changed += _change(right.word, percent, f"share of {left.text}")
    return changed


def _figures(row: Sequence[Place]) -> list[str]:
    return [place.word.text.strip(_EDGES) for place in row]


def _adds_up(row: Sequence[Place]) -> bool:
    return sums.adds_up(_figures(row))


def _added(rows: Sequence[Sequence[Place]]) -> list[list[Place]]:
    """The figures at the end of rows: of those rows that have as many as one on the page that adds up."""
    ends = []
    for row in rows:
        tail = list(itertools.takewhile(lambda place: is_figure(place.word.text), reversed(row)))
        ends.append(tail[::-1])
    lengths = {len(row) for row in ends if _adds_up(row)}
    return [row for row in ends if len(row) in lengths]


def _mend_sums(rows: Sequence[Sequence[Place]], looks: Mapping[int, Sequence[str]]) -> int:
    """Put the figure right that alone keeps a row from adding up; how many were changed."""
    changed = 0
    for row in rows:
        mended = None if _adds_up(row) else sums.mend(_figures(row), [looks.get(id(place), ()) for place in row])
        if mended is not None:
            changed += _change(row[mended[0]].word, mended[1], "sum of the row")
    return changed


def is_figure(text: str) -> bool:
    """Whether a word is a figure, or may be one with a digit read as a letter."""
    core = text.strip(_EDGES)
    digits = sum(character.isdigit() for character in core)
    if not digits:
        return False
    return bool(_FIGURE_LIKE.fullmatch(core) or (_MIXED.fullmatch(core) and 2 * digits >= len(core) > 2))


def is_doubtful(word: RawWord, in_row: bool) -> bool:
    """Whether a figure deserves a second look: low confidence, no figure's form, or digits that may lack a mark.

    `in_row`: other figures stand beside it, as in a table.
    """
    core = word.text.strip(_EDGES)
    if (word.confidence or 0.0) < (SURE_IN_ROWS if in_row else SURE_IN_TEXT) or not well_formed(core):
        return True
    if _SIGN.fullmatch(core):
        return True
    return in_row and len(core) >= 3 and core.isdigit() and not (len(core) == 4 and "1900" <= core <= "2100")


def well_formed(text: str) -> bool:
    """Whether `text` is a number, ratio, percentage or date as Vietnamese documents print them (1.234,5; 19/111)."""
    day = _DATE.fullmatch(text)
    if day:
        try:
            date(int(day[3]), int(day[2]), int(day[1]))
        except ValueError:
            return False
        return True
    return bool(_PLAIN.fullmatch(text))


def decide(first: str, others: Sequence[str]) -> str:
    """The figure that the readings speak for: digits by majority, then the well-formed reading with most marks.

    `first` stays where no two readings agree on the digits, or none of those that do has a figure's form; where it has
    that form itself, only all the others together overrule its digits. No digit and no mark of it is ever dropped.
    """
    readings = [reading for reading in (first, *others) if _FIGURE_LIKE.fullmatch(reading) and _digits(reading)]
    votes = Counter(_digits(reading) for reading in readings)
    digits, count = votes.most_common(1)[0] if votes else ("", 0)
    if count < 2 or (digits != _digits(first) and votes[_digits(first)] == count):
        return first
    if digits != _digits(first) and well_formed(first) and count < len(others):
        return first
    same = [
        reading
        for reading in readings
        if _digits(reading) == digits
        and well_formed(reading)
        and len(digits) >= len(_digits(first))
        and _marks(reading) >= _marks(first)
    ]
    if not same:
        return first
    often = Counter(same)
    return max(same, key=lambda reading: (len(reading), often[reading]))


def percentage(first: str, others: Sequence[str]) -> str | None:
    """The percentage that most of the `others` see where `first` has a 9 for its sign or before it; else None."""
    match = _SIGN.fullmatch(first)
    figure = f"{match[1]}%" if match else ""
    return figure if well_formed(figure) and 2 * others.count(figure) > len(others) else None


def _holds(box: tuple[float, float, float, float], figure: str) -> bool:
    """Whether a word's box is as wide as `figure`, a percentage, must be at that height."""
    digit, mark, sign, height = _EM
    needed = digit * len(_digits(figure)) + mark * sum(character in ".," for character in figure) + sign
    return box[2] - box[0] > _NARROW * needed / height * (box[3] - box[1])


def agree(left: str, right: str) -> tuple[str, str]:
    """A ratio and the percentage after it, either mended by the other where only its marks were lost or misread.

    `("115/181", "635")` → `63,5`; `("19111", "17,1")` → `19/111`. Digits are never changed; anything else comes back
    as it was.
    """
    ratio = _RATIO.fullmatch(left)
    if ratio and int(ratio[1]) <= int(ratio[2]) and int(ratio[2]) > 0:
        share = _share(int(ratio[1]), int(ratio[2]))
        sign = "%" if right.endswith("%") else ""
        if _digits(right) == _digits(share) and "," in share and right != share + sign:
            return left, share + sign
        return left, right
    if _PERCENT.fullmatch(right) and "," in right and _digits(left) == left.replace(".", "").replace(",", ""):
        stated = Decimal(right.rstrip("%").replace(",", "."))
        digits = _digits(left)
        fits = [
            f"{digits[:cut]}/{digits[cut:]}"
            for cut in range(1, len(digits))
            if 0 < int(digits[:cut]) <= int(digits[cut:]) and digits[cut] != "0"
            if abs(100 * Decimal(digits[:cut]) / Decimal(digits[cut:]) - stated) <= _HALF_TENTH
        ]
        if len(fits) == 1 and len(digits) >= 3:
            return fits[0], right
    return left, right


def _share(part: int, whole: int) -> str:
    """`part` of `whole` in percent to a tenth, as printed; without a decimal where that is zero."""
    tenth = (Decimal(100 * part) / whole).quantize(Decimal("0.1"), ROUND_HALF_UP)
    return f"{tenth}".replace(".", ",").removesuffix(",0")


def _marks(text: str) -> int:
    return sum(character in ".,/%" for character in text)


def _digits(text: str) -> str:
    return "".join(character for character in text if character.isdigit())


def _place(word: RawWord, points: tuple[float, float]) -> Place:
    box = (word.x0 / points[0], word.y0 / points[1], word.x1 / points[0], word.y1 / points[1])
    return Place(word, word.text.strip(_EDGES).replace("⁄", "/"), box)


def _change(word: RawWord, figure: str, why: str) -> int:
    """Put `figure` in the place of the word's own, punctuation around it kept; 1 where that changed the word."""
    core = word.text.strip(_EDGES)
    start = word.text.find(core)
    text = word.text[:start] + figure + word.text[start + len(core) :]
    if text == word.text or not figure:
        return 0
    word.before, word.why, word.text = word.before or word.text, why, text
    return 1


def _doubtful(row: Sequence[Place]) -> list[Place]:
    """The figures of a row that deserve a second look."""
    figures = [is_figure(place.word.text) for place in row]
    beside = [any(figures[max(index - 1, 0) : index] + figures[index + 1 : index + 2]) for index in range(len(row))]
    return [
        place
        for index, (place, figure, in_row) in enumerate(zip(row, figures, beside, strict=True))
        if figure and is_doubtful(place.word, in_row) and not (index == 0 and _LABEL.fullmatch(place.word.text))
    ]


def _read_again(places: Sequence[Place], image: Pixels, dpi: int) -> Reading[list[list[str]]]:
    """What three further looks say of each figure, "" where one sees nothing; they err in different ways.

    One process for all: starting it costs as much as some twenty pictures.
    """
    if not places:
        return []
    soft = [np.asarray(cv2.GaussianBlur(image, (0, 0), sigma * dpi), np.uint8) for sigma in _SOFT]
    cuts = [_cut(picture, place.box, dpi) for picture in (*soft, image) for place in places]
    looks = yield Request(cuts, _DPI, 7, tesseract.UPRIGHT)
    read = [" ".join(word.text for word in words).strip(_EDGES).replace("⁄", "/") for words in looks]
    return [read[index :: len(places)] for index in range(len(places))]


def _cut(image: Pixels, box: tuple[float, float, float, float], dpi: int) -> Pixels:
    """A word's picture at `_DPI` on white ground."""
    pad, (height, width) = _PAD * dpi, image.shape
    x0, y0 = (max(int(edge - pad), 0) for edge in box[:2])
    x1, y1 = min(int(box[2] + pad) + 1, width), min(int(box[3] + pad) + 1, height)
    part = image[min(y0, height - 1) : max(y1, y0 + 1), min(x0, width - 1) : max(x1, x0 + 1)]
    large = cv2.resize(part, None, fx=_DPI / dpi, fy=_DPI / dpi, interpolation=cv2.INTER_CUBIC)
    return np.asarray(
        cv2.copyMakeBorder(large, _BORDER, _BORDER, _BORDER, _BORDER, cv2.BORDER_CONSTANT, value=(255,)), np.uint8
    )


def _neighbours(rows: Sequence[Sequence[Place]]) -> list[tuple[Place, Place]]:
    """Pairs of figures of one row that may be a ratio and its percentage.

    They stand side by side, as in a table's cells, or the second bears its sign: `26/32 xã với 813 hộ` is no pair.
    """
    pairs = []
    for row in rows:
        last = -1
        for index, place in enumerate(row):
            if not is_figure(place.word.text):
                continue
            if last >= 0 and (last == index - 1 or place.text.endswith("%")):
                pairs.append((row[last], place))
            last = index
    return pairs


def _rows(places: Sequence[Place]) -> list[list[Place]]:
    """The words that stand side by side, from left to right, row by row down the page."""
    rows: list[list[Place]] = []
    for place in sorted(places, key=lambda place: place.box[1] + place.box[3]):
        middle = (place.box[1] + place.box[3]) / 2
        if rows and rows[-1][-1].box[1] <= middle <= rows[-1][-1].box[3]:
            rows[-1].append(place)
        else:
            rows.append([place])
    return [sorted(row, key=lambda place: place.box[0]) for row in rows]
