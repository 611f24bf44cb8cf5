"""Both clients on one token and one budget, against a real HTTP server in Telegram's place."""

import asyncio
import logging
import time
import traceback
from collections.abc import AsyncIterator, Callable
from itertools import pairwise

import pytest
from aiogram.exceptions import TelegramBadRequest, TelegramRetryAfter
from aiohttp import web
from telegram.error import InvalidToken, NetworkError, RetryAfter

from bot.budget import Priority, SendBudget
from bot.outcome import Failed, FloodWait, Gone, Outcome, Refused, Upgraded, outcome_of
from bot.telegram import Telegram, call, connect
from tests.bot.telegram_stub import TOKEN, Answer, Call, TelegramStub, accept, drop, free_port, hang, refusal

GROUP = -100500


@pytest.fixture
async def stub() -> AsyncIterator[TelegramStub]:
    async with TelegramStub() as server:
        yield server


@pytest.fixture
def budget() -> SendBudget:
    return SendBudget(per_second=1000)


@pytest.fixture
async def telegram(stub: TelegramStub, budget: SendBudget) -> AsyncIterator[Telegram]:
    async with connect(TOKEN, f"{stub.url}/", budget) as both:
        yield both


def flooded(times: int, method: str = "sendMessage", retry_after: int = 1) -> Answer:
    """Answers so many calls of a method with 429."""
    left = times

    async def answer(call: Call) -> web.StreamResponse:
        nonlocal left
        if call.method == method and left:
            left -= 1
            return refusal(429, f"Too Many Requests: retry after {retry_after}", retry_after=retry_after)
        return await accept(call)

    return answer


async def until(condition: Callable[[], bool]) -> None:
    while not condition():  # noqa: ASYNC110 - the budget has no event for it
        await asyncio.sleep(0.005)


async def test_both_clients_reach_the_same_server_with_the_same_token(stub: TelegramStub, telegram: Telegram) -> None:
    assert (await telegram.bot.me()).username == telegram.sender.username == "ferry_bot"
    assert (await telegram.bot.send_message(5, "from aiogram")).message_id == 7
    assert (await telegram.sender.send_message(5, "from python-telegram-bot")).message_id == 7
    assert {call.request.match_info["token"] for call in stub.calls} == {TOKEN}
    assert [call.fields["text"] for call in stub.of("sendMessage")] == ["from aiogram", "from python-telegram-bot"]


async def test_both_write_html_without_link_previews(stub: TelegramStub, telegram: Telegram) -> None:
    await telegram.bot.send_message(5, "<b>x</b>")
    await telegram.sender.send_message(5, "<b>x</b>")
    by_aiogram, by_sender = (call.fields for call in stub.of("sendMessage"))
    assert by_aiogram["parse_mode"] == by_sender["parse_mode"] == "HTML"
    assert by_aiogram["link_preview_options"] == '{"is_disabled": true}'
    assert by_sender["link_preview_options"] == {"is_disabled": True}
    assert "disable_web_page_preview" not in by_aiogram  # what the Bot API has long replaced


async def test_the_two_together_never_pass_the_budget(stub: TelegramStub) -> None:
    async with connect(TOKEN, stub.url, SendBudget()) as telegram:
        answers = (telegram.bot.send_message(n, "answer") for n in range(1, 41))
        deliveries = (telegram.sender.send_message(n, "delivery") for n in range(101, 141))
        await asyncio.gather(*answers, *deliveries)
    moments = sorted(call.at for call in stub.of("sendMessage"))
    assert len(moments) == 80
    assert moments[-1] - moments[0] >= 2.6  # 79 intervals of 33.9 ms make 2.68 s
    # 29.5 * 0.9 = 27 in 0.9 s, and three more where a busy machine bunches them on their way
    assert max(sum(start <= at <= start + 0.9 for at in moments) for start in moments) <= 30


async def test_answers_go_before_notifications_and_those_before_broadcasts(
    stub: TelegramStub, telegram: Telegram, budget: SendBudget
) -> None:
    budget.pause(0.2)
    calls = [
        telegram.sender.send_message(1, "broadcast", rate_limit_args=Priority.BROADCAST),
        telegram.sender.send_message(2, "notification"),
        telegram.sender.send_message(3, "urgent delivery", rate_limit_args=Priority.ANSWER),
        telegram.bot.send_message(4, "answer"),
    ]
    tasks = [asyncio.create_task(call) for call in calls]
    await until(lambda: budget.waiting == len(tasks))
    await asyncio.gather(*tasks)
    assert [call.fields["text"] for call in stub.of("sendMessage")] == [
        "urgent delivery",
        "answer",
        "notification",
        "broadcast",
    ]


async def test_three_floods_in_a_row_each_pause_everyone(stub: TelegramStub) -> None:
    stub.answer = flooded(3)
    async with connect(TOKEN, stub.url, SendBudget(per_second=10)) as telegram:
        answer = asyncio.create_task(telegram.bot.send_message(5, "answer"))
        await until(lambda: telegram.budget.paused_seconds > 0)
        deliveries = [telegram.sender.send_message(n, "delivery") for n in (6, 7)]
        await asyncio.gather(answer, *deliveries)
    calls = stub.of("sendMessage")
    assert [call.fields["text"] for call in calls] == ["answer"] * 4 + ["delivery"] * 2
    assert [later.at - earlier.at >= 1 for earlier, later in pairwise(calls)] == [True, True, True, False, False]


async def test_an_answer_that_is_flooded_again_and_again_lets_it_through(
    stub: TelegramStub, telegram: Telegram
) -> None:
    async def always(call: Call) -> web.StreamResponse:
        return refusal(429, "Too Many Requests: retry after 1", retry_after=1)

    stub.answer = always
    with pytest.raises(TelegramRetryAfter):
        await telegram.bot.send_message(5, "x")
    assert len(stub.of("sendMessage")) == 4


async def test_a_flooded_delivery_pauses_everyone_and_is_left_to_the_sender(
    stub: TelegramStub, telegram: Telegram, budget: SendBudget
) -> None:
    stub.answer = flooded(1, retry_after=30)
    with pytest.raises(RetryAfter) as caught:
        await telegram.sender.send_message(5, "x")
    assert outcome_of(caught.value) == FloodWait(30)
    assert 29 < budget.paused_seconds <= 30
    assert len(stub.of("sendMessage")) == 1


async def test_what_asks_or_sets_up_the_bot_goes_on_in_a_pause(
    stub: TelegramStub, telegram: Telegram, budget: SendBudget
) -> None:
    budget.pause(60)
    await telegram.bot.get_me()
    await telegram.bot.answer_callback_query("1")
    await telegram.bot.set_my_commands([])
    await telegram.sender.set_my_commands([])
    await telegram.sender.get_me()
    stub.answer = flooded(1, "setMyCommands", retry_after=90_000)
    with pytest.raises(TelegramRetryAfter):
        await telegram.bot.set_my_commands([])
    assert budget.paused_seconds < 61  # a day's wait for one setting does not silence the chats


async def test_what_leaves_no_message_meets_the_global_rate_only(
    stub: TelegramStub, telegram: Telegram, budget: SendBudget
) -> None:
    started = time.monotonic()
    for n in range(4):
        await telegram.bot.send_chat_action(GROUP, "typing")
        await telegram.bot.delete_message(GROUP, n)
        await telegram.sender.delete_message(GROUP, n)
    for n in range(3):  # the group's burst is still whole
        await telegram.bot.edit_message_text("x", chat_id=GROUP, message_id=n)
    assert time.monotonic() - started < 3  # a fourth message would wait 3.5 s
    budget.pause(60)
    with pytest.raises(TimeoutError):
        await asyncio.wait_for(telegram.bot.delete_message(GROUP, 1), 0.05)
    assert budget.waiting == 0


async def test_a_raw_call_of_the_sender_is_paced_like_any_other(
    stub: TelegramStub, telegram: Telegram, budget: SendBudget
) -> None:
    raw = {"chat_id": 5, "text": "x", "reply_markup": None}
    for _ in range(3):
        sent = await call(telegram.sender, "sendMessage", raw, Priority.BROADCAST)
        assert sent["message_id"] == 7
    with pytest.raises(TimeoutError):  # the chat's burst is used up
        await asyncio.wait_for(call(telegram.sender, "sendMessage", raw, Priority.BROADCAST), 0.1)
    assert [one.fields for one in stub.of("sendMessage")] == [{"chat_id": 5, "text": "x"}] * 3
    assert budget.waiting == 0


async def test_the_retry_after_of_a_raw_call_pauses_everyone(
    stub: TelegramStub, telegram: Telegram, budget: SendBudget
) -> None:
    stub.answer = flooded(1, retry_after=30)
    with pytest.raises(RetryAfter):
        await call(telegram.sender, "sendMessage", {"chat_id": 5, "text": "x"}, Priority.BROADCAST)
    assert 29 < budget.paused_seconds <= 30


@pytest.mark.parametrize(
    ("answer", "outcome"),
    [
        (refusal(403, "Forbidden: bot was blocked by the user"), Gone("blocked")),
        (refusal(400, "Bad Request: chat not found"), Gone("chat_not_found")),
        (
            refusal(400, "Bad Request: group chat was upgraded to a supergroup chat", migrate_to_chat_id=-1009),
            Upgraded(-1009),
        ),
        (refusal(400, "Bad Request: message thread not found"), Refused("Message thread not found")),
        (refusal(413, "Request Entity Too Large"), Refused("Request Entity Too Large")),
        (refusal(401, "Unauthorized"), Failed("Unauthorized", maybe_delivered=False)),
        (web.Response(status=502, text="<html>"), Failed("NetworkError: HTTP 502, and no JSON", maybe_delivered=True)),
    ],
)
async def test_a_delivery_ends_as_a_value(
    stub: TelegramStub, telegram: Telegram, answer: web.Response, outcome: Outcome
) -> None:
    async def respond(call: Call) -> web.StreamResponse:
        return web.Response(status=answer.status, text=answer.text, content_type=answer.content_type)

    stub.answer = respond
    with pytest.raises(Exception) as caught:
        await telegram.sender.send_message(5, "x")
    assert outcome_of(caught.value) == outcome
    with pytest.raises(type(caught.value)) as raw:
        await call(telegram.sender, "sendMessage", {"chat_id": 5, "text": "x"}, Priority.BROADCAST)
    assert outcome_of(raw.value) == outcome


@pytest.mark.parametrize("answer", [drop, hang])
async def test_a_delivery_without_an_answer_may_have_arrived(
    stub: TelegramStub, telegram: Telegram, answer: Answer
) -> None:
    stub.answer = answer
    with pytest.raises(NetworkError) as caught:
        await telegram.sender.send_message(5, "x", read_timeout=0.05)
    outcome = outcome_of(caught.value)
    assert isinstance(outcome, Failed)
    assert outcome.maybe_delivered


async def test_a_call_to_an_address_where_nobody_listens_did_not_arrive() -> None:
    telegram = connect(TOKEN, f"http://127.0.0.1:{free_port()}", SendBudget())
    with pytest.raises(NetworkError) as caught:
        await telegram.start()
    await telegram.close()
    outcome = outcome_of(caught.value)
    assert isinstance(outcome, Failed)
    assert not outcome.maybe_delivered


async def test_a_token_that_telegram_does_not_know_is_refused_without_quoting_it(stub: TelegramStub) -> None:
    async def unauthorized(call: Call) -> web.StreamResponse:
        return refusal(401, "Unauthorized")

    stub.answer = unauthorized
    with pytest.raises(InvalidToken, match="does not know this token") as caught:
        async with connect(TOKEN, stub.url, SendBudget()):
            pass
    assert "SECRET" not in "".join(traceback.format_exception(caught.value))


async def test_a_server_that_is_down_at_the_start_may_come_back_later(stub: TelegramStub) -> None:
    telegram = connect(TOKEN, stub.url, SendBudget())
    stub.answer = drop
    with pytest.raises(NetworkError):
        await telegram.start()
    stub.answer = accept
    assert await telegram.sender.send_message(5, "x")
    await telegram.start()
    assert telegram.sender.username == "ferry_bot"
    await telegram.close()
    await telegram.close()


async def test_aiograms_other_errors_pass_as_they_are(stub: TelegramStub, telegram: Telegram) -> None:
    async def refuse(call: Call) -> web.StreamResponse:
        return refusal(400, "Bad Request: message is not modified")

    stub.answer = refuse
    with pytest.raises(TelegramBadRequest, match="message is not modified"):
        await telegram.bot.edit_message_text("x", chat_id=5, message_id=1)


async def test_neither_the_log_nor_the_representation_shows_the_token(
    stub: TelegramStub, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    async with connect(TOKEN, stub.url, SendBudget()) as telegram:
        await telegram.bot.send_message(5, "x")
        await telegram.sender.send_message(5, "x")
        stub.answer = drop
        with pytest.raises(NetworkError) as caught:
            await telegram.sender.send_message(5, "x")
        logging.getLogger("ours").error("A delivery failed", exc_info=caught.value)
    assert "A delivery failed" in caplog.text
    assert "SECRET" not in caplog.text
    assert "SECRET" not in repr(telegram)
