"""The protocol and its configuration, without a framework.

Modules of this folder import the standard library and each other: no Flask, no Werkzeug, no click,
and they do no input or output. A test enforces it.

The constants below keep the names by which users of flask-cors 6 import them.
"""

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
