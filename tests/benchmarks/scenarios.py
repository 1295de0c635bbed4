"""Scenarios as data, which `apps.py` turns into an app for each subject.

This module needs only the standard library, because the driver and the workers share it.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

#: The apps that are compared: without CORS, manual headers, flask-cors 6.0.5, and this library.
SUBJECTS = ("bare", "floor", "peer", "ours")

APP_ORIGIN = "https://app.example.com"
OTHER_ORIGIN = "https://admin.example.com"
FOREIGN_ORIGIN = "https://elsewhere.example.org"
HEADERS_3 = ("authorization", "content-type", "x-requested-with")
HEADERS_100 = tuple(f"x-custom-{number:03}" for number in range(100))
HEADERS_10 = HEADERS_100[::10]
#: The one of the twenty blueprints with a policy, if not all have one.
COVERED = 7
SIZES = (1, 10, 100, 1_000)


@dataclass(frozen=True, slots=True)
class Request:
    """One request, and the requirements for its response."""

    path: str = "/api/items"
    method: str = "GET"
    origin: str | None = None
    #: The values of `Access-Control-Request-Method` and `-Headers`.
    asks_method: str | None = None
    asks_headers: tuple[str, ...] = ()
    #: The expected status.
    status: int = 200
    #: Whether the origin is allowed; None if the subjects may differ.
    allowed: bool | None = True
    #: The header names that a preflight allows.
    granted: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Config:
    """A configuration in terms that each subject translates to its own."""

    #: The scope of the policy: `app`, `view`, `blueprint` (one of twenty) or `blueprints` (each).
    place: str = "app"
    #: Exact origins, wildcards such as `https://*.example.com`, regular expressions, or `*` alone.
    origins: tuple[str, ...] = (APP_ORIGIN, OTHER_ORIGIN)
    credentials: bool = False
    allow_headers: tuple[str, ...] = ("*",)
    #: Literal paths or wildcards such as `/api/*`, with their origins; empty for every path.
    resources: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    #: The number of views in addition to those that every app has.
    views: int = 0
    #: True if another view has its own policy; requests do not go to it.
    decorates_another_view: bool = False


@dataclass(frozen=True, slots=True)
class Scenario:
    """One row of the table."""

    name: str
    config: Config
    #: Returns the request with this number; numbers are not repeated within a run.
    request: Callable[[int], Request]
    #: `request`, `start-up`, `first request`, `import`, `memory` or `rss`.
    kind: str = "request"
    #: The number of patterns, in scenarios that are otherwise equal.
    size: int = 0
    #: The number of requests before the measurement, and of those counted.
    warm_up: int = 30
    counted: int = 40
    #: The number of addresses at which it is counted.
    layouts: int = 1

    @property
    def family(self) -> str:
        """Return the name without the number of patterns."""
        return self.name.removesuffix(f"/{self.size}")


def is_regex(origin: str) -> bool:
    """Return whether an origin of a `Config` is written as a regular expression."""
    return "\\" in origin


def as_regex(pattern: str) -> str:
    """Return the regular expression for a wildcard; anything else unchanged."""
    if is_regex(pattern) or "*" not in pattern or pattern == "*":
        return pattern
    if pattern.startswith("/"):
        return re.escape(pattern.removesuffix("/*")) + "(?:/.*)?"
    scheme, _, host = pattern.partition("://*.")
    return rf"{scheme}://(?:[a-z0-9_-]+\.)+{re.escape(host)}"


def control(config: Config) -> Request:
    """Return a request that every configuration allows: it shows that CORS is active."""
    if config.resources:
        path, origins = next(iter(config.resources.items()))
        return Request(path.replace("*", "items"), origin=_example(origins[-1]))
    path = {"blueprint": f"/part{COVERED}/items", "blueprints": "/part1/items"}.get(config.place)
    return Request(path or "/api/items", origin=_example(config.origins[-1]))


def _example(origin: str) -> str:
    """Return an origin that a `Config` allows."""
    if is_regex(origin):
        return origin.replace("[a-z0-9]+", "www").replace("\\", "")
    return APP_ORIGIN if origin == "*" else origin.replace("*", "www")


def _always(request: Request) -> Callable[[int], Request]:
    return lambda _: request


def _preflight(names: tuple[str, ...], granted: tuple[str, ...] | None = None) -> Request:
    return Request(
        method="OPTIONS",
        origin=APP_ORIGIN,
        asks_method="PUT",
        asks_headers=names,
        granted=names if granted is None else granted,
    )


_GET = Request(origin=APP_ORIGIN)
_REFUSED = Request(origin=FOREIGN_ORIGIN, allowed=False)
_NO_ORIGIN = Request(allowed=None)
_PREFLIGHT_3 = _preflight(HEADERS_3)
_TEN_HEADERS = Config(allow_headers=HEADERS_10)


def _simple() -> list[Scenario]:
    listed, anybody = Config(), Config(origins=("*",))
    credentials = Config(credentials=True)
    api_only = Config(resources={"/api/*": (APP_ORIGIN,)})
    rows: dict[str, tuple[Config, Request]] = {
        "get/allowed": (listed, _GET),
        "get/no origin": (listed, _NO_ORIGIN),
        "get/refused": (listed, _REFUSED),
        "get/credentials": (credentials, _GET),
        "get/any, allowed": (anybody, _GET),
        "get/any, no origin": (anybody, Request()),
        "get/no policy": (
            api_only,
            Request(path="/plain", origin=APP_ORIGIN, allowed=False),
        ),
        "get/another view is decorated": (Config(decorates_another_view=True), _GET),
        "error/404": (listed, Request(path="/nowhere", origin=APP_ORIGIN, status=404)),
        "error/500": (listed, Request(path="/api/fail", origin=APP_ORIGIN, status=500)),
        "error/abort": (listed, Request(path="/api/abort", origin=APP_ORIGIN, status=403)),
        "preflight/3": (listed, _PREFLIGHT_3),
        "preflight/100, any": (listed, _preflight(HEADERS_100)),
        "preflight/100, 10 allowed": (_TEN_HEADERS, _preflight(HEADERS_100, HEADERS_10)),
        "view/get": (Config(place="view"), _GET),
        "view/preflight": (Config(place="view"), _PREFLIGHT_3),
        "blueprint/among 20": (
            Config(place="blueprints"),
            Request(path="/part13/items", origin=APP_ORIGIN),
        ),
        "blueprint/not covered": (
            Config(place="blueprint"),
            Request(origin=APP_ORIGIN, allowed=False),
        ),
        "blueprint/not covered, no origin": (
            Config(place="blueprint"),
            Request(allowed=False),
        ),
    }
    # So many that garbage collections and memory layout make no difference.
    return [
        Scenario(name, config, _always(request), warm_up=100, counted=400, layouts=5)
        for name, (config, request) in rows.items()
    ]


# -- growth ---------------------------------------------------------------------------------------

_ORIGINS: dict[str, Callable[[int], str]] = {
    "exact": lambda number: f"https://tenant-{number:05}.example.com",
    "regex": lambda number: rf"https://[a-z0-9]+\.tenant-{number:05}\.example\.com",
    "wildcard": lambda number: f"https://*.tenant-{number:05}.example.com",
}
_PATHS: dict[str, Callable[[int], str]] = {
    "literal": lambda number: f"/part{number:05}/items",
    "wildcard": lambda number: f"/part{number:05}/*",
}


def _origins(kind: str, size: int) -> Config:
    return Config(origins=tuple(map(_ORIGINS[kind], range(size))))


def _resources(kind: str, size: int) -> Config:
    """Return resources, each with its own origin."""
    return Config(
        resources={_PATHS[kind](number): (_ORIGINS["exact"](number),) for number in range(size)}
    )


def _last_origin(kind: str, size: int, prefix: str = "www") -> str:
    host = _ORIGINS["exact"](size - 1).removeprefix("https://")
    return f"https://{host}" if kind == "exact" else f"https://{prefix}.{host}"


def _last_path(size: int, name: str = "items") -> Request:
    return Request(path=f"/part{size - 1:05}/{name}", origin=_ORIGINS["exact"](size - 1))


def _growing() -> list[Scenario]:
    found = []

    def add(family: str, size: int, config: Config, request: Request) -> None:
        few = {"warm_up": 12, "counted": 10} if size >= SIZES[-1] else {}
        found.append(Scenario(f"{family}/{size}", config, _always(request), size=size, **few))

    for kind in _ORIGINS:
        for size in (*SIZES, 10_000) if kind == "exact" else SIZES:
            allowed = Request(origin=_last_origin(kind, size))
            add(f"origins/{kind}, allowed", size, _origins(kind, size), allowed)
            add(f"origins/{kind}, refused", size, _origins(kind, size), _REFUSED)
    for kind in _PATHS:
        for size in SIZES:
            outside = Request(path="/plain", origin=APP_ORIGIN, allowed=False)
            add(f"resources/{kind}, last", size, _resources(kind, size), _last_path(size))
            add(f"resources/{kind}, none", size, _resources(kind, size), outside)
    return found


# -- traffic that caches do not help ---------------------------------------------------------------


def mixed(number: int) -> Request:
    """Return one of 2,000 distinct requests: a hundred paths by twenty origins and methods."""
    number = number * 7919 % 2_000
    place, variant = number % 100, number // 100
    section = ("api", "api", "api", "api", "public", "public", "plain", "a/b/c")[place % 8]
    origin = (
        None
        if variant >= 17
        else f"https://tenant-{variant:05}.example.com"
        if variant < 12
        else f"https://site-{variant}.example.org"
    )
    allowed = {"api": None if origin is None else variant < 10, "public": True}.get(section, False)
    status = 404 if section == "a/b/c" else 200
    if origin is None or variant % 4 or status == 404:
        return Request(f"/{section}/{place}", origin=origin, status=status, allowed=allowed)
    return Request(
        f"/{section}/{place}",
        "OPTIONS",
        origin,
        asks_method="PUT",
        asks_headers=HEADERS_3,
        allowed=allowed,
        granted=HEADERS_3,
    )


def _distinct_headers(number: int) -> Request:
    return _preflight(tuple(f"x-{number}-{index:03}" for index in range(100)))


def _distinct_headers_of_which_10(number: int) -> Request:
    names = (*HEADERS_10, *(f"x-{number}-{index:03}" for index in range(90)))
    return _preflight(tuple(sorted(names)), HEADERS_10)


def _distinct_origins(kind: str, size: int) -> Callable[[int], Request]:
    return lambda number: Request(origin=_last_origin(kind, size, f"u{number}"))


def _foreign_origins(number: int) -> Request:
    return Request(origin=f"https://u{number}.example.org", allowed=False)


def _distinct_paths(size: int) -> Callable[[int], Request]:
    return lambda number: _last_path(size, f"item{number}")


def _distinct() -> list[Scenario]:
    served = Config(
        resources={
            "/api/*": tuple(map(_ORIGINS["exact"], range(10))),
            "/public/*": ("*",),
        }
    )
    found = [
        Scenario("mixed/2,000 requests", served, mixed, warm_up=2_000, counted=500),
        Scenario("distinct/headers, any", Config(), _distinct_headers),
        Scenario("distinct/headers, 10 allowed", _TEN_HEADERS, _distinct_headers_of_which_10),
    ]
    for size in (10, 1_000):
        few = {"warm_up": 12, "counted": 10} if size >= SIZES[-1] else {}
        found += [
            Scenario(
                f"distinct/origins, {kind}, {what}, {size}", _origins(kind, size), request, **few
            )
            for kind in ("regex", "wildcard")
            for what, request in (
                ("allowed", _distinct_origins(kind, size)),
                ("refused", _foreign_origins),
            )
        ]
        found.append(
            Scenario(
                f"distinct/paths, {size}",
                _resources("wildcard", size),
                _distinct_paths(size),
                **few,
            )
        )
    return found


# -- other measurements ----------------------------------------------------------------------------


def _around() -> list[Scenario]:
    resources, origins = _resources("wildcard", 1_000), _origins("exact", 10_000)
    first_path = _always(Request(path="/part00000/items", origin=_ORIGINS["exact"](0)))
    first_origin = _always(Request(origin=_ORIGINS["exact"](0)))
    own_policies = Config(place="view", views=1_000)
    once = {"warm_up": 2, "counted": 1}
    return [
        Scenario("import/package", Config(), _always(_GET), "import", **once),
        Scenario("import/what an app uses", Config(), _always(_GET), "import", **once),
        *(
            Scenario(f"{kind}/{what}", config, request, kind, **once)
            for kind in ("start-up", "first request")
            for what, config, request in (
                ("1,000 resources", resources, first_path),
                ("10,000 origins", origins, first_origin),
            )
        ),
        Scenario(
            "memory/1,000 resources",
            resources,
            lambda number: _last_path(number % 1_000 + 1),
            "memory",
        ),
        Scenario(
            "memory/1,000 views",
            own_policies,
            lambda number: Request(path=f"/view{number % 1_000}", origin=APP_ORIGIN),
            "memory",
        ),
        Scenario("rss/origins", _origins("wildcard", 10), _distinct_origins("wildcard", 10), "rss"),
        Scenario("rss/refused origins", Config(), _foreign_origins, "rss"),
        Scenario("rss/paths", _resources("wildcard", 10), _distinct_paths(10), "rss"),
        Scenario("rss/headers", Config(), _distinct_headers, "rss"),
        Scenario("rss/headers, 10 allowed", _TEN_HEADERS, _distinct_headers_of_which_10, "rss"),
    ]


#: Every scenario by its name, in the order of the table.
SCENARIOS = {
    scenario.name: scenario for scenario in (*_simple(), *_growing(), *_distinct(), *_around())
}
