"""The whole pipeline against its peers, as ratios in one run: `python tests/bench/bench_pipeline.py [PDF…]`.

Without arguments the digital sample plan is read. Printed as JSON with the machine's facts:
- pages a CPU second of reading, parsing and making rows, against `pdfplumber`'s `extract_text` alone;
- seconds until `kehoach --help` has ended, and seconds of a whole run over a text of one page;
- seconds to pass over unchanged files, and bytes of database a record.
"""

from __future__ import annotations

import json
import os
import platform
import sqlite3
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent
SAMPLES = ROOT / "corpus" / "samples"
UNCHANGED = 2000


def cpu(work: Callable[[], object]) -> float:
    """CPU seconds of this process for the better of two runs (the first also loads what is loaded once)."""
    best = float("inf")
    for _ in range(2):
        before = time.process_time()
        work()
        best = min(best, time.process_time() - before)
    return best


def wall(*arguments: object) -> float:
    """Seconds that a `kehoach` command takes, the better of two runs."""
    best = float("inf")
    for _ in range(2):
        before = time.perf_counter()
        command = [sys.executable, "-m", "extract", *map(str, arguments)]
        subprocess.run(command, capture_output=True, check=True, cwd=ROOT)
        best = min(best, time.perf_counter() - before)
    return best


def against_pdfplumber(pdfs: list[Path]) -> dict[str, float]:
    """Pages a CPU second, ours (file to rows) and pdfplumber's (file to text)."""
    import pdfplumber

    from extract.jobs import Job, Reading
    from extract.task import read_and_parse

    pages = 0

    def ours() -> None:
        nonlocal pages
        pages = 0
        for pdf in pdfs:
            result = read_and_parse(Job(pdf, "0" * 64, 600, 4 << 30))
            assert isinstance(result, Reading), result
            pages += result.pages

    def theirs() -> None:
        for pdf in pdfs:
            with pdfplumber.open(pdf) as file:
                for page in file.pages:
                    page.extract_text()
                    page.close()

    our_seconds, their_seconds = cpu(ours), cpu(theirs)
    return {
        "pages": pages,
        "kehoach_pages_per_cpu_second": round(pages / our_seconds, 2),
        "pdfplumber_pages_per_cpu_second": round(pages / their_seconds, 2),
        "ratio": round(their_seconds / our_seconds, 2),
    }


def over_many(folder: Path) -> dict[str, float]:
    """Seconds to pass over files that are stored already."""
    from extract.discover import discover, stamp
    from extract.pipeline import Options, Run
    from extract.store import Store

    plans = folder / "plans"
    plans.mkdir()
    with Store(folder / "many.db") as store:
        for number in range(UNCHANGED):
            path = plans / f"{number:05}.txt"
            path.write_text(f"{number}\n", "utf-8")
            row = {
                "id": str(number), "name": path.name, "path": str(path), "bytes": 1, "media_type": None, "pages": 1,
                "kind": "text", "status": "ok", "error_code": None, "error": None, "pipeline": "1",
                "started_at": "", "seconds": 0.0,
            }  # fmt: skip
            store.replace_file(row, [(str(path), stamp(path))], {})
        before = time.perf_counter()
        reports = list(Run(store, Options(), "1").files(list(discover([plans]))))
        seconds = time.perf_counter() - before
        assert all(report.unchanged for report in reports)
    return {"files": UNCHANGED, "seconds_a_10000": round(seconds * 10_000 / UNCHANGED, 2)}


def database(folder: Path) -> dict[str, float]:
    """A whole run over the samples that need no OCR: seconds, and bytes of database a record."""
    from extract.store import Store

    path = folder / "samples.db"
    started = time.perf_counter()
    plans = [SAMPLES / "minh-linh-2022.pdf", SAMPLES / "nam-khe-2025.docx"]
    command = [sys.executable, "-m", "extract", "extract", "--db", path, *plans]
    subprocess.run(list(map(str, command)), capture_output=True, check=True, cwd=ROOT)
    seconds = time.perf_counter() - started
    with sqlite3.connect(path) as connection:
        tables = ("targets", "funding", "responsibilities", "citations", "findings")
        records = sum(connection.execute(f"select count(*) from {table}").fetchone()[0] for table in tables)
    with Store(folder / "empty.db"):
        pass
    size = path.stat().st_size - (folder / "empty.db").stat().st_size  # without the reference tables
    return {"seconds": round(seconds, 2), "records": records, "bytes_a_record": round(size / records)}


def main() -> None:
    """Run everything and print it."""
    pdfs = [Path(argument).resolve() for argument in sys.argv[1:]] or [SAMPLES / "minh-linh-2022.pdf"]
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        page = folder / "page.txt"
        page.write_text("I. Mục tiêu\n- Có 20/40 xã đạt chuẩn nông thôn mới, chiếm 50%.\n" * 20, "utf-8")
        result = {
            "machine": {"system": platform.platform(), "python": platform.python_version(), "cores": os.cpu_count()},
            "digital_pdf_against_pdfplumber": against_pdfplumber(pdfs),
            "seconds_of_help": round(wall("--help"), 3),
            "unchanged": over_many(folder),
            "samples": database(folder),
        }
        started = time.perf_counter()
        command = [sys.executable, "-m", "extract", "extract", "--db", str(folder / "page.db"), str(page)]
        subprocess.run(command, capture_output=True, check=True, cwd=ROOT)
        result["seconds_of_a_run_over_one_page"] = round(time.perf_counter() - started, 2)
    print(json.dumps(result, indent=1))


if __name__ == "__main__":
    main()
