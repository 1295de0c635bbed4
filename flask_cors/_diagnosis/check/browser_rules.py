"""The rules about browser behavior that no policy can change."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from flask_cors.core.browser.notes import COOKIE_REMEDY, SessionCookie
from flask_cors.core.origin import host_of, is_loopback, split_port
from flask_cors.core.patterns.wildcards import literal_end

from .policy_rules import source_of
from .public_suffixes import suffix_test
from .rules import finding

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from flask_cors.core.patterns.origins import OriginPattern
    from flask_cors.core.policy import Policy

    from .audit import Audit
    from .rules import Finding

#: The kinds of origins that name a site. Those that allow everyone have rules of their own, and
#: sending cookies there would be worse.
_OF_ONE_SITE: Final = frozenset({"exact", "wildcard"})


def no_cookie_travels(policy: Policy, audit: Audit) -> Iterator[Finding]:
    """Find credentials for another site whose requests lack the session cookie.

    Without SERVER_NAME the site of the app is unknown, and the finding says so.
    """
    cookie = SessionCookie.of(audit.app.config)
    if not policy.credentials or not cookie.obstacle:
        return
    server = audit.app.config["SERVER_NAME"]
    host = split_port(server)[0] if server else None
    is_shared = suffix_test()
    for pattern in policy.origins.patterns:
        if _is_elsewhere(pattern, host, is_shared):
            unless = "" if host else "unless the app is on that site too, "
            yield finding(
                "cookie-not-sent",
                source_of(policy, "supports_credentials"),
                f"origins={pattern.text!r}: {unless}the session cookie may not be sent with"
                f" requests from there: it {cookie.obstacle}",
                remedy=COOKIE_REMEDY,
            )
            return


def _is_elsewhere(
    pattern: OriginPattern, host: str | None, is_shared: Callable[[str], bool]
) -> bool:
    """Return whether pages of an allowed origin can belong to a different site than a host.

    Pages on this machine never do: in development, the app runs on it too.
    """
    if pattern.kind not in _OF_ONE_SITE or not pattern.text.startswith("http"):
        return False
    if host is None or is_loopback(pattern.text):
        return not is_loopback(pattern.text)
    return _site(literal_end(host_of(pattern.text)), is_shared) != _site(host, is_shared)


def _site(host: str, is_shared: Callable[[str], bool]) -> str:
    """Return the registrable domain of a host; an address is a site of its own."""
    labels = host.split(".")
    if labels[-1].isdigit():
        return host
    ends = (".".join(labels[index:]) for index in reversed(range(len(labels))))
    return next((end for end in ends if not is_shared(end)), host)


def private_network(policy: Policy, _: Audit) -> Iterator[Finding]:
    """Find `allow_private_network`, which browsers no longer ask for."""
    if policy.private_network:
        yield finding(
            "private-network",
            source_of(policy, "allow_private_network"),
            "allow_private_network=True: no current browser asks for it",
        )
