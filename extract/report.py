"""What a run prints: its progress while it lasts, then one line a file, what the database holds, what to do next."""

from __future__ import annotations

import json
import os
import sqlite3
from collections.abc import Sequence

import click

from extract.discover import Candidate
from extract.pipeline import FileReport, Run
from extract.progress import progress
from extract.store import Store

COLUMNS = {
    "documents": "documents", "targets": "targets", "funding": "amounts", "responsibilities": "tasks",
    "citations": "citations", "findings": "findings",
}  # fmt: skip
_NAME_WIDTH = 44


def print_run(run: Run, candidates: Sequence[Candidate], store: Store, log_json: bool) -> list[FileReport]:
    """Do the run, show its progress on standard error, and print the result on standard output, also when stopped."""
    done: list[FileReport] = []
    reports = run.files(candidates)
    try:
        with progress(run, len(candidates), log_json) as shown:
            for report in reports:
                done.append(report)
                shown.update(report)
    finally:
        reports.close()  # the run's end is noted before it is reported
        _print(done, store)
    return done


def exit_status(reports: Sequence[FileReport]) -> int:
    """0 where every file was read; the exit code of the cause where all failures have the same; else 1."""
    codes = {report.exit_code for report in reports if report.exit_code}
    return codes.pop() if len(codes) == 1 else int(bool(codes))


def _print(reports: Sequence[FileReport], store: Store) -> None:
    read = [report for report in reports if not report.unchanged]
    if any(report.status != "failed" for report in read):
        head = "".join(f"{title:>10}" for title in ("pages", *COLUMNS.values()))
        click.echo(f"{'file':<{_NAME_WIDTH}} {'read as':<9}{head}   seconds")
    for report in sorted(reports, key=lambda r: (r.status == "failed", r.name)):
        if report.status == "failed":
            click.echo(f"{_cut(report.name)} FAILED   {report.error}")
        elif not report.unchanged:
            counts = "".join(f"{n:>10}" for n in (report.pages, *(report.counts[table] for table in COLUMNS)))
            click.echo(f"{_cut(report.name)} {report.kind or '':<9}{counts}   {report.seconds:7.1f}")
        if report.status == "partial":
            click.echo(f"{'':<{_NAME_WIDTH}} PARTIAL  {report.error}")
    _print_totals(reports, store)


def _cut(name: str) -> str:
    return f"{name if len(name) <= _NAME_WIDTH else name[: _NAME_WIDTH - 1] + '…':<{_NAME_WIDTH}}"


def _print_totals(reports: Sequence[FileReport], store: Store) -> None:
    failed = sum(report.status == "failed" for report in reports)
    unchanged, parsed = (sum(getattr(report, how) for report in reports) for how in ("unchanged", "parsed"))
    again = f"{parsed} parsed again from what was read before, " if parsed else ""
    read = len(reports) - unchanged - parsed
    click.echo(f"\n{len(reports)} files: {read} read, {again}{unchanged} unchanged, {failed} failed.")
    click.echo(f"{store.path} now holds")
    for table, title in {"files": "files", "pages": "pages", **COLUMNS}.items():
        click.echo(f"  {store.count(table):>9,} {title}")
    copies = store.copies()
    if copies:
        click.echo(f"of the documents, {copies} repeat another one; the views and questions count each plan once")
    _print_next(store)


def _print_next(store: Store) -> None:
    """What to type next, in the form in which this run was started."""
    steps = {
        f"kehoach serve --db {store.path}": "look at it in the browser",
        "kehoach audit FILE": "what an auditor would circle in a plan",
        f"kehoach export --db {store.path} FOLDER": "write it as CSV files",
    }
    if os.environ.get("MAKELEVEL"):  # set by make
        steps = {
            f"make serve DB={store.path}": "look at it in the browser",
            "make audit PLANS=FILE": "what an auditor would circle in a plan",
            f"make score DB={store.path}": "compare it with the hand labels",
        }
    width = max(map(len, steps))
    click.echo("\nNext:")
    for command, purpose in steps.items():
        click.echo(f"  {command:<{width}}   {purpose}")


def print_runs(connection: sqlite3.Connection, as_json: bool) -> None:
    """List every run of the database, the newest first."""
    rows = [dict(row) for row in connection.execute("select * from runs order by id desc")]
    if as_json:
        click.echo(json.dumps(rows, ensure_ascii=False, indent=1))
        return
    for row in rows:
        outcome = row["outcome"] or "running or killed"
        names = ("read", "parsed", "unchanged", "partial", "failed")
        numbers = ", ".join(f"{row[f'files_{name}']} {name}" for name in names)
        causes = ", ".join(f"{cause} {count}" for cause, count in json.loads(row["causes"]).items())
        click.echo(f"{row['id']:>4}  {row['started_at']}  {outcome:<17}  {numbers}  ({row['pipeline']})")
        if causes:
            click.echo(f"{'':<6}{causes}")
