"""The `kehoach` command: small verbs over a database of plans.

Heavy modules are imported by the verb that needs them, so that `kehoach --help` starts at once.
"""

from __future__ import annotations

import os
import re
import signal
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from extract.errors import InternalError, KehoachError, StoppedError

if TYPE_CHECKING:
    from extract.discover import Candidate
    from extract.pipeline import Options

FILE = click.Path(dir_okay=False, path_type=Path)
FOLDER = click.Path(file_okay=False, path_type=Path)
PLANS = click.argument("plans", nargs=-1, required=True, type=click.Path(path_type=Path))
DATABASE = click.option("--db", type=FILE, default=Path("plans.db"), show_default=True, help="The database.")
JSON = click.option("--json", "as_json", is_flag=True, help="Print JSON.")


class Commands(click.Group):
    """Commands whose failures are one line on standard error, never a traceback."""

    def invoke(self, ctx: click.Context) -> Any:
        """Run the command; errors of ours end the program with their own exit code."""
        try:
            return super().invoke(ctx)
        except KehoachError as fault:
            click.echo(f"kehoach: {fault}", err=True)
            ctx.exit(fault.exit_code)
        except KeyboardInterrupt:
            click.echo(f"\nkehoach: {StoppedError()}", err=True)
            ctx.exit(StoppedError.exit_code)
        except (click.ClickException, click.exceptions.Exit, click.Abort):
            raise
        except Exception as fault:
            if os.environ.get("KEHOACH_DEBUG"):
                raise
            click.echo(f"kehoach: {InternalError(detail=f'{type(fault).__name__}: {fault}')}", err=True)
            ctx.exit(InternalError.exit_code)


@click.group(cls=Commands, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 110})
@click.version_option(package_name="kehoach")
def main() -> None:
    """Read official Vietnamese plans into a database that can be queried and trusted.

    Every target, amount, responsibility and citation keeps its place on the page. Begin with: kehoach extract FOLDER
    """
    signal.signal(signal.SIGTERM, _stop)


def _stop(signum: int, frame: object) -> None:
    raise KeyboardInterrupt


def _limits(command: Any) -> Any:
    """The options of every command that reads files."""
    for option in (
        click.option("--workers", type=click.IntRange(1), help="Worker processes (default: one a processor core)."),
        click.option(
            "--seconds", type=click.FloatRange(1), default=600, show_default=True, help="Time limit for a document."
        ),
        click.option(
            "--memory", type=click.IntRange(256), default=3072, show_default=True, help="MB that a document may take."
        ),
        click.option(
            "--password-file", type=click.Path(exists=True, dir_okay=False, path_type=Path),
            help="Passwords to try on encrypted files, one a line.",
        ),
    ):  # fmt: skip
        command = option(command)
    return command


def _cluster_address(context: click.Context, option: click.Parameter, address: str) -> str:
    if address and not re.fullmatch(r"local:[1-9]\d*|[a-z]+://\S+", address):
        raise click.BadParameter("neither a scheduler's address (tcp://host:8786) nor local:N")
    return address


def _running(command: Any) -> Any:
    """The options of the commands that fill a database."""
    for option in (
        click.option("--log-json", is_flag=True, help="Log on standard error, one JSON object a line."),
        click.option("--send", is_flag=True, help="Send the files to the cluster (where it cannot open their paths)."),
        click.option("--cluster", default="", callback=_cluster_address, metavar="ADDRESS",
                     help="Read on a dask cluster: tcp://scheduler:8786, or local:N for N workers here."),
    ):  # fmt: skip
        command = option(command)
    return command


def _options(workers: int | None, seconds: float, memory: int, password_file: Path | None, **others: Any) -> Options:
    from extract.pipeline import Options

    passwords = tuple(password_file.read_text("utf-8").splitlines()) if password_file else ()
    return Options(workers or 0, seconds, memory << 20, passwords=passwords, **others)


def _run(db: Path, candidates: list[Candidate], options: Options, log_json: bool, folders: Sequence[Path] = ()) -> None:
    """Read the candidates into the database, print what came of it, and leave with the run's exit status.

    What was read in `folders` and is there no more is parsed again, where another version has parsed it.
    """
    from extract.pipeline import Run
    from extract.report import exit_status, print_run
    from extract.store import Store
    from extract.versions import pipeline_version

    with Store(db) as store:
        run = Run(store, options, pipeline_version())
        reports = print_run(run, [*candidates, *run.gone(folders)], store, log_json)
    sys.exit(exit_status(reports))


@main.command()
@PLANS
@DATABASE
@_limits
@_running
def extract(plans: tuple[Path, ...], db: Path, log_json: bool, **limits: Any) -> None:
    """Read PLANS (files or folders) and store what they say.

    Files that are stored already and have not changed are passed over; a new version of the parsers parses them again
    from what was read, without opening them. A file that cannot be read is recorded with its cause and never stops the
    others; the exit status is then that of the cause (1 where causes differ).
    """
    from extract.discover import discover

    _run(db, list(discover(plans)), _options(**limits), log_json, [plan for plan in plans if plan.is_dir()])


@main.command()
@DATABASE
@_limits
@_running
def retry(db: Path, log_json: bool, **limits: Any) -> None:
    """Take up again every file that failed, for instance with a higher --seconds or --memory."""
    from dataclasses import replace

    from extract.discover import candidate
    from extract.store import Store, read_only

    read_only(db).close()
    with Store(db) as store:
        failed = [known for known in store.known().values() if known.status == "failed"]
    options = replace(_options(**limits), again=frozenset(known.file_id for known in failed))
    _run(db, [candidate(Path(known.path)) for known in failed], options, log_json)


@main.command()
@click.argument("files", nargs=-1, required=True)
@DATABASE
def forget(files: tuple[str, ...], db: Path) -> None:
    """Remove FILES (their names, paths or ids) from the database wholly, with all that was found in them."""
    from extract.errors import MissingFileError, printable
    from extract.store import Store, read_only

    read_only(db).close()
    with Store(db) as store:
        for file in files:
            found = store.find_files(printable(file), printable(Path(file).absolute()))
            if not found:
                raise MissingFileError(file, detail=f"not in {db}")
            for file_id, name in found:
                store.forget(file_id)
                click.echo(f"forgot {name} ({file_id[:12]})")


@main.command()
@DATABASE
@click.option("--port", type=click.IntRange(1, 65535), default=8001, show_default=True, help="The port.")
@click.option("--host", default="127.0.0.1", show_default=True, help="The address.")
@click.option(
    "--reviewer",
    "reviewers",
    multiple=True,
    default=["reviewer"],
    show_default=True,
    help="A name to review under; a link that signs in once is printed for it. Repeat it for more names.",
)
@click.option(
    "--processes",
    type=click.IntRange(1, 16),
    default=lambda: min(os.cpu_count() or 1, 2),
    help="How many processes answer; more than cores help nobody.  [default: 2, or 1 on one core]",
)
def serve(db: Path, port: int, host: str, reviewers: tuple[str, ...], processes: int) -> None:
    """Open the database in the browser: tables, search, and the common questions."""
    from extract.web.accounts import named
    from extract.web.serve import run

    try:
        names = named(reviewers)
    except ValueError as fault:
        raise click.BadParameter(str(fault), param_hint="--reviewer") from fault
    run(db, host, port, names, processes)


@main.command()
@DATABASE
@click.option("--gold", type=click.Path(exists=True, file_okay=False, path_type=Path), default=Path("gold"),
              show_default=True, help="The folder of labels.")  # fmt: skip
@click.option("--write-baseline", is_flag=True, help="Accept the present scores as GOLD/baseline.json.")
@click.option("--show", help="List misses, false alarms and wrong fields of a record type, or of `header`.")
@JSON
def score(db: Path, gold: Path, write_baseline: bool, show: str | None, as_json: bool) -> None:
    """Score the database against hand labels, and show what moved against the baseline."""
    from extract.store import read_only
    from gold import report

    read_only(db).close()
    baseline = gold / "baseline.json"
    if write_baseline:
        sys.exit(report.write_baseline(db, gold, baseline))
    sys.exit(report.main(db, gold, as_json=as_json, baseline=baseline, show=show))


@main.group()
def gold() -> None:
    """Make labels out of reviews, and look after the reviews."""


@gold.command("texts")
@click.argument("folder", type=click.Path(file_okay=False, path_type=Path))
@click.option(
    "--gold",
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    default=Path("gold"),
    show_default=True,
    help="The folder of labels.",
)
def gold_texts(folder: Path, gold: Path) -> None:
    """Write the texts of labelled plans that lie packed in the training text to FOLDER, to extract and score them."""
    from gold.texts import write_texts

    written = write_texts(gold, folder)
    click.echo(f"{len(written)} texts written to {folder}; next: kehoach extract {folder}")


@gold.command("export")
@click.argument("folder", type=FOLDER)
@DATABASE
def gold_export(folder: Path, db: Path) -> None:
    """Write the plans that were reviewed wholly to FOLDER, as labels that `kehoach score --gold FOLDER` takes."""
    from extract.curate import print_export

    print_export(db, folder)


@gold.command()
@DATABASE
def agreement(db: Path) -> None:
    """Print how far each two reviewers agree on the records that both judged (Cohen's kappa)."""
    from extract.curate import print_agreement

    print_agreement(db)


@gold.command()
@DATABASE
def orphans(db: Path) -> None:
    """List the reviews whose record is no longer there, each with the nearest record of its kind.

    Exit status: 0 none, 1 there are some.
    """
    from extract.curate import print_orphans

    sys.exit(print_orphans(db) > 0)


@main.command()
@PLANS
@click.option("--format", "form", type=click.Choice(["text", "json", "sarif"]), default="text", show_default=True,
              help="How to print them.")  # fmt: skip
@_limits
def audit(plans: tuple[Path, ...], form: str, **limits: Any) -> None:
    """Print what an auditor would circle in PLANS: sums, shares, dates, numbering, references.

    Exit status: 0 no error found, 1 errors found, 2 a file could not be read.
    """
    from extract.audit import audit_files

    sys.exit(audit_files(plans, form, _options(**limits)))


@main.command()
@click.argument("file", type=click.Path(path_type=Path))
@JSON
@_limits
def explain(file: Path, as_json: bool, **limits: Any) -> None:
    """List every numeral of FILE and what it became: target, amount, citation, date, numbering or background."""
    from extract.explain import print_explanation

    print_explanation(file, as_json, _options(**limits))


@main.command()
@click.argument("folder", type=FOLDER)
@DATABASE
@click.option("--format", "form", type=click.Choice(["csv", "jsonl", "xlsx", "parquet"]), default="csv",
              show_default=True, help="The form of the files.")  # fmt: skip
def export(folder: Path, db: Path, form: str) -> None:
    """Write every kind of record to FOLDER, one file each, every row with its plan and its place.

    Reviewers' corrections are in place. Beside the files lies datapackage.json, which says what each column means.
    """
    from extract.export import export_records

    for path, rows in export_records(db, folder, form):
        click.echo(f"{path}: {rows} rows")


@main.command()
@DATABASE
def doctor(db: Path) -> None:
    """Check what kehoach needs (OCR engine, language data, disk, database), and say what to do."""
    from extract.doctor import examine

    healthy = True
    for finding in examine(db):
        healthy &= finding.ok
        click.echo(
            f"{'ok  ' if finding.ok else 'FAIL'} {finding.what}" + (f"\n     {finding.remedy}" * (not finding.ok))
        )
    sys.exit(not healthy)


@main.command()
@DATABASE
@JSON
def runs(db: Path, as_json: bool) -> None:
    """List the runs that filled the database: when, with what options and versions, and how they ended."""
    from extract.report import print_runs
    from extract.store import read_only

    print_runs(read_only(db), as_json)


@main.command(context_settings={"ignore_unknown_options": True, "help_option_names": []})
@click.argument("arguments", nargs=-1, type=click.UNPROCESSED)
def train(arguments: tuple[str, ...]) -> None:
    """Rebuild the model that restores Vietnamese accents (`kehoach train --help` lists its options)."""
    from ocr import restore_train

    sys.argv = ["kehoach train", *arguments]
    restore_train.main()
