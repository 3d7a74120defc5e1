"""Funding: one legal document in, its amounts of money as a tree out.

What counts: gold/README.md, "funding.csv". Parts hang on their whole by sentence structure, brackets, lead-ins and
headings (the outline's inheritance), and, where nothing is said, by a sum that comes out.
"""

from __future__ import annotations

import regex

from ocr.document import Document
from parsers import dates, flat_regions, flat_tables, funding_clauses, funding_tables, funding_terms, funding_tree
from parsers.funding_clauses import Clause
from parsers.funding_scope import Scope, scopes
from parsers.funding_tree import Item
from parsers.outline import Node, Outline
from parsers.records import Amount, Header

_WHOLES = frozenset({"total", "programme:ntm", "programme:dtts", "programme:poverty"})
_PAST_SECTION = regex.compile(
    r"(?i)^\W*(?:(?:những|một số|các) )?(?:đánh giá |đặc điểm|thực trạng|hiện trạng|tình hình|kết quả|sự cần thiết"
    r"|khó khăn|hạn chế|tồn tại|thuận lợi|bối cảnh|ưu điểm|thành tựu|nguyên nhân|bài học|tổng kết|khái quát"
    r"|(?:việc|mặt|nhiệm vụ|công việc) (?:đã )?(?:làm|đạt|thực hiện|hoàn thành) (?:được|tốt))"
)
_MARK = regex.compile(r"\s*(?:\[\d{1,3}\]|[¹²³⁴⁵⁶⁷⁸⁹⁰]+)")
_PARTS = regex.compile(r"(?i)\W*(?:trong đó|gồm|bao gồm|cụ thể|chia ra)\W*")
_UNIT_LINE = regex.compile(
    r"(?i)(?:đơn vị(?: tính)?|ĐVT)\s*[:.]?\s*(?P<unit>(?:tỷ|tỉ|triệu|nghìn|ngàn|1\.000)?\s*đồng)"
)
_FACTORS = {"tỷ": 10**9, "tỉ": 10**9, "triệu": 10**6, "nghìn": 1000, "ngàn": 1000, "1.000": 1000}
_BARE_YEAR = regex.compile(r"(?:[^\d:]*:)?\W*(?P<year>20\d\d)\W*")
_DIVIDED = regex.compile(r"(?i)\W*(?:phân|chia) (?:theo|kỳ|ra)(?!\w)")
_FIRST_END = regex.compile(r"[.;(]\s")
_FUND_HEADING = regex.compile(r"(?i)vốn|kinh phí|ngân sách|nguồn lực|đầu tư phát triển|sự nghiệp|chi thường xuyên")


def amounts(part: Document, outline: Outline, header: Header) -> tuple[Amount, ...]:
    """The amounts of money that the plan says are needed, planned or allotted, in reading order.

    Offsets count in `part.text`; `amount` is in `unit` as printed, `amount_vnd` in đồng; sums in foreign money only are
    left out.
    """
    city = "province_budget" if header.level == "province" else "district_budget"
    items = _items(part, outline, header)
    funding_tree.leave_smaller_wholes(items)
    funding_tree.group_by_sums(items)
    funding_tree.refer_back(items, outline, city)
    _own_natures(items)
    said = scopes(outline)
    neighbours: dict[tuple[int, int | None], Item] = {}
    for item in items:
        level = item.node.index, item.parent
        _describe(item, items, neighbours.get(level), outline, city, said)
        if item.node.kind != "row":
            neighbours[level] = item
    _settle_wholes(items)
    return tuple(_record(item, items) for item in items)


def _items(part: Document, outline: Outline, header: Header) -> list[Item]:
    items: list[Item] = []
    opened: dict[int, int] = {}  # node → the item whose parts stand below it
    before_node = 0  # the last paragraph with amounts
    flat = flat_tables.find(part, flat_regions.find(part.text, outline))
    tables = {table.start: (table, others) for others in (part.tables, flat) for table in others}
    cells_until = 0  # the end of a flattened table
    for node in outline.nodes[1:]:
        if node.start in tables:
            first = len(items)
            table, others = tables[node.start]
            cells_until = table.end if others is flat else cells_until
            for clause in funding_tables.amounts(part, table, others, header):
                whole = None if clause.parent is None else first + clause.parent
                items.append(Item(node, clause, whole, confidence=0.75))
        if node.kind in {"closing", "row"} or node.start < cells_until or _is_past(outline, node):
            continue
        paragraph = funding_clauses.read(part.text, node.body, node.end, _unit_above(outline, node))
        above = _whole_above(outline, node, opened)
        if above is None and _PARTS.match(outline.words(node)):
            above = opened.get(before_node)
        counted = _counted(paragraph.clauses, above is not None or _speaks_of_funds(outline, node), header)
        kept: dict[int, int] = {}
        for number, clause in enumerate(paragraph.clauses):
            if number in counted:
                kept[number] = len(items)
                items.append(Item(node, clause, kept.get(clause.parent, above) if clause.parent is not None else above))
        if paragraph.opens is not None and paragraph.opens in kept:
            opened[node.index] = kept[paragraph.opens]
            before_node = node.index
        elif _PARTS.fullmatch(outline.words(node)) and before_node == node.index - 1 and before_node in opened:
            opened[node.index] = opened[before_node]
    return items


def _is_past(outline: Outline, node: Node) -> bool:
    """Whether a heading over the node, or over a footnote's mark, says that the section tells what was."""
    if node.kind == "note" and (mark := _MARK.match(outline.words(node))):
        anchor = outline.text.find(mark.group().strip())
        node = outline.node_at(anchor) if anchor < node.start else node
    return any(
        ancestor.kind == "heading" and _PAST_SECTION.match(outline.words(ancestor))
        for ancestor in (node, *outline.ancestors(node))
    )


def _unit_above(outline: Outline, node: Node) -> tuple[str, int] | None:
    """The unit that a heading or lead-in over a list gives ("Đơn vị tính: triệu đồng")."""

    def find(ancestor: Node) -> tuple[str, int] | None:
        match = _UNIT_LINE.search(outline.words(ancestor))
        if not match:
            return None
        unit = " ".join(match["unit"].split())
        return unit, _FACTORS.get(unit.split(" ")[0].lower(), 1)

    return outline.inherit(node, find)


def _whole_above(outline: Outline, node: Node, opened: dict[int, int]) -> int | None:
    """The amount of a lead-in, bullet or heading over the node, which the node's amounts are parts of."""
    return outline.inherit(node, lambda ancestor: opened.get(ancestor.index))


def _counted(clauses: list[Clause], in_list: bool, header: Header) -> set[int]:
    """The amounts of a paragraph that are funding: named as funds, in a list of funds, a part or a whole of such a one,
    or the next item of its sentence; never turnover, income, or money of the time before the plan."""
    counted: set[int] = set()
    refused = {number for number, clause in enumerate(clauses) if _is_refused(clause, header)}
    for number, clause in enumerate(clauses):
        if number in refused or clause.parent in refused:
            refused.add(number)
            continue
        before = number - 1 in counted and clauses[number - 1].parent == clause.parent
        if in_list or before or clause.parent in counted or funding_terms.is_funding(f"{clause.label} {clause.after}"):
            counted.add(number)
            whole = clause.parent
            while whole is not None and whole not in refused:
                counted.add(whole)
                whole = clauses[whole].parent
    return counted


def _is_refused(clause: Clause, header: Header) -> bool:
    if funding_terms.is_other_money(clause.label):
        return True
    ended = [p.last for p in dates.periods(clause.label) if p.last is not None and p.kind != "baseline"]
    return bool(ended and header.period_start and max(ended) < header.period_start)


def _speaks_of_funds(outline: Outline, node: Node) -> bool:
    """Whether the nearest heading or lead-in with words of money says that the list below is of funds."""
    return bool(outline.inherit(node, lambda ancestor: _FUND_HEADING.search(_own_words(outline, ancestor))))


def _describe(
    item: Item, items: list[Item], before: Item | None, outline: Outline, city: str, said: dict[int, Scope]
) -> None:
    """Source, nature and period of an amount: its own words', else its whole's, its neighbour's, its headings'.

    `before` is the amount that stands before it in its paragraph on the same level of the tree; `said` what the
    sections say of their amounts.
    """
    clause = item.clause
    scope = outline.inherit(
        item.node, lambda node: s if (s := said.get(node.index)) and s.node < item.node.index else None
    )
    parent = items[item.parent] if item.parent is not None else None
    own = funding_terms.source_of(clause.label, city)
    # a lone "tỉnh" names a budget below a budget, and below any whole that is of no other source
    if own is None and parent is not None and ("_budget" in (parent.source or "") or parent.source in _WHOLES):
        own = funding_terms.bare_level(clause.label, city)
    after = funding_terms.source_of(clause.after, city)
    item.source = own if own not in {None, "total"} else after if after not in {None, "total"} else None
    if item.source is None and parent is not None and (parent.source != "total" or _DIVIDED.match(clause.label)):
        item.source = parent.source
    if item.source is None and before is not None and not own and not _DIVIDED.match(clause.label):
        item.source = before.source
    if item.source is None and scope is not None and (stated := funding_terms.source_of(scope.what, city)) != "total":
        item.source = stated
    if item.source is None and (stated := _title_source(clause.title, city)):
        item.source = stated
    if item.source is None and not (own == "total" and _sums_up(clause.label)):
        item.source = outline.inherit(item.node, lambda node: _heading_source(outline, node, city))
    item.source = item.source or own or "total"
    if before is None:
        item.head = clause.label.rpartition(":")[0]
    else:
        item.head = before.head
    if item.nature is None and not item.mixed:
        item.nature = (parent.nature if parent else None) or funding_terms.nature_of(item.head)
        if item.nature is None and before is not None and _only_time(clause.label):
            item.nature = before.nature
        if item.nature is None and parent is None:
            item.nature = outline.inherit(item.node, lambda node: _heading_nature(outline, node))
    item.period = (
        _period(clause.label) or _period(clause.after) or _period(item.head) or (parent.period if parent else None)
    )
    if item.period is None and scope is not None:
        item.period = _period(scope.what)
    if item.period is None:
        item.period = outline.inherit(item.node, lambda node: _period(_own_words(outline, node)))


def _sums_up(label: str) -> bool:
    return bool(regex.match(r"(?i)\W*(?:tổng|nhu cầu|khái toán|dự kiến tổng|dự kiến nhu cầu)", label))


def _only_time(label: str) -> bool:
    """A label that only names a time: what the money is was said by its neighbour."""
    words = label
    for period in reversed(dates.periods(label)):
        words = words[: period.start] + words[period.end :]
    return words != label and not regex.search(
        r"\p{L}", regex.sub(r"(?i)(?<!\w)(?:là|và|khoảng|dự kiến|trong)(?!\w)", "", words)
    )


def _names_nature(label: str) -> bool:
    """Whether a label names both natures, so that it inherits none."""
    return bool(regex.search(r"(?i)đầu tư", label) and regex.search(r"(?i)sự nghiệp|thường xuyên", label))


def _own_words(outline: Outline, node: Node) -> str:
    """A heading or lead-in up to its first sentence end or bracket."""
    return _FIRST_END.split(outline.words(node), maxsplit=1)[0]


def _heading_source(outline: Outline, node: Node, city: str) -> str | None:
    words = _own_words(outline, node)
    source = funding_terms.source_of(words, city) if _FUND_HEADING.search(words) else None
    return None if source == "total" else source


def _title_source(title: str, city: str) -> str | None:
    """The one budget whose money a table divides by its title: "Kế hoạch vốn ngân sách trung ương năm 2022"."""
    source = funding_terms.source_of(title, city) or ""
    return source if source.endswith("_budget") and source != "state_budget" else None


def _heading_nature(outline: Outline, node: Node) -> funding_terms.Nature | None:
    words = _own_words(outline, node)
    if not regex.search(r"(?i)vốn đầu tư|đầu tư phát triển|sự nghiệp|chi thường xuyên", words) or _names_nature(words):
        return None
    return funding_terms.nature_of(words)


def _period(words: str) -> tuple[int | None, int | None] | None:
    """The years of a label; the last named wins in "giai đoạn 2021-2025, năm 2023"."""
    if bare := _BARE_YEAR.fullmatch(words):
        return int(bare["year"]), int(bare["year"])  # "2023: 712,5 tỷ đồng"
    named = [p for p in dates.periods(words) if p.kind in {"period", "in", "by", "before"} and p.cue != "nhiệm kỳ"]
    return (named[-1].first, named[-1].last) if named else None


def _own_natures(items: list[Item]) -> None:
    """The nature that each amount's own words give; a whole with parts of both natures has none."""
    below: dict[int, set[str]] = {}
    for item in items:
        item.mixed = _names_nature(item.clause.label)
        item.nature = (
            funding_terms.nature_of(item.clause.label)
            or funding_terms.nature_of(item.clause.after)
            or funding_terms.nature_of(item.clause.title)
        )
        whole = item.parent
        while item.nature and whole is not None and item.nature not in below.get(whole, ()):
            below.setdefault(whole, set()).add(item.nature)
            whole = items[whole].parent
    for whole, natures in below.items():
        if len(natures) > 1:
            items[whole].mixed, items[whole].nature = True, None


def _settle_wholes(items: list[Item]) -> None:
    """A part of a text whose own parts are several budgets is of the state budget, where its label says no source."""
    sources: dict[int, list[str]] = {}
    for item in items:
        if item.parent is not None and item.node.kind != "row":
            sources.setdefault(item.parent, []).append(item.source or "")
    for whole, parts in sources.items():
        item = items[whole]
        budgets = len(parts) > 1 and all(source.endswith("_budget") for source in parts)
        if budgets and item.source == "total" and item.parent is not None:
            item.source = "state_budget"


def _record(item: Item, items: list[Item]) -> Amount:
    clause = item.clause
    first, last = item.period or (None, None)
    return Amount(
        start=clause.start,
        end=clause.end,
        amount=clause.quantity.value,
        amount_max=clause.quantity.value_max,
        unit=clause.unit,
        amount_vnd=clause.vnd,
        source=item.source,
        nature=item.nature,
        share_percent=clause.share,
        period_start=first,
        period_end=last,
        comparator="~" if funding_terms.is_approximate(clause.label) else "=",
        parent=item.parent,
        confidence=round(item.confidence * (1.0 if clause.own else 0.8), 2),
    )
