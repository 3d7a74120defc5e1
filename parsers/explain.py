"""Every numeral of a document accounted for: what became of it, and why. The tool to see what was left out.

In: a document part and what was parsed from it. Out: one `Numeral` for each numeral of the text, in reading order.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import regex

from ocr.document import Document
from parsers import outline, targets
from parsers.clauses import working_copy
from parsers.numbers import identifiers
from parsers.records import Parsed

Role = Literal["target", "amount", "citation", "date", "numbering", "code", "background"]
_NUMERAL = regex.compile(r"\d++(?:[.,]\d++)*+")


@dataclass(frozen=True, slots=True)
class Numeral:
    """A numeral as printed in `text[start:end]` of the part, what it is (`role`) and the reason (`why`).

    `record` is the index into the parsed targets or amounts that state it, None for the other roles.
    """

    start: int
    end: int
    printed: str
    role: Role
    why: str
    record: int | None = None


@dataclass(frozen=True, slots=True)
class _Span:
    start: int
    end: int
    role: Role
    why: str
    record: int | None = None


_UNKNOWN = _Span(0, 0, "background", "no unit")


def explain(part: Document, parsed: Parsed) -> list[Numeral]:
    """What every numeral of the part is. Raises nothing; a numeral that no rule knows is background, "no unit"."""
    tree = outline.build(part)
    # the first that claims a character keeps it: labels before quantities, places where numbers stand last
    spans = [*_numbering(tree), *_quantities(part, tree, parsed), *_amounts(parsed), *_identified(part, tree)]
    owner: list[_Span | None] = [None] * len(part.text)
    for span in [*spans, *_cells(parsed), *_blocks(tree)]:
        for offset in range(span.start, span.end):
            owner[offset] = owner[offset] or span
    found = []
    for match in _NUMERAL.finditer(part.text):
        what = next((o for o in owner[match.start() : match.end()] if o), _UNKNOWN)
        found.append(Numeral(match.start(), match.end(), match.group(), what.role, what.why, what.record))
    return found


def _numbering(tree: outline.Outline) -> list[_Span]:
    return [
        _Span(node.start, node.body, "numbering", f"label of a {node.kind}")
        for node in tree.nodes
        if node.kind in {"heading", "note"} and node.body > node.start
    ]


def _quantities(part: Document, tree: outline.Outline, parsed: Parsed) -> list[_Span]:
    """The quantities of the running text with the role that `targets` gave them."""
    _, reasons = targets.decide(part, tree, parsed.header)
    spans = []
    for reason in reasons:
        if reason.role in {"target", "restates"}:
            record = _record(parsed, reason.start, reason.end)
            spans.append(_Span(reason.start, reason.end, "target", reason.why, record))
        elif reason.role == "amount":
            amount = next(
                (i for i, a in enumerate(parsed.funding) if a.start < reason.end and a.end > reason.start), None
            )
            spans.append(_Span(reason.start, reason.end, "amount", reason.why, amount))
        else:
            spans.append(_Span(reason.start, reason.end, "background", reason.why))
    return spans


def _record(parsed: Parsed, start: int, end: int) -> int | None:
    """The target whose clause holds a quantity: the shortest one."""
    holding = [(t.end - t.start, i) for i, t in enumerate(parsed.targets) if t.start <= start and end <= t.end + 1]
    return min(holding)[1] if holding else None


def _amounts(parsed: Parsed) -> list[_Span]:
    return [_Span(a.start, a.end, "amount", "amount of money", i) for i, a in enumerate(parsed.funding)]


def _identified(part: Document, tree: outline.Outline) -> list[_Span]:
    text = working_copy(part, tree)
    found = []
    for node in tree.nodes[1:]:
        source = part.text if node.kind == "note" else text
        for item in identifiers(source[node.start : node.end]):
            found.append(_Span(node.start + item.start, node.start + item.end, item.reason, item.reason))
    return found


def _cells(parsed: Parsed) -> list[_Span]:
    """The cells of tables that are targets: their span is the cell."""
    return [_Span(t.start, t.end, "target", "cell of a table", i) for i, t in enumerate(parsed.targets)]


def _blocks(tree: outline.Outline) -> list[_Span]:
    """What is left stands in a table, a footnote, the recipients' block or the head of the document."""
    kinds = {"row": "cell of a table", "note": "footnote", "closing": "recipients and signature"}
    blocks = [_Span(n.start, n.end, "background", kinds[n.kind]) for n in tree.nodes if n.kind in kinds]
    first = next((node.start for node in tree.nodes if node.kind == "heading"), 0)
    return [*blocks, _Span(0, first, "background", "head of the document")]
