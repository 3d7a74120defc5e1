"""The set-up on machines that lack something: what it installs, and what it tells people to type where it cannot."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import time
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
TOOLS = ("sh", "cat", "cksum", "dirname", "basename", "grep", "readlink", "env", "rm", "touch", "chmod")
TESSERACT = "#!/bin/sh\necho List of languages; echo eng; echo vie\n"


class Machine:
    """A folder with the project's set-up files, and a PATH that holds nothing but what a test puts there."""

    def __init__(self, folder: Path) -> None:
        self.root, self.bin = folder / "kehoach", folder / "bin"
        (self.root / "scripts").mkdir(parents=True)
        self.bin.mkdir()
        for name in ("requirements.lock", "requirements-dev.lock", "pyproject.toml", "scripts/setup.sh"):
            shutil.copy(ROOT / name, self.root / name)
        for tool in TOOLS:
            (self.bin / tool).symlink_to(str(shutil.which(tool)))
        self.program("uname", "#!/bin/sh\necho Linux\n")
        self.program("id", "#!/bin/sh\necho 1000\n")

    def program(self, name: str, script: str) -> None:
        path = self.bin / name
        path.write_text(script, "utf-8")
        path.chmod(0o755)

    def python(self, answers: str) -> None:
        """A python3 that says yes to each question but those that `answers` (a shell pattern) matches."""
        self.program(
            "python3",
            f'#!/bin/sh\necho "python3 $*" >> "{self.root}/log"\ncase "$*" in {answers}) exit 1;; esac\n'
            f'case "$*" in *"-m venv"*) mkdir -p .venv/bin; cp "{self.bin}/python3" .venv/bin/python;; esac\n',
        )
        for tool in ("mkdir", "cp"):
            (self.bin / tool).symlink_to(str(shutil.which(tool)))

    def installed(self) -> str:
        log = self.root / "log"
        return log.read_text("utf-8") if log.exists() else ""

    def setup(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        command = [str(self.bin / "sh"), str(self.root / "scripts" / "setup.sh"), *arguments]
        environment = {"PATH": str(self.bin), "HOME": str(self.root)}
        return subprocess.run(
            command, env=environment, capture_output=True, text=True, stdin=subprocess.DEVNULL, timeout=60, check=False
        )


@pytest.fixture
def machine(tmp_path: Path) -> Machine:
    return Machine(tmp_path)


def test_without_rights_the_message_names_the_command_for_the_administrator(machine: Machine) -> None:
    machine.program("apt-get", "#!/bin/sh\nexit 1\n")
    ended = machine.setup()
    assert ended.returncode == 1
    assert "sudo apt-get install tesseract-ocr tesseract-ocr-vie" in ended.stderr


def test_on_macos_the_message_names_homebrew(machine: Machine) -> None:
    machine.program("uname", "#!/bin/sh\necho Darwin\n")
    ended = machine.setup()
    assert ended.returncode == 1
    assert "brew install tesseract tesseract-lang" in ended.stderr


def test_on_a_system_without_apt_the_message_names_the_packages(machine: Machine) -> None:
    ended = machine.setup()
    assert ended.returncode == 1
    assert "your system's package manager" in ended.stderr
    assert "tesseract-ocr-vie" in ended.stderr


def test_root_installs_the_engine_and_the_locked_packages(machine: Machine) -> None:
    machine.program("id", "#!/bin/sh\necho 0\n")
    machine.program(
        "apt-get",
        f'#!/bin/sh\necho "apt-get $*" >> "{machine.root}/log"\n'
        f"case \"$*\" in *tesseract*) printf '%s' '{TESSERACT}' > \"{machine.bin}/tesseract\"; "
        f'chmod 755 "{machine.bin}/tesseract";; esac\n',
    )
    machine.python("*nothing*")
    ended = machine.setup("dev")
    assert ended.returncode == 0, ended.stderr
    log = machine.installed()
    assert "install -y --no-install-recommends tesseract-ocr tesseract-ocr-vie" in log
    assert re.search(r"pip install .*--require-hashes -r requirements-dev\.lock", log)
    assert re.search(r"pip install .*--no-deps .*-e \.", log)


def test_a_missing_venv_module_is_installed_for_that_python(machine: Machine) -> None:
    machine.program("tesseract", TESSERACT)
    machine.program("id", "#!/bin/sh\necho 0\n")
    machine.program("apt-get", f'#!/bin/sh\necho "apt-get $*" >> "{machine.root}/log"\n')
    machine.python('*"import venv"*')
    assert machine.setup().returncode == 0
    assert re.search(r"apt-get .*install .*python3-venv", machine.installed())


def test_a_language_that_is_missing_is_installed(machine: Machine) -> None:
    machine.program("tesseract", "#!/bin/sh\necho eng\n")
    assert "tesseract-ocr-vie" in machine.setup().stderr


def test_too_old_a_python_is_named(machine: Machine) -> None:
    machine.program("tesseract", TESSERACT)
    machine.program("id", "#!/bin/sh\necho 0\n")
    machine.program("apt-get", "#!/bin/sh\nexit 0\n")
    machine.python('*"version_info"*')
    ended = machine.setup()
    assert ended.returncode == 1
    assert "older than 3.11" in ended.stderr


def test_a_failed_download_is_told_and_not_remembered_as_done(machine: Machine) -> None:
    machine.program("tesseract", TESSERACT)
    machine.python('*"--require-hashes"*')
    assert "could not be installed; check the network" in machine.setup().stderr
    assert not list((machine.root / ".venv").glob(".kehoach*"))


def test_a_machine_that_is_set_up_is_passed_over_until_the_lock_changes(machine: Machine) -> None:
    machine.program("tesseract", TESSERACT)
    machine.python("*nothing*")
    assert machine.setup("dev").returncode == 0
    (machine.root / ".venv" / "bin" / "kehoach").symlink_to(machine.bin / "sh")
    before = machine.installed()
    started = time.monotonic()
    for arguments in ([], ["dev"]):  # what developing needs holds what running needs
        assert machine.setup(*arguments).stderr == ""
    assert time.monotonic() - started < 2
    assert machine.installed() == before
    with (machine.root / "requirements-dev.lock").open("a") as lock:
        lock.write("# changed\n")
    machine.setup("dev")
    assert machine.installed() != before


def test_the_readme_names_the_two_commands() -> None:
    readme = (ROOT / "README.md").read_text("utf-8")
    assert re.search(r"^    make extract$", readme, re.MULTILINE)
    assert re.search(r"^    make test$", readme, re.MULTILINE)


@pytest.mark.parametrize("target", ["extract", "test", "serve", "score", "audit", "check", "bench", "train"])
def test_the_makefile_has_every_target_of_the_contract(target: str) -> None:
    ended = subprocess.run(
        ["make", "-n", target, "PLANS=x"], cwd=ROOT, capture_output=True, text=True, check=False, env=os.environ
    )
    assert ended.returncode == 0, ended.stderr
    assert "scripts/setup.sh" in ended.stdout


def test_plans_come_from_the_inbox_once_something_is_in_it(tmp_path: Path) -> None:
    shutil.copytree(ROOT / "scripts", tmp_path / "scripts")
    inbox = tmp_path / "corpus" / "inbox"
    inbox.mkdir(parents=True)
    (inbox / "README.md").write_text("drop plans here")

    def plans() -> str:
        return subprocess.run(["sh", tmp_path / "scripts" / "plans.sh"], capture_output=True, text=True).stdout.strip()

    assert plans() == "corpus/samples"
    (inbox / "kế hoạch.pdf").write_bytes(b"%PDF")
    assert plans() == "corpus/inbox"
