"""Decides which policy governs a request, and whether its response is replaced.

The resolver knows the policy of each route; the functions here choose by the kind of request.
Both serving and `flask cors explain` use them, so that the prediction is correct. Nothing is
logged, changed or sent here.
"""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING, Final, TypeAlias

from .current import metadata_of

if TYPE_CHECKING:
    from collections.abc import Mapping

    from flask import Request

    from flask_cors.core.policy import Decision, Policy, Rejection

    from .resolver import Resolver

    #: See `govern`. A plain tuple: an object with attributes would make a preflight 2 % slower.
    Governed: TypeAlias = tuple[Policy | None, bool, bool, Policy | None, bool]
    _Substitutes: TypeAlias = Mapping[Policy | None, Policy]

_NO_SUBSTITUTES: Final[_Substitutes] = MappingProxyType({})


def govern(
    resolver: Resolver,
    request: Request,
    view: object = None,
    substitutes: _Substitutes = _NO_SUBSTITUTES,
) -> Governed:
    """Return what governs a request, whose response may be the result of a decorated `view`.

    `substitutes` are policies to try instead of others. The items are

    1. the policy; None if there is none, or if Flask's own response is not changed
    2. whether the request is a CORS-preflight request
    3. whether nothing may refuse the preflight, since no view of the app answers it
    4. the policy of a view that leaves OPTIONS to Flask, by `automatic_options=False`
    5. whether `view` governs without being an endpoint's view
    """
    environ, is_options = request.environ, request.method == "OPTIONS"
    requested = environ.get("HTTP_ACCESS_CONTROL_REQUEST_METHOD") if is_options else None
    is_preflight = is_hidden = False
    if requested is not None and "HTTP_ORIGIN" in environ:
        is_preflight = True
        policy = resolver.of_preflight(request, requested.upper())
    else:
        policy = resolver.of_actual(request)
    if view is not None:
        is_of_view = policy and policy.is_view and not resolver.scopes.is_outdated
        if not is_of_view:
            policy = resolver.of_hidden_view(view, request.endpoint or "", policy)
            is_hidden = not resolver.is_hook(view)
    while substitutes and policy in substitutes:
        policy = substitutes[policy]
    if (
        policy is None
        or not is_options
        or resolver.view_takes_options(request.url_rule, request.path)
    ):
        return policy, is_preflight, False, None, is_hidden
    if policy.is_view and not policy.automatic_options:
        return None, is_preflight, False, policy, is_hidden
    return policy, is_preflight, is_preflight, None, is_hidden


def refuses_preflight(status: str) -> bool:
    """Return whether a status refuses a preflight, so that it may be replaced by an empty 200."""
    return not status.startswith("2")


def rejection(
    policy: Policy | None, decision: Decision | None, request: Request
) -> Rejection | None:
    """Return the effect of `reject_disallowed` on an actual request; None if the view may run."""
    if policy is None or decision is None or not policy.reject_disallowed:
        return None
    metadata = metadata_of(request)
    if not metadata.is_foreign(refused=decision.refused):
        return None
    if policy.reject_disallowed == "report":
        return "would be rejected"
    return None if policy.reject_disallowed == "unsafe" and metadata.is_safe else "rejected"


def is_rejected(policy: Policy | None, decision: Decision | None, request: Request) -> bool:
    """Return whether a 403 replaces a view's response to an actual request."""
    return rejection(policy, decision, request) == "rejected"
