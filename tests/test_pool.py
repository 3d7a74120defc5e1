"""Workers that hang, grow or die take neither the run nor the other documents with them."""

from __future__ import annotations

import os
import shutil
import threading
import time
from contextlib import suppress
from pathlib import Path

import pypdfium2 as pdfium
import pytest

from extract.jobs import Failure, Job, Outcome, Reading
from extract.pool import Pool

MB = 1 << 20
SAMPLES = Path(__file__).resolve().parent.parent / "corpus" / "samples"


pytestmark = pytest.mark.usefixtures("fakes_importable")


def job(folder: Path, name: str, text: str, seconds: float = 20, memory: int = 600 * MB) -> Job:
    path = folder / name
    path.write_text(text, "utf-8")
    return Job(path, name, seconds, memory)


def run(jobs: list[Job], size: int = 2) -> dict[str, Outcome]:
    with Pool(size, "fakes:read") as pool:
        return {outcome.job.path.name: outcome for outcome in pool.run(jobs)}


def test_every_job_ends_as_its_document_decides(tmp_path: Path) -> None:
    outcomes = run(
        [
            job(tmp_path, "hang", "hang\n", seconds=1),
            job(tmp_path, "grow", "grow\n"),
            job(tmp_path, "die", "die\n"),
            job(tmp_path, "raise", "raise\n"),
            job(tmp_path, "fail", "fail encrypted\n"),
            *(job(tmp_path, f"good{n}", "I. Mục tiêu\nCó 20/40 xã đạt chuẩn\n") for n in range(3)),
        ]
    )
    codes = {name: o.result.code for name, o in outcomes.items() if isinstance(o.result, Failure)}
    assert codes == {
        "hang": "timeout",
        "grow": "out_of_memory",
        "die": "crashed",
        "raise": "internal",
        "fail": "encrypted",
    }
    assert {name for name, o in outcomes.items() if isinstance(o.result, Reading)} == {"good0", "good1", "good2"}
    assert "SIGSEGV" in outcomes["die"].result.detail  # type: ignore[union-attr]
    assert "ValueError: a fault of ours" in outcomes["raise"].result.detail  # type: ignore[union-attr]


def test_jobs_are_taken_only_when_a_worker_is_free(tmp_path: Path) -> None:
    taken = 0

    def jobs() -> object:
        nonlocal taken
        for n in range(8):
            taken += 1
            yield job(tmp_path, f"n{n}", "I. Mục tiêu\nCó 20/40 xã đạt chuẩn\n")

    with Pool(2, "fakes:read") as pool:
        for ended, _ in enumerate(pool.run(jobs()), start=1):  # type: ignore[arg-type]
            assert taken <= ended + 2


def test_no_process_outlives_the_pool(tmp_path: Path) -> None:
    with Pool(2, "fakes:read") as pool:
        outcomes = pool.run([job(tmp_path, "slow", "slow 60\n", 100), job(tmp_path, "good", "I\nx\n")])
        assert next(outcomes).job.path.name == "good"
        pids = [worker.process.pid for worker in pool.workers]
    assert len(pids) == 2
    for pid in pids:
        with pytest.raises(ProcessLookupError):
            os.kill(pid, 0)


def test_two_workers_work_at_the_same_time(tmp_path: Path) -> None:
    outcomes = run([job(tmp_path, f"n{n}", "meet 2\nx\n", seconds=100) for n in range(2)])
    assert all(isinstance(outcome.result, Reading) for outcome in outcomes.values())


@pytest.mark.skipif(shutil.which("tesseract") is None, reason="tesseract is not installed")
@pytest.mark.skipif(not Path("/proc/self/stat").exists(), reason="looks for processes in /proc")
def test_a_scan_read_on_two_cores_is_killed_with_everything_that_it_started(tmp_path: Path) -> None:
    long, scan = pdfium.PdfDocument.new(), pdfium.PdfDocument(SAMPLES / "minh-linh-2022-scan.pdf")
    for _ in range(5):  # more pages than any machine reads in the time it has
        long.import_pages(scan)
    long.save(tmp_path / "scan.pdf")
    groups: set[int] = set()
    at_once = 0
    with Pool(2) as pool:
        jobs = pool.run([Job(tmp_path / "scan.pdf", "scan", 12, 2 << 30)])

        def watch() -> None:
            nonlocal at_once
            while pool.workers or not groups:
                groups.update(worker.process.pid for worker in pool.workers)
                at_once = max(at_once, _running("tesseract", groups))
                time.sleep(0.05)

        watching = threading.Thread(target=watch)
        watching.start()
        (outcome,) = jobs
        assert isinstance(outcome.result, Failure)
        assert outcome.result.code == "timeout"
    watching.join()
    assert at_once == 2
    assert _running("", groups) == 0


def _running(name: str, groups: set[int]) -> int:
    """The processes of these process groups whose name begins with `name`."""
    found = 0
    for stat in Path("/proc").glob("[0-9]*/stat"):
        with suppress(OSError):
            program, _, facts = stat.read_text().partition("(")[2].rpartition(")")
            state, _, group = facts.split()[:3]
            found += program.startswith(name) and int(group) in groups and state != "Z"
    return found
