"""The change that a clause makes: increase, decrease, maintain, output or the level to be reached.

In: a claim (see `roles`) and the change of the claim or lead-in that it goes on with. Out: the `change` of its target,
by the last verb before the number, as `gold/README.md` defines the values.
"""

from __future__ import annotations

import regex

from parsers import patterns
from parsers.context import tiers
from parsers.records import Change
from parsers.roles import Claim

_I = regex.I
_ONLY_HAS = regex.compile(r"\s*+(?:và\s+)?trong\s+đó:?\s+có\s*+", _I)
_REACHES = regex.compile(r"(?<!\p{L})đạt\s", _I)
# "phát triển 10 doanh nghiệp công nghệ số mới"
_DEVELOPS_NEW = regex.compile(r"phát\s+triển\s++(?:(?:thêm|được)\s++)?+$", _I)
_NEW_THING = regex.compile(r"[^,;.()\d]{0,40}?\smới(?!\p{L})", _I)
# a share of what is done: "số hóa 100% dịch vụ công", "trợ giúp pháp lý cho 100% số người"; the verb governs the number
_MAKES = next(pattern.pattern for name, pattern in patterns.CHANGES if name == "output")
_DIRECT = regex.compile(rf"(?:{_MAKES})(?:\s[^,;:.]{{0,60}}?)?(?:\s(?:cho|tại|đến))?\s++$", _I)
# "không quá 02 sản phẩm bị thu hồi": what must not happen, and is not made
_SUFFERS = regex.compile(r"\s*+(?:\p{L}++\s+){1,4}?bị\s", _I)
# "dân số tham gia bảo hiểm y tế đạt 95%", "phụ nữ được khám thai 90%"
_PARTAKES = regex.compile(rf"\p{{L}}\s+(?:tham\s+gia\s|được\s+(?:{_MAKES})(?:\s[^,;:.]{{0,60}})?$)", _I)
_RIGHT_BEFORE = {
    "new": regex.compile(r"(?:thêm|mới)\s*+(?:\p{L}+\s+){0,2}$", _I),
    "built": regex.compile(r"xây\s+dựng\s+$", _I),
    "recognised": regex.compile(r"công\s+nhận\s*+$", _I),
    "finished": regex.compile(r"hoàn\s+thành\s*+$", _I),
    "to": regex.compile(r"(?:lên|xuống|còn)\s*+(?:(?:đến|tới|mức|dưới|trên|khoảng|còn)\s*+)*$", _I),
}


def change_of(claim: Claim, parent: Change | None, lead: Change | None) -> Change:
    """The change of a claim. `parent` is that of the claim it carries on or breaks down, `lead` that of its lead-in."""
    mention = claim.mention
    found = sorted(
        (match.start(), match.group().lower(), change)
        for change, pattern in patterns.CHANGES
        for match in pattern.finditer(mention.head)
    )
    if claim.inside and _ONLY_HAS.fullmatch(mention.head):
        found = []  # "đưa 320 sản phẩm lên sàn, trong đó có 48 sản phẩm OCOP"
    if claim.inside and all(verb == "là" for _, verb, _ in found):
        found = []  # "(bình quân mỗi năm là 350 km)" goes on with the verb before the bracket
    if not found:
        return "maintain" if patterns.KEPT_TAIL.match(mention.tail) else _carried(claim, parent, lead)
    verbs = [change for _, _, change in found]
    if "maintain" in verbs and "increase" not in verbs:
        return "maintain"
    last = verbs[-1]
    if last == "output" and _SUFFERS.match(mention.tail):
        return "level"
    if last == "level" and _is_finished_thing(claim):
        return "output"
    if last == "output":
        return _of_output(claim, verbs)
    if last == "increase" and _RIGHT_BEFORE["recognised"].search(mention.head) and "output" in verbs:
        return "output"  # "xây dựng công nhận 17 điểm du lịch"
    reached = bool(_RIGHT_BEFORE["to"].search(mention.head)) and mention.quantity.kind != "multiple"
    if last in {"increase", "decrease"} and reached:
        return "level"  # "giảm tỷ lệ … xuống còn 3%"
    return last


def _carried(claim: Claim, parent: Change | None, lead: Change | None) -> Change:
    """The change of a clause without a verb: that of the list, bracket or lead-in that it belongs to."""
    mention = claim.mention
    if patterns.NEW_TAIL.match(mention.tail):
        return "increase"
    share = claim.percent is not None and claim.count is None
    if not claim.inside:
        same = claim.parent is not None and claim.parent.mention.item == mention.item
        if (not same and mention.head.strip(" ,;")) or patterns.MEASURED.match(mention.head):
            return "level"  # "…; năng suất 58 tạ/ha", "…; phấn đấu 15/18 xã": a statement of its own
        place = mention.noun is not None and mention.noun.kind == "place"
        other = claim.parent is not None and claim.parent.unit != claim.unit
        if place and (other or claim.total) and _REACHES.search(mention.tail):
            return "level"  # "xây mới 03 chợ; 110/126 xã đạt chuẩn tiêu chí"
    if claim.parent is None:
        return lead if lead is not None and not share else "level"
    if parent is None or (share and not claim.inside) or (parent == "maintain" and claim.inside):
        return "level"
    return parent


def _is_finished_thing(claim: Claim) -> bool:
    """ "hoàn thành 260 nhà cho hộ nghèo" makes things; "hoàn thành 19/19 tiêu chí" reaches a state."""
    noun = claim.mention.noun
    return (
        bool(_RIGHT_BEFORE["finished"].search(claim.mention.head))
        and claim.count is not None
        and claim.total is None
        and noun is not None
        and noun.kind == "noun"
        and noun.name != "tiêu chí"
    )


def _of_output(claim: Claim, verbs: list[Change]) -> Change:
    """What a verb of making says: the level of a share, a measure, or communes that reach a standard."""
    mention = claim.mention
    if patterns.MEASURED.match(mention.head):
        return "level"
    if patterns.NEW_TAIL.match(mention.tail):
        return "increase"
    if "increase" in verbs and _RIGHT_BEFORE["new"].search(mention.head):
        return "increase"
    if _DEVELOPS_NEW.search(mention.head) and _NEW_THING.match(mention.tail):
        return "increase"
    if (
        claim.percent is not None
        and claim.count is None
        and (not _DIRECT.search(mention.head) or _PARTAKES.search(mention.head))
    ):
        return "level"
    place = mention.noun is not None and mention.noun.kind == "place" and mention.noun.level != "village"
    if place and _RIGHT_BEFORE["built"].search(mention.head) and tiers(mention.tail):
        return "level"  # "xây dựng 01 xã nông thôn mới kiểu mẫu"
    return "output"
