"""The text of a sample: from the marked-up source in `corpus/text/` to blocks that every form of it is made from.

A source line is a paragraph or a table row. A line that begins with "@" is not printed and says what follows:
`@letterhead` (rows of left | right), `@title`, `@body`, `@note` (a footnote; its mark stands in the paragraph above),
`@signature` (rows of left | right), `@annex [landscape]` (a new page with its title) and `@table` (column widths in
percent; the first row is the heading). Gold labels count the lines of this file.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

SAMPLE_MARK = "VĂN BẢN MẪU - địa danh, cơ quan và số liệu không có thật"

Kind = Literal["letterhead", "title", "paragraph", "annex", "table", "signature"]
Level = Literal["part", "heading", "subheading", "text"]

_PART = re.compile(r"[IVX]+\. ")
_HEADING = re.compile(r"\d+\. ")
_SUBHEADING = re.compile(r"[a-zđ]\) |\d+\.\d+\.")
_LONGEST_HEADING = 90  # characters; a longer numbered paragraph runs on into its text and is set as text


@dataclass(frozen=True)
class Block:
    """A piece of the sample: `rows` of cells (one cell a row for text), the footnote of a paragraph, table widths."""

    kind: Kind
    rows: list[list[str]]
    note: str | None = None
    landscape: bool = False
    widths: list[float] = field(default_factory=list)

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


def read_blocks(path: Path) -> list[Block]:
    """The blocks of a source file, in order; raises `ValueError` with the line of an unknown directive."""
    blocks: list[Block] = []
    kind: Kind = "paragraph"
    landscape, widths, fresh = False, [], True
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), start=1):
        directive, _, rest = line.partition(" ")
        match directive:
            case "@letterhead" | "@title" | "@signature" | "@annex":
                kind, landscape, fresh = directive[1:], rest == "landscape", True  # type: ignore[assignment]
            case "@body":
                kind, fresh = "paragraph", True
            case "@table":
                kind, widths, fresh = "table", [float(width) for width in rest.split()], True
            case "@note":
                blocks[-1] = Block("paragraph", blocks[-1].rows, note=rest)
            case _ if line.startswith("@"):
                raise ValueError(f"{path.name}:{number}: unknown directive {directive}")
            case _:
                cells = [cell.strip() for cell in re.split(r"(?:^| )\|(?: |$)", line)]
                row = cells if kind in {"letterhead", "signature", "table"} else [line]
                if fresh or kind == "paragraph":
                    blocks.append(Block(kind, [], landscape=landscape, widths=widths if kind == "table" else []))
                blocks[-1].rows.append(row)
                fresh = False
    return blocks
