"""Decides which policy governs a request, and whose response leaves.

A served request and a request that `flask cors explain` predicts ask the same functions, so that
what `explain` says is what happens. Nothing is logged, changed or answered here.
"""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING, Final, NamedTuple

from .current import requested_method

if TYPE_CHECKING:
    from collections.abc import Mapping

    from flask import Request

    from flask_cors.core.policy import Decision, Policy

    from .resolver import Resolver

    _Substitutes = Mapping[Policy | None, Policy]

_NO_SUBSTITUTES: Final[_Substitutes] = MappingProxyType({})


class Governed(NamedTuple):
    """The policy of one request, and what goes with it."""

    #: The policy that governs; None under none, and where Flask's own response is left alone.
    policy: Policy | None = None
    #: Whether the request is a CORS-preflight request.
    is_preflight: bool = False
    #: Whether nothing may refuse the preflight, since no view of the app answers it.
    has_last_word: bool = False
    #: The policy of a view that leaves OPTIONS to Flask, by `automatic_options=False`.
    withheld: Policy | None = None
    #: Whether a decorated view ran although no endpoint leads to it.
    by_hidden_view: bool = False


def govern(
    resolver: Resolver,
    request: Request,
    view: object = None,
    substitutes: _Substitutes = _NO_SUBSTITUTES,
) -> Governed:
    """Return what governs a request, which may have come to a decorated function, `view`.

    `substitutes` are policies to be tried in place of others.
    """
    environ, is_options = request.environ, request.method == "OPTIONS"
    by_hidden_view = False
    is_preflight = (
        is_options and "HTTP_ORIGIN" in environ and "HTTP_ACCESS_CONTROL_REQUEST_METHOD" in environ
    )
    if is_preflight:
        policy = resolver.of_preflight(request, requested_method(request))
    else:
        policy = resolver.of_actual(request)
    if view is not None and not (policy and policy.is_view):
        is_hook = resolver.is_hook(view)
        # A hook will run for the announced request too; of a view that is not known.
        if is_hook or not is_preflight:
            policy = resolver.of_hidden_view(view, request.endpoint or "", policy)
            by_hidden_view = not is_hook
    while policy in substitutes:
        policy = substitutes[policy]
    has_last_word, withheld = False, None
    if is_options and policy and not resolver.view_takes_options(request.url_rule, request.path):
        if policy.is_view and not policy.automatic_options:
            policy, withheld = None, policy
        else:
            has_last_word = is_preflight
    return Governed(policy, is_preflight, has_last_word, withheld, by_hidden_view)


def is_replaced(governed: Governed, status: str) -> bool:
    """Tell whether an empty 200 leaves in place of a response that refuses a preflight."""
    return governed.has_last_word and not status.startswith("2")


def is_rejected(governed: Governed, decision: Decision | None, request: Request) -> bool:
    """Tell whether a 403 leaves and no view runs: an actual request of another site is refused."""
    policy = governed.policy
    if decision is None or policy is None or governed.is_preflight:
        return False
    if not (policy.reject_disallowed and decision.refused):
        return False
    environ = request.environ
    if environ.get("HTTP_SEC_FETCH_SITE") in {"same-origin", "none"}:
        return False
    # Only host and port are compared: behind a proxy that ends TLS the schemes differ.
    named: str = environ["HTTP_ORIGIN"].partition("://")[2]
    # A `null` origin names no host, and is not that of a request whose Host is empty.
    return not named or named != environ.get("HTTP_HOST")
