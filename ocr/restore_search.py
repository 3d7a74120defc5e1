"""The search for the most likely text: noisy tokens in, a word for each out.

In: tokens of one stretch of running text. Out: the true words chosen by beam search over a lattice in which a token is
one word, two words run together, or half of a word torn apart.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np

from ocr.restore_lm import EDGE, FIRST_WORD, NUMBER, OTHER, Floats, Ints
from ocr.restore_model import Model
from ocr.tones import bare, new_style

BEAM = 8
MOST_CANDIDATES = 64
LM_WEIGHT = 1.0
KEPT_COST = -11.0  # log P of a word outside the vocabulary, spread over all that such a word may be
KEPT_MIX_COST = -30.0  # the same for a mix of letters and other signs: hardly ever a word
FIGURE_TO_WORD = 0.0  # log odds of a letter against the figure, before the neighbours are seen
ABBREVIATION_COST = -5.0  # "NTM" amid small letters is an abbreviation, "ntm" is none
SPLIT_COST, JOIN_COST = -9.0, -7.0
SHORTEST_SPLIT = 5
SPLIT_BELOW = -12.0  # a token that one word explains better than this is not two

Kind = Literal["word", "bare", "figure", "maybe-figure", "edge"]


@dataclass(frozen=True, slots=True)
class Item:
    """A token of the search: its letters without edge punctuation, and what it may be.

    "word" was misread, "bare" was typed without accents, "figure" stays as it is, "maybe-figure" is a lone digit that
    may stand for a letter, "edge" ends a sentence.
    """

    text: str
    kind: Kind
    capitals: bool | None = None  # all capitals amid small letters, or not; None: nothing can be told (a heading)
    glued: bool = False  # joined to the next token by a line end or a space, nothing between: the two may be one word


@dataclass(frozen=True, slots=True)
class Arc:
    """One way to read `span` tokens: word ids (one or two), log P of the tokens given them."""

    span: int
    first: Ints
    second: Ints | None
    score: Floats


@dataclass(frozen=True, slots=True)
class Step:
    """A hypothesis: where it came from and what it chose. `words` are ids; OTHER keeps the token as it is."""

    score: float
    state: int
    last: int
    before: Step | None
    span: int
    words: tuple[int, ...]


def _array(*values: int) -> Ints:
    return np.array(values, dtype=np.int64)


def _word_arc(model: Model, text: str, capitals: bool | None) -> Arc:
    """Every candidate of a misread token, and the token itself."""
    words, scores = model.channel.candidates(text, MOST_CANDIDATES)
    if capitals is not None:
        scores = scores + np.where(model.abbreviations[words] == capitals, 0, ABBREVIATION_COST).astype(np.float32)
    ids = np.append(words + FIRST_WORD, OTHER)
    kept = KEPT_COST if text.isalpha() else KEPT_MIX_COST
    return Arc(1, ids, None, np.append(scores, np.float32(kept)))


def _bare_arc(model: Model, text: str) -> Arc:
    """Every word that is spelt so without accents; the token itself where there is none."""
    lower = text.lower()
    ids = model.by_bare.get(bare(lower)) if bare(lower) == lower else None
    if ids is None:
        known = model.word_id(new_style(lower))
        return Arc(1, _array(OTHER if known is None else known), None, np.zeros(1, dtype=np.float32))
    return Arc(1, np.array(ids, dtype=np.int64), None, np.zeros(len(ids), dtype=np.float32))


def _split_arc(model: Model, text: str) -> Arc | None:
    """The best ways to read a long token as two words."""
    found: list[tuple[float, int, int]] = []
    for cut in range(2, len(text) - 1):
        left, left_scores = model.channel.candidates(text[:cut], 4)
        right, right_scores = model.channel.candidates(text[cut:], 4)
        found.extend(
            (float(a + b) + SPLIT_COST, int(x), int(y))
            for x, a in zip(left, left_scores, strict=True)
            for y, b in zip(right, right_scores, strict=True)
        )
    if not found:
        return None
    best = sorted(found, reverse=True)[:MOST_CANDIDATES]
    first, second = (np.array([row[column] for row in best], dtype=np.int64) + FIRST_WORD for column in (1, 2))
    return Arc(1, first, second, np.array([row[0] for row in best], dtype=np.float32))


def _arcs(model: Model, items: Sequence[Item], at: int) -> list[Arc]:
    item = items[at]
    if item.kind == "edge":
        return [Arc(1, _array(EDGE), None, np.zeros(1, dtype=np.float32))]
    if item.kind == "figure":
        return [Arc(1, _array(NUMBER), None, np.zeros(1, dtype=np.float32))]
    if item.kind == "bare":
        return [_bare_arc(model, item.text)]
    arc = _word_arc(model, item.text, item.capitals)
    if item.kind == "maybe-figure":
        ids = np.append(arc.first[:-1], NUMBER)
        scores = np.append(arc.score[:-1] + np.float32(FIGURE_TO_WORD), np.float32(0))
        return [Arc(1, ids, None, scores)]
    arcs = [arc]
    poor = arc.score[:-1].max(initial=-np.inf) < SPLIT_BELOW
    if poor and len(item.text) >= SHORTEST_SPLIT and (split := _split_arc(model, item.text)) is not None:
        arcs.append(split)
    if item.glued and at + 1 < len(items) and items[at + 1].kind == "word":
        words, scores = model.channel.candidates(item.text + items[at + 1].text, MOST_CANDIDATES)
        arcs.append(Arc(2, words + FIRST_WORD, None, scores + np.float32(JOIN_COST)))
    return [arc for arc in arcs if len(arc.first)]


def _follow(model: Model, beam: Sequence[Step], arc: Arc) -> list[Step]:
    """The best hypotheses that take `arc` after one of `beam`."""
    states, last = _array(*(step.state for step in beam)), _array(*(step.last for step in beam))
    scores, reached = model.lm.score(states, last, arc.first)
    totals = np.array([step.score for step in beam], dtype=np.float32)[:, None] + LM_WEIGHT * scores + arc.score
    if arc.second is not None:
        for row, column in np.ndindex(totals.shape):
            pair = _array(int(reached[row, column])), arc.first[column : column + 1]
            score, state = model.lm.score(*pair, arc.second[column : column + 1])
            totals[row, column] += LM_WEIGHT * score[0, 0]
            reached[row, column] = state[0, 0]
    flat = totals.ravel()
    best = np.argsort(-flat, kind="stable")[: 2 * BEAM]
    steps = []
    for index in best:
        row, column = divmod(int(index), totals.shape[1])
        words = (int(arc.first[column]),) + (() if arc.second is None else (int(arc.second[column]),))
        steps.append(Step(float(flat[index]), int(reached[row, column]), words[-1], beam[row], arc.span, words))
    return steps


def _prune(steps: list[Step]) -> list[Step]:
    """The `BEAM` best, one for each state and last word."""
    kept: dict[tuple[int, int], Step] = {}
    for step in sorted(steps, key=lambda step: -step.score):
        kept.setdefault((step.state, step.last), step)
        if len(kept) == BEAM:
            break
    return list(kept.values())


def decode(model: Model, items: Sequence[Item]) -> list[tuple[int, tuple[int, ...]]]:
    """(number of tokens, word ids chosen for them) from left to right; the stretch begins at a sentence edge."""
    pending: dict[int, list[Step]] = {0: [Step(0.0, -1, EDGE, None, 0, ())]}
    for at in range(len(items)):
        steps = pending.pop(at, None)
        if steps is None:
            continue
        beam = _prune(steps)
        for arc in _arcs(model, items, at):
            pending.setdefault(at + arc.span, []).extend(_follow(model, beam, arc))
    step: Step | None = max(pending[len(items)], key=lambda step: step.score)
    chosen = []
    while step is not None and step.before is not None:
        chosen.append((step.span, step.words))
        step = step.before
    return chosen[::-1]
