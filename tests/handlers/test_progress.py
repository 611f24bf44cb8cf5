"""/progress: the daily proof that no message was lost, under a picture of the last days."""

import pytest

from bot.storage import funnel, reconciliations
from bot.storage.schema import updates
from sandbox.faults import Faults, NextFault
from tests.ferry import ADMIN, ANN, GROUP, STAFF, WANG, Ferry, texts_of


async def test_the_books_name_what_became_of_everything(ferry: Ferry) -> None:
    await ferry.hear(ANN, "Our domain has expired")
    await ferry.hear(WANG, "在吗")
    await ferry.hear(ANN, "/help")
    await ferry.hear(STAFF, "noted", chat=GROUP)
    [told] = await ferry.hear(ADMIN, "/progress")
    assert max(size["width"] for size in told["photo"]) > 500
    moved, today = told["caption"].split("\n\n")[:2]
    assert "Known to us: 2\n" in moved
    assert "Have moved: 0 (0%)" in moved
    assert "can be said once three days have passed" in moved
    assert "1 new issues" in today
    assert "1 greetings, thanks and questions" in today
    assert "1 commands and presses" in today
    assert "written by staff: 1" in today
    assert "1 waiting" in today  # the /progress itself
    assert "The books balance" in today


async def test_the_same_message_in_two_updates_counts_once(ferry: Ferry) -> None:
    await ferry.hear(ANN, "Our domain has expired")
    [first] = [row for row in await ferry.rows(updates) if row.outcome == "ticket"]
    await ferry.put(first.raw.replace(f'"update_id":{first.update_id}', '"update_id":999999'))
    assert (await ferry.outcomes())[-1] == "ignored: came twice"
    async with ferry.database.reading() as tx:
        assert (await reconciliations.count(tx)).balance


async def test_a_day_is_kept_once_it_is_over(ferry: Ferry) -> None:
    await ferry.hear(ANN, "Our domain has expired")
    ferry.forward(days=1)

    async def is_kept() -> bool:
        async with ferry.database.reading() as tx:
            return len(await reconciliations.latest(tx, limit=5)) == 1

    await ferry.until(is_kept)
    async with ferry.database.reading() as tx:
        [books] = await reconciliations.latest(tx, limit=5)
    assert str(books.day) == "2026-04-01"
    assert books.balance
    assert books.of("ticket") == 1


async def test_a_message_that_is_not_found_again_is_told(ferry: Ferry) -> None:
    await ferry.hear(ANN, "Our domain has expired")
    async with ferry.database.transaction() as tx:
        await tx.execute(updates.update().where(updates.c.outcome == "command").values(outcome="ticket"))
        await tx.execute(
            updates.insert().values(
                update_id=1, lane=1, raw="{}", received_at=ferry.clock.now(), state="done", outcome="entry"
            )
        )
    [told] = await ferry.hear(ADMIN, "/progress")
    assert "1 not found again" in told["caption"]


async def test_without_a_picture_the_words_come_alone(ferry: Ferry) -> None:
    ferry.app.drawer.patience_seconds = 0.001
    [told] = texts_of(await ferry.hear(ADMIN, "/progress"))
    assert "The books balance" in told


async def test_where_pictures_are_refused_the_words_come_alone(ferry: Ferry) -> None:
    ferry.sandbox.api.faults = Faults(next=[NextFault("sendPhoto", 1, error_code=400)])
    [told] = texts_of(await ferry.hear(ADMIN, "/progress"))
    assert "The books balance" in told


@pytest.mark.parametrize(("reasons", "begins"), [(9, "<b>Since"), (20, "<b>Today")], ids=["some", "all"])
async def test_words_that_no_picture_can_carry_follow_it(ferry: Ferry, reasons: int, begins: str) -> None:
    ignored = {"raw": "{}", "received_at": ferry.clock.now(), "state": "done", "lane": 1}
    async with ferry.database.transaction() as tx:
        for number in range(reasons):
            outcome = f"ignored: {'reason ' * 8}{number}"
            await tx.execute(updates.insert().values(update_id=number + 1, outcome=outcome, **ignored))
    pictured, rest = await ferry.hear(ADMIN, "/progress")
    assert ("Today" in pictured.get("caption", "")) is begins.endswith("Since")
    assert begins.removeprefix("<b>") in rest["text"]
    assert "Since the beginning" in rest["text"]


async def test_it_is_for_admins_only(ferry: Ferry) -> None:
    for person in (ANN, STAFF):
        [told] = texts_of(await ferry.hear(person, "/progress"))
        assert "not for you" in told


async def test_how_far_the_move_was_is_kept_each_day(ferry: Ferry) -> None:
    await ferry.hear(ANN, "Our domain has expired")
    ferry.forward(days=1)

    async def is_kept() -> bool:
        async with ferry.database.reading() as tx:
            return await funnel.last_day(tx) is not None

    await ferry.until(is_kept)
    async with ferry.database.reading() as tx:
        [day] = await funnel.since(tx)
    # The card of her issue arrived in her own chat.
    assert (str(day.day), day.known, day.reached, day.migrated, day.holdouts) == ("2026-04-01", 1, 1, 0, 1)
    assert (day.chat_messages, day.chat_issues, day.desk_issues) == (1, 1, 0)
