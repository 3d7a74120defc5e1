"""The documents say what the program does."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from extract.cli import main
from extract.errors import ERRORS
from extract.export import export_records

ROOT = Path(__file__).resolve().parent.parent
PAGES = [
    ROOT / name for name in ("README.md", "CONTRIBUTING.md", "CHANGELOG.md", "docs/operation.md", "docs/exports.md")
]


def test_every_exit_code_is_listed() -> None:
    table = re.findall(r"^\| (\d+) \| (.+) \| `(\w+)` \|$", (ROOT / "docs" / "operation.md").read_text("utf-8"), re.M)
    assert {(int(code), cause, name) for code, cause, name in table} == {
        (error.exit_code, error.cause, error.code) for error in ERRORS.values()
    }


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_links_lead_to_files_that_are_there(page: Path) -> None:
    for link in re.findall(r"\]\((?!https?:)([^)#]+)\)", page.read_text("utf-8")):
        assert (page.parent / link).exists(), link


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_commands_that_are_named_exist(page: Path) -> None:
    text = page.read_text("utf-8")
    targets = set(re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text("utf-8"), re.M))
    assert set(re.findall(r"(?:`|^    |&& )make ([a-z-]+)", text, re.M)) <= targets
    assert set(re.findall(r"`kehoach ([a-z]+)", text)) <= set(main.commands)


def test_options_that_are_named_exist() -> None:
    options = {name for command in main.commands.values() for option in command.params for name in option.opts}
    named = re.findall(r"`(--[a-z-]+)", (ROOT / "docs" / "operation.md").read_text("utf-8"))
    assert named
    assert set(named) <= options


def test_the_duckdb_example_runs(blank_database: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    pytest.importorskip("duckdb", reason="duckdb is not installed (it is no part of kehoach)")
    pytest.importorskip("pyarrow", reason="pyarrow is not installed (kehoach[parquet])")
    list(export_records(blank_database, tmp_path / "out", "parquet"))
    (example,) = re.findall(r"^```python\n(.+?)^```$", (ROOT / "docs" / "exports.md").read_text("utf-8"), re.M | re.S)
    monkeypatch.chdir(tmp_path)
    exec(compile(example, "docs/exports.md", "exec"), {})
