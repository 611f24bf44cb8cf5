"""What happens in the sandbox, told live to whoever looks on (Server-Sent Events)."""

import asyncio
import json
from collections.abc import AsyncIterator
from typing import Any

_HEARTBEAT_SECONDS = 15.0


class Events:
    def __init__(self) -> None:
        self._listeners: set[asyncio.Queue[str | None]] = set()

    def tell(self, kind: str, **what: Any) -> None:
        if self._listeners:
            line = json.dumps({"type": kind, **what}, ensure_ascii=False)
            for listener in self._listeners:
                listener.put_nowait(line)

    async def listen(self) -> AsyncIterator[str]:
        """JSON of each event from now on, "" now and then as a sign of life; ends with `close`."""
        listener: asyncio.Queue[str | None] = asyncio.Queue()
        self._listeners.add(listener)
        try:
            yield ""
            while True:
                try:
                    line = await asyncio.wait_for(listener.get(), _HEARTBEAT_SECONDS)
                except TimeoutError:
                    line = ""
                if line is None:
                    return
                yield line
        finally:
            self._listeners.discard(listener)

    def close(self) -> None:
        for listener in self._listeners:
            listener.put_nowait(None)
