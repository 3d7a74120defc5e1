"""Pages read over several cores: the same result, in the same order, with no more at once than allowed."""

from __future__ import annotations

import shutil
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pypdfium2
import pytest

from ocr import reader, spread

SCAN = Path(__file__).parent.parent / "corpus" / "samples" / "minh-linh-2022-scan.pdf"


@pytest.fixture(autouse=True)
def one_core_afterwards() -> Iterator[None]:
    yield
    spread.allow(lambda: 1)


class Watched:
    """Work that notes how much of it runs at once, aside and in turn."""

    def __init__(self) -> None:
        self.lock = threading.Lock()
        self.turn = self.aside = self.most_in_turn = self.most_aside = 0

    def __call__(self, item: int) -> int:
        with self.lock:
            self.turn += 1
            self.most_in_turn = max(self.most_in_turn, self.turn)
        with self.lock:
            self.turn -= 1
        with spread.aside():
            with self.lock:
                self.aside += 1
                self.most_aside = max(self.most_aside, self.aside)
            time.sleep(0.02 * (item % 3))
            with self.lock:
                self.aside -= 1
        return item * item


@pytest.mark.parametrize("most", [1, 3])
def test_results_keep_their_order_and_no_more_run_at_once_than_allowed(most: int) -> None:
    spread.allow(lambda: most)
    watched = Watched()
    assert spread.spread(watched, range(20)) == [n * n for n in range(20)]
    assert watched.most_in_turn == 1
    assert watched.most_aside == most


def test_cores_that_become_free_are_used_and_given_back() -> None:
    allowed = [1, *[4] * 10, *[1] * 1000]
    before = threading.active_count()
    spread.allow(lambda: allowed.pop(0) if len(allowed) > 1 else 1)
    watched = Watched()
    assert spread.spread(watched, range(30)) == [n * n for n in range(30)]
    assert 1 < watched.most_aside <= 4
    assert threading.active_count() == before


def test_a_fault_ends_the_file_once_the_other_pages_have_ended() -> None:
    def work(item: int) -> int:
        with spread.aside():
            time.sleep(0.01)
        if item == 5:
            raise ValueError("page 5")
        return item

    before = threading.active_count()
    spread.allow(lambda: 3)
    with pytest.raises(ValueError, match="page 5"):
        spread.spread(work, range(100))
    assert threading.active_count() == before


@pytest.mark.skipif(shutil.which("tesseract") is None, reason="tesseract is not installed")
def test_a_scan_reads_the_same_over_several_cores(tmp_path: Path) -> None:
    whole, short = pypdfium2.PdfDocument(SCAN), pypdfium2.PdfDocument.new()
    short.import_pages(whole, [0, 1, 2])
    short.save(tmp_path / "short.pdf")
    alone = reader.read(tmp_path / "short.pdf")
    spread.allow(lambda: 3)
    assert reader.read(tmp_path / "short.pdf") == alone
    assert len(alone.pages) == 3
