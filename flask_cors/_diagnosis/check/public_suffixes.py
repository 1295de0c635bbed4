"""The public suffix list: under which domains anybody can have a host."""

from __future__ import annotations

from functools import cache
from importlib.util import find_spec
from typing import TYPE_CHECKING

from flask_cors.core.patterns.origin_reading import is_shared_suffix

if TYPE_CHECKING:
    from collections.abc import Callable


def has_list() -> bool:
    """Tell whether the whole list is there, which is the extra `check`."""
    return find_spec("publicsuffixlist") is not None


def suffix_test() -> Callable[[str], bool]:
    """Return what tells a public suffix: the list, else the few that the library knows."""
    return _listed() if has_list() else is_shared_suffix


@cache
def _listed() -> Callable[[str], bool]:
    # Read when it is needed: it is an extra, and holds ten thousand lines.
    from publicsuffixlist import PublicSuffixList  # noqa: PLC0415

    known = PublicSuffixList(accept_unknown=False)
    return lambda suffix: is_shared_suffix(suffix) or known.is_public(suffix)
