"""Audit of targets: percentages against ratios, breakdowns against their whole, increases against levels.

In: a `Case`. Out: findings on its `targets`. Tolerances are those of honest rounding at the printed decimals.
"""

from __future__ import annotations

import bisect
import math
from collections import defaultdict
from collections.abc import Iterator, Sequence
from operator import attrgetter

import regex

from parsers.audit_case import Case, decimals, half_unit, show
from parsers.records import Finding, Severity, Target

_WHOLE = regex.compile(r"(?i)\b(?:gồm|bao\s+gồm|trong\s+đó|cụ\s+thể|chia\s+ra)\b[^.;]{0,40}+[:：(]?\s*+$")
_LEAD_IN = 200  # characters at the end of a paragraph that `_WHOLE` may take
_STOP = regex.compile(r"[.;:]\s")
_NAMES = regex.compile(
    r"\((?:(?:các|gồm|xã|phường|thị\s+trấn|huyện|bản|thôn|:)\s*+)*+(?P<names>[\p{Lu}][^()\d]{2,300}+)\)"
)
_NAME = regex.compile(
    r"^(?:(?:xã|phường|thị\s+trấn|huyện|thành\s+phố|thị\s+xã|bản|thôn)\s+)?(?:\p{Lu}[\p{L}’'\-]*+\s*+){1,5}$"
)
_UNITS = frozenset({"xã", "phường", "thị trấn", "huyện", "thị xã", "thành phố", "tỉnh", "thôn", "bản", "ấp", "buôn"})
_RAISED = regex.compile(r"(?i)\bnâng\b(?!\s+cao)|\blên\b|\btổng\s+số\b")
_FROM_TO = regex.compile(
    r"(?i)\btừ\s+(?P<base>\d[\d.,]*+)(?:/\d++)?[^;.]{0,40}?\blên\s+(?:thành\s+)?(?P<level>\d[\d.,]*+)"
)


def ratio_and_percent(case: Case) -> Iterator[Finding]:
    """A printed percentage is the printed ratio: 39/115 is 33,9 %, not 42,9 %."""
    for index, target in enumerate(case.parsed.targets):
        if target.count is None or not target.total or target.count_max is not None:
            continue
        quote = case.quote(target)
        if target.count > target.total:
            yield target_finding(
                case, index, "ratio-above-one", "error", show(target.total), show(target.count),
                f"Số đạt {show(target.count)} lớn hơn tổng số {show(target.total)}.",
                f"The count {show(target.count)} is larger than its total {show(target.total)}.",
            )  # fmt: skip
        elif target.percent is not None and target.percent_max is None:
            real = 100 * target.count / target.total
            places = decimals(quote, target.percent)
            off = abs(real - target.percent)
            if off <= half_unit(places) or (target.comparator == ">=" and real > target.percent):
                continue
            expected, printed = show(real, max(places, 1)), show(target.percent, places)
            ratio = f"{show(target.count)}/{show(target.total)}"
            yield target_finding(
                case, index, "ratio-percent", "error" if off > 2 * half_unit(places) else "warning", expected, printed,
                f"{ratio} = {expected} %, văn bản ghi {printed} %.",
                f"{ratio} = {expected} %, printed as {printed} %.",
            )  # fmt: skip


def whole_units(case: Case) -> Iterator[Finding]:
    """A share of a few countable units is a whole number of them: 20 % of 12 districts is 2,4 districts."""
    totals = _document_totals(case.parsed.targets)
    seen: dict[tuple[str, float], list[int]] = defaultdict(list)
    for index, target in enumerate(case.parsed.targets):
        if target.count is not None or target.comparator != "=" or target.scope or not target.percent:
            continue
        if target.unit in totals and target.change in {"level", "maintain"}:
            seen[target.unit, target.percent].append(index)
    for (unit, percent), indexes in seen.items():
        total = totals[unit]
        places = decimals(case.quote(case.parsed.targets[indexes[0]]), percent)
        number = percent * total / 100
        if any(abs(100 * k / total - percent) <= half_unit(places) for k in (math.floor(number), math.ceil(number))):
            continue
        more = f" ({len(indexes)} lần trong văn bản)" if len(indexes) > 1 else ""
        yield target_finding(
            case, indexes[0], "not-whole", "warning", f"{math.floor(number)} / {math.ceil(number)}", show(number),
            f"{show(percent)} % của {show(total)} {unit} = {show(number)} {unit}, không phải số nguyên{more}.",
            f"{show(percent)} % of {show(total)} {unit} is {show(number)}, not a whole number.",
        )  # fmt: skip


def _document_totals(targets: Sequence[Target]) -> dict[str, float]:
    """Units whose total the document states everywhere alike: "100% số huyện (12 huyện)", "115/181 xã"."""
    stated: dict[str, set[float]] = defaultdict(set)
    for target in targets:
        if target.unit and not target.scope and target.count is not None:
            if target.total:
                stated[target.unit].add(target.total)
            elif target.percent == 100:
                stated[target.unit].add(target.count)
    return {unit: next(iter(values)) for unit, values in stated.items() if len(values) == 1}


def breakdowns(case: Case) -> Iterator[Finding]:
    """The items of a breakdown ("trong đó", "gồm", brackets) add up to what they break down."""
    targets = case.parsed.targets
    for index, whole in enumerate(targets):
        if whole.count is None or whole.count_max is not None or whole.kind != "quantity":
            continue
        parts = _bracketed(case, index) or _listed(case, index)
        if len(parts) < 2:
            continue
        sum_ = math.fsum(part.count or 0 for part in parts)
        if abs(sum_ - whole.count) < 1e-6 or (whole.comparator == ">=" and sum_ > whole.count):
            continue
        terms = " + ".join(show(part.count or 0) for part in parts)
        yield target_finding(
            case, index, "breakdown-sum", "error" if sum_ > whole.count else "warning", show(sum_), show(whole.count),
            f"Cộng chi tiết {terms} = {show(sum_)} {whole.unit or ''}, văn bản ghi {show(whole.count)}.",
            f"The breakdown {terms} = {show(sum_)}, printed as {show(whole.count)}.",
        )  # fmt: skip


def _same_measure(whole: Target, part: Target) -> bool:
    return part.count is not None and part.count_max is None and part.unit == whole.unit and not part.total


def _begin_in(case: Case, after: int, before: int) -> Sequence[Target]:
    """The targets that begin behind the offset `after` and ahead of `before`."""
    targets, start = case.parsed.targets, attrgetter("start")
    return targets[bisect.bisect_right(targets, after, key=start) : bisect.bisect_left(targets, before, key=start)]


def _bracketed(case: Case, index: int) -> list[Target]:
    """The counted items inside the bracket that follows `index` in its clause, all of the same unit."""
    whole = case.parsed.targets[index]
    node = case.tree.node_at(whole.start)
    opened = case.part.text.find("(", whole.start, node.end)
    if opened < 0 or _begin_in(case, whole.start, opened):
        return []
    if _STOP.search(case.part.text, whole.start, opened):
        return []
    closed = case.part.text.find(")", opened, node.end)
    inside = _begin_in(case, opened, closed)
    if not inside or not all(_same_measure(whole, part) for part in inside):
        return []
    return list(inside)


def _listed(case: Case, index: int) -> list[Target]:
    """The first counted item of each bullet under a lead-in whose last quantity is `index`."""
    whole = case.parsed.targets[index]
    node = case.tree.node_at(whole.start)
    if not _WHOLE.search(case.part.text, max(node.start, node.end - _LEAD_IN), node.end):
        return []
    if _begin_in(case, whole.start, node.end):
        return []
    parts = []
    for child in case.tree.children(node):
        items = [t for t in case.parsed.targets if child.start <= t.start < child.end]
        if not items or not _same_measure(whole, items[0]):
            return []
        parts.append(items[0])
    return parts


def named_units(case: Case) -> Iterator[Finding]:
    """As many units are named in the bracket as the figure before it counts: "03 xã (A, B, C)"."""
    for index, target in enumerate(case.parsed.targets):
        if target.unit not in _UNITS or target.count is None or target.count_max is not None or target.count > 40:
            continue
        match = _NAMES.search(case.part.text, target.start, min(target.end + 320, case.tree.node_at(target.start).end))
        before = case.part.text[target.start : match.start()] if match else ""
        if not match or regex.search(r"[.;:]\s", before) or len(regex.findall(r"\d[\d.,]*+", before)) > 1:
            continue
        names = [name for name in regex.split(r",|;|\bvà\b", match["names"]) if name.strip()]
        if not all(_NAME.match(name.strip()) for name in names) or len(names) == target.count:
            continue
        yield target_finding(
            case, index, "named-units", "warning", str(len(names)), show(target.count),
            f"Nêu tên {len(names)} đơn vị nhưng ghi số lượng {show(target.count)}.",
            f"{len(names)} units are named, the figure says {show(target.count)}.",
        )  # fmt: skip


def increase_and_level(case: Case) -> Iterator[Finding]:
    """What is added and what there was make what there will be, where the text prints all three."""
    targets = case.parsed.targets
    for index, level in enumerate(targets[1:], start=1):
        added = targets[index - 1]
        node = case.tree.node_at(level.start)
        if added.change != "increase" or level.change != "level" or added.count is None or level.count is None:
            continue
        if added.start < node.start or added.unit != level.unit:
            continue
        base = _base(case.part.text[added.start : level.end], level.count)
        if base is not None and abs(base + added.count - level.count) > 1e-6:
            expected = show(base + added.count)
            yield target_finding(
                case, index, "increase-level", "error", expected, show(level.count),
                f"{show(base)} + {show(added.count)} = {expected}, văn bản ghi {show(level.count)}.",
                f"{show(base)} + {show(added.count)} = {expected}, printed as {show(level.count)}.",
            )  # fmt: skip
        elif base is None and added.count > level.count and _RAISED.search(case.quote(level)):
            yield target_finding(
                case, index, "increase-level", "error", f"≥ {show(added.count)}", show(level.count),
                f"Tăng thêm {show(added.count)} nhưng tổng số chỉ {show(level.count)}.",
                f"{show(added.count)} are added but the level is only {show(level.count)}.",
            )  # fmt: skip


def _base(text: str, level: float) -> float | None:
    for match in _FROM_TO.finditer(text):
        if _plain(match["level"]) == level:
            return _plain(match["base"])
    return None


def _plain(figure: str) -> float:
    return float(figure.strip(".,").replace(".", "").replace(",", "."))


def target_finding(
    case: Case, index: int, rule: str, severity: Severity, expected: str, found: str, message: str, message_en: str
) -> Finding:
    """A finding that circles the target at `index`."""
    target = case.parsed.targets[index]
    return Finding(
        start=target.start,
        end=target.end,
        rule=rule,
        severity=severity,
        message=message,
        message_en=message_en,
        expected=expected,
        found=found,
        record_table="targets",
        record=index,
    )
