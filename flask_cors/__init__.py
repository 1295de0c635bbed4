"""CORS for Flask that follows the standard and explains itself.

    app = Flask(__name__)
    CORS(app, resources="/api/*", origins="https://shop.example.com")

CORS                 the policy of an app or a blueprint; lists all options
cross_origin         the policy of a view
ResourceOptions      the type of the options of one resource
ConfigurationError   raised at start-up for a setting that cannot be used
CORSWarning          issued for a setting that is probably a mistake
cors_refused         a blinker signal, sent if a policy refuses a request
                     or `reject_disallowed` applies to it; the sender is
                     the app, the keywords are `decision` and `request`
Decision             the result of a policy for one request, with `kind`,
                     `reason`, `steps` and `rejection`
flask_cors.testing   `Browser`, a test client that behaves like a browser

The commands of `flask cors` show which origins are allowed where, and why:
`routes`, `show`, `explain`, `check`, `diff` and `probe`. The logger
`flask_cors` logs refusals, each with the reason.

The protocol: https://fetch.spec.whatwg.org/#http-cors-protocol
"""

import logging
from importlib import import_module
from typing import TYPE_CHECKING, Any

__all__ = [
    "CORS",
    "CORSWarning",
    "ConfigurationError",
    "Decision",
    "ResourceOptions",
    "__version__",
    "cors_refused",
    "cross_origin",
]

# The application chooses level and handlers.
logging.getLogger(__name__).addHandler(logging.NullHandler())

_HOMES = {
    "CORS": ".extension",
    "CORSWarning": ".core.problems",
    "ConfigurationError": ".core.problems",
    "Decision": ".core.policy",
    "ResourceOptions": ".core.option_types",
    "cors_refused": "._runtime.reporting",
    "cross_origin": ".decorator",
}

if TYPE_CHECKING:
    from ._runtime.reporting import cors_refused
    from .core.option_types import ResourceOptions
    from .core.policy import Decision
    from .core.problems import ConfigurationError, CORSWarning
    from .decorator import cross_origin
    from .extension import CORS

    __version__: str
else:  # type checkers that see `__getattr__` accept any name

    def __getattr__(name: str) -> Any:  # noqa: ANN401 - as varied as the names are
        """Import a public name when it is first used, because most `flask` commands use none."""
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
