"""`kehoach explain`: every numeral of a plan and what it became, so that what was left out can be seen."""

from __future__ import annotations

import json
from collections import Counter
from dataclasses import replace
from pathlib import Path

import click

from extract.errors import KehoachError
from extract.oneoff import read_files
from extract.pipeline import Options


def print_explanation(file: Path, as_json: bool, options: Options) -> None:
    """Print a line a numeral, and how many of each role there are; raises the error of a file that cannot be read."""
    for _, result in read_files([file], replace(options, task="extract.task:read_and_explain")):
        if isinstance(result, KehoachError):
            raise result
        numerals = result.rows["numerals"]
        if as_json:
            click.echo(json.dumps(numerals, ensure_ascii=False, indent=1))
            continue
        for numeral in numerals:
            click.echo(f"{numeral['page'] or '':>4} {numeral['printed']:>14}  {numeral['role']:<10} {numeral['why']}")
            click.echo(f"{'':>21}{numeral['around']}")
        roles = Counter(numeral["role"] for numeral in numerals)
        click.echo(f"{len(numerals)} numerals: " + ", ".join(f"{count} {role}" for role, count in roles.most_common()))
