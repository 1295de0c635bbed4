"""`CORS`: the policy of an app or of a blueprint."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, cast
from weakref import WeakKeyDictionary

from flask import Blueprint, Flask

from ._runtime.attachment import attach
from ._runtime.calls import materialized, read_call, read_layer, source_here
from ._runtime.reporting import ReportedProblems, report
from .core.problems import ConfigurationError, Problem, Source

if TYPE_CHECKING:
    from typing import Unpack

    from flask.blueprints import BlueprintSetupState

    from ._runtime.calls import Call
    from ._runtime.state import State
    from .core.option_types import Options


class CORS:
    """Adds CORS headers to an app, or to the routes of a blueprint.

    `CORS(app, **options)` configures an app at once. For an application
    factory, use `cors = CORS(**options)` and later `cors.init_app(app)`,
    once for each app. Each option can also be set in `app.config`, as
    "CORS_" and its name in upper case; keyword arguments take precedence.

    The options with their defaults:

    resources="/*"
        The paths: "/books", "/api/*", a regular expression, a list of them,
        or a dict that maps them to options.
    origins="*"
        The allowed origins: "https://a.com", wildcards such as
        "https://*.a.com" and "http://localhost:*", regular expressions,
        callables (sync or async) that return True to allow, or a list.
    methods="GET, HEAD, POST, OPTIONS, PUT, PATCH, DELETE"
        The allowed methods: a list, "*" for any, or "auto" for the methods
        that the matching routes accept. By default also QUERY, if a route
        accepts it.
    allow_headers="*"
        The allowed request headers: names, wildcards, regular expressions,
        or a list of them.
    expose_headers=None
        The response headers that a page may read: names, or "*" for all.
    supports_credentials=False
        Allow cookies and HTTP authentication.
    max_age=None
        How long browsers may cache a preflight: seconds, or a timedelta.
    send_wildcard=False
        Send "*" instead of echoing the origin if any origin is allowed.
    vary_header=True
        List in Vary the request headers that the response depends on.
    always_send=True
        If Access-Control-Allow-Origin is the same for every origin, also
        send it if a request has no Origin.
    allow_private_network=False
        Answer private-network preflights of older Chrome versions. Current
        browsers ask the user instead.
    reject_disallowed=False
        Respond with 403, without running the view, to requests from origins
        that are not allowed. "unsafe": only for methods that may change
        data. "report": only log and signal what True would reject.
    intercept_exceptions=True
        In debug mode, turn an exception into a 500 that the page can read.
        App only.
    strict=False
        Turn configuration warnings into errors. App only.

    A list can also be written as one string, separated by commas or as a
    JSON array. `None` means "not set", except that `origins=None` and
    `allow_headers=None` allow no origin and no header, with a warning.

    Raises `ConfigurationError` for invalid configuration, with all problems
    of the call, and warns with `CORSWarning` if a setting is probably a
    mistake.

    The protocol: https://fetch.spec.whatwg.org/#http-cors-protocol
    """

    def __init__(self, app: Flask | Blueprint | None = None, **options: Unpack[Options]) -> None:
        self._given = materialized(options)
        place = _place(app)
        self._layer = read_layer(self._given, place, place.kind)
        #: The warnings that were issued before there was an app.
        self._reported = ReportedProblems()
        #: The apps that this object configured, in that order, while they exist.
        self._states: WeakKeyDictionary[State, None] = WeakKeyDictionary()
        if app is None:
            call = read_call([self._layer], place)
            self._reported.report(call.problems(), strict=call.is_strict)
        else:
            # With the public method, since subclasses override it to change options.
            self.init_app(app, **self._given)  # type: ignore[arg-type]

    def __getstate__(self) -> dict[str, object]:
        """Return the state for a copy: options and their sources, but no apps."""
        kept = {name: value for name, value in vars(self).items() if name != "_states"}
        return {**kept, "_layer": self._layer.source}

    def __setstate__(self, state: dict[str, Any]) -> None:
        place: Source = state["_layer"]
        vars(self).update(state, _layer=read_layer(state["_given"], place, place.kind))
        self._states = WeakKeyDictionary()

    def init_app(self, app: Flask | Blueprint, **options: Unpack[Options]) -> None:
        """Configure an app or a blueprint.

        The options are those of the class, and override what the
        constructor was given. Call this method before a blueprint is
        registered, and before an app serves its first request.

        Raises `ConfigurationError` for invalid configuration, if it is
        called later, and for any other object; warns with `CORSWarning`
        like the class.
        """
        app = getattr(app, "_get_current_object", lambda: app)()
        place = _place(app)
        new = {
            name: value
            for name, value in options.items()
            # Options that the constructor passes on are in its own layer.
            if name not in self._given or self._given[name] is not value
        }
        own = [read_layer(materialized(new), place, place.kind)] if new else []
        call = read_call([self._layer, *own], place).replaced(owner=self)
        if isinstance(app, Blueprint):
            self._configure_blueprint(app, call)
        elif isinstance(app, Flask):
            state = attach(app)
            state.reported.note_all(self._reported)
            state.add_call(call)
            self._states[state] = None
        else:
            reason = f"{app!r} is of type {type(app).__name__}"
            remedy = "pass a Flask app or a Blueprint"
            raise ConfigurationError([Problem.fatal("wrong-type", reason, remedy, place)])

    def reconfigure(self, **options: Unpack[Options]) -> None:
        """Replace options of all apps that this object configured.

        The apps may be serving: requests in progress keep the old policies.
        The apps behave as if `init_app` had been given these options too:
        other options stay, and `None` undoes an earlier `reconfigure` of
        that option. `app.config` is read again. Other instances of `CORS`
        and `@cross_origin` do not change. Only the current process is
        affected.

        Raises `ConfigurationError` and warns with `CORSWarning` as at
        start-up, for all apps together and before anything changes: if it
        raises, no app is changed.
        """
        # Imported here, because few apps need it.
        from ._runtime.reconfiguration import reconfigure  # noqa: PLC0415

        place = source_here("app", "cors.reconfigure()")
        states = list(self._states)
        if not states:
            reason = "is not initialized with an app yet"
            remedy = (
                "pass options to CORS(...) or init_app, and call reconfigure() after the app, or an"
                " app with the blueprint, is initialized"
            )
            raise ConfigurationError([Problem.fatal("not-initialized", reason, remedy, place)])
        reconfigure(self, states, materialized(options), place)

    def allows(
        self,
        origin: str | None,
        *,
        path: str = "/",
        method: str = "GET",
        credentials: bool = False,
    ) -> bool:
        """Return whether a page of `origin` may read the response.

        The policies are those of the app that this object configured. If
        it configured several apps and one of them is the current app, that
        one decides; otherwise, all of them must allow the request. If it
        configured no app, the current app decides.

        The result is False for a path without a policy and for any origin
        that is neither a serialized origin nor "null". `path` is written as
        in a URL, so `%20` is a space; a query string is ignored. Routes on
        a subdomain or another host are found during a request to that host.

        Callable origins are called in an app context, possibly without a
        request. Socket.IO can use the same list of origins:
        `SocketIO(app, cors_allowed_origins=cors.allows)`.

        Raises `ConfigurationError` if this object configured no app and
        there is no current app, and TypeError if `path` or `method` is not
        a string.
        """
        from ._runtime.allowance import is_allowed, require_texts, states_to_ask  # noqa: PLC0415
        from .core.origin import is_serialized_origin  # noqa: PLC0415

        states = states_to_ask(list(self._states))
        if not states:
            place = source_here("app", "cors.allows()")
            remedy = "call init_app(app) first, or call allows() in an app context"
            reason = "has no app, and there is no current app"
            raise ConfigurationError([Problem.fatal("not-initialized", reason, remedy, place)])
        require_texts(path=path, method=method)
        if not (isinstance(origin, str) and (origin == "null" or is_serialized_origin(origin))):
            return False
        path = path.partition("#")[0].partition("?")[0]
        return all(
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
            reason = f"blueprint {blueprint.name!r} is already registered"
            remedy = "call CORS(blueprint) before app.register_blueprint(blueprint)"
            problem = Problem.fatal("too-late", reason, remedy, call.source)
            raise ConfigurationError([problem]) from None
        report(self._reported.new(call.problems()), strict=call.is_strict)


def _place(app: object) -> Source:
    """Return the source of the calling code."""
    if isinstance(app, Blueprint):
        return source_here("blueprint", f"CORS(blueprint {app.name!r})")
    return source_here("app", "CORS(app)" if app is not None else "CORS()")
