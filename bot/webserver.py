"""The desk's web server: uvicorn in our own event loop."""

import asyncio
import socket
from collections.abc import Iterator
from contextlib import contextmanager

import uvicorn
from fastapi import FastAPI

from bot.errors import ConfigurationError


class WebServer:
    """Bound from the start, so that a port in use is found before anything else begins. Raises ConfigurationError."""

    def __init__(self, host: str, port: int) -> None:
        family = socket.AF_INET6 if ":" in host else socket.AF_INET
        # With the protocol named, asyncio switches Nagle's algorithm off: else each answer takes 40 ms longer.
        self._socket = socket.socket(family, socket.SOCK_STREAM, socket.IPPROTO_TCP)
        try:
            self._socket.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            self._socket.bind((host, port))
            self._socket.listen(1024)
        except OSError as error:
            self._socket.close()
            said = error.strerror or type(error).__name__
            raise ConfigurationError(
                [f"desk.listen: {host}:{port} cannot be used ({said}); choose another address or port"]
            ) from None
        self.port: int = self._socket.getsockname()[1]
        """The one in use, where any free one was asked for."""
        self._server: _Server | None = None
        self._task: asyncio.Task[None] | None = None

    def start(self, app: FastAPI) -> None:
        # No access log: addresses of personal pages are secrets.
        config = uvicorn.Config(app, access_log=False, log_config=None, lifespan="off", timeout_graceful_shutdown=5)
        self._server = _Server(config)
        self._task = asyncio.create_task(self._server.serve(sockets=[self._socket]), name="desk")

    async def stop(self) -> None:
        if self._server is not None and self._task is not None:
            self._server.should_exit = True
            await self._task
        self._socket.close()


class _Server(uvicorn.Server):
    @contextmanager
    def capture_signals(self) -> Iterator[None]:
        """Signals are the program's own business."""
        yield
