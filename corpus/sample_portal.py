"""A sample as copied from a web portal: menu words around it, the letterhead in one line, lines cut, tables flattened.

In: blocks of `sample_text`. Out: the text. Cells of a table row stand one after the other with a space between, empty
and merged ones leave nothing; recipients and signature run on in one line, as portals print them.
"""

from __future__ import annotations

import textwrap

from sample_text import MERGED, Block

WIDTH = 100  # characters a line


def _columns(block: Block, between: str) -> str:
    """Both columns of a letterhead or signature in one line: the left one from top to bottom, then the right one."""
    left, right = (" ".join(row[side] for row in block.rows if row[side]) for side in (0, 1))
    return f"{left}{between}{right}"


def _lines(block: Block) -> list[str]:
    match block.kind:
        case "letterhead":
            *names, (number, place) = block.rows
            head = _columns(Block("letterhead", names), " ------- ")
            return [f"{head} --------------- {number} {place}"]
        case "signature":
            return [_columns(block, " ")]
        case "table":
            return [" ".join(cell for cell in row if cell not in {"", *MERGED}) for row in block.rows]
        case "annex":
            return [" ".join(row[0] for row in block.rows)]
        case _:
            return [row[0] for row in block.rows]


def make_portal_text(blocks: list[Block]) -> str:
    """The sample in lines of at most `WIDTH` characters, but the letterhead in one.

    Raises `ValueError` for a footnote, which portals lose.
    """
    lines = []
    for block in blocks:
        if block.note is not None:
            raise ValueError(f"a text from a portal has no footnotes: {block.note[:60]}")
        for line in _lines(block):
            width = len(line) if block.kind == "letterhead" else WIDTH
            lines += textwrap.wrap(line, width, break_long_words=False, break_on_hyphens=False)
    return "\n".join(lines) + "\n"
