"""What every test may ask for: the real documents beside the checkout, and nothing else of this machine."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

REPOSITORY = Path(__file__).resolve().parent.parent


def shared_folder() -> Path:
    """Where the real documents are looked for: `KEHOACH_SHARED`, else `shared` beside the checkout."""
    return Path(os.environ.get("KEHOACH_SHARED") or REPOSITORY.parent / "shared").resolve()


@pytest.fixture(scope="session")
def shared() -> Path:
    """The folder of real documents and labels; tests that need it are skipped where it is not at hand."""
    folder = shared_folder()
    if not (folder / "corpus").is_dir():
        pytest.skip(f"the real documents are not at hand (no {folder.name}/corpus; set KEHOACH_SHARED)")
    return folder


@pytest.fixture(scope="session")
def blank_database(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An empty database with its reference tables (half a second's work), for tests to copy."""
    from extract.store import Store

    path = tmp_path_factory.mktemp("blank") / "blank.db"
    Store(path).close()
    return path


@pytest.fixture
def fakes_importable(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let worker processes import `fakes`."""
    monkeypatch.setenv("PYTHONPATH", str(Path(__file__).parent), prepend=os.pathsep)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark every test that asks for the `shared` fixture, so that `-m shared` and `-m "not shared"` select by need."""
    for item in items:
        if "shared" in getattr(item, "fixturenames", ()):
            item.add_marker(pytest.mark.shared)
