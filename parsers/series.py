"""The standard of new rural areas that stands at the end of a series and holds for every item of it.

In: the text of a passage and its claims in order. Out: the tier of one of them by what comes after it (gold/README.md,
"Settled cases").
"""

from __future__ import annotations

from collections.abc import Sequence

import regex

from parsers import patterns
from parsers.context import tier_of
from parsers.roles import Claim

_I = regex.I
_LISTED = regex.compile(r"\s*+(?:,|,?\s*+và)\s++")
_CRITERION = regex.compile(r"tiêu\s+chí", _I)
_OF_A_SET = regex.compile(r"(?:thuộc|theo|trong)\s+(?:bộ|tiêu)", _I)
_SET = regex.compile(r"(?<!\p{L})bộ\s+tiêu\s+chí", _I)


def series_tier(text: str, claims: Sequence[Claim], claim: Claim) -> str | None:
    """The tier that a claim takes from the end of its series; None where it has none or ends it."""
    later = claims[claims.index(claim) + 1 :]
    return _predicate(text, claim, later) or _criteria_set(text, claim, later)


def _predicate(text: str, claim: Claim, later: Sequence[Claim]) -> str | None:
    """ "100% xã nhóm 1, 90% xã nhóm 2 và 60% xã nhóm 3 đạt chuẩn NTM": the predicate that ends a list of shares."""
    end = claim.end
    for following in later:
        predicate = patterns.PREDICATE.search(text, claim.start, end)
        if predicate or following.inside or not _LISTED.fullmatch(text, end, following.start):
            return None
        if tier := tier_of(text[following.start : following.end]):
            return tier
        end = following.end
    return None


def _criteria_set(text: str, claim: Claim, later: Sequence[Claim]) -> str | None:
    """ "60% số xã đạt tiêu chí 1, 50% số xã đạt tiêu chí 2 thuộc Bộ tiêu chí xã NTM nâng cao"."""
    clause = text[claim.start : claim.end]
    if not _CRITERION.search(clause) or _OF_A_SET.search(clause):
        return None
    for following in later:
        if following.mention.sentence != claim.mention.sentence:
            return None
        if following.inside != claim.inside or following.unit != claim.unit:
            continue
        words = text[following.start : following.end]
        if (tier := tier_of(words)) and _SET.search(words):
            return tier
    return None
