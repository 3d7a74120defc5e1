"""The whole pipeline against its peers, each as a ratio in one run, with the machine's facts: `make bench`.

    python tests/bench/bench_pipeline.py [--documents N] [--pages N] [--only NAME…] [DIGITAL.pdf…]

Without arguments the digital Công báo files are read where the real documents are at hand, else the digital sample. The
result is printed and written to `tests/bench/results.json`. CPU seconds are those of all processes that take part, the
better of two runs; wall-clock seconds depend on what else the machine does (`load` tells).
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import sqlite3
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from contextlib import closing
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent.parent
sys.path[:0] = [str(ROOT), str(ROOT / "tests"), str(ROOT / "tests" / "bench")]
os.environ["PYTHONPATH"] = os.pathsep.join(sys.path[:3])
RESULTS = Path(__file__).with_name("results.json")
SAMPLES = ROOT / "corpus" / "samples"
SHARED = Path(os.environ.get("KEHOACH_SHARED") or ROOT.parent / "shared")
SCAN = SAMPLES / "minh-linh-2022-scan.pdf"
DIGITAL_PAGES = 0.9  # share of a file's pages with a text layer that makes it a digital one

Facts = dict[str, Any]


def clock() -> float:
    """CPU seconds of this process and of those that it has waited for."""
    times = os.times()
    return times.user + times.system + times.children_user + times.children_system


def cpu(work: Callable[[], object], runs: int = 2) -> float:
    """CPU seconds of the better run (the first also loads what is loaded once)."""
    best = float("inf")
    for _ in range(runs):
        before = clock()
        work()
        best = min(best, clock() - before)
    return best


def kehoach(*arguments: object) -> tuple[float, float]:
    """CPU and wall-clock seconds of a `kehoach` command, the better of three."""
    command = [sys.executable, "-m", "extract", *map(str, arguments)]
    best = (float("inf"), float("inf"))
    for _ in range(3):
        before, started = clock(), time.perf_counter()
        subprocess.run(command, capture_output=True, check=True, cwd=ROOT)
        best = min(best[0], clock() - before), min(best[1], time.perf_counter() - started)
    return best


def digital_files() -> list[Path]:
    """The Công báo files whose pages have a text layer (some are covers over scanned pages), else the sample."""
    import pypdfium2

    found = []
    for path in sorted((SHARED / "corpus" / "pdf").glob("cb-*.pdf")):
        with pypdfium2.PdfDocument(path) as pdf:
            printed = sum(page.get_textpage().count_chars() > 250 for page in pdf)
            if printed >= DIGITAL_PAGES * len(pdf):
                found.append(path)
    return found or [SAMPLES / "minh-linh-2022.pdf"]


def digital(options: argparse.Namespace, folder: Path) -> Facts:
    """Reading, parsing and storing digital PDF files against pdfplumber's `extract_text` and pypdfium2's text."""
    import pdfplumber
    import pypdfium2
    from fakes import file_row

    from extract.jobs import Job, Reading
    from extract.store import Store
    from extract.task import read_and_parse
    from extract.worker import collect_seldom
    from ocr import reader
    from parsers import parse

    pdfs: list[Path] = options.pdfs or digital_files()
    documents = [reader.read(pdf) for pdf in pdfs]
    pages = sum(len(document.pages) for document in documents)

    def ours() -> None:
        with Store(folder / "digital.db") as store:
            _forget()
            for pdf in pdfs:
                file_id = sha256(pdf.read_bytes()).hexdigest()
                result = read_and_parse(Job(pdf, file_id, 600, 4 << 30))
                assert isinstance(result, Reading), result
                store.replace_file(file_row(file_id, pdf.name), [(str(pdf), "")], result.rows)

    def plumber() -> None:
        for pdf in pdfs:
            with pdfplumber.open(pdf) as file:
                for page in file.pages:
                    page.extract_text()
                    page.close()

    def pdfium() -> None:
        for pdf in pdfs:
            with pypdfium2.PdfDocument(pdf) as file:
                for page in file:
                    page.get_textpage().get_text_range()

    Store(folder / "digital.db").close()  # the reference tables are made once
    parse.parse(documents[0])  # and the libraries loaded
    seconds = {"pdfplumber": cpu(plumber, 1), "pypdfium2": cpu(pdfium)}
    collect_seldom()  # as workers do
    seconds["kehoach"] = cpu(ours)
    _forget()
    reading = cpu(lambda: [reader.read(pdf) for pdf in pdfs], 1)
    _forget()
    parsing = cpu(lambda: [parse.parse(document) for document in documents], 1)
    allowed = 3 * seconds["pypdfium2"] / pages + 0.015
    return {
        "files": [pdf.name for pdf in pdfs],
        "pages": pages,
        "pages_a_cpu_second": {name: round(pages / spent, 2) for name, spent in seconds.items()},
        "ratio_to_pdfplumber": round(seconds["pdfplumber"] / seconds["kehoach"], 2),
        "asked_ratio": 5,
        "reading_cpu_ms_a_page": round(1000 * reading / pages, 1),
        "parsing_cpu_ms_a_page": round(1000 * parsing / pages, 1),
        "asked_parsing_ms_a_page": round(1000 * allowed, 1),
    }


def _forget() -> None:
    """Empty the caches of words, sentences, numbers and dates, which a second pass over the same text finds filled."""
    from ocr import legacy, quality
    from parsers import dates, language, numbers, table_words

    of_words = (quality.is_syllable, quality._seen, legacy.mend, language._segments, language.tokens)
    of_passages = (
        language.sentences,
        language.gazetteer,
        dates._dates,
        dates._periods,
        numbers._quantities,
        table_words.value_of,
        numbers.parse_number,
    )
    for kept in of_words + of_passages:
        kept.cache_clear()


def scans(options: argparse.Namespace, folder: Path) -> Facts:
    """Reading a scan against bare tesseract on the same images, and one core against two."""
    import cv2
    import numpy as np
    import pypdfium2

    from ocr import pdf, scan, spread, tesseract
    from ocr.limits import Limits

    short = folder / "scan.pdf"
    with pypdfium2.PdfDocument(SCAN) as whole, pypdfium2.PdfDocument.new() as part:
        part.import_pages(whole, list(range(min(options.pages, len(whole)))))
        part.save(short)
    pictures = []
    with pypdfium2.PdfDocument(short) as source:
        for page in source:
            image, dpi = scan.render(page, 1, Limits())
            pictures.append((np.asarray(cv2.cvtColor(image, cv2.COLOR_RGB2GRAY), np.uint8), dpi))
    bare = cpu(lambda: [tesseract.recognise(image, dpi, 300) for image, dpi in pictures], 1)
    ours = cpu(lambda: pdf.read_pdf(short.read_bytes(), None, Limits()), 1)
    walls = {1: float("inf"), 2: float("inf")}
    for _ in range(3):
        for cores in walls:
            spread.allow(lambda cores=cores: cores)  # type: ignore[misc]
            started = time.perf_counter()
            pdf.read_pdf(short.read_bytes(), None, Limits())
            walls[cores] = min(walls[cores], time.perf_counter() - started)
    spread.allow(lambda: 1)
    found = {
        "pages": len(pictures),
        "kehoach_cpu_s_a_page": round(ours / len(pictures), 2),
        "tesseract_cpu_s_a_page": round(bare / len(pictures), 2),
        "ratio_to_tesseract": round(ours / bare, 2),
        "asked_ratio": 1.15,
        "one_core_to_two_wall_of_reading": round(walls[1] / walls[2], 2),
        "asked_one_core_to_two": 1.8,
    }
    ocrmypdf = os.environ.get("OCRMYPDF")  # the program, where it is installed
    if ocrmypdf:
        command = [
            ocrmypdf,
            "-q",
            "-l",
            "vie",
            "--jobs",
            "1",
            "--force-ocr",
            "--output-type",
            "pdf",
            short,
            folder / "peer.pdf",
        ]
        peer = cpu(lambda: subprocess.run(list(map(str, command)), check=True), 1)
        found |= {"ocrmypdf_cpu_s_a_page": round(peer / len(pictures), 2), "ratio_to_ocrmypdf": round(ours / peer, 2)}
    return found


def loaders(options: argparse.Namespace, folder: Path) -> Facts:
    """CPU seconds of reading (without parsing) against `viparse.load` on the samples that need no OCR."""
    import viparse

    from ocr import reader

    found = {}
    for name in ("minh-linh-2022.pdf", "nam-khe-2025.docx"):
        path = SAMPLES / name
        ours, theirs = cpu(lambda path=path: reader.read(path)), cpu(lambda path=path: viparse.load(path))  # type: ignore[misc]
        found[name] = {"kehoach": round(ours, 3), "viparse": round(theirs, 3), "ratio": round(ours / theirs, 2)}
    return found


def start(options: argparse.Namespace, folder: Path) -> Facts:
    """How long `kehoach --help` and a whole run over a text of one page take."""
    page = folder / "page.txt"
    page.write_text("I. Mục tiêu\n- Có 20/40 xã đạt chuẩn nông thôn mới, chiếm 50%.\n" * 20, "utf-8")
    help_cpu, help_wall = kehoach("--help")
    best = (float("inf"), float("inf"))
    for number in range(3):
        best = tuple(map(min, best, kehoach_once(folder / f"page{number}.db", page)))  # type: ignore[assignment]
    return {
        "help_cpu_s": round(help_cpu, 3), "help_wall_s": round(help_wall, 3), "asked_help_s": 0.3,
        "one_page_cpu_s": round(best[0], 2), "one_page_wall_s": round(best[1], 2), "asked_one_page_s": 2,
    }  # fmt: skip


def kehoach_once(database: Path, page: Path) -> tuple[float, float]:
    """CPU and wall-clock seconds of a run into a new database."""
    before, started = clock(), time.perf_counter()
    command = [sys.executable, "-m", "extract", "extract", "--db", str(database), str(page)]
    subprocess.run(command, capture_output=True, check=True, cwd=ROOT)
    return clock() - before, time.perf_counter() - started


def many(options: argparse.Namespace, folder: Path) -> Facts:
    """What a run itself costs for a document (reading and parsing left out), few against many; passing over them."""
    spent = {}
    for count in (1, 100, options.documents):
        plans = folder / f"plans{count}"
        plans.mkdir()
        for number in range(count):
            lines = "\n".join(f"- Có {number}/40 xã đạt chuẩn lần {line * number}" for line in range(40))
            (plans / f"{number:05}.txt").write_text(f"I. Mục tiêu\n{lines}\n", "utf-8")
        driver = (
            "import sys; from pathlib import Path; from extract.discover import discover; "
            "from extract.pipeline import Options, Run; from extract.store import Store\n"
            "with Store(Path(sys.argv[1])) as store:\n"
            "    run = Run(store, Options(workers=1, task='many:read'), '1')\n"
            "    assert all(report.status == 'ok' for report in run.files(list(discover([Path(sys.argv[2])]))))\n"
            "from extract import memory; print(memory.peak() >> 20)"
        )
        before = clock()
        command = [sys.executable, "-c", driver, str(folder / f"many{count}.db"), str(plans)]
        ended = subprocess.run(command, check=True, capture_output=True, text=True, cwd=ROOT)
        spent[count] = clock() - before
        peak = int(ended.stdout)
        if count == options.documents:
            before, started = clock(), time.perf_counter()
            subprocess.run(command, check=True, capture_output=True, cwd=ROOT)
            passed = clock() - before, time.perf_counter() - started
    few, all_of_them = ((spent[count] - spent[1]) / (count - 1) for count in (100, options.documents))
    return {
        "documents": options.documents,
        "cpu_ms_a_document_of_100": round(1000 * few, 2),
        "cpu_ms_a_document_of_all": round(1000 * all_of_them, 2),
        "ratio": round(all_of_them / few, 2),
        "asked_ratio": 1.1,
        "peak_megabytes_of_the_parent": peak,
        "unchanged_cpu_s_of_all": round(passed[0], 2),
        "unchanged_wall_s_of_all": round(passed[1], 2),
        "asked_unchanged_s_of_10000": 3,
    }


def database(options: argparse.Namespace, folder: Path) -> Facts:
    """Bytes of database a record, over the samples that need no OCR; the reference tables are left out."""
    from extract.store import Store

    path = folder / "samples.db"
    command = ["extract", "--db", path, SAMPLES / "minh-linh-2022.pdf", SAMPLES / "nam-khe-2025.docx"]
    subprocess.run([sys.executable, "-m", "extract", *map(str, command)], capture_output=True, check=True, cwd=ROOT)
    with closing(sqlite3.connect(path)) as connection:
        tables = ("targets", "funding", "responsibilities", "citations", "findings")
        records = sum(connection.execute(f"select count(*) from {table}").fetchone()[0] for table in tables)
    Store(folder / "empty.db").close()
    size = path.stat().st_size - (folder / "empty.db").stat().st_size
    return {"records": records, "bytes_a_record": round(size / records)}


PARTS = {part.__name__: part for part in (digital, scans, loaders, start, many, database)}


def main() -> None:
    """Run the parts, print what they found, and write it down."""
    arguments = argparse.ArgumentParser(description="The whole pipeline against its peers")
    arguments.add_argument("pdfs", nargs="*", type=Path)
    arguments.add_argument("--documents", type=int, default=10_000)
    arguments.add_argument("--pages", type=int, default=8, help="of the scanned sample")
    arguments.add_argument("--only", nargs="+", choices=PARTS, default=list(PARTS))
    options = arguments.parse_args()
    known = json.loads(RESULTS.read_text("utf-8")) if RESULTS.exists() else {}
    for name in options.only:
        with tempfile.TemporaryDirectory() as folder:
            known[name] = PARTS[name](options, Path(folder)) | {"machine": machine()}
        print(name, json.dumps(known[name], ensure_ascii=False, indent=1), flush=True)
        RESULTS.write_text(json.dumps(known, ensure_ascii=False, indent=1) + "\n", "utf-8")


def machine() -> Facts:
    """What the figures were measured on, and how busy it was."""
    processor = next((line.split(":")[1].strip() for line in _cpuinfo() if line.startswith("model name")), "")
    return {
        "processor": processor or platform.processor(), "cores": os.cpu_count(), "system": platform.system(),
        "python": platform.python_version(), "load": round(os.getloadavg()[0], 1),
        "date": datetime.now(UTC).date().isoformat(),
    }  # fmt: skip


def _cpuinfo() -> list[str]:
    path = Path("/proc/cpuinfo")
    return path.read_text("utf-8").splitlines() if path.exists() else []


if __name__ == "__main__":
    main()
