"""What a run prints: a progress bar while it lasts, then one line a file, what the database holds, what to do next."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import click

from extract.pipeline import FileReport
from extract.store import Store

COLUMNS = {
    "documents": "plans", "targets": "targets", "funding": "amounts", "responsibilities": "tasks",
    "citations": "citations", "findings": "findings",
}  # fmt: skip
_NAME_WIDTH = 44


def print_run(reports: Iterable[FileReport], files: int, store: Store) -> list[FileReport]:
    """Take the reports as they come, show the progress, and print the result on standard output."""
    from tqdm import tqdm

    done: list[FileReport] = []
    with tqdm(total=files, unit="file", disable=None, leave=False) as bar:
        try:
            for report in reports:
                done.append(report)
                bar.update()
                bar.set_postfix(failed=sum(1 for r in done if r.status == "failed"), refresh=False)
        finally:
            bar.close()
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
    unchanged = sum(report.unchanged for report in reports)
    click.echo(f"\n{len(reports)} files: {len(reports) - unchanged} read, {unchanged} unchanged, {failed} failed.")
    click.echo(f"{store.path} now holds")
    for table, title in {"files": "files", "pages": "pages", **COLUMNS}.items():
        click.echo(f"  {store.count(table):>9,} {title}")
    click.echo(
        f"\nNext: kehoach serve --db {store.path}     look at it in the browser\n"
        f"      kehoach audit FILE          what an auditor would circle in a plan\n"
        f"      sqlite3 {store.path} 'select * from targets_by_province limit 5'"
    )
