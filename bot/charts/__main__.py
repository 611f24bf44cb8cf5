"""Draws the charts that come as JSON: for pages as a JSON list of SVG elements, for a chat as one PNG."""

import json
import os
import re
import sys
from io import BytesIO
from typing import Any

from bot.charts import Chart, Series, Shape, Tone
from bot.charts.fonts import letters, use
from bot.charts.shapes import draw, draw_titled
from bot.charts.vector import element

KINDER = 10
"""So much this process steps back behind the one that serves."""
DOTS_PER_INCH = 200
# What no XML may hold, and marks that turn the direction of writing.
_UNWRITABLE = re.compile(
    "[^\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]|[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]"
)


def main() -> None:
    if hasattr(os, "nice"):
        os.nice(KINDER)
    asked = json.load(sys.stdin.buffer)
    found = use()
    if "picture" in asked:
        charts = [_chart(one) for one in asked["picture"]]
        if not found and any(letters(chart) for chart in charts):
            charts = [_chart(one) for one in asked["in_english"]]
        drawn = BytesIO()
        draw_titled(charts).savefig(drawn, format="png", dpi=DOTS_PER_INCH, facecolor="white")
        sys.stdout.buffer.write(drawn.getvalue())
    else:
        elements = [_vector(_chart(one), number) for number, one in enumerate(asked["charts"])]
        sys.stdout.buffer.write(json.dumps(elements).encode())


def _vector(chart: Chart, number: int) -> str:
    drawn = BytesIO()
    draw(chart).savefig(drawn, format="svg", transparent=True)
    return element(drawn.getvalue(), chart.title, f"chart{number}-")


def _chart(written: dict[str, Any]) -> Chart:
    series = [Series(_clean(one["name"]), Tone(one["tone"]), one["values"]) for one in written["series"]]
    labels = [_clean(label) for label in written["labels"]]
    return Chart(Shape(written["shape"]), _clean(written["title"]), labels, series)


def _clean(text: str) -> str:
    return _UNWRITABLE.sub("", text)


if __name__ == "__main__":
    main()
