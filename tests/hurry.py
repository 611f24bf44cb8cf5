"""Waits of libraries that no test needs: together they took more time than what is tested."""

import asyncio
import ssl
from collections.abc import Iterator
from functools import cache
from types import ModuleType
from typing import Any

import pytest


class Hurried(ModuleType):
    """asyncio with sleeps of a tenth of the time."""

    def __getattr__(self, name: str) -> Any:
        return getattr(asyncio, name)

    @staticmethod
    async def sleep(seconds: float) -> None:
        await asyncio.sleep(seconds / 10)


@pytest.fixture(autouse=True, scope="session")
def _servers_end_soon() -> Iterator[None]:
    """uvicorn looks ten times a second whether it should end, and then sleeps once more in any case."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("uvicorn.server.asyncio", Hurried("hurried"))
        yield


@pytest.fixture(autouse=True, scope="session")
def _certificates_are_read_once() -> Iterator[None]:
    """Each HTTP client reads them all anew; no test here speaks TLS."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(ssl, "create_default_context", cache(ssl.create_default_context))
        yield
