"""Vietnamese language tools: sentences, words with their class, the ruler of known bodies, offsets aligned to the text.

In: text. Out: character spans into that same text. The only module that knows spaCy and underthesea; both are imported
when first used (spaCy alone costs 1-1.6 s). `blank("xx")` tokenises our figures right where `blank("vi")` does not; the
sentences and words are underthesea's, with `use_token_normalize=False`, so that they are slices of the text.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache, lru_cache
from typing import TYPE_CHECKING

import regex

from ocr.tones import new_style
from parsers.datafiles import table

if TYPE_CHECKING:
    from spacy.language import Language
    from spacy.tokens import Doc

# underthesea ends a sentence at every full stop; the next one must also begin like one ("TP. Hà Nội" stays whole)
_OPENS = regex.compile(r"[\p{Lu}\d“\"'‘(\[*+-]")
# no word or number of a plan is longer; what follows is hidden from spaCy
_RUN = regex.compile(r"(\S{200})(\S++)")


@dataclass(frozen=True, slots=True)
class Token:
    """A Vietnamese word (of one or more syllables), `text[start:end]`, and its class: V verb, N noun, R adverb, …"""

    start: int
    end: int
    tag: str


@lru_cache(maxsize=64)
def sentences(text: str) -> tuple[tuple[int, int], ...]:
    """The sentences of a paragraph as spans of `text`, without the space around them."""
    doc = _tokenised(text)
    if not len(doc):
        return ()
    _set_sentences(doc, _toned(text))
    return tuple(_trimmed(text, span.start_char, span.end_char) for span in doc.sents if span.text.strip())


def words(text: str) -> tuple[tuple[int, int], ...]:
    """The words of a sentence (NFC) as spans of `text`; one that underthesea spells in another way is left out."""
    return tuple(place for _, place in _segments(text) if place is not None)


@lru_cache(maxsize=2048)
def tokens(text: str) -> tuple[Token, ...]:
    """The `words` of a sentence with their classes (underthesea's tag set: V, N, Np, R, E, C, L, M, A, CH, …).

    Telling the classes takes four times as long as the words alone.
    """
    from underthesea.pipeline.pos_tag import CRFPOSTagPredictor

    # `pos_tag` itself normalises the words, so that they are no slices of the text any more
    tagged = CRFPOSTagPredictor.Instance().predict([word for word, _ in _segments(text)])
    places = (place for _, place in _segments(text))
    return tuple(Token(*place, tag) for place, (_, tag) in zip(places, tagged, strict=True) if place is not None)


@lru_cache(maxsize=2048)
def _segments(text: str) -> tuple[tuple[str, tuple[int, int] | None], ...]:
    """The words of a sentence as underthesea spells them, each with its span (None: it is not found in the text)."""
    from underthesea import word_tokenize

    found: list[tuple[str, tuple[int, int] | None]] = []
    position = 0
    for word in word_tokenize(text, use_token_normalize=False):
        place = _place(text, word, position)
        found.append((word, place))
        position = place[1] if place is not None else position
    return tuple(found)


@lru_cache(maxsize=64)
def gazetteer(text: str) -> tuple[tuple[int, int, str], ...]:
    """The bodies of `data/agencies.csv` that `text` names in full: their spans and ids, in order, without overlap."""
    doc = _pipeline()(_tokenised(text))
    return tuple((span.start_char, span.end_char, span.id_) for span in doc.spans["agencies"])


def _tokenised(text: str) -> Doc:
    return _pipeline().make_doc(_toned(text))


def _toned(text: str) -> str:
    """`text` as spaCy sees it, every offset kept."""
    # the tokeniser takes time squared in a run without spaces (leaders, one long line)
    return _RUN.sub(lambda run: run[1] + " " * len(run[2]), new_style(text))


def _set_sentences(doc: Doc, text: str) -> None:
    """Let the sentences of underthesea begin in `doc`, whose text is `text` (putting it together again takes long)."""
    import numpy
    from underthesea import sent_tokenize

    starts = [0]
    position = 0
    for sentence in sent_tokenize(text):
        place = _place(text, sentence, position)
        if place is not None and _OPENS.match(text, place[0]):
            starts.append(place[0])
        position = place[1] if place is not None else position
    # all at once: the setter of one token looks at every other
    flags = numpy.where(numpy.isin(doc.to_array("IDX"), starts), 1, -1)
    doc.from_array(["SENT_START"], flags.astype("uint64").reshape(-1, 1))  # type: ignore[arg-type]


@cache
def _pipeline() -> Language:
    """A blank pipeline for any language, with a ruler for the names of `agencies.csv`."""
    import spacy

    nlp = spacy.blank("xx")
    ruler = nlp.add_pipe(
        "span_ruler",
        config={
            "spans_key": "agencies",
            "phrase_matcher_attr": "LOWER",
            "spans_filter": {"@misc": "spacy.first_longest_spans_filter.v1"},
        },
    )
    ruler.add_patterns(  # type: ignore[attr-defined]
        [
            {"label": "AGENCY", "pattern": new_style(name.strip()), "id": row["id"]}
            for row in table("agencies.csv")
            for name in (row["name"], *row["aliases"].split(";"))
            if " " in name.strip()
        ]
    )
    return nlp


def _place(text: str, piece: str, position: int) -> tuple[int, int] | None:
    """Where `piece` stands in `text` from `position` on, though white space inside may differ; None: nowhere."""
    start = text.find(piece, position)
    if start >= 0:
        return start, start + len(piece)
    pattern = r"\s*+".join(regex.escape(letter) for letter in piece if not letter.isspace())
    match = regex.compile(pattern).search(text, position)
    return match.span() if match else None


def _trimmed(text: str, start: int, end: int) -> tuple[int, int]:
    piece = text[start:end]
    return start + len(piece) - len(piece.lstrip()), start + len(piece.rstrip())
