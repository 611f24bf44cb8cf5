"""/queue: staff get a one-time link that signs them in to the desk."""

from datetime import timedelta

import pytest

from bot.storage import sessions
from bot.storage.schema import sign_ins
from tests.ferry import ADMIN, ANN, DESK, GROUP, STAFF, Ferry, texts_of


@pytest.mark.parametrize("person", [STAFF, ADMIN])
async def test_the_link_signs_in_once_and_only_for_minutes(ferry: Ferry, person: int) -> None:
    [first], [second] = [texts_of(await ferry.hear(person, "/queue")) for _ in range(2)]
    assert "holds for 10 minutes" in first
    used, unused = [told.splitlines()[-1].removeprefix(f"{DESK}/staff/sign-in/") for told in (first, second)]
    now = ferry.clock.now()
    async with ferry.database.transaction() as tx:
        assert await sessions.use_invitation(tx, used, now) == person
        assert await sessions.use_invitation(tx, used, now) is None
        assert await sessions.use_invitation(tx, unused, now + timedelta(minutes=10)) is None


async def test_in_a_group_no_link_is_given(ferry: Ferry) -> None:
    [told] = texts_of(await ferry.hear(STAFF, "/queue", chat=GROUP))
    assert told == "Please send me this command in a private chat."
    assert await ferry.rows(sign_ins) == []


@pytest.mark.parametrize("chat", [ANN, GROUP])
async def test_a_customer_is_refused_politely(ferry: Ferry, chat: int) -> None:
    [told] = texts_of(await ferry.hear(ANN, "/queue", chat=chat))
    assert told == "This command is not for you. /help shows what you can do."
    assert await ferry.rows(sign_ins) == []
    assert await ferry.outcomes() == ["refused: not allowed"]
