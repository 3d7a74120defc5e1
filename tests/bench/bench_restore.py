"""Word error of the restored copy against its clean text: `python tests/bench/bench_restore.py [--show]`.

The pair is the OCR copy of one plan made without Vietnamese and the same plan as text. It is the measure of
restoration: nothing is ever trained or tuned on it (`docs/restoration.md`).
"""

from __future__ import annotations

import argparse
import re
import sys
import time
from collections import Counter
from pathlib import Path

import numpy as np

from ocr.confusions import WHY
from ocr.tones import bare, new_style

_EDGES = ".,;:!?()[]{}\"'“”‘’*_…–—-/"
_MARKDOWN = re.compile(r"\*\*")  # bold also stands where the printed text begins a new line
_FIGURE = re.compile(r"\d[\d.,/]*\d|\d")
_ROMAN_MARK = re.compile(r"^[IVX1l|]{1,4}\. ")
TRUTH_FIRST_LINE = 94


def words(text: str) -> list[str]:
    """The words of `text` in NFC, new-style tones, without punctuation at their edges; bare punctuation is no word."""
    return [word for token in new_style(text).split() if (word := token.strip(_EDGES))]


def align(truth: list[str], found: list[str]) -> list[tuple[str, str]]:
    """The cheapest alignment as (true word, found word) pairs; an empty string stands for a missing one."""
    width = len(found) + 1
    steps = np.arange(width)
    previous = steps.copy()
    moves = np.zeros((len(truth) + 1, width), dtype=np.uint8)  # 0 = pair, 1 = word missing, 2 = word too many
    moves[0, 1:] = 2
    codes = {word: code for code, word in enumerate(dict.fromkeys(truth + found))}
    row_codes = np.array([codes[word] for word in found])
    for row, word in enumerate(truth, start=1):
        pair = np.concatenate(([row], previous[:-1] + (row_codes != codes[word])))
        best = np.minimum(pair, previous + 1)
        best[0] = row
        current = np.minimum.accumulate(best - steps) + steps
        moves[row] = np.where(current == pair, 0, np.where(current == previous + 1, 1, 2))
        moves[row, 0] = 1
        previous = current
    pairs = []
    row, column = len(truth), len(found)
    while row or column:
        move = moves[row, column]
        row, column = row - (move != 2), column - (move != 1)
        pairs.append((truth[row] if move != 2 else "", found[column] if move != 1 else ""))
    return pairs[::-1]


def word_error(pairs: list[tuple[str, str]]) -> float:
    """Substitutions, losses and insertions, a hundred true words (%)."""
    wrong = sum(true != found for true, found in pairs)
    return 100 * wrong / sum(1 for true, _ in pairs if true)


def figures(text: str) -> Counter[str]:
    """How often each figure stands in `text`; numbering ("111." for III.) at the start of a line is no figure."""
    lines = (_ROMAN_MARK.sub("", line.strip()) for line in text.splitlines())
    return Counter(figure for line in lines for figure in _FIGURE.findall(line))


def truth_body(text: str) -> str:
    """The plan of the clean file from its title to its last paragraph."""
    plan = "\n".join(text.splitlines()[TRUTH_FIRST_LINE - 1 :])
    plan = _MARKDOWN.sub("\n", plan).replace("*", "")
    return plan[plan.index("Thực hiện Chương trình") : plan.rindex("Nơi nhận")]


def copy_body(text: str) -> str:
    """The same stretch of the OCR copy, raw or restored."""
    flat = bare(text)
    return text[re.search(r"Th\wc hi.n Ch[uw]\wng trinh", flat).start() : flat.rindex("Noi nhan")]  # type: ignore[union-attr]


def corrections_on_scan(shared: Path) -> None:
    """Print how many words of a real scan the confusion table puts right, and how many it breaks."""
    from ocr.confusions import corrections
    from ocr.reader import read

    document = read(shared / "corpus" / "pdf" / "nq-19-2026-cp-scan-p1-24.pdf")
    text = document.text
    for change in document.changes:  # back to what was read, where reading has corrected already
        text = text[: change.start] + change.before + text[change.end :] if change.why == WHY else text
    corrected = text
    for start, after in corrections(text):
        corrected = corrected[:start] + after + corrected[start + len(after) :]
    read_words = words(text)
    transcript = (shared / "truth" / "nq-19-2026-cp-scan.truth.txt").read_text(encoding="utf-8")
    truth = words(transcript)[: int(1.25 * len(read_words))]  # the transcript goes on behind the scanned pages
    expected = [true for true, found in align(truth, read_words) if found]
    changed = [item for item in zip(expected, read_words, words(corrected), strict=True) if item[1] != item[2]]
    print(f"words read with vie            {len(read_words)}")
    print(f"  put right                    {sum(new == true for true, _, new in changed)}")
    print(f"  broken                       {sum(old == true for true, old, _ in changed)}")
    print(f"  neither                      {sum(true not in (old, new) for true, old, new in changed)}")


def main() -> None:
    """Print the table; exit status 1 where a floor of the project is missed."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--shared", type=Path, default=Path(__file__).resolve().parents[3] / "shared")
    parser.add_argument("--scan", action="store_true", help="also the correction of `vie` readings (minutes of OCR)")
    parser.add_argument("--show", action="store_true", help="print every wrong word")
    options = parser.parse_args()
    corpus = options.shared / "corpus"
    truth = truth_body((corpus / "lam-ha-2022.txt").read_text(encoding="utf-8"))
    raw_text = (corpus / "lam-dong-2022-ocr.txt").read_text(encoding="utf-8")

    from ocr.restore import accent_text, restore_text

    raw = copy_body(raw_text)
    restore_text("khoi dong")
    started = time.process_time()
    restored = copy_body(restore_text(raw_text).text)
    seconds = time.process_time() - started
    true_words = words(truth)
    pairs = align(true_words, words(restored))
    typed = align(true_words, words(accent_text(bare(truth)).text))

    expected, kept = figures(truth), figures(restored)
    phantom = sum((kept - expected).values())
    lost = sum((figures(raw) & expected - kept).values())
    print(f"words                          {len(true_words)}")
    print(f"word error, raw copy           {word_error(align(true_words, words(raw))):.2f} %")
    print(f"word error, restored           {word_error(pairs):.2f} %   (floor 3.0)")
    print(f"word error, typed bare text    {word_error(typed):.2f} %   (floor 3.0)")
    print(f"figures of the copy lost       {lost}   (floor 0)")
    print(f"phantom figures                {phantom}   (floor 3)  {dict(kept - expected)}")
    print(f"CPU seconds for the whole plan {seconds:.2f}")
    if options.show:
        for index, (true, found) in enumerate(pairs):
            if true != found:
                print(" ".join(t for t, _ in pairs[max(index - 2, 0) : index]), f"[{true} | {found}]")
    if options.scan:
        corrections_on_scan(options.shared)
    sys.exit(word_error(pairs) > 3 or lost > 0 or phantom > 3)


if __name__ == "__main__":
    main()
