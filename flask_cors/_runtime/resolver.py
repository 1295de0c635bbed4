"""The policy that governs a request or a URL rule."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from werkzeug.exceptions import MethodNotAllowed, NotFound
from werkzeug.routing import RequestRedirect, Rule
from werkzeug.wsgi import get_path_info

from flask_cors.core.layers import Layer, Scope, merge
from flask_cors.core.policy import Policy

from . import marks

if TYPE_CHECKING:
    from wsgiref.types import WSGIEnvironment

    from flask import Flask, Request

    from .scopes import AppScopes


#: Maximum number of cached paths, because clients choose them.
_REMEMBERED_PATHS: Final = 1024
#: Maximum length of a path, or of a path and a method, whose policy is cached, so that the memory
#: for data from clients is limited in bytes, too.
_LONGEST_KEPT: Final = 256
#: The key of the request's `Serving` in the WSGI environment.
KEY: Final = "flask_cors.serving"


class Serving:
    """The policies with which a request is served.

    All requests whose headers are known in advance share the resolver's `serving`; any other
    request has its own, an `Exchange`.
    """

    __slots__ = ("resolver",)

    def __init__(self, resolver: Resolver) -> None:
        #: Finds the policies for this request; a later request may have a different one.
        self.resolver: Resolver = resolver


class Resolver:
    """Finds the policy for each request of one app; created once the configuration is complete."""

    def __init__(self, scopes: AppScopes) -> None:
        #: The scopes that the policies are made of.
        self.scopes = scopes
        #: The app.
        self.app: Flask = scopes.app
        self.serving = Serving(self)
        marks.MARKS.settle(self.app, self)
        #: True if policies depend on the endpoint, not only on the path.
        self.by_endpoint = bool(scopes.registrations.calls or scopes.view_layers())
        self._policies: dict[tuple[Scope, ...], Policy | None] = {(): None}
        self._hidden: dict[tuple[str, tuple[Scope, ...], tuple[Layer, ...]], Policy] = {}
        #: The policies of endpoints whose policy depends on neither path nor method.
        self.policy_by_endpoint: dict[str | None, Policy | None] = {}
        #: The endpoints among these whose view has a policy of its own, with its layers.
        self.governed_by_view: dict[str | None, list[Layer]] = {}
        self._by_path: dict[tuple[str | None, str, str], Policy | None] = {}
        #: The policy of every request, if there is only one; otherwise None.
        self.everywhere: Policy | None = None
        #: The policies by path in WSGI encoding, if they only depend on the path.
        self.policy_by_path_info: dict[str, Policy | None] = {}
        if not self.by_endpoint:
            marks.MARKS.tell_of_the_next(self)
            if scopes.app_table.covers_every_path:
                self.everywhere = self.policy(scopes.app_table.scopes)
        # Found on demand. As a `cached_property`, either would slow down each access to `self`.
        self._all_take_options: bool | None = None
        self._hooks: set[Layer] | None = None
        self.intercept_exceptions: bool = scopes.settings["intercept_exceptions"].value
        self.strict: bool = scopes.settings["strict"].value
        #: True if a policy rejects requests.
        self.rejects = bool(scopes.layers_using("reject_disallowed"))
        #: True if a policy has a callable origin.
        self.asks = bool(scopes.layers_using("callable"))

    def expire(self) -> None:
        """Make the next request create a new resolver, although no view was replaced."""
        self.scopes.is_outdated = True
        # New dictionaries, since another thread may be adding a policy.
        self.policy_by_endpoint, self.governed_by_view = {}, {}

    def look_at_views(self) -> None:
        """Ask for the endpoint of each request from now on, since its view may be replaced."""
        self.by_endpoint = True

    def policy(self, scopes: tuple[Scope, ...]) -> Policy | None:
        """Return the policy of several scopes, or None without any."""
        if scopes not in self._policies:
            self._policies[scopes] = Policy(self.scopes.base, scopes)
        return self._policies[scopes]

    def governing(self, endpoint: str | None, method: str, path: str) -> Policy | None:
        """Return the policy that governs an endpoint, for a method and a path."""
        self.scopes.look_at(endpoint)
        # Local references, since another thread may replace them.
        by_endpoint, by_view = self.policy_by_endpoint, self.governed_by_view
        if endpoint in by_endpoint:
            return by_endpoint[endpoint]
        key, by_path = (endpoint, method, path), self._by_path
        if key in by_path:
            return by_path[key]
        policy = self.policy(self.scopes.around(endpoint, method, path))
        if self.scopes.is_fixed(endpoint):
            by_endpoint[endpoint] = policy
            if policy is not None and policy.is_view:
                by_view[endpoint] = marks.layers_of(self.scopes.look_at(endpoint), method)
            return policy
        if len(method) + len(path) <= _LONGEST_KEPT:
            if len(self._by_path) >= _REMEMBERED_PATHS:
                self._by_path = {}
            self._by_path[key] = policy
        return policy

    def learn(self, environ: WSGIEnvironment) -> Policy | None:
        """Return the policy of a path, cached in `policy_by_path_info` if the path is short."""
        # As Werkzeug decodes it.
        policy = self.policy(self.scopes.outside("/" + get_path_info(environ).lstrip("/")))
        path_info = environ.get("PATH_INFO", "")
        if len(path_info) <= _LONGEST_KEPT:
            if len(self.policy_by_path_info) >= _REMEMBERED_PATHS:
                # A new dictionary, since another thread may be using it.
                self.policy_by_path_info = {}
            self.policy_by_path_info[path_info] = policy
        return policy

    def of_actual(self, request: Request) -> Policy | None:
        """Return the policy for a request that is not a preflight."""
        rule = request.url_rule
        if rule is None and self.by_endpoint:
            return self._of_outcome(request.routing_exception, request, request.method)
        return self.governing(rule.endpoint if rule else None, request.method, request.path)

    def of_preflight(self, request: Request, method: str) -> Policy | None:
        """Return the policy for the request that a preflight announces with `method`."""
        rule = request.url_rule
        if self._all_take_options is None:
            self._all_take_options = all(map(_takes_options, self.app.url_map.iter_rules()))
        # The rule that matched OPTIONS matches the method, unless an earlier rule lacks OPTIONS.
        known = rule and self._all_take_options and method in (rule.methods or (method,))
        # If policies do not depend on endpoints, the other endpoints of the URL are irrelevant.
        if not known and (self.by_endpoint or self.scopes.look_at_all()):
            from .url_map import Routes

            return self._of_outcome(Routes(self.app, request).match(method), request, method)
        return self.governing(rule.endpoint if rule else None, method, request.path)

    def of_hidden_view(self, view: object, endpoint: str, around: Policy | None) -> Policy:
        """Return the policy of a decorated function that ran, but is not an endpoint's view."""
        layers = tuple(marks.layers_under(view))
        # The endpoint may have had several views; the scopes of the others do not matter.
        outer = tuple(each for each in around.scopes if each.kind != "view") if around else ()
        key = (endpoint, outer, layers)
        policy = self._hidden.get(key)
        if policy is None:
            if len(self._hidden) >= _REMEMBERED_PATHS:
                self._hidden.clear()
            inner = (Scope("view", endpoint, (layer,)) for layer in layers)
            self._hidden[key] = policy = Policy(self.scopes.base, (*outer, *inner))
        return policy

    def is_hook(self, view: object) -> bool:
        """Return whether a decorated function is a hook or an error handler, not a view."""
        if self._hooks is None:
            from .stray_marks import layers_of_hooks

            self._hooks = layers_of_hooks(self.app)
        return not self._hooks.isdisjoint(marks.layers_under(view))

    def is_automatic(self, layer: Layer) -> bool:
        """Return whether OPTIONS is answered for a view whose only layer is this one."""
        automatic: bool = merge((*self.scopes.base, layer))["automatic_options"].value
        return automatic

    def view_takes_options(self, rule: Rule | None, path: str) -> bool:
        """Return whether the view of the rule that matches OPTIONS answers it itself."""
        if (
            rule is None
            or "OPTIONS" not in (rule.methods or ())
            or getattr(rule, "provide_automatic_options", False)
        ):
            return False
        if not self.scopes.of_view(rule.endpoint, "OPTIONS"):
            return True
        policy = self.governing(rule.endpoint, "OPTIONS", path)
        return policy is not None and not policy.automatic_options

    def _of_outcome(
        self, outcome: Rule | Exception | None, request: Request, method: str
    ) -> Policy | None:
        """Return the policy for the result of matching a URL."""
        from .url_map import Routes

        path = target = request.path
        routes = Routes(self.app, request)
        if isinstance(outcome, RequestRedirect):
            outcome, followed = routes.follow(outcome, method)
            target = followed or path
        if isinstance(outcome, MethodNotAllowed | NotFound):
            from .missing_routes import scopes_of_missing

            return self.policy(scopes_of_missing(self.scopes, routes, outcome, path, target))
        endpoint = outcome.endpoint if isinstance(outcome, Rule) else None
        return self.governing(endpoint, method, path)


def _takes_options(rule: Rule) -> bool:
    """Return whether a rule matches OPTIONS."""
    return rule.methods is None or "OPTIONS" in rule.methods
