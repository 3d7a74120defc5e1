"""A short run of `hostile/fuzz.py`, always the same; after a change to a reader, run it for minutes."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

TESTS = Path(__file__).resolve().parent


def test_random_damage_is_a_named_fault_or_a_document_never_an_exception() -> None:
    paths = os.pathsep.join((str(TESTS), os.environ.get("PYTHONPATH", "")))
    command = [sys.executable, str(TESTS / "hostile" / "fuzz.py"), "--rounds", "270", "--seed", "1"]
    ended = subprocess.run(
        command, capture_output=True, text=True, env=os.environ | {"PYTHONPATH": paths}, timeout=600, check=False
    )
    assert ended.returncode == 0, ended.stdout + ended.stderr[-2000:]
    assert "270 rounds" in ended.stdout
