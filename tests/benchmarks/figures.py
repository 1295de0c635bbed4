"""Figures from measurements: overheads, ratios with their spread, growth, verdicts."""

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from fnmatch import fnmatch
from random import Random
from statistics import median, quantiles
from typing import Any

from requirements import REQUIREMENTS, Requirement
from scenarios import SCENARIOS

#: The overheads by which this library's is divided.
AGAINST = ("peer", "floor")
_RESAMPLES = 300

#: Everything about one scenario, ready for JSON.
Figures = dict[str, Any]


def of_wall_clock(blocks: dict[str, list[float]]) -> Figures:
    """Return microseconds per request, and ratios as (2.5 %, estimate, 97.5 %)."""
    overheads = {
        subject: [(taken - bare) / 1000 for taken, bare in zip(times, blocks["bare"], strict=True)]
        for subject, times in blocks.items()
        if subject != "bare"
    }
    return {
        "bare": median(blocks["bare"]) / 1000,
        "overhead": {subject: _quartiles(values) for subject, values in overheads.items()},
        "ratio": {each: _ratio(overheads["ours"], overheads[each]) for each in AGAINST},
    }


def _quartiles(values: Sequence[float]) -> tuple[float, float, float]:
    if len(values) == 1:
        return values[0], values[0], values[0]
    low, middle, high = quantiles(values, n=4)
    return low, middle, high


def _ratio(ours: Sequence[float], other: Sequence[float]) -> tuple[float, float, float]:
    """Return the ratio of two medians with the bounds of a paired bootstrap."""
    random = Random(0)  # noqa: S311 - a sample, no secret
    blocks = range(len(ours))
    found = []
    for _ in range(_RESAMPLES):
        drawn = random.choices(blocks, k=len(blocks))
        found.append(_divide(median(ours[i] for i in drawn), median(other[i] for i in drawn)))
    found.sort()
    low, high = found[len(found) // 40], found[-1 - len(found) // 40]
    return low, _divide(median(ours), median(other)), high


def _divide(ours: float, other: float) -> float:
    return ours / other if other > 0 else math.inf


def of_instructions(counted: dict[str, float]) -> Figures:
    """Return instructions per request, and ratios."""
    overhead = {s: count - counted["bare"] for s, count in counted.items() if s != "bare"}
    return {
        "bare": counted["bare"],
        "overhead": overhead,
        "ratio": {each: _divide(overhead["ours"], overhead[each]) for each in AGAINST},
    }


def of_bytes(held: dict[str, float]) -> Figures:
    """Return bytes per policy, without those of the app itself, and their ratio."""
    overhead = {subject: size - held["bare"] for subject, size in held.items()}
    return {"overhead": overhead, "ratio": _divide(overhead["ours"], overhead["peer"])}


def of_resident(seen: dict[str, list[int]]) -> Figures:
    """Return the growth of each process in bytes: over the run, and over its second half."""
    return {
        subject: {"seen": values, "grown": values[-1] - values[0], "late": values[-1] - values[4]}
        for subject, values in seen.items()
    }


def growth(scenarios: dict[str, Figures], kind: str) -> dict[str, dict[str, float]]:
    """Return the exponent of the overhead over the last decade of sizes, by family and subject."""
    families: dict[str, list[str]] = {}
    for name, figures in scenarios.items():
        if SCENARIOS[name].size and kind in figures:
            families.setdefault(SCENARIOS[name].family, []).append(name)
    found: dict[str, dict[str, float]] = {}
    for family, names in families.items():
        last = sorted(names, key=lambda name: SCENARIOS[name].size)[-2:]
        if len(last) < len(AGAINST):
            continue
        sizes = [SCENARIOS[name].size for name in last]
        found[family] = {
            subject: _slope(sizes, [overhead(scenarios[n], kind, subject) for n in last])
            for subject in ("floor", "peer", "ours")
        }
    return found


def _slope(sizes: Sequence[int], values: Sequence[float]) -> float:
    small, large = (max(value, 1e-9) for value in values)
    return math.log(large / small) / math.log(sizes[1] / sizes[0])


def overhead(figures: Figures, kind: str, subject: str) -> float:
    """Return the overhead of one subject: the median of the quartiles."""
    value: Any = figures[kind]["overhead"][subject]
    return float(value if isinstance(value, int | float) else value[1])


def ratio(figures: Figures, kind: str, against: str) -> float:
    """Return the ratio to another subject, without its spread."""
    value: Any = figures[kind]["ratio"][against]
    return float(value if isinstance(value, int | float) else value[1])


# -- verdicts -------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Verdict:
    """The worst scenario compared with a requirement."""

    requirement: Requirement
    #: `instructions`, `wall`, or None if there is one way to measure.
    kind: str | None
    value: float
    scenario: str

    @property
    def outcome(self) -> str:
        """Return whether the goal is met, or the limit, or neither."""
        if self.value <= self.requirement.aim:
            return "aim"
        return "must" if self.value <= self.requirement.must else "MISSED"


def verdicts(run: dict[str, Any]) -> Iterable[Verdict]:
    """Yield the verdicts for the available measurements."""
    for requirement in REQUIREMENTS:
        for kind in ("instructions", "wall"):
            found = _worst(run, requirement, kind)
            if found is not None:
                value, name = found
                several = requirement.figure in {"peer", "floor", "growth"}
                yield Verdict(requirement, kind if several else None, value, name)
                if not several:
                    break


def _worst(run: dict[str, Any], requirement: Requirement, kind: str) -> tuple[float, str] | None:
    growing = requirement.figure == "growth"
    source: dict[str, Any] = run["growth"].get(kind, {}) if growing else run["scenarios"]
    values = (
        (_value(source[name], requirement.figure, kind), name)
        for name in source
        if any(fnmatch(name, pattern) for pattern in requirement.scenarios)
    )
    return max(((value, name) for value, name in values if value is not None), default=None)


def _value(figures: Figures, figure: str, kind: str) -> float | None:
    match figure:
        case "growth":
            return float(figures["ours"])
        case "bytes":
            return float(figures["bytes"]["ratio"]) if "bytes" in figures else None
        case "grown" | "grown late":
            which = "late" if figure == "grown late" else "grown"
            return float(figures["resident"]["ours"][which]) if "resident" in figures else None
        case "instructions":
            return overhead(figures, figure, "ours") if figure in figures else None
    return ratio(figures, kind, figure) if kind in figures else None
