"""CORS for Flask, correct by the Fetch standard, closed by default, and able to explain itself.

    app = Flask(__name__)
    CORS(app, resources="/api/*", origins="https://shop.example.com")

CORS                    the policy of an app or of a blueprint; it lists all options
cross_origin            the policy of a view
ConfigurationError      raised at start-up by what cannot mean anything
CORSWarning             warns of what does not mean what it seems to
cors_refused            a signal of blinker, sent for each refusal; sender the app, keywords
                        `decision` (with `reason` and `steps`) and `request`
flask_cors.testing      `Browser`, a test client that behaves as a page in a browser does

The commands `flask cors routes`, `show`, `explain`, `check` and `diff` tell what is open to whom,
and why. The logger `flask_cors` has a line for each refusal.

The protocol: https://fetch.spec.whatwg.org/#http-cors-protocol
"""

import logging
from importlib import import_module
from typing import TYPE_CHECKING, Any

__all__ = [
    "CORS",
    "CORSWarning",
    "ConfigurationError",
    "cors_refused",
    "cross_origin",
]

# A library prints nothing unasked; level and handlers are the application's.
logging.getLogger(__name__).addHandler(logging.NullHandler())

_HOMES = {
    "CORS": ".extension",
    "CORSWarning": ".core.problems",
    "ConfigurationError": ".core.problems",
    "cors_refused": "._runtime.reporting",
    "cross_origin": ".decorator",
}

if TYPE_CHECKING:
    from ._runtime.reporting import cors_refused
    from .core.problems import ConfigurationError, CORSWarning
    from .decorator import cross_origin
    from .extension import CORS

    __version__: str
else:  # for a type checker, any name would be one of the package

    def __getattr__(name: str) -> Any:  # noqa: ANN401 - as varied as the names are
        """Import what is asked for: each `flask` command loads `flask_cors.cli`, few need more."""
        if name == "__version__":
            from importlib.metadata import version  # noqa: PLC0415

            value: object = version("flask-cors")
        elif name in _HOMES:
            value = getattr(import_module(_HOMES[name], __name__), name)
        else:
            raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
        globals()[name] = value
        return value


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__, "__version__"})
