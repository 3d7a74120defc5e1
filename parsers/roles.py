"""What each quantity of a passage is: a target, the restatement of another's, or background; with the reason.

In: the mentions of a passage (`clauses.mentions`) and the kind of its section. Out: `Claim`s, one for each target,
holding the quantities that state it, and a `Reason` for every quantity, which `explain` shows.
"""

from __future__ import annotations

from dataclasses import dataclass, field

import regex

from parsers import background, patterns
from parsers.clauses import Mention
from parsers.context import SectionKind, tier_of
from parsers.counted import RATE, units_of

_I = regex.I
_AHEAD = 12  # quantities behind one that may say what it is


@dataclass(frozen=True, slots=True)
class Reason:
    """Why the quantity at `start:end` is what it is: role target, restates, amount or background."""

    start: int
    end: int
    role: str
    why: str


@dataclass(slots=True)
class Claim:
    """A target in the making: the mention that states it, others that restate it, and the claim it depends on.

    `parent` is the claim that a bracket, "trong đó" or a bare number in a list carries on; `unit` as printed, `also`
    the units of further things that the same percentage counts.
    """

    mention: Mention
    unit: str
    parent: Claim | None = None
    inside: bool = False
    also: tuple[str, ...] = ()
    count: float | None = None
    count_max: float | None = None
    total: float | None = None
    percent: float | None = None
    percent_max: float | None = None
    start: int = 0
    end: int = 0
    doubts: list[str] = field(default_factory=list)


_BARE_HEAD = regex.compile(r"(?:(?:và|hoặc|cùng|với)\s+)?(?:\p{L}++\s*+)?$")
_QUALIFIES = regex.compile(r"(?<!\p{L})(?:đối\s+với|riêng)\s+(?:\p{L}+\s+){0,2}$", _I)
_LOCATES = regex.compile(r"(?<!\p{L})(?:tại|ở|trên\s+địa\s+bàn|thuộc|trong(?!\s+đó)|của|cho)\s+(?:\p{L}+\s+){0,1}$", _I)
# "268 trường đạt chuẩn trên tổng số 412 trường"
_ON_TOTAL = regex.compile(r"(?<!\p{L})(?:trên|trong)\s+tổng\s+(?:số\s+)?$", _I)
_CLAUSE_END = regex.compile(r"[,;:]")
_UNDER_WAY = regex.compile(r"[^,;.]{0,60}?(?<!\p{L})(?:đã|đang)(?!\p{L})", _I)
# "60% dữ liệu đã số hóa được khai thác": "đã" tells which ones, the verb follows
_DONE = regex.compile(r"[^,;.]{0,60}?(?<!\p{L})đã(?!\p{L})(?![^,;.]{1,40}(?<!\p{L})(?:được|bị|phải|sẽ)(?!\p{L}))", _I)
_TOTAL_LENGTH = regex.compile(r"(?<!\p{L})(?:tổng|trên\s+tổng)(?:\s+\p{L}+){0,4}\s+$", _I)


def claims(mentions: list[Mention], section: SectionKind) -> tuple[list[Claim], list[Reason]]:
    """The targets of a passage and the role of each of its quantities."""
    found: list[Claim] = []
    reasons: list[Reason] = []
    for index, mention in enumerate(mentions):
        near = [c for c in found if c.mention.sentence == mention.sentence]
        role, why = _role(mention, mentions[index + 1 : index + 1 + _AHEAD], near, section, mentions[:index])
        if role == "restates":
            _restate(near, mention)
        elif role == "target":
            claim = _claim(mention, near, why)
            if claim is None:
                role, why = "background", "no counted noun"
            else:
                found.append(claim)
        reasons.append(Reason(mention.quantity.start, mention.quantity.end, role, why))
    return found, reasons


def _role(
    mention: Mention, later: list[Mention], near: list[Claim], section: SectionKind, before: list[Mention]
) -> tuple[str, str]:
    quantity = mention.quantity
    following = later[0] if later else None
    last = near[-1] if near else None
    alone = background.of_itself(mention)
    if alone is not None:
        return alone
    if last is not None and _restates(mention, last):
        return "restates", "the same target as a share, count or total"
    if before and background.is_share_of_money(mention, before[-1]):
        return "amount", "share of an amount"
    if following is not None and following.origin is quantity:
        return "background", "where a change starts"
    if patterns.COMPARED.search(mention.before):
        return "background", "what a change is measured against"
    if mention.qualifies or _is_qualifier(mention, following, last):
        return "background", "qualifies what another number counts"
    return background.by_what_follows(mention, later) or _commitment(mention, last, section)


def _commitment(mention: Mention, last: Claim | None, section: SectionKind) -> tuple[str, str]:
    quantity, noun = mention.quantity, mention.noun
    lead = mention.before if last is None else mention.head
    commits = list(patterns.COMMITS.finditer(lead))
    past = list(patterns.PAST.finditer(lead))
    if section == "note" and not commits:
        return "background", "footnote"
    if section == "preamble":
        return "background", "preamble"
    if section == "past" and not regex.search(r"ph[ấầ]n\s+đấu", mention.before, _I):
        return "background", "section on what was done"
    if past and commits and past[-1].group().lower() == "đã" and not _CLAUSE_END.search(lead, commits[-1].end()):
        past = []  # "hoàn thành các dự án đã quy hoạch với tổng công suất …": "đã" tells which ones
    if past and (not commits or commits[-1].start() < past[-1].start()):
        return "background", f"past: {past[-1].group()}"
    if background.is_demanded(mention):
        return "background", "what a rule demands"
    if background.counts_frame(mention):
        return "background", "counts the parts of the plan"
    verb = background.VERB.search(mention.head) or background.VERB.search(mention.before)
    under_way = _UNDER_WAY if quantity.kind != "percent" else _DONE  # "100% nhà đầu tư đang hoạt động được tư vấn"
    if not background.VERB.search(mention.head) and under_way.match(mention.tail):
        return "background", "what is done or under way"
    made = bool(background.VERB_BEFORE.search(mention.head)) and noun is not None and noun.kind == "noun"
    if section == "organisation" and not commits and not made and quantity.kind not in {"percent", "ratio"}:
        return "background", "section on who does what"
    if quantity.kind in {"percent", "ratio", "permille", "multiple"}:
        return "target", "commitment" if verb else "share or ratio in a plan"
    if verb or section == "goal" or (last is not None and noun is not None and noun.kind != "unknown"):
        return "target", "commitment" if verb else "in a list of targets"
    if quantity.unit or (noun is not None and noun.kind == "place"):
        return "target", "count in a plan"
    return "background", "no commitment"


def _is_qualifier(mention: Mention, following: Mention | None, last: Claim | None) -> bool:
    """ "xã dưới 10 tiêu chí", "đối với 02 tiêu chí lên 35/115 xã", "25 mô hình tại 12 xã"."""
    quantity, noun = mention.quantity, mention.noun
    if quantity.kind != "number" or quantity.unit:
        return False
    same = following is not None and following.item == mention.item and following.bracket == mention.bracket
    if same and _QUALIFIES.search(mention.before):
        gap = following.before[len(mention.before) :] if following else ""
        return "," not in gap
    if noun is not None and noun.name == "tiêu chí" and quantity.comparator == "<=":
        return True
    if (
        noun is not None
        and noun.name == "tiêu chí"
        and regex.search(r"(?:xã|huyện)(?:\s+đạt)?\s+(?:dưới|trên|từ)\s+$", mention.before[: len(mention.before)], _I)
    ):
        return last is not None or bool(patterns.ZERO.search(mention.before))
    if regex.search(r"(?<!\p{L})(?:nhóm|tốp|top)\s+$", mention.before, _I):
        return True
    if regex.search(r"nhóm(?:\s+xã)?\s+đạt\s+(?:từ\s+)?$", mention.before, _I):
        return True
    if last is not None and last.mention.item == mention.item and _LOCATES.search(mention.head):
        return (
            not background.VERB.search(regex.sub(_LOCATES, "", mention.head))
            and noun is not None
            and noun.kind == "place"
        )
    return False


def _restates(mention: Mention, last: Claim) -> bool:
    """Whether a quantity says a claim again: its share, its count in brackets, or the total it is a part of."""
    quantity = mention.quantity
    if last.mention.item != mention.item:
        return False
    if quantity.kind == "percent" and last.percent is None:
        # "115/181 xã đạt chuẩn, chiếm 63,5%", "nâng số xã lên 04/10 xã đạt tỷ lệ 40%", "12 xã (40%)"
        only = regex.sub(r"^\s*+(?:và\s+)?", "", mention.head + regex.split(r"\d", mention.words)[0])
        if regex.fullmatch(
            r"(?:(?:chiếm|đạt|tương\s+đương|tương\s+ứng|bằng|=|tỷ\s+lệ)\s*+(?:với|khoảng|tỷ\s+lệ"
            r"|tỷ\s+trọng)?\s*+(?:là\s+)?:?\s*+)",
            only,
            _I,
        ):
            return last.count is not None
        if (
            mention.bracket is not None
            and mention.bracket != last.mention.bracket
            and not only.strip()
            and not mention.tail.strip()
        ):
            return last.count is not None
        between = mention.before[
            max(0, last.mention.quantity.finish - (mention.quantity.begin - len(mention.before))) :
        ]
        if (
            last.total is not None
            and len(between) < 60
            and patterns.SHARE.search(between)
            and not RATE.search(between[:-12])
        ):
            return True
    equal = regex.match(r"tương\s+(?:đương|ứng)", mention.words, _I) or regex.search(
        r"tương\s+(?:đương|ứng)(?:\s+với)?(?:\s+khoảng)?\s+$", mention.head, _I
    )
    if quantity.kind == "number" and equal and last.percent is not None and last.count is None:
        return _open_claim(last, mention.noun.name if mention.noun else quantity.unit, mention) is not None
    if quantity.kind == "number" and last.count is not None and last.total is None and _ON_TOTAL.search(mention.before):
        return (mention.noun.name if mention.noun else quantity.unit) == last.unit
    if quantity.kind in {"number", "ratio"} and mention.bracket is not None and last.mention.bracket != mention.bracket:
        if quantity.unit and quantity.unit == last.unit and _TOTAL_LENGTH.search(mention.before) and last.total is None:
            return True
        unit = mention.noun.name if mention.noun else quantity.unit
        if last.percent is not None and _open_claim(last, unit, mention) is not None:
            return True
    if quantity.kind in {"number", "ratio"} and mention.bracket is not None and last.count is not None:
        parent = last
        unit = mention.noun.name if mention.noun else quantity.unit
        while parent.parent is not None and parent.mention.bracket == mention.bracket:
            parent = parent.parent
        return _open_claim(parent, unit, mention) is not None
    return False


def _open_claim(last: Claim, unit: str, mention: Mention) -> Claim | None:
    """The claim of `unit` with a percentage but no count, that a bracket after it may fill; the first in its chain."""
    chain = [last]
    while chain[-1].parent is not None:
        chain.append(chain[-1].parent)
    for claim in reversed(chain):
        if claim.percent is None or claim.count is not None or mention.start <= claim.mention.quantity.finish:
            continue
        if unit and claim.unit != unit and not regex.match(rf"{regex.escape(unit)}(?!\p{{L}})", claim.unit, _I):
            continue
        said, own = tier_of(mention.tail), tier_of(claim.mention.tail)
        if not said or not own or said == own:
            return claim  # not: "(47 xã nâng cao và 17 xã kiểu mẫu)": each count belongs to the share of its standard
    return None


def _restate(near: list[Claim], mention: Mention) -> None:
    quantity = mention.quantity
    last = near[-1]
    if quantity.kind == "percent":
        last.percent, last.percent_max = quantity.value, quantity.value_max
        last.end = max(last.end, mention.end, mention.reach)
        return
    total = quantity.unit and quantity.unit == last.unit and _TOTAL_LENGTH.search(mention.before)
    if last.total is None and (total or _ON_TOTAL.search(mention.before)):
        last.total = quantity.value
        last.end = max(last.end, mention.end + 1)
        return
    unit = mention.noun.name if mention.noun else quantity.unit
    claim = next((c for c in near if _open_claim(c, unit, mention) is c), last)
    claim.count, claim.count_max, claim.total = quantity.value, quantity.value_max, quantity.total
    claim.end = max(claim.end, mention.end + 1, mention.reach)


def _claim(mention: Mention, near: list[Claim], why: str) -> Claim | None:
    quantity = mention.quantity
    last = near[-1] if near else None
    parent, inside = None, False
    if last is not None and (
        mention.bracket is not None
        or patterns.IN_IT.match(mention.head)
        or _says_inside(mention)
        or _led_inside(mention, last)
    ):
        parent, inside = _outer(mention, near), True
    elif last is not None and (_carries_on(mention) or _same_subject(mention, last)):
        parent = last
        inside = last.inside and last.mention.bracket is None and last.mention.item == mention.item
    share = next((c.unit for c in reversed(near) if c.percent is not None and c.unit != "%"), None)
    units = units_of(mention, parent.unit if parent is not None else None, _carries_on(mention), share)
    if not units:
        return None
    claim = Claim(mention, units[0], parent, inside, also=units[1:], start=mention.start, end=mention.end)
    if quantity.kind == "percent":
        claim.percent, claim.percent_max = quantity.value, quantity.value_max
    else:
        claim.count, claim.count_max, claim.total = quantity.value, quantity.value_max, quantity.total
    if why != "commitment":
        claim.doubts.append(why)
    if mention.noun is not None and mention.noun.kind == "unknown" and not quantity.unit:
        claim.doubts.append("unlisted noun")
    return claim


def _says_inside(mention: Mention) -> bool:
    return bool(regex.search(r"trong\s+đó", mention.head, _I))


def _led_inside(mention: Mention, last: Claim) -> bool:
    """ "11 thôn kiểu mẫu, trong đó: xã A 04 thôn": the colon begins the clause, "trong đó" stands before it."""
    gap = mention.quantity.begin - last.mention.quantity.finish
    between = mention.before[-gap:] if 0 < gap <= len(mention.before) else ""
    return last.mention.item == mention.item and bool(regex.search(r"trong\s+đó\s*+:", between, _I))


def _outer(mention: Mention, near: list[Claim]) -> Claim:
    """The claim that a bracket or a "trong đó" breaks down: the last that stands outside it and measures no change."""
    for claim in reversed(near):
        if patterns.BASELINE_YEAR.search(claim.mention.tail) and claim is not near[0]:
            continue
        if mention.bracket is not None:
            if claim.mention.bracket != mention.bracket:
                return claim
        elif not (claim.inside and claim.mention.bracket is None) or _says_inside(claim.mention):
            return claim if not claim.inside else (claim.parent or claim)
    return near[-1]


def _same_subject(mention: Mention, last: Claim) -> bool:
    """ "… được thu gom là 96% và được xử lý là 92%": the second share is of what the first is."""
    return last.mention.item == mention.item and bool(regex.match(r"(?:được|bị|qua)\s", mention.head, _I))


def _carries_on(mention: Mention) -> bool:
    """Whether a clause is a further item of a list: it begins with its number, or with a name, without a verb."""
    if regex.match(r"\s*+(?:trong\s+đó\s+)?riêng\s", mention.head, _I):
        return True
    return not background.VERB.search(mention.head) and not RATE.search(mention.head)
