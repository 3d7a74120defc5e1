"""Pages in a picture: turned upright, facing pages parted, photographs laid flat."""

from __future__ import annotations

import cv2
import numpy as np
import pytest

from ocr import orient
from ocr.clean import Pixels


def page(height: int = 1400, width: int = 1000) -> Pixels:
    """Rows of bars with tall strokes and marks above them and few below, as Latin text with Vietnamese marks has."""
    rng = np.random.default_rng(11)
    image = np.full((height, width), 255, np.uint8)
    for y in range(120, height - 120, 44):
        x = 100
        while x < width - 150:
            length = int(rng.integers(30, 80))
            for start in range(x, x + length, 10):
                image[y : y + 12, start : start + 7] = 0
                if rng.random() < 0.45:
                    image[y - 9 : y, start : start + 4] = 0  # ascender or mark
                if rng.random() < 0.1:
                    image[y + 12 : y + 18, start : start + 4] = 0  # descender
            x += length + 16
    return image


@pytest.mark.parametrize("quarters", [0, 1, 2, 3])
def test_a_turned_page_is_turned_back(quarters: int) -> None:
    upright = page()
    (leaf,) = orient.leaves(np.ascontiguousarray(np.rot90(upright, quarters)))  # counter-clockwise
    assert leaf.turn == 90 * quarters
    assert np.array_equal(leaf.image, upright)


@pytest.mark.parametrize("quarters", [0, 1, 2, 3])
def test_quarter_turns_know_the_way_back(quarters: int) -> None:
    image = np.zeros((30, 50), np.uint8)
    image[7, 41] = 255
    turned, back = orient.quarter_turns(image, quarters)
    ((y, x),) = np.argwhere(turned)
    assert tuple(back @ (x, y, 1)) == (41, 7, 1)


def test_an_empty_page_stays_as_it_is() -> None:
    (leaf,) = orient.leaves(np.full((800, 600), 255, np.uint8))
    assert leaf.turn == 0
    assert np.array_equal(leaf.matrix, np.eye(3))


def test_facing_pages_are_parted_left_before_right() -> None:
    left, right = page(), page()
    right[:] = np.roll(right, 13, axis=0)
    first, second = orient.leaves(np.concatenate([left, right], axis=1))
    assert abs(first.image.shape[1] - 1000) < 60
    assert second.matrix[0, 2] == first.image.shape[1]


def test_a_landscape_page_with_rows_across_is_one_page() -> None:
    assert orient.facing(page(1000, 1400)) is None


def test_a_wide_table_ruled_across_the_middle_is_one_page() -> None:
    both = np.concatenate([page(), page()], axis=1)
    both[200:1300:60, 80:-80] = 0
    assert orient.facing(both) is None


def test_a_photographed_sheet_is_cut_out_and_laid_flat() -> None:
    sheet = page()
    corners = np.array([[0, 0], [1000, 0], [1000, 1400], [0, 1400]], np.float32)
    placed = np.array([[130, 90], [1090, 120], [1120, 1490], [100, 1450]], np.float32)
    matrix = cv2.getPerspectiveTransform(corners, placed)
    photograph = np.asarray(cv2.warpPerspective(sheet, matrix, (1220, 1600), borderValue=(60,)), np.uint8)
    (leaf,) = orient.leaves(photograph)
    height, width = leaf.image.shape
    assert height / width == pytest.approx(1.4, abs=0.1)
    assert leaf.image[:20].mean() > 200  # no broad rim of the desk left
    for x, y, corner in ((0, 0, placed[0]), (width - 1, height - 1, placed[2])):
        u, v, w = leaf.matrix @ (x, y, 1)
        assert (u / w, v / w) == pytest.approx(tuple(corner), abs=15)


def test_a_scan_is_not_taken_for_a_photograph() -> None:
    scan = page()
    scan[:, :12] = 40  # the black edge that a scanner leaves
    (leaf,) = orient.leaves(scan)
    assert leaf.image.shape == scan.shape
