"""Headers that belong in responses, which pages send by mistake."""

from __future__ import annotations

import re
from typing import Final

_OF_RESPONSES: Final = re.compile(
    r"access-control-(?:allow|expose)-.+|access-control-max-age|content-disposition|etag|location"
    r"|server|set-cookie|vary|www-authenticate|retry-after|x-total-count|x-total-pages"
    r"|x-pagination.*|x-ratelimit-.*",
    re.IGNORECASE,
)


def is_response_header(name: str) -> bool:
    """Return whether a header belongs in responses, and has no effect in a request."""
    return _OF_RESPONSES.fullmatch(name) is not None
