"""Where flattened tables stand in a text: from the line that opens with "TT" or "STT" to the last line of rows.

In: a text and its outline. Out: `Region`s with their tokens: words, where rows run on in a line, or whole lines, where
a source prints one cell a line.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import regex

from parsers.flat_heads import Token, head_end, tokens_of
from parsers.outline import Node, Outline

_ORDER = r"(?:STT|TT|Số\s+TT|Stt|Số\s+thứ\s+tự)"
_OPENS = regex.compile(rf"\s*+{_ORDER}\s+(?=\p{{L}})")
_CELL = regex.compile(rf"\s*+{_ORDER}\s*+")
_FIGURE = regex.compile(r"[<>≤≥~]?\d[\d.,]*+%?(?:[-–]\d[\d.,]*+%?)?")
_FIGURES = regex.compile(r"(?<!\S)\d[\d.,]*+%?\s++\d[\d.,]*+%?(?!\S)")
_ROW_LINE = regex.compile(
    r"\s*+(?:(?:\d{1,3}(?:\.\d{1,3})*+[.)]?|[IVX]{1,5}[.)]?|[A-H][.)]?|[a-zđ][.)]?|[-–+])\s+\S|(?i:tổng|cộng)(?!\p{L}))"
)
_ANNEX = regex.compile(r"\s*+(?i:phụ\s+(?:lục|biểu)|biểu(?:\s+mẫu)?\s+số|mẫu\s+(?:số|biểu)|nơi\s+nhận)(?!\p{L})")
_MOST_LINES = 400
_HEAD_LINES = 2  # over which a portal may wrap the head
_MOST_CELLS = 4000
_LONGEST_CELL = 300  # characters
_LEAST_CELLS = 6  # lines of a table with one cell a line
# what the headings of a table speak of whose rows may commit to something
_PLANNED = regex.compile(
    r"nội\s+dung|nhiệm\s+vụ|hoạt\s+động|công\s+việc|giải\s+pháp|danh\s+mục|hạng\s+mục|(?:mục|chỉ)\s+tiêu|tiêu\s+chí|kế\s+hoạch"
    r"|sản\s+phẩm|kết\s+quả|số\s+lượng|khối\s+lượng|quy\s+mô|lộ\s+trình|tổng|số\s|diện\s+tích|kinh\s+phí|20\d\d",
    regex.I,
)


@dataclass(frozen=True, slots=True)
class Region:
    """A flattened table `text[start:end]`; `cells` says that each of its `tokens` is a cell, not a word."""

    start: int
    end: int
    tokens: tuple[Token, ...]
    cells: bool

    def is_listing(self, text: str) -> bool:
        """Whether the table lists what there is: no heading speaks of tasks, aims, products or amounts of work, so that
        no number in its rows is a commitment ("TT Tên điểm Tọa độ Mô tả")."""
        ends = head_end(self.tokens)
        return ends is not None and not _PLANNED.search(text, self.start, self.tokens[ends[0]].start)


def find(text: str, outline: Outline) -> tuple[Region, ...]:
    """The flattened tables of a text in reading order, without overlaps."""
    nodes = [node for node in outline.nodes[1:] if node.kind != "row"]
    found: list[Region] = []
    for index, node in enumerate(nodes):
        if found and node.start < found[-1].end:
            continue
        if _OPENS.match(text, node.start, node.end):
            end = _rows_end(text, nodes, index)
            found.append(Region(node.start, end, tuple(tokens_of(text, node.start, end)), False))
        elif _CELL.fullmatch(text, node.start, node.end):
            lines = list(_cells(text, nodes[index : index + _MOST_CELLS]))
            if len(lines) >= _LEAST_CELLS:
                tokens = tuple(Token(n.start, n.end, "".join(text[n.start : n.end].split())) for n in lines)
                found.append(Region(node.start, lines[-1].end, tokens, True))
    return tuple(found)


def _rows_end(text: str, nodes: Sequence[Node], index: int) -> int:
    """The end of the lines of rows that follow a head, or of the head's own line."""
    end, begun = nodes[index].end, _has_rows(text, nodes[index])
    for number, following in enumerate(nodes[index + 1 : index + 1 + _MOST_LINES]):
        is_row = _is_row_line(text, following)
        if not is_row and (begun or number >= _HEAD_LINES):
            break
        begun, end = begun or is_row, following.end
    return end


def _is_row_line(text: str, node: Node) -> bool:
    """Whether a line is a numbered row, or one of sums, that ends with a figure or has figures side by side, or is a
    heading of rows in capitals."""
    if not _ROW_LINE.match(text, node.start, node.end):
        return False
    last = text[node.start : node.end].rsplit(None, 1)[-1]
    figures = _FIGURE.fullmatch(last) or _FIGURES.search(text, node.start, node.end)
    return bool(figures) or text[node.start : node.end].isupper()


def _has_rows(text: str, node: Node) -> bool:
    """Whether a paragraph holds rows beside the head: the whole table stands in it."""
    return len([t for t in tokens_of(text, node.start, node.end) if _FIGURE.fullmatch(t.words)]) > 12


def _cells(text: str, nodes: Sequence[Node]) -> Iterator[Node]:
    """The lines that may be cells of a table that prints one a line."""
    for node in nodes:
        if node.kind == "closing" or node.end - node.start > _LONGEST_CELL or _ANNEX.match(text, node.start, node.end):
            return
        yield node
