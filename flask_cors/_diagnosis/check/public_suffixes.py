"""The public suffix list: the domains under which anyone can get a host name."""

from __future__ import annotations

from functools import cache
from importlib.util import find_spec
from typing import TYPE_CHECKING

from flask_cors.core.patterns.wildcards import is_shared_suffix

if TYPE_CHECKING:
    from collections.abc import Callable


def has_list() -> bool:
    """Return whether the complete list is installed, as it is with the extra `check`."""
    return find_spec("publicsuffixlist") is not None


def suffix_test() -> Callable[[str], bool]:
    """Return a test for public suffixes: by the complete list, or else by our short one."""
    return _listed() if has_list() else is_shared_suffix


@cache
def _listed() -> Callable[[str], bool]:
    # Imported when needed: it is an extra, and has ten thousand lines.
    from publicsuffixlist import PublicSuffixList  # noqa: PLC0415

    known = PublicSuffixList(accept_unknown=False)
    return lambda suffix: is_shared_suffix(suffix) or known.is_public(suffix)
