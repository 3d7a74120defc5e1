"""The outline: which heading or lead-in stands over which paragraph."""

import pytest

from ocr.document import Document
from parsers.outline import Outline, build


def outline(text: str) -> Outline:
    return build(Document("plan.txt", "text", text, (), ()))


def paths(text: str) -> list[str]:
    tree = outline(text)
    over = ([a.label or "¶" for a in tree.ancestors(node)][::-1] for node in tree.nodes[1:])
    return ["/".join([*labels, node.label or "¶"]) for labels, node in zip(over, tree.nodes[1:], strict=True)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("I. MỤC TIÊU\n1. Chung\n1.1. Riêng\na) Điểm\n- Ý", ["I", "I/1", "I/1/1.1", "I/1/1.1/a", "I/1/1.1/a/-"]),
        ("I. MỤC TIÊU\n1. Chung\nII. NHIỆM VỤ\n1. Đầu", ["I", "I/1", "II", "II/1"]),
        ("- Gồm:\n+ Một\n+ Hai\n- Khác", ["-", "-/+", "-/+", "-"]),
        ("Chương I\nĐiều 1. Phạm vi\n1. Khoản", ["Chương I", "Chương I/Điều 1", "Chương I/Điều 1/1"]),
        ("1. Sở Tài chính\nChủ trì lập dự toán.\n2. Sở Y tế", ["1", "1/¶", "2"]),
    ],
)
def test_labels_nest_by_their_style(text: str, expected: list[str]) -> None:
    assert paths(text) == expected


def test_paragraphs_after_a_leading_bullet_belong_to_it_until_the_next_bullet() -> None:
    assert paths("2. Gồm\n- Tiêu chí Y tế:\nXây trạm.\nMua máy.\n- Tiêu chí Điện: kéo dây.\nThay trụ.") == [
        "2", "2/-", "2/-/¶", "2/-/¶", "2/-", "2/-/¶",
    ]  # fmt: skip


@pytest.mark.parametrize("rest", ["(trong đó, tỉnh 12 tỷ đồng).", "và các nguồn khác."])
def test_a_bracket_or_a_small_letter_goes_on_with_its_bullet(rest: str) -> None:
    assert paths(f"1. Vốn\nTổng 30 tỷ đồng, trong đó:\n- Ngân sách 20 tỷ.\n{rest}\n- Dân góp 10 tỷ.") == [
        "1", "1/¶", "1/¶/-", "1/¶/-/¶", "1/¶/-",
    ]  # fmt: skip


def test_a_paragraph_after_a_closed_list_belongs_to_the_heading() -> None:
    assert paths("2. Giải pháp\n- Một ý.\n- Hai ý.\nTổ chức thực hiện tốt.")[-1] == "2/¶"


def test_a_lead_in_holds_the_bullets_after_it_and_not_the_next_paragraph() -> None:
    assert paths("1. Vốn\nTổng vốn 20 tỷ đồng, trong đó:\n- Ngân sách 12 tỷ\nKhác") == ["1", "1/¶", "1/¶/-", "1/¶"]


@pytest.mark.parametrize("line", ["1.140 lao động có việc làm", "2025 là năm cuối", "64,7km đường", "12 xã đạt chuẩn"])
def test_a_figure_at_the_start_of_a_line_is_no_label(line: str) -> None:
    assert outline(line).nodes[1].kind == "paragraph"


def test_a_heading_glued_behind_markup_is_a_node_of_its_own() -> None:
    tree = outline("II. MỤC TIÊU**1. Mục tiêu tổng quát**\nXây dựng nông thôn.")
    assert [(node.label, tree.words(node)[:8]) for node in tree.nodes[1:3]] == [("II", "MỤC TIÊU"), ("1", "Mục tiêu")]


def test_recipients_and_signature_are_closing_until_an_annex() -> None:
    tree = outline("I. VIỆC\nLàm.\nNơi nhận:\n- Như trên;\nCHỦ TỊCH\nPHỤ LỤC I\n1. Bảng kê")
    assert [node.kind for node in tree.nodes[1:]] == [
        "heading", "paragraph", "closing", "closing", "closing", "paragraph", "heading",
    ]  # fmt: skip


def test_inherit_asks_the_nearest_ancestor_first() -> None:
    tree = outline("I. Đến năm 2030\n1. Đến năm 2025\n- 12 xã")
    assert tree.inherit(tree.nodes[-1], lambda node: tree.words(node)[-4:] or None) == "2025"


def test_sections_tile_the_outline() -> None:
    text = "I. MỘT\nA.\n1. Hai\nB.\nII. BA\nC."
    tree = outline(text)
    assert [(s.label, s.depth, s.parent, text[s.start : s.end]) for s in tree.sections] == [
        ("I", 1, None, "I. MỘT\nA.\n1. Hai\nB."),
        ("1", 2, 0, "1. Hai\nB."),
        ("II", 1, None, "II. BA\nC."),
    ]


def test_node_at_finds_the_paragraph_of_an_offset() -> None:
    tree = outline("I. MỘT\n\nHai ba.")
    assert tree.node_at(10).start == 8
    assert tree.node_at(7).kind == "root"
