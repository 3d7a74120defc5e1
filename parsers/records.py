"""The records that parsing hands to the store: frozen dataclasses, one for each table of the contract.

Offsets are character offsets into the text of the document part that a record belongs to (base 0, half-open).
What each column means, and what counts as a record, is defined in `gold/README.md`.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Comparator = Literal["=", ">=", "<=", "~"]
Change = Literal["level", "increase", "decrease", "maintain", "output"]
DeadlineKind = Literal["by", "before", "in"]
Severity = Literal["error", "warning", "info"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Header:
    """One legal document of a file: what its head and its foot say. `start:end` is its span in the file's text."""

    start: int
    end: int
    part: int
    doc_type: str | None = None
    number: str | None = None
    issuer: str | None = None
    level: Literal["central", "province", "district", "commune"] | None = None
    province: str | None = None
    district: str | None = None
    place_of_issue: str | None = None
    issue_date: str | None = None  # ISO; the year alone where day and month are blank
    title: str | None = None
    signer: str | None = None
    signer_title: str | None = None
    period_start: int | None = None
    period_end: int | None = None
    status: Literal["issued", "draft"] | None = None

    @property
    def issue_year(self) -> int | None:
        """The year of issue."""
        return int(self.issue_date[:4]) if self.issue_date else None


@dataclass(frozen=True, slots=True, kw_only=True)
class Section:
    """A numbered part of the outline; `parent` is an index into the document's list of sections."""

    start: int
    end: int
    label: str
    depth: int
    title: str
    parent: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Record:
    """What every record carries: its span (the quote is that slice), its section's index, and its confidence (0-1)."""

    start: int
    end: int
    section: int | None = None
    confidence: float = 1.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Target(Record):
    """A quantity that the plan commits to, or a milestone of a named unit."""

    kind: Literal["quantity", "milestone"] = "quantity"
    subject: str = ""
    count: float | None = None
    count_max: float | None = None
    total: float | None = None
    percent: float | None = None
    percent_max: float | None = None
    unit: str | None = None
    comparator: Comparator = "="
    change: Change = "level"
    per: str | None = None
    baseline_year: int | None = None
    deadline: int | None = None
    deadline_kind: DeadlineKind | None = None
    period_start: int | None = None
    tier: str | None = None
    criterion: str | None = None
    criterion_set: Literal["xã", "huyện"] | None = None
    scope: str | None = None
    indicator: str | None = None  # id into the catalogue `data/indicators.csv`


@dataclass(frozen=True, slots=True, kw_only=True)
class Amount(Record):
    """An amount of money; `parent` is an index into the document's list of amounts."""

    amount: float
    amount_max: float | None = None
    unit: str
    amount_vnd: int
    source: str | None = None
    nature: Literal["investment", "recurrent"] | None = None
    share_percent: float | None = None
    period_start: int | None = None
    period_end: int | None = None
    comparator: Comparator = "="
    parent: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Responsibility(Record):
    """An agency with its role in a clause that assigns work; `refs` joined by "; "."""

    agency: str
    role: Literal["lead", "coordinate"]
    task: str = ""
    refs: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Citation(Record):
    """A legal document that the text names, at its first occurrence with this number and date."""

    doc_type: str | None = None
    number: str
    date: str | None = None  # ISO
    issuer: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding(Record):
    """What an auditor would circle. `record` is an index into the list of `record_table` (None: none)."""

    rule: str
    severity: Severity
    message: str
    message_en: str = ""
    expected: str | None = None
    found: str | None = None
    record_table: str | None = None
    record: int | None = None


@dataclass(frozen=True)
class Parsed:
    """Everything that parsing says of one legal document; `text` is its text, all spans count from its start."""

    header: Header
    sections: tuple[Section, ...] = ()
    targets: tuple[Target, ...] = ()
    funding: tuple[Amount, ...] = ()
    responsibilities: tuple[Responsibility, ...] = ()
    citations: tuple[Citation, ...] = ()
    findings: tuple[Finding, ...] = ()
