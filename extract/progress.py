"""How far a run is, on standard error: a bar for people, or one JSON object a line for programs (`--log-json`)."""

from __future__ import annotations

import json
import sys
import time
from contextlib import AbstractContextManager
from dataclasses import asdict
from datetime import UTC, datetime
from types import TracebackType
from typing import Any, Protocol

from extract import memory
from extract.pipeline import FileReport, Run

_EVERY_SECONDS = 5.0


class Progress(Protocol):
    """Told of every file as it ends."""

    def update(self, report: FileReport) -> None:
        """One more file has ended."""


def progress(run: Run, total: int, as_json: bool) -> AbstractContextManager[Progress]:
    """The progress of `run` over `total` files, shown until the end of the `with` block."""
    return _JsonLog(run, total) if as_json else _Bar(total)


class _Bar:
    """Files done of all, their rate over the whole run, the time that is left, and the failures so far."""

    def __init__(self, total: int) -> None:
        self.total, self.failed = total, 0

    def __enter__(self) -> _Bar:
        from tqdm import tqdm

        self.bar: Any = tqdm(total=self.total, unit="file", disable=None, smoothing=0)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, fault: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.bar.close()

    def update(self, report: FileReport) -> None:
        self.failed += report.status == "failed"
        self.bar.set_postfix(failed=self.failed, refresh=False)
        self.bar.update()


class _JsonLog:
    """Events: `start`, `file` for every file that was read or refused, `progress` every five seconds, `end`."""

    def __init__(self, run: Run, total: int) -> None:
        self.run, self.total, self.done = run, total, 0
        self.started = self.shown = time.monotonic()

    def __enter__(self) -> _JsonLog:
        self._say("start", files=self.total, pipeline=self.run.version)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, fault: BaseException | None, trace: TracebackType | None
    ) -> None:
        stopped = kind is not None and issubclass(kind, KeyboardInterrupt)
        outcome = "finished" if kind is None else "interrupted" if stopped else "failed"
        self._say(
            "end", outcome=outcome, error=str(fault or "") or None, peak_megabytes=memory.peak() >> 20, **self._so_far()
        )

    def update(self, report: FileReport) -> None:
        self.done += 1
        if not report.unchanged:
            self._say("file", **asdict(report))
        if time.monotonic() - self.shown > _EVERY_SECONDS:
            self.shown = time.monotonic()
            self._say("progress", **self._so_far())

    def _so_far(self) -> dict[str, Any]:
        seconds = time.monotonic() - self.started
        left = (self.total - self.done) * seconds / self.done if self.done else None
        return {
            "done": self.done,
            "files": self.total,
            "seconds": round(seconds, 1),
            "files_a_second": round(self.done / seconds, 3) if seconds else None,
            "remaining_seconds": None if left is None else round(left),
            **self.run.tally.facts(),
        }

    def _say(self, event: str, **facts: Any) -> None:
        at = datetime.now(UTC).isoformat(timespec="milliseconds")
        print(json.dumps({"at": at, "event": event} | facts, ensure_ascii=False), file=sys.stderr, flush=True)
