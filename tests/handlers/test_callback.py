"""The wish to be called: by a button or in words, then number and time, and never a matter swallowed."""

import json

import pytest

from bot.storage import customers
from bot.storage.customers import Customer
from bot.storage.schema import dialogs, updates
from tests.ferry import ANN, GROUP, WANG, Ferry, Json, buttons, texts_of


async def customer(ferry: Ferry, number: int = ANN) -> Customer:
    async with ferry.database.reading() as tx:
        known = await customers.get(tx, number)
    assert known is not None
    return known


def keyboards(ferry: Ferry, person: int = ANN) -> list[Json]:
    """What each message of the bot's brought: keyboards of the client's, too, which the chat does not keep."""
    calls = ferry.sandbox.api.calls.after(method="sendMessage", chat_id=person)
    markups = [call.params.get("reply_markup", {}) for call in calls]
    return [json.loads(markup) if isinstance(markup, str) else markup for markup in markups]


async def asked_for_a_number(ferry: Ferry) -> Json:
    """Ann pressed the button under her card; the card."""
    [card] = await ferry.hear(ANN, "Our domain has expired")
    await ferry.press(ANN, card, "Please call me")
    return card


async def asked_for_a_time(ferry: Ferry) -> Json:
    """Ann gave her number; the question."""
    await asked_for_a_number(ferry)
    return (await ferry.hear(ANN, "+49 170 1234567"))[-1]


async def test_the_button_marks_the_ticket_at_once_and_asks_for_the_number(ferry: Ferry) -> None:
    await asked_for_a_number(ferry)
    card, question = ferry.written(ANN)
    assert "Your wish to be called is recorded" in card["text"]
    assert "At which number" in question["text"]
    share, refuse = keyboards(ferry)[-1]["keyboard"]
    assert share == [{"text": "Share my number", "request_contact": True}]
    assert refuse == [{"text": "No call"}]
    [ticket] = await ferry.tickets()
    assert (ticket.callback_wish, ticket.callback_wished_at) == ("", ferry.clock.now())


async def test_contact_and_button_record_number_and_time(ferry: Ferry) -> None:
    await asked_for_a_number(ferry)
    noted, question = await ferry.hear(
        ANN, contact={"phone_number": "+491701234567", "first_name": "Ann", "user_id": ANN}
    )
    assert noted["text"] == "Noted: +491701234567"
    await ferry.press(ANN, question, "in the morning")
    card, *_, recorded = ferry.written(ANN)
    assert recorded["text"].startswith("It is recorded and passed on. We will call you at +491701234567:")
    assert buttons(recorded) == {}
    assert "We will call you: \u2068in the morning\u2069" in card["text"]
    [ticket] = await ferry.tickets()
    assert ticket.callback_wish == "morning"
    known = await customer(ferry)
    assert (known.phone, known.contact_wish) == ("+491701234567", "morning")
    assert await ferry.outcomes() == ["ticket", "press", "dialog", "press"]


async def test_typed_number_and_words_are_recorded_and_the_words_stay_in_the_thread(ferry: Ferry) -> None:
    await asked_for_a_time(ferry)
    assert keyboards(ferry)[-2] == {"remove_keyboard": True}
    [recorded] = await ferry.hear(ANN, "Only the manager, between 14 and 17")
    assert "Only the manager, between 14 and 17" in recorded["text"]
    [ticket] = await ferry.tickets()
    assert ticket.callback_wish == "Only the manager, between 14 and 17"
    assert [entry.text for entry in await ferry.thread(ticket)] == [
        "Our domain has expired",
        "Only the manager, between 14 and 17",
    ]
    known = await customer(ferry)
    assert (known.phone, known.contact_wish) == ("+49 170 1234567", "Only the manager, between 14 and 17")
    assert await ferry.outcomes() == ["ticket", "press", "dialog", "entry"]


async def test_the_next_time_number_and_wish_are_offered(ferry: Ferry) -> None:
    await asked_for_a_time(ferry)
    await ferry.hear(ANN, "Only the manager, between 14 and 17")
    [card] = (await ferry.hear(ANN, "Please call me back!"))[-1:]
    assert card["text"] == "Shall we call you at +49 170 1234567?"
    [question] = await ferry.press(ANN, card, "Yes, this number")
    assert next(iter(buttons(question))) == "Only the manager, between 14 and 17"
    await ferry.press(ANN, question, "at any time")
    [ticket] = await ferry.tickets()
    assert ticket.callback_wish == "any"
    assert (await customer(ferry)).contact_wish is None


async def test_another_number_replaces_the_known_one(ferry: Ferry) -> None:
    await asked_for_a_time(ferry)
    card = ferry.written(ANN)[0]
    [offer] = await ferry.press(ANN, card, "Change the call")
    await ferry.press(ANN, offer, "Another number")
    await ferry.hear(ANN, "030 1234567")
    assert (await customer(ferry)).phone == "030 1234567"


async def test_in_words_the_wish_is_heard_and_the_matter_is_a_ticket_all_the_same(ferry: Ferry) -> None:
    card, question = sorted(
        await ferry.hear(ANN, "Our shop is down. Please call me!"), key=lambda one: "#" not in str(one)
    )
    assert "#1" in card["text"]
    assert "At which number" in question["text"]
    [ticket] = await ferry.tickets()
    assert (ticket.title, ticket.callback_wish) == ("Our shop is down. Please call me!", "")


async def test_a_number_beside_the_wish_is_not_asked_for_again(ferry: Ferry) -> None:
    written = texts_of(await ferry.hear(WANG, "网站打不开了，请打我电话：138 0013 8000"))
    assert any("什么时候方便" in text for text in written)
    assert not any("请问打哪个号码" in text for text in written)
    assert (await customer(ferry, WANG)).phone == "138 0013 8000"


async def test_in_a_group_the_wish_is_noted_and_no_number_is_asked_for(ferry: Ferry) -> None:
    [card] = await ferry.hear(WANG, "邮箱收不到邮件，请给我回电话", chat=GROUP)
    assert "已记录" in card["text"]
    assert ferry.written(WANG) == []
    [ticket] = await ferry.tickets()
    assert ticket.callback_wish == ""


@pytest.mark.parametrize("text", ["My mailbox is broken too", "order 12345678 did not arrive", "2026-11-23", "hello?"])
async def test_what_is_no_number_goes_the_usual_way_and_ends_the_dialog(ferry: Ferry, text: str) -> None:
    await asked_for_a_number(ferry)
    written = await ferry.hear(ANN, text)
    assert any("without a number yet" in one for one in texts_of(written))
    [ticket] = await ferry.tickets()
    assert [entry.text for entry in await ferry.thread(ticket)] == ["Our domain has expired", text]
    assert ticket.callback_wish == ""
    await ferry.hear(ANN, "+49 170 1234567")
    assert (await customer(ferry)).phone is None


@pytest.mark.parametrize(
    "text", ["The mail server has been down since 14:00", "When will you call?", "Also, x is 5", "a" * 201]
)
async def test_a_matter_in_the_place_of_a_time_stays_a_matter(ferry: Ferry, text: str) -> None:
    await asked_for_a_time(ferry)
    await ferry.hear(ANN, text)
    [ticket] = await ferry.tickets()
    assert ticket.callback_wish == ""
    assert (await ferry.thread(ticket))[-1].text == text
    assert await ferry.rows(dialogs) != []
    await ferry.hear(ANN, "only the manager")
    [ticket] = await ferry.tickets()
    assert ticket.callback_wish == ""


class TestWithinABurst:
    @pytest.fixture
    def changes(self) -> dict[str, Json]:
        return {"intake": {"burst_quiet_seconds": 6}}

    async def test_who_is_still_writing_when_the_question_comes_may_answer_it_yet(self, ferry: Ferry) -> None:
        await ferry.hear(ANN, "Our shop is down. Please call me!")
        ferry.forward(seconds=3)
        await ferry.hear(ANN, "No customer can pay")
        ferry.forward(seconds=30)
        await ferry.hear(ANN, "+49 170 1234567")
        assert (await customer(ferry)).phone == "+49 170 1234567"
        [ticket] = await ferry.tickets()
        assert len(await ferry.thread(ticket)) == 2


async def test_somebody_else_s_contact_is_no_answer(ferry: Ferry) -> None:
    await asked_for_a_number(ferry)
    await ferry.hear(ANN, contact={"phone_number": "+86138", "first_name": "Bo", "user_id": WANG})
    [ticket] = await ferry.tickets()
    assert (await ferry.thread(ticket))[-1].text == "👤 Bo +86138"
    assert (await customer(ferry)).phone is None


async def test_after_a_quarter_of_an_hour_a_number_is_a_message(ferry: Ferry) -> None:
    await asked_for_a_number(ferry)
    ferry.forward(minutes=15, seconds=1)
    await ferry.hear(ANN, "+49 170 1234567")
    [ticket] = await ferry.tickets()
    assert (await ferry.thread(ticket))[-1].text == "+49 170 1234567"
    assert (await customer(ferry)).phone is None


async def test_within_it_a_command_between_does_not_disturb(ferry: Ferry) -> None:
    await asked_for_a_number(ferry)
    await ferry.hear(ANN, "/tickets")
    ferry.forward(minutes=14)
    await ferry.hear(ANN, "+49 170 1234567")
    assert (await customer(ferry)).phone == "+49 170 1234567"


async def test_the_dialog_survives_a_restart(ferry: Ferry) -> None:
    await asked_for_a_number(ferry)
    await ferry.stop()
    await ferry.start()
    question = (await ferry.hear(ANN, "+49 170 1234567"))[-1]
    await ferry.stop()
    await ferry.start()
    await ferry.press(ANN, question, "in the afternoon")
    [ticket] = await ferry.tickets()
    assert ticket.callback_wish == "afternoon"


@pytest.mark.parametrize("by_button", [True, False])
async def test_the_wish_can_be_taken_back(ferry: Ferry, by_button: bool) -> None:
    if by_button:
        question = await asked_for_a_time(ferry)
        await ferry.press(ANN, question, "No call")
    else:
        await asked_for_a_number(ferry)
        await ferry.hear(ANN, "No call")
    [ticket] = await ferry.tickets()
    assert ticket.callback_wish is None
    card, *_, last = ferry.written(ANN)
    assert "We will not call" in last["text"]
    assert "call" not in card["text"]
    assert "Please call me" in buttons(card)


async def test_what_is_handled_once_more_after_a_crash_is_recorded_once(ferry: Ferry) -> None:
    await asked_for_a_time(ferry)
    await ferry.hear(ANN, "only the manager")
    [*_, last] = await ferry.rows(updates)
    # As after a stop between the commit and the inbox's mark.
    async with ferry.database.transaction() as tx:
        await tx.execute(updates.update().where(updates.c.id == last.id).values(state="waiting"))
    await ferry.stop()
    await ferry.start()
    assert (await ferry.outcomes())[-1] == "entry"
    [ticket] = await ferry.tickets()
    assert ticket.callback_wish == "only the manager"
    assert [entry.text for entry in await ferry.thread(ticket)] == ["Our domain has expired", "only the manager"]


async def test_a_second_number_corrects_the_first(ferry: Ferry) -> None:
    await asked_for_a_time(ferry)
    question = (await ferry.hear(ANN, "sorry, 030 7654321"))[-1]
    assert "When suits you" in question["text"]
    assert (await customer(ferry)).phone == "030 7654321"


@pytest.mark.parametrize("data", ["call:1", "call:1:any", "call:1:never", "call:1:known", "call:9", "call:1:nonsense"])
async def test_forged_presses_change_nothing(ferry: Ferry, data: str) -> None:
    await ferry.hear(ANN, "Our domain has expired")
    [other] = await ferry.hear(WANG, "邮箱坏了")
    before = await ferry.watched_tickets()
    ferry.sandbox.world.press(WANG, other["message_id"], WANG, data)
    await ferry.quiet()
    assert await ferry.tickets() == before
    assert (await ferry.outcomes())[-1] is not None


async def test_for_a_resolved_ticket_it_is_too_late(ferry: Ferry) -> None:
    question = await asked_for_a_time(ferry)
    await ferry.press(ANN, ferry.written(ANN)[0], "It is solved")
    await ferry.press(ANN, question, "in the morning")
    [ticket] = await ferry.tickets()
    assert ticket.callback_wish == ""
    assert "settled already" in ferry.written(ANN)[-1]["text"]


async def test_the_wish_goes_along_when_the_ticket_belongs_to_an_earlier_one(ferry: Ferry) -> None:
    await ferry.hear(ANN, "Our domain has expired")
    ferry.forward(minutes=1)
    await ferry.hear(ANN, "The invoice is wrong as well")
    [entry] = [one for one in ferry.written(ANN) if "This is another issue" in buttons(one)]
    await ferry.press(ANN, entry, "This is another issue")
    second = next(one for one in ferry.written(ANN) if "#2" in one["text"])
    question = (await ferry.press(ANN, second, "Please call me"))[-1]
    assert "number" in question["text"]
    await ferry.press(ANN, second, "Belongs to an earlier issue")
    shown = next(one for one in ferry.written(ANN) if any(data.startswith("merge:") for data in buttons(one).values()))
    await ferry.press(ANN, shown, next(label for label, data in buttons(shown).items() if data.startswith("merge:")))
    first, merged = await ferry.tickets()
    assert merged.merged_into_id == first.id
    assert first.callback_wish == ""
