"""A task that reads and parses in no time, so that what a run itself costs for a document can be measured."""

from __future__ import annotations

from dataclasses import replace

from fakes import document_of, parsed_of

from extract.jobs import Job, Reading
from extract.rows import rows_of


def read(job: Job) -> Reading:
    """A document of forty lines with a number of its own, and a record of each kind."""
    text = job.path.read_text("utf-8")
    parsed = parsed_of(text)
    parsed = replace(parsed, header=replace(parsed.header, number=f"{job.path.stem}/KH-UBND"))
    return Reading("digital", 1, (), rows_of(job.file_id, document_of(text, job.path.name), (parsed,), "bench@1"))
