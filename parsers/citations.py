"""Citations: one legal document's text in, the numbered documents that it names out, each at its first occurrence.

What counts: gold/README.md, "citations.csv" (one for each number and date printed; law titles without a number do not).
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import regex

from ocr.document import Document
from parsers import dates, docnumber
from parsers.outline import Outline
from parsers.records import Citation, Header

_BEFORE = 180  # characters before a number in which its type may stand ("Luật Tổ chức chính quyền địa phương số 72/…")
_AFTER = 120  # characters behind a number that may hold its date, and behind that its issuer

_DATE_LINK = regex.compile(r"[\s,;(]{0,4}(?:ban hành |được ký |ký |cùng |đều )?(?=ngày|\d)", regex.I)
_ISSUER_LINK = regex.compile(
    r"[\s,)]{0,3}(?:(?i:năm) \d{4}\s+)?(?:(?:kết luận|ý kiến|Hội nghị lần thứ \w{1,4})\s+)?(?:của|do|CỦA|DO)\s+"
    r"|\s+(?=(?:Bộ Chính trị|Ban Bí thư|Quốc hội|Chính phủ|Thủ tướng Chính phủ)(?!\w))"  # "của" left out
)
# "theo đề nghị của Sở Nội vụ tại Tờ trình số …", "đã được Thủ tướng Chính phủ phê duyệt tại các Quyết định: số …"
_ISSUER_BEFORE = regex.compile(
    r"(?:\scủa|\sđược)\s+(?P<issuer>\p{Lu}[^;:,()\d\n]{2,80}?)\s+"
    r"(?:(?:phê duyệt|ban hành|thông qua|giao|quy định)\s+)?tại\s+(?:các\s+)?$"
)
# words that begin what the document is about, or go on with the sentence; some stand there as a title's first word
_STOP_WORDS = (
    "bao gồm|bảo đảm|bổ sung|các|căn cứ|cho|chỉ đạo|có|công nhận|đã|đảm bảo|để|đến|điều chỉnh|đối với|được"
    "|đẩy mạnh|giao|gồm|hỗ trợ|kết luận|kèm|kiện toàn|là|một|nâng cao|nêu|ngày|nhằm|phải|phân (?:bổ|cấp|công"
    "|giao|khai|loại)|phê chuẩn"
    "|(?<!Văn |Quốc )phòng|quán triệt|quyết (?:định|nghị)|sẽ|số|sơ kết|tại|tăng cường|thành lập"
    "|thay thế|theo|thì|thực hiện|tổ chức|tổng kết|trên|trong|thông báo|thống nhất|trả lời|yêu cầu|rà soát|kiểm tra"
    "|báo cáo|đề nghị|tiếp tục|đẩy nhanh|phát triển|ứng dụng"
    "|ứng phó|với|(?<!giúp )việc|xây dựng|xem xét"
    # what is said of the document: "của Thủ tướng Chính phủ chưa hoàn thành", "của HĐND tỉnh như sau"
    "|bị|chưa|cũng|còn|cần|đang|đều|đồng thời|hiện|hết|khi|không|như|nên|nếu|nói|sau|trước|từ|vẫn|vừa"
)
_STOP_TITLES = (
    "ban hành|bãi bỏ|công bố|hướng dẫn(?! số)|phát động|phê duyệt|quy định|sửa đổi|thông qua|thực hiện|triển khai"
    "|về|v/v"
)
_STOP = regex.compile(
    rf"\s(?:(?i:{_STOP_TITLES})|{_STOP_WORDS})(?!\w)"
    r"|[;:()\[\]“”\"/\n\t]|[.,](?=\s|$)|\s[-–]\s(?=\p{Ll})|\s(?:khoảng\s)?\d"
)
# "Bộ Văn hóa, Thể thao và Du lịch"
_FIELD_COMMA = regex.compile(r",\s+\p{Lu}\p{L}+(?:\s\p{L}+){0,3}?\s(?:và|-)\s\p{Lu}\p{L}+")
# "Ban Chỉ đạo các Chương trình …", "Ban Chỉ đạo phòng, chống tội phạm": the words go on with the name
_COMMITTEE = regex.compile(r"Ban (?:Chỉ đạo|Quản lý|Điều phối)\s(?:các|thực hiện|phòng,? chống|xây dựng|công tác)\s")
# "Ban Chỉ đạo phát triển khoa học, công nghệ, đổi mới sáng tạo và chuyển đổi số tỉnh": a series of fields
_FIELDS = regex.compile(
    r"(?:Tổ giúp việc )?Ban [Cc]hỉ đạo (?:\p{Lu}\p{L}+ \p{L}+ )?(?:về )?(?:phát triển|chuyển đổi|cải cách|đổi mới)"
    r"[^;:.()\n“”\"]{0,160}?(?=\s(?:ban hành|về việc|phê duyệt|triển khai)\s|[;.:()“\n]|$)"
)
_AND = regex.compile(r"\s(?i:và)\s+(?P<next>\p{L}+(?:\s\p{L}+)?)")
_BODY = regex.compile(r"(?:UBND|HĐND|UBMTTQ|MTTQ|BCĐ|BTV|BCH|TTHĐND)(?!\p{L})")  # "… và UBND tỉnh" names another body
_OFFICES = regex.compile(r"(?i:(?:bộ trưởng |liên )?bộ|sở|ban|phòng|ủy ban|hội|cục|tổng cục|đảng ủy|giám đốc)\s")
_LIST_LINK = regex.compile(r"[\s,;]*(?:và|hoặc|cùng)?\s*(?:các\s+)?(?:\p{L}+\s+){0,4}(?:số:?\s*)?")


@dataclass(frozen=True, slots=True)
class _Mention:
    """A number in the text with what is printed around it; `end` lies behind the date and the issuer."""

    start: int
    end: int
    number: str
    number_start: int
    doc_type: str | None
    date: str | None
    issuer: str | None
    typed: bool  # the type is printed with it, not taken from the list it stands in


def citations(part: Document, outline: Outline, header: Header) -> tuple[Citation, ...]:
    """The documents cited in `part`, in reading order, without the document itself. Offsets count in `part.text`.

    An undated mention of a number that is dated elsewhere in the part is no citation of its own.
    """
    text = _unwrapped(part.text)
    mentions = [m for m in _shared(text, _mentions(text)) if not _own(m, header)]
    return _distinct(mentions)


def in_text(text: str) -> tuple[Citation, ...]:
    """The documents that a piece of text names, as `citations` finds them. Offsets count in `text`."""
    text = _unwrapped(text)
    return _distinct(_shared(text, _mentions(text)))


def _unwrapped(text: str) -> str:
    """`text` of the same length, with a space where a paragraph was broken before a small letter or a numeric date."""
    return regex.sub(r"\n(?=\p{Ll}{2}|\d{1,2}/\d)|(?<=số)\n(?=\d)", " ", text)


def _distinct(mentions: list[_Mention]) -> tuple[Citation, ...]:
    dated = {m.number for m in mentions if m.date}
    found: dict[tuple[str, str | None], Citation] = {}
    for mention in mentions:
        key = (mention.number.lower(), mention.date)
        if key in found or (mention.date is None and mention.number in dated):
            continue
        found[key] = Citation(
            start=mention.start,
            end=mention.end,
            doc_type=mention.doc_type,
            number=mention.number,
            date=mention.date,
            issuer=mention.issuer,
            confidence=round(0.5 + 0.2 * mention.typed + 0.2 * bool(mention.date) + 0.09 * bool(mention.issuer), 2),
        )
    return tuple(found.values())


def _own(mention: _Mention, header: Header) -> bool:
    """Whether a mention is the document's own number ("Kèm theo Kế hoạch số …" over its annexes, or its own head)."""
    return bool(header.number) and mention.number == header.number and mention.date in {None, header.issue_date}


def _mentions(text: str) -> list[_Mention]:
    found: list[_Mention] = []
    floor = 0
    for match in docnumber.NUMBER.finditer(text):
        number = docnumber.plain(match.group())
        start, doc_type = _type(text, max(floor, match.start() - _BEFORE), match.start(), number)
        called = regex.search(r"(?i:số)\s*:?\s*$", text[max(0, match.start() - 8) : match.start()])
        headed = _list_head(text, match.start(), number) if doc_type is None and called else None
        if headed:
            doc_type = headed[0]
        if doc_type is None and not called and docnumber.type_of(number) is None:
            continue
        if called and doc_type is None:
            start = match.start() - len(called.group())
        end, date = _date(text, match.end())
        end, issuer = _issuer(text, end)
        if date is None and issuer:
            end, date = _date(text, end)  # "Quyết định số 411/QĐ-TTg của Thủ tướng Chính phủ ngày 31/3/2022"
        if headed:
            issuer = issuer or headed[1]
            start = match.start() - len(called.group()) if called else start
        elif issuer is None and doc_type:
            issuer = _issuer_between(text[start : match.start()]) or _issuer_before(text, start)
            if issuer is None and (head := _list_head(text, start, number)):
                issuer = head[1]  # "các Quyết định của Thủ tướng Chính phủ …: Quyết định số …; Quyết định số …"
        found.append(_Mention(start, end, number, match.start(), doc_type, date, issuer, typed=doc_type is not None))
        floor = match.end()
    return found


def _type(text: str, floor: int, start: int, number: str) -> tuple[int, str | None]:
    """Where the citation begins, and its type: the nearest one before that its symbols allow, else the adjacent one."""
    clause = regex.split(r"[;\n]|\.\s", text[floor:start])[-1]
    offset = start - len(clause)
    candidates = list(docnumber.type_pattern().finditer(clause))
    if not candidates:
        return start, None
    marks = docnumber.symbols(number)
    fitting = [m for m in candidates if docnumber.doc_types()[_sentence_case(m.group())] & marks]
    chosen = fitting[-1] if fitting else candidates[-1]
    between = clause[chosen.end() :]
    adjacent = regex.fullmatch(r"\s*(?:này\s*)?(?:số)?\s*:?\s*", between, regex.I)
    law = regex.fullmatch(r"[^;:()]{0,160}\ssố\s*:?\s*", between)
    if not adjacent and (not law or (not fitting and docnumber.type_of(number))):
        return start, None  # "số 2114/QĐ-TTg về Đề án …, số 263/QĐ-TTg": no number of the Đề án
    return offset + chosen.start(), _sentence_case(chosen.group())


# before a colon (with what they are about, where they are many), or before a bracket that opens with the first number
_LIST_HEAD = (
    r"(?:(?P<many>các\s)|(?<!\w))(?i:(?P<type>%s))(?:\s+của\s+(?P<issuer>\p{Lu}[^;:()\d]{2,80}?))?"
    rf"(?:(?:\s+sau(?: đây)?)?\s*:|\s(?:{_STOP_TITLES}|{_STOP_WORDS})\s[^;:()]{{0,250}}"
    r"(?:\((?=[^()]*$)|(?(many):|(?!))))"
)


def _list_head(text: str, start: int, number: str) -> tuple[str, str | None] | None:
    """Type and issuer that stand before the colon of a list: "các Quyết định của Thủ tướng Chính phủ: số …; số …"."""
    sentence = text[max(text.rfind("\n", 0, start), start - 1000) + 1 : start]
    names = [name for name, marks in docnumber.doc_types().items() if marks & docnumber.symbols(number)]
    if not names:
        return None
    heads = list(regex.finditer(_LIST_HEAD % "|".join(map(regex.escape, names)), sentence))
    if not heads:
        return None
    first = docnumber.NUMBER.search(sentence, heads[-1].end())
    if first and docnumber.symbols(first.group()) != docnumber.symbols(number):
        return None  # the list is of one series: "các Quyết định của Thủ tướng Chính phủ: …; Quyết định số 7/QĐ-UBND"
    return _sentence_case(heads[-1]["type"]), heads[-1]["issuer"] or _issuer_before(sentence, heads[-1].start())


def _sentence_case(name: str) -> str:
    words = " ".join(name.split()).lower()
    return words[:1].upper() + words[1:]


def _date(text: str, end: int) -> tuple[int, str | None]:
    """The date right behind a number, and where it ends."""
    link = _DATE_LINK.match(text, end)
    if not link:
        return end, None
    for date in dates.dates(text[end : end + _AFTER]):
        if date.start + end <= link.end() and date.precision == "day" and date.year:
            return end + date.end, date.iso
    return end, None


def _issuer_between(words: str) -> str | None:
    """The issuer between type and number: "Nghị quyết của Quốc hội số 88/2019/QH14"."""
    match = regex.fullmatch(r"[\p{L}\s]{3,30}?\scủa\s+(?P<issuer>\p{Lu}[^;:,()]{2,80}?)\s+số:?\s*", words)
    return " ".join(match["issuer"].split()) if match else None


def _issuer_before(text: str, start: int) -> str | None:
    """The issuer that stands before the citation at `start`: "đề nghị của Sở Nội vụ tại Tờ trình số …"."""
    match = _ISSUER_BEFORE.search(text, max(0, start - _BEFORE), start)
    return " ".join(match["issuer"].split()) if match else None


def _issuer(text: str, end: int) -> tuple[int, str | None]:
    """The issuer behind "của" (or between "do" and "ban hành"), as printed, and where it ends."""
    link = _ISSUER_LINK.match(text, end)
    if not link or not text[link.end() : link.end() + 1].isupper():
        return end, None
    if fields := _FIELDS.match(text, link.end()):
        return fields.end(), fields.group().strip(" ,")
    window = text[link.end() : link.end() + _AFTER]
    committee = _COMMITTEE.match(window)
    stop = committee.end() if committee else 0
    while match := _STOP.search(window, stop):
        field = _FIELD_COMMA.match(window, match.start()) if _OFFICES.match(window) else None
        if match.group() != "," or not field or docnumber.type_pattern().match(window, match.end() + 1):
            window = window[: match.start()]
            break
        stop = field.end()
    for match in _AND.finditer(window):
        goes_on = match["next"][:1].isupper() or _OFFICES.match(window)
        if not goes_on or docnumber.type_pattern().match(window, match.start("next")) or _BODY.match(match["next"]):
            window = window[: match.start()]
            break
    issuer = regex.sub(r"(?:\s+(?:và|hoặc)|[\s,.*_–-])+$", "", window)
    return link.end() + len(issuer), issuer or None


def _shared(text: str, mentions: list[_Mention]) -> list[_Mention]:
    """In a list of one series ("Thông tư số 13/…, số 14/… ngày … của …") the type and the tail hold for all."""
    shared = list(mentions)
    for index in range(len(shared) - 2, -1, -1):
        this, following = shared[index], shared[index + 1]
        if not _listed(text, this, following):
            continue
        if this.issuer is None and following.issuer:
            this = replace(this, issuer=following.issuer, date=this.date or _same_year(this.number, following.date))
        shared[index] = this
    for index in range(1, len(shared)):
        before, this = shared[index - 1], shared[index]
        if this.doc_type is None and (_listed(text, before, this) or _goes_on(text, before, this)):
            shared[index] = replace(this, doc_type=before.doc_type)
    return shared


def _goes_on(text: str, left: _Mention, right: _Mention) -> bool:
    """Whether a sentence goes on with a number of the same series: "Chỉ thị số 17/CT-UBND … về …, số 21/CT-UBND …"."""
    same = docnumber.symbols(left.number) == docnumber.symbols(right.number)
    return same and not regex.search(r"[\n;]|\.\s", text[left.end : right.number_start])


def _same_year(number: str, date: str | None) -> str | None:
    """The date of a list's last document, unless the number says another year ("20/2021/NĐ-CP và 76/2024/NĐ-CP")."""
    year = regex.search(r"/((?:19|20)\d\d)/", number)
    return date if date and (year is None or date.startswith(year[1])) else None


def _listed(text: str, left: _Mention, right: _Mention) -> bool:
    """Whether two mentions are neighbours in a list of documents of one series (TT-BGDĐT, TT-BGDĐT) and one type."""
    if left.end > right.number_start or docnumber.symbols(left.number) != docnumber.symbols(right.number):
        return False
    if left.doc_type and right.doc_type and left.doc_type != right.doc_type:
        return False  # "Luật … số 72/2025/QH15 …; Nghị quyết số 257/2025/QH15 … của Quốc hội"
    return bool(_LIST_LINK.fullmatch(text, left.end, right.number_start))
