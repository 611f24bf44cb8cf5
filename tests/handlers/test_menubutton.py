"""The button that opens the desk inside Telegram."""

from typing import Any

import pytest

from tests.ferry import DESK, Ferry


async def test_every_private_chat_has_it_where_the_desk_is_public(ferry: Ferry) -> None:
    await ferry.until(lambda: None in ferry.sandbox.world.menu_buttons)
    button = ferry.sandbox.world.menu_buttons[None]
    assert button == {"type": "web_app", "text": "My issues", "web_app": {"url": f"{DESK}/app"}}


class TestWithoutAPublicAddress:
    @pytest.fixture
    def changes(self) -> dict[str, Any]:
        return {"desk": {"public_url": "http://127.0.0.1:8080"}}

    async def test_there_is_none(self, ferry: Ferry) -> None:
        await ferry.hear(11, "Our domain has expired")
        assert None not in ferry.sandbox.world.menu_buttons
