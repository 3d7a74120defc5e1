"""The pages of one file over the processor's cores: a few for each core that is allowed, results in order.

What takes the time, tesseract, is a process of its own; so threads do. One thread at a time has its turn (neither
PDFium nor Pillow's files bear two at once) and goes `aside` while its pictures are read.
"""

from __future__ import annotations

import contextlib
import threading
from collections.abc import Callable, Iterator, Sequence
from typing import Generic, TypeVar

T = TypeVar("T")
R = TypeVar("R")

TOGETHER = 4  # pages that one thread takes at a time: more save little, and hold more pictures

_here = threading.local()
_allowed: Callable[[], int] = lambda: 1  # noqa: E731


def allow(most: Callable[[], int]) -> None:
    """Let `most` say, before each share of the pages, how many threads may read; one until this is called."""
    global _allowed
    _allowed = most


def spread(work: Callable[[Sequence[T]], Sequence[R]], items: Sequence[T]) -> list[R]:
    """`work` done on all items, a few in a row at a time; it gives a result for each.

    It runs several times at once only between `with aside():` and the end of that block. The first exception that it
    raises is raised here, once the items at work have ended.
    """
    return _Spread(work, items).results()


@contextlib.contextmanager
def aside() -> Iterator[None]:
    """Give up this thread's turn while the block runs; within, nothing may be touched that pages share."""
    turn: threading.Lock | None = getattr(_here, "turn", None)
    if turn is None:
        yield
        return
    turn.release()
    try:
        yield
    finally:
        turn.acquire()


class _Spread(Generic[T, R]):
    def __init__(self, work: Callable[[Sequence[T]], Sequence[R]], items: Sequence[T]) -> None:
        self.work, self.items = work, items
        self.found: dict[int, R] = {}
        self.faults: list[BaseException] = []
        self.next = 0
        self.turn = threading.Lock()
        self.threads: list[threading.Thread] = []
        self.active = 1

    def results(self) -> list[R]:
        self._take(helper=False)
        for thread in self.threads:
            thread.join()
        if self.faults:
            raise self.faults[0]
        return [self.found[index] for index in range(len(self.items))]

    def _take(self, helper: bool) -> None:
        """Do one share of the items after the other, until none is left or there are more threads than allowed."""
        with self.turn:
            _here.turn = self.turn
            try:
                while self.next < len(self.items) and not self.faults:
                    if helper and self.active > _allowed():
                        break
                    share = range(len(self.items))[self.next : self.next + self._share()]
                    self.next = share.stop
                    self._invite()
                    results = self.work(self.items[share.start : share.stop])
                    self.found.update(zip(share, results, strict=True))
            except BaseException as fault:
                self.faults.append(fault)
            self.active -= 1
            _here.turn = None

    def _share(self) -> int:
        """How many items to take next: as many as leave each other thread its share."""
        left = len(self.items) - self.next
        return min(-(-left // max(_allowed(), 1)), TOGETHER)

    def _invite(self) -> None:
        """Start threads for the items that are left, as far as allowed; without one, the others do all."""
        while self.active < _allowed() and self.active < len(self.items) - self.next + 1:
            thread = threading.Thread(target=self._take, args=(True,), daemon=True)
            try:
                thread.start()
            except RuntimeError:  # no more threads or memory to be had
                return
            self.threads.append(thread)
            self.active += 1
