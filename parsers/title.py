"""A document's title and the years that it covers: the text behind its type word in; title, period and note out."""

from __future__ import annotations

from dataclasses import dataclass

import regex

from parsers import context, dates

_WRAPPED = 400  # characters; a longer line is a flattened page, in which the preamble follows the title
_LONG = 600  # characters; a title beyond them was not closed by any sign
_INTRO = (
    r"(?:Căn cứ|Theo đề nghị|Kính gửi|Thi hành|Trên cơ sở|Thực hiện (?:(?:các |Công |Nghị |Quyết |Chỉ |Kế |Thông "
    r"|Kết |Luật|Chương"
    r" |Hướng |Đề |Văn |ý )\p{Ll}*)?[^\n]{0,80}?\bsố\s?\d|Nhằm\s|Để\s|Ngày \d|(?:PHẦN|Phần|CHƯƠNG"
    r"|Chương)\s(?:[IVX\d]+|THỨ|thứ)\b|Điều 1\b|QUYẾT (?:NGHỊ|ĐỊNH)\s*:)"
)
_STOP = regex.compile(
    rf"[\s*_#]*+(?:{_INTRO}|(?i:\(?\s*(?:ban hành )?kèm theo)|(?:[IVX]{{1,4}}|\d{{1,2}}|[A-D])\s?[.)/]\s"
    rf"|[-–—_=*]{{3,}}|[-+•]\s|\(?\s*(?i:dự thảo))"
)
_INLINE_STOP = regex.compile(rf"(?<=\s)(?:{_INTRO}|\((?i:(?:ban hành )?kèm theo)|(?:[I1])\. \p{{Lu}})|[-_*]{{4,}}")
_GOVERNMENT = r"CHÍNH PHỦ(?!\s+(?:SỐ|ĐIỆN TỬ))"  # not "chính phủ số", digital government
_ISSUER = regex.compile(
    rf"[\s*_#]*(?:{_GOVERNMENT}|THỦ TƯỚNG|CHỦ TỊCH|ỦY BAN NHÂN DÂN|UỶ BAN NHÂN DÂN|HỘI ĐỒNG NHÂN DÂN|BỘ TRƯỞNG|GIÁM ĐỐC"
    r"|BAN CHẤP HÀNH|QUỐC HỘI)"
)
# in a flattened page the issuer stands once more between title and preamble: "… CỦA TỈNH BỘ TRƯỞNG BỘ … Căn cứ Luật"
_ISSUER_AGAIN = regex.compile(
    rf"\s(?:{_GOVERNMENT}|THỦ TƯỚNG CHÍNH PHỦ|(?:CHỦ TỊCH )?(?:ỦY|UỶ) BAN NHÂN DÂN|HỘI ĐỒNG NHÂN DÂN"
    r"|BỘ TRƯỞNG BỘ)[\p{Lu}\d\s,;()–-]*$"
)
_NOTE = regex.compile(r"(?i)\(?\s*(?:ban hành )?kèm theo [^\n]{5,400}")
_HEADING = 120  # characters of a line that is a heading
_OWN_TIME = regex.compile(
    r"(?i)(?:mục tiêu|thời gian thực hiện|kế hoạch|phấn đấu|^\W*(?:trong )?giai đoạn)[^.;]{0,60}$"
)
_LATE = regex.compile(r"(?:(?:\d+|\p{L}+) tháng )?cuối(?: năm)?")  # "nhiệm vụ cuối năm 2025"
_FOOTNOTE = regex.compile(r"(?:\[\d{1,2}\]|[¹²³⁴⁵⁶⁷⁸⁹⁰]|\(\d\))+$")


@dataclass(frozen=True, slots=True)
class Title:
    """`text` on one line as printed; `note` is "(Kèm theo Quyết định số …)" under it; the body begins at `end`."""

    text: str
    note: str
    end: int


def read(text: str, start: int) -> Title:
    """The title that begins at `start` of `text`, behind the type word."""
    lines: list[str] = []
    end = start
    blank = False
    for line in regex.finditer(r"[^\n]*\n?", text, pos=start, endpos=min(len(text), start + 2 * _LONG)):
        words = line.group().strip()
        cleaned = words.strip("*_# ")
        if not regex.search(r"\w", cleaned):
            blank = blank or not words
            if lines and words:
                break
            continue
        # the first line may itself say what is carried out: "Thực hiện Nghị quyết số … của Tỉnh ủy về …"
        stops = _STOP.match(words) and (lines or not words.startswith("Thực hiện"))
        if stops or (lines and not _continues(lines, cleaned, blank)):
            break
        if not lines and _ISSUER.match(words) and words.upper() == words:
            break  # a document without a title: its issuer stands where the title would
        cut = _INLINE_STOP.search(cleaned, 3)
        if cut and (len(cleaned) > _WRAPPED or not cut.group().startswith("Thực hiện")):
            before = cleaned[: cut.start()]
            lines.append(
                _ISSUER_AGAIN.sub("", before.rstrip()) if cleaned.startswith("Căn cứ", cut.start()) else before
            )
            end = line.start() + line.group().index(cleaned) + cut.start()
            break
        lines.append(cleaned)
        end, blank = line.end(), False
        if sum(map(len, lines)) > _LONG:
            break
    title = _FOOTNOTE.sub("", " ".join(" ".join(lines).split()).strip(" *_-–"))
    note = _NOTE.search(text, end, min(len(text), end + _LONG))
    return Title(title, note.group() if note and not text[end : note.start()].strip("*_ \n\t-()") else "", end)


def _continues(lines: list[str], words: str, blank: bool) -> bool:
    """Whether a further line belongs to the title: wrapped, or in capitals as the title is; never a sentence."""
    before = lines[-1]
    capitals = before.upper() == before
    if capitals:
        return words.upper() == words and not _ISSUER.match(words)
    if words.upper() == words and len(words) > 6:
        return False
    if words[:1].islower() or words[:1].isdigit():
        return not regex.search(r"[.;:]$", before)
    return not blank and len(words) <= 120 and not regex.search(r"[.;:]$", before + " " + words[-1:])


def period(title: str, body: str, doc_type: str | None) -> tuple[int | None, int | None]:
    """The first and last year that the document covers: its title's, else (for plans) its objectives'.

    A single year inside a longer period is the plan's ("… giai đoạn 2021-2025 năm 2024"). A title with an end only
    ("đến năm 2030") takes its beginning from the first period of the body that ends there or later.
    """
    named = [p for p in dates.periods(_without_laws(title)) if p.kind != "baseline"]
    spans = [p for p in named if p.kind == "period"]
    years = [p for p in named if p.kind == "in" and p.first is not None]
    years += [p for p in named if p.kind == "by" and _LATE.fullmatch(p.cue)]
    if spans:
        inner = [p for p in years if _inside(p.first, spans[0])]
        chosen = inner[-1] if inner else spans[0]
        return chosen.first, chosen.last
    if years:
        return years[0].last, years[-1].last
    ends = [p.last for p in named if p.kind in {"by", "before"} and p.last is not None]
    if not ends and (doc_type or "").split(" ")[0] not in {"Kế", "Chương", "Đề", "Phương", "Chiến"}:
        return None, None
    covered = [
        p
        for p in dates.periods(body)
        if p.kind == "period" and p.cue not in {"nhiệm kỳ", "năm học"} and not context.in_name(body, p)
    ]
    if ends:
        return _beginning(covered, ends[0]), ends[0]
    own = next((p for p in covered if _says_own_time(body, p)), None)
    return (own.first, own.last) if own else (None, None)


def _says_own_time(body: str, period: dates.Period) -> bool:
    """Whether a period of the body is the document's own: in a heading, or where its objectives or time begin."""
    start = body.rfind("\n", 0, period.start) + 1
    line = body[start : (body.find("\n", period.end) + 1 or len(body) + 1) - 1]
    return len(line) <= _HEADING or bool(_OWN_TIME.search(line[: period.start - start]))


def _beginning(covered: list[dates.Period], last: int) -> int | None:
    """The first year of the period that ends with `last`, or of the phases that lead up to it ("2025 - 2030",
    "2031 - 2035")."""
    first = next((p.first for p in covered if p.last == last), None)
    while first is not None:
        before = next((p.first for p in covered if p.last == first - 1), None)
        if before is None:
            break
        first = before
    return first


def _inside(year: int | None, span: dates.Period) -> bool:
    return year is not None and span.first is not None and span.last is not None and span.first <= year <= span.last


_LAW_YEAR = regex.compile(
    r"(?i)(?:(?<!pháp )luật|pháp lệnh|hiến pháp)\s(?:(?!trên địa bàn|giai đoạn)[^;()]){0,60}?\Knăm (?:19|20)\d\d"
    r"|(?:nghị quyết|nghị định|chỉ thị|quyết định)\s[^,;()]{0,80}?\Knăm (?:19|20)\d\d(?=[^,;()]{0,200}(?:năm"
    r"|giai đoạn) \d)"
)


def _without_laws(title: str) -> str:
    """The title with the years of laws and cited documents taken out ("thi hành Luật Đất đai năm 2024")."""
    return _LAW_YEAR.sub("", title)
