"""`CORS`: the policy of an app or of a blueprint."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, cast
from weakref import WeakKeyDictionary

from flask import Blueprint, Flask

from ._runtime.attachment import attach
from ._runtime.calls import materialised, read_call, read_layer, source_here
from ._runtime.told import Told, report
from .core.problems import ConfigurationError, Problem, Source

if TYPE_CHECKING:
    from typing import Unpack

    from flask.blueprints import BlueprintSetupState

    from ._runtime.calls import Call
    from ._runtime.state import State
    from .core.option_types import Options


class CORS:
    """Answers CORS requests to an app, or to the routes of a blueprint.

    `CORS(app, **options)` configures at once; `cors = CORS(**options)` followed by
    `cors.init_app(app)` fits application factories, and serves several apps. Each option may also
    be set as `app.config["CORS_<OPTION>"]`, under what is given here. With their defaults they are:

    resources="/*"               paths: "/books", "/api/*", a regular expression, a list of them, or
                                 a dict from them to options
    origins="*"                  who may read: "https://a.com", wildcards such as
                                 "https://*.a.com" and "http://localhost:*", regular expressions,
                                 callables (also async) of which only True allows, or a list of them
    methods="GET, HEAD, POST, OPTIONS, PUT, PATCH, DELETE"
                                 of preflighted requests: a list, "*" for any, "auto" for those that
                                 the URL's routes answer; by default also QUERY, if a route does
    allow_headers="*"            request headers a page may send: names, wildcards, regular
                                 expressions, or a list of them
    expose_headers=None          response headers a page may read: names, or "*" for all
    supports_credentials=False   cookies and the like are allowed
    max_age=None                 for how long a browser may remember a preflight: seconds, or a
                                 timedelta
    send_wildcard=False          answer "*", not the origin, where any is allowed
    vary_header=True             say in Vary what the answer depends on
    always_send=True             where one answer serves everybody, send it without Origin too
    allow_private_network=False  answer the private-network preflights of former Chrome versions; no
                                 browser sends them now, they ask the user instead
    intercept_exceptions=True    in debug mode, a page can read that an exception happened; app only
    reject_disallowed=False      answer 403 in place of the view to requests of other origins than
                                 the allowed; "unsafe": only if the method may change something;
                                 "report": only log and signal what True would reject
    strict=False                 every warning about the configuration is an error; app only

    Where a list is meant, so may be a string with commas or a JSON array. `None` means "not set",
    except that `origins=None` and `allow_headers=None` let in nobody and nothing, with a warning.

    Raises `ConfigurationError`, with everything that is wrong with the call, where an option cannot
    mean anything; warns with `CORSWarning` where it does not mean what it seems to.

    The protocol: https://fetch.spec.whatwg.org/#http-cors-protocol
    """

    def __init__(self, app: Flask | Blueprint | None = None, **options: Unpack[Options]) -> None:
        self._given = materialised(options)
        place = _place(app)
        self._layer = read_layer(self._given, place, place.kind)
        #: The problems that were warned of before an app was known.
        self._told = Told()
        #: The apps that it was given to, in that order, as long as they live.
        self._states: WeakKeyDictionary[State, None] = WeakKeyDictionary()
        if app is None:
            call = read_call([self._layer], place)
            self._told.tell(call.problems(), strict=call.is_strict)
        else:
            # By the public method, since subclasses change options on their way through it.
            self.init_app(app, **self._given)  # type: ignore[arg-type]

    def __getstate__(self) -> dict[str, object]:
        """Return what a copy has too: the options, and where they were given, but no app."""
        kept = {name: value for name, value in vars(self).items() if name != "_states"}
        return {**kept, "_layer": self._layer.source}

    def __setstate__(self, state: dict[str, Any]) -> None:
        place: Source = state["_layer"]
        vars(self).update(state, _layer=read_layer(state["_given"], place, place.kind))
        self._states = WeakKeyDictionary()

    def init_app(self, app: Flask | Blueprint, **options: Unpack[Options]) -> None:
        """Configure an app or a blueprint; what is given here lies over what the constructor got.

        A blueprint is configured before it is registered, an app before its first request; later,
        and for what is neither, it raises `ConfigurationError`. The options are those of the class.
        """
        app = getattr(app, "_get_current_object", lambda: app)()
        place = _place(app)
        new = {
            name: value
            for name, value in options.items()
            # What the constructor passed on is its own layer.
            if name not in self._given or self._given[name] is not value
        }
        own = [read_layer(materialised(new), place, place.kind)] if new else []
        call = read_call([self._layer, *own], place).replaced(owner=self)
        if isinstance(app, Blueprint):
            self._configure_blueprint(app, call)
        elif isinstance(app, Flask):
            state = attach(app)
            state.told.note_all(self._told)
            state.add_call(call)
            self._states[state] = None
        else:
            reason = f"{app!r} is of type {type(app).__name__}"
            remedy = "give a Flask app or a Blueprint"
            raise ConfigurationError([Problem.fatal("wrong-type", reason, remedy, place)])

    def reconfigure(self, **options: Unpack[Options]) -> None:
        """Replace options of the apps that this was given to so far, also while they serve.

        They answer as if `init_app` had been given these options as well: what is not named stays,
        and `None` takes back what an earlier `reconfigure` said. Other instances of `CORS` and
        `@cross_origin` stay as they are; `app.config` is read again. Requests that have begun are
        answered by the policies that they began with. It is for this process only.

        Raises `ConfigurationError` and warns with `CORSWarning` as at start-up, about all apps
        together and before anything changes: after any exception the old policies are in force.
        """
        # Few apps do it.
        from ._runtime.reconfiguration import reconfigure  # noqa: PLC0415

        place = source_here("app", "cors.reconfigure()")
        states = list(self._states)
        if not states:
            reason = "belongs to no app yet"
            remedy = (
                "give the options to CORS(...) or init_app, and reconfigure when the app, or an app"
                " with the blueprint, has it"
            )
            raise ConfigurationError([Problem.fatal("not-initialised", reason, remedy, place)])
        reconfigure(self, states, materialised(options), place)

    def allows(
        self,
        origin: str | None,
        *,
        path: str = "/",
        method: str = "GET",
        credentials: bool = False,
    ) -> bool:
        """Tell whether a page of `origin` may send such a request, and read the response.

        The policies are those of the app that this was given to. If it was given to several, the
        current one is meant, and outside of them only what all of them allow; if it was given to
        none, whatever is the current app. A path under no policy is allowed to nobody, and so is
        the origin None.

        Callables are asked, in a context of the app, though perhaps not of a request. So Socket.IO
        can be given the same list: `SocketIO(app, cors_allowed_origins=cors.allows)`.
        """
        from ._runtime.allowance import is_allowed, states_to_ask  # noqa: PLC0415 - few apps ask

        states = states_to_ask(list(self._states))
        if not states:
            place = source_here("app", "cors.allows()")
            remedy = "give it to an app first, or ask in an app context"
            reason = "belongs to no app, and no app is current"
            raise ConfigurationError([Problem.fatal("not-initialised", reason, remedy, place)])
        return origin is not None and all(
            is_allowed(state, origin, path, method.upper(), credentials=credentials)
            for state in states
        )

    def _configure_blueprint(self, blueprint: Blueprint, call: Call) -> None:
        def register(setup: BlueprintSetupState) -> None:
            name = f"{setup.name_prefix}.{setup.name}".lstrip(".")
            prefix = (setup.url_prefix or "").rstrip("/")
            state = attach(cast("Flask", setup.app))
            state.add_registration(
                call.replaced(name=name, prefix=prefix, subdomain=setup.subdomain)
            )
            self._states[state] = None

        try:
            blueprint.record(register)
        except AssertionError:
            reason = f"blueprint {blueprint.name!r} is registered already"
            remedy = "call CORS(blueprint) before app.register_blueprint(blueprint)"
            problem = Problem.fatal("too-late", reason, remedy, call.source)
            raise ConfigurationError([problem]) from None
        report(self._told.new(call.problems()), strict=call.is_strict)


def _place(app: object) -> Source:
    """Return where the calling code configures what."""
    if isinstance(app, Blueprint):
        return source_here("blueprint", f"CORS(blueprint {app.name!r})")
    return source_here("app", "CORS(app)" if app is not None else "CORS()")
