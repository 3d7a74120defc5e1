"""The text of a sample: from the marked-up source in `corpus/text/` to blocks that every form of it is made from.

A source line is a paragraph or a table row. A line that begins with "@" is not printed and says what follows:
`@letterhead` (rows of left | right), `@title`, `@body`, `@note` (a footnote; its mark stands in the paragraph above),
`@signature` (rows of left | right), `@annex [landscape]` (a new page with its title), `@table [head=2]` (column widths
in percent; the first row, or the first two, are the heading) and `@page` (lines of the web page around the document).
In a table "<" is a cell merged with the one on its left, "^" one merged with the one above. Gold labels count the lines
of this file.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

MERGED = {"<", "^"}
SAMPLE_MARK = "VĂN BẢN MẪU - địa danh, cơ quan và số liệu không có thật"

Kind = Literal["letterhead", "title", "paragraph", "annex", "table", "signature", "page"]
Level = Literal["part", "heading", "subheading", "text"]

_PART = re.compile(r"[IVX]+\. ")
_HEADING = re.compile(r"\d+\. ")
_SUBHEADING = re.compile(r"[a-zđ]\) |\d+\.\d+\.")
_LONGEST_HEADING = 90  # characters; a longer numbered paragraph runs on into its text and is set as text


@dataclass(frozen=True)
class Block:
    """A piece of the sample: `rows` of cells (one cell a row for text), the footnote of a paragraph, table widths.

    `head` is the number of heading rows of a table; a row of the heading may be merged with the one above it.
    """

    kind: Kind
    rows: list[list[str]]
    note: str | None = None
    landscape: bool = False
    widths: list[float] = field(default_factory=list)
    head: int = 1

    @property
    def text(self) -> str:
        """The text of a paragraph."""
        return self.rows[0][0]

    @property
    def level(self) -> Level:
        """What a paragraph is in the outline, as typists set it: by its number and its length."""
        if _PART.match(self.text):
            return "part"
        if len(self.text) > _LONGEST_HEADING or self.text.endswith((".", ";", ":")):
            return "text"
        if _HEADING.match(self.text):
            return "heading"
        return "subheading" if _SUBHEADING.match(self.text) else "text"

    def merged(self) -> list[tuple[int, int, int, int]]:
        """The merged cells of a table as (first row, first column, last row, last column), from 0, ends included."""
        found = []
        for row, cells in enumerate(self.rows):
            for column, cell in enumerate(cells):
                if cell in MERGED:
                    continue
                right, below = column, row
                while right + 1 < len(cells) and cells[right + 1] == "<":
                    right += 1
                while below + 1 < len(self.rows) and self.rows[below + 1][column] == "^":
                    below += 1
                if (right, below) != (column, row):
                    found.append((row, column, below, right))
        return found


def read_blocks(path: Path) -> list[Block]:
    """The blocks of a source file, in order; raises `ValueError` with the line of a wrong directive or row."""
    blocks: list[Block] = []
    kind: Kind = "paragraph"
    landscape, widths, head, fresh = False, [], 1, True
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), start=1):
        directive, _, rest = line.partition(" ")
        match directive:
            case "@letterhead" | "@title" | "@signature" | "@annex" | "@page":
                kind, landscape, fresh = directive[1:], rest == "landscape", True  # type: ignore[assignment]
            case "@body":
                kind, fresh = "paragraph", True
            case "@table":
                head = 2 if rest.startswith("head=2 ") else 1
                kind, widths, fresh = "table", [float(width) for width in rest.removeprefix("head=2 ").split()], True
            case "@note":
                blocks[-1] = Block("paragraph", blocks[-1].rows, note=rest)
            case _ if line.startswith("@"):
                raise ValueError(f"{path.name}:{number}: unknown directive {directive}")
            case _:
                cells = [cell.strip() for cell in re.split(r"(?:^| )\|(?: |$)", line)]
                row = cells if kind in {"letterhead", "signature", "table"} else [line]
                if kind == "table" and len(row) != len(widths):
                    raise ValueError(f"{path.name}:{number}: {len(row)} cells in a table of {len(widths)} columns")
                if fresh or kind == "paragraph":
                    blocks.append(Block(kind, [], None, landscape, widths if kind == "table" else [], head))
                blocks[-1].rows.append(row)
                fresh = False
    return blocks
