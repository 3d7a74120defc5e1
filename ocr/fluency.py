"""How well a text reads: the language model's mean log probability of a word (nats), for comparing two readings.

Trust (`ocr.quality`) sees letters and syllables; OCR errors are often legal syllables ("khâu" for "khẩu") that only the
words around them give away. Used where a page has two readings, because loading the model takes most of a second.
"""

from __future__ import annotations

import numpy as np
import regex

from ocr.tones import new_style

_WORD = regex.compile(r"\p{L}+|\d[\d.,/]*+|[.;:!?\n]")


def fluency(text: str) -> float:
    """Mean natural-log probability of the words of `text` (NFC), below 0; lower is worse, -inf for no words."""
    from ocr.restore_lm import EDGE, NUMBER, OTHER
    from ocr.restore_model import load

    model = load()
    ids = []
    for match in _WORD.finditer(new_style(text.lower())):
        token = match[0]
        if token in ".;:!?\n":
            ids.append(EDGE)
        elif token[0].isdigit():
            ids.append(NUMBER)
        else:
            ids.append(model.word_id(token) or OTHER)
    total, words = 0.0, 0
    state, last = np.array([-1]), np.array([EDGE])
    for number in ids:
        following = np.array([number])
        scores, states = model.lm.score(state, last, following)
        if number >= OTHER:
            total += float(scores[0, 0])
            words += 1
        state, last = states[0], following
    return total / words if words else float("-inf")
