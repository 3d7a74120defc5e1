"""Broken, huge and misleading files through the whole pipeline: each ends in a row with a named cause."""

from __future__ import annotations

import io
import sqlite3
import subprocess
import sys
import zipfile
import zlib
from pathlib import Path

import pytest

from extract.errors import ERRORS

SAMPLES = Path(__file__).resolve().parent.parent / "corpus" / "samples"
SECONDS = 20


def run(folder: Path, database: Path) -> tuple[subprocess.CompletedProcess[str], dict[str, tuple[str, str | None]]]:
    """Read a folder; the ended process, and the status and cause of each file."""
    command = ["extract", "--seconds", str(SECONDS), "--memory", "2048", "--db", str(database), str(folder)]
    ended = subprocess.run([sys.executable, "-m", "extract", *command], capture_output=True, text=True, check=False)
    assert "Traceback" not in ended.stderr
    with sqlite3.connect(database) as connection:
        rows = connection.execute("select name, status, error_code from files").fetchall()
    return ended, {name: (status, code) for name, status, code in rows}


def docx(document: bytes) -> bytes:
    """A zip with the parts of a Word file, `document` being its text."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as file:
        file.writestr(
            "[Content_Types].xml", '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"/>'
        )
        file.writestr("word/document.xml", document)
    return packed.getvalue()


def pdf(stream: bytes, head: bytes = b"/Filter /FlateDecode") -> bytes:
    """A PDF of one page with that content stream."""
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R >>",
        b"<< /Length %d %s >>\nstream\n%s\nendstream" % (len(stream), head, stream),
    ]
    body = b"".join(b"%d 0 obj\n%s\nendobj\n" % (number, text) for number, text in enumerate(objects, start=1))
    return b"%PDF-1.4\n" + body + b"trailer << /Size 5 /Root 1 0 R >>\n%%EOF\n"


def test_own_hostile_files_end_with_their_causes(tmp_path: Path) -> None:
    folder = tmp_path / "plans"
    folder.mkdir()
    whole = (SAMPLES / "minh-linh-2022.pdf").read_bytes()
    files = {
        "good.txt": "I. Mục tiêu\n- Có 20/40 xã đạt chuẩn nông thôn mới.\n".encode(),
        "zero.pdf": b"",
        "cut.pdf": whole[: len(whole) // 3],
        "noise.pdf": bytes(range(256)) * 64,
        "program.pdf": b"\x7fELF" + b"\0" * 4096,
        "bomb.docx": docx(b"<w:t>" + b"0" * (500 << 20)),
        "bomb.pdf": pdf(zlib.compress(b"(0) Tj " * (40 << 20), 9)),
        "self.pdf": pdf(b"", b"/Length 4 0 R"),
        "text-as.pdf": "Kế hoạch số 7, có 3/9 xã đạt chuẩn.\n".encode(),
        "one-line.txt": ("có 20/40 xã đạt chuẩn; " * 4_000).encode(),
        "marks.txt": ("a" + "\u0301" * 200_000).encode(),
        "bidi.txt": ("\u202ecó 20/40 xã\u202c\u2066 đạt chuẩn " * 100).encode(),
        "nul.txt": b"c\0\xc3\xb3 20\0/40 x\xc3\xa3\n" * 100,
    }
    for name, content in files.items():
        (folder / name).write_bytes(content)
    before = {path: path.read_bytes() for path in folder.iterdir()}
    ended, found = run(folder, tmp_path / "plans.db")
    assert set(found) == set(files)
    assert found["good.txt"] == ("ok", None)
    assert found["zero.pdf"] == ("failed", "empty")
    assert found["program.pdf"] == ("failed", "unsupported_type")
    assert found["bomb.docx"][0] == "failed"
    for name, (status, code) in found.items():
        assert code != "internal", name
        assert (status == "ok") == (code is None), name
        assert status != "failed" or code in ERRORS, name
    assert ended.returncode == 1  # causes differ
    assert {path: path.read_bytes() for path in folder.iterdir()} == before


def test_a_sample_of_broken_files_of_other_projects(shared: Path, tmp_path: Path) -> None:
    """A few of the collected files; all of them take a quarter of an hour."""
    if not (shared / "hostile").is_dir():
        pytest.skip("no hostile files at hand")
    folder = tmp_path / "plans"
    folder.mkdir()
    for path in sorted((shared / "hostile").glob("*.*"))[::60]:
        (folder / path.name).symlink_to(path)
    names = {path.name for path in folder.iterdir()}
    command = ["extract", "--seconds", str(SECONDS), "--db", str(tmp_path / "plans.db"), *map(str, folder.iterdir())]
    ended = subprocess.run([sys.executable, "-m", "extract", *command], capture_output=True, text=True, check=False)
    assert "Traceback" not in ended.stderr
    with sqlite3.connect(tmp_path / "plans.db") as connection:
        rows = connection.execute("select name, status, error_code from files").fetchall()
    assert {name for name, _, _ in rows} == names
    faults = {code for _, status, code in rows if status == "failed"}
    assert faults <= {"damaged", "encrypted", "no_text", "empty", "unsupported_type", "too_large", "timeout"}
