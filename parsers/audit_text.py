"""Audit of the text's own order: citations, numbering, references, leads, blanks.

In: a `Case`. Out: findings on its citations, sections and responsibilities, and on the document as a whole.
"""

from __future__ import annotations

import csv
from collections import defaultdict
from collections.abc import Iterator
from functools import cache
from itertools import pairwise
from pathlib import Path

import regex

from parsers import places
from parsers.audit_case import Case
from parsers.outline import Node
from parsers.records import Citation, Finding, Severity

_YEAR_IN_NUMBER = regex.compile(r"/((?:19|20)\d\d)/")
_ROMAN = {"I": 1, "V": 5, "X": 10, "L": 50, "C": 100}
# the order of điểm in Vietnamese documents (Nghị định 30/2020/NĐ-CP): no f, j, w, z; đ follows d
_LETTERS = "abcdđeghiklmnopqrstuvxy"
_ANNEX = regex.compile(r"(?i)^[*_#\s]*+(?:phụ\s+lục|biểu|mẫu\s+biểu|danh\s+mục)\b")
_CONTENT = regex.compile(r"(?i)\bnội\s+dung\s+(?:thành\s+phần\s+)?(?:số\s+)?(\d{1,2})\b")
# the agency leads a share of the content only: "nội dung 06 (trừ …)", "nội dung 11 (phần môi trường)"
_SHARE = regex.compile(r"(?i)\bnội\s+dung\s+(?:số\s+)?\d{1,2}\s*+\(")
_BELOW = {"tiêu chí": "chỉ tiêu", "dự án": "tiểu dự án"}
_CRITERION_REF = regex.compile(r"(?i)^tiêu\s+chí\s+(\d{1,2})\s*+\((.+)\)$")


def citation_dates(case: Case) -> Iterator[Finding]:
    """One legal document has one date, and not before the year in its own number."""
    by_number: dict[str, list[int]] = defaultdict(list)
    for index, citation in enumerate(case.parsed.citations):
        by_number[regex.sub(r"\s+", "", citation.number).upper()].append(index)
        year = _YEAR_IN_NUMBER.search(citation.number)
        if citation.date and year and citation.date[:4] != year.group(1):
            yield _citation_finding(
                case, index, "citation-year", "error", year.group(1), citation.date,
                f"Số hiệu {citation.number} thuộc năm {year.group(1)} nhưng ghi ngày {_day(citation.date)}.",
                f"{citation.number} is of {year.group(1)} by its number but dated {citation.date}.",
            )  # fmt: skip
    for indexes in by_number.values():
        dated = [index for index in indexes if case.parsed.citations[index].date]
        dates = [str(case.parsed.citations[index].date) for index in dated]
        for index, date in list(zip(dated, dates, strict=True))[1:]:
            if date != dates[0]:
                number = case.parsed.citations[index].number
                yield _citation_finding(
                    case, index, "citation-two-dates", "error", dates[0], date,
                    f"Văn bản {number} được dẫn với hai ngày: {_day(dates[0])} và {_day(date)}.",
                    f"{number} is cited with two dates: {dates[0]} and {date}.",
                )  # fmt: skip


def cited_later_than_issue(case: Case) -> Iterator[Finding]:
    """A document cites nothing that is dated after its own date of issue."""
    issued = case.parsed.header.issue_date
    if not issued or len(issued) < 10:
        return
    for index, citation in enumerate(case.parsed.citations):
        if citation.date and len(citation.date) == 10 and citation.date > issued:
            yield _citation_finding(
                case, index, "citation-after-issue", "warning", f"≤ {issued}", citation.date,
                f"Văn bản {citation.number} ghi ngày {_day(citation.date)}, sau ngày ban hành {_day(issued)}.",
                f"{citation.number} is dated {citation.date}, after this document's own date {issued}.",
            )  # fmt: skip


def numbering(case: Case) -> Iterator[Finding]:
    """Headings under one parent are numbered one after the other."""
    runs: dict[tuple[int | None, str, int], list[Node]] = defaultdict(list)
    annexes = 0
    for node in case.tree.nodes[1:]:
        if node.parent == 0 and node.kind == "paragraph" and _ANNEX.match(case.tree.words(node)):
            annexes += 1
        if node.kind == "heading":
            runs[node.parent, node.style, annexes].append(node)
    for nodes in runs.values():
        for before, node in pairwise(nodes):
            expected, found = _ordinal(before), _ordinal(node)
            if expected is None or found is None or found == expected + 1:
                continue
            if found == expected:
                yield _place_finding(
                    node, "numbering-repeat", "warning", before.label, node.label,
                    f"Hai mục cùng số {node.label}.", f"Two sections are numbered {node.label}.",
                )  # fmt: skip
            elif found > expected + 1:
                yield _place_finding(
                    node, "numbering-skip", "warning", "", node.label,
                    f"Sau mục {before.label} là mục {node.label}: thiếu số ở giữa.",
                    f"Section {before.label} is followed by {node.label}: numbers are missing.",
                )  # fmt: skip
            elif found != 1:
                yield _place_finding(
                    node, "numbering-back", "warning", "", node.label,
                    f"Sau mục {before.label} lại là mục {node.label}.",
                    f"Section {before.label} is followed by {node.label}.",
                )  # fmt: skip


def _ordinal(node: Node) -> int | None:
    """The place of a label in its sequence, counted from 1; None where the label has none."""
    last = node.label.split(".")[-1].split()[-1] if node.label else ""
    if last.isdigit():
        return int(last)
    if node.style == "letter":
        return _LETTERS.index(last) + 1 if last in _LETTERS else None
    if node.style in {"roman", "chapter", "part"} and last and set(last) <= set(_ROMAN):
        return _roman(last)
    if node.style == "letter-capital" and len(last) == 1:
        return ord(last) - ord("A") + 1
    return None


def _roman(label: str) -> int:
    values = [_ROMAN[letter] for letter in label] + [0]
    return sum(-a if a < b else a for a, b in pairwise(values))


def references(case: Case) -> Iterator[Finding]:
    """A reference by number names a content of the same part, or a criterion of its set, that exists."""
    for index, responsibility in enumerate(case.parsed.responsibilities):
        if not responsibility.refs:
            continue
        contents = _contents(case, _part(case, index))
        for ref in responsibility.refs.split("; "):
            content = _CONTENT.fullmatch(ref)
            criterion = _CRITERION_REF.match(ref)
            if content and len(contents) > 1 and int(content.group(1)) not in contents:
                found, known = ref, f"nội dung 1–{max(contents)}"
            elif criterion and int(criterion.group(1)) > _criteria().get(criterion.group(2), 99):
                found, known = ref, f"tiêu chí 1–{_criteria()[criterion.group(2)]}"
            else:
                continue
            yield Finding(
                start=responsibility.start,
                end=responsibility.end,
                rule="reference-missing",
                severity="warning",
                message=f"Dẫn chiếu “{found}” không có trong văn bản hoặc bộ tiêu chí (có {known}).",
                message_en=f"The reference “{found}” does not exist (there are {known}).",
                expected=known,
                found=found,
                record_table="responsibilities",
                record=index,
            )


def _part(case: Case, index: int) -> int:
    """The numbered part that a responsibility's references count in: the nearest heading over it that numbers
    contents ("Nội dung 01: …") below itself; the whole document (0) where none does."""
    node = case.tree.node_at(case.parsed.responsibilities[index].start)
    return next((ancestor.index for ancestor in case.tree.ancestors(node) if _contents(case, ancestor.index)), 0)


def _contents(case: Case, part: int) -> set[int]:
    """The numbers of the contents that stand under a heading (under any, for 0)."""
    over = case.tree.nodes[part]
    end = case.tree.sections[over.section].end if part and over.section is not None else len(case.tree.text)
    numbers = set()
    for node in case.tree.nodes[part + 1 :]:
        if node.start >= end:
            break
        match = _CONTENT.match(case.tree.words(node).lstrip("*_ "))
        if match and node.kind != "closing":
            numbers.add(int(match.group(1)))
    return numbers


@cache
def _criteria() -> dict[str, int]:
    """The highest criterion number of each national criteria set."""
    highest: dict[str, int] = defaultdict(int)
    path = Path(__file__).parent / "data" / "criteria.csv"
    with path.open(encoding="utf-8", newline="") as handle:
        for row in csv.DictReader(handle):
            highest[row["set"]] = max(highest[row["set"]], int(row["number"]))
    return dict(highest)


def places_exist(case: Case) -> Iterator[Finding]:
    """A named unit exists in the document's province at its date; a slip of a letter is shown with what exists."""
    header = case.parsed.header
    home = places.province(header.province, header.issue_date) if header.province else None
    if home is None:
        return
    seen = set()
    for mention in places.find(case.part.text, province_code=home.code, date=header.issue_date):
        if mention.place or not mention.nearest or mention.name in seen or mention.nearest.level == "P":
            continue  # "các tỉnh Tây Nguyên" names a region
        if any(places.gazetteer(home.code, present).known(mention.kind, mention.name) for present in (False, True)):
            continue  # a document of 2025 may name a commune of before the reform, or of after it
        seen.add(mention.name)
        near = f"{mention.nearest.kind} {mention.nearest.name}"
        yield Finding(
            start=mention.start,
            end=mention.end,
            rule="place-unknown",
            severity="warning",
            message=f"Không có {mention.kind} {mention.name} ở {home.kind} {home.name}; gần nhất là {near}.",
            message_en=f"There is no {mention.kind} {mention.name} in {home.name}; the nearest is {near}.",
            expected=near,
            found=f"{mention.kind} {mention.name}",
        )


def two_leads(case: Case) -> Iterator[Finding]:
    """One numbered task has one lead. Agencies that one clause names together lead jointly; a lead of a named share of
    a task (a sub-project of it, criteria below it, "trừ …") is no second lead of the whole."""
    leads: dict[tuple[str, ...], dict[tuple[int, int], int]] = defaultdict(dict)
    for index, responsibility in enumerate(case.parsed.responsibilities):
        refs = (responsibility.refs or "").split("; ")
        if responsibility.role == "lead" and refs[0] and not _SHARE.search(case.quote(responsibility)):
            for key in _whole_tasks(refs, _part(case, index)):
                leads[key].setdefault((responsibility.start, responsibility.end), index)
    for key, clauses in leads.items():
        agencies = list(dict.fromkeys(case.parsed.responsibilities[index].agency for index in clauses.values()))
        if len(agencies) < 2:
            continue
        ref = key[0]
        second = next(i for i in clauses.values() if case.parsed.responsibilities[i].agency == agencies[1])
        responsibility = case.parsed.responsibilities[second]
        yield Finding(
            start=responsibility.start,
            end=responsibility.end,
            rule="two-leads",
            severity="warning",
            message=f"“{ref}” có {len(agencies)} cơ quan chủ trì: {', '.join(agencies)}.",
            message_en=f"“{ref}” has {len(agencies)} leads: {', '.join(agencies)}.",
            expected=agencies[0],
            found=agencies[1],
            record_table="responsibilities",
            record=second,
        )


def _whole_tasks(refs: list[str], part: int) -> Iterator[tuple[str, ...]]:
    """What a clause with these refs leads as a whole, each with what tells it apart: contents by their part of the
    document, sub-projects by their project; a task stands aside where the clause also names a task below it."""
    kinds = {kind: [ref for ref in refs if ref.startswith(kind)] for kind in (*_BELOW, *_BELOW.values())}
    for ref in refs:
        below = next((child for parent, child in _BELOW.items() if ref.startswith(parent)), None)
        above = next((parent for parent, child in _BELOW.items() if ref.startswith(child)), None)
        if below and kinds[below]:
            continue
        yield (ref, *kinds[above]) if above else (ref, str(part) if ref.startswith("nội dung") else "")


def blanks(case: Case) -> Iterator[Finding]:
    """A document that carries a signature carries its number and its date."""
    header = case.parsed.header
    if header.status != "draft" or not header.signer:
        return
    missing = [name for name, value in (("số", header.number), ("ngày tháng", header.issue_date)) if not value]
    if header.issue_date and len(header.issue_date) == 4:
        missing.append("ngày tháng")
    if missing:
        yield Finding(
            start=0,
            end=min(120, len(case.part.text)),
            rule="blank-number-or-date",
            severity="warning",
            message=f"Văn bản có người ký nhưng để trống: {', '.join(missing)}.",
            message_en="The document names its signer but its number or date is blank.",
            expected=None,
            found="",
        )


def _day(iso: str) -> str:
    return "/".join(reversed(iso.split("-")))


def _citation_finding(
    case: Case, index: int, rule: str, severity: Severity, expected: str, found: str, message: str, message_en: str
) -> Finding:
    citation: Citation = case.parsed.citations[index]
    return Finding(
        start=citation.start, end=citation.end, rule=rule, severity=severity, message=message, message_en=message_en,
        expected=expected, found=found, record_table="citations", record=index,
    )  # fmt: skip


def _place_finding(
    node: Node, rule: str, severity: Severity, expected: str, found: str, message: str, message_en: str
) -> Finding:
    return Finding(
        start=node.start, end=min(node.end, node.start + 120), rule=rule, severity=severity, message=message,
        message_en=message_en, expected=expected, found=found,
    )  # fmt: skip
