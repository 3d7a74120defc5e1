"""Makes `corpus/samples/` from `corpus/text/`. The samples are committed: only who changes a text runs this.

Needs the development dependencies, the Debian package fonts-croscore and tesseract with `eng`. The same texts give the
same files (fixed seeds and dates; the text read without Vietnamese also depends on tesseract's version).
"""

from __future__ import annotations

from pathlib import Path

from sample_docx import make_docx
from sample_pdf import make_pdf, register_fonts
from sample_portal import make_portal_text
from sample_scan import make_scan, read_without_vietnamese
from sample_text import read_blocks

CORPUS = Path(__file__).parent
TEXTS = CORPUS / "text"
SAMPLES = CORPUS / "samples"


def main() -> None:
    """Write every sample anew."""
    register_fonts()
    SAMPLES.mkdir(exist_ok=True)
    plan = make_pdf(read_blocks(TEXTS / "ke-hoach-minh-linh-2021-2025.txt"), "Kế hoạch 112/KH-UBND (văn bản mẫu)")
    (SAMPLES / "minh-linh-2022.pdf").write_bytes(plan)
    (SAMPLES / "minh-linh-2022-scan.pdf").write_bytes(make_scan(plan, stamp_beside="PHÓ CHỦ TỊCH"))
    draft = read_blocks(TEXTS / "ke-hoach-nam-khe-2025.txt")
    (SAMPLES / "nam-khe-2025.docx").write_bytes(make_docx(draft, "Kế hoạch giảm nghèo 2025 (văn bản mẫu, dự thảo)"))
    digital = make_pdf(read_blocks(TEXTS / "ke-hoach-so-minh-linh-2023.txt"), "Kế hoạch 38/KH-UBND (văn bản mẫu)")
    (SAMPLES / "minh-linh-2023-ocr.txt").write_text(read_without_vietnamese(digital), encoding="utf-8")
    district = make_pdf(read_blocks(TEXTS / "ke-hoach-loc-trieu-2024.txt"), "Kế hoạch 27/KH-UBND (văn bản mẫu)")
    (SAMPLES / "loc-trieu-2024.pdf").write_bytes(district)
    schools = read_blocks(TEXTS / "ke-hoach-son-hoai-2026-2030.txt")
    (SAMPLES / "son-hoai-2026.docx").write_bytes(
        make_docx(schools, "Kế hoạch 146/KH-UBND (văn bản mẫu)", automatic_numbers=True)
    )
    city = read_blocks(TEXTS / "ke-hoach-linh-hai-2026-2030.txt")
    (SAMPLES / "linh-hai-2026-portal.txt").write_text(make_portal_text(city), encoding="utf-8")


if __name__ == "__main__":
    main()
