"""What a quantity of the running text is when it is no target for reasons of its own: money, part of a name, a rate of
support, the number of a row, the score of a rating, what a rule demands.

In: a mention (`clauses.mentions`), with those around it where they tell. Out: a role with its reason, or None.
"""

from __future__ import annotations

import itertools

import regex

from parsers import patterns
from parsers.clauses import Mention

_I = regex.I
VERB = regex.compile("|".join(f"(?:{pattern.pattern})" for _, pattern in patterns.CHANGES), _I)
VERB_BEFORE = regex.compile(rf"(?:{VERB.pattern})\s*+(?:(?:mới|thêm|được|khoảng)\s*+)*$", _I)
_QUOTED = regex.compile(r"[“\"«][^”\"»\n]{0,160}$")
# "phối hợp với Ủy ban nhân dân 04 xã: …": the number belongs to the body's name
_BODY_OF = regex.compile(r"(?<!\p{L})(?:UBND|HĐND|(?:ủy\s+ban|hội\s+đồng)\s+nhân\s+dân|đảng\s+ủy|công\s+an)\s+$", _I)
_PER_HEAD = regex.compile(r"thu\s+nhập|đầu\s+người|năng\s+suất\s+lao\s+động", _I)
# "theo quy định, xã đề nghị công nhận phải có …": the criteria set quoted, nothing committed to
_DEMANDED = regex.compile(
    r"(?:^|[.;:(])\s*+(?:theo\s+|mức\s+)?quy\s+định[^.;]{0,80}?(?<!\p{L})(?:phải|là)(?!\p{L})", _I
)
# "ngân sách hỗ trợ 30% mức đóng", "nguồn 20% kết dư quỹ": what the state pays of something
_SUPPORT_OF = regex.compile(
    r"[^,;.]{0,30}?(?<!\p{L})(?:mức\s+đóng|chi\s+phí|kinh\s+phí|tổng\s+mức\s+đầu\s+tư|giá\s+trị\s+(?:công\s+trình"
    r"|hợp\s+đồng|quyết\s+toán)|kết\s+dư|lãi\s+suất|mệnh\s+giá|định\s+mức)(?!\p{L})",
    _I,
)
_SUPPORTS = regex.compile(r"(?<!\p{L})(?:hỗ\s+trợ|đối\s+ứng)(?!\p{L})", _I)
# "từ 70 đến dưới 90 điểm xếp hạng 4 sao": how things are rated
_RANKS = regex.compile(r"(?:xếp\s+)?hạng\s", _I)
_RATED = regex.compile(r"\s*+điểm\s[^,;.]{0,30}?(?:hạng|sao)(?!\p{L})", _I)
# "mặt đường rộng 3,5 m, dày 18 cm", "theo định mức 170 tấn/km": what a thing is like, not how much of it
_DIMENSION = regex.compile(
    r"(?<!\p{L})(?:rộng|dày|sâu|cao|chiều\s+(?:rộng|cao|sâu)|đường\s+kính|định\s+mức)(?:\s+(?:là|từ))?\s++$", _I
)
_SESSIONS = regex.compile(r"\s*+buổi\s*+/", _I)
_CO_FUNDING = regex.compile(r"(?<!\p{L})đối\s+ứng\s+$", _I)


def of_itself(mention: Mention) -> tuple[str, str] | None:
    """What a quantity is by its own words: an amount, part of a name, a quality of a noun, the number of a row."""
    quantity, head, noun = mention.quantity, mention.head, mention.noun
    if _QUOTED.search(mention.before) or patterns.NAME_BEFORE.search(head) or _BODY_OF.search(mention.before):
        return "background", "part of a name"
    if quantity.kind == "money" and not _earned(mention):
        return "amount", "money"
    if quantity.kind == "percent" and patterns.MONEY_SHARE.search(head):
        return "amount", "share of an amount"
    if quantity.unit and quantity.kind != "percent" and _DIMENSION.search(head):
        return "background", "dimension or norm"
    attribute = noun is not None and noun.kind == "attribute" and quantity.kind != "percent"
    if attribute and not patterns.LASTS.search(head):
        return "background", "qualifies a noun"
    if noun is not None and noun.name == "buổi" and _SESSIONS.match(mention.tail):
        return "background", "qualifies a noun"
    if mention.names_place:
        return "background", "part of a name"
    if quantity.kind == "number" and not quantity.unit and _numbers_a_row(mention):
        return "background", "number of a row or heading"
    return None


def by_what_follows(mention: Mention, later: list[Mention]) -> tuple[str, str] | None:
    """What a quantity is by the words behind it, or behind the next ones of its list: a rate of support, a score."""
    if _CO_FUNDING.search(mention.before):
        return "amount", "rate of co-funding"
    if mention.quantity.kind == "percent" and _pays(mention, later):
        return "amount", "rate of support"
    if mention.noun is not None and mention.noun.name == "điểm":
        ranks = bool(later) and _RANKS.match(later[0].head)
        if ranks or _RATED.match(mention.tail):
            return "background", "score of a rating"
    return None


def is_share_of_money(mention: Mention, before: Mention) -> bool:
    """Whether a percentage is the share of the amount before it: "2.115 tỷ đồng, chiếm 10%", "380 tỷ đồng (39,8%)"."""
    if mention.quantity.kind != "percent" or before.quantity.kind != "money":
        return False
    gap = mention.quantity.begin - before.quantity.finish
    bracket = mention.bracket is not None and 0 < gap <= 3 and mention.before.endswith("(")
    return bracket or bool(patterns.SHARE.search(mention.before))


def is_demanded(mention: Mention) -> bool:
    """Whether a clause quotes what a rule demands and commits to nothing."""
    return bool(_DEMANDED.search(mention.before))


def counts_frame(mention: Mention) -> bool:
    """ "thực hiện 06 chương trình chuyên đề": counts what the plan consists of, unless a verb makes them."""
    noun, quantity = mention.noun, mention.quantity
    if noun is None or noun.name.lower() not in patterns.FRAME_NOUNS:
        return False
    makes = regex.search(r"(?:thêm|(?<!đổi\s)mới|tổ\s+chức|xây\s+dựng|hỗ\s+trợ|ban\s+hành)\s+$", mention.head, _I)
    plain = quantity.comparator == "=" or mention.words.lower().startswith("trên ")  # "dựa trên ba trụ cột"
    return quantity.kind == "number" and plain and not makes


def _pays(mention: Mention, later: list[Mention]) -> bool:
    """Whether a percentage is what is paid of a cost; in a list of them the last may say of what."""
    listed = itertools.takewhile(lambda m: m.quantity.kind == "percent" and m.item == mention.item, later)
    if not any(_SUPPORT_OF.match(m.tail) for m in (mention, *listed)):
        return False
    return bool(_SUPPORTS.search(mention.before)) or regex.search(r"nguồn\s+$", mention.before, _I) is not None


def _earned(mention: Mention) -> bool:
    """Whether money is a goal: what the clause says that people earn or make, or what its sentence does a person and
    year ("thu nhập bình quân tăng 1,6 lần, phấn đấu đạt 95 triệu đồng/người/năm")."""
    a_person = regex.search(r"/\s?+(?:người|đầu\s+người|khẩu|lao\s+động)", mention.quantity.unit, _I)
    return _per_head(mention) and bool(patterns.EARNINGS.search(mention.before if a_person else mention.head))


def _per_head(mention: Mention) -> bool:
    """Whether money is what a person earns or makes ("64 triệu đồng/người/năm"); what an area earns or sells is an
    amount of money, which the guidelines leave out of the targets."""
    return "người" in mention.quantity.unit or bool(_PER_HEAD.search(mention.head))


def _numbers_a_row(mention: Mention) -> bool:
    """Whether a bare figure numbers what stands behind it: "… Sở Tài chính Thường xuyên 4 Tổ chức triển khai …".

    A counted noun is printed in small letters; officials write a capital behind counts that have a leading zero or
    follow a verb ("hình thành mới 05 Khu công nghiệp").
    """
    printed = mention.tail.lstrip()[:2]
    last = mention.head.split()[-1:]
    return (
        printed[:1].isupper()
        and printed[1:2].islower()
        and not mention.words.startswith("0")
        and mention.words.isdigit()
        and (not VERB_BEFORE.search(mention.head) or last[0].isupper())
        and not (mention.noun is not None and mention.noun.kind == "place")
    )
