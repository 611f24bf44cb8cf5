"""The inbox: what fails is tried again or laid aside, and nobody else waits for it."""

import logging

import pytest
from aiogram.exceptions import TelegramNetworkError
from aiogram.methods import GetMe
from aiogram.types import Update

from bot.intake import AT_ONCE, TRIES
from tests.bot.handling import Handling, update
from tests.bot.storage_trouble import until


async def test_what_fails_is_tried_again_and_then_done(handling: Handling) -> None:
    handling.fail(1, *[ValueError("odd")] * (TRIES - 1))
    await handling.inbox.receive([update(1)])
    assert await handling.all_settled() == {"done": 1}
    assert handling.began == [1] * TRIES
    assert await handling.rows() == {1: ("done", TRIES - 1, "ticket", None)}
    assert handling.buried == []


async def test_what_keeps_failing_goes_to_the_dead_letters_with_a_notice(handling: Handling) -> None:
    handling.fail(1, ValueError("odd \ud83d \x00"), forever=True)
    await handling.inbox.receive([update(1), update(2)])
    assert await handling.all_settled() == {"dead": 1, "done": 1}
    assert handling.began == [1] * TRIES + [2]
    # What no database takes is written as its escape.
    said = "ValueError: odd \\ud83d \\x00"
    assert handling.buried == [(1, said)]
    assert (await handling.rows())[1] == ("dead", TRIES, None, said)


async def test_what_cannot_be_decoded_is_dead_at_once(handling: Handling) -> None:
    with pytest.raises(ValueError) as undecodable:
        Update.model_validate({"update_id": "x"})
    handling.fail(1, undecodable.value, forever=True)
    await handling.inbox.receive([update(1), update(2)])
    assert await handling.all_settled() == {"dead": 1, "done": 1}
    assert handling.began == [1, 2]


@pytest.mark.parametrize(
    "trouble",
    [OSError("disk is gone"), TelegramNetworkError(GetMe(), "no route"), TimeoutError()],
    ids=lambda trouble: type(trouble).__name__,
)
async def test_trouble_that_passes_is_outlasted_however_often(handling: Handling, trouble: Exception) -> None:
    handling.fail(1, *[trouble] * (TRIES * 2))
    await handling.inbox.receive([update(1)])
    assert await handling.all_settled() == {"done": 1}
    assert await handling.rows() == {1: ("done", 0, "ticket", None)}


async def test_trouble_in_many_chats_takes_no_place_from_the_others(handling: Handling) -> None:
    numbers = range(1, AT_ONCE + 1)
    for number in numbers:
        handling.fail(number, OSError(), forever=True)
    await handling.inbox.receive([update(number, chat=number) for number in numbers])
    await until(lambda: len(handling.began) >= AT_ONCE)
    await handling.inbox.receive([update(999, chat=999)])
    await until(lambda: handling.handled == [999])
    handling.on.clear()
    await handling.all_settled()


async def test_a_notice_that_cannot_be_sent_yet_is_sent_later(handling: Handling) -> None:
    troubles = [OSError(), OSError()]

    async def fail_twice() -> None:
        if troubles:
            raise troubles.pop()

    handling.on_burial = fail_twice
    handling.fail(1, ValueError("odd"), forever=True)
    await handling.inbox.receive([update(1), update(2)])
    assert await handling.all_settled() == {"dead": 1, "done": 1}
    assert handling.buried == [(1, "ValueError: odd")]
    assert len(handling.began) == TRIES + 1  # the handler is not called again for it


async def test_a_notice_that_fails_for_good_holds_up_nobody(handling: Handling) -> None:
    async def fail() -> None:
        raise KeyError

    handling.on_burial = fail
    handling.fail(1, ValueError("odd"), forever=True)
    await handling.inbox.receive([update(1), update(2)])
    assert await handling.all_settled() == {"dead": 1, "done": 1}


async def test_the_log_quotes_no_customer(handling: Handling, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.INFO)
    handling.fail(1, ValueError("my password is SECRET"), forever=True)
    await handling.inbox.receive([update(1, text="SECRET")])
    await handling.all_settled()
    assert "ValueError" in caplog.text
    assert "SECRET" not in caplog.text
