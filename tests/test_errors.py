"""Every cause of failure has a class, an exit code of its own, and a message that names place, cause and remedy."""

from __future__ import annotations

import pytest

from extract.errors import ENVIRONMENT, ERRORS, EncryptedError, InternalError, KehoachError, error_of, printable
from ocr import faults

READING = [fault for fault in vars(faults).values() if isinstance(fault, type) and issubclass(fault, Exception)]


@pytest.mark.parametrize("error", ERRORS.values(), ids=ERRORS)
def test_every_error_says_where_what_and_what_to_do(error: type[KehoachError]) -> None:
    text = str(error("kế hoạch.pdf", page=3, detail="so it is"))
    assert text == f"kế hoạch.pdf, page 3: {error.cause} (so it is). {error.remedy}"
    assert error.cause
    assert error.remedy.endswith(".")


def test_exit_codes_tell_the_causes_apart() -> None:
    codes = [error.exit_code for error in ERRORS.values()]
    assert len(set(codes)) == len(codes)
    assert not {0, 1, 2} & set(codes)  # 1: causes differ; 2: wrong usage
    assert all(code < 126 or code == 130 for code in codes)  # what shells do not use themselves; 130: interrupted


@pytest.mark.parametrize("fault", READING, ids=lambda fault: fault.__name__)
def test_every_fault_of_reading_has_its_error(fault: type[faults.ReadingFault]) -> None:
    assert not isinstance(error_of(fault.code, "a.pdf"), InternalError)


def test_an_unknown_code_is_a_fault_of_ours() -> None:
    assert "new_code: why" in str(error_of("new_code", "a.pdf", None, "why"))
    assert isinstance(error_of("new_code", "a.pdf"), InternalError)


def test_causes_outside_of_the_file_are_known_codes() -> None:
    assert set(ERRORS) >= ENVIRONMENT


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("kế hoạch số 12.pdf", "kế hoạch số 12.pdf"),
        ("two\nlines", r"two\nlines"),
        ("\x1b[31mred", r"\x1b[31mred"),
        ("abc\u202efdp.exe", r"abc\u202efdp.exe"),
        ("\udcff.pdf", r"\xff.pdf"),
    ],
)
def test_names_are_shown_without_steering_the_terminal(name: str, shown: str) -> None:
    assert printable(name) == shown


def test_a_detail_of_several_lines_stays_one_line() -> None:
    assert "\n" not in str(EncryptedError("a.pdf", detail="first\nsecond"))
