"""Makes `corpus/samples/` from `corpus/text/`. The samples are committed: only who changes a text runs this.

Needs the development dependencies, the Debian package fonts-croscore and tesseract with `eng`. The same texts give the
same bytes (fixed seeds and dates; the OCR sample depends on tesseract's version).
"""

from __future__ import annotations

from pathlib import Path

from sample_pdf import make_pdf, register_fonts
from sample_text import read_blocks

CORPUS = Path(__file__).parent
SAMPLES = CORPUS / "samples"


def main() -> None:
    """Write every sample anew."""
    register_fonts()
    SAMPLES.mkdir(exist_ok=True)
    plan = read_blocks(CORPUS / "text" / "ke-hoach-minh-linh-2021-2025.txt")
    (SAMPLES / "minh-linh-2022.pdf").write_bytes(make_pdf(plan, "Kế hoạch 112/KH-UBND (văn bản mẫu)"))


if __name__ == "__main__":
    main()
