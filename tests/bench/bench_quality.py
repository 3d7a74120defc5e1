"""Error rates of the trust in a text: known-good and known-bad pages of the real documents, cut to three lengths.

    python tests/bench/bench_quality.py ../shared

A good page below the threshold is a false re-OCR, a bad one above it a false keep.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from pathlib import Path

from ocr import legacy, quality
from ocr.tones import bare

LENGTHS = (300, 60, 20)  # words
HELD_OUT = ("ntm-83-xa-2021", "kh-160-can-tho")


def typed(encoding: str) -> Callable[[str], str]:
    """What a text layer shows of text set in a legacy font."""
    back = {letter: code for code, letter in legacy._charmap(encoding).pairs}
    return lambda text: "".join(back.get(char, char) for char in text)


def shifted(text: str) -> str:
    """What a subset font without a Unicode map shows: glyph numbers, 29 below the letters of ASCII."""
    return " ".join("".join(chr(max((ord(c) - 29) % 0x250, 33)) for c in word) for word in text.split())


WAYS: dict[str, Callable[[str], str]] = {
    "good": lambda text: text,
    "bad: TCVN3 font": typed("tcvn3"),
    "bad: VNI font": typed("vni"),
    "bad: VISCII font": typed("viscii"),
    "bad: VPS font": typed("vps"),
    "bad: TCVN3 font, ư as a hyphen": lambda text: typed("tcvn3")(text).replace("\xad", "-"),
    "bad: marked letters lost": lambda text: "".join(c if c.isascii() else "\ufffd" for c in text),
    "bad: UTF-8 read as Latin-1": lambda text: text.encode().decode("latin-1"),
    "bad: no Unicode map": shifted,
    "bad: private use area": lambda text: "".join(chr(0xE000 + ord(c) % 0x300) if c.isalpha() else c for c in text),
    "bad: accents lost": bare,
}


def pieces(text: str, length: int) -> Iterator[str]:
    """The text cut to pieces of `length` words."""
    words = text.split()
    for at in range(0, len(words) - length + 1, length):
        yield " ".join(words[at : at + length])


def main(shared: Path) -> None:
    """Print a table of error rates."""
    good = [p for folder in ("corpus", "truth") for p in sorted((shared / folder).glob("*.txt"))]
    good = [p for p in good if p.name.split(".")[0] not in HELD_OUT and "ocr" not in p.name]
    texts = [path.read_text("utf-8") for path in good]
    garbled = (shared / "corpus" / "lam-dong-2022-ocr.txt").read_text("utf-8")
    print(f"{'pages':32}" + "".join(f"{f'{n} words':>22}" for n in LENGTHS))
    for name, worn in [*WAYS.items(), ("bad: OCRed without Vietnamese", None)]:
        cells = []
        for length in LENGTHS:
            source = [garbled] if worn is None else texts
            trusts = [quality.trust(worn(p) if worn else p) for text in source for p in pieces(text, length)]
            wrong = sum((trust < quality.GOOD) == (name == "good") for trust in trusts)
            cells.append(f"{f'{wrong} of {len(trusts)} = {wrong / len(trusts):.2%}':>22}")
        print(f"{name:32}" + "".join(cells))


if __name__ == "__main__":
    main(Path(sys.argv[1]))
