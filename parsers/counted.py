"""What a quantity counts: its unit as `gold/README.md` writes it, from the words behind the number or before it.

In: a mention (see `clauses`). Out: a measure ("m2/người"), the counted noun in its shortest form ("hộ"), the noun that
a percentage is a share of, or "%" for a rate without one.
"""

from __future__ import annotations

import regex

from parsers import language, patterns
from parsers.clauses import Mention
from parsers.units import Noun, noun_at, nouns_at

_I = regex.I
# "9,5 bác sĩ/vạn dân", "17,5 tiêu chí/xã", "18 ca sinh/1.000 phụ nữ"; a rate of time is `per`
_NOUN_RATE = regex.compile(
    r"\s?+/\s?+(?P<by>(?:(?:vạn|nghìn|\d[\d.]*+)\s+)?+(?:dân(?!\p{L}|\s+(?:số|cư|tộc))|(?!năm|tháng|quý)(?P<noun>\p{L}++)))",
    _I,
)
# a clause that says how a share changes and names nothing: "đến cuối năm 2025 còn", "tăng bình quân"
_NO_SUBJECT = regex.compile(
    r"(?:\s*+(?:(?:trong\s+đó|phấn\s+đấu|đến|hết|cuối|đầu|trong|mỗi|hằng|hàng|bình\s+quân|năm|kỳ|giai\s+đoạn|\d{4}|còn|giảm"
    r"|tăng|đạt|thêm|xuống|lên|là|và|từ|ở\s+mức)(?!\p{L})|[-–,;:]))++\s*+",
    _I,
)
# nouns behind a percentage that it is no share of: "100% kế hoạch", "tăng 10% mỗi lần"
_SHORT_CLAUSE = 30  # characters before a percentage that hold no subject of their own
_NO_SUBJECTS = patterns.FRAME_NOUNS | {"tiêu chí", "khu vực", "quy chuẩn"}
_NO_BASE = frozenset({"lần", "mục tiêu", "kế hoạch", "chỉ tiêu", "nhiệm vụ"})
_WITHIN = regex.compile(
    r"(?<!\p{L})(?:tỷ|tỉ)\s+(?:lệ|trọng)\s[^:;.]{2,160}?\strong\s+(?P<base>tổng\s|lực\s+lượng\s|GRDP|GDP)", _I
)
# "tỷ lệ cứng hóa các loại đường"; not "tỷ lệ phủ sóng tại các khu công nghiệp"
_SEVERAL = regex.compile(
    r"(?<!\p{L})(?<!(?<!\p{L})(?:tại|ở|trong|của|cho|trên|với|bởi|từ)\s)(?:các\s+loại|số|các|những)\s+", _I
)
_DONE_WITH = regex.compile(rf"(?:(?:{patterns.OUTPUT_VERB}|huy\s+động|duy\s+trì)(?:\s*,)?(?:\s+và)?\s+)++", _I)
RATE = regex.compile(r"(?<!\p{L})(?:tỷ|tỉ)\s+lệ\s+", _I)
_LISTED_RATE = regex.compile(r"(?P<rate>(?<!\p{L})(?:tỷ|tỉ)\s+lệ\s+[^:;.]{3,160}):\s[^:;]*+$", _I)
_NEEDS_NOUN = regex.compile(r"(?<!\p{L})(?:tổng\s+số|số\s+lượng|số)\s+(?!\d)", _I)
_GROWTH = regex.compile(r"(?<!\p{L})(?:tăng|giảm)(?:\s+(?:bình\s+quân|trưởng|thêm|khoảng|trên))*\s+$", _I)
_LOCATED = regex.compile(
    r"(?<!\p{L})(?:tại|ở|trên\s+địa\s+bàn|thuộc|trong|từ|bằng|qua|theo|riêng)\s+(?:các\s+|số\s+)?$", _I
)
_BEGINS_PHRASE = regex.compile(
    r"(?:^|[,;:(]|(?<!\p{L})(?:các|số|những|cho|tăng|giảm|nâng|tổng\s+số|huy\s+động|vận\s+động|đưa|để|có|và|của|được))\s*+$",
    _I,
)


def units_of(mention: Mention, parent: str | None, carries_on: bool, same: str | None) -> tuple[str, ...]:
    """The units of a quantity, none where nothing is counted, several where one percentage is of several things ("100%
    số xã, huyện"). `parent` is the unit of the claim that it breaks down or carries on, `carries_on` whether its clause
    has no verb of its own, `same` the unit of the share before it in its sentence."""
    quantity, noun, head = mention.quantity, mention.noun, mention.head
    if quantity.kind == "percent":
        return _share_of(mention, parent, carries_on, same)
    if quantity.unit:
        return (quantity.unit,)
    if noun is not None:
        name = noun.joint or noun.name
        return (name + _per_noun(mention.tail, max(0, noun.end - quantity.finish)),)
    # "nâng tổng số xã lên 128/181", "số trường đạt chuẩn là 220"
    counted = list(_NEEDS_NOUN.finditer(head))
    if counted:
        found = noun_at(head, counted[-1].end(), guess=False)
        if found is not None:
            return (found.name,)
    inside = mention.bracket is not None or regex.search(r"trong\s+đó", head, _I)
    return (parent,) if inside and parent and parent != "%" else ()


def _names(noun: Noun) -> tuple[str, ...]:
    """The things that a list of nouns counts, each in its shortest form."""
    return noun.name, *(other.name for other in noun.also)


def _per_noun(tail: str, offset: int) -> str:
    """What a counted noun that ends at `offset` is reckoned by, with its slash: "/vạn dân", "/1.000 phụ nữ"."""
    rate = _NOUN_RATE.match(tail, offset)
    if rate is None:
        return ""
    by = noun_at(tail, rate.start("noun"), guess=False) if rate["noun"] else None
    return "/" + " ".join(tail[rate.start("by") : by.end if by else rate.end()].split())


def _share_of(mention: Mention, parent: str | None, carries_on: bool, same: str | None) -> tuple[str, ...]:
    """The nouns that a percentage is a share of, "%" where there is none."""
    noun, head = mention.noun, mention.head
    if noun is not None and noun.kind in {"place", "noun"} and noun.name not in _NO_BASE:
        return _names(noun)
    unlisted = noun is not None and noun.kind == "unknown" and noun.start >= mention.quantity.end
    if unlisted and not RATE.search(head) and (word := _word(mention.tail)):
        return (word,)
    base = _base(head)
    if base is not None:
        return (base,)
    if _measures(head):
        return ("%",)
    listed = _LISTED_RATE.search(mention.before)
    if listed and not RATE.search(head):
        head = listed["rate"]  # "Tỷ lệ trường đạt chuẩn: mầm non 70%, tiểu học 80%"
    rates = list(RATE.finditer(head))
    if rates:
        found = nouns_at(head, rates[-1].end(), guess=False)
        if found is not None and found.kind != "attribute" and _is_whole(head, found):
            return _names(found)
        done = _DONE_WITH.match(head, rates[-1].end())
        found = nouns_at(head, done.end(), guess=False) if done else None
        if found is not None and found.kind in {"noun", "place"}:
            return _names(found)  # "tỷ lệ huy động trẻ đi nhà trẻ", "tỷ lệ thu gom rác thải"
        several = _SEVERAL.search(head[rates[-1].end() :])
        if several:
            found = nouns_at(head, rates[-1].end() + several.end(), guess=False)
            if found is not None:
                return _names(found)
        if head[rates[-1].end() :].strip():
            return ("%",)
    inner = regex.match(
        r"\s*+(?:và\s+)?(?:trong\s+đó:?\s+|(?=được\s|bị\s|qua\s))(?=có\s|được\s|đạt\s|đã\s|bị\s|qua\s|sử\s+dụng\s|tham\s+gia\s)",
        head,
        _I,
    )
    if inner and parent is not None:
        return (parent,)  # "trong đó có bằng cấp, chứng chỉ đạt 29,5%": of those counted before
    if same is not None and _NO_SUBJECT.fullmatch(head):
        return (same,)  # "…; cuối năm còn không quá 2,4%", "…, tăng 4,5 điểm %": of what the share before was of
    if _grows(mention):
        return ("%",)
    if not carries_on or _opens_with_noun(head) or parent is None:
        subject = _subject(head)
        if subject is not None:
            return (subject,)
    if same is not None and parent is None and len(head) <= _SHORT_CLAUSE and not patterns.MEASURED.match(head):
        return (same,)  # "tỷ lệ học sinh hoàn thành tiểu học đạt 99,9%, tốt nghiệp đạt 99%"
    return (parent or "%",)


def _grows(mention: Mention) -> bool:
    """ "… giá trị sản xuất tăng 9%, trong đó dịch vụ tăng 10,3%": a rate of growth, whatever it is of."""
    return bool(_GROWTH.search(mention.head) and patterns.MEASURES.search(mention.before))


def _opens_with_noun(head: str) -> bool:
    """Whether a clause says itself what it counts: "các xã …", "trẻ em dưới 5 tuổi bị suy dinh dưỡng dưới 15%"."""
    words = head.lstrip()
    if regex.match(r"(?:các|số)\s", words, _I):
        return True
    found = noun_at(words, 0, guess=False)
    return (
        found is not None
        and found.kind == "noun"
        and found.start == 0
        and bool(regex.match(r"\s+\p{Ll}", words[found.end :]))
    )


def _word(tail: str) -> str | None:
    """The noun that a percentage stands right before, though no list has it: "72% thanh thiếu niên trong độ tuổi"."""
    lead = regex.match(r"\s*+(?:(?:số|các|tổng\s+số)\s+)?", tail)
    words = tail[lead.end() if lead else 0 :][:40]
    first = next(iter(language.tokens(words)), None)
    if first is None or first.start or not first.tag.startswith("N") or first.tag == "Np":
        return None
    name = " ".join(words[: first.end].split())
    return name if name.lower() not in _NO_BASE | _NO_SUBJECTS and words[:1].islower() else None


def _base(head: str) -> str | None:
    """What a share is taken of, where the clause says it: "tỷ trọng … trong tổng số lao động nữ", "… trong GRDP"."""
    for within in _WITHIN.finditer(head):
        found = nouns_at(head, within.start("base"), guess=False)
        if found is not None and found.kind == "noun":
            return found.name
    return None


def _measures(head: str) -> bool:
    """Whether a clause speaks of growth, shares of the economy or money, which have no counted noun."""
    phrase = next(
        (part for part in reversed(head.split(",")) if patterns.MEASURES.search(part) or RATE.search(part)), ""
    )
    measure = patterns.MEASURES.search(phrase)
    if measure is None or RATE.search(phrase):
        takes = bool(regex.search(r"(?<!\p{L})chiếm(?!\p{L})", head, _I)) and not RATE.search(head)
        return takes and _subject(head) is None
    return _subject(phrase[: measure.start()]) is None


def _subject(head: str) -> str | None:
    """The first listed noun of a clause that has a verb after it: "các hộ … đạt tỷ lệ 40%", "số vụ … tăng 3%"."""
    for word in regex.finditer(r"(?<!\p{L})\p{L}++", head):
        found = noun_at(head, word.start(), guess=False)
        if found is None or found.kind not in {"noun", "place"} or found.name.lower() in _NO_SUBJECTS:
            continue
        if patterns.MEASURES.search(head[: found.start]):
            return None
        if _LOCATED.search(head[: found.start]) or (
            found.kind == "place" and regex.match(r"\s\p{Lu}", head[found.end :])
        ):
            continue  # "Tại các huyện nghèo, mức giảm …", "huyện Nậm Pồ giảm 6%"
        # a single syllable is a noun of its own only where a phrase begins, and is no part of a longer word: not "bản"
        # of "cơ bản", "mẫu" of "mẫu giáo"
        if " " not in head[found.start : found.end] and not (
            _BEGINS_PHRASE.search(head[: found.start]) and _is_whole(head, found)
        ):
            continue
        return found.name
    return None


def _is_whole(head: str, found: Noun) -> bool:
    """Whether a noun is no part of a longer word: not "giải" of "giải ngân", "bản" of "bản đồ"."""
    if " " in head[found.start : found.end]:
        return True
    first = next(iter(language.words(head[found.start : found.start + 40])), None)
    return first is None or first[1] <= found.end - found.start
