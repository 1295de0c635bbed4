"""The file and line of a setting, never with an absolute path."""

from __future__ import annotations

import os
import sys
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from flask import Flask

    from flask_cors.core.problems import Source


def location(app: Flask | None, source: Source) -> str:
    """Return file and line of a call; empty if there is none."""
    return f"{relative(app, source.file)}:{source.line}" if source.file else ""


def source_as_json(app: Flask, source: Source) -> dict[str, Any]:
    """Return a source as JSON; file and line are null if there are none."""
    return {
        "kind": source.kind,
        "label": source.label,
        "file": relative(app, source.file) if source.file else None,
        "line": source.line or None,
    }


def relative(app: Flask | None, file: str) -> str:
    """Return the path of a file relative to this directory or the app's; never an absolute one."""
    path = Path(file)
    if not path.is_absolute():
        return file
    for folder in _folders(app):
        if path.is_relative_to(folder):
            return path.relative_to(folder).as_posix()
    return path.name


def without_folders(text: str) -> str:
    """Return the text of an exception with relative paths instead of absolute ones."""
    for folder in _folders(None):
        if folder != folder.parent:
            text = text.replace(f"{folder}{os.sep}", "")
    return text


def _folders(app: Flask | None) -> list[Path]:
    """Return the folders that paths are relative to; installed files are named as in imports."""
    own = [app.root_path] if app else []
    return _absolute((str(Path.cwd()), *own), tuple(sys.path))


@lru_cache(maxsize=4)
def _absolute(first: tuple[str, ...], others: tuple[str, ...]) -> list[Path]:
    # The innermost folder first.
    folders = [*map(Path, first), *sorted(map(Path, others), key=lambda path: -len(path.parts))]
    return [folder for folder in folders if folder.is_absolute()]


def named(app: Flask | None, source: Source) -> str:
    """Return the label of a source, with its location if it has one."""
    return f"{source.label} ({at})" if (at := location(app, source)) else source.label
