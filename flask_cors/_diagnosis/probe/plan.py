"""The requests of a browser to the routes of an app, from some origins."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import chain
from typing import TYPE_CHECKING, Final

from flask_cors.core.browser import fetch, urls
from flask_cors.core.browser.messages import Fetch, Request
from flask_cors.core.origin import is_serialized_origin
from flask_cors.core.protocol import FORBIDDEN_METHODS
from flask_cors.core.regex.automaton import find_word
from flask_cors.core.regex.steps import UndecidedError
from flask_cors.core.regex.syntax import UnreadableError, read

if TYPE_CHECKING:
    import re
    from collections.abc import Iterator, Sequence

    from flask_cors._diagnosis.explain.prediction import Prediction, Predictor
    from flask_cors._diagnosis.rows import Row
    from flask_cors.core.browser.app_url import AppUrl
    from flask_cors.core.browser.safelist import HeaderList
    from flask_cors.core.patterns.origins import OriginPattern
    from flask_cors.core.policy import Policy

#: An origin that cannot exist (RFC 2606), so no policy lists it.
STRANGER: Final = "https://stranger.invalid"
#: The shape of an example for a regular expression.
_ORIGIN: Final = "https?://[a-z0-9](?:[a-z0-9.-]*[a-z0-9])?(?::[1-9][0-9]*)?"
#: The maximum number of allowed headers of a policy that a preflight lists.
_HEADERS: Final = 50
#: A header that no policy lists.
_UNNAMED: Final = "X-Probe"
_METHODS: Final = ("GET", "POST", "PUT", "PATCH", "DELETE", "HEAD")


@dataclass(frozen=True, slots=True)
class Ask:
    """One request, with the app's own response."""

    request: Request
    #: The `fetch()` call that causes the request; None if no page does.
    wanted: Fetch | None
    #: None if there is no app.
    expected: Prediction | None = None

    @property
    def origin(self) -> str | None:
        """The origin of the page; None for a request without one."""
        return self.wanted.origin if self.wanted else None


@dataclass(frozen=True, slots=True)
class Unprobed:
    """A route that is not probed, with the reason."""

    rule: str
    endpoint: str
    reason: str


class Planner:
    """Plans the requests for the routes of an app."""

    def __init__(
        self,
        predictor: Predictor,
        place: AppUrl,
        origins: Sequence[str],
        headers: HeaderList,
    ) -> None:
        self._predictor = predictor
        self._place = place
        self._origins = origins
        self._headers = headers
        self._paths: dict[str, list[str]] = {}
        #: The origins that any of the routes names.
        self._known: list[str] = []
        #: The number of requests that exceed the limit of their URL.
        self.omitted = 0
        #: The URLs that allow some origins, none of which is known.
        self.without_origin: dict[str, None] = {}

    def give(self, path: str) -> bool:
        """Use a path for the routes that it matches; return whether there are any."""
        found = {rule for method in _METHODS if (rule := self._rule(method, path))}
        for rule in found:
            self._paths.setdefault(rule, []).append(path)
        return bool(found)

    def _rule(self, method: str, path: str) -> str | None:
        return self._predictor.predict(Request(method, self._url(path), ())).rule

    def _url(self, path: str) -> str:
        """Return the URL of a path; one that begins with two slashes does not name a host."""
        base = self._place.base
        url = urls.parse(f"{base.origin}{base.path.rstrip('/')}{path}")
        assert url is not None  # noqa: S101 - it begins with a valid origin
        return str(url)

    def plan(self, rows: Sequence[Row], limit: int) -> tuple[list[Ask], list[Unprobed]]:
        """Return the requests, at most `limit` for each URL, and the routes without any."""
        by_url: dict[str, list[Ask]] = {}
        seen: set[tuple[Request, str | None]] = set()
        left_out: list[Unprobed] = []
        found = (origins_of(policy) for policy in dict.fromkeys(row.policy for row in rows))
        self._known = list(dict.fromkeys(chain.from_iterable(found)))
        for row in rows:
            paths = self._paths_of(row)
            if not paths:
                left_out.append(Unprobed(row.rule.rule, row.rule.endpoint, _reason(row)))
            for path in paths:
                for ask in self.asks(row.policy, _methods(row), path):
                    request = ask.request
                    asks = by_url.setdefault(request.url, [])
                    if (request, ask.origin) in seen:
                        continue
                    seen.add((request, ask.origin))
                    if len(asks) < limit:
                        asks.append(replace(ask, expected=self._predictor.predict(request)))
                    else:
                        self.omitted += 1
        return [ask for asks in by_url.values() for ask in asks], list(dict.fromkeys(left_out))

    def _paths_of(self, row: Row) -> list[str]:
        rule = row.rule.rule
        found = [*self._paths.get(rule, ())]
        if not found:
            found = [row.example or rule] if row.example or "<" not in rule else []
        methods = _methods(row)
        return [path for path in found if methods and self._rule(methods[0], path) == rule]

    def asks(self, policy: Policy | None, methods: Sequence[str], path: str) -> Iterator[Ask]:
        """Iterate over the requests for one URL, the most revealing first; without predictions."""
        url = self._url(path)
        named = [*(self._origins or origins_of(policy))]
        # Pages of the URL's own origin send the requests directly, without preflights.
        own = self._place.base.origin
        foreign = [origin for origin in named if origin != own]
        first, *others = foreign or (STRANGER,)
        names = _allowed_headers(policy)
        headers = tuple((name, "probe") for name in names or [_UNNAMED])
        self._note_origins(url, policy, named)
        reads = "GET" in methods
        yield preflight(url, first, methods[0], headers)
        if reads:
            for origin in dict.fromkeys((first, STRANGER, "null")):
                yield reading(url, origin, self._headers)
            yield alone(url, self._headers)
        for origin in [each for each in (STRANGER, "null") if each != first]:
            yield preflight(url, origin, methods[0], headers)
        if not (self._origins or (policy and policy.origins.any)):
            # One that other routes allow: a proxy may have one list for all of them.
            others += [each for each in self._known if each not in {*named, own}][:1]
        for method in methods[1:]:
            yield preflight(url, first, method, headers)
        if names:
            yield preflight(url, first, methods[0], ((_UNNAMED, "probe"),))
        for origin in others:
            if reads:
                yield reading(url, origin, self._headers)
            yield preflight(url, origin, methods[0], headers)

    def _note_origins(self, url: str, policy: Policy | None, named: Sequence[str]) -> None:
        origins = policy.origins if policy else None
        if not named and origins and origins.patterns and not origins.any:
            self.without_origin[url] = None


def preflight(url: str, origin: str, method: str, headers: HeaderList) -> Ask:
    """Return the preflight of a request, or the request if the page has the URL's own origin."""
    wanted = Fetch(url, origin, method, headers, redirect="manual", use_preflight=True)
    return Ask(next(fetch.fetch(wanted)), wanted)


def reading(url: str, origin: str, headers: HeaderList) -> Ask:
    """Return a GET from a page, with `headers` as if they needed no preflight."""
    wanted = Fetch(url, origin, redirect="manual")
    request = next(fetch.fetch(wanted))
    return Ask(replace(request, headers=request.headers + headers), wanted)


def alone(url: str, headers: HeaderList) -> Ask:
    """Return a GET that is not from a page."""
    return Ask(Request("GET", url, (("Accept", "*/*"), *headers)), None)


def origins_of(policy: Policy | None) -> Iterator[str]:
    """Iterate over the origins that a policy names, with an example for each pattern."""
    for pattern in policy.origins.patterns if policy else ():
        origin = _example(pattern)
        if origin is not None:
            yield origin


def _example(pattern: OriginPattern) -> str | None:
    kind, text = pattern.kind, pattern.text
    if kind in {"exact", "null"}:
        return text
    if kind in {"wildcard", "scheme"}:
        # A `*` replaces a part of a host, or a port.
        origins = (text.replace("*", word) for word in ("probe", "8080"))
        return next(filter(is_serialized_origin, origins), None)
    return _matching(pattern.regex) if pattern.regex else None


@lru_cache
def _matching(regex: re.Pattern[str]) -> str | None:
    """Return a short origin that a regular expression matches, if one is found."""
    try:
        found = find_word([read(regex.pattern, regex.flags), read(_ORIGIN)])
    except (UnreadableError, UndecidedError):
        return None
    return found if found and is_serialized_origin(found) else None


def _allowed_headers(policy: Policy | None) -> list[str]:
    patterns = policy.value("allow_headers") if policy else ()
    names = [each.text for each in patterns if each.kind == "name"]
    return names[:_HEADERS]


def _methods(row: Row) -> list[str]:
    """Return the methods of a row that scripts use, GET first."""
    unused = FORBIDDEN_METHODS | {"OPTIONS"}
    found = [name for name in row.methods or ("GET",) if name not in unused]
    own = [name for name in found if name != "HEAD"] or found
    return sorted(own, key=lambda name: name != "GET")


def _reason(row: Row) -> str:
    if not _methods(row):
        return "no method that scripts can use"
    if "<" in row.rule.rule:
        return "give an example path with --path"
    return "no request below this URL matches the route"
