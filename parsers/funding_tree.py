"""The tree of amounts over paragraphs: amounts as read in, the same with the wholes that sums and references give them.

Within a paragraph the tree is that of its words (`funding_clauses`), and under a lead-in that of the outline. Here it
is mended where an amount is too large for its whole, where a sum comes out, and where a later paragraph says what it
divides ("Từ nguồn vốn sự nghiệp nêu trên, dành …", "Riêng năm 2026 …", "Ngân sách huyện chia làm hai đợt: …").
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import regex

from parsers import dates, funding_terms
from parsers.funding_clauses import Clause
from parsers.outline import Node, Outline

_SUM = regex.compile(r"(?i)(?<!\w)(?:tổng|nhu cầu|kinh phí|dự toán|nguồn vốn)(?!\w)")
_BACK = 60  # amounts before a paragraph among which it may mean one
# "Từ nguồn vốn sự nghiệp nêu trên, …", "Trong tổng số kinh phí trên, …", "Nguồn vốn này được phân bổ …"
_REFERS = regex.compile(
    r"(?i)^\W*(?:(?:từ|trong|với|trên cơ sở|căn cứ) )?(?P<what>(?:tổng (?:số )?|số |các )?(?:nguồn|vốn|kinh phí"
    r"|ngân sách|tiền|dự toán|số|nhu cầu)(?!\w)[^,;:.()\d]{0,60}?)"
    r" (?:(?:đã )?(?:nêu|nói|kể|xác định|bố trí) (?:ở )?)?(?:trên|này|đó)"
    r"(?=\s*[,:]|\s+(?:được|sẽ|đã|ưu tiên|dành|bố trí|phân bổ|chi|sử dụng|hỗ trợ|trích|giao|có)(?!\w))"
)
_ALONE = regex.compile(r"\W*riêng(?! (?:lẻ|biệt))(?!\w)", regex.I)
_SENTENCE = regex.compile(r"\.\s+\p{Lu}")


@dataclass(slots=True)
class Item:
    """An amount on its way to a record; `parent` is an index into the list of items."""

    node: Node
    clause: Clause
    parent: int | None = None
    source: str | None = None
    nature: funding_terms.Nature | None = None
    mixed: bool = False  # of both natures, by its own words or its parts
    period: tuple[int | None, int | None] | None = None
    confidence: float = 0.95
    head: str = ""  # what the first amount of a list says for all, before its colon


def leave_smaller_wholes(items: list[Item]) -> None:
    """An amount larger than the one that its list hangs on is no part of it: "Như vậy, tổng kế hoạch là …" below."""
    for item in items:
        while item.parent is not None and items[item.parent].node is not item.node and item.node.kind != "row":
            whole = items[item.parent]
            if (
                max(whole.clause.vnd, round((whole.clause.quantity.value_max or 0) * whole.clause.factor))
                >= item.clause.vnd
            ):
                break
            item.parent = whole.parent


def group_by_sums(items: list[Item]) -> None:
    """Amounts that follow a sum ("tổng", "kinh phí") and come to its value are its parts; a sum may be divided in
    several ways, by years and by sources."""
    for index, whole in enumerate(items):
        if not _SUM.search(whole.clause.label):
            continue
        first = index + 1
        while group := _coming_to(items, whole, first):
            for place in group:
                items[place].parent = index
                items[place].confidence = 0.8
            first = group[-1] + 1


def _coming_to(items: list[Item], whole: Item, first: int) -> list[int]:
    """The amounts from `first` on, beside the whole in the tree, that come to its value; none where they do not."""
    total = 0
    group: list[int] = []
    for place in range(first, min(first + 15, len(items))):
        item = items[place]
        if item.parent != whole.parent or item.node.kind == "row":
            continue
        total += item.clause.vnd
        group.append(place)
        if total >= whole.clause.vnd:
            break
    return group if len(group) > 1 and total == whole.clause.vnd > 0 else []


def refer_back(items: list[Item], outline: Outline, city: str) -> None:
    """Hang the amounts of a paragraph on the earlier amount that it divides; `city` as for `funding_terms.source_of`.

    It names it ("Từ nguồn kinh phí sự nghiệp nêu trên"), takes a part of it ("Riêng năm 2026" behind the whole's list),
    or divides it without rest, by the same source ("Ngân sách huyện chia làm hai đợt: …").
    """
    for first, group in _paragraphs(items):
        label = items[first].clause.label
        refers = _REFERS.match(label)
        whole = None
        if refers:
            group = _sentence(items, group, outline.text)
            whole = _named(items, first, refers["what"], city)
        elif _ALONE.match(label) and items[first].parent is None:
            group = [first]
            whole = _listed_above(items, first, outline)
        elif len(group) > 1:
            whole = _divided(items, first, group, city)
        if whole is not None and sum(items[index].clause.vnd for index in group) <= items[whole].clause.vnd:
            for index in group:
                items[index].parent = whole
                items[index].confidence = 0.8


def _paragraphs(items: list[Item]) -> Iterator[tuple[int, list[int]]]:
    """The first amount of every paragraph, and all that are no part of another one in it; not those of tables."""
    first = 0
    for index, item in enumerate([*items, None]):
        if item is not None and item.node is items[first].node:
            continue
        if items and items[first].node.kind != "row":
            tops = (n for n in range(first, index) if (whole := items[n].parent) is None or whole < first)
            yield first, list(tops)
        first = index


def _sentence(items: list[Item], group: list[int], text: str) -> list[int]:
    """Those of the group that stand in the sentence of its first."""
    start = items[group[0]].clause.start
    return [index for index in group if not _SENTENCE.search(text, start, items[index].clause.place)]


def _named(items: list[Item], first: int, what: str, city: str) -> int | None:
    """The amount before `first` that "nguồn vốn sự nghiệp nêu trên" means: the one of that source and nature in the
    nearest tree that has any, the whole of the nearest where it says neither; None where several are."""
    source, nature = funding_terms.source_of(what, city), funding_terms.nature_of(what)
    source = None if source == "total" or (source == "state_budget" and nature) else source
    earlier = [index for index in range(max(0, first - _BACK), first) if items[index].node.kind != "row"]
    for root in reversed([index for index in earlier if items[index].parent is None]):
        if source is None and nature is None:
            return root
        tree = (index for index in earlier if _root(items, index) == root)
        found = [index for index in tree if _is_of(items[index], source, nature, city)]
        if found:
            return found[0] if len(found) == 1 else None
    return None


def _root(items: list[Item], index: int) -> int:
    while (whole := items[index].parent) is not None:
        index = whole
    return index


def _is_of(item: Item, source: str | None, nature: str | None, city: str) -> bool:
    label = item.clause.label
    return (source is None or funding_terms.source_of(label, city) == source) and (
        nature is None or funding_terms.nature_of(label) == nature
    )


def _listed_above(items: list[Item], first: int, outline: Outline) -> int | None:
    """The whole of the list right above a paragraph under the same heading, where its years hold those of the first."""
    if first == 0:
        return None
    root = _root(items, first - 1)
    own, above = items[first].node, items[root].node
    if root == first - 1 or not (own.parent == above.parent or own.parent == above.index):
        return None
    years = [p for p in dates.periods(items[root].clause.label) if p.first and p.last]
    named = [p.last for p in dates.periods(items[first].clause.label) if p.last]
    if years and named and not (years[-1].first or 0) <= named[-1] <= (years[-1].last or 0):
        return None
    return root


def _divided(items: list[Item], first: int, group: list[int], city: str) -> int | None:
    """The earlier amount of the source that a paragraph opens with, where the group comes to exactly its value."""
    source = funding_terms.source_of(items[first].clause.label, city)
    if source in {None, "total"}:
        return None
    total = sum(items[index].clause.vnd for index in group)
    earlier = (i for i in reversed(range(max(0, first - _BACK), first)) if items[i].node.kind != "row")
    return next((i for i in earlier if items[i].clause.vnd == total and _is_of(items[i], source, None, city)), None)
