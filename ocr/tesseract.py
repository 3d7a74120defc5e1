"""Tesseract as a killable subprocess: an image in, words with boxes and confidences out.

One thread each (`OMP_THREAD_LIMIT=1`): tesseract's own threads cost 59-85 % more CPU for the same page. The image goes
in as PGM, because packing it as PNG costs more than a tenth of the recognition.
"""

from __future__ import annotations

import functools
import os
import shutil
import subprocess
import tempfile
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt

from ocr.faults import LanguageMissing, OcrUnavailable, ReadingFault

Gray = npt.NDArray[np.uint8]
LANGUAGE = "vie"
UPRIGHT = ("-c", "tessedit_do_invert=0")  # plans have no white text on black
# on grey pages Otsu's one threshold loses lines where show-through or shading is left, Sauvola's local one does not
GREY = (*UPRIGHT, "-c", "thresholding_method=2")


class OcrFailed(ReadingFault):
    """Tesseract ended badly or took too long on this image; the page fails, the file goes on."""

    code = "damaged"


@dataclass(frozen=True, slots=True)
class OcrWord:
    """A word in pixels of the image; `line` names its printed line (block, paragraph, line)."""

    text: str
    x0: int
    y0: int
    x1: int
    y1: int
    confidence: float
    line: tuple[int, int, int]


@functools.cache
def languages() -> frozenset[str]:
    """The languages that the installed tesseract has; raises OcrUnavailable."""
    if shutil.which("tesseract") is None:
        raise OcrUnavailable("tesseract is not installed")
    try:
        listed = subprocess.run(
            ["tesseract", "--list-langs"], capture_output=True, text=True, timeout=30, check=True
        ).stdout
    except (OSError, subprocess.SubprocessError) as error:
        raise OcrUnavailable(f"tesseract does not start: {error}") from error
    return frozenset(listed.split()[1:])


def require(language: str = LANGUAGE) -> None:
    """Raise OcrUnavailable or LanguageMissing where tesseract cannot read `language`."""
    if language not in languages():
        raise LanguageMissing(f"tesseract has no language '{language}'")


def recognise(
    image: Gray, dpi: int, seconds: float, *, language: str = LANGUAGE, psm: int = 3, options: tuple[str, ...] = ()
) -> list[OcrWord]:
    """The words of a grey `image`, in tesseract's order; raises OcrFailed, OcrUnavailable, LanguageMissing."""
    return recognise_all([image], dpi, seconds, language=language, psm=psm, options=options)[0]


def recognise_all(
    images: Sequence[Gray],
    dpi: int,
    seconds: float,
    *,
    language: str = LANGUAGE,
    psm: int = 3,
    options: tuple[str, ...] = (),
) -> list[list[OcrWord]]:
    """The words of each image, read by one process (starting it costs more than reading a table cell).

    Raises OcrFailed, OcrUnavailable, LanguageMissing.
    """
    found: list[list[OcrWord]] = [[] for _ in images]
    if not images:
        return found
    output = _run(images, dpi, seconds, language, psm, (*options, "-c", "tessedit_create_tsv=1"), "tsv")
    for row in output.splitlines()[1:]:
        cells = row.split("\t", 11)
        if len(cells) != 12 or cells[0] != "5" or not cells[11].strip():
            continue
        page, block, paragraph, line = (int(cell) for cell in cells[1:5])
        x, y, w, h = (int(cell) for cell in cells[6:10])
        text = unicodedata.normalize("NFC", cells[11].strip())
        confidence = min(max(float(cells[10]) / 100, 0.0), 1.0)
        found[page - 1].append(OcrWord(text, x, y, x + w, y + h, confidence, (block, paragraph, line)))
    return found


def orientation(image: Gray, dpi: int, seconds: float) -> tuple[int, float]:
    """Degrees clockwise by which to turn the image upright, and the confidence; (0, 0.0) where it cannot be told."""
    if "osd" not in languages():
        return 0, 0.0
    try:
        output = _run([image], dpi, seconds, "osd", 0, (), "osd")
    except OcrFailed:
        return 0, 0.0
    found = dict(line.split(": ", 1) for line in output.splitlines() if ": " in line)
    return int(found.get("Rotate", 0)) % 360, float(found.get("Orientation confidence", 0.0))


def _run(
    images: Sequence[Gray], dpi: int, seconds: float, language: str, psm: int, options: tuple[str, ...], kind: str
) -> str:
    require(language)
    with tempfile.TemporaryDirectory(prefix="kehoach-") as folder:
        sources = [Path(folder) / f"{number}.pgm" for number in range(len(images))]
        for source, image in zip(sources, images, strict=True):
            height, width = image.shape
            source.write_bytes(b"P5 %d %d 255\n" % (width, height) + np.ascontiguousarray(image).tobytes())
        listed = Path(folder) / "pages.txt"
        listed.write_text("\n".join(map(str, sources)), "utf-8")
        target = Path(folder) / "read"
        source = listed if len(images) > 1 else sources[0]
        command = ["tesseract", str(source), str(target), "-l", language, "--psm", str(psm), "--dpi", str(dpi)]
        try:
            done = subprocess.run(
                [*command, *options],
                stdin=subprocess.DEVNULL,
                capture_output=True,
                timeout=seconds,
                env={**os.environ, "OMP_THREAD_LIMIT": "1"},
                check=False,
            )
        except subprocess.TimeoutExpired as error:
            raise OcrFailed(f"tesseract took more than {seconds:.0f} s") from error
        except OSError as error:
            raise OcrUnavailable(f"tesseract does not start: {error}") from error
        result = target.with_suffix("." + kind)
        if done.returncode != 0 or not result.exists():
            raise OcrFailed("tesseract: " + done.stderr.decode("utf-8", "replace").strip()[-300:])
        return result.read_text("utf-8", errors="replace")
