"""The misreading channel: how likely a noisy token is, given the true syllable.

In: a noisy token. Out: the true syllables that explain it best, with log probabilities. Each true letter gave 0 to 3
noisy characters, independently of its neighbours; a letter of the noisy token's case or the other one may be meant.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from ocr.restore_lm import Floats, Ints

LONGEST_PIECE = 3
LONGEST_TOKEN = 16  # characters; no syllable misread fills more
IMPOSSIBLE = np.float32(-1e4)
UNSEEN = (-9.0, -9.0, -12.0, -16.0)  # nats for a piece of 0, 1, 2, 3 characters never seen for a letter
CASE_COST = 0.7  # nats for a letter whose case the engine changed
MARGIN = 10.0  # nats behind the best prefix at which a search path is dropped


class Trie:
    """The vocabulary's syllables as a tree; children of a node are consecutive, nodes of a depth too."""

    def __init__(self, words: Sequence[str], alphabet: Mapping[str, int]) -> None:
        order = sorted(range(len(words)), key=lambda index: words[index])
        nodes: list[dict[str, int]] = [{}]
        letters = [0]
        ends = [-1]
        for index in order:
            node = 0
            for letter in words[index]:
                if letter not in nodes[node]:
                    nodes[node][letter] = len(nodes)
                    nodes.append({})
                    letters.append(alphabet[letter])
                    ends.append(-1)
                node = nodes[node][letter]
            ends[node] = index
        # renumber breadth first, so that the children of each node lie side by side
        queue = [0]
        for node in queue:
            queue.extend(nodes[node].values())
        number = {node: place for place, node in enumerate(queue)}
        self.letter = np.array([letters[node] for node in queue])
        self.word = np.array([ends[node] for node in queue])
        self.children = np.array([len(nodes[node]) for node in queue])
        self.first = np.array([number[next(iter(nodes[node].values()))] if nodes[node] else 0 for node in queue])


class Channel:
    """Log P(piece | letter) for every piece seen in training, and whole tokens seen often enough to trust."""

    def __init__(
        self,
        words: Sequence[str],
        letters: str,
        pieces: Mapping[str, NDArray[np.float32]],
        whole: Mapping[str, tuple[tuple[int, float], ...]],
    ) -> None:
        """`pieces[p]` holds log P(p | letter) for each of `letters`; `whole[token]` (word index, log probability)."""
        self._letters = {letter: index for index, letter in enumerate(letters)}
        self._pieces = pieces
        self._whole = whole
        self._upper = np.array([self._letters.get(letter.upper(), index) for index, letter in enumerate(letters)])
        self._trie = Trie(words, self._letters)
        self._unseen = [np.full(len(letters), cost, dtype=np.float32) for cost in UNSEEN]

    def _emission(self, piece: str, any_case: bool) -> NDArray[np.float32]:
        row = self._pieces.get(piece, self._unseen[len(piece)])
        return np.maximum(row, row[self._upper] - CASE_COST) if any_case else row

    def candidates(self, token: str, most: int) -> tuple[Ints, Floats]:
        """Word indices and log P(token | word) of the `most` best, best first. Empty for a token too long to be one."""
        words, scores = self._search(token)
        seen = self._whole.get(token)
        if seen is not None:
            table = dict(zip(words.tolist(), scores.tolist(), strict=True))
            for word, score in seen:
                table[word] = float(np.logaddexp(table.get(word, -1e4), score))
            words, scores = np.array(list(table)), np.array(list(table.values()), dtype=np.float32)
        best = np.argsort(-scores, kind="stable")[:most]
        return words[best], scores[best]

    def likelihood(self, token: str, form: str) -> float:
        """log P(token | form) for one word in one case, by its letters alone."""
        size = len(token)
        best = [0.0] + [float(IMPOSSIBLE)] * size
        for letter in form:
            number = self._letters.get(letter)
            row = [float(IMPOSSIBLE)] * (size + 1)
            for end in range(size + 1):
                for length in range(min(LONGEST_PIECE, end) + 1):
                    costs = self._pieces.get(token[end - length : end])
                    cost = UNSEEN[length] if costs is None or number is None else float(costs[number])
                    row[end] = max(row[end], best[end - length] + cost)
            best = row
        return best[size]

    @lru_cache(maxsize=20_000)  # noqa: B019 - one channel lives as long as the process
    def _search(self, token: str) -> tuple[Ints, Floats]:
        """Viterbi over the trie, dropping prefixes that fall too far behind."""
        size = len(token)
        empty = np.array([], dtype=np.int64), np.array([], dtype=np.float32)
        if not 0 < size <= LONGEST_TOKEN:
            return empty
        upper = [char.isupper() for char in token]
        emissions = [
            np.stack(
                [
                    self._emission(token[start : start + length], any(upper[start : start + length]))
                    for start in range(size + 1 - length)
                ]
            )
            for length in range(min(LONGEST_PIECE, size) + 1)
        ]
        trie = self._trie
        nodes = np.array([0])
        cells = np.full((size + 1, 1), IMPOSSIBLE, dtype=np.float32)
        cells[0, 0] = 0
        best = cells[:, 0]  # for each number of characters explained, by a prefix of any length
        found: list[tuple[Ints, Floats]] = []
        while len(nodes):
            counts = trie.children[nodes]
            parents = np.repeat(np.arange(len(nodes)), counts)
            if not len(parents):
                break
            offsets = np.arange(len(parents)) - np.repeat(np.cumsum(counts) - counts, counts)
            nodes = trie.first[nodes][parents] + offsets
            letters = trie.letter[nodes]
            before = cells[:, parents]
            cells = np.full((size + 1, len(nodes)), IMPOSSIBLE, dtype=np.float32)
            for length, rows in enumerate(emissions):
                reached = before[: size + 1 - length] + rows[:, letters]
                np.maximum(cells[length:], reached, out=cells[length:])
            ends = trie.word[nodes]
            whole = (ends >= 0) & (cells[size] > IMPOSSIBLE / 2)
            found.append((ends[whole], cells[size][whole]))
            best = np.maximum(best, cells.max(axis=1))
            alive = (cells >= best[:, None] - MARGIN).any(axis=0)
            nodes, cells = nodes[alive], cells[:, alive]
        words = np.concatenate([part for part, _ in found])
        scores = np.concatenate([part for _, part in found])
        near = scores > scores.max(initial=IMPOSSIBLE) - MARGIN
        return words[near], scores[near]
