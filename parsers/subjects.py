"""The subject of a target: the words of its clause that say what is counted and what it reaches.

In: the working copy of the text and a claim. Out: those words without number, comparator, time and commitment words.
"""

from __future__ import annotations

import regex

from parsers.roles import Claim

_I = regex.I
_LENGTH = 300
# "Đến năm 2025, phấn đấu toàn tỉnh có …": time and commitment
_TIME = regex.compile(
    r"(?<!\p{L})(?:(?:đến|trước|trong|hết|cuối|giai\s+đoạn|từ|năm)\s+)++(?:ngày\s+)?(?:\d{1,2}/){0,2}\d{4}"
    r"(?:\s*+[-–]\s*+\d{4})?+,?+",
    _I,
)
_COMMITMENT = regex.compile(
    r"(?<!\p{L})(?:phấn\s+đấu|phần\s+đấu|trong\s+đó|toàn\s+(?:tỉnh|huyện)|bình\s+quân\s+mỗi\s+năm)(?!\p{L})[:,]?+", _I
)
# the verb that leads to the number: "… đạt", "… lên", "có thêm", "giảm từ 12,6% xuống còn"
_LEADS = regex.compile(
    r"(?:(?:^|\s+)(?:từ\s+[\d.,]+\s?%?|đạt|có|lên|là|thêm|từ|được|cho|còn|xuống|chiếm|khoảng|trên|(?:đạt\s+)?tỷ\s+lệ))++\s*+$",
    _I,
)
_BRACKET = regex.compile(r"\([^)]*+\)?+")
_BOUND = regex.compile(r"\s*+trở\s+(?:lên|xuống)", _I)


def subject_of(text: str, claim: Claim) -> str:
    """The words of the clause before the number, the counted noun and what follows it, in the order of the text."""
    mention = claim.mention
    head = _LEADS.sub("", _COMMITMENT.sub("", _TIME.sub("", mention.head)).strip(" ,:;"))
    tail = mention.tail
    if mention.noun is not None and mention.noun.start >= mention.quantity.end:
        end = mention.end if mention.noun.end < mention.end else mention.reach
        tail = text[mention.noun.start : max(end, mention.noun.end)]
    words = _BOUND.sub("", f"{head} {_BRACKET.sub('', _TIME.sub('', tail))}")
    return " ".join(words.split()).strip(" ,;:.")[:_LENGTH]
