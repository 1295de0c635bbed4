"""A policy compiled from settings, which makes all decisions."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, Any, Final, Literal, TypeAlias, TypeVar

from . import protocol
from .layers import effective_layers, merge
from .origin import MAX_LENGTH, is_serialized_origin
from .patterns.headers import HeaderSet
from .patterns.origins import ANY, OriginSet
from .protocol import SAFELISTED_METHODS
from .records import Record

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Mapping, Sequence

    from .fetch_metadata import Kind
    from .layers import Layer, Scope, Setting
    from .options import Methods, Rejecting
    from .patterns.origins import OriginPattern
    from .problems import Problem
    from .trace import Ruling, Trace

    Ask: TypeAlias = Callable[[OriginPattern, str], bool]
    HeaderItems: TypeAlias = tuple[tuple[str, str], ...]
    DecisionKey: TypeAlias = str | tuple[str | None, ...] | None
    Rejection: TypeAlias = Literal["rejected", "would be rejected"]

    _Key = TypeVar("_Key")
    _Value = TypeVar("_Value")


class CorsRequest:
    """The parts of a request that a policy reads, as the client sent them; None if absent."""

    # A plain class, because no other kind is created as fast, and each new preflight needs one.
    def __init__(  # noqa: PLR0913, PLR0917 - one for each part
        self,
        method: str,
        origin: str | None = None,
        requested_method: str | None = None,
        requested_headers: str | None = None,
        requested_private_network: str | None = None,
        routed_methods: Callable[[], Collection[str]] = tuple,
    ) -> None:
        self.method = method
        self.origin = origin
        self.requested_method = requested_method
        self.requested_headers = requested_headers
        self.requested_private_network = requested_private_network
        #: Returns the methods that the URL's routes accept; only called if `methods` is "auto", or
        #: if `methods` is not set and the requested method is QUERY.
        self.routed_methods = routed_methods

    @property
    def key(self) -> DecisionKey:
        """The fields that a decision depends on, except private networks and the URL."""
        if self.is_preflight:
            return (self.origin, self.requested_method, self.requested_headers)
        return self.origin

    @property
    def is_preflight(self) -> bool:
        """True for a preflight: https://fetch.spec.whatwg.org/#cors-preflight-request."""
        return (
            self.method == "OPTIONS"
            and self.origin is not None
            and self.requested_method is not None
        )


class Decision(Record):
    """The result of a policy for one request."""

    #: Headers to set; every other CORS header of the response is removed.
    headers: tuple[tuple[str, str], ...] = ()
    #: The members to add to `Vary`.
    vary: tuple[str, ...] = ()
    #: True if the policy does not allow the origin of the request.
    refused: bool = False
    #: The reason why a browser blocks this, as Chrome's `CorsError`; None if it does not.
    reason: str | None = None
    #: The pattern that allows the origin.
    admitted_by: OriginPattern | None = None
    #: The checks, in order; empty unless requested.
    steps: tuple[Ruling, ...] = ()
    #: The headers followed by `Vary`, for a response without a `Vary` header.
    all_headers: tuple[tuple[str, str], ...] = ()
    #: The kind of request; browsers make a CORS check only if it is "CORS".
    kind: Kind = "CORS"
    #: The effect of `reject_disallowed` or, if it is "report", that of True; None without one.
    rejection: Rejection | None = None


def ask_plainly(pattern: OriginPattern, origin: str) -> bool:
    """Call a configured callable with an origin; only True allows it."""
    return pattern.call is not None and pattern.call(origin) is True


#: The maximum number of entries that a policy caches under keys from clients, in addition to the
#: configured origins, and the maximum length of a header list that is cached.
_REMEMBERED: Final = 1024
_LONGEST: Final = 2048

#: Most policies of an app allow the same headers, and share the set of them.
_header_set = lru_cache(maxsize=64)(HeaderSet)


class Policy:
    """The compiled settings that govern an endpoint and path; immutable.

    It is compiled from `base` (app.config) and from `scopes`, outermost first; the last scope
    governs.
    """

    __slots__ = (
        "_allows_credentials",
        "_always_send",
        "_base",
        "_beside_origin",
        "_max_age",
        "_send_wildcard",
        "_uniform",
        "_vary",
        "allow_headers",
        "answer_by_origin",
        "automatic_options",
        "conflicts",
        "credentials",
        "decision_by_request",
        "is_view",
        "may_query",
        "methods",
        "origins",
        "private_network",
        "reject_disallowed",
        "scopes",
    )

    def __init__(self, base: Sequence[Layer], scopes: Sequence[Scope]) -> None:
        self._base = base
        self.scopes: tuple[Scope, ...] = tuple(scopes)
        #: True if the governing scope is a view.
        self.is_view: bool = bool(scopes) and scopes[-1].kind == "view"
        settings = self.settings

        def value(name: str) -> Any:  # noqa: ANN401 - as varied as the options are
            return settings[name].value

        self.origins: OriginSet = OriginSet(value("origins"))
        self.methods: Methods = value("methods")
        #: True if `methods` is not set, so QUERY is allowed if a route of the URL accepts it.
        self.may_query: bool = settings["methods"].source.kind == "default"
        self.allow_headers: HeaderSet = _header_set(value("allow_headers"))
        self.private_network: bool = value("allow_private_network")
        self.automatic_options: bool = value("automatic_options")
        self.reject_disallowed: Rejecting = value("reject_disallowed")
        #: Conflicts that result from merging, because of which credentials are disabled.
        self.conflicts: tuple[Problem, ...] = ()
        if value("supports_credentials"):
            from .conflicts import contradictions

            self.conflicts = tuple(contradictions(settings, scopes))
        self.credentials: bool = value("supports_credentials") and not self.conflicts
        self._always_send: bool = value("always_send")
        self._send_wildcard: bool = value("send_wildcard")
        self._vary: bool = value("vary_header")
        exposed, max_age = value("expose_headers"), value("max_age")
        self._allows_credentials = (
            ((protocol.ALLOW_CREDENTIALS, "true"),) if self.credentials else ()
        )
        expose = ((protocol.EXPOSE_HEADERS, ", ".join(exposed)),) if exposed else ()
        #: Headers sent with `Access-Control-Allow-Origin` in the response to an actual request.
        self._beside_origin = (*self._allows_credentials, *expose)
        self._max_age = ((protocol.MAX_AGE, str(max_age)),) if max_age is not None else ()
        any_origin = self.origins.any and not self.credentials
        #: The `Access-Control-Allow-Origin` for every allowed origin, if it is the same.
        self._uniform = "*" if any_origin else self.origins.single
        #: Decisions that cannot change, by `CorsRequest.key`.
        self.decision_by_request: dict[DecisionKey, Decision] = {}
        #: For actual requests, by origin: whether it is refused, and the response headers.
        self.answer_by_origin: dict[str | None, tuple[bool, HeaderItems]] = {}

    @property
    def settings(self) -> dict[str, Setting]:
        """Each option's value, its source, and the values that it overrides.

        Computed on each access: only the constructor and explanations need it.
        """
        return merge(effective_layers(self._base, self.scopes))

    def value(self, name: str) -> Any:  # noqa: ANN401 - as varied as the options are
        """Return the effective value of an option."""
        return self.settings[name].value

    def decide(
        self, request: CorsRequest, ask: Ask = ask_plainly, *, explain: bool = False
    ) -> Decision:
        """Decide on the headers of the response to `request`; record each check if `explain`."""
        if explain or request.requested_private_network is not None:
            return self._decide(request, ask, _trace(self.settings) if explain else None)
        key = request.key
        decided = self.decision_by_request.get(key)
        if decided is None:
            decided = self._decide(request, ask, None)
            if self._settles(request):
                self._keep(self.decision_by_request, key, decided)
        return decided

    def answer(self, origin: str | None) -> tuple[bool, HeaderItems] | None:
        """Return whether an actual request from `origin` is refused, and the response headers.

        It agrees with `decide` but takes fewer steps, since clients can send a different origin in
        each request. None if a callable must be called. Results are cached in `answer_by_origin`.
        """
        admitted_by = None
        if origin is not None:
            if self.origins.asks and origin not in self.origins.exact:
                return None
            admitted_by = self._admitted_by(origin, ask_plainly)
        headers, vary = self._actual(origin, admitted_by)
        members = vary if self._vary else ()
        answer = (origin is not None and admitted_by is None, _with_vary(headers, members))
        if origin is None or len(origin) <= MAX_LENGTH:
            self._keep(self.answer_by_origin, origin, answer)
        return answer

    def _settles(self, request: CorsRequest) -> bool:
        """Return whether a decision cannot change, and is small enough to cache."""
        origin = request.origin
        if origin is None or (origin in self.origins.exact and not request.is_preflight):
            return True
        # A callable may return something else the next time; "auto" depends on the URL.
        if self.origins.asks or self.methods == "auto":
            return False
        if self.may_query and request.requested_method == "QUERY":
            return False
        longest = max(len(origin), len(request.requested_method or ""))
        return longest <= MAX_LENGTH and len(request.requested_headers or "") <= _LONGEST

    def _keep(self, where: dict[_Key, _Value], key: _Key, value: _Value) -> None:
        if len(where) > len(self.origins.exact) + _REMEMBERED:
            where.clear()
        where[key] = value

    def _decide(self, request: CorsRequest, ask: Ask, trace: Trace | None) -> Decision:
        origin = request.origin
        admitted_by = None if origin is None else self._admitted_by(origin, ask)
        if origin is not None and trace is not None:
            trace.note("origin", "origins", origin, passed=admitted_by is not None)
        headers, vary = self._actual(origin, admitted_by)
        if not headers:
            kind = "Preflight" if request.is_preflight else ""
            members = tuple(vary) if self._vary else ()
            return Decision(
                vary=members,
                refused=origin is not None,
                reason=None if origin is None else f"{kind}MissingAllowOriginHeader",
                steps=tuple(trace.steps) if trace else (),
                all_headers=_with_vary((), members),
            )
        reason = None
        if request.is_preflight:
            headers = [headers[0], *self._allows_credentials]
            reason = self._answer_preflight(request, headers, vary, trace)
        if request.requested_private_network == "true":
            answer = "true" if self.private_network else "false"
            headers.append((protocol.ALLOW_PRIVATE_NETWORK, answer))
            if trace is not None:
                passed = self.private_network
                trace.note("private network", "allow_private_network", answer, passed=passed)
        if request.requested_private_network is not None or (
            self.private_network and request.is_preflight
        ):
            vary.append(protocol.REQUEST_PRIVATE_NETWORK)
        members = tuple(vary) if self._vary else ()
        return Decision(
            headers=tuple(headers),
            vary=members,
            reason=reason,
            admitted_by=admitted_by,
            steps=tuple(trace.steps) if trace else (),
            all_headers=_with_vary(headers, members),
        )

    def _actual(
        self, origin: str | None, admitted_by: OriginPattern | None
    ) -> tuple[list[tuple[str, str]], list[str]]:
        """Return the headers of a response to an actual request, and the members of its `Vary`."""
        value = self._allow_origin(origin, admitted_by)
        headers = [] if value is None else [(protocol.ALLOW_ORIGIN, value), *self._beside_origin]
        return headers, self._vary_by_origin(origin, value)

    def _admitted_by(self, origin: str, ask: Ask) -> OriginPattern | None:
        """Return the pattern that allows `origin`.

        With credentials, `*` behaves as if each origin were listed, so it does not allow `null` or
        a value that is not a serialized origin.
        """
        if self.origins.any and origin not in self.origins.exact:
            return ANY if not self.credentials or is_serialized_origin(origin) else None
        return self.origins.admits(origin, ask)

    def _allow_origin(self, origin: str | None, admitted_by: OriginPattern | None) -> str | None:
        if origin is None:
            return self._uniform if self._always_send else None
        if admitted_by is None:
            return None
        if self._uniform == "*" and (
            self._send_wildcard or (admitted_by is ANY and not is_serialized_origin(origin))
        ):
            # The value of Origin is echoed only if it is a serialized origin.
            return "*"
        return origin

    def _vary_by_origin(self, origin: str | None, value: str | None) -> list[str]:
        if value is not None and (
            origin is None
            or value == self.origins.single
            or (self._uniform == "*" and self._send_wildcard)
        ):
            return []
        return [protocol.ORIGIN]

    def _answer_preflight(
        self,
        request: CorsRequest,
        headers: list[tuple[str, str]],
        vary: list[str],
        trace: Trace | None,
    ) -> str | None:
        """Add the headers for a preflight from an allowed origin; return why a browser refuses."""
        from .methods import listed_methods

        method = request.requested_method or ""
        vary.append(protocol.REQUEST_METHOD)
        methods = listed_methods(
            self.methods, method, request.routed_methods, may_query=self.may_query
        )
        if trace is not None:
            trace.note("method", "methods", method, passed=methods is not None)
        names: tuple[str, ...] = ()
        if methods is not None:
            headers.append((protocol.ALLOW_METHODS, methods))
            if self.allow_headers.patterns:
                vary.append(protocol.REQUEST_HEADERS)
                names = protocol.requested_header_names(request.requested_headers)
                names = self.allow_headers.allowed(names)
            if names:
                headers.append((protocol.ALLOW_HEADERS, ", ".join(names)))
            headers += self._max_age
        elif method not in SAFELISTED_METHODS:
            return "MethodDisallowedByPreflightResponse"
        refused = _refuses_header(request.requested_headers, names, trace)
        return "HeaderDisallowedByPreflightResponse" if refused else None


def _trace(settings: Mapping[str, Setting]) -> Trace:
    from .trace import Trace

    return Trace(settings)


def _refuses_header(requested: str | None, allowed: Collection[str], trace: Trace | None) -> bool:
    """Return whether a preflight requests a header that is not allowed."""
    if not requested or (trace is None and len(allowed) == requested.count(",") + 1):
        return False
    known = {name.lower() for name in allowed}
    refused = False
    # In a longer list, no name is allowed; these names are enough to explain that.
    for name in protocol.list_members(requested)[: protocol.MAX_REQUEST_HEADER_NAMES]:
        passed = name.lower() in known
        refused = refused or not passed
        if trace is not None:
            trace.note("header", "allow_headers", name, passed=passed)
        elif refused:
            break
    return refused


def _with_vary(
    headers: Iterable[tuple[str, str]], vary: Collection[str]
) -> tuple[tuple[str, str], ...]:
    return (*headers, (protocol.VARY, ", ".join(vary))) if vary else tuple(headers)
