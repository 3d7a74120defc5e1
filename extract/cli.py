"""The `kehoach` command: small verbs over a database of plans.

Heavy modules are imported by the verb that needs them, so that `kehoach --help` starts at once.
"""

from __future__ import annotations

import signal
import sys
from pathlib import Path
from typing import Any

import click

from extract.errors import KehoachError, StoppedError

DATABASE = click.option(
    "--db", type=click.Path(dir_okay=False, path_type=Path), default=Path("plans.db"), show_default=True,
    help="The database.",
)  # fmt: skip
PLANS = click.argument("plans", nargs=-1, required=True, type=click.Path(path_type=Path))


class Commands(click.Group):
    """Commands whose failures are one line on standard error, never a traceback."""

    def invoke(self, ctx: click.Context) -> Any:
        """Run the command; ours among the errors end the program with their own exit code."""
        try:
            return super().invoke(ctx)
        except KehoachError as fault:
            click.echo(f"kehoach: {fault}", err=True)
            ctx.exit(fault.exit_code)
        except KeyboardInterrupt:
            click.echo(f"kehoach: {StoppedError()}", err=True)
            ctx.exit(StoppedError.exit_code)


@click.group(cls=Commands, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="kehoach")
def main() -> None:
    """Read official Vietnamese plans into a database that can be queried and trusted.

    Every target, amount, responsibility and citation keeps its place on the page. Start with: kehoach extract FOLDER
    """


def _stop(signum: int, frame: object) -> None:
    raise KeyboardInterrupt


@main.command()
@PLANS
@DATABASE
@click.option("--workers", type=click.IntRange(1), help="Worker processes (default: one a processor core).")
@click.option("--seconds", type=click.FloatRange(1), default=600, show_default=True, help="Time limit for a document.")
@click.option(
    "--memory", type=click.IntRange(256), default=3072, show_default=True, help="Memory limit for a document, MB."
)
@click.option("--password-file", type=click.Path(exists=True, dir_okay=False, path_type=Path),
              help="Passwords to try on encrypted files, one a line.")  # fmt: skip
def extract(
    plans: tuple[Path, ...], db: Path, workers: int | None, seconds: float, memory: int, password_file: Path | None
) -> None:
    """Read PLANS (files or folders) and store what they say.

    Files that are stored already and have not changed are passed over. A file that cannot be read is recorded with its
    cause and never stops the others; the exit status is then that of the cause (1 where causes differ).
    """
    from extract.discover import discover
    from extract.pipeline import Options, Run, pipeline_version
    from extract.report import exit_status, print_run
    from extract.store import Store

    signal.signal(signal.SIGTERM, _stop)
    passwords = tuple(password_file.read_text("utf-8").splitlines()) if password_file else ()
    options = Options(workers or 0, seconds, memory << 20, passwords=passwords)
    candidates = list(discover(plans))
    with Store(db) as store:
        reports = print_run(Run(store, options, pipeline_version()).files(candidates), len(candidates), store)
    sys.exit(exit_status(reports))
