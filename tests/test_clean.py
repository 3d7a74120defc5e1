"""Cleaning: coloured ink goes and print stays, skew is found, boxes find their way back."""

from __future__ import annotations

import cv2
import numpy as np
import pytest

from ocr import clean
from ocr.clean import Pixels

DPI = 200


def page(height: int = 1200, width: int = 900) -> Pixels:
    """White paper with rows of black bars as long as words."""
    rng = np.random.default_rng(7)
    image = np.full((height, width), 255, np.uint8)
    for y in range(100, height - 100, 40):
        x = 90
        while x < width - 160:
            length = int(rng.integers(20, 70))
            image[y : y + 14, x : x + length] = 0
            x += length + 12
    return image


def turned(image: Pixels, degrees: float) -> Pixels:
    height, width = image.shape[:2]
    matrix = cv2.getRotationMatrix2D((width / 2, height / 2), degrees, 1)
    return np.asarray(cv2.warpAffine(image, matrix, (width, height), borderValue=(255, 255, 255)), np.uint8)


@pytest.mark.parametrize("degrees", [-4.8, -2.3, -0.7, 0.0, 0.4, 1.0, 3.1, 5.0])
def test_skew_is_found_to_a_fifth_of_a_degree(degrees: float) -> None:
    assert clean.skew(turned(page(), degrees)) == pytest.approx(degrees, abs=0.2)


def test_a_page_without_rows_is_not_turned() -> None:
    assert clean.skew(np.full((600, 400), 255, np.uint8)) == 0.0
    noise = np.random.default_rng(1).integers(200, 255, (600, 400)).astype(np.uint8)
    assert abs(clean.skew(noise)) <= clean.MAX_SKEW


@pytest.mark.parametrize("degrees", [0.0, 2.5, -4.0])
def test_a_place_on_the_cleaned_page_is_found_again_on_the_scan(degrees: float) -> None:
    image = page()
    image[:] = 255
    image[300:310, 200:260] = 0
    scan = cv2.cvtColor(turned(image, degrees), cv2.COLOR_GRAY2RGB)
    cleaned = clean.clean(scan, DPI)
    rows, columns = np.nonzero(cleaned.image < 100)
    middle = cleaned.to_page(float(columns.mean()), float(rows.mean()))
    there = np.argwhere(scan[:, :, 0] < 100).mean(axis=0)
    assert middle == pytest.approx((there[1], there[0]), abs=1.5)


def test_a_box_keeps_its_size_when_the_page_was_turned() -> None:
    cleaned = clean.clean(cv2.cvtColor(turned(page(), 3.0), cv2.COLOR_GRAY2RGB), DPI)
    scale = cleaned.dpi / DPI
    x0, y0, x1, y1 = cleaned.box_to_page(100 * scale, 200 * scale, 300 * scale, 220 * scale)
    assert (x1 - x0, y1 - y0) == pytest.approx((200, 20), rel=0.01)


def test_a_box_of_a_black_and_white_page_comes_back_at_the_size_of_the_scan() -> None:
    image = page()
    for x in range(95, 700, 30):  # letters tall enough to be read at a smaller size
        image[60:80, x : x + 14] = 0
    cleaned = clean.clean(np.kron(image, np.ones((2, 2), np.uint8)), 400)
    assert cleaned.dpi == 160
    assert cleaned.to_page(40, 80) == pytest.approx((100, 200))


@pytest.mark.parametrize("ink", [(215, 35, 45), (40, 60, 190), (30, 150, 60), (120, 170, 225)])
def test_coloured_ink_fades_and_black_print_under_it_stays(ink: tuple[int, int, int]) -> None:
    image = np.full((800, 400, 3), 245, np.uint8)
    image[50:350, 50:150] = image[400:780, 20:380] = 20
    image[150:250, 100:300] = (image[150:250, 100:300] * (np.array(ink) / 255)).astype(np.uint8)
    grey = clean.without_coloured_ink(image, DPI)
    assert grey[200, 250] > 225  # ink on paper
    assert grey[200, 125] < 80  # ink on print
    assert grey[200, 75] < 40  # print alone


@pytest.mark.parametrize("share", [0.5, 0.8])
def test_print_under_a_stamp_that_covers_it_comes_back(share: float) -> None:
    image = np.full((800, 600, 3), 245, np.uint8)
    for x in range(60, 560, 14):
        image[180:220, x : x + 5] = image[400:760, x : x + 5] = 25
    ring = np.zeros(image.shape[:2], np.float64)
    cv2.circle(ring, (300, 200), 90, 1.0, 10)
    cv2.rectangle(ring, (270, 150), (330, 250), 1.0, -1)
    over = (share * ring)[:, :, None]
    grey = clean.without_coloured_ink((image * (1 - over) + over * np.array((190, 25, 40))).astype(np.uint8), DPI)
    column = grey[200, 275:328].astype(int)
    assert np.percentile(column, 10) < 110  # strokes under the seal
    assert np.percentile(column, 90) > 215  # paper between them
    assert grey[160, 275:325].min() > 215  # the seal itself


def test_a_page_printed_in_colour_keeps_its_text() -> None:
    image = cv2.cvtColor(page(), cv2.COLOR_GRAY2RGB)
    image[image[:, :, 0] == 0] = (20, 40, 150)
    grey = clean.without_coloured_ink(image, DPI)
    assert grey.min() < 60


def test_paper_in_warm_light_is_not_taken_for_ink() -> None:
    grey = page()
    warm = (grey[:, :, None] * np.array([0.95, 0.85, 0.65])).astype(np.uint8)
    cleaned = clean.clean(warm, DPI).image
    assert np.percentile(cleaned, 90) > 240
    assert cleaned.min() < 60


def test_shading_becomes_even_paper() -> None:
    shade = np.linspace(1.0, 0.45, 900)
    noise = np.random.default_rng(3).normal(0, 4, (1200, 900))
    cleaned = clean.clean(np.clip(page() * shade[None, :] + noise, 0, 255).astype(np.uint8), DPI)
    assert "background" in cleaned.steps
    paper = cleaned.image[:80]
    assert abs(float(paper[:, :100].mean()) - float(paper[:, -100:].mean())) < 8


def test_black_and_white_scans_are_told_from_grey_ones() -> None:
    image = page()
    assert clean.is_bilevel(image)
    assert not clean.is_bilevel(np.asarray(cv2.GaussianBlur(image, (0, 0), 3) // 2 + 60, np.uint8))


def test_small_black_and_white_type_keeps_its_size() -> None:
    image = np.full((1200, 900), 255, np.uint8)
    for y in range(100, 1100, 25):
        for x in range(90, 800, 14):
            image[y : y + 9, x : x + 7] = 0
    assert clean.clean(image, 200).dpi == 200


@pytest.mark.parametrize("shape", [(1, 1), (3, 5000), (40, 40, 3)])
def test_odd_pictures_do_no_harm(shape: tuple[int, ...]) -> None:
    cleaned = clean.clean(np.full(shape, 255, np.uint8), DPI)
    assert cleaned.image.ndim == 2


def test_grey_watermark_fades_and_the_print_on_it_and_beside_it_stays() -> None:
    from ocr.greymarks import without_grey_marks

    page = np.full((1200, 900), 250, np.uint8)
    page[300:700, 200:600] = 190  # a mark
    page[400:403, 100:800] = 60  # print over it
    page[100:140, 100:140] = 40  # print broader than any letter's stroke
    found = without_grey_marks(page, 200)
    assert found[320:390, 220:580].min() > 245
    assert found[401, 120] <= 62
    assert found[401, 400] < 100
    assert found[120, 120] == 40
    plain = np.full((1200, 900), 250, np.uint8)
    plain[400:403, 100:800] = 60
    assert without_grey_marks(plain, 200) is plain
