"""SQLite without a thread of its own: nothing of a rehearsal outlives it, and nobody waits for anybody in it.

The trip to the driver's thread and back costs more than nearly every statement; and without it statements come in the
same order again. Writers take turns in one process, so no statement ever waits for another.
"""

from collections.abc import Callable
from pathlib import Path
from typing import Any


def address(path: Path) -> str:
    return f"sqlite+aiosqlite:///{path}?check_same_thread=false"


def stay_inline(connection: Any, record: object) -> None:
    """For the engine's "connect": no commit waits for the disk, no statement for the thread."""
    connection.driver_connection._execute = _at_once
    cursor = connection.cursor()
    cursor.execute("PRAGMA synchronous = OFF")
    cursor.close()


async def _at_once(function: Callable[..., Any], *args: Any, **kwargs: Any) -> Any:
    return function(*args, **kwargs)
