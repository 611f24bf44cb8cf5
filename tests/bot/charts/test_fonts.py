"""Chinese letters need a font; where there is none, a chart is in English."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from bot.charts import Chart, Shape
from bot.charts.fonts import letters

ROOT = Path(__file__).parents[3]
# As `python -m bot.charts`, on a machine without any of the fonts; what is drawn tells its title.
WITHOUT = """
import sys
from bot.charts import fonts
fonts.CHINESE = ()
from bot.charts import __main__ as charts
drawn = charts.draw_titled
charts.draw_titled = lambda charts: (sys.stderr.write(ascii(charts[0].title)), drawn(charts))[1]
charts.main()
"""


@pytest.mark.parametrize(("title", "needed"), [("Opened", False), ("新增", True), ("Ünïcode", False), ("★ x", False)])
def test_only_what_the_usual_font_lacks_needs_another(title: str, needed: bool) -> None:
    assert letters(Chart(Shape.DAYS, title, [], [])) is needed


@pytest.mark.parametrize(("title", "drawn"), [("新增", "In English"), ("Opened", "Opened")])
def test_without_a_font_a_picture_is_in_english(title: str, drawn: str) -> None:
    def asked(title: str) -> dict[str, object]:
        return {
            "shape": "days",
            "title": title,
            "labels": ["1"],
            "series": [{"name": "x", "tone": "blue", "values": [1]}],
        }

    wanted = json.dumps({"picture": [asked(title)], "in_english": [asked("In English")]})
    done = subprocess.run(
        [sys.executable, "-c", WITHOUT], cwd=ROOT, input=wanted.encode(), capture_output=True, check=True
    )
    assert repr(drawn) in done.stderr.decode()
    assert done.stdout.startswith(b"\x89PNG")
