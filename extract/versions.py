"""What a result depends on beside the file: our code and data, the engine and its language, the libraries."""

from __future__ import annotations

import functools
import hashlib
import platform
import re
import shutil
import subprocess
from importlib import metadata
from importlib.util import find_spec
from pathlib import Path

_READING = ("ocr", "parsers")  # the packages that decide what is read out of a file
_AND_PARSE = ", parse "
_MAKING_ROWS = ("extract/rows.py", "extract/task.py", "extract/jobs.py")


def pipeline_version() -> str:
    """The version of reading and parsing: a file that another one has read or parsed is read or parsed again.

    It is read from the source, because importing the parsers takes half a second that a run without new files has not.
    """
    return f"read {_version('ocr.reader')}{_AND_PARSE}{_version('parsers.parse')}"


def of_reading(pipeline: str) -> str:
    """That part of a pipeline's version which reading depends on ("read 1.3")."""
    return pipeline.partition(_AND_PARSE)[0]


def _version(module: str) -> str:
    spec = find_spec(module)
    source = Path(str(spec and spec.origin)).read_text("utf-8")
    (found,) = re.findall(r'^VERSION = "(.+)"$', source, re.MULTILINE)
    return str(found)


@functools.cache
def facts() -> dict[str, str]:
    """Name and version of everything that a result depends on; two machines that agree in it read alike."""
    return {
        "kehoach": metadata.version("kehoach"),
        "pipeline": pipeline_version(),
        "code": _code(),
        "python": platform.python_version(),
        **_engine(),
        **_libraries(),
    }


def _code() -> str:
    """A digest of the code and the data that make rows out of a file."""
    roots = {name: Path(str(spec.origin)).parent for name in (*_READING, "extract") if (spec := find_spec(name))}
    files = [path for name in _READING for path in roots[name].rglob("*") if "__pycache__" not in path.parts]
    files += [roots["extract"].parent / name for name in _MAKING_ROWS]
    found = hashlib.sha256()
    for path in sorted(path for path in files if path.is_file()):
        found.update(path.name.encode() + b"\0" + path.read_bytes())
    return found.hexdigest()[:16]


def _engine() -> dict[str, str]:
    """The version of tesseract, and a digest of its Vietnamese data; "none" where they are missing."""
    said = {"tesseract": "none", "tesseract vie": "none"}
    if shutil.which("tesseract"):
        said["tesseract"] = _said("--version").split("\n", 1)[0].removeprefix("tesseract ")
        folder = re.search(r'"(.+)"', _said("--list-langs"))
        data = Path(folder[1], "vie.traineddata") if folder else Path()
        if data.is_file():
            said["tesseract vie"] = hashlib.sha256(data.read_bytes()).hexdigest()[:16]
    return said


def _said(option: str) -> str:
    return subprocess.run(["tesseract", option], capture_output=True, text=True, check=False).stdout


def _libraries() -> dict[str, str]:
    """The versions of the packages that kehoach needs (those of its extras take no part in reading)."""
    required = [line for line in metadata.requires("kehoach") or () if "extra ==" not in line]
    names = sorted(re.match(r"[\w.-]+", line)[0] for line in required)  # type: ignore[index]  # a name begins each line
    return {name: metadata.version(name) for name in names}
