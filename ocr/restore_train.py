"""Builds the restoration model: `python -m ocr.restore_train --plans FILE --law FILE [--ngrams FILE] [--pairs FILE]`.

In: text of the genre, legal text, counts of general text, pairs of misread and true tokens (or, with `--pages`, pages
set and read here). Out: `ocr/data/restore.npz`. The recipe and the licences of the sources: `docs/restoration.md`.
"""

from __future__ import annotations

import argparse
import csv
import lzma
import math
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

import numpy as np
import regex
from numpy.typing import NDArray

from ocr.confusions import RATES as CONFUSIONS
from ocr.restore_counts import Counts, Doubles, count, mix
from ocr.restore_em import estimate
from ocr.restore_lm import EDGE, FIRST_WORD, NUMBER, OTHER, Ints
from ocr.restore_model import MODEL_FILE, save
from ocr.restore_pages import Triple, readings
from ocr.tones import bare, new_style

_TOKEN = regex.compile(r"(?P<number>\d[\d.,/%-]*+)|(?P<word>[\p{L}][\p{L}\d]*+)|(?P<edge>[.;:!?])")
_CODE = regex.compile(r"(?<=\d[/-])(?:\p{Lu}[\p{L}\d]*+)(?:-\p{Lu}[\p{L}\d]*+)*+")
_SYLLABLE = regex.compile(
    r"(?:b|c|ch|d|đ|g|gh|gi|h|k|kh|l|m|n|ng|ngh|nh|p|ph|qu|r|s|t|th|tr|v|x)?+[aeiouyăâêôơư]{1,3}+(?:c|ch|m|n|ng|nh|p|t)?"
)
_TONE = str.maketrans("", "", "\u0300\u0301\u0303\u0309\u0323")

LEAST_WORD = 3  # a word of the texts must occur so often to be known
OWN_PAIRS = MODEL_FILE.with_name("restore_pairs.tsv.xz")  # from pages of `ocr/restore_pages.py`
LEAST_GENERAL = 60  # a syllable of the general counts, so often among 156 million
WEIGHTS = {"plans": 0.55, "law": 0.25, "general": 0.20}
LEAST_GAIN = 0.0
CONFUSION_LEAST, CONFUSION_RATE = 8, 0.002  # rarer confusions are chance
WHOLE_LEAST, WHOLE_PRIOR = 2, 20.0
LONGEST_WORD = 7


def paragraphs(path: Path) -> Iterator[str]:
    """The paragraphs of a text (one a line; `.xz` is unpacked) in NFC, new-style tones."""
    with lzma.open(path, "rt", encoding="utf-8") if path.suffix == ".xz" else path.open(encoding="utf-8") as lines:
        for line in lines:
            yield new_style(unicodedata.normalize("NFC", line.strip()))


def is_syllable(word: str) -> bool:
    """Whether a lower-case word is spelt as a Vietnamese syllable can be."""
    decomposed = unicodedata.normalize("NFD", word).translate(_TONE)
    return _SYLLABLE.fullmatch(unicodedata.normalize("NFC", decomposed)) is not None


def vocabulary(texts: Iterable[Counter[str]], general: Counter[str]) -> list[str]:
    """Words of the texts (also abbreviations) and the syllables of the general counts, sorted."""
    common: Counter[str] = Counter()
    for text in texts:
        common.update(text)
    known = {word for word, often in common.items() if often >= LEAST_WORD and len(word) <= LONGEST_WORD}
    known |= {word for word, often in general.items() if often >= LEAST_GENERAL and is_syllable(word)}
    return sorted(known)


def words_of(lines: Iterable[str]) -> Counter[str]:
    """How often each lower-case word occurs."""
    return Counter(match["word"].lower() for line in lines for match in _TOKEN.finditer(line) if match["word"])


def encode(lines: Iterable[str], ids: dict[str, int]) -> Ints:
    """A text as word ids, an edge before each paragraph and at . ; : ! ?"""
    found = [EDGE]
    for line in lines:
        for match in _TOKEN.finditer(line):
            if match["edge"]:
                found.append(EDGE)
            elif match["number"]:
                found.append(NUMBER)
            else:
                found.append(ids.get(match["word"].lower(), OTHER))
        found.append(EDGE)
    tokens = np.array(found, dtype=np.int64)
    repeated = (tokens[1:] == EDGE) & (tokens[:-1] == EDGE)
    return np.asarray(tokens[np.append(True, ~repeated)], dtype=np.int64)


def _sums(where: NDArray[np.int64], counts: NDArray[np.int64], length: int = 0) -> Doubles:
    return np.bincount(where, weights=counts, minlength=length).astype(np.float64)


def general_counts(path: Path, ids: dict[str, int], size: int) -> Counts:
    """The counts of a `ngrams.npz` in our ids; its words that we don't know become OTHER."""
    with np.load(path, allow_pickle=False) as data:
        names = data["vocab"].tolist()
        number = np.array([EDGE, NUMBER, OTHER] + [ids.get(name, OTHER) for name in names[3:]])
        pair = number[data["bigrams"]] @ np.array([size, 1])
        triple = number[data["trigrams"]] @ np.array([size * size, size, 1])
        bigrams, where = np.unique(pair, return_inverse=True)
        trigrams, where3 = np.unique(triple, return_inverse=True)
        return Counts(
            size,
            _sums(number, data["unigrams"], size),
            bigrams,
            _sums(where, data["bigram_counts"]),
            trigrams,
            _sums(where3, data["trigram_counts"]),
        )


def read_pairs(path: Path) -> Counter[tuple[str, str]]:
    """Counts of (noisy, true) among the one-to-one tokens of a pairs file, edge punctuation taken off both."""
    found: Counter[tuple[str, str]] = Counter()
    with lzma.open(path, "rt", encoding="utf-8") as lines:
        for line in lines:
            noisy, true, kind, often = line.rstrip("\n").split("\t")
            if kind == "1":
                add_pair(found, noisy, true, int(often))
    return found


def write_pairs(triples: Counter[Triple], out: Path) -> None:
    """Write counts of (noisy token, true token, kind) in the form that `read_pairs` reads."""
    with lzma.open(out, "wt", encoding="utf-8") as file:
        file.write("noisy\ttrue\tkind\tcount\n")
        for triple, often in sorted(triples.items()):
            file.write("\t".join((*triple, str(often))) + "\n")


_EDGE_MARKS = '.,;:!?()[]{}"“”…*'


def add_pair(found: Counter[tuple[str, str]], noisy: str, true: str, often: int) -> None:
    """Count a pair of tokens where the true one is a word of letters."""
    true = true.strip(_EDGE_MARKS)
    noisy = noisy.strip(_EDGE_MARKS)
    if noisy and regex.fullmatch(r"\p{L}+", true) and len(noisy) <= 3 * len(true):
        found[noisy, new_style(true)] += often


def abbreviations(lines: Iterable[str], words: Sequence[str]) -> list[bool]:
    """For each word, whether it is usually printed in capitals where the words around it are not."""
    capitals: Counter[str] = Counter()
    total: Counter[str] = Counter()
    for line in lines:
        if line.isupper():
            continue
        for match in _TOKEN.finditer(line):
            if match["word"]:
                word = match["word"].lower()
                total[word] += 1
                capitals[word] += len(word) > 1 and match["word"].isupper()
    return [capitals[word] > 0.6 * total[word] for word in words]


def document_codes(lines: Iterable[str]) -> dict[str, str]:
    """Parts of document numbers by their bare form ("ND": "NĐ"), where the accented one is the usual one."""
    forms: dict[str, Counter[str]] = defaultdict(Counter)
    for line in lines:
        for match in _CODE.finditer(line):
            forms[bare(match[0])][match[0]] += 1
    best = {key: counts.most_common(1)[0] for key, counts in forms.items()}
    return {key: form for key, (form, often) in sorted(best.items()) if form != key and often >= 3}


def whole_tokens(pairs: Counter[tuple[str, str]], ids: dict[str, int]) -> list[tuple[str, int, float]]:
    """Noisy tokens seen often enough for a word to be known as they are: (token, word index, log probability)."""
    totals: Counter[str] = Counter()
    for (_, true), often in pairs.items():
        totals[true.lower()] += often
    merged: Counter[tuple[str, str]] = Counter()
    for (noisy, true), often in pairs.items():
        merged[noisy, true.lower()] += often
    return [
        (noisy, ids[true] - FIRST_WORD, math.log(often / (totals[true] + WHOLE_PRIOR)))
        for (noisy, true), often in sorted(merged.items())
        if often >= WHOLE_LEAST and true in ids
    ]


def write_confusions(pairs: Counter[tuple[str, str]], out: Path, source: str) -> None:
    """Write how often one letter is read as another by an engine that knows Vietnamese."""
    printed: Counter[str] = Counter()
    confused: Counter[tuple[str, str]] = Counter()
    for (noisy, true), often in pairs.items():
        read, word = new_style(noisy.lower()), true.lower()
        if bare(read) != bare(word):
            continue
        for pair in zip(read, word, strict=True):
            printed[pair[1]] += often
        differing = [pair for pair in zip(read, word, strict=True) if pair[0] != pair[1]]
        if len(differing) == 1:
            confused[differing[0]] += often
    with out.open("w", encoding="utf-8", newline="") as file:
        rows = csv.writer(file, lineterminator="\n")
        rows.writerow(("read_as", "printed", "rate", "source"))
        for pair, often in confused.most_common():
            rate = often / printed[pair[1]]
            if often >= CONFUSION_LEAST and rate >= CONFUSION_RATE:
                rows.writerow((*pair, f"{rate:.4f}", source))


def train(
    plans: Sequence[str], law: Sequence[str], general: Path | None, pairs: Counter[tuple[str, str]], out: Path
) -> None:
    """Build and write the model."""
    general_words: Counter[str] = Counter()
    if general is not None:
        with np.load(general, allow_pickle=False) as data:
            general_words.update(dict(zip(data["vocab"].tolist(), data["unigrams"].tolist(), strict=True)))
    words = vocabulary((words_of(plans), words_of(law)), general_words)
    ids = {word: index + FIRST_WORD for index, word in enumerate(words)}
    size = len(words) + FIRST_WORD
    texts = [
        (count(encode(plans, ids), size), WEIGHTS["plans"]),
        (count(encode(law, ids), size), WEIGHTS["law"]),
    ]
    if general is not None:
        texts.append((general_counts(general, ids, size), WEIGHTS["general"]))
    total = sum(weight for _, weight in texts)
    lm = mix([(counts, weight / total) for counts, weight in texts], LEAST_GAIN)
    save(
        out,
        words=words,
        lm=lm,
        pieces=estimate(pairs),
        whole=whole_tokens(pairs, ids),
        codes=document_codes([*plans, *law]),
        abbreviations=abbreviations([*plans, *law], words),
    )
    print(
        f"{out.name}: {len(words)} words, {len(lm.bigrams)} pairs, {len(lm.trigrams)} triples, "
        f"{out.stat().st_size / 1e6:.1f} MB"
    )


def main() -> None:
    """Parse the command line and train."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--plans", type=Path, required=True, help="text of the genre, a paragraph a line (.txt, .xz)")
    parser.add_argument("--law", type=Path, required=True, help="legal and administrative text")
    parser.add_argument("--ngrams", type=Path, help="counts of general text (.npz)")
    parser.add_argument("--pairs", type=Path, nargs="*", default=[], help="pairs of misread and true tokens (.tsv.xz)")
    parser.add_argument("--vie-pairs", type=Path, help="pairs read with `vie`: writes the table of its confusions")
    parser.add_argument("--pages", type=int, default=0, help="pages to set, wear and read anew (3 CPU seconds each)")
    parser.add_argument("--out", type=Path, default=MODEL_FILE)
    options = parser.parse_args()
    plans, law = list(paragraphs(options.plans)), list(paragraphs(options.law))
    pairs: Counter[tuple[str, str]] = Counter()
    for path in options.pairs:
        pairs += read_pairs(path)
    own: Counter[Triple] = Counter()
    for reading in readings([*plans[::2], *law[::50]], "eng", options.pages, seed=1):
        own.update(reading.triples)
    if own:
        write_pairs(own, OWN_PAIRS)
    if OWN_PAIRS.exists():
        pairs += read_pairs(OWN_PAIRS)
    if options.vie_pairs is not None:
        write_confusions(read_pairs(options.vie_pairs), CONFUSIONS, options.vie_pairs.name)
    train(plans, law, options.ngrams, pairs, options.out)


if __name__ == "__main__":
    main()
