"""docs/api.md is held against the OpenAPI document and the events."""

import re
from pathlib import Path

from bot.casework.events import Event
from tests.desk.served import Served

PAGE = (Path(__file__).parents[3] / "docs" / "api.md").read_text("utf-8")


async def test_every_call_is_in_the_table_and_no_other(desk: Served) -> None:
    described = (await desk.client.get("/api/v1/openapi.json")).json()["paths"]
    calls = {f"{method.upper()} {path}" for path, methods in described.items() for method in methods}
    assert calls == set(re.findall(r"^\| `([A-Z]+ /api/[^`]+)`", PAGE, re.MULTILINE))


def test_every_event_is_in_the_table_and_no_other() -> None:
    assert set(Event) == set(re.findall(r"^\| `([a-z]+\.[a-z]+)`", PAGE, re.MULTILINE))
