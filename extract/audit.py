"""`kehoach audit`: the findings of plans as text, JSON or SARIF, without a database."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass, field
from importlib.metadata import version
from pathlib import Path
from typing import Any

import click

from extract.errors import KehoachError, printable
from extract.jobs import Reading
from extract.oneoff import read_files
from extract.pipeline import Options
from extract.tables import Row

SARIF_LEVELS = {"error": "error", "warning": "warning", "info": "note"}


@dataclass(slots=True)
class Audited:
    """One file: its findings (rows of the table `findings`), or why it could not be read."""

    path: Path
    kind: str = ""
    findings: list[Row] = field(default_factory=list)
    fault: KehoachError | None = None


def audit_files(plans: Sequence[Path], form: str, options: Options) -> int:
    """Print the findings of every file; returns 0, 1 where one is an error, 2 where a file could not be read."""
    audited = sorted((_audited(*read) for read in read_files(plans, options)), key=lambda file: file.path)
    {"text": _print_text, "json": _print_json, "sarif": _print_sarif}[form](audited)
    for file in audited:
        if file.fault:
            click.echo(f"kehoach: {file.fault}", err=True)
    if any(file.fault for file in audited):
        return 2
    return int(any(finding["severity"] == "error" for file in audited for finding in file.findings))


def _audited(path: Path, result: Reading | KehoachError) -> Audited:
    if isinstance(result, KehoachError):
        return Audited(path, fault=result)
    return Audited(path, result.kind, result.rows["findings"])


def _print_text(audited: Sequence[Audited]) -> None:
    for file in audited:
        for finding in file.findings:
            where = f"{printable(file.path)}:{finding['page'] or ''}"
            click.echo(f"{where}: {finding['severity']}: {finding['message']} [{finding['rule']}]")
            click.echo(f"    {finding['message_en']}\n    “{finding['quote']}”")
    severities = [finding["severity"] for file in audited for finding in file.findings]
    counts = ", ".join(f"{severities.count(severity)} {severity}" for severity in SARIF_LEVELS)
    click.echo(f"{len(audited)} files: {counts}")


def _print_json(audited: Sequence[Audited]) -> None:
    columns = (
        "rule",
        "severity",
        "message",
        "message_en",
        "expected",
        "found",
        "page",
        "char_start",
        "char_end",
        "quote",
    )
    files = [
        {
            "file": printable(file.path),
            "error": str(file.fault) if file.fault else None,
            "findings": [
                {column: finding[column] for column in columns} | {"boxes": json.loads(finding["boxes"] or "null")}
                for finding in file.findings
            ],
        }
        for file in audited
    ]
    click.echo(json.dumps(files, ensure_ascii=False, indent=1))


def _print_sarif(audited: Sequence[Audited]) -> None:
    """SARIF 2.1.0 (OASIS), which editors and code hosts show beside the text."""
    rules = sorted({finding["rule"] for file in audited for finding in file.findings})
    driver = {"name": "kehoach", "version": version("kehoach"), "rules": [{"id": rule} for rule in rules]}
    results = [_sarif_result(file, finding) for file in audited for finding in file.findings]
    notifications = [
        {"level": "error", "message": {"text": str(file.fault)}, "descriptor": {"id": file.fault.code}}
        for file in audited
        if file.fault
    ]
    invocation = {"executionSuccessful": not notifications, "toolExecutionNotifications": notifications}
    run = {
        "tool": {"driver": driver},
        "columnKind": "unicodeCodePoints",
        "invocations": [invocation],
        "results": results,
    }
    log = {"$schema": "https://json.schemastore.org/sarif-2.1.0.json", "version": "2.1.0", "runs": [run]}
    click.echo(json.dumps(log, ensure_ascii=False, indent=1))


def _sarif_result(file: Audited, finding: Row) -> Row:
    region: dict[str, Any] = {"snippet": {"text": finding["quote"]}}
    line = _source_line(file, finding["quote"])
    if line:
        region["startLine"] = line
    return {
        "ruleId": finding["rule"],
        "level": SARIF_LEVELS[finding["severity"]],
        "message": {"text": f"{finding['message']} ({finding['message_en']})"},
        "locations": [{"physicalLocation": {"artifactLocation": {"uri": file.path.as_uri()}, "region": region}}],
        "partialFingerprints": {"kehoach/v1": finding["id"]},
        "properties": {"page": finding["page"], "expected": finding["expected"], "found": finding["found"]},
    }


def _source_line(file: Audited, quote: str) -> int | None:
    """The line (from 1) of a plain text file that the quote begins on; None where it is no text or is not found."""
    if file.kind != "text" or not quote:
        return None
    before, found, _ = file.path.read_text("utf-8", "replace").partition(quote)
    return before.count("\n") + 1 if found else None
