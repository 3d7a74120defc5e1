"""Tables of tasks whose cells ran together (`parsers/task_tables.py`)."""

from parsers import task_tables

HEAD = "TT Nội dung công việc Cơ quan chủ trì Cơ quan phối hợp Thời gian hoàn thành"


def _rows(text: str) -> list[tuple[str, list[str], list[str]]]:
    return [
        (text[row.start : row.end_of_task].strip(), [m.name for m in row.leads], [m.name for m in row.partners])
        for region in task_tables.regions(text)
        for row in task_tables.rows(text, region)
    ]


def test_cells_end_where_two_names_have_no_separator() -> None:
    text = (
        f"{HEAD} 1 Rà soát quy hoạch chợ Sở Công Thương Sở Tài chính, UBND các xã Quý II/2026 2 Thi tay nghề Sở Nội vụ"
    )
    assert _rows(text) == [("Rà soát quy hoạch chợ", ["Sở Công Thương"], ["Sở Tài chính", "UBND các xã"])]


def test_several_leads_are_one_cell() -> None:
    text = f"{HEAD} 1 Dạy nghề cho 90 người Sở Nội vụ; Sở Y tế Hội Nông dân tỉnh Thường xuyên"
    assert _rows(text) == [("Dạy nghề cho 90 người", ["Sở Nội vụ", "Sở Y tế"], ["Hội Nông dân tỉnh"])]


def test_vague_cell_gives_no_name_and_still_ends_the_lead() -> None:
    text = f"{HEAD} 1 Trồng rừng ven sông Sở Nông nghiệp và Môi trường Cơ quan, địa phương liên quan Hằng năm"
    assert _rows(text) == [("Trồng rừng ven sông", ["Sở Nông nghiệp và Môi trường"], [])]


def test_bare_nouns_are_classes_in_a_cell() -> None:
    text = f"{HEAD} 1 Đặt hàng nghiên cứu giống lúa Sở Khoa học và Công nghệ Viện, Trường; Doanh nghiệp 2027"
    assert _rows(text)[0][2] == ["Viện", "Trường", "Doanh nghiệp"]


def test_body_at_the_end_of_a_task_is_no_cell() -> None:
    text = f"{HEAD} 1 Trực ban tại Sở Y tế Sở Y tế Sở Nội vụ 2026 2 Dọn kho của Sở Nội vụ Sở Y tế Công an tỉnh 2026"
    assert [row[1:] for row in _rows(text)] == [(["Sở Y tế"], ["Sở Nội vụ"]), (["Sở Y tế"], ["Công an tỉnh"])]


def test_number_in_a_task_is_no_row() -> None:
    text = (
        f"{HEAD} 1 Thực hiện Đề án 06 Sở Tư pháp Công an tỉnh 2026 2 Sơ kết Điều 7 Quy chế Sở Tư pháp Công an tỉnh 2026"
    )
    assert [row[0] for row in _rows(text)] == ["Thực hiện Đề án 06", "Sơ kết Điều 7 Quy chế"]


def test_product_column_and_section_titles_stand_between_rows() -> None:
    text = (
        "STT Nhiệm vụ Đơn vị thực hiện Đơn vị phối hợp Thời gian Sản phẩm A HẠ TẦNG I Đường bộ 1.1 Mở đường liên xã"
        " Sở Xây dựng UBND các phường, xã 2026 - 2030 Tuyến đường II Cầu 2.1 Xây cầu Hòa Lộc Sở Xây dựng Sở Tài chính"
        " 2027 Cây cầu"
    )
    assert [row[0] for row in _rows(text)] == ["Mở đường liên xã", "Xây cầu Hòa Lộc"]


def test_table_without_partner_column() -> None:
    text = "TT Nhiệm vụ Cơ quan chủ trì Thời gian thực hiện 1 Lập danh sách hộ nghèo UBND các xã Tháng 3/2026"
    assert _rows(text) == [("Lập danh sách hộ nghèo", ["UBND các xã"], [])]


def test_cells_that_cannot_be_told_apart_give_no_row() -> None:
    assert _rows(f"{HEAD} 1 Thi tay nghề Sở Nội vụ 2026") == []
    assert _rows("Nội dung phối hợp và thời gian thực hiện do Sở Nội vụ hướng dẫn.") == []


def test_rows_go_on_in_the_lines_below_and_end_with_them() -> None:
    text = (
        f"{HEAD}\n1 Mua bàn ghế Sở Y tế Sở Tài chính 2026\nVăn hóa\n2 Mở thư viện Sở Nội vụ Sở Tài chính 2026\n"
        "Sở Y tế theo dõi, đôn đốc việc thực hiện Kế hoạch này và báo cáo Ủy ban nhân dân tỉnh.\n3 Bán kho Sở Y tế"
        " Sở Nội vụ 2026"
    )
    assert [row[0] for row in _rows(text)] == ["Mua bàn ghế", "Mở thư viện"]


def test_quote_is_the_end_of_a_long_task_with_its_bodies() -> None:
    task = "Rà soát " + "mạng lưới trường học, " * 20 + "bố trí giáo viên; thi tuyển công khai"
    text = f"{HEAD} 1 {task} Sở Nội vụ Sở Tài chính 2026"
    region = task_tables.regions(text)[0]
    row = next(task_tables.rows(text, region))
    start, end = row.quote(text, row.leads[0])
    assert text[start:end] == "thi tuyển công khai Sở Nội vụ Sở Tài chính"


def test_row_goes_on_over_its_line() -> None:
    text = f"{HEAD}\n1 Mua bàn ghế Sở Y tế Sở\nTài chính Quý I/2026\n2 Thi tay nghề Sở Nội vụ Sở Y tế Năm 2026"
    assert [row[2] for row in _rows(text)] == [["Sở Tài chính"], ["Sở Y tế"]]
