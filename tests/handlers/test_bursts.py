"""People write one thought in several messages: one ticket, confirmed once they are quiet."""

import pytest

from bot.storage.schema import deliveries
from tests.bot.attachments import document, settled
from tests.ferry import ANN, GROUP, WANG, Ferry, Json, texts_of


@pytest.fixture
def changes() -> dict[str, Json]:
    return {"intake": {"burst_quiet_seconds": 6, "burst_max_seconds": 20}}


async def test_the_card_comes_once_the_customer_is_quiet(ferry: Ferry) -> None:
    assert await ferry.hear(ANN, "My mailbox is broken") == []
    ferry.forward(seconds=5)
    assert await ferry.hear(ANN, "since yesterday evening") == []
    ferry.forward(seconds=5)
    await ferry.quiet()
    assert ferry.written(ANN) == []
    ferry.forward(seconds=2)
    await ferry.quiet()
    [card] = texts_of(ferry.written(ANN))
    assert "My mailbox is broken" in card
    [ticket] = await ferry.tickets()
    assert [entry.text for entry in await ferry.thread(ticket)] == ["My mailbox is broken", "since yesterday evening"]


async def test_the_longest_wait_ends_a_burst_that_never_pauses(ferry: Ferry) -> None:
    for number in range(5):
        await ferry.hear(ANN, f"the site is down, line {number}")
        ferry.forward(seconds=5)
    await ferry.quiet()
    # Written at 0, 5, 10, 15 and 20 s; 20 s after the first the card goes out.
    assert len(ferry.written(ANN)) == 1
    [ticket] = await ferry.tickets()
    assert len(await ferry.thread(ticket)) == 5


async def test_a_restart_in_the_middle_of_a_burst_makes_one_ticket_with_every_part(ferry: Ferry) -> None:
    await ferry.hear(ANN, "My mailbox is broken")
    await ferry.stop()
    ferry.sandbox.world.say(ANN, ANN, "since yesterday evening")
    ferry.forward(seconds=2)
    await ferry.start()
    await ferry.quiet()
    ferry.forward(seconds=10)
    await ferry.quiet()
    [ticket] = await ferry.tickets()
    assert len(await ferry.thread(ticket)) == 2
    assert len(ferry.written(ANN)) == 1


async def test_two_customers_of_a_group_have_bursts_of_their_own(ferry: Ferry) -> None:
    await ferry.hear(ANN, "My mailbox is broken", chat=GROUP)
    await ferry.hear(WANG, "网站打不开了", chat=GROUP)
    await ferry.hear(ANN, "since yesterday", chat=GROUP)
    threads = [[entry.text for entry in await ferry.thread(ticket)] for ticket in await ferry.tickets()]
    assert threads == [["My mailbox is broken", "since yesterday"], ["网站打不开了"]]


async def test_an_edit_before_the_card_replaces_the_words_and_the_title(ferry: Ferry) -> None:
    await ferry.hear(ANN, "My mialbox is borken")
    written = next(iter(ferry.chat(ANN).messages.values()))
    ferry.sandbox.world.edit(ANN, written.id, "My mailbox is broken")
    await ferry.quiet()
    ferry.forward(seconds=10)
    await ferry.quiet()
    [ticket] = await ferry.tickets()
    assert ticket.title == "My mailbox is broken"
    assert [entry.text for entry in await ferry.thread(ticket)] == ["My mailbox is broken"]
    assert await ferry.outcomes() == ["ticket", "edit"]


@pytest.mark.parametrize("quiet_first", [False, True])
async def test_a_file_put_in_the_place_of_another_is_fetched_too(ferry: Ferry, quiet_first: bool) -> None:
    await ferry.hear(ANN, caption="see the log", files=[document(b"first", "first.log")])
    await ferry.hear(WANG, files=[document(b"second", "second.log")])
    if quiet_first:
        ferry.forward(seconds=7)
        await ferry.quiet()
    said = next(body for body in (one.body for one in ferry.chat(ANN).messages.values()) if "document" in body)
    other = next(body for body in (one.body for one in ferry.chat(WANG).messages.values()) if "document" in body)
    edited = said | {"document": other["document"], "edit_date": said["date"] + 5}
    for later in (0, 0, 60):
        await ferry.put({"edited_message": edited | {"edit_date": edited["edit_date"] + later}})
    await settled(ferry)
    [ticket, _] = await ferry.tickets()
    names = [file.name for entry in await ferry.thread(ticket) for file in entry.files]
    assert names == ["first.log", "second.log"]
    assert len(await ferry.thread(ticket)) == 1 + quiet_first


async def test_a_greeting_is_answered_only_when_no_matter_follows(ferry: Ferry) -> None:
    assert await ferry.hear(ANN, "Hi there") == []
    await ferry.hear(ANN, "My mailbox is broken")
    ferry.forward(seconds=10)
    await ferry.quiet()
    [card] = texts_of(ferry.written(ANN))
    assert "My mailbox is broken" in card
    [ticket] = await ferry.tickets()
    assert [entry.text for entry in await ferry.thread(ticket)] == ["Hi there", "My mailbox is broken"]
    assert {row.state for row in await ferry.rows(deliveries)} == {"sent", "skipped"}


async def test_a_greeting_alone_opens_no_ticket_and_is_answered(ferry: Ferry) -> None:
    await ferry.hear(WANG, "在吗")
    ferry.forward(seconds=7)
    await ferry.quiet()
    [answer] = texts_of(ferry.written(WANG))
    assert "您好" in answer
    assert await ferry.tickets() == []
