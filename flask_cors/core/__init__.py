"""The protocol and its configuration, without a framework.

`policy` decides which headers a response gets, whether it answers a preflight or any other request.
Modules in this folder only import the standard library and each other, not Flask, Werkzeug or
click, and do no input or output. A test enforces this.

The constants below have the names from flask-cors 6, for code that imports them; importing one of
its functions fails with a message that names the replacement.
"""

import sys
from typing import TYPE_CHECKING, Any

from .protocol import ALLOW_CREDENTIALS as ACL_CREDENTIALS
from .protocol import ALLOW_HEADERS as ACL_ALLOW_HEADERS
from .protocol import ALLOW_METHODS as ACL_METHODS
from .protocol import ALLOW_ORIGIN as ACL_ORIGIN
from .protocol import ALLOW_PRIVATE_NETWORK as ACL_RESPONSE_PRIVATE_NETWORK
from .protocol import EXPOSE_HEADERS as ACL_EXPOSE_HEADERS
from .protocol import MAX_AGE as ACL_MAX_AGE
from .protocol import REQUEST_HEADERS as ACL_REQUEST_HEADERS
from .protocol import REQUEST_METHOD as ACL_REQUEST_METHOD
from .protocol import REQUEST_PRIVATE_NETWORK as ACL_REQUEST_HEADER_PRIVATE_NETWORK

#: The default of the option `methods`.
ALL_METHODS = ["GET", "HEAD", "POST", "OPTIONS", "PUT", "PATCH", "DELETE"]

__all__ = [
    "ACL_ALLOW_HEADERS",
    "ACL_CREDENTIALS",
    "ACL_EXPOSE_HEADERS",
    "ACL_MAX_AGE",
    "ACL_METHODS",
    "ACL_ORIGIN",
    "ACL_REQUEST_HEADERS",
    "ACL_REQUEST_HEADER_PRIVATE_NETWORK",
    "ACL_REQUEST_METHOD",
    "ACL_RESPONSE_PRIVATE_NETWORK",
    "ALL_METHODS",
]

if not TYPE_CHECKING:  # pragma: no branch - with it, type checkers would accept any name

    def __getattr__(name: str) -> Any:  # noqa: ANN401 - it never returns
        """Raise an error that names the replacement of a name from flask-cors 6."""
        from .removed_names import REMOVED

        if name not in REMOVED:
            raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
        message = f"{__name__}.{name} was removed in 7.0; {REMOVED[name]}"
        # `from ... import` uses `hasattr`, and would replace the text of an AttributeError.
        if sys._getframe(1).f_globals.get("__name__") == "importlib._bootstrap":  # noqa: SLF001
            raise ImportError(message, name=__name__)
        raise AttributeError(message)
