"""Legacy fonts against transcripts, beside `viparse.load` in the same run: character errors and diacritic accuracy.

    python tests/bench/bench_legacy.py FILE.pdf FILE.truth.txt

Case and white space are left out of the comparison (the transcripts keep the small letters under .VnTimeH, and break
words where the PDF does), and so are parts of the text that only one side has (notes stand at other places).
"""

from __future__ import annotations

import sys
import unicodedata
from collections.abc import Iterator
from pathlib import Path

import numpy as np

from ocr import reader

MOVED = 20  # characters that only one side has at a place: a footnote, which we set behind its paragraph


def letters(text: str) -> str:
    """The text without white space and case, superscript figures as figures."""
    return "".join(unicodedata.normalize("NFKC", text).casefold().split())


def aligned(truth: str, text: str) -> Iterator[tuple[str, str]]:
    """Stretches of both sides that correspond: blocks between long common runs of characters."""
    size = 24
    places: dict[str, int] = {}
    for at in range(len(text) - size):
        places[text[at : at + size]] = -1 if text[at : at + size] in places else at
    last_a = last_b = at = 0
    while at < len(truth) - size:
        found = places.get(truth[at : at + size], -1)
        if found >= last_b and abs((at - last_a) - (found - last_b)) < 200:
            yield truth[last_a:at], text[last_b:found]
            yield truth[at : at + size], text[found : found + size]
            last_a, last_b, at = at + size, found + size, at + size
        elif found > last_b and at - last_a > 400:  # one side lacks a part, or has it elsewhere
            last_a, last_b = at, found
        else:
            at += 1


def distance(a: str, b: str) -> int:
    """Edits that turn `a` into `b`."""
    if not a or not b:
        return len(a) + len(b)
    codes = np.frombuffer(b.encode("utf-32-le"), np.uint32)
    row = np.arange(len(b) + 1)
    index = np.arange(len(b) + 1)
    for number, char in enumerate(a, 1):
        step = np.empty_like(row)
        step[0] = number
        step[1:] = np.minimum(row[:-1] + (codes != ord(char)), row[1:] + 1)
        row = np.minimum.accumulate(step - index) + index
    return int(row[-1])


def marked(text: str) -> list[str]:
    """The letters with Vietnamese marks in `text`."""
    return [char for char in text if char.isalpha() and not char.isascii()]


def report(name: str, truth: str, text: str) -> None:
    """Print one line: how much could be aligned, character errors, diacritics kept."""
    total = errors = letters_total = letters_kept = 0
    for a, b in aligned(truth, text):
        total += len(a)
        if abs(len(a) - len(b)) > MOVED:
            total -= len(a)
            continue
        if a == b:
            letters_total += len(marked(a))
            letters_kept += len(marked(a))
            continue
        errors += distance(a, b)
        have = marked(b)
        for char in marked(a):
            letters_total += 1
            if char in have:
                have.remove(char)
                letters_kept += 1
    if not total:
        print(f"{name:10} nothing in common with the transcript")
        return
    print(
        f"{name:10} aligned {total / len(truth):6.1%}  CER {errors / total:7.3%}  "
        f"diacritics {letters_kept / max(letters_total, 1):7.3%}"
    )


def main(pdf: Path, transcript: Path) -> None:
    """Compare ours and viparse's reading of `pdf` with `transcript`."""
    import viparse

    truth = letters(transcript.read_text("utf-8"))
    print(pdf.name)
    report("kehoach", truth, letters(reader.read(pdf).text))
    report("viparse", truth, letters("\n".join(part.text for part in viparse.load(str(pdf)))))


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
