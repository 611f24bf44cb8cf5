"""Telegram brings updates."""

import json
from typing import Any

import pytest

from bot.storage.database import Database
from desk.webhook import HEADER
from tests.desk.served import WEBHOOK_SECRET, Served, serving

RIGHT = {HEADER: WEBHOOK_SECRET}


async def test_an_update_is_taken_in_as_it_came(desk: Served) -> None:
    update = {"update_id": 7, "message": {"text": "héllo 家 👩‍💻"}, "unknown": [1, None]}
    answer = await desk.client.post("/telegram/webhook", json=update, headers=RIGHT)
    assert answer.status_code == 200
    assert desk.received == [update]


@pytest.mark.parametrize("secret", [None, "", "wrong", WEBHOOK_SECRET + "x", WEBHOOK_SECRET[:-1], "é"])
async def test_nobody_else_brings_updates(desk: Served, secret: str | None) -> None:
    headers = {} if secret is None else {HEADER.encode(): secret.encode()}
    answer = await desk.client.post("/telegram/webhook", json={"update_id": 7}, headers=headers)
    assert answer.status_code == 401
    assert desk.received == []


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"{",
        b"[]",
        b'"text"',
        b"{}",
        b'{"update_id": "7"}',
        b'{"update_id": true}',
        b'{"update_id": 7.5}',
        b'{"update_id": -1}',
        b'{"update_id": 9223372036854775808}',
        b'\xff\xfe{"update_id": 7',
        b"[" * 100_000,
    ],
)
async def test_what_is_no_update_is_refused(desk: Served, body: bytes) -> None:
    answer = await desk.client.post("/telegram/webhook", content=body, headers=RIGHT)
    assert (answer.status_code, answer.headers["content-type"]) == (400, "application/problem+json")
    assert desk.received == []


async def test_more_than_a_megabyte_is_refused(desk: Served) -> None:
    body = json.dumps({"update_id": 7, "text": "x" * 1_000_000}).encode()
    answer = await desk.client.post("/telegram/webhook", content=body, headers=RIGHT)
    assert answer.status_code == 413
    assert desk.received == []


async def test_what_could_not_be_stored_is_not_confirmed(database: Database) -> None:
    async def receive(updates: Any) -> None:
        raise ConnectionRefusedError

    async with serving(database, receive=receive) as desk:
        answer = await desk.client.post("/telegram/webhook", json={"update_id": 7}, headers=RIGHT)
        assert answer.status_code == 503
        assert answer.headers["content-type"] == "application/problem+json"


async def test_with_polling_there_is_no_webhook(database: Database) -> None:
    async with serving(database, receive=None, webhook_secret=None) as desk:
        assert (await desk.client.post("/telegram/webhook", json={"update_id": 7}, headers=RIGHT)).status_code == 404


@pytest.mark.parametrize("secret", [None, ""])
async def test_a_webhook_without_a_secret_is_refused_at_start(database: Database, secret: str | None) -> None:
    with pytest.raises(ValueError, match="needs a secret"):
        async with serving(database, webhook_secret=secret):
            pass


async def test_the_secret_is_not_shown(desk: Served) -> None:
    assert WEBHOOK_SECRET not in repr(desk.parts)
