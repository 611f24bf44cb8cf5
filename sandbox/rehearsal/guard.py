"""The guard: while it stands, this process reaches nobody but itself, and does not touch what is kept for real.

It is an audit hook of Python's own, so that no library gets past it: every connection, look-up of a name and opening of
a file is told to it before it happens.
"""

import os
import sys
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from bot.errors import ChatferryError

HOME = "127.0.0.1"
_CONNECTIONS = frozenset({"socket.connect", "socket.sendto", "socket.sendmsg"})
_NAMES = frozenset({"socket.getaddrinfo", "socket.gethostbyname", "socket.gethostbyaddr"})
_FILES = frozenset(
    {
        *("open", "sqlite3.connect", "os.remove", "os.rename", "os.truncate", "os.mkdir", "os.rmdir", "os.listdir"),
        *("os.scandir", "os.link", "os.symlink", "os.chmod", "os.utime"),
    }
)
_JUDGED = _CONNECTIONS | _NAMES | _FILES
_standing: "list[Guard]" = []
# An audit hook stays for as long as the process lives: one is enough, and it asks those that stand.
_hooked: list[bool] = []


class NotInARehearsal(ChatferryError):
    """Something in a rehearsal reached for the world outside: a defect of ours, and nothing has come of it."""


class Guard:
    """``kept``: files and folders that nobody may open, move or remove, with what SQLite keeps beside them.

    Only ports that were let in (`let_in`) are this process's own.
    """

    def __init__(self, kept: Iterable[Path]) -> None:
        self._kept = tuple(os.path.abspath(path) for path in kept)
        self._ports: set[int] = set()
        self.refused: list[str] = []
        """What was reached for in vain, in words."""

    def let_in(self, *ports: int) -> None:
        self._ports |= set(ports)

    @contextmanager
    def standing(self) -> Iterator[None]:
        """Raises NotInARehearsal at its end, too, where the refusal itself was swallowed somewhere."""
        if not _hooked:
            sys.addaudithook(_ask_those_that_stand)
            _hooked.append(True)
        _standing.append(self)
        try:
            yield
        finally:
            _standing.remove(self)
        if self.refused:
            raise NotInARehearsal(self.refused[0])

    def judge(self, event: str, args: tuple[Any, ...]) -> None:
        if event in _CONNECTIONS:
            self._judge_address(args[1])
        elif event in _NAMES and args[0] not in {None, HOME, HOME.encode()}:
            self._refuse(f"a rehearsal looked up {args[0]}")
        elif event in _FILES:
            self._judge_path(args[0])

    def _judge_address(self, address: object) -> None:
        match address:
            case (str(host), int(port), *_) if host == HOME and port in self._ports:
                return
            case None:  # a socket that is connected already
                return
        self._refuse(f"a rehearsal reached for {address}")

    def _judge_path(self, path: object) -> None:
        if isinstance(path, str | bytes | os.PathLike):
            name = os.path.abspath(os.fsdecode(path).removeprefix("file:"))
            for kept in self._kept:
                if name == kept or name.startswith((f"{kept}-", f"{kept}.", f"{kept}{os.sep}")):
                    self._refuse(f"a rehearsal touched {name}")

    def _refuse(self, said: str) -> None:
        self.refused.append(said)
        raise NotInARehearsal(said)


def _ask_those_that_stand(event: str, args: tuple[Any, ...]) -> None:
    # Python tells of far more than these, all the time.
    if event in _JUDGED:
        for guard in _standing:
            guard.judge(event, args)
