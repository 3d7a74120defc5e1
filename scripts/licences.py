"""The licences of everything in the lock files: written to docs/licences.md, checked to be compatible with Apache-2.0.

Usage: licences.py [--check]. Without --check, the list is written anew from the packages that are installed; with it,
nothing is written, and the exit status is 1 where a package is missing from the list or its licence is not allowed.
"""

from __future__ import annotations

import re
import sys
from importlib.metadata import Distribution, PackageNotFoundError, distribution
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
LIST = ROOT / "docs" / "licences.md"
LOCKS = {"runs": "requirements.lock", "develops": "requirements-dev.lock"}

# Licences (SPDX) under which a dependency may be used by an Apache-2.0 program that does not ship its code. The weak
# copyleft ones bind changes to the package itself only.
PERMISSIVE = {
    "0BSD",
    "Apache-2.0", "BSD-2-Clause", "BSD-3-Clause", "BSD", "CC0-1.0", "CNRI-Python", "HPND", "ISC", "MIT", "MIT-0",
    "MIT-CMU", "PSF-2.0", "Python-2.0", "Unlicense", "Zlib", "libtiff", "LicenseRef-PdfiumThirdParty",
}  # fmt: skip
WEAK_COPYLEFT = {"LGPL-2.1", "LGPL-2.1-or-later", "LGPL-3.0", "LGPL-3.0-or-later", "LGPL", "MPL-2.0"}
# Strong copyleft is allowed where the program runs without the package. None is so far.

# What packages say in free text, as SPDX.
SPELLINGS = {
    r"apache.*2|apache software|^apache$": "Apache-2.0",
    r"3-clause|new bsd|modified bsd|bsd-3": "BSD-3-Clause",
    r"2-clause|simplified bsd|bsd-2": "BSD-2-Clause",
    r"\bmit\b|expat": "MIT",
    r"\bbsd\b": "BSD",
    r"mozilla|mpl": "MPL-2.0",
    r"lesser general public|lgpl": "LGPL",
    r"python software foundation|psf": "PSF-2.0",
    r"isc": "ISC",
    r"unlicense|public domain": "Unlicense",
    r"general public|gpl": "GPL",
}


def locked(name: str) -> list[str]:
    """The package names of a lock file."""
    return re.findall(r"^([a-z0-9][a-z0-9._-]*)==", (ROOT / name).read_text("utf-8"), re.MULTILINE)


def licence(package: Distribution) -> str:
    """The SPDX expression that a package states, or the nearest to its free text; "?" where it states none."""
    meta = package.metadata
    if expression := meta.get("License-Expression"):
        return str(expression)
    classifiers = [c.rsplit(" :: ", 1)[-1] for c in meta.get_all("Classifier", []) if c.startswith("License ::")]
    for text in (*classifiers, str(meta.get("License") or "").strip()[:200], _licence_file(package)):
        for pattern, name in SPELLINGS.items():
            if re.search(pattern, text, re.IGNORECASE):
                return name
    return "?"


def _licence_file(package: Distribution) -> str:
    """The first line of the licence file that a package ships ("MIT License")."""
    for file in package.files or ():
        if "dist-info" in str(file) and file.name.upper().startswith("LICENSE"):
            return file.read_text().strip().splitlines()[0]
    return ""


def allowed(expression: str) -> bool:
    """Whether an SPDX expression leaves a choice that is compatible: each `AND` part has an allowed `OR` part."""
    parts = re.split(r"\s+AND\s+", re.sub(r"\s+WITH\s+[\w.-]+", "", expression))
    known = PERMISSIVE | WEAK_COPYLEFT
    return all(any(choice.strip(" ()") in known for choice in re.split(r"\s+OR\s+", part)) for part in parts)


def listed() -> dict[str, str]:
    """The packages of the list, with their licences."""
    rows = (
        re.findall(r"^\| ([a-z0-9._-]+) \| ([^|]+) \|", LIST.read_text("utf-8"), re.MULTILINE) if LIST.exists() else []
    )
    return {name: expression.strip() for name, expression in rows}


def found() -> dict[str, tuple[str, str]]:
    """Every locked package: its licence (that of the list where it is not installed here), and what it is for."""
    before, rows = listed(), {}
    for purpose, lock in reversed(LOCKS.items()):
        for name in locked(lock):
            try:
                rows[name] = (licence(distribution(name)), purpose)
            except PackageNotFoundError:  # a package of another platform
                rows[name] = (before.get(name, "?"), purpose)
    return dict(sorted(rows.items()))


def main() -> int:
    """Write or check the list."""
    rows = found()
    if "--check" not in sys.argv:
        table = "".join(f"| {name} | {expression} | {purpose} |\n" for name, (expression, purpose) in rows.items())
        head = LIST.read_text("utf-8").split("| package")[0] if LIST.exists() else "# Licences of the dependencies\n\n"
        LIST.write_text(f"{head}| package | licence | for |\n| --- | --- | --- |\n{table}", "utf-8")
    here = listed()
    faults = [f"{name}: not in {LIST.name}; run scripts/licences.py" for name in rows if name not in here]
    faults += [f"{name}: {expression} is not known to be compatible" for name, (expression, _) in rows.items()
               if not allowed(expression)]  # fmt: skip
    print("\n".join(faults) or f"{len(rows)} packages, all compatible with Apache-2.0")
    return int(bool(faults))


if __name__ == "__main__":
    sys.exit(main())
