"""`kehoach gold`: what `gold.exporting`, `gold.agreement` and `gold.orphans` find, printed."""

from __future__ import annotations

from contextlib import closing
from pathlib import Path

import click

from extract.errors import DatabaseNotWritableError
from extract.store import read_only
from gold.agreement import VERDICTS, agreements
from gold.exporting import export
from gold.labels import LabelError
from gold.orphans import orphans


def print_export(database: Path, folder: Path) -> None:
    """Export the reviewed plans and print what was written and left out; raises DatabaseNotWritableError."""
    with closing(read_only(database)) as db:
        try:
            done = export(db, folder)
        except LabelError as fault:
            raise click.UsageError(str(fault)) from fault
        except OSError as fault:
            raise DatabaseNotWritableError(folder, detail=fault.strerror or str(fault)) from fault
    for doc, labels in done.written.items():
        click.echo(f"{folder / doc}: {labels} labels")
    for file, reason in done.left_out.items():
        click.echo(f"left out: {file}: {reason}")
    click.echo(f"{len(done.written)} of {len(done.written) + len(done.left_out)} files written to {folder}.")


def print_agreement(database: Path) -> None:
    """Print kappa and the table of verdicts for each two reviewers."""
    with closing(read_only(database)) as db:
        found = agreements(db)
    for pair in found:
        kappa = "not defined (both only ever gave the same verdict)" if pair.kappa is None else f"{pair.kappa:.3f}"
        click.echo(
            f"{pair.first or '(no name)'} and {pair.second or '(no name)'}: {pair.records} records, kappa {kappa}"
        )
        click.echo(f"  same verdict {pair.observed:.3f}, by chance {pair.expected:.3f}")
        click.echo(f"  {pair.first or '(no name)'} down, {pair.second or '(no name)'} across:")
        click.echo("".join([f"  {'':10}", *(f"{verdict:>11}" for verdict in VERDICTS)]))
        for mine in VERDICTS:
            click.echo("".join([f"  {mine:10}", *(f"{pair.counts[mine, yours]:>11}" for yours in VERDICTS)]))
    if not found:
        click.echo("No two reviewers have judged the same record.")


def print_orphans(database: Path) -> int:
    """Print every review that lost its record; returns their number."""
    with closing(read_only(database)) as db:
        found = list(orphans(db))
    for orphan in found:
        where = f"{orphan.file}: " if orphan.file else ""
        click.echo(f"{where}{orphan.table} {orphan.record_id}, {orphan.verdict} by {orphan.reviewer}: {orphan.why}")
        if orphan.quote:
            click.echo(f"  was      {' '.join(orphan.quote.split())[:100]}")
        if orphan.nearest_id:
            click.echo(f"  nearest  {' '.join(str(orphan.nearest_quote).split())[:100]} ({orphan.nearest_id})")
    click.echo(f"{len(found)} reviews without their record.")
    return len(found)
