"""The report's pictures: what is to be drawn, and the process that draws it (`drawing.py`)."""

import json
import subprocess
import sys
from typing import Any

from bot.errors import ChatferryError

Chart = dict[str, Any]
"""``kind`` "bars" (on top of each other) or "lines"; ``labels`` of the days; ``series`` of [name, numbers];
``marks`` of [position, name]; ``level`` of [number, name], a line across."""


class NotDrawn(ChatferryError):
    """The process that draws has failed."""


def draw(charts: dict[str, Chart]) -> dict[str, str]:
    """SVGs by the charts' names. Raises NotDrawn."""
    command = [sys.executable, "-m", "sandbox.rehearsal.drawing"]
    done = subprocess.run(command, input=json.dumps(charts).encode(), capture_output=True, check=False)  # noqa: S603
    if done.returncode:
        last = done.stderr.decode(errors="replace").strip().splitlines()[-1:]
        raise NotDrawn(f"the report's pictures could not be drawn: {''.join(last)}")
    drawn: dict[str, str] = json.loads(done.stdout)
    return drawn
