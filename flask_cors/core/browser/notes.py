"""Reasons besides CORS that can block a page: private networks, mixed content, cookies, AirPlay.

No policy can change these. Only URLs and the attributes of the session cookie are known here, not
the address that a host name resolves to.
"""

from __future__ import annotations

from dataclasses import dataclass
from ipaddress import ip_address, ip_network
from typing import TYPE_CHECKING, Any, Final

from flask_cors.core.origin import is_loopback

from . import urls
from .messages import Note

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from ipaddress import IPv4Address, IPv6Address

    from .messages import Fetch
    from .urls import Url

#: The port of Flask's own server and of AirPlay.
_AIRPLAY_PORT: Final = 5000
#: The address spaces, ranked by proximity:
#: https://wicg.github.io/local-network-access/#ip-address-space
_NEARNESS: Final = {"public": 0, "private": 1, "loopback": 2}
#: The addresses that are not public:
#: https://wicg.github.io/local-network-access/#non-public-ip-address-blocks
_SPACES: Final = {
    ip_network(network): space
    for space, networks in {
        "loopback": ("0.0.0.0/8", "127.0.0.0/8", "::1/128"),
        "private": (
            "10.0.0.0/8",
            "100.64.0.0/10",
            "169.254.0.0/16",
            "172.16.0.0/12",
            "192.168.0.0/16",
            "198.18.0.0/15",
            "fc00::/7",
            "fe80::/10",
        ),
    }.items()
    for network in networks
}
#: The settings with which the session cookie is sent with requests from other sites.
COOKIE_REMEDY: Final = (
    "set SESSION_COOKIE_SAMESITE='None', SESSION_COOKIE_SECURE=True and, from Flask 3.1 on,"
    " SESSION_COOKIE_PARTITIONED=True"
)


@dataclass(frozen=True, slots=True)
class SessionCookie:
    """The attributes of the session cookie that determine where a browser sends it."""

    same_site: str | None
    secure: bool
    partitioned: bool

    @classmethod
    def of(cls, config: Mapping[str, Any]) -> SessionCookie:
        """Read the attributes from `app.config`."""
        same_site = config.get("SESSION_COOKIE_SAMESITE")
        return cls(
            None if same_site is None else str(same_site),
            bool(config.get("SESSION_COOKIE_SECURE")),
            bool(config.get("SESSION_COOKIE_PARTITIONED")),
        )

    @property
    def obstacle(self) -> str:
        """The reason why the cookie is not sent between sites; empty if it is."""
        if self.same_site is None:
            return "has no SameSite attribute, which Chromium treats as Lax"
        if self.same_site.lower() != "none":
            return f"has SameSite={self.same_site}"
        if not self.secure:
            return "has SameSite=None without Secure, so browsers drop it"
        if not self.partitioned:
            return "is not Partitioned, so browsers that block third-party cookies drop it"
        return ""


def notes(wanted: Fetch, cookie: SessionCookie, *, is_placed: bool) -> tuple[Note, ...]:
    """Return the reasons besides CORS that can block `wanted` or its cookies.

    Unless `is_placed`, the host in the URL is a placeholder.
    """
    page, target = urls.parse(wanted.origin), urls.parse(wanted.url)
    if target is None or not target.is_http or wanted.origin == target.origin:
        return ()
    found: list[Note] = []
    if is_placed:
        found += _airplay(target)
        if page is not None:
            found += _local_network(page, target)
            found += _mixed_content(page, target)
    if wanted.credentials == "include":
        found += _cookies(page, target, cookie, is_placed=is_placed)
    return tuple(found)


def _airplay(target: Url) -> Iterator[Note]:
    if is_loopback(target.origin) and target.port == _AIRPLAY_PORT:
        yield Note(
            "airplay",
            "on macOS, AirPlay also listens on port 5000 and responds with 403 without CORS"
            " headers; if that happens, use another port or turn the AirPlay Receiver off",
        )


def _local_network(page: Url, target: Url) -> Iterator[Note]:
    space = _address_space(target)
    if _NEARNESS[space] <= _NEARNESS[_address_space(page)]:
        return
    address = f"{target.host}, a {space} address,"
    if page.is_trustworthy:
        yield Note(
            "local network",
            f"Chromium and Firefox ask the user before a page of {page.origin} may access"
            f" {address} and block the request if the user declines"
            " (LocalNetworkAccessPermissionDenied)",
        )
    else:
        yield Note(
            "local network",
            f"Chromium does not allow an http page to access {address} and sends nothing"
            " (InsecureLocalNetwork); serve the page over https",
        )


def _mixed_content(page: Url, target: Url) -> Iterator[Note]:
    if page.scheme == "https" and not target.is_trustworthy:
        who = "Firefox blocks" if _address_space(target) == "private" else "browsers block"
        yield Note(
            "mixed content",
            f"{who} requests from an https page to {target.origin} as mixed content; serve the"
            " app over https",
        )


def _cookies(
    page: Url | None, target: Url, cookie: SessionCookie, *, is_placed: bool
) -> Iterator[Note]:
    """Explain why the session cookie is not sent; an opaque origin belongs to no site."""
    if is_placed and cookie.secure and not target.is_trustworthy:
        yield Note(
            "cookies",
            f"the session cookie is Secure, and browsers do not send it to {target.origin}; serve"
            " the app over https",
        )
    if not cookie.obstacle:
        return
    if page is None:
        elsewhere = ""
    elif not is_placed:
        # In development, both are on this machine.
        if is_loopback(page.origin):
            return
        elsewhere = f"if the app is not on the site of {page.origin}, "
    elif page.site == target.site:
        return
    else:
        elsewhere = f"{target.origin} and {page.origin} are different sites, and "
    yield Note(
        "cookies",
        f"{elsewhere}the session cookie may not be sent: it {cookie.obstacle}; {COOKIE_REMEDY}",
    )


def _address_space(url: Url) -> str:
    """Return the address space of a URL by its host; a host name counts as public."""
    if is_loopback(url.origin):
        return "loopback"
    address = _address(url)
    if address is None:
        return "private" if url.host.removesuffix(".").endswith(".local") else "public"
    spaces = (space for network, space in _SPACES.items() if address in network)
    return next(spaces, "public")


def _address(url: Url) -> IPv4Address | IPv6Address | None:
    try:
        address = ip_address(url.host.strip("[]"))
    except ValueError:
        return None
    return getattr(address, "ipv4_mapped", None) or address
