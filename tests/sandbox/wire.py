"""Talks to the sandbox as a bot does, by raw HTTP, and tries every answer and update on both libraries."""

import io
import json
from collections.abc import Mapping
from typing import Any

import aiogram.methods
import aiogram.types
import aiohttp
import telegram
from pydantic import TypeAdapter

from sandbox.specification import METHODS, update_violations, violations

Json = dict[str, Any]
TOKEN = "42:TEST"


class Wire:
    """Calling it returns the result of a method; `refused` returns the refusal of one."""

    def __init__(self, session: aiohttp.ClientSession, url: str) -> None:
        self.session = session
        self.url = url

    async def __call__(self, method: str, /, **params: Any) -> Any:
        answer = await self._post(method, json=params)
        assert answer["ok"], answer
        decode(method, answer["result"])
        return answer["result"]

    async def form(
        self, method: str, /, *, files: Mapping[str, tuple[str, bytes, str]] | None = None, **params: Any
    ) -> Any:
        """As the libraries do it: strings, JSON within them, and files as (name, data, type)."""
        form = aiohttp.FormData()
        for name, value in params.items():
            form.add_field(name, value if isinstance(value, str) else json.dumps(value))
        for name, (filename, data, mime) in (files or {}).items():
            form.add_field(name, io.BytesIO(data), filename=filename, content_type=mime)
        answer = await self._post(method, data=form)
        if answer["ok"]:
            decode(method, answer["result"])
            return answer["result"]
        return refusal(answer)

    async def refused(self, method: str, /, **params: Any) -> str:
        answer = await self._post(method, json=params)
        assert not answer["ok"], answer
        return refusal(answer)

    async def answer(self, method: str, /, **params: Any) -> Json:
        """The answer as it is."""
        return await self._post(method, json=params)

    async def updates(self, *, allowed: list[str] | None = None) -> list[Json]:
        """Everything that is pending, confirmed; `allowed` is remembered for what comes later."""
        asked = {} if allowed is None else {"allowed_updates": allowed}
        updates: list[Json] = (await self._post("getUpdates", json=asked))["result"]
        for update in updates:
            decode_update(update)
        if updates:
            await self._post("getUpdates", json={"offset": updates[-1]["update_id"] + 1})
        return updates

    async def kinds(self) -> list[str]:
        """What the pending updates are about."""
        return [next(name for name in update if name != "update_id") for update in await self.updates()]

    async def control(self, method: str, path: str, given: Any = None) -> Any:
        async with self.session.request(method, f"{self.url}/sandbox{path}", json=given) as response:
            answer = await response.json()
        assert answer["ok"], answer
        return answer["result"]

    async def control_refused(self, method: str, path: str, given: Any = None) -> tuple[int, str]:
        async with self.session.request(method, f"{self.url}/sandbox{path}", json=given) as response:
            answer = await response.json()
        assert not answer["ok"], answer
        return response.status, answer["description"]

    async def _post(self, method: str, **body: Any) -> Json:
        async with self.session.post(f"{self.url}/bot{TOKEN}/{method}", **body) as response:
            answer: Json = await response.json()
        assert response.status == (200 if answer["ok"] else answer["error_code"])
        return answer


def refusal(answer: Json) -> str:
    return f"{answer['error_code']} {answer['description']}"


def decode(method: str, result: object) -> None:
    """The answer keeps to the specification and both libraries understand it."""
    types = METHODS[method]["returns"]
    assert violations(types, result) == []
    TypeAdapter(getattr(aiogram.methods, method[0].upper() + method[1:]).__returning__).validate_python(result)
    for one in result if isinstance(result, list) else [result]:
        if isinstance(one, dict):
            name = next(name for name in types if name not in {"Boolean", "Integer"}).removeprefix("Array of ")
            assert getattr(telegram, name).de_json(one, None) is not None


def decode_update(update: Json) -> None:
    assert update_violations(update) == []
    aiogram.types.Update.model_validate(update)
    assert telegram.Update.de_json(update, None) is not None
