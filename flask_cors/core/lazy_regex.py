"""Regular expressions of our own that are compiled when they are first used.

To compile them all takes longer than everything else that an app does until it serves, and most
apps need few of them.
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
        # From now on it is found without coming here, so that it costs nothing more.
        setattr(self, name, found)
        return found


def lazy_regex(pattern: str, flags: int = 0) -> re.Pattern[str]:
    """Return a regular expression that is compiled when it is first used."""
    return cast("re.Pattern[str]", _LazyRegex(pattern, flags))
