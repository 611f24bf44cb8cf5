"""The tasks that run as long as the program does, by name."""

import asyncio
from collections.abc import Coroutine, Mapping
from typing import Any


class Tasks:
    """``failed`` ends when one dies that should not. Made in a running loop."""

    def __init__(self) -> None:
        self._tasks: dict[str, asyncio.Task[None]] = {}
        self.failed: asyncio.Future[None] = asyncio.get_running_loop().create_future()

    def begin(self, works: Mapping[str, Coroutine[Any, Any, None]]) -> None:
        for name, work in works.items():
            self._tasks[name] = asyncio.create_task(work, name=name)
            self._tasks[name].add_done_callback(self._watch)

    async def end(self, *names: str) -> None:
        """Cancels these, where they were begun, and waits for their end."""
        tasks = [self._tasks[name] for name in names if name in self._tasks]
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    def _watch(self, task: asyncio.Task[None]) -> None:
        if not task.cancelled() and task.exception() is not None and not self.failed.done():
            self.failed.set_exception(task.exception() or RuntimeError(task.get_name()))
