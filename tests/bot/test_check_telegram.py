"""`chatferry check` on what Telegram tells: token, privacy mode, webhook, and the bot's rights in each group."""

from dataclasses import replace

import pytest

from bot.check import Finding
from bot.storage.database import Database
from sandbox.faults import Faults, NextFault
from tests.bot.checked import TITLE, Checked
from tests.bot.configuration import TOKEN
from tests.bot.telegram_stub import free_port

HOOK = "https://desk.example.com/telegram/webhook"


async def test_a_token_that_telegram_does_not_know_is_said(checked: Checked) -> None:
    checked.sections["telegram"]["token"] = f"{TOKEN[:-1]}X"
    wrong = await checked.wrong()
    assert wrong == {"token": "telegram.token: Telegram does not know it; copy it again from BotFather"}


async def test_a_server_that_cannot_be_reached_is_said(checked: Checked) -> None:
    address = f"http://127.0.0.1:{free_port()}"
    checked.sections["telegram"]["api_base"] = f"{address}"
    assert await checked.wrong() == {
        "clock": "no time to compare with (ClientConnectorError)",
        "token": f"telegram.api_base: {address} cannot be reached (TelegramNetworkError)",
    }


async def test_a_server_that_breaks_off_in_the_middle_is_said(checked: Checked) -> None:
    checked.sandbox.api.faults = Faults(next=[NextFault("getWebhookInfo", 9, 502)])
    assert await checked.wrong() == {"telegram": "TelegramServerError in the middle; try again"}


async def test_privacy_mode_is_said(checked: Checked) -> None:
    checked.sandbox.world.bot.can_read_all_group_messages = False
    assert (await checked.wrong())["privacy mode"].startswith("on: in groups the bot sees commands and answers")


async def test_a_webhook_that_takes_the_updates_away_is_said(checked: Checked) -> None:
    checked.sandbox.world.updates.set_webhook(replace(checked.sandbox.world.updates.webhook, url=HOOK))
    assert await checked.wrong() == {"webhook": "one is set; the next run removes it"}


class TestByWebhook:
    @pytest.fixture(autouse=True)
    def by_webhook(self, checked: Checked) -> None:
        checked.sections["telegram"] |= {"updates": "webhook", "webhook_url": HOOK, "webhook_secret": "secret"}

    async def test_the_right_one_is_set(self, checked: Checked) -> None:
        checked.sandbox.world.updates.set_webhook(replace(checked.sandbox.world.updates.webhook, url=HOOK))
        found = await checked.findings()
        assert found["webhook"] == Finding(True, "webhook", "set, 0 updates waiting")

    async def test_none_is_set(self, checked: Checked) -> None:
        assert await checked.wrong() == {
            "webhook": "telegram.webhook_url is not the one that is set; the next run sets it"
        }

    async def test_telegram_could_not_deliver(self, checked: Checked) -> None:
        failed = replace(
            checked.sandbox.world.updates.webhook, url=HOOK, last_error_date=1, last_error_message="Connection refused"
        )
        checked.sandbox.world.updates.set_webhook(failed)
        assert await checked.wrong() == {"webhook": "Telegram could not deliver: Connection refused"}


@pytest.mark.parametrize(
    ("rights", "said"),
    [
        ({"can_pin_messages": False}, "the bot may not pin messages; give it the right"),
        ({"can_restrict_members": False}, "the bot may not restrict members; give it the right"),
        (
            {"can_pin_messages": False, "can_restrict_members": False},
            "the bot may not pin messages nor restrict members; give it the right",
        ),
    ],
)
async def test_each_right_that_closing_will_need_is_looked_for(
    checked: Checked, database: Database, rights: dict[str, bool], said: str
) -> None:
    group = await checked.group(database, bot_rights=rights)
    assert await checked.wrong() == {f"group {TITLE} ({group})": said}


async def test_a_bot_that_is_no_administrator_is_said(checked: Checked, database: Database) -> None:
    group = await checked.group(database, bot="member")
    assert await checked.wrong() == {
        f"group {TITLE} ({group})": "the bot is no administrator; make it one with rights to pin and to restrict"
    }


async def test_a_group_that_the_bot_is_no_longer_in_is_said(checked: Checked, database: Database) -> None:
    kicked = await checked.group(database)
    checked.sandbox.world.set_member(kicked, checked.sandbox.world.bot.id, "kicked")
    sound = await checked.group(database)
    found = await checked.findings()
    assert not found[f"group {TITLE} ({kicked})"].ok
    assert found[f"group {TITLE} ({sound})"].ok


async def test_a_group_that_cannot_be_asked_about_is_said(checked: Checked, database: Database) -> None:
    group = await checked.group(database)
    checked.sandbox.api.faults = Faults(next=[NextFault("getChatMember", 1, 400, description="Bad Request: oops")])
    assert await checked.wrong() == {
        f"group {TITLE} ({group})": "cannot be asked (TelegramBadRequest); is the bot still in it?"
    }
