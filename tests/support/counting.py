"""Counts of the work of a call, equal on a fast machine and on a busy one."""

import sys
from pathlib import Path

import flask_cors

PACKAGE = str(Path(flask_cors.__file__).parent)


def lines_run(function):
    """Call a function, and return the number of lines of the package that ran."""
    count = 0

    def in_package(_, event, __):
        nonlocal count
        count += event == "line"
        return in_package

    def trace(frame, _, __):
        return in_package if frame.f_code.co_filename.startswith(PACKAGE) else None

    before = sys.gettrace()
    sys.settrace(trace)
    try:
        function()
    finally:
        sys.settrace(before)
    return count
