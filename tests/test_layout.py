from __future__ import annotations

from printed import HEIGHT, INDENT, LEFT, RIGHT, STEP, line, page, paragraph, table

from ocr.document import Document
from ocr.layout import layout
from ocr.raw import RawLine, RawPage

BODY = (
    "Tập trung rà soát các tiêu chí chưa đạt của từng xã trên địa bàn huyện để có",
    "giải pháp phù hợp với điều kiện thực tế; ưu tiên nguồn lực cho những xã có",
    "khả năng về đích sớm.",
)


def read(*pages: RawPage) -> Document:
    document = layout("x.pdf", "digital", pages)
    for printed in document.lines:
        assert document.text[printed.start : printed.end].strip()
    for word in document.words:
        assert " " not in document.text[word.start : word.end]
    return document


def paragraphs(document: Document) -> list[str]:
    return document.text.splitlines()


def test_lines_of_a_paragraph_are_joined_and_paragraphs_kept_apart() -> None:
    first = paragraph(100, *BODY)
    second = paragraph(
        100 + 4 * STEP, "- Củng cố 12 hợp tác xã kiểu mới, mở rộng liên kết với doanh nghiệp để", "bao tiêu sản phẩm."
    )
    third = paragraph(
        100 + 7 * STEP,
        "Giao các phòng chuyên môn theo dõi, đôn đốc, tổng hợp kết quả gửi về Văn",
        "phòng trước ngày 20 hằng tháng.",
    )
    found = paragraphs(read(page(1, *first, *second, *third)))
    assert found == [
        " ".join(BODY),
        "- Củng cố 12 hợp tác xã kiểu mới, mở rộng liên kết với doanh nghiệp để bao tiêu sản phẩm.",
        "Giao các phòng chuyên môn theo dõi, đôn đốc, tổng hợp kết quả gửi về Văn phòng trước ngày 20 hằng tháng.",
    ]


def test_sentence_cut_by_a_page_end_is_joined_and_each_half_keeps_its_page() -> None:
    document = read(
        page(1, *paragraph(700, *BODY[:2], BODY[2]), *paragraph(760, BODY[0])),
        page(2, line(BODY[1], LEFT, 60, right=RIGHT), line(BODY[2], LEFT, 78)),
    )
    text = paragraphs(document)[1]
    assert text == " ".join(BODY)
    start = document.text.index(text, 10)
    assert document.page_at(start) == 1
    assert document.page_at(start + len(text) - 3) == 2
    assert {box.page for box in document.boxes(start, start + len(text))} == {1, 2}


def test_dash_and_year_at_a_line_start_are_no_bullet() -> None:
    lines = [
        line("Thực hiện mục tiêu của Chương trình trên địa bàn tỉnh trong giai đoạn 2021", INDENT, 100, right=RIGHT),
        line("- 2025 theo lộ trình đã được phê duyệt.", LEFT, 118),
        *paragraph(140, *BODY),
    ]
    assert paragraphs(read(page(1, *lines)))[0].endswith("giai đoạn 2021 - 2025 theo lộ trình đã được phê duyệt.")


def test_running_heads_and_page_numbers_stay_out_of_the_text_but_in_the_page() -> None:
    pages = [
        page(
            n,
            line(f"TIN TỈNH/Số {40 + n}/Ngày 0{n}-5-2024 {n + 10}", 200, 30),
            *paragraph(100, *BODY),
            line(str(n), 295, HEIGHT - 40),
        )
        for n in range(1, 5)
    ]
    document = read(*pages)
    assert "TIN TỈNH" not in document.text
    assert paragraphs(document) == [" ".join(BODY)] * 4
    assert document.pages[2].text.startswith("TIN TỈNH/Số 43")


def test_a_figure_alone_at_the_foot_that_is_no_page_number_is_kept() -> None:
    document = read(page(1, *paragraph(100, *BODY), line("1975", 295, HEIGHT - 40)))
    assert "1975" in document.text


def test_head_in_two_columns_is_read_column_by_column() -> None:
    head = [
        line("ỦY BAN NHÂN DÂN", 90, 60), line("CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", 290, 60),
        line("HUYỆN KHE LÃNG", 95, 78), line("Độc lập - Tự do - Hạnh phúc", 310, 78),
        line("Số: 15/KH-UBND", 95, 100), line("Khe Lãng, ngày 3 tháng 4 năm 2023", 300, 100),
        line("KẾ HOẠCH", 270, 130),
    ]  # fmt: skip
    assert paragraphs(read(page(1, *head, *paragraph(170, *BODY))))[:7] == [
        "ỦY BAN NHÂN DÂN",
        "HUYỆN KHE LÃNG",
        "Số: 15/KH-UBND",
        "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM",
        "Độc lập - Tự do - Hạnh phúc",
        "Khe Lãng, ngày 3 tháng 4 năm 2023",
        "KẾ HOẠCH",
    ]


def test_recipients_are_read_before_the_signature() -> None:
    foot = [
        line("Nơi nhận:", 90, 400, size=12), line("TM. ỦY BAN NHÂN DÂN", 350, 400),
        line("- Như trên;", 90, 418, size=11), line("KT. CHỦ TỊCH", 380, 418),
        line("- Các phòng, ban;", 90, 432, size=11), line("PHÓ CHỦ TỊCH", 378, 434),
        line("- Lưu: VT.", 90, 446, size=11),
        line("Lò Văn Páo", 385, 510),
    ]  # fmt: skip
    found = paragraphs(read(page(1, *paragraph(100, *BODY), *foot)))
    assert found[1:] == [
        "Nơi nhận:",
        "- Như trên;",
        "- Các phòng, ban;",
        "- Lưu: VT.",
        "TM. ỦY BAN NHÂN DÂN",
        "KT. CHỦ TỊCH",
        "PHÓ CHỦ TỊCH",
        "Lò Văn Páo",
    ]


def test_footnote_stands_behind_the_paragraph_of_its_mark() -> None:
    body = [
        line("Duy trì chất lượng các tiêu chí của 07 xã¹ đã được công nhận, không để xã nào", INDENT, 100, right=RIGHT),
        line("thụt lùi so với năm", LEFT, 118, right=RIGHT),
    ]
    note = line("¹ Các xã Bản Lầu, Khe Sến, Pa Ủ.", LEFT, 780, size=10)
    rest = [line("trước; bổ sung nguồn lực cho các xã vùng cao.", LEFT, 60)]
    document = read(page(1, *body, *paragraph(150, *BODY), *body[:0], note), page(2, *paragraph(60, *BODY)))
    (found,) = document.notes
    assert document.text[found.start : found.end] == "¹ Các xã Bản Lầu, Khe Sến, Pa Ủ."
    assert found.anchor is not None
    assert document.text[found.anchor - 2 : found.anchor + 1] == "xã¹"
    assert paragraphs(document)[1].startswith("¹ Các xã")
    assert rest


def test_sentence_cut_by_page_end_and_footnote_is_joined_across_both() -> None:
    cut = line(
        "Duy trì chất lượng các tiêu chí của 07 xã¹ đã được công nhận, không để xã nào", INDENT, 740, right=RIGHT
    )
    note = line("¹ Các xã Bản Lầu, Khe Sến, Pa Ủ.", LEFT, 780, size=10)
    document = read(
        page(1, *paragraph(100, *BODY), cut, note),
        page(2, line("thụt lùi so với năm trước.", LEFT, 60), *paragraph(90, *BODY)),
    )
    assert paragraphs(document)[1].endswith("không để xã nào thụt lùi so với năm trước.")
    assert paragraphs(document)[2].startswith("¹ Các xã")


def test_table_is_one_line_a_row_and_its_cells_keep_place_and_box() -> None:
    document = read(
        page(1, *paragraph(100, *BODY), tables=(table(200, [["TT", "Xã", "Số hộ"], ["1", "Pa Ủ", "312"]]),))
    )
    assert paragraphs(document)[1:] == ["TT\tXã\tSố hộ", "1\tPa Ủ\t312"]
    (found,) = document.tables
    cell = next(cell for cell in found.cells if (cell.row, cell.column) == (1, 2))
    assert document.text[cell.start : cell.end] == "312"
    assert cell.box is not None
    assert cell.box.page == 1
    assert document.text[found.start : found.end].count("\n") == 1


def test_table_over_two_pages_is_one_without_its_repeated_head() -> None:
    head = ["TT", "Nội dung", "Kinh phí"]
    document = read(
        page(1, *paragraph(60, *BODY), tables=(table(600, [head, ["1", "Làm đường liên thôn và", "450"]]),)),
        page(2, tables=(table(60, [head, ["", "kênh mương nội đồng", ""], ["2", "Trường học", "1.200"]]),)),
    )
    (found,) = document.tables
    assert paragraphs(document)[1:] == [
        "TT\tNội dung\tKinh phí",
        "1\tLàm đường liên thôn và kênh mương nội đồng\t450",
        "2\tTrường học\t1.200",
    ]
    assert (found.rows, found.columns) == (3, 3)
    cell = next(cell for cell in found.cells if cell.row == 2 and cell.column == 2)
    assert document.text[cell.start : cell.end] == "1.200"


def test_failed_page_keeps_its_cause_and_the_others_their_text() -> None:
    broken = RawPage(2, 595, 842, "failed", 0.0, error="tesseract took more than 120 s")
    document = read(page(1, *paragraph(100, *BODY)), broken)
    assert paragraphs(document) == [" ".join(BODY)]
    assert (document.pages[1].method, document.pages[1].error) == ("failed", "tesseract took more than 120 s")


def test_facing_pages_on_one_sheet_are_read_one_after_the_other() -> None:
    left = paragraph(100, *BODY)
    right = paragraph(
        100, "Giao các phòng chuyên môn theo dõi, đôn đốc, tổng hợp kết quả gửi về Văn", "phòng hằng tháng."
    )
    for printed in right:
        for word in printed.words:
            word.x0 += 595
            word.x1 += 595
    sheet = page(1, *(printed for pair in zip(left, right, strict=False) for printed in pair), left[2])
    sheet.width, sheet.fold = 1190, 595
    assert paragraphs(read(sheet)) == [
        " ".join(BODY),
        "Giao các phòng chuyên môn theo dõi, đôn đốc, tổng hợp kết quả gửi về Văn phòng hằng tháng.",
    ]


def test_dash_at_the_left_edge_is_no_bullet_where_bullets_are_indented() -> None:
    lines = [
        *paragraph(100, *BODY),
        line("- Giữ vững kết quả về quốc phòng, về hệ thống chính trị và an ninh trật tự", INDENT, 160, right=RIGHT),
        line("- Hành chính công trên địa bàn.", LEFT, 178),
        *paragraph(200, *BODY),
        *paragraph(260, *BODY),
    ]
    assert paragraphs(read(page(1, *lines)))[1].endswith("an ninh trật tự - Hành chính công trên địa bàn.")


def test_signature_lines_of_a_page_of_their_own_stay_apart() -> None:
    foot = [
        line(text, INDENT, 60 + 18 * n)
        for n, text in enumerate(["TM. ỦY BAN NHÂN DÂN", "KT. CHỦ TỊCH", "PHÓ CHỦ TỊCH", "Lò Văn Páo"])
    ]
    found = paragraphs(
        read(page(1, *paragraph(100, *BODY), *paragraph(200, *BODY), *paragraph(300, *BODY)), page(2, *foot))
    )
    assert found[-4:] == ["TM. ỦY BAN NHÂN DÂN", "KT. CHỦ TỊCH", "PHÓ CHỦ TỊCH", "Lò Văn Páo"]


def test_page_scanned_askew_is_laid_out_straight_and_boxed_as_scanned() -> None:
    import copy

    from ocr import skewed

    straight = page(1, *(printed for n in range(6) for printed in paragraph(80 + 110 * n, *BODY)))
    askew = copy.deepcopy(straight)
    askew.method = "ocr"
    for printed in askew.lines:
        for word in printed.words:
            word.x0, word.y0, word.x1, word.y1 = skewed.turn(word, -0.03)  # 1.7 degrees
    places = [(word.text, round(word.x0, 3), round(word.y0, 3)) for ln in askew.lines for word in ln.words]
    document = read(askew)
    assert document.text == read(straight).text
    found = [(document.text[w.start : w.end], round(w.box.x0, 3), round(w.box.y0, 3)) for w in document.words]
    assert found == places


def test_document_number_cut_by_a_line_end_is_put_together() -> None:
    lines = [
        line("Thực hiện ý kiến của lãnh đạo Ủy ban nhân dân tỉnh tại Thông báo số 213/TB-", INDENT, 100, right=RIGHT),
        line("VPUB ngày 5 tháng 4 và Văn bản số 34/", LEFT, 118, right=RIGHT),
        line("SNN-KH ngày 6 tháng 4.", LEFT, 136),
    ]
    document = read(page(1, *lines))
    assert "số 213/TB-VPUB ngày" in document.text
    assert "34/SNN-KH" in document.text
    at = document.text.index("213/TB-VPUB")
    assert len(document.boxes(at, at + 11)) == 2


def test_items_of_a_list_at_the_left_edge_stay_apart_where_paragraphs_are_indented() -> None:
    items = [
        line(f"{n}. Tiêu chí số {n} về nước sạch và vệ sinh môi trường {n + 3}", LEFT, 60 + 18 * n) for n in (1, 2, 3)
    ]
    found = paragraphs(read(page(1, *items, *(row for n in range(4) for row in paragraph(200 + 70 * n, *BODY)))))
    assert [text[:2] for text in found[:3]] == ["1.", "2.", "3."]


def test_lines_of_a_list_item_that_hang_belong_to_it() -> None:
    def item(y: float) -> list[RawLine]:
        first = line("- Các xã rà soát, lập danh sách những hộ còn khó khăn về nhà ở gửi Phòng", LEFT, y, right=RIGHT)
        hang = first.words[1].x0
        return [first, line("Nông nghiệp để tổng hợp, báo cáo.", hang, y + STEP)]

    found = paragraphs(read(page(1, *item(100), *item(140), *item(180))))
    assert len(found) == 3
    assert all(text.endswith("gửi Phòng Nông nghiệp để tổng hợp, báo cáo.") for text in found)


def test_heads_of_the_documents_in_a_file_are_no_running_heads() -> None:
    motto = line("CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", 290, 50)
    document = read(*(page(n, line(motto.text, 290, 50), *paragraph(120, *BODY)) for n in range(1, 5)))
    assert document.text.count(motto.text) == 4


def test_running_head_of_a_gazette_is_known_on_a_single_page() -> None:
    document = read(page(1, line("40 CÔNG BÁO/Số 123 + 124/Ngày 12-5-2021", 85, 30), *paragraph(100, *BODY)))
    assert "CÔNG BÁO" not in document.text


def test_head_of_a_table_is_as_many_rows_as_its_merged_cells_cover() -> None:
    drawn = table(100, [["TT", "Vốn", ""], ["", "2023", "2024"], ["1", "450", "600"]])
    drawn.cells = [cell for cell in drawn.cells if (cell.row, cell.column) not in ((1, 0), (0, 2))]
    next(cell for cell in drawn.cells if (cell.row, cell.column) == (0, 0)).row_span = 2
    next(cell for cell in drawn.cells if (cell.row, cell.column) == (0, 1)).column_span = 2
    (found,) = read(page(1, tables=(drawn,))).tables
    assert (found.rows, found.columns, found.header_rows) == (3, 3, 2)


def test_words_that_stand_along_the_margin_of_a_scan_are_no_text() -> None:
    mark = line("cong-van-ban.example in lúc 08:15", 20, 100)
    for number, word in enumerate(mark.words):
        word.x0, word.x1, word.y0, word.y1 = 20, 30, 600 - 110.0 * number, 700 - 110.0 * number
    scan = page(1, mark, *paragraph(100, *BODY))
    scan.method = "ocr"
    assert paragraphs(read(scan)) == [" ".join(BODY)]


def test_a_running_head_that_ocr_reads_differently_or_in_two_pieces_is_known() -> None:
    heads = ("Bản tin thử của phường Hạ Phong", "Bản tín thử của phường Hạ Phong", "Bân tin thử của phường Hạ Phông")
    pages = [page(n, line(head, 200, 30), *paragraph(100, *BODY)) for n, head in enumerate(heads, start=1)]
    pages.append(page(4, line("Bản tin thử", 200, 30), line("phường Hạ Phong", 350, 34), *paragraph(100, *BODY)))
    for scan in pages:
        scan.method = "ocr"
    assert paragraphs(read(*pages)) == [" ".join(BODY)] * 4


def test_lines_at_the_edge_that_share_few_words_are_text() -> None:
    heads = ("Xã Nậm Khê đạt chuẩn năm nay", "Phường Hạ Phong lập quỹ khuyến học", "Thôn Tả Phong mở lớp nghề mới")
    pages = [page(n, line(head, 200, 30), *paragraph(100, *BODY)) for n, head in enumerate(heads, start=1)]
    for scan in pages:
        scan.method = "ocr"
    text = read(*pages).text
    assert all(head in text for head in heads)
