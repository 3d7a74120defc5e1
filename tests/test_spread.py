"""Pages read over several cores: the same result, in the same order, with no more at once than allowed."""

from __future__ import annotations

import shutil
import threading
import time
from collections.abc import Iterator, Sequence
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

    def __call__(self, items: Sequence[int]) -> list[int]:
        with self.lock:
            self.turn += 1
            self.most_in_turn = max(self.most_in_turn, self.turn)
        with self.lock:
            self.turn -= 1
        with spread.aside():
            with self.lock:
                self.aside += 1
                self.most_aside = max(self.most_aside, self.aside)
            time.sleep(0.02 * (items[0] % 3))
            with self.lock:
                self.aside -= 1
        return [item * item for item in items]


@pytest.mark.parametrize("most", [1, 3])
def test_results_keep_their_order_and_no_more_run_at_once_than_allowed(most: int) -> None:
    spread.allow(lambda: most)
    watched = Watched()
    assert spread.spread(watched, range(20)) == [n * n for n in range(20)]
    assert watched.most_in_turn == 1
    assert watched.most_aside == most


@pytest.mark.parametrize(
    ("most", "pages", "shares"), [(1, 9, [1, 4, 4]), (2, 9, [1, 1, 3, 4]), (2, 6, [1, 2, 3]), (4, 4, [1] * 4)]
)
def test_pages_are_read_a_few_at_a_time_but_none_waits_while_a_core_is_free(
    most: int, pages: int, shares: list[int]
) -> None:
    taken: list[int] = []

    def work(items: Sequence[int]) -> Sequence[int]:
        taken.append(len(items))
        with spread.aside():
            time.sleep(0.01 * len(items))
        return items

    spread.allow(lambda: most)
    assert spread.spread(work, range(pages)) == list(range(pages))
    assert sorted(taken) == shares


def test_cores_that_become_free_are_used_and_given_back() -> None:
    allowed = [1, *[4] * 10, *[1] * 1000]
    before = threading.active_count()
    spread.allow(lambda: allowed.pop(0) if len(allowed) > 1 else 1)
    watched = Watched()
    assert spread.spread(watched, range(30)) == [n * n for n in range(30)]
    assert 1 < watched.most_aside <= 4
    assert threading.active_count() == before


def test_a_fault_ends_the_file_once_the_other_pages_have_ended() -> None:
    def work(items: Sequence[int]) -> Sequence[int]:
        with spread.aside():
            time.sleep(0.01)
        if 5 in items:
            raise ValueError("page 5")
        return items

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
