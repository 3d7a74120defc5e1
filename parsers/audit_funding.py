"""Audit of money: parts against their total, shares against amounts, shares against 100 %.

In: a `Case`. Out: findings on its `funding`. A figure printed with k decimals stands for any value within half a unit
of the last of them, so n parts and their total may differ by the sum of those halves and still be right.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

import regex

from parsers.audit_case import Case, decimals, half_unit, show
from parsers.records import Amount, Finding

# "gồm", "chia ra" announce all the parts; "trong đó" may name only some of them
_EXHAUSTIVE = regex.compile(r"(?i)\b(?:gồm|bao\s+gồm|cụ\s+thể|chia\s+ra|phân\s+ra|như\s+sau)\b")
_PARTIAL = regex.compile(r"(?i)\btrong\s+đó\b")


def parts_and_total(case: Case) -> Iterator[Finding]:
    """The parts of an amount add up to it, within what rounding allows."""
    for index, parts in _by_parent(case.parsed.funding).items():
        total = case.parsed.funding[index]
        if total.amount_max is not None or any(part.amount_max is not None for part in parts):
            continue
        for group in _groups(case, total, parts):
            finding = _compare(case, index, total, group)
            if finding:
                yield finding


def _by_parent(amounts: tuple[Amount, ...]) -> dict[int, list[Amount]]:
    children: dict[int, list[Amount]] = defaultdict(list)
    for amount in amounts:
        if amount.parent is not None:
            children[amount.parent].append(amount)
    return children


def _groups(case: Case, total: Amount, parts: list[Amount]) -> list[list[Amount]]:
    """One breakdown, or several of one total (by source in one paragraph, by year in the next), each checked alone."""
    if abs(_difference(total, parts)) <= _tolerance(case, total, parts):
        return [parts]
    paragraphs: dict[int, list[Amount]] = defaultdict(list)
    for part in parts:
        paragraphs[case.tree.node_at(part.start).index].append(part)
    separate = list(paragraphs.values())
    if len(separate) > 1 and any(
        len(group) > 1 and abs(_difference(total, group)) <= _tolerance(case, total, group) for group in separate
    ):
        return [group for group in separate if len(group) > 1]
    return [parts]


def _difference(total: Amount, parts: list[Amount]) -> float:
    """Sum of the parts less the total, in the total's printed unit."""
    scale = total.amount_vnd / total.amount if total.amount else 1.0
    return sum(part.amount_vnd for part in parts) / scale - total.amount


def _tolerance(case: Case, total: Amount, parts: list[Amount]) -> float:
    scale = total.amount_vnd / total.amount if total.amount else 1.0
    allowed = half_unit(decimals(case.quote(total), total.amount))
    for part in parts:
        unit = part.amount_vnd / part.amount if part.amount else scale
        allowed += half_unit(decimals(case.quote(part), part.amount)) * unit / scale
    return allowed


def _compare(case: Case, index: int, total: Amount, parts: list[Amount]) -> Finding | None:
    difference = _difference(total, parts)
    if abs(difference) <= _tolerance(case, total, parts):
        return None
    between = case.part.text[total.start : parts[0].end]
    if difference < 0 and (len(parts) < 2 or (_PARTIAL.search(between) and not _EXHAUSTIVE.search(between))):
        # only some of the parts are named: nothing contradicts the total
        return None
    places = max(decimals(case.quote(item), item.amount) for item in [total, *parts])
    scale = total.amount_vnd / total.amount if total.amount else 1.0
    terms = " + ".join(show(part.amount_vnd / scale) for part in parts)
    sum_, off = show(total.amount + difference, places), show(abs(difference), places)
    word, word_en = ("thừa", "more than") if difference > 0 else ("thiếu", "less than")
    printed = show(total.amount, decimals(case.quote(total), total.amount))
    return Finding(
        start=total.start,
        end=total.end,
        rule="funding-parts-total",
        severity="error" if total.comparator == "=" or difference > 0 else "warning",
        message=f"Cộng các khoản thành phần {terms} = {sum_} {total.unit}, {word} {off} so với tổng ghi là {printed}.",
        message_en=f"The parts {terms} = {sum_} {total.unit}, {off} {word_en} the printed total {printed}.",
        expected=sum_,
        found=printed,
        record_table="funding",
        record=index,
    )


def shares(case: Case) -> Iterator[Finding]:
    """A printed share is the amount divided by the total it is a part of."""
    for index, amount in enumerate(case.parsed.funding):
        if amount.share_percent is None or amount.parent is None:
            continue
        total = case.parsed.funding[amount.parent]
        if not total.amount_vnd:
            continue
        real = 100 * amount.amount_vnd / total.amount_vnd
        places = decimals(case.quote(amount), amount.share_percent)
        off = abs(real - amount.share_percent)
        if off <= half_unit(places):
            continue
        expected, printed = show(real, max(places, 1)), show(amount.share_percent, places)
        yield Finding(
            start=amount.start,
            end=amount.end,
            rule="funding-share",
            # a figure cut off instead of rounded is within one unit of its last decimal
            severity="error" if off > 2 * half_unit(places) else "warning",
            message=f"{show(amount.amount)} / {show(total.amount)} = {expected} %, văn bản ghi {printed} %.",
            message_en=f"{show(amount.amount)} / {show(total.amount)} = {expected} %, printed as {printed} %.",
            expected=expected,
            found=printed,
            record_table="funding",
            record=index,
        )


def shares_sum(case: Case) -> Iterator[Finding]:
    """Where every part of a total has a share, the shares add up to 100 %."""
    for index, parts in _by_parent(case.parsed.funding).items():
        printed = [part.share_percent for part in parts if part.share_percent is not None]
        if len(printed) < 2 or len(printed) < len(parts):
            continue
        places = [decimals(case.quote(part), value) for part, value in zip(parts, printed, strict=True)]
        if abs(sum(printed) - 100) <= sum(half_unit(n) for n in places):
            continue
        total = case.parsed.funding[index]
        terms = " + ".join(show(value) for value in printed)
        yield Finding(
            start=total.start,
            end=total.end,
            rule="funding-shares-sum",
            severity="warning",
            message=f"Cộng các tỷ lệ {terms} = {show(sum(printed))} %, khác 100 %.",
            message_en=f"The shares {terms} = {show(sum(printed))} %, not 100 %.",
            expected="100",
            found=show(sum(printed)),
            record_table="funding",
            record=index,
        )
