"""The named pieces of the grammar of quantities, each with the turn of phrase that forced it. Used by `numbers`."""

from __future__ import annotations

import regex

from parsers.records import Comparator

_S = r"[ \t\u00a0\u202f]"
_WORD_END = r"(?![\p{L}\d])"

# 24.805,973 | 1.750 | 01 | 10,050 | 3.5; never a part of a longer chain (3.2.1, 12/3/2022) or word (4G, m2, Covid-19)
NUMBER = r"(?:\d{1,3}(?:\.\d{3})++(?:,\d++)?+|\d++(?:,\d++)?+(?:\.\d{1,2}(?![.\d]))?+)"
_LEFT = r"(?<![\p{L}\d.,/])(?<![\p{L}\d][-–])"
_RIGHT = r"(?![\d])(?![.,]\d)"
# what may stand between the two numbers of a range besides the dash: "40% - 45%", "3 xã đến 4 xã" is not one
_BETWEEN = rf"(?:{_S}?+(?:%|‰|lần|ha|km|tỷ đồng|triệu đồng|tỷ|triệu))?+"
FIGURE = regex.compile(
    rf"{_LEFT}(?P<first>{NUMBER}){_RIGHT}"
    rf"(?:(?:(?P<slash>/)|{_BETWEEN}{_S}?+(?:[-–—]|đến|tới){_S}?+)(?P<second>{NUMBER}){_RIGHT}(?!/\d))?+"
)

# -- numbers that count nothing -------------------------------------------------------------------------------------

# 160/KH-UBND, 27/2022/NĐ-CP, 46-NQ/TU, 25/2021/QH15, 263/QĐ - TTg, 01/CTr-UBND; "146/KH- UBND" is broken by a line
CITED = regex.compile(
    rf"(?<![\p{{L}}\d])\d++[a-z]?+(?:/(?:19|20)\d\d)?+{_S}?+[/-]{_S}?+"
    rf"(?:[A-ZĐ]{{2,}}+|[A-ZĐ]\p{{L}}{{1,4}}+)[\p{{L}}\d]*+(?:{_S}?+[-/&]{_S}?+\p{{L}}[\p{{L}}\d]*+){{0,4}}"
)
# "03 năm 2026 - 2028" has its cue far off, "nhiệm kỳ" may be lost: two years with a dash are a period all the same
BARE_PERIOD = regex.compile(r"(?<![\d.,/])(?:19|20)\d\d\s?+[-–—]\s?+(?:19|20)\d\d(?![\d.,]*\d)")
_REFERRED = (
    # articles of law and parts of a document: "khoản 5 Điều 30", "Chương II", "biểu 01, 02, 03", "mục 2.1"; not the
    # last syllables of "thí điểm 03 xã", "danh mục 12 công trình", "kiểu mẫu 05 khu", "chỉnh trang 550 vườn"
    r"điều|(?<!tài )khoản|(?<!(?:thí|trọng|địa|thời|quan|ưu|đặc|cao|giao|dứt) )điểm|chương"
    r"|(?<!(?:danh|hạng|chuyên) )mục"
    r"|(?<!góp )phần|(?<!(?:chi|thời) )tiết|phụ lục|(?<!(?:tiêu|đại|phát) )biểu(?: số)?"
    r"|(?<!(?:kiểu|vườn|lấy) )mẫu(?: số)?|bảng(?: số)?|(?<!(?:chỉnh|khang|nghĩa) )trang|quyển|kỳ họp thứ"
    r"|lần thứ|"
    # programme parts: "nội dung 01, 02", "Tiểu dự án 1", "tiêu chí 3", "chỉ tiêu 17.2"
    r"nội dung(?: thành phần)?(?: số)?|(?:tiểu )?dự án(?: số)?|hợp phần(?: số)?|tiêu chí(?: số)?|chỉ tiêu(?: số)?"
)
_GRADED = (
    # grades, places and names: "mức độ 3", "cấp độ 1", "khu vực 2", "nhóm 2", "Quốc lộ 4", "Covid 19", "năm thứ 2"
    r"mức độ|mức|cấp độ|(?<!nâng )(?<!cung )cấp|khu vực|vùng|hạng|loại|nhóm|giai đoạn|bước|đợt|vòng|lớp|phường"
    r"|quận|khu phố|"
    r"tổ dân phố|khóa|quốc lộ|tỉnh lộ|đường tỉnh|thông tư|(?<!tổng )số|thứ|ngày|tháng|tuần|quý|lúc|hồi|điện thoại|fax"
    r"|đt"
)
_SERIES = rf"(?:{_S}?+(?:,|;|và|đến|-){_S}?+\d{{1,2}}+(?:\.\d{{1,2}})*+(?![\p{{L}}%\d])){{0,24}}+"
_END = rf"(?![\d%‰])(?![.,/]\d)(?!{_S}*+(?:%|‰|phần trăm))"
NUMBERED = regex.compile(
    rf"(?<!\p{{L}})(?:{_REFERRED}){_S}?+[:(]?+{_S}?+(?P<number>\d{{1,4}}+(?:\.\d{{1,2}})*+[a-zđ]?+{_SERIES}){_END}",
    regex.I,
)
# "tổng số 25 xã", "cấp 300 thẻ", "mức 5%", "điểm 03 xã": the caller leaves out those with a counted noun behind
GRADED = regex.compile(
    rf"(?<!\p{{L}})(?:{_GRADED}){_S}?+(?P<number>\d{{1,4}}+(?:\.\d{{1,2}})*+[a-zđ]?+{_SERIES}){_END}", regex.I
)
# "ba trụ cột: (1) Công nghiệp …; (2) Nông nghiệp", "…; 2. Lấy người dân": items counted inside a paragraph
ITEM = regex.compile(r"(?<![\p{L}\d]|\d\s)(?:\(\d{1,2}\)(?=\s++\p{L})|(?<=[:;.]\s)\d{1,2}[.)](?=\s++\p{Lu}))")
# "Chương trình và các văn bản[1]": the mark of a footnote
NOTE_MARK = regex.compile(r"\[\d{1,3}\]")
# 4G, 5G, H1N1, Covid-19, PM2.5, CO2, ISO 9001:2015, 1:1, 14h30, 4/4 (a phrase of one's own is a ratio), 0,4kV
CODE = regex.compile(
    r"(?<![\p{L}\d])(?:\d++(?=[GDhH]\b)[GDhH]\d*+|(?:[A-ZĐ]++|\p{Lu}\p{L}++)-?\d[\d.]*+|\p{L}++\d++\p{L}*+"
    r"|(?:ISO|TCVN|QCVN|VietGAP|HACCP)[ -]?\d[\d:.\-]*+|\d{1,3}:\d{1,3}(?!\d)|\d{9,12})"
)

# -- comparators ----------------------------------------------------------------------------------------------------

_AT_LEAST = (
    r"ít nhất|tối thiểu|không dưới|không thấp hơn|không ít hơn|(?<!cao |thấp |nhiều |ít |lớn |nhỏ |tốt )hơn|trên|"
    r"vượt|từ trên|≥|>=|>"
)
_AT_MOST = r"tối đa|không quá|không vượt quá|không cao hơn|nhiều nhất|dưới|quá|(?<!đến )cao nhất|≤|<=|<"
_ABOUT = r"khoảng|dự kiến|ước tính|ước|xấp xỉ|gần|chừng|trên dưới|tương đương"
# fillers between comparator and number: "tối thiểu là 10%", "dự kiến có 12", "ít nhất từ 5", "trên ≥ 12%"
_FILL = (
    r"(?:là|có|đạt|cho|được|bằng|ở mức|phải đạt|khoảng|ít nhất|tối thiểu|từ|trên|≥|>=|≤|<=|<|>"
    rf"|(?:vào|đến|trong){_S}+năm{_S}+\d{{4}})"
)
COMPARED_BEFORE = regex.compile(
    rf"(?:(?<!\p{{L}})(?P<word>(?i:{_AT_LEAST}|{_AT_MOST}|{_ABOUT}))(?!\p{{L}})){_S}*+(?:{_FILL}{_S}*+){{0,2}}$"
)
# "3%/năm trở lên", "15 tiêu chí trở lên", "03 sao trở lên", "5.000 người trở xuống"
COMPARED_AFTER = regex.compile(
    rf"(?:{_S}++\p{{L}}++){{0,3}}?{_S}*+(?P<word>trở{_S}++(?:lên|xuống)){_WORD_END}", regex.I
)
FROM = regex.compile(rf"(?<!\p{{L}})từ{_S}++$", regex.I)
TO = regex.compile(rf"(?:{_S}++\p{{L}}++){{0,3}}?{_S}*+(?:đến|tới|lên|xuống|còn|[-–]){_S}", regex.I)
_AT_LEAST_WORD = regex.compile(_AT_LEAST, regex.I)
_AT_MOST_WORD = regex.compile(_AT_MOST, regex.I)


def comparator_of(word: str) -> Comparator:
    """The comparator that a word of the lists above says."""
    word = word.lower()
    if regex.fullmatch(_ABOUT, word):
        return "~"
    if _AT_MOST_WORD.fullmatch(word):
        return "<="
    return ">="


# "tăng 1,3 lần", "gấp 2 lần", "bằng 1,5 lần": a multiple; "kiểm tra 02 lần" counts
MULTIPLIED = regex.compile(
    rf"(?<!\p{{L}})(?:tăng|gấp|bằng|giảm|cao gấp|gấp hơn)(?:{_S}++(?:bình quân|lên|ít nhất|gấp|từ|trên"
    rf"|được)){{0,3}}{_S}*+$",
    regex.I,
)
# "hai phần ba số xã"
FRACTION = regex.compile(
    rf"(?P<part>một|hai|ba|bốn|năm){_S}++phần{_S}++(?P<whole>hai|ba|tư|bốn|năm|sáu|bảy|tám|chín|mười){_WORD_END}",
    regex.I,
)
