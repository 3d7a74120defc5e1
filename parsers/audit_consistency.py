"""Audit of targets against one another and against the plan's years: one indicator with two values or two comparators.

In: a `Case`. Out: findings on its `targets`. Two targets speak of the same indicator when criterion (or subject), unit,
tier, scope and year agree; a year that one of them leaves to the plan's period agrees with that period's end.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

import regex

from parsers import indicators
from parsers.audit_case import Case, show
from parsers.audit_targets import target_finding
from parsers.records import Finding, Target

_FILLERS = regex.compile(
    r"(?i)\b(?:phấn\s+đấu|tổng|số|tỷ\s+lệ|có|được|đạt|các|của|là|khoảng|ít\s+nhất|tối\s+thiểu|từ)\b"
)
_COMPARATORS = {"=": "đúng", ">=": "ít nhất", "<=": "không quá", "~": "khoảng"}


def two_values(case: Case) -> Iterator[Finding]:
    """The same indicator is printed with one value throughout, and one value with one comparator."""
    groups: dict[tuple[str | None, ...], list[int]] = defaultdict(list)
    for index, target in enumerate(case.parsed.targets):
        if target.kind == "quantity" and target.subject and target.change in {"level", "maintain"} and not target.per:
            groups[_indicator(target)].append(index)
    for indexes in groups.values():
        yield from _conflicts(case, indexes)


def _indicator(target: Target) -> tuple[str | None, ...]:
    """What the target measures: the standard or criterion that units meet, else the subject's own words."""
    measure = "percent" if target.percent is not None else "count"
    words = " ".join(sorted(set(regex.findall(r"\w+", _FILLERS.sub(" ", target.subject.lower())))))
    subject = target.indicator if indicators.is_standard(target.indicator) else words
    return measure, subject, target.criterion, target.criterion_set, target.unit, target.tier, target.scope


def _conflicts(case: Case, indexes: list[int]) -> Iterator[Finding]:
    targets = case.parsed.targets
    end = case.parsed.header.period_end
    first: dict[int | None, int] = {}
    for index in indexes:
        target = targets[index]
        year = target.deadline or end
        if year not in first:
            first[year] = index
            continue
        other = targets[first[year]]
        a, b = _value(other), _value(target)
        same_paragraph = case.tree.node_at(other.start) == case.tree.node_at(target.start)
        if a is None or b is None or same_paragraph:  # one paragraph sets out different things, it does not repeat one
            continue
        section = _place(case, first[year])
        if a != b:
            yield target_finding(
                case, index, "two-values", "warning", show(a), show(b),
                f"Cùng một chỉ tiêu nhưng {section} ghi {show(a)}, ở đây ghi {show(b)}.",
                f"The same indicator has {show(a)} earlier and {show(b)} here.",
            )  # fmt: skip
        elif other.comparator != target.comparator:
            before, here = _COMPARATORS[other.comparator], _COMPARATORS[target.comparator]
            yield target_finding(
                case, index, "two-comparators", "info", before, here,
                f"Cùng giá trị {show(a)} nhưng {section} ghi “{before}”, ở đây ghi “{here}”.",
                f"The same value {show(a)} is printed with “{other.comparator}” and “{target.comparator}”.",
            )  # fmt: skip


def _value(target: Target) -> float | None:
    if target.count_max is not None or target.percent_max is not None:
        return None
    return target.percent if target.percent is not None else target.count


def _place(case: Case, index: int) -> str:
    section = case.tree.node_at(case.parsed.targets[index].start).section
    return f"mục {case.tree.sections[section].label}" if section is not None else "phần trên"


def deadlines(case: Case) -> Iterator[Finding]:
    """A target falls due within the plan's period and not before the plan was issued."""
    header = case.parsed.header
    issued = header.issue_year
    for index, target in enumerate(case.parsed.targets):
        if target.deadline is None:
            continue
        if header.period_end and target.deadline > header.period_end:
            yield target_finding(
                case, index, "deadline-after-period", "info", str(header.period_end), str(target.deadline),
                f"Thời hạn {target.deadline} sau kỳ kế hoạch (đến {header.period_end}).",
                f"Due in {target.deadline}, after the plan's period (to {header.period_end}).",
            )  # fmt: skip
        elif issued and target.deadline < issued:
            yield target_finding(
                case, index, "deadline-before-issue", "warning", f"≥ {issued}", str(target.deadline),
                f"Thời hạn {target.deadline} trước năm ban hành {issued}.",
                f"Due in {target.deadline}, before the year of issue {issued}.",
            )  # fmt: skip
