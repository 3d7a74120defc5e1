"""The turns of phrase by which Vietnamese plans give work to bodies, as patterns over text with one tone placement.

In: nothing. Out: compiled patterns, composed of `phrases`, which lets any white space stand between words.
"""

from __future__ import annotations

import regex


def phrases(pattern: str) -> str:
    """`pattern` for words in any case with any white space between them, ending at a word's end."""
    return "(?i:" + pattern.replace(" ", r"\s++") + r")(?!\p{L})"


_BRACKET = r"(?:\([^()]{0,300}\)\s*+)?+"
# between two bodies of a list; a remark in brackets may follow a body
SEPARATOR = regex.compile(
    rf"\s*+{_BRACKET}(?:[,;/-]|{phrases('và|cùng(?: với)?')})?+\s*+(?:{phrases('và')}\s++)?+{_BRACKET}"
)
# "Các cơ quan: Sở A, Sở B", "Các đơn vị gồm: …": the list says which
WHICH = regex.compile(r"\s*+(?:" + phrases("gồm|bao gồm|như|là") + r"\s*+)?+:\s*+")
BRACKET = regex.compile(r"\s*+\([^()]{0,400}\)")
# a dash does a colon's work where a web page lost its line ends ("Sở A - Chủ trì …")
COLON = regex.compile(r"\s*+[*_]*+:[*_]*+|\s++[-–]\s++(?=\p{Lu})")
# a bullet or label left in front of a sentence, also behind a speck that was read as a point (": c) Sở A …")
BULLET = regex.compile(r"(?:[-–+•]\s++|[:.]\s*+)?+(?:(?:[a-zđ]|\d{1,2})[.)]\s++)?+")
SUBJECT_MATTER = regex.compile(r"[^:;.,]{3,80}+:\s*+")  # "Về kinh phí: Sở A …"

# "Đề nghị Hội Nông dân tỉnh", "Giao Sở A": the plan calls the body that does it; below the heading of an agency it is
# that agency which calls, and the body called is only its object
ORDER = regex.compile(
    phrases("(?:kính |trân trọng )?đề nghị|khuyến khích|yêu cầu|giao(?: nhiệm vụ)?(?: cho)?|phân công")
    + r"(?:\s*+:)?\s++"
)
TOPIC = regex.compile(phrases("riêng(?: đối với)?|đối với|(?:trách nhiệm|nhiệm vụ) của") + r"\s++")
# what may stand before the subject of a sentence: time, ground, condition, up to a comma (or a semicolon in its place)
ADVERBIAL = regex.compile(
    "(?:"
    + phrases(
        r"trên cơ \p{L}+|căn cứ|trong quá trình|trong phạm vi|theo(?! dõi)|trường hợp|khi|sau khi|tùy|bên cạnh"
        "|đối với|do đó"
    )
    + r"[^,;:.]{0,200}+|"
    + phrases("hằng|hàng|định kỳ|trước ngày|trong (?:thời gian|thời hạn|vòng|\\d++ ngày)|đến|giai đoạn|năm|từ nay")
    + r"[^,;:.]{0,60}+|"
    + phrases("ngoài ra|đồng thời|riêng|mặt khác|bên cạnh đó")
    + r"\s*+)[,;]\s*+"
)
MORE_ADVERBIAL = regex.compile(r"[^,;:.]{2,120}+[,;]\s*+")
# "Sở A, trên cơ sở đề xuất của các đơn vị, chủ trì …": a ground between the subject and its verb
INSERTED = regex.compile(
    r"\s*+,\s*+"
    + phrases("trên cơ sở|căn cứ|theo|tùy|trong phạm vi")
    + r"[^;:.]{3,200}?,\s*+(?="
    + phrases("chủ trì|chủ động|phối hợp|tham mưu|tổng hợp|có trách nhiệm|chịu trách nhiệm")
    + ")"
)
# "Hội A bằng nhiều hình thức phù hợp, vận động …": the way, between the subject and its verb
MANNER = regex.compile(r"\s++" + phrases("bằng|thông qua") + r"[^,;:.]{3,120}+,\s*+")
# "Báo A mỗi năm xây dựng …", "Sở B trước ngày 31/3 hằng năm công bố …": the time, between the subject and its verb
DURING = regex.compile(
    r"\s++(?="
    + phrases("mỗi|hằng|hàng|định kỳ|trong|từ|đến|trước|vào|cuối|đầu|năm|quý|tháng|giai đoạn")
    + r"\s)(?:(?:"
    + phrases(
        "mỗi|hằng|hàng|định|kỳ|trong|từ|đến|hết|trước|vào|cuối|đầu|giữa|năm|quý|tháng|tuần|ngày|giai|đoạn|và|một"
        "|hai|ba|tới|này"
    )
    + r"|[\d/]++|[IVX]++(?!\p{L})|[-–])\s*+)++"
)
# "Doanh nghiệp viễn thông, tổ chức bảo đảm …": a vague noun that closes a list of subjects
LOOSE_END = regex.compile(
    r"\s*+(?:,|" + phrases("và") + r")\s*+" + phrases("tổ chức|cá nhân|đơn vị|cơ quan|địa phương") + r"\s++"
)

ADVERBS = (
    "(?:"
    + phrases(
        "thường xuyên|chủ động|tích cực|tiếp tục|tăng cường|có trách nhiệm|chịu trách nhiệm|đồng thời|ngoài ra|cần"
        "|phải|và|kịp thời|có nhiệm vụ|tham gia(?! cùng)"
    )
    + r"\s*+:?\s*+)*+"
)
ADVERBS_ONLY = regex.compile(ADVERBS)
# "Căn cứ chức năng, nhiệm vụ được giao, phối hợp với …": the ground does not lead
_GROUND = (
    "(?:"
    + phrases("căn cứ|theo|trên cơ sở|trong phạm vi")
    + r"(?:[\s,]|"
    + phrases(
        "và|vào|vai trò|chức năng|nhiệm vụ|quyền hạn|thẩm quyền|lĩnh vực|được phân công|được giao|của|đơn vị|ngành"
        "|cơ quan|địa phương|mình|tình hình thực tế"
    )
    + ")++|"
    + phrases("căn cứ|trên cơ sở")
    + r"[^,;:.]{15,200}+,\s*+)?"
)
COORDINATES = regex.compile(_GROUND + ADVERBS + phrases("phối hợp|tham gia cùng"))
_CLOSELY = r"(?:,|\s++" + phrases("chặt chẽ|thường xuyên|đồng bộ|hiệu quả|tốt|và đề nghị") + ")*+"
WITH = regex.compile(
    r"(?:(?i:phối(?:,|\s)*+(?:kết\s++)?hợp)(?!\p{L})"
    + _CLOSELY
    + r"(?:(?:(?<=,)\s++(?!"  # "phối hợp, cung cấp thông tin với …"
    + phrases("với|các|cùng")
    + r")\p{Ll}[^,.;:()]{3,40}?)?\s++"
    + phrases("với|cùng(?: với)?")
    + r")?+|"
    + phrases("kết hợp")
    + _CLOSELY
    + r"\s++"
    + phrases("với")
    + "|"
    + phrases("tham gia cùng(?: với)?")
    + "|"
    + phrases("chủ trì|chủ động|đồng hành")
    + r",?\s++"
    + phrases("cùng(?: với)?")
    + r")\s++(?:"
    + phrases("đầu mối|đại diện|lãnh đạo")
    + r"\s++(?:"
    + phrases("của")
    + r"\s++)?)?+"
)
# "do Sở A chủ trì, Sở B phối hợp": the partner stands before the verb, which has no object, or right behind the lead
PARTNERS = regex.compile(
    r"\s++"
    + phrases("(?:cùng |là (?:cơ quan|đơn vị) )?phối hợp")
    + r"(?:\s++"
    + phrases("cùng|triển khai|tổ chức|thực hiện")
    + r")*+(?P<ends>\s*+(?=[.,;)]|$))?+"
)
BEFORE_PARTNER = regex.compile("(?P<lead>" + phrases("chủ trì") + r"\s*+)?+[,(]\s*+$")
# "Quy chế phối hợp giữa …": a noun, not what somebody does
NOMINAL = regex.compile(
    phrases("quy chế|cơ chế|công tác|chương trình|sự|quan hệ|quy trình|văn bản|kế hoạch|trong|việc|tinh thần")
    + r"\s++$"
)
# "UBND tỉnh đã giao Sở A …" is a fact, "để Sở A phối hợp …" an end: no tasks
PAST = regex.compile(
    phrases("đã|đang")
    + r"\s++(?:"
    + phrases("giao|chỉ đạo|yêu cầu|chủ trì|phối hợp|chủ động|tham mưu|ban hành")
    + r"[^.;:]{0,80}|(?:[\p{L}]++,?\s++){0,3})$|"
    + phrases("để")
    + r"\s[^,.;:]{0,90}$"
)
NOT_A_TASK = regex.compile(
    phrases(
        "đã|được|đang|đạt|bị|chưa|hiện|còn|nêu trên|nói trên|gồm|bao gồm|thuộc"
        "|trực thuộc|là(?! (?:cơ quan|đơn vị|đầu mối))"
        "|có(?! (?:trách nhiệm|nhiệm vụ|kế hoạch|biện pháp|giải pháp))|hoàn thành tốt|xem xét|quan tâm xem xét"
    )
)
# "UBND các xã được giao vốn … có trách nhiệm thông báo": the duty stands behind a remark
LATER_DUTY = regex.compile(r"[^.;:]{3,200}?\s" + phrases("có trách nhiệm|chịu trách nhiệm"))
TASK = regex.compile(
    phrases(
        "chủ trì|chủ động|phối hợp|có trách nhiệm|chịu trách nhiệm|là (?:cơ quan|đơn vị|đầu mối)|căn cứ"
        "|theo (?:chức|dõi)|trên cơ sở|tiếp tục|thường xuyên|tổ chức|tham mưu|hướng dẫn|xây dựng|định kỳ|hằng|hàng"
        "|nghiêm túc|khẩn trương|kịp thời|tích cực|tiên phong|ưu tiên|đăng tải|duy trì|tổng hợp|báo cáo|rà soát|bố trí"
        "|cung cấp|tuyên truyền|vận động|lồng ghép|đẩy mạnh|tăng cường|phát huy|phát động|quán triệt|đôn đốc|giám sát"
    )
)
LEADS = regex.compile(
    r"\s*+"
    + phrases(
        "(?:làm )?chủ trì|có trách nhiệm|chịu trách nhiệm|làm đầu mối"
        "|là (?:cơ quan|đơn vị|đầu mối) (?:chủ trì|đầu mối|thường trực)"
    )
)
# "do Sở A điều phối": the one who does it, where "do Sở A thông qua" is only its way
DONE_BY = regex.compile(
    r"\s*+"
    + phrases("(?:làm )?chủ trì|điều phối|chủ động|phụ trách|đảm nhiệm|có trách nhiệm|chịu trách nhiệm|làm đầu mối")
)
CHAIRS = regex.compile(phrases("chủ trì"))
GIVEN = regex.compile(
    r"(?<!được\s|đã\s|chuyển\s|bàn\s)"
    + phrases("giao(?: cho)?|yêu cầu|đề nghị|phân công|do")
    + r"\s++(?:các\s++đồng\s++chí\s++)?+$"
)
# somebody else than the gazetteer's bodies: "Người đứng đầu thôn có trách nhiệm …"
DUTY = regex.compile(
    r"[^:;.]{3,120}?\s" + phrases("có trách nhiệm|chịu trách nhiệm|chủ động|chủ trì|phối hợp|tích cực")
)
ASKS = regex.compile(r"\s*+" + phrases("(?:trân trọng )?(?:yêu cầu|đề nghị|giao)") + r"\s++")
ROLE_LABEL = regex.compile(
    r"(?:"
    + phrases("(?:các )?(?:cơ quan|đơn vị|sở,? (?:ban,? )?ngành|ngành|phòng,? ban|trách nhiệm|phân công)")
    + r"[^:;.]{0,25}?)?"
    + "(?P<role>"
    + phrases("chủ trì|thực hiện|phối hợp|tham mưu|đầu mối|chịu trách nhiệm|phụ trách")
    + r")[^:;.,]{0,25}?:\s*+"
)
CLOSING = regex.compile(
    phrases(
        "trên đây là|(?:phân công )?nhiệm vụ (?:cụ thể )?(?:tại|theo) (?:biểu|phụ lục)"
        "|\\(?(?:chi tiết|kèm theo|gửi kèm|có (?:phụ lục|biểu|danh sách))|kế hoạch này (?:thay|có hiệu)"
        "|(?:trong )?quá trình (?:tổ chức )?(?:triển khai )?(?:tổ chức )?thực hiện[^.;]{0,60}(?:nếu|khó khăn|vướng mắc)"
    )
)
# the end of a clause that announces a list: ", có nhiệm vụ:", "cụ thể như sau:"
LEAD_IN = regex.compile(
    r"(?:[,;]?\s*+(?i:(?:và\s++)?(?:có|với|thực\s++hiện)\s++(?:các\s++|những\s++)?(?:nhiệm\s++vụ|trách\s++nhiệm|nội\s++dung)"
    r"[^:,;]{0,40}|cụ\s++thể(?:\s++như\s++sau)?|như\s++sau|bao\s++gồm|gồm))?\s*+:$"
)
NO_TASK = regex.compile(
    ADVERBS
    + "(?:"
    + phrases("là (?:cơ quan|đơn vị)")
    + r"\s++)?(?:"
    + phrases(
        "chủ trì|phối hợp|có trách nhiệm|chịu trách nhiệm|có nhiệm vụ"
        "|(?:tổ chức )?(?:triển khai )?thực hiện (?:các |một số )?"
        "(?:nhiệm vụ|nội dung|công việc|hoạt động|chương trình)"
        "(?: (?:có liên quan|liên quan|cụ thể|chủ yếu|trọng tâm|sau đây|sau|như sau|như|gồm))*+"
    )
    + r"[\s,;:]*+)*+$"
)
# "Để nắm bắt nhu cầu …", "trên cơ sở đề xuất của các đơn vị": only an end or a ground, no task of its own
PURPOSE = regex.compile(phrases("để|nhằm") + r"[^,]*+$")
ONLY_GROUND = regex.compile(phrases(r"trên cơ \p{L}+|căn cứ") + r"[^;]*+$")
ANNEX = regex.compile(
    r"[*_#\s]*+(?:(?:PHỤ\s++LỤC|BIỂU|DANH\s++MỤC)(?!\p{L})|(?i:phụ\s++lục)\s++(?i:số\s++)?(?:\d|[IVX]+(?!\p{L})))"
)
OPEN_LIST = regex.compile(r"(?:,|(?<!\p{L})(?:và|với))\s*+$")
# "Các trường đại học ở các vùng khó khăn mở thêm ngành": a place between the subject and its verb
PLACED = regex.compile(
    phrases("ở|tại|trong")
    + r"\s++[^.;:]{3,60}?\s(?="
    + phrases(
        "chủ trì|chủ động|phối hợp|tổ chức|thực hiện|triển khai|tăng cường|xây dựng|mở|rà soát|có trách nhiệm|tích cực"
    )
    + ")"
)
# "Trong quá trình thực hiện, nếu …; trường hợp vượt thẩm quyền, Sở A tổng hợp …"
OTHERWISE = regex.compile(phrases("trường hợp") + r"[^.;:]{3,100}?,\s*+")
# a semicolon before a criterion, a content or a bare number goes on with a list of them
NEW_CLAUSE = regex.compile(
    r";\s*+(?!\d{1,2}(?:\.\d{1,2})*+\s*+(?:[;,.)]|$|"
    + phrases("và")
    + r")|(?:"
    + phrases("và")
    + r"\s++)?\(?\s*+(?:"
    + phrases("các|tiểu")
    + r"\s++)?"
    + phrases("tiêu chí|chỉ tiêu|nội dung|dự án|nhiệm vụ")
    + ")"
)
# the headings of sections that assign work to bodies
ORGANISATION = regex.compile(
    phrases(
        "tổ chức (?:triển khai )?(?:thực hiện|triển khai)|trách nhiệm(?: của)?|phân công(?: nhiệm vụ| trách nhiệm)?"
        "|nhiệm vụ (?:của|cụ thể của) các|giao nhiệm vụ"
    )
)
