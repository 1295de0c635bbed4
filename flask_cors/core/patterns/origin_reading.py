"""Parsing of an allowed origin into a pattern."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from .notation import is_plain_origin
from .origins import ANY, OriginPattern

if TYPE_CHECKING:
    from flask_cors.core.problems import Problems


#: Values that are allowed but are not origins.
_WORDS: Final = {"*": ANY, "null": OriginPattern("null", "null")}


def parse_origin(value: object, problems: Problems) -> OriginPattern | None:
    """Read one item of the option `origins`; None if it allows no origin."""
    if isinstance(value, str):
        return _parse_string(value, problems)
    if isinstance(value, re.Pattern):
        from .origin_spellings import parse_regex

        return parse_regex(value, problems)
    # A class would turn every origin into an object, which is not a decision.
    if callable(value) and not isinstance(value, type):
        name = getattr(value, "__qualname__", type(value).__qualname__)
        return OriginPattern("callable", f"callable {name}", call=value, call_id=id(value))
    if value is None:
        # As in `[os.environ.get("FRONTEND"), ...]`: the other origins are still allowed.
        problems.warn(
            "not-an-origin",
            value,
            "is not an origin (an unset environment variable?) and is ignored",
            "remove it",
        )
        return None
    remedy = "use a string, a compiled regular expression or a callable"
    problems.wrong_type(value, remedy)
    return None


def _parse_string(value: str, problems: Problems) -> OriginPattern | None:
    text = value.strip()
    if not text:
        problems.warn(
            "not-an-origin",
            value,
            "is empty (an unset environment variable?) and allows no origin",
            "remove it",
        )
        return None
    if text in _WORDS:
        return _WORDS[text]
    if is_plain_origin(text):
        # This is the usual case: the form that browsers send.
        return OriginPattern("exact", text)
    from .origin_spellings import parse_unusual

    return parse_unusual(text, problems)
