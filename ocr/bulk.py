"""PDFium's functions called for all characters or objects of a page at once.

pypdfium2 wraps handles in objects that cost more than the call itself. Here handles are plain addresses, `map` runs the
loop, and what PDFium writes goes straight into numpy arrays.
"""

from __future__ import annotations

import ctypes
from collections.abc import Callable, Iterable
from typing import Any

import numpy as np
import numpy.typing as npt

Call = Callable[..., Any]
Floats = npt.NDArray[np.float64]
Flags = npt.NDArray[np.bool_]


def address(handle: Any) -> int:
    """The address that a pointer of `pypdfium2.raw` holds; 0 for none."""
    return ctypes.cast(handle, ctypes.c_void_p).value or 0


def plain(function: Any) -> Call:
    """A function of `pypdfium2.raw` that takes and gives addresses (0 for none) in place of pointers."""
    kinds = [kind if issubclass(kind, ctypes._SimpleCData) else ctypes.c_size_t for kind in function.argtypes]
    result = function.restype if issubclass(function.restype, ctypes._SimpleCData) else ctypes.c_size_t
    return ctypes.PYFUNCTYPE(result, *kinds)(address(function))


def written(
    function: Call, *arguments: Iterable[int], count: int, fields: int, kind: type, together: bool = False
) -> tuple[Floats, Flags]:
    """What a `plain` function writes for each of `count` calls (an array of `count` x `fields`), and which succeeded.

    It writes numbers of type `kind` (np.float32 or np.float64) through one pointer each, or one struct's (`together`).
    """
    found: npt.NDArray[Any] = np.zeros((count, fields), kind)
    size, row = found.itemsize, found.itemsize * fields
    firsts = [found.ctypes.data + size * field for field in range(1 if together else fields)]
    places = [range(first, first + row * count, row) for first in firsts]
    done = np.fromiter(map(function, *arguments, *places), np.bool_, count)
    return found.astype(np.float64), done
