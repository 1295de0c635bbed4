"""Draw a run: `plot.py run.json overhead.png`; needs matplotlib, which run.py installs."""

import json
import sys
from pathlib import Path

import matplotlib as mpl
from matplotlib import pyplot as plt

mpl.use("Agg")

COLORS = {"floor": "#9aa0a6", "peer": "#d9822b", "ours": "#1f6feb"}
LABELS = {"floor": "by hand", "peer": "flask-cors 6.0.5", "ours": "this library"}
PRINCIPAL = (
    "get/allowed",
    "get/no origin",
    "get/refused",
    "get/no policy",
    "error/404",
    "view/get",
    "preflight/3",
    "preflight/100, any",
    "blueprint/among 20",
    "mixed/2,000 requests",
)
FAMILIES = ("origins/exact, refused", "origins/regex, allowed", "resources/wildcard, last")
UNITS = {"wall": "microseconds", "instructions": "instructions"}


def overhead(figures, kind, subject):
    """Return the overhead of a subject."""
    value = figures[kind]["overhead"][subject]
    return value if isinstance(value, int | float) else value[1]


def draw_bars(axes, scenarios, kind):
    """Draw the overhead of each subject for the main requests."""
    names = [name for name in PRINCIPAL if kind in scenarios.get(name, {})]
    for shift, (subject, color) in enumerate(COLORS.items()):
        places = [place + (shift - 1) * 0.27 for place in range(len(names))]
        values = [overhead(scenarios[name], kind, subject) for name in names]
        axes.barh(places, values, height=0.25, color=color, label=LABELS[subject])
    axes.set_yticks(range(len(names)), names)
    axes.invert_yaxis()
    axes.set_xlabel(f"{UNITS[kind]} added to one request")
    axes.legend(frameon=False)


def draw_growth(axes, scenarios, kind):
    """Draw the growth of the overhead with the number of patterns."""
    for family, style in zip(FAMILIES, ("-", "--", ":"), strict=True):
        names = [name for name in scenarios if name.rpartition("/")[0] == family]
        names = [name for name in names if kind in scenarios[name]]
        if not names:
            continue
        sizes = [int(name.rpartition("/")[2]) for name in names]
        for subject in ("peer", "ours"):
            values = [max(overhead(scenarios[name], kind, subject), 0.1) for name in names]
            label = f"{LABELS[subject]}: {family}"
            axes.plot(sizes, values, style, marker="o", color=COLORS[subject], label=label)
    axes.set(xscale="log", yscale="log", xlabel="configured patterns")
    axes.set_ylabel(f"{UNITS[kind]} added to one request")
    if axes.lines:
        axes.legend(frameon=False, fontsize=8)


def main():
    """Draw the wall clock if it was measured, otherwise the instructions."""
    source, target = map(Path, sys.argv[1:])
    scenarios = json.loads(source.read_text(encoding="utf-8"))["scenarios"]
    kind = "wall" if any("wall" in figures for figures in scenarios.values()) else "instructions"
    figure, (left, right) = plt.subplots(1, 2, figsize=(13, 5.2), layout="constrained")
    draw_bars(left, scenarios, kind)
    draw_growth(right, scenarios, kind)
    for axes in (left, right):
        axes.spines[["top", "right"]].set_visible(False)
    figure.savefig(target, dpi=120)


if __name__ == "__main__":
    main()
