"""The work on one document, as it runs in a worker process: file (or what it gave when it was read) in, rows out."""

from __future__ import annotations

from extract.jobs import Failure, Job, Reading
from extract.rows import rows_of
from extract.tables import Row, Rows
from ocr import reader, stored
from ocr.document import Document
from ocr.faults import ReadingFault
from parsers import explain, parse


def read_and_parse(job: Job) -> Reading | Failure:
    """The rows of the database that the job's file gives, or why it could not be read."""
    document = stored.unpack(job.reading, job.path.name) if job.reading else _read(job)
    if isinstance(document, Failure):
        return document
    rows = rows_of(job.file_id, document, parse.parse(document), f"kehoach.parsers@{parse.VERSION}")
    rows["readings"] = [{"file_id": job.file_id, "document": job.reading or stored.pack(document)}]
    return _reading(document, rows)


def read_and_explain(job: Job) -> Reading | Failure:
    """One row (of `numerals`, a table that is only printed) for each numeral of the file: what it became, and why."""
    document = _read(job)
    if isinstance(document, Failure):
        return document
    numerals: list[Row] = []
    for parsed in parse.parse(document):
        part = document.part(parsed.header.start, parsed.header.end)
        for numeral in explain.explain(part, parsed):
            around = part.text[max(numeral.start - 30, 0) : numeral.end + 30]
            numerals.append(
                {
                    "part": parsed.header.part,
                    "page": part.page_at(numeral.start),
                    "char_start": numeral.start,
                    "printed": numeral.printed,
                    "role": numeral.role,
                    "why": numeral.why,
                    "around": " ".join(around.split()),
                }
            )
    return _reading(document, {"numerals": numerals})


def _reading(document: Document, rows: Rows) -> Reading | Failure:
    failed = tuple((page.number, page.error or "") for page in document.pages if page.method == "failed")
    if failed and len(failed) == len(document.pages):
        return Failure("pages_failed", detail="; ".join(f"page {number}: {cause}" for number, cause in failed[:3]))
    return Reading(document.kind, len(document.pages), failed, rows)


def _read(job: Job) -> Document | Failure:
    """The job's document, by the first password that opens it."""
    failure = Failure("encrypted")
    for password in (None, *job.passwords):
        try:
            return reader.read(job.path, password=password)
        except ReadingFault as fault:
            failure = Failure(fault.code, fault.page, fault.detail)
        if failure.code != "encrypted":
            break
    return failure
