"""A syllable trigram model with back-off, packed into arrays: probabilities for restoration.

In: ids of words. Out: natural-log probabilities. Three ids are classes, not words: `EDGE` (where a sentence begins or
ends), `NUMBER` (any figure) and `OTHER` (a word outside the vocabulary). `ocr/restore_train.py` builds the arrays.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

EDGE, NUMBER, OTHER = 0, 1, 2
FIRST_WORD = 3
QUANTUM = 0.07  # nats a step: stored log probabilities are bytes, 0 to -17.85

Ints = NDArray[np.int64]
Floats = NDArray[np.float32]
Bytes = NDArray[np.uint8]


def pack(log_probability: NDArray[np.floating]) -> Bytes:
    """Log probabilities (<= 0, nats) as bytes."""
    return np.clip(np.round(-log_probability / QUANTUM), 0, 255).astype(np.uint8)


@dataclass(frozen=True)
class LanguageModel:
    """Back-off trigrams: keys sorted, every probability already interpolated.

    `bigrams` are `a * size + b`; `trigrams` are `index of the bigram (a, b) * size + c`.
    """

    size: int
    unigram_p: Bytes
    unigram_backoff: Bytes
    bigrams: Ints
    bigram_p: Bytes
    bigram_backoff: Bytes
    trigrams: Ints
    trigram_p: Bytes

    def state(self, a: int, b: int) -> int:
        """The index of the bigram (a, b), -1 where it was never seen: with `b`, all the model needs of the past."""
        key = a * self.size + b
        at = int(np.searchsorted(self.bigrams, key))
        return at if at < len(self.bigrams) and self.bigrams[at] == key else -1

    def score(self, states: Ints, last: Ints, following: Ints) -> tuple[Floats, Ints]:
        """Log probability of each `following` word after each history, and the new states.

        `states` and `last` (the histories' bigram indices and last words) have shape (h,), `following` (c,);
        both results have shape (h, c).
        """
        pair = last[:, None] * self.size + following[None, :]
        at = np.minimum(np.searchsorted(self.bigrams, pair), len(self.bigrams) - 1)
        seen = self.bigrams[at] == pair
        steps = np.where(
            seen,
            self.bigram_p[at].astype(np.float32),
            self.unigram_backoff[last].astype(np.float32)[:, None] + self.unigram_p[following],
        )
        triple = states[:, None] * self.size + following[None, :]
        third = np.minimum(np.searchsorted(self.trigrams, triple), len(self.trigrams) - 1)
        known = states >= 0
        backoff = np.where(known, self.bigram_backoff[np.maximum(states, 0)], 0).astype(np.float32)
        steps = np.where(
            (self.trigrams[third] == triple) & known[:, None], self.trigram_p[third], steps + backoff[:, None]
        )
        return (-QUANTUM * steps).astype(np.float32), np.where(seen, at, -1)
