"""The documents say what the program does."""

from __future__ import annotations

import importlib.util
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from extract.cli import main
from extract.errors import ERRORS
from extract.export import export_records

ROOT = Path(__file__).resolve().parent.parent
PAGES = [
    ROOT / name for name in ("README.md", "CONTRIBUTING.md", "CHANGELOG.md", "docs/operation.md", "docs/exports.md")
] + sorted([ROOT / "docs/index.md", *(ROOT / "docs" / "vi").glob("*.md"), *(ROOT / "docs" / "en").glob("*.md")])


def test_every_exit_code_is_listed() -> None:
    table = re.findall(r"^\| (\d+) \| (.+) \| `(\w+)` \|$", (ROOT / "docs" / "operation.md").read_text("utf-8"), re.M)
    assert {(int(code), cause, name) for code, cause, name in table} == {
        (error.exit_code, error.cause, error.code) for error in ERRORS.values()
    }


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_links_lead_to_files_that_are_there(page: Path) -> None:
    for link in re.findall(r"\]\((?!https?:)([^)#]+)\)", page.read_text("utf-8")):
        assert (page.parent / link).exists(), link


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
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


@pytest.fixture(scope="module")
def workplace(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the sample plans and the labels, as the tutorials find it."""
    folder = tmp_path_factory.mktemp("tutorial")
    (folder / "samples").symlink_to(ROOT / "corpus" / "samples")
    (folder / "gold").symlink_to(ROOT / "gold")
    return folder


@pytest.mark.parametrize("pages", [("vi/huong-dan.md", "vi/gan-nhan.md"), ("en/tutorial.md", "en/labelling.md")])
def test_the_tutorials_commands_print_what_they_say(workplace: Path, pages: tuple[str, str]) -> None:
    (workplace / "plans.db").unlink(missing_ok=True)
    path = f"{Path(sys.executable).parent}:{os.environ['PATH']}"
    ran = 0
    for page in pages:
        text = (ROOT / "docs" / page).read_text("utf-8")
        for block in re.findall(r"^```console\n(.+?)^```$", text, re.M | re.S):
            for command, printed in re.findall(r"^\$ (.+)\n((?:(?!\$ ).*\n)*)", block, re.M):
                ended = subprocess.run(
                    command, shell=True, cwd=workplace, env=os.environ | {"PATH": path, "PYTHONPATH": str(ROOT)},
                    capture_output=True, text=True, check=False,
                )  # fmt: skip
                assert ended.returncode == 0, f"{command}\n{ended.stdout}{ended.stderr}"
                if printed:
                    assert [line.rstrip() for line in ended.stdout.splitlines()] == printed.splitlines(), command
                ran += 1
    assert ran >= 6


def test_the_data_dictionary_has_every_column_of_the_schema() -> None:
    spec = importlib.util.spec_from_file_location("data_dictionary", ROOT / "scripts" / "data_dictionary.py")
    assert spec
    assert spec.loader
    dictionary = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(dictionary)
    names = {
        table: {column for column, _ in columns}
        for kind in dictionary.schema().values()
        for table, columns in kind.items()
    }
    for language, (page, *_) in dictionary.PAGES.items():
        assert (ROOT / "docs" / language / page).read_text("utf-8") == dictionary.page(language), "run the script"
        for table, column in dictionary.meanings(language):
            assert any(column in columns for columns in names.values()) if table == "*" else column in names[table]


def test_every_audit_rule_is_explained_in_both_languages() -> None:
    code = "".join(path.read_text("utf-8") for path in (ROOT / "parsers").glob("audit*.py"))
    rules = set(re.findall(r'"([a-z]+(?:-[a-z]+)+)"', code)) - {"letter-capital"}  # a style of numbering
    assert len(rules) >= 15
    for page in ("audit.md", "vi/kiem-tra.md"):
        text = (ROOT / "docs" / page).read_text("utf-8")
        assert {rule for rule in rules if f"`{rule}`" not in text} == set(), page


def test_every_page_is_in_the_sites_contents() -> None:
    contents = set(re.findall(r":\s([\w/-]+\.md)$", (ROOT / "mkdocs.yml").read_text("utf-8"), re.M))
    assert contents == {str(page.relative_to(ROOT / "docs")) for page in (ROOT / "docs").rglob("*.md")}
