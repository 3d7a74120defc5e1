"""Readings that ask tesseract, side by side: what they ask for at once, and in the same way, goes to one process.

Starting a process and loading the model costs 0.065 CPU s, a page about 1 s. A reading is a generator: it yields a
`Request`, gets the words of each of its images (or the fault, raised where it asked), and returns what it read.
"""

from __future__ import annotations

import itertools
from collections.abc import Generator, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeAlias, TypeVar

from ocr import tesseract

R = TypeVar("R")
Answer: TypeAlias = list[list[tesseract.OcrWord]]


@dataclass(frozen=True)
class Request:
    """Images to be read, and how: see `tesseract.recognise_all`."""

    images: Sequence[tesseract.Gray]
    dpi: int
    psm: int
    options: tuple[str, ...]


Reading: TypeAlias = Generator[Request, Answer, R]


def side_by_side(readings: Sequence[Reading[R]], seconds: float) -> list[R | Exception]:
    """What each reading returns, or the exception that ended it and none of the others.

    `seconds` bound one process, whether it reads for one or for several.
    """
    ended: dict[int, R | Exception] = {}
    answers: dict[int, Answer | Exception | None] = dict.fromkeys(range(len(readings)))
    while answers:
        asked: dict[int, Request] = {}
        for index, answer in answers.items():
            try:
                if isinstance(answer, Exception):
                    asked[index] = readings[index].throw(answer)
                elif answer is None:
                    asked[index] = next(readings[index])
                else:
                    asked[index] = readings[index].send(answer)
            except StopIteration as end:
                ended[index] = end.value
            except Exception as fault:  # another page's reading must not end with it
                ended[index] = fault
        alike: dict[tuple[int, int, tuple[str, ...]], dict[int, Request]] = {}
        for index, request in asked.items():
            alike.setdefault((request.dpi, request.psm, request.options), {})[index] = request
        answers = {}
        for (dpi, psm, options), group in alike.items():
            answers |= _answers(group, dpi, psm, options, seconds)
    return [ended[index] for index in range(len(readings))]


def _answers(
    asked: Mapping[int, Request], dpi: int, psm: int, options: tuple[str, ...], seconds: float
) -> dict[int, Answer | Exception | None]:
    """The words of requests that are alike, by one process; by one each where that fails, so that one fails alone.

    The time is that of one request even for several: with more, a page that hangs would take its file's with it.
    """
    images = [image for request in asked.values() for image in request.images]
    try:
        read = iter(tesseract.recognise_all(images, dpi, seconds, psm=psm, options=options))
    except Exception as fault:
        if len(asked) == 1:
            return dict.fromkeys(asked, fault)
        alone = (_answers({index: request}, dpi, psm, options, seconds) for index, request in asked.items())
        return {index: answer for answers in alone for index, answer in answers.items()}
    return {index: list(itertools.islice(read, len(request.images))) for index, request in asked.items()}
