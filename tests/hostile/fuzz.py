"""Random damage to sound files and texts: reading ends in a `Document` or a `ReadingFault`, parsing always in records.

    python tests/hostile/fuzz.py --seconds 600 --seed 7      # for long
    python tests/hostile/fuzz.py --rounds 100 --seed 1       # always the same, for continuous integration

Each round has a seed of its own, which a fault is reported with; `--rounds 1 --seed N` does it again. A crash of a
native library ends the program: the last line on standard error names the round. Pages that need OCR fail here by
intent (no engine is looked for): what is tried are our readers and parsers, not tesseract.
"""

from __future__ import annotations

import argparse
import faulthandler
import os
import random
import sys
import time
import traceback
import zipfile
from collections.abc import Callable, Sequence
from io import BytesIO

import pypdfium2
from hostile.generators import SAMPLES, TEXT, encrypted_pdf, png

from extract.rows import rows_of
from ocr import reader
from ocr.document import Document, Line, Page
from ocr.faults import ReadingFault
from ocr.limits import Limits
from parsers import explain, parse

LIMITS = Limits(bytes=5_000_000, unpacked=20_000_000, pages=50, pixels=2_000_000, characters=30_000)
WORDS = (
    "xã", "huyện", "tỉnh", "đạt chuẩn", "tỷ đồng", "triệu", "%", "/", ",", ".", ";", ":", "-", "+", "(", ")", "[", "“",
    "năm 2025", "giai đoạn 2021 - 2025", "Sở", "chủ trì", "phối hợp với", "số", "/QĐ-TTg", "ngày", "tháng", "tiêu chí",
    "từ", "đến", "ít nhất", "trên", "63,5", "1.234.567", "19/111", "IV.", "3.2", "a)", "TỔNG", "vốn", "Phụ lục", "|",
)  # fmt: skip
MARKS = "\u0301\u0323\u202e\u2066\u200b\ufeff\u00a0\t\n\x0b\x85\u2028\ud7ff\U0001d400\u0000"


def damaged(data: bytes, chance: random.Random) -> bytes:
    """The bytes with a few of them changed, cut, doubled, moved, or numbers in them made extreme."""
    found = bytearray(data)
    for _ in range(chance.choice((1, 1, 2, 5, 20))):
        if not found:
            break
        start = chance.randrange(len(found))
        end = min(start + chance.choice((1, 2, 8, 64, 1024)), len(found))
        way = chance.randrange(6)
        if way == 0:
            found[start] = chance.randrange(256)
        elif way == 1:
            del found[start:end]
        elif way == 2:
            found[start:start] = found[start:end] * chance.choice((1, 3))
        elif way == 3:
            found[start:end] = bytes(chance.randrange(256) for _ in range(end - start))
        elif way == 4:
            del found[chance.randrange(len(found)) :]
        else:
            digits = [place for place in range(start, min(start + 400, len(found))) if 48 <= found[place] <= 57]
            for place in digits[: chance.choice((1, 4))]:
                found[place : place + 1] = chance.choice((b"9999999999", b"-1", b"0", b"4294967296", b"1e30"))
    return bytes(found)


def damaged_zip(data: bytes, chance: random.Random) -> bytes:
    """A zip file with one of its parts damaged inside, so that its checksums are right."""
    made = BytesIO()
    with zipfile.ZipFile(BytesIO(data)) as source, zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as target:
        names = source.namelist()
        chosen = {"word/document.xml", chance.choice(names)}
        for name in names:
            part = source.read(name)
            target.writestr(name, damaged(part, chance) if name in chosen else part)
    return made.getvalue()


def strange_text(text: str, chance: random.Random) -> str:
    """The text with words changed for others, taken away, doubled, run together or strewn with odd characters."""
    words = text.split(" ")
    for _ in range(chance.choice((1, 5, 50))):
        place = chance.randrange(len(words))
        way = chance.randrange(6)
        if way == 0:
            words[place] = chance.choice(WORDS)
        elif way == 1:
            words[place] += chance.choice(MARKS) * chance.choice((1, 1, 40))
        elif way == 2 and len(words) > 1:
            del words[place]
        elif way == 3:
            words[place:place] = words[place : place + chance.choice((1, 10, 200))]
        elif way == 4:
            words[place : place + 2] = ["".join(words[place : place + 2])]
        else:
            words[place] = "".join(chance.choice((letter, letter.upper(), "")) for letter in words[place])
    return " ".join(words)[: LIMITS.characters]


def document_of(text: str) -> Document:
    """A plain document of that text."""
    places = (place for place in range(len(text)) if text[place] == "\n")
    lines, begin = [], 0
    for end in places:
        lines.append(Line(begin, end + 1, 1, None))
        begin = end + 1
    lines.append(Line(begin, len(text), 1, None))
    return Document("fuzz.txt", "text", text, (Page(1, 0, 0, "plain", 1.0, 0, text),), tuple(lines))


def look(document: Document) -> None:
    """Parse, make rows, explain; raises where a record is no slice of its document."""
    parts = parse.parse(document)
    rows = rows_of("0" * 64, document, parts, "fuzz@1")
    texts = {row["id"]: row["text"] for row in rows["documents"]}
    for table in ("targets", "funding", "responsibilities", "citations"):
        for row in rows[table]:
            assert texts[row["document_id"]][row["char_start"] : row["char_end"]] == row["quote"], (table, row)
    for part in parts:
        explain.explain(document.part(part.header.start, part.header.end), part)


def sources() -> list[tuple[str, Callable[[random.Random], None]]]:
    """What is damaged, by name, and what is done with it."""
    whole, short = pypdfium2.PdfDocument(SAMPLES / "minh-linh-2022.pdf"), pypdfium2.PdfDocument.new()
    short.import_pages(whole, [0, 8])
    saved = BytesIO()
    short.save(saved)
    word = (SAMPLES / "nam-khe-2025.docx").read_bytes()
    texts = [reader.read(SAMPLES / name).text for name in ("nam-khe-2025.docx", "minh-linh-2023-ocr.txt")]

    def reading(
        data: bytes, damage: Callable[[bytes, random.Random], bytes] = damaged
    ) -> Callable[[random.Random], None]:
        def work(chance: random.Random) -> None:
            try:
                document = reader.read_bytes(damage(data, chance), "fuzz", limits=LIMITS)
            except ReadingFault:
                return
            if chance.random() < 0.2:  # parsing has rounds of its own
                look(document)

        return work

    def parsing(chance: random.Random) -> None:
        text = chance.choice(texts)
        begin = chance.randrange(len(text))
        look(document_of(strange_text(text[begin : begin + chance.choice((200, 3000))], chance)))

    def layers(chance: random.Random) -> None:
        text = strange_text(chance.choice(texts)[:3000], chance).encode("utf-8", "surrogatepass")
        reading(text)(chance)

    return [
        ("pdf", reading(saved.getvalue())),
        ("docx", reading(word)),
        ("docx inside", reading(word, damaged_zip)),
        ("locked pdf", reading(encrypted_pdf())),
        ("png", reading(png(300, 300))),
        ("text", reading(TEXT.encode() * 20)),
        ("changed text", layers),
        ("parsing", parsing),
        ("parsing again", parsing),
    ]


def main(arguments: Sequence[str]) -> int:
    """Fuzz; prints a line a kind and one a fault; returns 1 where there is a fault."""
    options = argparse.ArgumentParser(description=str(__doc__).split("\n", 1)[0])
    options.add_argument("--seconds", type=float, default=float("inf"))
    options.add_argument("--rounds", type=int, default=sys.maxsize)
    options.add_argument("--seed", type=int, default=0)
    chosen = options.parse_args(arguments)
    faulthandler.enable()
    os.environ["PATH"] = ""  # no OCR engine
    kinds = sources()
    rounds = dict.fromkeys((name for name, _ in kinds), 0)
    faults, slowest, started = 0, (0.0, 0), time.monotonic()
    for seed in range(chosen.seed, chosen.seed + chosen.rounds):
        if time.monotonic() - started > chosen.seconds:
            break
        name, work = kinds[seed % len(kinds)]
        print(f"\rround {seed} ({name})", end="", file=sys.stderr, flush=True)
        began = time.process_time()
        try:
            work(random.Random(seed))
        except Exception:
            faults += 1
            print(f"\nround {seed} ({name}): {traceback.format_exc()}", flush=True)
        rounds[name] += 1
        slowest = max(slowest, (time.process_time() - began, seed))
    print(f"{sum(rounds.values())} rounds ({', '.join(f'{name} {count}' for name, count in rounds.items())}), ", end="")
    print(f"{faults} faults; slowest: {slowest[0]:.1f} CPU s in round {slowest[1]}")
    return int(faults > 0)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
