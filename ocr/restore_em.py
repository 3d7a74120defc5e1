"""Estimates the misreading channel from pairs of tokens (training only).

In: counts of (noisy token, true token). Out: log P(piece | letter). Hard expectation-maximisation: align each pair at
its cheapest, count the pieces, estimate anew.
"""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Mapping

from ocr.restore_channel import LONGEST_PIECE
from ocr.tones import bare

ROUNDS = 4
CAP = 50  # one frequent pair must not drown the rest
SMOOTHING = 0.02
MOST_LETTERS = 12

Costs = dict[str, dict[str, float]]


def _first_cost(piece: str, letter: str) -> float:
    """Costs before anything was counted: the same bare letter is cheap, everything else dear by its length."""
    if letter in piece or bare(letter) in piece:
        return 0.3 + 3 * (len(piece) - 1)
    return (5.0, 3.5, 5.0, 8.0)[len(piece)]


def align(noisy: str, true: str, costs: Costs) -> list[tuple[str, str]] | None:
    """The cheapest split of `noisy` into one piece for each letter of `true`; None where the lengths forbid it."""
    if len(noisy) > LONGEST_PIECE * len(true):
        return None
    size = len(noisy)
    best = [0.0] + [math.inf] * size
    back: list[list[int]] = []
    for letter in true:
        row, came = [math.inf] * (size + 1), [0] * (size + 1)
        table = costs.get(letter, {})
        for end in range(size + 1):
            for length in range(min(LONGEST_PIECE, end) + 1):
                if best[end - length] == math.inf:
                    continue
                piece = noisy[end - length : end]
                cost = table.get(piece)
                if cost is None:
                    cost = _first_cost(piece, letter) if not table else 8.0 + 3 * length
                if best[end - length] + cost < row[end]:
                    row[end], came[end] = best[end - length] + cost, length
        best = row
        back.append(came)
    if best[size] == math.inf:
        return None
    pieces = []
    end = size
    for letter, came in zip(reversed(true), reversed(back), strict=True):
        pieces.append((noisy[end - came[end] : end], letter))
        end -= came[end]
    return pieces[::-1]


def estimate(pairs: Mapping[tuple[str, str], int]) -> Costs:
    """Log costs (positive, nats) by true letter and piece after `ROUNDS` rounds."""
    costs: Costs = {}
    for _ in range(ROUNDS):
        counts: dict[str, Counter[str]] = defaultdict(Counter)
        for (noisy, true), often in pairs.items():
            if len(true) > MOST_LETTERS:
                continue
            for piece, letter in align(noisy, true, costs) or ():
                counts[letter][piece] += min(often, CAP)
        costs = {}
        for letter, row in counts.items():
            total = sum(row.values()) + SMOOTHING * len(row)
            costs[letter] = {piece: -math.log(often / total) for piece, often in row.items()}
    return costs
