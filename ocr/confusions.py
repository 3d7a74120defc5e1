"""Mends the few letters that tesseract confuses when it reads with `vie`, where the neighbours leave no doubt.

In: a `Document`. Out: the same with words of OCR pages corrected ("thấm quyền" → "thẩm quyền"), each on record. Only
one letter of a word changes, to one of its measured confusions (`ocr/data/vie_confusions.csv`), so no offset moves.
"""

from __future__ import annotations

import csv
import math
from collections.abc import Iterator
from dataclasses import replace
from functools import cache
from pathlib import Path

import numpy as np
import regex

from ocr.document import Change, Document
from ocr.restore_lm import EDGE, FIRST_WORD, NUMBER, OTHER
from ocr.restore_model import Model, load
from ocr.tones import bare, new_style

LEAST_ODDS = 4.0  # nats by which the correction must beat the reading (docs/restoration.md)
# log of the rate of any other change of one letter's marks: in words that the vocabulary lacks ("doạn"), and in others
_UNLISTED = (math.log(0.002), math.log(0.0005))
WHY = "vie confuses these letters, the neighbours decide"
RATES = Path(__file__).parent / "data" / "vie_confusions.csv"
_TOKEN = regex.compile(r"\p{L}++|\d[\d.,]*+|[.;:!?]")


def correct(document: Document) -> Document:
    """The document with confused letters of its pages of method "ocr" mended; no other page is touched."""
    ocr = {page.number for page in document.pages if page.method == "ocr"}
    if not ocr:
        return document
    text = document.text
    changes = []
    for start, after in corrections(text):
        page = document.page_at(start)
        if page is None or page not in ocr:
            continue
        end = start + len(after)
        boxes = document.boxes(start, end)
        changes.append(Change(start, end, page, boxes[0] if boxes else None, text[start:end], after, WHY))
        text = text[:start] + after + text[end:]
    if not changes:
        return document
    kept = sorted((*document.changes, *changes), key=lambda change: change.start)
    return replace(document, text=text, changes=tuple(kept))


def corrections(text: str) -> Iterator[tuple[int, str]]:
    """Where a word of `text` (NFC) is to be replaced, and by which word of the same length."""
    model = load()
    matches = list(_TOKEN.finditer(text))
    ids = [EDGE, EDGE, *(_id(model, match[0]) for match in matches), EDGE, EDGE]
    for place, match in enumerate(matches, start=2):
        if ids[place] < OTHER:
            continue
        word = new_style(match[0].lower())
        best, odds = None, LEAST_ODDS
        unlisted = _UNLISTED[ids[place] != OTHER] if match[0].islower() else None
        for other, log_rate in _alternatives(model, word, unlisted):
            gain = _score(model, ids, place, other) - _score(model, ids, place, ids[place]) + log_rate
            if gain > odds:
                best, odds = other, gain
        if best is not None:
            ids[place] = best
            yield match.start(), _in_case_of(match[0], model.words[best - FIRST_WORD])


def _id(model: Model, token: str) -> int:
    if token in ".;:!?":
        return EDGE
    if token[0].isdigit():
        return NUMBER
    return model.word_id(new_style(token.lower())) or OTHER


@cache
def _rates() -> dict[tuple[str, str], float]:
    """Log of how often a printed letter is read as another, by (read, printed)."""
    with RATES.open(encoding="utf-8", newline="") as rows:
        return {(row["read_as"], row["printed"]): math.log(float(row["rate"])) for row in csv.DictReader(rows)}


def _alternatives(model: Model, word: str, unlisted: float | None) -> Iterator[tuple[int, float]]:
    """Words of which `word` may be a misreading by one letter, with the log rate of that confusion.

    `unlisted` is that of a confusion which is not in the table; None where such a one is no reason to change a word.
    """
    for number in model.by_bare.get(bare(word), ()):
        other = model.words[number - FIRST_WORD]
        differing = [pair for pair in zip(word, other, strict=False) if pair[0] != pair[1]]
        if len(other) == len(word) and len(differing) == 1:
            log_rate = _rates().get(differing[0], unlisted)
            if log_rate is not None:
                yield number, log_rate


def _score(model: Model, ids: list[int], place: int, word: int) -> float:
    """Log probability of the three trigrams that `word` at `place` is part of."""
    before, last, first, second = ids[place - 2], ids[place - 1], ids[place + 1], ids[place + 2]
    total = 0.0
    for a, b, c in ((before, last, word), (last, word, first), (word, first, second)):
        score, _ = model.lm.score(np.array([model.lm.state(a, b)]), np.array([b]), np.array([c]))
        total += float(score[0, 0])
    return total


def _in_case_of(read: str, word: str) -> str:
    return "".join(char.upper() if old.isupper() else char for old, char in zip(read, word, strict=True))
