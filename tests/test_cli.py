"""The command as users type it: what it prints, how it ends, and that it never shows a traceback."""

from __future__ import annotations

import csv
import json
import os
import re
import shutil
import signal
import sqlite3
import subprocess
import sys
import time
from pathlib import Path

import click
import pytest
from click.testing import CliRunner

from extract.cli import main

PLAN = """ỦY BAN NHÂN DÂN TỈNH LẠNG SƠN
Số: 7/KH-UBND
Lạng Sơn, ngày 02 tháng 3 năm 2022

KẾ HOẠCH
Phát triển làng nghề giai đoạn 2021 - 2025

I. MỤC TIÊU
1. Đến năm 2025
- Có 30/60 xã đạt chuẩn nông thôn mới, chiếm 40%.
- Thành lập mới 12 hợp tác xã.
II. KINH PHÍ
- Tổng kinh phí thực hiện là 25 tỷ đồng, trong đó: ngân sách tỉnh 15 tỷ đồng, vốn tín dụng 10 tỷ đồng.
III. TỔ CHỨC THỰC HIỆN
1. Sở Công Thương chủ trì, phối hợp với Sở Tài chính hướng dẫn thực hiện Kế hoạch này.
"""


def kehoach(
    *arguments: object, timeout: float = 300, env: dict[str, str] | None = None
) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "extract", *map(str, arguments)]
    environment = {name: value for name, value in os.environ.items() if name != "MAKELEVEL"}
    return subprocess.run(
        command, capture_output=True, text=True, timeout=timeout, check=False, env=environment | (env or {})
    )


def failed(ended: subprocess.CompletedProcess[str], status: int, *said: str) -> None:
    assert ended.returncode == status, ended.stderr
    assert "Traceback" not in ended.stderr + ended.stdout
    for words in said:
        assert words in ended.stderr


@pytest.fixture(scope="module")
def plan(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("plans") / "làng nghề.txt"
    path.write_text(PLAN, "utf-8")
    return path


@pytest.fixture(scope="module")
def extracted(plan: Path) -> tuple[Path, subprocess.CompletedProcess[str]]:
    database = plan.parent.parent / "plans.db"
    return database, kehoach("extract", "--db", database, plan.parent)


def test_extract_reads_a_plan_and_says_what_was_found(
    extracted: tuple[Path, subprocess.CompletedProcess[str]], plan: Path
) -> None:
    database, ended = extracted
    assert ended.returncode == 0, ended.stderr
    assert plan.name in ended.stdout
    assert "1 files: 1 read, 0 unchanged, 0 failed." in ended.stdout
    assert f"kehoach serve --db {database}" in ended.stdout
    rows = sqlite3.connect(database).execute("select count, total, percent, unit from targets order by char_start")
    assert rows.fetchall() == [(30, 60, 40, "xã"), (12, None, None, "hợp tác xã")]


def test_extract_again_changes_nothing(extracted: tuple[Path, subprocess.CompletedProcess[str]], plan: Path) -> None:
    database, _ = extracted
    before = database.read_bytes()
    ended = kehoach("extract", "--db", database, plan.parent)
    assert "0 read, 1 unchanged" in ended.stdout
    assert database.read_bytes() == before


def test_started_by_make_the_next_commands_are_those_of_make(
    extracted: tuple[Path, subprocess.CompletedProcess[str]], plan: Path
) -> None:
    database, _ = extracted
    ended = kehoach("extract", "--db", database, plan, env={"MAKELEVEL": "1"})
    assert f"make serve DB={database}" in ended.stdout


def test_audit_prints_the_arithmetic_and_leaves_with_1(plan: Path) -> None:
    ended = kehoach("audit", plan)
    assert ended.returncode == 1, ended.stderr
    assert "error" in ended.stdout
    assert "50" in ended.stdout


def test_audit_as_json_and_sarif(plan: Path) -> None:
    (file,) = json.loads(kehoach("audit", "--format", "json", plan).stdout)
    (finding,) = [finding for finding in file["findings"] if finding["severity"] == "error"]
    assert finding["quote"] in PLAN
    sarif = json.loads(kehoach("audit", "--format", "sarif", plan).stdout)
    (run,) = sarif["runs"]
    assert sarif["version"] == "2.1.0"
    (result,) = [result for result in run["results"] if result["level"] == "error"]
    assert result["ruleId"] in {rule["id"] for rule in run["tool"]["driver"]["rules"]}
    assert result["locations"][0]["physicalLocation"]["region"]["startLine"] == 10


def test_audit_leaves_with_2_where_a_file_cannot_be_read(plan: Path, tmp_path: Path) -> None:
    (tmp_path / "empty.pdf").write_bytes(b"")
    failed(kehoach("audit", plan, tmp_path), 2, "empty.pdf", "the file is empty")


def test_explain_accounts_for_every_numeral(plan: Path) -> None:
    numerals = json.loads(kehoach("explain", "--json", plan).stdout)
    assert [numeral["printed"] for numeral in numerals] == re.findall(r"\d+", PLAN)
    roles = {(numeral["printed"], numeral["role"]) for numeral in numerals}
    assert {("60", "target"), ("12", "target"), ("25", "amount"), ("15", "amount")} <= roles
    assert all(numeral["why"] for numeral in numerals)
    assert re.search(r"\d+ target", kehoach("explain", plan).stdout.splitlines()[-1])


def test_explain_of_an_unreadable_file_ends_with_its_cause(tmp_path: Path) -> None:
    (tmp_path / "empty.pdf").write_bytes(b"")
    failed(kehoach("explain", tmp_path / "empty.pdf"), 10, "empty.pdf", "the file is empty")


def test_export_writes_every_record_with_its_plan(
    extracted: tuple[Path, subprocess.CompletedProcess[str]], tmp_path: Path
) -> None:
    database, _ = extracted
    assert kehoach("export", "--db", database, tmp_path).returncode == 0
    assert kehoach("export", "--db", database, "--format", "jsonl", tmp_path).returncode == 0
    with (tmp_path / "targets.csv").open(encoding="utf-8-sig", newline="") as file:
        table = list(csv.DictReader(file))
    records = [json.loads(line) for line in (tmp_path / "targets.jsonl").read_text("utf-8").splitlines()]
    assert [row["id"] for row in table] == [record["id"] for record in records]
    assert {row["plan_number"] for row in table} == {"7/KH-UBND"}
    files = {
        f"{name}.{form}"
        for name in ("plans", "targets", "funding", "responsibilities", "citations", "findings", "place_links")
        for form in ("csv", "jsonl")
    }
    assert {path.name for path in tmp_path.iterdir()} == files | {"datapackage.json"}


def test_forget_removes_a_file(plan: Path, tmp_path: Path) -> None:
    database = tmp_path / "plans.db"
    kehoach("extract", "--db", database, plan)
    assert "forgot" in kehoach("forget", "--db", database, plan.name).stdout
    assert sqlite3.connect(database).execute("select count(*) from files").fetchone() == (0,)
    failed(kehoach("forget", "--db", database, plan.name), 3, plan.name)


def test_retry_takes_up_what_failed(tmp_path: Path) -> None:
    (tmp_path / "broken.pdf").write_bytes(b"%PDF-1.7 cut off")
    database = tmp_path / "plans.db"
    first = kehoach("extract", "--db", database, tmp_path / "broken.pdf")
    assert first.returncode in (5, 7), first.stderr
    again = kehoach("retry", "--db", database)
    assert again.returncode == first.returncode
    assert "1 files: 1 read, 0 unchanged, 1 failed." in again.stdout


def test_runs_lists_what_was_done(extracted: tuple[Path, subprocess.CompletedProcess[str]]) -> None:
    database, _ = extracted
    (run,) = json.loads(kehoach("runs", "--db", database, "--json").stdout)
    assert (run["outcome"], run["files_read"], run["files_failed"]) == ("finished", 1, 0)
    assert (run["pages_read"], json.loads(run["causes"])) == (1, {})
    assert run["started_at"] <= run["ended_at"]
    assert {"tesseract", "python", "code", "regex"} <= set(json.loads(run["versions"]))
    assert json.loads(run["options"])["seconds"] == 600


def test_doctor_looks_at_everything(extracted: tuple[Path, subprocess.CompletedProcess[str]]) -> None:
    ended = kehoach("doctor", "--db", extracted[0])
    assert ended.returncode == 0, ended.stdout
    for thing in (
        "Vietnamese data (vie)",
        "fonts with Vietnamese letters",
        "MB of memory free",
        "MB free in",
        "a worker process starts",
        "1 files, 0 failed",
        "no other program holds it",
    ):
        assert thing in ended.stdout


def test_doctor_names_a_database_that_is_locked(blank_database: Path, tmp_path: Path) -> None:
    database = shutil.copy(blank_database, tmp_path)
    connection = sqlite3.connect(database, isolation_level=None)
    connection.execute("begin immediate")
    ended = kehoach("doctor", "--db", database)
    connection.close()
    assert ended.returncode == 1
    assert "Wait until the other program has finished" in ended.stdout


def test_a_log_for_programs_has_an_event_a_line(plan: Path, tmp_path: Path) -> None:
    (tmp_path / "broken.pdf").write_bytes(b"%PDF-1.4 broken")
    ended = kehoach("extract", "--log-json", "--db", tmp_path / "plans.db", plan, tmp_path / "broken.pdf")
    events = [json.loads(line) for line in ended.stderr.splitlines()]
    events = [event for event in events if event["event"] != "progress"]  # on a slow machine
    assert [event["event"] for event in events] == ["start", "file", "file", "end"]
    assert events[0]["files"] == 2
    files = {event["name"]: event for event in events[1:3]}
    assert files[plan.name]["counts"]["targets"] > 0
    assert files["broken.pdf"]["error_code"] == "damaged"
    end = events[-1]
    assert (end["outcome"], end["done"], end["files_read"], end["files_failed"]) == ("finished", 2, 2, 1)
    assert end["causes"] == {"damaged": 1}
    assert end["remaining_seconds"] == 0


@pytest.mark.parametrize(
    ("arguments", "status", "said"),
    [
        (["extract", "nowhere", "--db", "plans.db"], 3, "nowhere: no such file or folder"),
        (["serve", "--db", "nowhere.db"], 3, "nowhere.db"),
        (["score", "--db", "nowhere.db", "--gold", "."], 3, "nowhere.db"),
        (["export", "--db", "nowhere.db", "out"], 3, "nowhere.db"),
        (["runs", "--db", "other.db"], 15, "another program made it"),
        (["extract", "plan.txt", "--db", "other.db"], 15, "another program made it"),
        (["extract", "plan.txt", "--db", "plan.txt"], 15, "not a kehoach database"),
        (["extract", "plan.txt", "--db", "no/folder/plans.db"], 14, "cannot be written"),
        (["extract"], 2, "PLANS"),
        (["audit", "--format", "xml", "plan.txt"], 2, "xml"),
        (["invent"], 2, "invent"),
    ],
)
def test_wrong_input_ends_with_its_cause(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, arguments: list[str], status: int, said: str
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "plan.txt").write_text(PLAN, "utf-8")
    with sqlite3.connect("other.db") as other:
        other.execute("create table t (x)")
    failed(kehoach(*arguments), status, said)


def test_a_fault_of_ours_is_one_line_too(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    def broken(*_: object) -> None:
        raise ZeroDivisionError("of ours")

    monkeypatch.setattr("extract.doctor.examine", broken)
    ended = CliRunner().invoke(main, ["doctor", "--db", str(tmp_path / "plans.db")])
    assert ended.exit_code == 20
    assert "kehoach itself failed (ZeroDivisionError: of ours)" in ended.stderr
    assert "Traceback" not in ended.output


def test_an_interrupt_stops_cleanly_and_keeps_what_was_finished(tmp_path: Path, fakes_importable: None) -> None:
    plans = tmp_path / "plans"
    plans.mkdir()
    (plans / "a.txt").write_text("I. Mục tiêu\nx\n", "utf-8")
    (plans / "b.txt").write_text("slow 60\nx\n", "utf-8")
    code = (
        "import sys; from extract import cli, pipeline, versions; "
        "versions.pipeline_version = lambda: '1'; "
        "pipeline.Options.__init__.__defaults__ = (*pipeline.Options.__init__.__defaults__[:-1], 'fakes:read'); "
        f"cli.main(['extract', '--workers', '1', '--db', {str(tmp_path / 'plans.db')!r}, {str(plans)!r}])"
    )
    process = subprocess.Popen([sys.executable, "-c", code], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline and not _stored(tmp_path / "plans.db"):
        time.sleep(0.2)
    time.sleep(2)  # what is stored is counted a moment later; the second plan takes a minute
    process.send_signal(signal.SIGINT)
    out, err = process.communicate(timeout=20)
    assert process.returncode == 130
    assert "stopped before the end" in err
    assert "Traceback" not in err
    assert "1 files: 1 read" in out
    connection = sqlite3.connect(tmp_path / "plans.db")
    assert connection.execute("select name from files").fetchall() == [("a.txt",)]
    assert connection.execute("select outcome from runs").fetchall() == [("interrupted",)]


def _stored(database: Path) -> bool:
    try:
        return bool(sqlite3.connect(f"file:{database}?mode=ro", uri=True).execute("select 1 from targets").fetchone())
    except sqlite3.OperationalError:
        return False


def test_help_starts_at_once() -> None:
    code = "import sys; import extract.cli; print(*sorted({name.split('.')[0] for name in sys.modules}))"
    loaded = set(
        subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout.split()
    )
    assert not loaded & {
        "spacy",
        "underthesea",
        "cv2",
        "numpy",
        "datasette",
        "pypdfium2",
        "pdfplumber",
        "sqlite3",
        "ocr",
    }


def test_every_command_and_option_explains_itself() -> None:
    for name, command in main.commands.items():
        assert command.help, name
        options = [option for option in command.params if isinstance(option, click.Option)]
        assert all(option.help for option in options), name
