"""What a paragraph says of all the amounts of its section: "Số kinh phí của từng dự án dưới đây là vốn ngân sách trung
ương giai đoạn 2021-2025". In: the outline. Out: the `Scope` of the heading that each such paragraph stands under.
"""

from __future__ import annotations

from dataclasses import dataclass

import regex

from parsers.outline import Outline

_STATES = regex.compile(
    r"(?i)^\W*(?:các |toàn bộ |tổng )?(?:số )?(?:vốn|kinh phí|nguồn vốn|số tiền|số liệu|mức vốn)\b[^.;:]{0,80}?"
    r"\b(?:dưới đây|sau đây|tại (?:phần|mục|biểu|bảng|phụ lục) này|(?:phần|mục) này|nêu dưới)\b[^.;:\d]{0,30}?\blà\b"
    r"(?P<what>[^.;]{3,160})"
)


@dataclass(frozen=True, slots=True)
class Scope:
    """What is said of the amounts that stand behind the paragraph `node` in its section, in its own words."""

    node: int
    what: str


def scopes(outline: Outline) -> dict[int, Scope]:
    """The scope by the index of the heading (0: the whole part) whose section it is said in; the last one holds."""
    found: dict[int, Scope] = {}
    for node in outline.nodes[1:]:
        if node.kind in {"paragraph", "bullet"} and (match := _STATES.match(outline.words(node))):
            found[node.parent or 0] = Scope(node.index, match["what"])
    return found
