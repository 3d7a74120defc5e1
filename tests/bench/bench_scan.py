"""A real scan read by us and by bare tesseract in the same run, against a transcript: word errors and CPU seconds.

    python tests/bench/bench_scan.py SCAN.pdf TRANSCRIPT.txt [PAGES]

The transcript is of another edition: stretches that only one side has (heads, notes, tables at another place) are left
out of the count, as `bench_legacy` does for characters. CPU of tesseract is that of its processes.
"""

from __future__ import annotations

import os
import sys
import unicodedata
from difflib import SequenceMatcher
from pathlib import Path

import cv2
import numpy as np
import pypdfium2

from ocr import scan, tesseract
from ocr.limits import Limits
from ocr.lots import Picture
from ocr.tones import new_style

LIMITS = Limits()
ONE_SIDED = 6  # words: a longer stretch that the other side lacks is no reading error


def words(text: str) -> list[str]:
    """The words to compare: lower case, one style of tone placement, without punctuation at their edges."""
    cleaned = new_style(unicodedata.normalize("NFC", text).lower())
    return [word for raw in cleaned.split() if (word := raw.strip("\"'“”‘’()[]{}.,;:!?…-–—_|*°·"))]


def errors(truth: list[str], read: list[str]) -> tuple[int, int]:
    """Word errors and the number of true words that could be compared."""
    wrong = compared = 0
    for kind, a0, a1, b0, b1 in SequenceMatcher(None, truth, read, autojunk=False).get_opcodes():
        if kind == "equal":
            compared += a1 - a0
        elif abs((a1 - a0) - (b1 - b0)) <= ONE_SIDED:
            compared += a1 - a0
            wrong += max(a1 - a0, b1 - b0)
    return wrong, compared


def cpu() -> float:
    """CPU seconds of this process and of those it started."""
    times = os.times()
    return times.user + times.system + times.children_user + times.children_system


def main(pdf: Path, transcript: Path, pages: int | None) -> None:
    """Print one line for each way of reading."""
    document = pypdfium2.PdfDocument(pdf)
    count = min(len(document), pages or len(document))
    texts: dict[str, list[str]] = {"bare": [], "ours": []}
    seconds = dict.fromkeys(texts, 0.0)
    for number in range(1, count + 1):
        page = document[number - 1]
        image, dpi = scan.render(page, number, LIMITS)
        size = page.get_size()
        page.close()
        began = cpu()
        gray = np.asarray(cv2.cvtColor(image, cv2.COLOR_RGB2GRAY), np.uint8)
        texts["bare"].append(" ".join(word.text for word in tesseract.recognise(gray, dpi, 300)))
        seconds["bare"] += cpu() - began
        began = cpu()
        (read,) = scan.read_pictures([Picture(image, dpi, number, size)], LIMITS)
        if isinstance(read, Exception):
            raise read
        texts["ours"].append(read.text)
        seconds["ours"] += cpu() - began
    truth = words(transcript.read_text("utf-8"))
    for name, parts in texts.items():
        read = words("\n".join(parts))
        wrong, compared = errors(truth[: int(len(read) * 1.3)], read)
        print(
            f"{name}: {wrong} of {compared} words wrong ({wrong / max(compared, 1):.2%}), "
            f"{seconds[name] / count:.2f} CPU s a page"
        )


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]), int(sys.argv[3]) if len(sys.argv) > 3 else None)
