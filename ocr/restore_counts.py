"""Counts of words, pairs and triples, and the smoothed mixture of several texts that they make (training only).

In: arrays of word ids, or ready counts. Out: a `LanguageModel`. Smoothing is interpolated absolute discounting with
Kneser-Ney unigrams (Chen and Goodman 1999); texts are mixed linearly, each at its weight.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from ocr.restore_lm import Ints, LanguageModel, pack

DISCOUNT = 0.75
Doubles = NDArray[np.float64]


@dataclass(frozen=True)
class Counts:
    """How often words (ids below `size`), pairs and triples occur in one text; keys sorted, base `size`."""

    size: int
    unigrams: Doubles
    bigrams: Ints
    bigram_counts: Doubles
    trigrams: Ints
    trigram_counts: Doubles


def count(ids: Ints, size: int) -> Counts:
    """Count a text given as one array of word ids, sentence edges included."""
    bigrams, bigram_counts = np.unique(ids[:-1] * size + ids[1:], return_counts=True)
    trigrams, trigram_counts = np.unique((ids[:-2] * size + ids[1:-1]) * size + ids[2:], return_counts=True)
    return Counts(
        size,
        np.bincount(ids, minlength=size).astype(float),
        bigrams,
        bigram_counts.astype(float),
        trigrams,
        trigram_counts.astype(float),
    )


def _lookup(keys: Ints, values: Doubles, wanted: Ints) -> Doubles:
    at = np.minimum(np.searchsorted(keys, wanted), len(keys) - 1)
    return np.where(keys[at] == wanted, values[at], 0.0)


class Smoothed:
    """The probabilities of one text's counts, for any word, pair or triple."""

    def __init__(self, counts: Counts) -> None:
        self.counts = counts
        size = counts.size
        followers = np.bincount(counts.bigrams % size, minlength=size).astype(float)
        self.unigram = (followers + 0.05) / (followers + 0.05).sum()
        first = counts.bigrams // size
        self._after_word = np.bincount(first, weights=counts.bigram_counts, minlength=size)
        kept = np.bincount(first, weights=counts.bigram_counts - DISCOUNT, minlength=size)
        # a count table cut at a threshold leaves its rare pairs to the lower order too
        total = np.maximum(self._after_word, counts.unigrams)
        self._total = np.maximum(total, 1e-9)
        self._word_rest = np.where(total > 0, 1 - kept / self._total, 1.0)
        heads, where = np.unique(counts.trigrams // size, return_inverse=True)
        self._heads = heads
        kept3 = np.bincount(where, weights=counts.trigram_counts - DISCOUNT)
        all3 = np.bincount(where, weights=counts.trigram_counts)
        self._head_total = np.maximum(_lookup(counts.bigrams, counts.bigram_counts, heads), all3)
        self._head_rest = 1 - kept3 / self._head_total

    def bigram(self, keys: Ints) -> Doubles:
        """P(b | a) for keys `a * size + b`."""
        a, b = np.divmod(keys, self.counts.size)
        seen = np.maximum(_lookup(self.counts.bigrams, self.counts.bigram_counts, keys) - DISCOUNT, 0)
        return np.asarray(seen / self._total[a] + self._word_rest[a] * self.unigram[b])

    def trigram(self, keys: Ints) -> Doubles:
        """P(c | a, b) for keys `(a * size + b) * size + c`."""
        size = self.counts.size
        head = keys // size
        lower = self.bigram(head % size * size + keys % size)
        at = np.minimum(np.searchsorted(self._heads, head), len(self._heads) - 1)
        known = self._heads[at] == head
        seen = np.maximum(_lookup(self.counts.trigrams, self.counts.trigram_counts, keys) - DISCOUNT, 0)
        return np.where(known, seen / self._head_total[at] + self._head_rest[at] * lower, lower)


def _total(parts: Iterable[Doubles]) -> Doubles:
    return np.asarray(np.sum(list(parts), axis=0))


def _back_off(rows: Ints, higher: Doubles, lower: Doubles, length: int) -> Doubles:
    """The weight that makes each row's unseen words fill what its seen words leave."""
    left = 1 - np.bincount(rows, weights=higher, minlength=length)
    room = 1 - np.bincount(rows, weights=lower, minlength=length)
    return np.clip(left, 1e-6, 1.0) / np.clip(room, 1e-6, None)


def mix(texts: Sequence[tuple[Counts, float]], least_gain: float = 0.0) -> LanguageModel:
    """One back-off model of several texts at their weights (which add up to 1).

    Triples whose weighted count times gain in log probability over the pair is below `least_gain` are left out.
    """
    size = texts[0][0].size
    parts = [(Smoothed(counts), weight) for counts, weight in texts]
    unigram = _total(part.unigram * weight for part, weight in parts)
    bigrams = np.unique(np.concatenate([counts.bigrams for counts, _ in texts]))
    trigrams = np.unique(np.concatenate([counts.trigrams for counts, _ in texts]))
    head = np.searchsorted(bigrams, trigrams // size)
    trigrams = trigrams[bigrams[np.minimum(head, len(bigrams) - 1)] == trigrams // size]
    bigram_p = _total(part.bigram(bigrams) * weight for part, weight in parts)
    trigram_p = _total(part.trigram(trigrams) * weight for part, weight in parts)
    lower_keys = trigrams // size % size * size + trigrams % size
    at = np.minimum(np.searchsorted(bigrams, lower_keys), len(bigrams) - 1)
    lower = np.where(bigrams[at] == lower_keys, bigram_p[at], 0.0)
    if least_gain:
        seen = _total(
            _lookup(counts.trigrams, counts.trigram_counts, trigrams) / counts.unigrams.sum() * weight
            for counts, weight in texts
        )
        gain = 1e6 * seen * np.abs(np.log(trigram_p / np.maximum(lower, 1e-9)))
        keep = gain >= least_gain
        trigrams, trigram_p, lower = trigrams[keep], trigram_p[keep], lower[keep]
    heads = np.searchsorted(bigrams, trigrams // size)
    unigram_backoff = _back_off(bigrams // size, bigram_p, unigram[bigrams % size], size)
    bigram_backoff = _back_off(heads, trigram_p, lower, len(bigrams))
    return LanguageModel(
        size=size,
        unigram_p=pack(np.log(unigram)),
        unigram_backoff=pack(np.minimum(np.log(unigram_backoff), 0)),
        bigrams=bigrams,
        bigram_p=pack(np.log(bigram_p)),
        bigram_backoff=pack(np.minimum(np.log(bigram_backoff), 0)),
        trigrams=heads * size + trigrams % size,
        trigram_p=pack(np.log(trigram_p)),
    )
