"""The figures of a run as Markdown."""

from collections.abc import Iterable, Iterator
from typing import Any

from figures import Figures, Verdict
from requirements import MIB

#: Labels for the value of a requirement.
FIGURES = {
    "peer": "of flask-cors",
    "floor": "of by hand",
    "bytes": "of flask-cors",
    "growth": "exponent",
    "instructions": "instructions",
    "grown": "",
    "grown late": "",
}
NAMES = {"floor": "by hand", "peer": "flask-cors 6.0.5", "ours": "this library"}


def page(run: dict[str, Any], found: Iterable[Verdict]) -> str:
    """Return all measurements of a run."""
    sections = [
        "# Benchmarks",
        made(run["made"]),
        "## Verdict",
        verdict_table(found),
        "## Overhead",
        overhead_table(run["scenarios"]),
        "## Growth",
        growth_table(run["growth"]),
        "## Memory",
        memory_table(run["scenarios"]),
    ]
    return "\n\n".join(section for section in sections if section) + "\n"


def made(facts: dict[str, Any]) -> str:
    """Return one sentence about the measurement, its place and its time."""
    versions = ", ".join(f"{name} {version}" for name, version in facts["versions"].items())
    before = f", before: commit {facts['before']}" if "before" in facts else ""
    return f"{facts['date']}, {facts['machine']}, commit {facts['commit']}{before}: {versions}."


def _table(head: list[str], rows: Iterable[list[str]]) -> str:
    lines = [head, ["---", *["---:"] * (len(head) - 1)], *rows]
    return "\n".join(f"| {' | '.join(cells)} |" for cells in lines)


def verdict_table(found: Iterable[Verdict]) -> str:
    """Return one row for each requirement and each way of measuring it."""
    rows = []
    for verdict in found:
        requirement = verdict.requirement
        rows.append(
            [
                requirement.what,
                FIGURES[requirement.figure],
                verdict.kind or "",
                _limit(requirement.figure, requirement.must),
                _limit(requirement.figure, requirement.aim),
                _limit(requirement.figure, verdict.value),
                verdict.outcome,
                verdict.scenario,
            ]
        )
    return _table(["what", "figure", "by", "must", "aim", "measured", "verdict", "worst"], rows)


def _limit(figure: str, value: float) -> str:
    if figure.startswith("grown"):
        return f"{value / MIB:.2f} MiB"
    return f"{value:,.0f}" if figure == "instructions" else _short(value)


def _short(value: float) -> str:
    return f"{value:.2f}" if abs(value) >= 0.1 else f"{value:.4f}"


def overhead_table(scenarios: dict[str, Figures]) -> str:
    """Return one row for each scenario: each subject's overhead over the bare app, and ratios."""
    head = ["scenario"]
    for unit, kind in (("us", "wall"), ("instructions", "instructions")):
        if any(kind in figures for figures in scenarios.values()):
            head += [f"bare, {unit}", *(f"{name}, +{unit}" for name in NAMES.values())]
            head += ["ours / flask-cors", "ours / by hand"]
    rows = []
    for name, figures in scenarios.items():
        cells = [*_wall_cells(figures), *_instruction_cells(figures)]
        if cells:
            rows.append([name, *cells])
    return _table(head, rows) if rows else ""


def _wall_cells(figures: Figures) -> Iterator[str]:
    if "wall" in figures:
        wall = figures["wall"]
        yield f"{wall['bare']:,.0f}"
        for subject in NAMES:
            low, middle, high = wall["overhead"][subject]
            yield f"{middle:,.1f} ({low:,.1f} to {high:,.1f})"
        for low, middle, high in wall["ratio"].values():
            yield f"{_short(middle)} ({_short(low)} to {_short(high)})"


def _instruction_cells(figures: Figures) -> Iterator[str]:
    if "instructions" in figures:
        counted = figures["instructions"]
        yield f"{counted['bare']:,.0f}"
        yield from (f"{counted['overhead'][subject]:,.0f}" for subject in NAMES)
        yield from map(_short, counted["ratio"].values())


def growth_table(growth: dict[str, Any]) -> str:
    """Return the exponent of each family; 0 is flat, 1 is linear."""
    rows = [
        [f"{family}, {kind}", *(f"{exponents[subject]:.2f}" for subject in NAMES)]
        for kind, families in growth.items()
        for family, exponents in families.items()
    ]
    return _table(["exponent, last decade", *NAMES.values()], rows) if rows else ""


def memory_table(scenarios: dict[str, Figures]) -> str:
    """Return the bytes per policy, and the growth of the resident set."""
    rows = []
    for name, figures in scenarios.items():
        if "bytes" in figures:
            held = figures["bytes"]["overhead"]
            rows.append([name, *(f"{held[subject]:,.0f} bytes a policy" for subject in NAMES)])
        if "resident" in figures:
            cells = [_resident_cell(figures["resident"].get(subject)) for subject in NAMES]
            rows.append([name, *cells])
    return _table(["memory", *NAMES.values()], rows) if rows else ""


def _resident_cell(seen: dict[str, Any] | None) -> str:
    if seen is None:
        return ""
    return f"{seen['grown'] / MIB:+.2f} MiB, second half {seen['late'] / MIB:+.2f}"


def whole_apps(found: dict[str, Any]) -> str:
    """Return the results of `whole.py`."""
    parts = {
        "start": (
            "The start: instructions until the first response",
            _start_table,
        ),
        "servers": ("Requests for each second of CPU time of one worker", _server_table),
        "large": ("Large apps: CPU seconds", _large_table),
    }
    sections = ["# Whole apps"]
    for name, (title, table) in parts.items():
        if name in found:
            part = found[name]
            sections += [f"## {title}", made(part["made"]), table(part["found"])]
    return "\n\n".join(sections) + "\n"


def _start_table(start: dict[str, Any]) -> str:
    subjects = ("peer", "ours", "before")
    rows = [
        [
            case,
            *(f"{counts[each] / 1e6:.1f} M" if each in counts else "" for each in subjects),
            _short(counts["ours"] / counts["peer"]),
        ]
        for case, counts in start.items()
    ]
    head = ["app", NAMES["peer"], NAMES["ours"], "before", "ours / flask-cors"]
    return _table(head, rows)


def _server_table(servers: dict[str, Any]) -> str:
    rows = [
        [
            server,
            *(f"{rates[each]:,.0f}" for each in ("bare", "peer", "ours")),
            *(f"{rates[each] / rates['bare']:.0%}" for each in ("peer", "ours")),
        ]
        for server, rates in servers.items()
    ]
    names = (NAMES["peer"], NAMES["ours"])
    return _table(["server", "bare", *names, *(f"{name}, of bare" for name in names)], rows)


def _large_table(large: Iterable[dict[str, Any]]) -> str:
    rows = [
        [
            each["what"],
            each["app"],
            *(_seconds(each[name]) for name in ("before", "ours", "beside")),
        ]
        for each in large
    ]
    return _table(["on", "app", "before", "now", "without CORS, or `flask routes`"], rows)


def _seconds(value: float | None) -> str:
    return "-" if value is None else f"{value:.3f}"
