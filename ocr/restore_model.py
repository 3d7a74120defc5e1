"""The restoration model as it is shipped: vocabulary, language model, channel, capitals and document codes.

In: `ocr/data/restore.npz` (built by `python -m ocr.restore_train`). Out: a `Model`. Loading takes well under a second
and no network.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from ocr.restore_channel import UNSEEN, Channel
from ocr.restore_lm import FIRST_WORD, LanguageModel
from ocr.tones import bare

MODEL_FILE = Path(__file__).parent / "data" / "restore.npz"


@dataclass(frozen=True)
class Model:
    """What restoration knows. `words[i]` is the word of id `i + FIRST_WORD`, lower case, new-style tones."""

    words: tuple[str, ...]
    lm: LanguageModel
    channel: Channel
    by_bare: dict[str, tuple[int, ...]]
    codes: dict[str, str]
    abbreviations: NDArray[np.bool_]  # by word index: usually printed in capitals

    def word_id(self, word: str) -> int | None:
        """The id of a lower-case, new-style word; None outside the vocabulary."""
        for number in self.by_bare.get(bare(word), ()):
            if self.words[number - FIRST_WORD] == word:
                return number
        return None


def save(
    path: Path,
    *,
    words: list[str],
    lm: LanguageModel,
    pieces: dict[str, dict[str, float]],
    whole: list[tuple[str, int, float]],
    codes: dict[str, str],
    abbreviations: list[bool],
) -> None:
    """Write the model. `pieces` are costs (nats) by letter and piece, `whole` (token, word index, log probability)."""
    flat = [(piece, letter, cost) for letter, row in pieces.items() for piece, cost in row.items()]
    head, tail = np.divmod(lm.trigrams, lm.size)
    first, second = np.divmod(lm.bigrams, lm.size)
    np.savez_compressed(
        path,
        words=np.array(words),
        unigram_p=lm.unigram_p,
        unigram_backoff=lm.unigram_backoff,
        # sorted keys as steps: a few bits each once compressed
        bigram_first=np.bincount(first, minlength=lm.size).astype(np.uint32),
        bigram_second=second.astype(np.uint16),
        bigram_p=lm.bigram_p,
        bigram_backoff=lm.bigram_backoff,
        trigram_head=np.bincount(head, minlength=len(lm.bigrams)).astype(np.uint16),
        trigram_last=tail.astype(np.uint16),
        trigram_p=lm.trigram_p,
        piece=np.array([piece for piece, _, _ in flat]),
        piece_letter=np.array([letter for _, letter, _ in flat]),
        piece_cost=np.array([cost for _, _, cost in flat], dtype=np.float16),
        whole_token=np.array([token for token, _, _ in whole]),
        whole_word=np.array([word for _, word, _ in whole], dtype=np.uint16),
        whole_score=np.array([score for _, _, score in whole], dtype=np.float16),
        code_bare=np.array(list(codes)),
        code=np.array(list(codes.values())),
        abbreviations=np.array(abbreviations),
    )


@lru_cache(maxsize=1)
def load(path: Path = MODEL_FILE) -> Model:
    """The shipped model; raises `FileNotFoundError` where the package was installed without its data."""
    with np.load(path, allow_pickle=False) as stored:
        data = {name: stored[name] for name in stored.files}
    words = tuple(data["words"].tolist())
    size = len(words) + FIRST_WORD
    lm = LanguageModel(
        size=size,
        unigram_p=data["unigram_p"],
        unigram_backoff=data["unigram_backoff"],
        bigrams=np.repeat(np.arange(size, dtype=np.int64), data["bigram_first"]) * size + data["bigram_second"],
        bigram_p=data["bigram_p"],
        bigram_backoff=data["bigram_backoff"],
        trigrams=np.repeat(np.arange(len(data["bigram_p"]), dtype=np.int64), data["trigram_head"]) * size
        + data["trigram_last"],
        trigram_p=data["trigram_p"],
    )
    letters = "".join(sorted({*"".join(words), *data["piece_letter"].tolist()}))
    number = {letter: index for index, letter in enumerate(letters)}
    pieces: dict[str, NDArray[np.float32]] = {}
    for piece, letter, cost in zip(
        data["piece"].tolist(), data["piece_letter"].tolist(), data["piece_cost"].tolist(), strict=True
    ):
        row = pieces.setdefault(piece, np.full(len(letters), UNSEEN[len(piece)], dtype=np.float32))
        row[number[letter]] = -cost
    whole: dict[str, list[tuple[int, float]]] = {}
    for token, word, score in zip(
        data["whole_token"].tolist(), data["whole_word"].tolist(), data["whole_score"].tolist(), strict=True
    ):
        whole.setdefault(token, []).append((word, score))
    by_bare: dict[str, list[int]] = {}
    for index, word in enumerate(words):
        by_bare.setdefault(bare(word), []).append(index + FIRST_WORD)
    return Model(
        words=words,
        lm=lm,
        channel=Channel(words, letters, pieces, {token: tuple(rows) for token, rows in whole.items()}),
        by_bare={key: tuple(ids) for key, ids in by_bare.items()},
        codes=dict(zip(data["code_bare"].tolist(), data["code"].tolist(), strict=True)),
        abbreviations=data["abbreviations"],
    )
