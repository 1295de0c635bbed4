"""The requirements for the figures: limits that the library has set itself."""

from dataclasses import dataclass

MIB = 2**20


@dataclass(frozen=True, slots=True)
class Requirement:
    """A limit for the worst of some scenarios."""

    what: str
    #: Patterns for the names of scenarios, or of families if `figure` is "growth".
    scenarios: tuple[str, ...]
    #: `peer` or `floor`: overhead divided by that subject's; `instructions`: overhead; `growth`:
    #: exponent over the last decade of sizes; `bytes`: of memory, divided by the peer's; `grown`
    #: and `grown late`: resident bytes, over the whole run and over its second half.
    figure: str
    must: float
    aim: float


_GET = ("get/*allowed", "get/*no origin", "get/credentials", "error/*", "blueprint/among 20")
_REFUSED = ("get/refused", "get/no policy")

REQUIREMENTS = (
    Requirement("GET with or without Origin, errors, 404", _GET, "peer", 0.15, 0.08),
    Requirement("GET with or without Origin, errors, 404", _GET, "floor", 0.75, 0.35),
    Requirement("refused origin, path under no policy", _REFUSED, "peer", 0.15, 0.06),
    Requirement("refused origin, path under no policy", _REFUSED, "floor", 0.70, 0.28),
    Requirement("preflight with 3 headers", ("preflight/3",), "peer", 0.20, 0.12),
    Requirement("100 headers again, any allowed", ("preflight/100, any",), "peer", 0.09, 0.05),
    Requirement(
        "100 headers again, 10 allowed", ("preflight/100, 10 allowed",), "peer", 0.025, 0.015
    ),
    Requirement("`@cross_origin` GET", ("view/get",), "peer", 0.15, 0.10),
    Requirement("`@cross_origin` preflight", ("view/preflight",), "peer", 0.16, 0.12),
    Requirement(
        "1,000 origins, regexes, resources",
        ("origins/*/1000", "resources/*/1000"),
        "peer",
        0.012,
        0.006,
    ),
    Requirement("10,000 origins", ("origins/*/10000",), "peer", 0.001, 0.0006),
    # No measurement gives exactly 0: the goal is as much as noise alone would show.
    Requirement("growth, last decade", ("origins/*", "resources/*"), "growth", 0.10, 0.01),
    Requirement("outside the covered blueprint", ("blueprint/not*",), "instructions", 12e3, 5e3),
    Requirement("distinct origins", ("distinct/origins*",), "peer", 0.35, 0.35),
    # With ten resources, a GET without any look-up takes more than this already.
    Requirement("distinct paths, 1,000 resources", ("distinct/paths, 1000",), "peer", 0.09, 0.09),
    Requirement("import after Flask, package alone", ("import/package",), "peer", 0.8, 0.5),
    Requirement("import after Flask, what apps use", ("import/what*",), "peer", 0.8, 0.5),
    Requirement("`CORS(app)`, 1,000 resources", ("start-up/1,000*",), "peer", 1.2, 1.0),
    Requirement("RSS growth", ("rss/*",), "grown", 8 * MIB, 8 * MIB),
    Requirement("RSS growth, second half", ("rss/*",), "grown late", 0.5 * MIB, 0.5 * MIB),
)
