"""The work on one document, as it runs in a worker process: file in, rows of the database out."""

from __future__ import annotations

from extract.jobs import Failure, Job, Reading
from extract.rows import rows_of
from ocr import reader
from ocr.faults import ReadingFault
from parsers import parse


def read_and_parse(job: Job) -> Reading | Failure:
    """Read and parse the job's file; faults of reading and running out of memory come back as a `Failure`."""
    for password in (None, *job.passwords):
        try:
            document = reader.read(job.path, password=password)
        except ReadingFault as fault:
            if fault.code == "encrypted" and password != (None, *job.passwords)[-1]:
                continue
            return Failure(fault.code, fault.page, fault.detail)
        parts = parse.parse(document)
        failed = tuple((page.number, page.error or "") for page in document.pages if page.method == "failed")
        rows = rows_of(job.file_id, document, parts, f"kehoach.parsers@{parse.VERSION}")
        return Reading(document.kind, len(document.pages), failed, rows)
    raise AssertionError("the loop returns for its last password")
