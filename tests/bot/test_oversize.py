"""Files that are too big for a bot, and files of closed chats."""

import pytest

from bot.storage.schema import deliveries
from sandbox.faults import Faults, NextFault
from tests.bot.attachments import LOG, document, photo, settled, stored
from tests.ferry import ANN, DEADLINE, GROUP, WANG, Ferry, texts_of


@pytest.mark.parametrize("person", [ANN, WANG])
async def test_too_big_by_its_own_size_is_named_and_asked_for(ferry: Ferry, person: int) -> None:
    await ferry.hear(person, files=[document(b"x", "<b>movie</b>.mkv", size=25_000_000)])
    (row,) = await settled(ferry)
    assert (row.state, row.name) == ("too_big", "<b>movie</b>.mkv")
    (ticket,) = await ferry.tickets()
    card, asked = texts_of(ferry.written(person))
    assert ferry.app.links.ticket(ticket.id, ticket.link_generation) in asked
    assert "<b>movie</b>.mkv" in asked
    assert ("larger than the 20 MB" in asked) == (person == ANN)
    assert ("20 MB" in asked) == ("movie" in card)
    (delivery,) = [row for row in await ferry.rows(deliveries) if row.occasion.startswith("too big")]
    assert (delivery.occasion, delivery.purpose, delivery.ticket_id) == (f"too big/{row.id}", "answer", ticket.id)
    assert ferry.sandbox.api.calls.after(method="getFile") == []


async def test_too_big_by_telegrams_word_and_its_preview_makes_no_noise(ferry: Ferry) -> None:
    ferry.sandbox.api.faults = Faults(next=[NextFault("getFile", 2, 400, description="Bad Request: file is too big")])
    await ferry.hear(ANN, chat=GROUP, files=[photo()])
    assert [row.state for row in await settled(ferry)] == ["too_big", "too_big"]
    _, asked = texts_of(ferry.written(GROUP))
    assert asked.startswith("📎 Your file is larger")


async def test_an_album_of_files_that_are_too_big_gets_one_answer(ferry: Ferry) -> None:
    await ferry.hear(ANN, files=[document(b"x", f"{number}.iso", size=25_000_000) for number in (1, 2, 3)])
    assert [row.state for row in await settled(ferry)] == ["too_big"] * 3
    card, asked = texts_of(ferry.written(ANN))
    assert card.startswith("⚪ Issue #1")
    assert "in this album" in asked


async def test_after_closing_a_file_waits_with_the_words_and_is_fetched_all_the_same(ferry: Ferry) -> None:
    ferry.move_to(DEADLINE)
    await ferry.quiet()
    await ferry.hear(ANN, caption="look", files=[document()])
    await ferry.hear(ANN, files=[document(b"x", "big.iso", size=25_000_000)])
    small, big = await settled(ferry)
    assert (small.entry_id, small.draft_id, small.state, big.state) == (None, 1, "stored", "too_big")
    assert stored(ferry, small) == LOG
    assert await ferry.tickets() == []
    asked = [text for text in texts_of(ferry.written(ANN)) if "big.iso" in text]
    assert [text.count("/my/11-") for text in asked] == [1]
