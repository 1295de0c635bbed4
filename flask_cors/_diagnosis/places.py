"""Where a setting was written: file and line, never by an absolute path."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterable

    from flask import Flask

    from flask_cors.core.problems import Source


def place(app: Flask, source: Source) -> str:
    """Return file and line of a call; empty where there is none."""
    return f"{relative(app, source.file)}:{source.line}" if source.file else ""


def source_as_json(app: Flask, source: Source) -> dict[str, Any]:
    """Return a source as a program reads it."""
    return {
        "kind": source.kind,
        "label": source.label,
        "file": relative(app, source.file) if source.file else None,
        "line": source.line or None,
    }


def relative(app: Flask, file: str) -> str:
    """Return the path of a file as seen from here, or from the app; never an absolute one."""
    path = Path(file)
    if not path.is_absolute():
        return file
    # What is installed is named as it is imported.
    folders = [Path.cwd(), Path(app.root_path), *sorted(map(Path, sys.path), key=_depth)]
    for folder in folders:
        if folder.is_absolute() and path.is_relative_to(folder):
            return path.relative_to(folder).as_posix()
    return path.name


def _depth(path: Path) -> int:
    """Sort the innermost folder first."""
    return -len(path.parts)


def without_paths(app: Flask, text: str, sources: Iterable[Source]) -> str:
    """Return a text in which the absolute paths of sources are as `place` has them."""
    for source in sources:
        if source.file:
            text = text.replace(f"{source.file}:{source.line}", place(app, source))
    return text
