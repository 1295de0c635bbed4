"""Internal regular expressions that are compiled on first use.

Compiling them all would take longer than the rest of an app's start-up, and most apps need few of
them.
"""

from __future__ import annotations

import re
from typing import Any, cast


class _LazyRegex:
    def __init__(self, pattern: str, flags: int) -> None:
        self._pattern = pattern
        self._flags = flags

    def __getattr__(self, name: str) -> Any:  # noqa: ANN401 - what an expression has
        found = getattr(re.compile(self._pattern, self._flags), name)
        # Later look-ups find the attribute directly, at no cost.
        setattr(self, name, found)
        return found


def lazy_regex(pattern: str, flags: int = 0) -> re.Pattern[str]:
    """Return a regular expression that is compiled on first use."""
    return cast("re.Pattern[str]", _LazyRegex(pattern, flags))
