"""The audit: what a careful auditor would circle in a plan, found from its records and its text.

In: one legal document, its outline and its records. Out: findings, each with the arithmetic in words, in Vietnamese and
English, and the place it is about. The rules are listed below; `docs/audit.md` explains each with its tolerance.
"""

from __future__ import annotations

from dataclasses import replace

from ocr.document import Document
from parsers import audit_consistency, audit_funding, audit_targets, audit_text
from parsers.audit_case import Case, Rule
from parsers.outline import Outline
from parsers.records import Finding, Parsed

RULES: tuple[Rule, ...] = (
    audit_targets.ratio_and_percent,
    audit_targets.whole_units,
    audit_targets.breakdowns,
    audit_targets.named_units,
    audit_targets.increase_and_level,
    audit_consistency.two_values,
    audit_consistency.deadlines,
    audit_funding.parts_and_total,
    audit_funding.shares,
    audit_funding.shares_sum,
    audit_text.citation_dates,
    audit_text.cited_later_than_issue,
    audit_text.numbering,
    audit_text.references,
    audit_text.places_exist,
    audit_text.two_leads,
    audit_text.blanks,
)


def findings(part: Document, tree: Outline, parsed: Parsed) -> tuple[Finding, ...]:
    """The findings of every rule, in the order of the document; `record` indexes the lists of `parsed`."""
    case = Case(part, tree, parsed)
    found = [finding for rule in RULES for finding in rule(case)]
    found.sort(key=lambda finding: (finding.start, finding.rule))
    return tuple(replace(finding, section=tree.node_at(finding.start).section) for finding in found)
