from __future__ import annotations

import io
import zipfile
from pathlib import Path

import pytest

from ocr import faults, reader
from ocr.limits import Limits

SAMPLES = Path(__file__).parent.parent / "corpus" / "samples"
LONG = (
    "Ủy ban nhân dân các xã rà soát, lập danh sách những hộ cần hỗ trợ; phối hợp với các đoàn thể vận động người dân "
    "tham gia đóng góp ngày công làm đường,"
)
NEXT = "gửi về Phòng Nông nghiệp trước ngày 20 hằng tháng để tổng hợp."


def text_of(data: bytes, name: str = "plan.txt") -> str:
    return reader.read_bytes(data, name).text


def test_text_keeps_its_lines_and_offsets() -> None:
    source = "KẾ HOẠCH\n\nI. MỤC TIÊU\n- Có 12/15 xã đạt chuẩn.\n"
    document = reader.read_bytes(source.encode(), "plan.txt")
    assert document.text == source
    assert [document.text[line.start : line.end] for line in document.lines] == [t for t in source.split("\n") if t]
    assert (document.kind, document.pages[0].method) == ("text", "plain")


def test_sentence_cut_by_a_page_end_is_joined_in_place() -> None:
    source = f"{LONG}\n\n{NEXT}\n"
    text = text_of(source.encode())
    assert text == f"{LONG}  {NEXT}\n"
    assert len(text) == len(source)


def test_sentence_is_joined_across_a_footnote_which_moves_behind_it() -> None:
    document = reader.read_bytes(
        f"Có 09 xã¹ đạt chuẩn.\n\n{LONG}\n\n¹ Các xã: Pa Ủ, Khe Sến.\n\n{NEXT}\n".encode(), "x.txt"
    )
    assert f"{LONG} {NEXT}\n" in document.text
    (note,) = document.notes
    assert document.text[note.start : note.end] == "¹ Các xã: Pa Ủ, Khe Sến."
    assert note.anchor == document.text.index("¹")
    for line in document.lines:
        assert document.text[line.start : line.end] in (LONG, NEXT, "Có 09 xã¹ đạt chuẩn.", "¹ Các xã: Pa Ủ, Khe Sến.")


@pytest.mark.parametrize("second", ["- tiếp tục rà soát;", "a) tiếp tục rà soát;", "Tiếp tục rà soát.", "| 1 | 2 |"])
def test_what_may_begin_a_paragraph_is_not_joined(second: str) -> None:
    assert f"{LONG}\n{second}\n" == text_of(f"{LONG}\n{second}\n".encode())


@pytest.mark.parametrize("codec", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le"])
def test_unicode_encodings_are_recognised(codec: str) -> None:
    assert text_of(f"{LONG}\n".encode(codec)) == f"{LONG}\n"


def test_decomposed_text_and_foreign_line_ends_are_normalised() -> None:
    import unicodedata

    assert text_of(unicodedata.normalize("NFD", "Kế hoạch\r\nnăm 2024\r\n").encode()) == "Kế hoạch\nnăm 2024\n"


def test_a_broken_byte_does_not_make_a_text_foreign() -> None:
    data = f"{LONG}\n{NEXT}\n".encode() * 4
    text = text_of(data[:90] + b"\xff" + data[90:])
    assert text.count("\ufffd") == 1
    assert text.endswith(f"{NEXT}\n")


def test_spaces_of_other_kinds_become_common_ones() -> None:
    assert text_of("Kế\xa0hoạch số\u20097, \u200bnăm 2024.\n".encode()) == "Kế hoạch số 7, năm 2024.\n"


@pytest.mark.parametrize("encoding", ["tcvn3", "vni", "viscii"])
def test_text_files_in_legacy_encodings_are_converted(encoding: str) -> None:
    from test_legacy import TEXT, typed

    document = reader.read_bytes(typed(TEXT, encoding).encode("latin-1"), "cu.txt")
    assert document.text == TEXT
    assert document.pages[0].method == "legacy-font"


@pytest.mark.parametrize(
    ("data", "fault"),
    [
        (b"", faults.Empty),
        (b" \n\n ", faults.Empty),
        (b"%PDF-1.4 nothing more", faults.Damaged),
        (b"\x89PNG\r\n\x1a\nbroken", faults.Damaged),
        (b"PK\x03\x04broken", faults.Damaged),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), faults.UnsupportedType),
        (b"GIF89a" + bytes(40), faults.UnsupportedType),
        (bytes(range(256)) * 8, faults.UnsupportedType),
    ],
)
def test_what_cannot_be_read_says_why(data: bytes, fault: type[faults.ReadingFault]) -> None:
    with pytest.raises(fault) as raised:
        reader.read_bytes(data, "file")
    assert raised.value.detail


def test_zip_that_is_no_word_file_is_unsupported() -> None:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("sheet.xml", "<x/>")
    with pytest.raises(faults.UnsupportedType):
        reader.read_bytes(packed.getvalue(), "x.docx")


def test_file_beyond_the_limit_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "big.txt"
    path.write_text("dài " * 100, "utf-8")
    with pytest.raises(faults.TooLarge):
        reader.read(path, limits=Limits(bytes=100))
    with pytest.raises(faults.TooLarge):
        reader.read(path, limits=Limits(characters=100))


def test_type_is_told_by_content_not_by_ending(tmp_path: Path) -> None:
    path = tmp_path / "ke-hoach.txt"
    path.write_bytes((SAMPLES / "nam-khe-2025.docx").read_bytes())
    assert "KẾ HOẠCH" in reader.read(path).text


def test_word_file_gives_columns_numbers_notes_and_tables_in_order() -> None:
    document = reader.read(SAMPLES / "nam-khe-2025.docx")
    lines = document.text.splitlines()
    assert lines[:2] == ["ỦY BAN NHÂN DÂN", "HUYỆN NẬM KHÊ"]
    assert lines.index("CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM") < lines.index("KẾ HOẠCH")
    (note,) = document.notes
    assert note.anchor is not None
    assert document.text[note.anchor] == document.text[note.start] == "¹"
    assert "đ" in document.text


def test_digital_pdf_keeps_every_word_with_its_box() -> None:
    document = reader.read(SAMPLES / "minh-linh-2022.pdf")
    assert document.kind == "digital"
    assert {page.method for page in document.pages} == {"text-layer"}
    assert len(document.tables) == 2
    at = document.text.index("52/126 xã")
    (box,) = document.boxes(at, at + 6)
    assert box.page == 1
    assert 0 < box.x0 < box.x1 < document.pages[0].width
    covered = sum(word.end - word.start for word in document.words)
    assert covered == sum(not char.isspace() for char in document.text)


def test_encrypted_pdf_asks_for_its_password(shared: Path) -> None:
    path = shared / "hostile" / "pdfminer.six--aes-128.pdf"
    with pytest.raises(faults.Encrypted):
        reader.read(path)
    assert reader.read(path, password="foo").pages


def test_print_of_a_real_plan_reads_as_its_text(shared: Path) -> None:
    plain = reader.read(shared / "corpus" / "tam-duong-2025.txt")
    printed = reader.read(shared / "scans" / "print-tam-duong-2025.pdf")

    def paragraphs(text: str) -> set[str]:
        return {" ".join(line.split()) for line in text.splitlines() if line.strip()}

    wanted, found = paragraphs(plain.text), paragraphs(printed.text)
    assert len(wanted & found) >= 0.97 * len(wanted)
