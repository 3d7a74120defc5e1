"""What a page gives before layout: words, lines and ruled tables with their places, whatever engine read them.

All coordinates are PDF points from the top left corner of the page as displayed.
"""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from dataclasses import dataclass, field

from ocr.document import Method


@dataclass(slots=True)
class RawWord:
    """A word as printed (NFC) with its box; `size` is the font size or the height of the line in points."""

    text: str
    x0: float
    y0: float
    x1: float
    y1: float
    confidence: float | None = None
    font: str = ""
    size: float = 0.0
    glued: bool = False  # no space between this word and the one before (a change of font inside a word)
    before: str = ""  # what was read first, where a second look changed it, and why
    why: str = ""
    angle: float = 0.0  # degrees clockwise by which it is turned on the page as displayed


@dataclass(slots=True)
class RawLine:
    """Words side by side that are read together, from left to right."""

    words: list[RawWord]

    @property
    def text(self) -> str:
        """The words with one space between them."""
        return "".join([w.text if w.glued or not i else " " + w.text for i, w in enumerate(self.words)])

    def parted(self, following: RawLine) -> bool:
        """Whether a space belongs between this line and the `following` one of its paragraph.

        None does where the line end cuts a document number: "213/TB-" "VPCP", "3374/" "BKHCN".
        """
        last = self.words[-1].text
        cut = last[-1] in "-/" and last[-2:-1].isalnum() and following.words[0].text[0].isalnum()
        return not cut

    @property
    def x0(self) -> float:
        """Left edge."""
        return min([w.x0 for w in self.words])

    @property
    def x1(self) -> float:
        """Right edge."""
        return max([w.x1 for w in self.words])

    @property
    def y0(self) -> float:
        """Top edge."""
        return min([w.y0 for w in self.words])

    @property
    def y1(self) -> float:
        """Bottom edge."""
        return max([w.y1 for w in self.words])

    @property
    def size(self) -> float:
        """The size of most of its characters, in points."""
        if len({word.size for word in self.words}) == 1:
            return self.words[0].size
        sizes: dict[float, int] = {}
        for word in self.words:
            sizes[word.size] = sizes.get(word.size, 0) + len(word.text)
        return max(sizes, key=lambda size: sizes[size])

    @property
    def bold(self) -> bool:
        """Whether all of it is set in a bold font."""
        return all("Bold" in w.font for w in self.words)


def joined(lines: Sequence[RawLine]) -> str:
    """The text of a paragraph's lines (one at least)."""
    text = lines[0].text
    for before, line in itertools.pairwise(lines):
        text += (" " if before.parted(line) else "") + line.text
    return text


@dataclass(slots=True)
class RawCell:
    """A cell of a ruled table: grid place (base 0), spans, box, and its lines from top to bottom.

    `more` holds the lines, each with its page number, by which the cell goes on at the top of the next pages.
    """

    row: int
    column: int
    row_span: int
    column_span: int
    x0: float
    y0: float
    x1: float
    y1: float
    lines: list[RawLine] = field(default_factory=list)
    more: list[tuple[RawLine, int]] = field(default_factory=list)


@dataclass(slots=True)
class RawTable:
    """A ruled table and its place on the page."""

    x0: float
    y0: float
    x1: float
    y1: float
    rows: int
    columns: int
    cells: list[RawCell]


@dataclass(slots=True)
class RawPage:
    """One page as an engine read it. `error` says why there are no lines where `method` is "failed".

    `fold` is the x (points) between two facing pages on one sheet, of which the left one is read first.
    """

    number: int
    width: float
    height: float
    method: Method
    trust: float = 1.0
    rotation: int = 0
    lines: list[RawLine] = field(default_factory=list)
    tables: list[RawTable] = field(default_factory=list)
    error: str | None = None
    fold: float | None = None

    def all_lines(self) -> list[RawLine]:
        """The lines of the text and those of the tables' cells."""
        return self.lines + [line for table in self.tables for cell in table.cells for line in cell.lines]

    @property
    def text(self) -> str:
        """The page's own text, one printed line a line; the cells of tables last."""
        return "\n".join(line.text for line in self.all_lines())
