"""How plans say what they commit to: the named pieces from which `targets` and its helpers are built.

Each piece carries a comment with the turn of phrase that forced it. All patterns are for NFC text; none spans a
paragraph, and repetition is possessive or bounded.
"""

from __future__ import annotations

import csv
from importlib import resources

import regex

from parsers.records import Change

_I = regex.I
_B, _E = r"(?<!\p{L})", r"(?!\p{L})"  # word edges: \b would split "đ" and marks on some inputs


def _words(*alternatives: str) -> str:
    return rf"{_B}(?:{'|'.join(alternatives)}){_E}"


def _verbs() -> list[str]:
    """The verbs of making, repairing, training, supporting; longest first."""
    with resources.files("parsers").joinpath("data/output_verbs.csv").open(encoding="utf-8") as handle:
        verbs = [row["verb"] for row in csv.DictReader(handle)]
    forms = [r"\s+".join(verb.split()) for verb in sorted(verbs, key=len, reverse=True)]
    return [r"(?<!thành\s)" + form if form == "lập" else form for form in forms]  # "thành lập" founds what is new


# -- where in a document a number stands ----------------------------------------------------------------------------

# "I. KẾT QUẢ THỰC HIỆN NĂM 2024", "Đánh giá tình hình": what was, not what will be. Anchored, for "giám sát, đánh giá"
# heads tasks as well
PAST_HEADING = regex.compile(
    r"(?:những\s+|một\s+số\s+|về\s+)?(?:kết\s+quả|tình\s+hình|thực\s+trạng|hiện\s+trạng"
    r"|đánh\s+giá\s+(?:tình\s+hình|kết\s+quả|chung|thực|việc)"
    r"|đặc\s+điểm|tồn\s+tại|hạn\s+chế|khó\s+khăn|thuận\s+lợi|ưu\s+điểm|nguyên\s+nhân|bối\s+cảnh|khái\s+quát"
    r"|sự\s+cần\s+thiết|căn\s+cứ"
    r"|cơ\s+sở\s+(?:pháp\s+lý|xây\s+dựng)|bài\s+học|dự\s+báo|tóm\s+tắt)",
    _I,
)
# "MỤC TIÊU", "Các chỉ tiêu chủ yếu", "Nhiệm vụ", "Giải pháp": what will be
GOAL_HEADING = regex.compile(_words(r"mục\s+tiêu", r"chỉ\s+tiêu", r"phấn\s+đấu", r"yêu\s+cầu"), _I)
ORGANISATION_HEADING = regex.compile(
    r"(?:công\s+tác\s+)?(?:tổ\s+chức\s+(?:triển\s+khai\s+)?thực\s+hiện|phân\s+công|trách\s+nhiệm"
    r"|chế\s+độ\s+báo\s+cáo)",
    _I,
)
FUNDING_HEADING = regex.compile(
    r"(?:[\w\s]{0,20}+)?(?:kinh\s+phí|nguồn\s+(?:vốn|lực)|nhu\s+cầu\s+vốn|tổng\s+mức|vốn\s+thực"
    r"|danh\s+mục\s+đầu\s+tư|dự\s+toán|thu\s+nsnn|chi\s+nsđp|tài\s+chính)",
    _I,
)

# -- past and future in a clause ------------------------------------------------------------------------------------

# "hiện có 12 xã", "tính đến nay đã có", "ước đạt 8%", "năm 2024 đã": only before the number; behind it "đã" is a mere
# attribute ("9 xã đã được công nhận")
PAST = regex.compile(
    _words(
        r"đã",
        r"hiện\s+(?:có|nay|tại|đang|toàn)",
        r"(?<!thực\s)(?<!thể\s)(?<!phát\s)(?<!xuất\s)(?<!tái\s)(?<!cải\s)hiện(?!\s+(?:đại|hành|trường|vật))",
        r"tính\s+đến",
        r"đến\s+nay",
        r"l(?:ũy|uỹ)\s+kế\s+(?:đến\s+(?:nay|ngày|tháng|thời)|từ)",
        r"ước\s+(?:đạt|thực\s+hiện|cả\s+năm|tăng|giảm)",
        r"trước\s+đây",
        r"vừa\s+qua",
        r"so\s+(?:với\s+)?cùng\s+kỳ",
        r"(?<!(?:giữ\s+vững|duy\s+trì|phát\s+huy|nâng\s+cao)\s+)kết\s+quả(?:\s+đạt)?",
        r"vượt(?:\s+\S+)?\s+kế\s+hoạch",
        r"dự\s+báo",
    ),
    _I,
)
# what turns a sentence to the future in spite of a past word before it: "đã đạt chuẩn; phấn đấu có thêm"
COMMITS = regex.compile(
    _words(
        r"phấn\s+đấu",
        r"phần\s+đấu",
        r"mục\s+tiêu",
        r"duy\s+trì",
        r"giữ\s+vững",
        r"tiếp\s+tục",
        r"sẽ",
        r"dự\s+kiến",
        r"bảo\s+đảm",
        r"đảm\s+bảo",
        r"cam\s+kết",
        r"hoàn\s+thành",
        r"tối\s+thiểu",
        r"ít\s+nhất",
        r"không\s+(?:ít\s+hơn|dưới)",
        r"nâng",
        r"kế\s+hoạch\s+năm",
    ),
    _I,
)

# -- what a number measures against ---------------------------------------------------------------------------------

# "115/181 xã đạt chuẩn, chiếm tỷ lệ 63,5%", "04/10 xã đạt tỷ lệ 40%", "(tương đương 12%)"
SHARE = regex.compile(
    rf"(?:^|[,(;–-]|{_B}\p{{L}}++)\s*+(?:và\s+)?(?:chiếm|đạt|tỷ\s+trọng|tương\s+đương|tương\s+ứng|bằng|=|tỷ\s+lệ|tỉ\s+lệ)"
    r"(?:\s+(?:tỷ\s+lệ|tỉ\s+lệ|khoảng|tỷ\s+trọng|với))?+\s*+[:=]?+\s*+$",
    _I,
)
# "tăng từ 60% lên 75%", "giảm từ 5% xuống còn 3%": the first number is where it starts
ORIGIN_GAP = regex.compile(
    r"[^,;.\d]{0,40}?(?:/\s?+\d[\d.]*+[^,;.\d]{0,40}?)?(?:\(?(?:của\s+|cuối\s+)?năm\s+\d{4}\)?)?[^,;.\d]{0,20}?,?\s*+(?:lên|xuống"
    r"|còn)(?:\s+(?:đến|tới|mức|còn|trên|dưới|khoảng))*\s*+",
    _I,
)
# "so với mức 45%", "bằng 85% của cả nước"
COMPARED = regex.compile(rf"{_B}(?:so\s+(?:với\s+)?(?:mức\s+)?|mức\s+bình\s+quân\s+\S+\s+)$", _I)
# "so với năm 2020", "so cuối năm 2021"
PER_HEAD = regex.compile(
    _words(r"(?:mỗi|hằng|hàng|một|từng)\s+năm", r"bình\s+quân\s+(?:mỗi\s+|hằng\s+|hàng\s+)?năm", r"trung\s+bình\s+năm"),
    _I,
)
PER_SENTENCE = regex.compile(r"\s*+(?:mỗi|hằng|hàng)\s+năm(?!\p{L})", _I)
PER_TAIL = regex.compile(
    r"(?:[^,;.()\d]{0,60}?/|\s*+(?:mỗi|một|trên)\s|[^,;.()\d]{0,80}?(?<!\p{L})(?:mỗi|hằng|hàng)\s)\s*+năm(?!\p{L})", _I
)

# -- verbs and the change they make ---------------------------------------------------------------------------------

# the verbs of `data/output_verbs.csv`; "cấp xã", "cấp ủy" are nouns, "kéo giảm" decreases
OUTPUT_VERB = _words(*_verbs(), r"cấp(?!\s+(?:xã|huyện|tỉnh|ủy))", r"kéo(?!\s+giảm)")
CHANGES: tuple[tuple[Change, regex.Pattern[str]], ...] = (
    # "tiếp tục duy trì 181/181 xã", "giữ vững 9 tiêu chí"
    (
        "maintain",
        regex.compile(_words(r"duy\s+trì", r"giữ\s+vững", r"giữ\s+ổn\s+định", r"ổn\s+định", r"giữ\s+nguyên"), _I),
    ),
    # "có thêm 50 xã", "công nhận mới 68 trường", "trồng mới 60 ha", "tăng ít nhất 1,5 lần"; "tăng cường" is no increase
    (
        "increase",
        regex.compile(
            _words(
                r"(?<!mua\s)thêm",
                r"tăng(?!\s+cường)",
                r"công\s+nhận(?:\s+mới)?",
                r"(?:thành\s+lập|trồng|phát\s+triển|kết\s+nạp|mở|tuyển|hình\s+thành|ra\s+mắt|gia\s+nhập"
                r"|tham\s+gia)\s+mới",
                r"thành\s+lập",
                r"hình\s+thành",
                r"bổ\s+sung",
                r"kết\s+nạp",
            ),
            _I,
        ),
    ),
    (
        "decrease",
        regex.compile(
            _words(r"(?:kéo\s+|cắt\s+)?giảm(?!\s+nghèo|\s+thiểu|\s+tác\s+hại)", r"hạ(?=\s+tỷ\s+lệ)", r"thu\s+hẹp"), _I
        ),
    ),
    # "nâng tổng số xã lên", "đạt", "có", "xuống còn", "bảo đảm": a state
    (
        "level",
        regex.compile(
            _words(
                r"đạt(?:\s+(?:trên|tối\s+thiểu|ít\s+nhất))?",
                r"nâng(?!\s+cao|\s+cấp)",
                r"có(?!\s+thêm|\s+hiệu\s+quả)",
                r"còn",
                r"(?:lên|xuống)(?=\s*+(?:còn|dưới|trên|khoảng)?\s*+$)",
                r"bảo\s+đảm",
                r"đảm\s+bảo",
                r"hoàn\s+thành",
                r"là(?=\s*+$)",
                r"chiếm",
                r"được(?=\s+công\s+nhận)",
                r"sản\s+lượng",
                r"l(?:ũy|uỹ)\s+kế",
                r"tổng\s+(?:số|diện\s+tích)",
            ),
            _I,
        ),
    ),
    # "sửa chữa 215 công trình", "đào tạo 1.000 lao động", "tổ chức 05 lớp"
    ("output", regex.compile(OUTPUT_VERB, _I)),
)
# "thực hiện 06 sản phẩm đăng ký đánh giá mới": what is new stands behind the number
NEW_TAIL = regex.compile(
    rf"[^,;.()\d]{{0,40}}?{_B}(?:đăng\s+ký|đánh\s+giá|công\s+nhận|thành\s+lập)[^,;.()\d]{{0,20}}?\s+mới{_E}", _I
)

KEPT = regex.compile(_words(r"duy\s+trì", r"giữ\s+vững"), _I)
# "100% số xã (23/23 xã) duy trì đạt chuẩn", "95% khu dân cư giữ vững danh hiệu": the verb right behind what is counted
KEPT_TAIL = regex.compile(
    rf"(?:[^,;.()\d]{{0,40}}?(?:\([^()]{{1,40}}\))?\s*+)?(?:tiếp\s+tục\s+)?{_B}"
    rf"(?:duy\s+trì(?=\s+(?:đạt|chuẩn|danh|kết|tiêu)\s)|giữ\s+vững){_E}",
    _I,
)

# -- clauses --------------------------------------------------------------------------------------------------------

# what opens a clause of its own behind a comma: a verb, a rate, "trong đó", a bare number
OPENS = regex.compile(
    r"\s*+(?:và\s+|đồng\s+thời\s+)?(?:trong\s+đó|riêng|bình\s+quân|trung\s+bình|tỷ\s+lệ|tỉ\s+lệ|số|tổng"
    r"|diện\s+tích|sản\s+lượng|năng\s+suất|nâng|tăng|giảm|duy\s+trì|giữ|đạt|có|thêm|phấn\s+đấu"
    r"|đến|trước|năm|giai\s+đoạn|chiếm|xây|đầu\s+tư|sửa|lắp|hỗ\s+trợ|đào\s+tạo|dạy|thành\s+lập|trồng"
    r"|công\s+nhận|khởi\s+công|hoàn\s+thành|không\s+c|mỗi|hằng|hàng|bảo\s+đảm|đảm\s+bảo"
    r"|≥|≤|>|<|ít\s+nhất|tối|trên|khoảng|dưới|từ|\d)",
    _I,
)
PREDICATE = regex.compile(
    _words(r"đạt", r"có", r"được", r"tăng", r"giảm", r"là", r"bảo\s+đảm", r"đảm\s+bảo", r"chiếm"), _I
)
# new clause without any comma: "(…) nâng tổng số xã lên", "đạt chuẩn tiêu chí … nâng tổng số"
MID_OPENS = regex.compile(
    r"(?<=[\s)])(?:nâng\s+(?:tổng|số|tỷ|diện)|(?:để\s+)?(?:đảm|bảo)\s+(?:bảo|đảm)\s+(?:đạt|\d|trên|tối|có)"
    r"|không\s+(?:có|còn)|trong\s+đó|thu\s+nhập\s+bình)",
    _I,
)
IN_IT = regex.compile(r"\s*+(?:,|\()?\s*+(?:và\s+)?trong\s+đó", _I)
# "(gồm xã Giang Ma 03 bản …)", "xã Giang Ma 03 bản": the place right before the number
PLACE_BEFORE = regex.compile(
    rf"{_B}(?P<place>(?:xã|phường|thị\s+trấn|huyện|quận|thị\s+xã"
    rf"|thành\s+phố)\s+\p{{Lu}}[\p{{L}}'’-]*+(?:\s+\p{{Lu}}[\p{{L}}'’-]*+){{0,3}}+(?:\s\d{{1,2}}(?=\s+(?:có|là)\s))?)"
    r"(?:\s*+[:-]\s*+|\s+(?:có\s+|là\s+)?)$"
)
# counts of what a plan consists of: "06 chương trình chuyên đề", "thuộc 03 nội dung", are no targets
FRAME_NOUNS = frozenset(
    {
        "chương trình",
        "nội dung",
        "nhiệm vụ",
        "giải pháp",
        "mục tiêu",
        "chỉ tiêu",
        "nhóm",
        "tỷ lệ",
        "phong trào",
        "hoạt động",
        "sở",
        "ngành",
        "ban",
        "loại",
        "hạng mục",
        "danh mục",
        "khoản",
        "địa phương",
        "kế hoạch",
        "văn bản",
        "nghị quyết",
        "quyết định",
        "tiêu chuẩn",
        "đề án",
        "lần",
        "trụ cột",
        "loại hình",
        "giai đoạn",
        "quan điểm",
        "định hướng",
    }
)
# "Đề án trồng 50 triệu cây xanh", "phong trào xây dựng 5 không": a number inside a name
NAME_BEFORE = regex.compile(
    rf"{_B}(?:đề\s+án|kế\s+hoạch|phong\s+trào|cuộc\s+vận\s+động|chiến\s+dịch|chương\s+trình|phương\s+châm"
    rf"|mô\s+hình)(?:\s+(?!có{_E}|đạt{_E}|phấn{_E}|thực{_E})\p{{L}}++){{0,4}}+\s++$",
    _I,
)
# "ngân sách tỉnh 60%, ngân sách huyện 40%": shares of money
MONEY_SHARE = regex.compile(
    rf"{_B}(?:ngân\s+sách|nguồn\s+vốn|vốn|kinh\s+phí)(?:\s+\p{{L}}++){{0,5}}?(?:\s+(?:chiếm|là|khoảng|đối\s+ứng"
    r"|hỗ\s+trợ|bảo\s+đảm|đảm\s+bảo|tối\s+đa|không\s+quá))?(?:\s+tỷ\s+lệ)?\s*+:?\s*+$",
    _I,
)
# "Diện tích gieo trồng lúa 25.000 ha", "số lớp tổ chức": a measure named first, whatever verb stands within it
MEASURED = regex.compile(
    r"\s*+(?:(?:tổng|đưa|và)\s+)*+(?:diện\s+tích|sản\s+lượng|năng\s+suất|tỷ\s+lệ|tỉ\s+lệ|thu\s+nhập|số(?!\s+hóa)"
    r"|độ\s+che\s+phủ|tỷ\s+suất|mức)(?!\p{L})",
    _I,
)
# measures of money and growth have no counted noun: "thu nhập bình quân đầu người cao hơn 10%" is in %
MEASURES = regex.compile(
    rf"{_B}(?:thu\s+nhập|tốc\s+độ|giá\s+trị|doanh\s+thu|năng\s+suất|kim\s+ngạch|GRDP|GDP|tổng\s+sản\s+phẩm"
    r"|tổng\s+mức|chỉ\s+số|sản\s+lượng|cơ\s+cấu|tỷ\s+trọng|kinh\s+tế\s+số|kinh\s+phí|vốn|ngân\s+sách|điểm\s+số"
    rf"|khối\s+lượng){_E}",
    _I,
)
# the money that is a goal and no funding: what people earn, the economy makes, the trade sells
EARNINGS = regex.compile(
    rf"{_B}(?:thu\s+nhập|GRDP|GDP|tổng\s+sản\s+phẩm|giá\s+trị\s+sản\s+(?:xuất|phẩm|lượng)"
    r"|giá\s+trị\s+gia\s+tăng|doanh\s+thu|doanh\s+số|kim\s+ngạch|năng\s+suất\s+lao\s+động"
    rf"|tổng\s+mức\s+bán\s+lẻ){_E}",
    _I,
)
# "không còn xã dưới 15 tiêu chí", "không có xã đạt dưới 10 tiêu chí": a target of zero
ZERO = regex.compile(
    rf"{_B}không\s+(?:còn|có|để)\s+(?=(?P<noun>xã|thôn|bản|huyện|ấp|hộ|trường|lớp|phòng|công\s+trình|hồ\s+sơ|trẻ\s+em|cơ\s+sở"
    rf"|nhà)(?!\p{{L}}))(?P<rest>[^,;.()\n]{{0,80}})",
    _I,
)
ZERO_STATE = regex.compile(
    rf"{_B}(?:dưới|chưa|tụt\s+hạng|bị|không\s+đạt|trễ\s+hạn|quá\s+hạn|ngừng|bỏ\s+học|mù\s+chữ|xuống\s+cấp|nghèo|tạm|dột\s+nát|đặc\s+biệt\s+khó\s+khăn|trắng|đói|tái\s+nghèo|tái\s+mù|ma\s+túy){_E}",
    _I,
)
# "Tuổi thọ trung bình: 74,5 tuổi", "thời gian giải quyết còn 5 ngày": here the time itself is what is measured
LASTS = regex.compile(
    rf"{_B}(?:tuổi\s+thọ|thời\s+(?:gian|hạn)\s+(?:giải\s+quyết|thực\s+hiện|xử\s+lý|trung\s+bình|chờ)|số\s+năm)", _I
)
BASELINE_YEAR = regex.compile(
    r"so\s+(?:với\s+)?(?:cuối\s+|đầu\s+|cùng\s+kỳ\s+)?(?:năm\s+(?:học\s+(?:\d{4}\s*+[-–]\s*+)?)?)?(?P<year>(?:19|20)\d\d)(?!\d)",
    _I,
)
