"""Files that are broken, huge or misleading on purpose, made anew for each run: none of them lies in the repository.

`FILES` names each with its bytes and with what may become of it: `ok`, `partial`, or the cause of its failure
(`files.error_code`). More than one outcome is allowed only where the libraries' versions decide.
"""

from __future__ import annotations

import io
import os
import struct
import zipfile
import zlib
from collections.abc import Callable, Iterator
from pathlib import Path

SAMPLES = Path(__file__).resolve().parent.parent.parent / "corpus" / "samples"
TEXT = "I. Mục tiêu\n- Có 20/40 xã đạt chuẩn nông thôn mới.\n"
PASSWORD = "open 2025"


def pdf(*objects: bytes, root: int = 1) -> bytes:
    """A PDF file of these objects, numbered from 1, without a table of their places (readers find them)."""
    body = b"".join(b"%d 0 obj\n%s\nendobj\n" % (number, text) for number, text in enumerate(objects, start=1))
    trailer = b"trailer << /Size %d /Root %d 0 R >>\n%%%%EOF\n" % (len(objects) + 1, root)
    return b"%PDF-1.4\n" + body + trailer


def stream(content: bytes, head: bytes = b"") -> bytes:
    """A stream object."""
    return b"<< /Length %d %s >>\nstream\n%s\nendstream" % (len(content), head, content)


def page(content: bytes, resources: bytes = b"", box: bytes = b"0 0 595 842", *more: bytes) -> bytes:
    """A PDF file of one page; its content stream is object 4, `more` are the objects from 5 on."""
    return pdf(
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [%s] /Contents 4 0 R /Resources << %s >> >>" % (box, resources),
        content,
        *more,
    )


def picture_page(head: bytes, content: bytes) -> bytes:
    """A PDF page that an image fills."""
    return page(
        stream(b"595 0 0 842 0 0 cm /I Do"),
        b"/XObject << /I 5 0 R >>",
        b"0 0 595 842",
        stream(content, b"/Type /XObject /Subtype /Image /BitsPerComponent 1 /ColorSpace /DeviceGray " + head),
    )


def empty_pages(count: int) -> bytes:
    """A PDF of many pages with nothing on them."""
    kids = b" ".join(b"%d 0 R" % number for number in range(3, count + 3))
    return pdf(
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [%s] /Count %d /MediaBox [0 0 595 842] >>" % (kids, count),
        *[b"<< /Type /Page /Parent 2 0 R >>"] * count,
    )


def laughing_forms(levels: int) -> bytes:
    """A page that draws a form ten times, which draws a form ten times, and so on."""
    head = b"/Type /XObject /Subtype /Form /BBox [0 0 595 842] "
    inner = b"/Resources << /XObject << /F %d 0 R >> >>"
    forms = [stream(b"/F Do " * 10, head + inner % number) for number in range(6, levels + 6)]
    last = stream(b"0 0 1 1 re f", head)
    return page(stream(b"/F Do"), b"/XObject << /F 5 0 R >>", b"0 0 595 842", *forms, last)


def docx(document: bytes) -> bytes:
    """A zip file with the parts of a Word file, `document` being its text."""
    space, kind = "http://schemas.openxmlformats.org/", "application/vnd.openxmlformats-officedocument.wordprocessingml"
    types = (
        f'<Types xmlns="{space}package/2006/content-types"><Default Extension="rels" '
        'ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        f'<Override PartName="/word/document.xml" ContentType="{kind}.document.main+xml"/></Types>'
    )
    links = (
        f'<Relationships xmlns="{space}package/2006/relationships"><Relationship Id="r1" Target="word/document.xml" '
        f'Type="{space}officeDocument/2006/relationships/officeDocument"/></Relationships>'
    )
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as file:
        for name, part in (("[Content_Types].xml", types), ("_rels/.rels", links), ("word/document.xml", document)):
            file.writestr(name, part)
    return packed.getvalue()


def body(inner: str, doctype: str = "") -> bytes:
    """The main part of a Word file."""
    space = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
    return f'<?xml version="1.0"?>{doctype}<w:document xmlns:w="{space}"><w:body>{inner}</w:body></w:document>'.encode()


def laughing_entities() -> bytes:
    """A Word file whose text is an entity of entities: three billion characters."""
    entities = "".join(f'<!ENTITY e{n} "{f"&e{n - 1};" * 10}">' for n in range(1, 10))
    doctype = f'<!DOCTYPE w:document [<!ENTITY e0 "ha ">{entities}]>'
    return docx(body("<w:p><w:r><w:t>&e9;</w:t></w:r></w:p>", doctype))


def nested_tables(depth: int) -> bytes:
    """A Word file with a table in a table in a table."""
    inner = "<w:tbl><w:tr><w:tc>" * depth + "<w:p/>" + "</w:tc></w:tr></w:tbl>" * depth
    return docx(body(inner))


def png(width: int, height: int, rows: int | None = None) -> bytes:
    """A white PNG of one bit a pixel; with `rows`, cut off after as many."""

    def chunk(kind: bytes, content: bytes) -> bytes:
        return struct.pack(">I", len(content)) + kind + content + struct.pack(">I", zlib.crc32(kind + content))

    packer = zlib.compressobj(9)
    row = b"\0" + b"\xff" * ((width + 7) // 8)
    packed = b"".join(packer.compress(row) for _ in range(height if rows is None else rows)) + packer.flush()
    head = struct.pack(">IIBBBBB", width, height, 1, 0, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", packed) + chunk(b"IEND", b"")


def tiff_that_follows_itself() -> bytes:
    """A TIFF whose second page is its first."""
    tags = ((256, 1), (257, 1), (258, 8), (259, 1), (262, 1), (273, 0), (277, 1), (278, 1), (279, 1))
    entries = b"".join(struct.pack("<HHII", tag, 4, 1, value) for tag, value in tags)
    return b"II*\0" + struct.pack("<I", 8) + struct.pack("<H", len(tags)) + entries + struct.pack("<I", 8)


def encrypted_pdf() -> bytes:
    """A PDF with one sentence that opens with PASSWORD only."""
    from reportlab.lib.pdfencrypt import StandardEncryption
    from reportlab.pdfgen.canvas import Canvas

    made = io.BytesIO()
    canvas = Canvas(made, encrypt=StandardEncryption(PASSWORD, strength=128))
    for line in range(20):
        canvas.drawString(72, 700 - 20 * line, "Ke hoach so 7: co 20/40 xa dat chuan")
    canvas.save()
    return made.getvalue()


def encrypted_docx() -> bytes:
    """The beginning of an Office file with a password: Microsoft's old container, an entry named EncryptedPackage."""
    return b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(1024) + "EncryptedPackage".encode("utf-16-le") + bytes(1024)


def packed_twice(content: bytes) -> bytes:
    """A page whose content is packed and packed again."""
    packed = zlib.compress(zlib.compress(content, 9), 9)
    return page(stream(packed, b"/Filter [/FlateDecode /FlateDecode]"))


def picture(side: int) -> bytes:
    """A page that a white picture of as many pixels each way fills."""
    head = b"/Width %d /Height %d /Filter /FlateDecode" % (side, side)
    return picture_page(head, zlib.compress(b"\xff" * (side * side // 8), 9))


def surrogates() -> bytes:
    """A page that writes a letter beyond 0xFFFF, and half of one."""
    letters = b"2 beginbfchar <41> <D835DC00> <42> <D835> endbfchar"
    table = b"begincmap 1 begincodespacerange <00> <ff> endcodespacerange %s endcmap" % letters
    font = b"/Font << /F 5 0 R >>"
    return page(
        stream(b"BT /F 20 Tf 72 700 Td (AB A AB A A A A A A A) Tj ET"), font, b"0 0 595 842",
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /ToUnicode 6 0 R >>", stream(table),
    )  # fmt: skip


def rectangles(count: int) -> bytes:
    """A page of as many boxes: is it a table?"""
    drawn = b"".join(b"%d %d 3 3 re S\n" % (n % 190 * 3, n // 190 % 280 * 3) for n in range(count))
    return page(stream(zlib.compress(drawn), b"/Filter /FlateDecode"))


def sample(name: str) -> bytes:
    """A sound file to begin with."""
    return (SAMPLES / name).read_bytes()


Maker = Callable[[], bytes]
FILES: dict[str, tuple[Maker, str]] = {
    "good.txt": (TEXT.encode, "ok"),
    # nothing, less than the whole, or something else
    "zero.pdf": (bytes, "empty"),
    "blanks.txt": (lambda: b" \n\t" * 5000, "empty"),
    "cut.pdf": (lambda: sample("minh-linh-2022.pdf")[:20_000], "damaged no_text"),
    "cut.docx": (lambda: sample("nam-khe-2025.docx")[:5_000], "damaged"),
    "cut.png": (lambda: png(1654, 2339, 800), "damaged no_text"),
    "noise.pdf": (lambda: bytes(range(256)) * 64, "damaged unsupported_type"),
    "program.pdf": (lambda: b"\x7fELF" + bytes(4096), "unsupported_type"),
    "old.doc": (lambda: b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(4096), "unsupported_type"),
    "archive.docx": (lambda: docx(b"").replace(b"word/document.xml", b"else/document.xml"), "unsupported_type"),
    "nul.txt": (lambda: b"c\0\xc3\xb3 20\0/40 x\xc3\xa3\n" * 100, "ok unsupported_type damaged"),
    # a wrong name's ending: the content decides
    "word.pdf": (lambda: sample("nam-khe-2025.docx"), "ok"),
    "text.docx": ((TEXT + "Tên tệp sai.").encode, "ok"),
    "pdf.png": (lambda: page(stream(b"")), "no_text"),
    # passwords
    "locked.pdf": (encrypted_pdf, "encrypted"),
    "locked.docx": (encrypted_docx, "encrypted"),
    # small outside, huge inside
    "bomb.docx": (lambda: docx(b"<w:t>" + b"0" * (500 << 20)), "too_large damaged"),
    "bomb.pdf": (lambda: page(stream(zlib.compress(b"(0) Tj " * (40 << 20), 9), b"/Filter /FlateDecode")),
                 "too_large out_of_memory timeout no_text crashed"),
    "bomb-twice.pdf": (lambda: packed_twice(bytes(1 << 30)), "too_large out_of_memory timeout no_text crashed"),
    "entities.docx": (laughing_entities, "damaged too_large no_text"),
    "pages.pdf": (lambda: empty_pages(100_000), "too_large"),
    "picture.png": (lambda: png(20_000, 20_000), "too_large"),
    "claimed.png": (lambda: png(60_000, 60_000, 1), "too_large"),
    "picture.pdf": (lambda: picture(20_000), "no_text"),
    "wide.pdf": (lambda: page(stream(b"0 0 999999 999999 re f"), b"", b"0 0 99999999 99999999"), "no_text"),
    "forms.pdf": (lambda: laughing_forms(12), "timeout no_text crashed"),
    "boxes.pdf": (lambda: rectangles(200_000), "no_text timeout"),
    # deep, or without end
    "deep-array.pdf": (lambda: page(stream(b""), b"/X " + b"[" * 100_000 + b"]" * 100_000), "damaged no_text crashed"),
    "deep.docx": (lambda: nested_tables(20_000), "damaged no_text crashed too_large timeout"),
    "self.pdf": (lambda: page(b"<< /Length 4 0 R >>\nstream\n\nendstream"), "no_text damaged"),
    "tree.pdf": (lambda: pdf(b"<< /Type /Catalog /Pages 2 0 R >>", b"<< /Type /Pages /Kids [2 0 R] /Count 9 >>"),
                 "pages_failed"),
    "form.pdf": (
        lambda: page(stream(b"/F Do"), b"/XObject << /F 5 0 R >>", b"0 0 595 842", stream(
            b"/F Do", b"/Type /XObject /Subtype /Form /BBox [0 0 9 9] /Resources << /XObject << /F 5 0 R >> >>")),
        "no_text",
    ),
    "itself.tif": (tiff_that_follows_itself, "no_text damaged too_large"),
    # text
    "letters.pdf": (surrogates, "ok no_text"),
    "line.txt": (lambda: "có 20/40 xã đạt chuẩn; ".encode() * 7_500_000, "too_large"),
    "line-within.txt": (lambda: ("có 20/40 xã đạt chuẩn; " * 4_000).encode(), "ok"),
    "marks.txt": (lambda: ("a" + "\u0301" * 200_000).encode(), "ok no_text timeout"),
    "mixed-marks.txt": (lambda: ("a" + "\u0301\u0323" * 100_000).encode(), "ok no_text timeout"),
    "bidi.txt": (lambda: ("\u202ecó 20/40 xã\u202c\u2066 đạt chuẩn " * 100).encode(), "ok"),
}  # fmt: skip


def write(folder: Path) -> dict[str, frozenset[str]]:
    """Make every file in `folder`; what may become of each, by name."""
    for name, (make, _) in FILES.items():
        (folder / name).write_bytes(make())
    return {name: frozenset(outcomes.split()) for name, (_, outcomes) in FILES.items()}


def difficult_places(folder: Path) -> Iterator[tuple[str, str]]:
    """Make entries whose names or kinds are the difficulty; each one's printable name and its outcome."""
    for name, shown in (
        (b"bad\xffname.txt", r"bad\xffname.txt"),
        ("two\nlines\u202e.txt".encode(), r"two\nlines\u202e.txt"),
    ):
        (folder / os.fsdecode(name)).write_text(TEXT + shown, "utf-8")
        yield shown, "ok"
    os.mkfifo(folder / "pipe.txt")
    yield "pipe.txt", "unreadable"
    (folder / "outside.txt").symlink_to(SAMPLES / "minh-linh-2023-ocr.txt")
    yield "outside.txt", "unreadable"
    (folder / "circle.txt").symlink_to(folder / "circle.txt")
    yield "circle.txt", "unreadable"
    (folder / "forbidden.txt").write_text(TEXT + "Cấm đọc.", "utf-8")
    (folder / "forbidden.txt").chmod(0)
    yield "forbidden.txt", "ok" if os.access(folder / "forbidden.txt", os.R_OK) else "unreadable"  # root reads all
