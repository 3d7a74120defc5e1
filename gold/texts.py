"""The texts of labelled plans that lie as lines in a packed file: one file each out, to be extracted and scored."""

from __future__ import annotations

from pathlib import Path

from gold.labels import entries, source_bytes


def write_texts(root: Path, folder: Path) -> list[Path]:
    """Write every excerpt that the manifest of `root` names to `folder`, as `<file>.txt`; the files written.

    What is there already is left alone; nothing is written for excerpts that are not at hand.
    """
    written = []
    for entry in entries(root):
        text = source_bytes(entry.source) if "#" in entry.source else None
        path = folder / f"{entry.file}.txt"
        if text is None or path.exists():
            continue
        folder.mkdir(parents=True, exist_ok=True)
        path.write_bytes(text)
        written.append(path)
    return written
