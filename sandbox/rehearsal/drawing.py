"""Draws pictures, as a process of its own: JSON in, JSON with SVGs out.

matplotlib takes longer to import than most commands take to run, so nothing else imports this file.
"""

import io
import json
import logging
import sys
import warnings
from typing import Any

from matplotlib import pyplot
from matplotlib.ticker import MaxNLocator

SALT = "chatferry"
"""The ids within an SVG are made of it: the same picture is the same text."""
WIDE, LOW = 10.0, 3.2
COLOURS = ("#2563eb", "#f59e0b", "#16a34a", "#9333ea", "#64748b", "#dc2626", "#0891b2", "#be185d", "#84cc16")


def _drawn(chart: dict[str, Any]) -> str:
    figure, axes = pyplot.subplots(figsize=(WIDE, LOW), layout="constrained")
    places = list(range(len(chart["labels"])))
    if chart["kind"] == "bars":
        floor = [0] * len(places)
        for number, (name, values) in enumerate(chart["series"]):
            axes.bar(places, values, 0.8, bottom=floor, label=name, color=COLOURS[number % len(COLOURS)])
            floor = [below + value for below, value in zip(floor, values, strict=True)]
    else:
        for number, (name, values) in enumerate(chart["series"]):
            axes.plot(places, values, label=name, color=COLOURS[number % len(COLOURS)], linewidth=2)
    for place, name in chart.get("marks", ()):
        axes.axvline(place, color="#94a3b8", linestyle="--", linewidth=1)
        where: Any = ("data", "axes fraction")
        # Above the picture, where no bar hides it.
        axes.annotate(name, (place, 1.01), xycoords=where, va="bottom", ha="center", fontsize=8)
    if level := chart.get("level"):
        axes.axhline(level[0], color="#dc2626", linestyle=":", linewidth=1.2, label=level[1])
    step = max(1, len(places) // 12)
    axes.set_xticks(places[::step], chart["labels"][::step])
    axes.set_ylim(bottom=0)
    axes.yaxis.set_major_locator(MaxNLocator(integer=True))
    axes.spines[["top", "right"]].set_visible(False)
    axes.legend(loc="upper left", bbox_to_anchor=(1, 1), frameon=False, fontsize=8)
    written = io.StringIO()
    figure.savefig(written, format="svg", metadata={"Date": None, "Creator": None})
    pyplot.close(figure)
    # Without the declaration before it, which has no place within HTML.
    return "<svg" + written.getvalue().partition("<svg")[2]


def main() -> None:
    # Fonts for Chinese are the reader's: the text stays text, and what this machine lacks is no warning.
    logging.disable()
    warnings.simplefilter("ignore")
    pyplot.switch_backend("svg")
    pyplot.rcParams.update({"svg.hashsalt": SALT, "svg.fonttype": "none", "font.family": "sans-serif", "font.size": 9})
    charts = json.load(sys.stdin)
    json.dump({name: _drawn(chart) for name, chart in charts.items()}, sys.stdout)


if __name__ == "__main__":
    main()
