"""Stand-ins for reading and parsing, run in real worker processes: what they do is written in the file they get."""

from __future__ import annotations

import os
import signal
import time
from pathlib import Path

from extract.jobs import Failure, Job, Reading
from extract.rows import rows_of
from ocr.document import Box, Document, Line, Page
from parsers.records import Amount, Citation, Finding, Header, Parsed, Responsibility, Section, Target


def document_of(text: str, name: str = "plan.txt") -> Document:
    """A digital document of one page, each paragraph a line in a box of its own."""
    lines, offset = [], 0
    for number, line in enumerate(text.splitlines(keepends=True)):
        top = 10.0 + 12 * number
        lines.append(Line(offset, offset + len(line), 1, Box(1, 50, top, 50 + 5 * len(line), top + 10)))
        offset += len(line)
    page = Page(1, 595, 842, "text-layer", 0.95, 0, text)
    return Document(name, "digital", text, (page,), tuple(lines))


def parsed_of(text: str) -> Parsed:
    """One record of each kind: the first line is the section, the second holds a record of every kind."""
    first = text.find("\n") + 1
    second = text.find("\n", first) + 1 or len(text)
    span = {"start": first, "end": second - 1, "section": 0}
    return Parsed(
        header=Header(start=0, end=len(text), part=1, doc_type="Kế hoạch", number="7/KH-UBND", province="Lạng Sơn",
                      issue_date="2022-03-01", period_start=2021, period_end=2025, status="issued"),
        sections=(Section(start=0, end=len(text), label="I", depth=1, title="Mục tiêu"),),
        targets=(Target(**span, count=20.0, total=40.0, percent=50.0, unit="xã", tier="NTM", subject="xã đạt chuẩn"),),
        funding=(
            Amount(**span, amount=10.0, unit="tỷ đồng", amount_vnd=10**10, source="total"),
            Amount(**span, amount=4.0, unit="tỷ đồng", amount_vnd=4 * 10**9, source="credit", parent=0),
        ),
        responsibilities=(Responsibility(**span, agency="Sở Tài chính", role="lead", task="cân đối vốn"),),
        citations=(Citation(**span, number="1/QĐ-TTg", doc_type="Quyết định"),),
        findings=(Finding(**span, rule="ratio", severity="error", message="sai", record_table="targets", record=0),),
    )  # fmt: skip


def read(job: Job) -> Reading | Failure:
    """Read a text file (or take what it gave before); a first line such as `hang` makes the worker misbehave."""
    text = job.reading.decode() if job.reading else job.path.read_text("utf-8")
    order, _, argument = text.split("\n", 1)[0].partition(" ")
    if order == "hang":
        time.sleep(1000)
    if order == "die":
        os.kill(os.getpid(), signal.SIGSEGV)
    if order == "die-with-parent":  # the process that started this one: on a cluster, the dask worker
        os.kill(os.getppid(), signal.SIGKILL)
        time.sleep(1000)
    if order == "grow":
        held = []
        while True:
            held.append(bytearray(16 << 20))
    if order == "raise":
        raise ValueError("a fault of ours")
    if order == "fail":
        return Failure(argument, 3, "as asked")
    if order == "where":
        return Failure("no_text", detail=str(job.path))
    if order == "slow":
        time.sleep(float(argument))
    if order == "meet":  # wait until another document is being read at the same time
        job.path.with_suffix(".here").touch()
        deadline = time.monotonic() + 60
        while len(list(job.path.parent.glob("*.here"))) < int(argument):
            if time.monotonic() > deadline:
                return Failure("no_text", detail="nobody came")
            time.sleep(0.05)
    if order == "parse-badly" and job.reading and not Path(argument).exists():
        raise ValueError("a fault of the parsers")
    if order == "log" and not job.reading:  # says that it was read, so that a test can count the readings
        with Path(argument).open("a", encoding="utf-8") as log:
            log.write(f"{job.path.name}\n")
    document = document_of(text, job.path.name)
    rows = rows_of(job.file_id, document, (parsed_of(text),), "fake@1")
    rows["readings"] = [{"file_id": job.file_id, "document": text.encode()}]
    return Reading("digital", 1, (), rows)


def file_row(file_id: str, name: str) -> dict[str, object]:
    """A row of `files` for a file that was read."""
    return {
        "id": file_id, "name": name, "path": f"/{name}", "bytes": 1, "media_type": None, "pages": 1, "kind": "digital",
        "status": "ok", "error_code": None, "error": None, "pipeline": "1", "started_at": "2026-01-01T00:00:00+00:00",
        "seconds": 0.1,
    }  # fmt: skip
