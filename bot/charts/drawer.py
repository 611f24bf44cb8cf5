"""Has charts drawn in a process of their own, one at a time: matplotlib never comes into the one that serves."""

import asyncio
import hashlib
import json
import logging
import os
import sys
from collections import OrderedDict
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path

from bot.charts import Chart

log = logging.getLogger(__name__)

PATIENCE_SECONDS = 10.0
KEPT = 48
ROOT = Path(__file__).parents[2]
PASSED_ON = ("PATH", "HOME", "TMPDIR", "MPLCONFIGDIR", "XDG_CACHE_HOME", "SYSTEMROOT", "LD_LIBRARY_PATH")
"""Of the environment. The rest, secrets among it, is nothing to who draws."""


class Drawer:
    """What was drawn lately is kept, by its content. Where drawing fails or takes too long, there is no picture."""

    def __init__(self, patience_seconds: float = PATIENCE_SECONDS) -> None:
        self.patience_seconds = patience_seconds
        self._turn = asyncio.Lock()
        self._kept: OrderedDict[str, bytes] = OrderedDict()

    async def vectors(self, charts: Sequence[Chart]) -> list[str]:
        """Each as an SVG element for a page, or none of them."""
        if not charts:
            return []
        drawn = await self._drawn({"charts": [asdict(chart) for chart in charts]})
        return list(json.loads(drawn)) if drawn else []

    async def picture(self, charts: Sequence[Chart], in_english: Sequence[Chart]) -> bytes | None:
        """All of them as one PNG; in English where no font here knows the letters."""
        wanted = {"picture": charts, "in_english": in_english}
        return await self._drawn({key: [asdict(chart) for chart in each] for key, each in wanted.items()})

    async def _drawn(self, wanted: object) -> bytes | None:
        asked = json.dumps(wanted).encode()
        key = hashlib.sha256(asked).hexdigest()
        try:
            async with asyncio.timeout(self.patience_seconds), self._turn:
                if key not in self._kept:
                    self._kept[key] = await _draw(asked)
        except (TimeoutError, OSError, ChildProcessError) as error:
            log.warning("A chart could not be drawn: %s", str(error) or "it took too long")
            return None
        self._kept.move_to_end(key)
        while len(self._kept) > KEPT:
            self._kept.popitem(last=False)
        return self._kept[key]


async def _draw(asked: bytes) -> bytes:
    """Raises ChildProcessError, with the last line of what the process said, and OSError."""
    environment = {name: os.environ[name] for name in PASSED_ON if name in os.environ}
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-P", "-m", "bot.charts"),
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
        env=environment | {"PYTHONPATH": str(ROOT), "MPLBACKEND": "agg"},
    )
    try:
        drawn, said = await process.communicate(asked)
    finally:
        if process.returncode is None:
            process.kill()
            await process.wait()
    if process.returncode != 0 or not drawn:
        lines = said.decode(errors="replace").strip().splitlines()
        raise ChildProcessError(lines[-1] if lines else f"exit code {process.returncode}")
    return drawn
