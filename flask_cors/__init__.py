"""CORS for Flask, correct by the Fetch standard, closed by default, and able to explain itself."""

import logging
from importlib.metadata import version

from ._explain import cors_refused
from .core.problems import ConfigurationError, CORSWarning
from .decorator import cross_origin
from .extension import CORS

__version__ = version("flask-cors")

# A library prints nothing unasked; level and handlers are the application's.
logging.getLogger(__name__).addHandler(logging.NullHandler())

__all__ = [
    "CORS",
    "CORSWarning",
    "ConfigurationError",
    "cors_refused",
    "cross_origin",
]
