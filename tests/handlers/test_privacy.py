"""/privacy: what is kept is told, handed out as a file, and erased without a trace but the counts."""

import json
from pathlib import Path

import pytest

from bot.storage import customers, entries, tickets
from bot.storage.entries import Entry
from bot.storage.erasure import ERASED
from bot.storage.schema import corrections, deliveries, dialogs, drafts, files, metadata
from bot.tickets import EntryKind, Ticket, Via
from sandbox.files import Upload
from sandbox.media import SentFile
from tests.ferry import ANN, DEADLINE, GROUP, STAFF, WANG, Ferry, Json, buttons, texts_of

FILE = SentFile("document", Upload("secret-plan.pdf", "application/pdf", b"%PDF-1.7 plan"), None)

IN_THEIR_OWN_TIME = {"dialogs", "search_due", "cursors"}
"""Tables whose rows come and go with what the program does beside."""


async def write_as_staff(ferry: Ferry, ticket: Ticket, kind: EntryKind, text: str) -> None:
    async with ferry.database.transaction() as tx:
        await entries.add(tx, Entry(ticket.id, kind, Via.DESK, STAFF, "Sam", text, ferry.clock.now()))


async def a_life(ferry: Ferry) -> None:
    """Ann has written in every way there is, and given her number; Wang is there beside her."""
    [card] = await ferry.hear(ANN, "The walrus server is down")
    await ferry.press(ANN, card, "Change category")
    await ferry.press(ANN, ferry.written(ANN)[0], "Complaint or suggestion")
    await ferry.hear(ANN, caption="See the walrus plan", files=[FILE])
    await ferry.press(ANN, ferry.written(ANN)[0], "Please call me")
    await ferry.hear(ANN, "+49 170 1234567")
    await ferry.hear(ANN, "only the walrus manager")
    ferry.forward(minutes=5)
    await ferry.hear(ANN, "The walrus mailbox is broken as well")
    await ferry.hear(ANN, "walrus walrus walrus in the group", chat=GROUP)
    ferry.sandbox.world.edit(GROUP, max(ferry.chat(GROUP).messages) - 1, "edited walrus in the group")
    await ferry.hear(WANG, "海象的邮箱坏了", chat=GROUP)
    await ferry.hear(ANN, "???", chat=GROUP)
    [ticket, *_] = await ferry.tickets()
    await write_as_staff(ferry, ticket, EntryKind.REPLY, "We look into it.")
    await write_as_staff(ferry, ticket, EntryKind.NOTE, "A note among us.")


async def own_file(ferry: Ferry, person: int = ANN) -> Json:
    [told] = await ferry.hear(person, "/privacy")
    label = next(label for label, data in buttons(told).items() if data == "privacy:file")
    [sent] = await ferry.press(person, told, label)
    stored = ferry.sandbox.world.files.get(sent["document"]["file_id"])
    assert stored is not None
    assert sent["document"]["file_name"] == "chatferry-data.json"
    content: Json = json.loads(stored.data.decode())
    return content


async def erase(ferry: Ferry) -> Json:
    """What the question has become in the end."""
    [told] = await ferry.hear(ANN, "/privacy")
    [question] = await ferry.press(ANN, told, "Erase my data")
    await ferry.press(ANN, question, "Yes, erase all")
    return ferry.written(ANN)[-1]


async def everything(ferry: Ferry) -> str:
    """Every row of every table, as text."""
    return "\n".join([str(tuple(row)) for table in metadata.sorted_tables for row in await ferry.rows(table)])


async def test_it_tells_what_is_kept_and_why(ferry: Ferry) -> None:
    [told] = await ferry.hear(ANN, "/privacy")
    assert "What Galaxy Hosting keeps of you, and why" in told["text"]
    assert list(buttons(told)) == ["Get my data as a file", "Erase my data"]
    [told] = await ferry.hear(WANG, "/privacy")
    assert list(buttons(told)) == ["获取我的数据文件", "删除我的数据"]
    assert await ferry.outcomes() == ["command", "command"]


async def test_in_a_group_it_is_asked_for_privately_and_staff_have_nothing_there(ferry: Ferry) -> None:
    [said] = await ferry.hear(ANN, "/privacy", chat=GROUP)
    assert "private chat" in said["text"]
    [said] = await ferry.hear(STAFF, "/privacy")
    assert "privacy:" not in str(said)


async def test_the_file_holds_everything_of_the_customer_and_of_others_only_staff_s_answers(ferry: Ferry) -> None:
    await a_life(ferry)
    content = await own_file(ferry)
    assert next(iter(content)) == "README"
    assert "Galaxy Hosting" in content["README"]
    profile = content["profile"]
    assert (profile["name"], profile["phone"], profile["contact_wish"]) == (
        "Ann",
        "+49 170 1234567",
        "only the walrus manager",
    )
    first, *_, in_group = content["tickets"]
    assert first["title"] == "The walrus server is down"
    assert [entry["text"] for entry in first["thread"]] == [
        "The walrus server is down",
        "📎 secret-plan.pdf\nSee the walrus plan",
        "only the walrus manager",
        "The walrus mailbox is broken as well",
        "We look into it.",
    ]
    assert first["thread"][1]["files"][0]["name"] == "secret-plan.pdf"
    assert in_group["chat"] == "Harbour Ltd"
    assert "edited walrus in the group" in [entry["text"] for entry in in_group["thread"]]
    assert any("Added to issue #1" in (message["text"] or "") for message in content["messages_to_you"])
    said = json.dumps(content, ensure_ascii=False)
    assert "A note among us" not in said
    assert "海象" not in said
    assert "link_generation" not in said


async def test_what_waits_for_the_desk_is_in_the_file_too(ferry: Ferry) -> None:
    ferry.move_to(DEADLINE)
    await ferry.hear(ANN, "walrus after closing")
    content = await own_file(ferry)
    assert [draft["text"] for draft in content["drafts"]] == ["walrus after closing"]


async def test_a_stranger_has_no_file(ferry: Ferry) -> None:
    [told] = await ferry.hear(ANN, "/privacy")
    async with ferry.database.transaction() as tx:
        await tx.execute(metadata.tables["customers"].delete())
    [said] = await ferry.press(ANN, told, "Get my data as a file")
    assert said["text"] == "Nothing is kept of you."


async def test_erasing_asks_once_more_and_leaves_all_when_the_answer_is_no(ferry: Ferry) -> None:
    await ferry.hear(ANN, "The walrus server is down")
    [told] = await ferry.hear(ANN, "/privacy")
    [question] = await ferry.press(ANN, told, "Erase my data")
    for word in ("phone number", "every text and file", "What stays", "what our staff wrote"):
        assert word in question["text"]
    await ferry.press(ANN, question, "No, keep it")
    assert ferry.written(ANN)[-1]["text"] == "Nothing was erased."
    assert [ticket.title for ticket in await ferry.tickets()] == ["The walrus server is down"]


async def test_nothing_of_the_customer_is_left_in_any_table_and_the_counts_stay(ferry: Ferry) -> None:
    await a_life(ferry)
    before = {table.name: len(await ferry.rows(table)) for table in metadata.sorted_tables}
    assert "walrus" in await everything(ferry)
    assert "Ann" in await everything(ferry)
    assert "erased" in (await erase(ferry))["text"]
    await ferry.quiet()
    left = await everything(ferry)
    for trace in ("walrus", "Ann", "1234567", "secret-plan"):
        assert trace not in left, [line for line in left.splitlines() if trace in line]
    assert "We look into it." in left
    assert "A note among us." in left
    assert "海象的邮箱坏了" in left
    assert "王小明" in left
    after = {table.name: len(await ferry.rows(table)) for table in metadata.sorted_tables}
    mine = [ticket for ticket in await ferry.tickets() if ticket.customer_id == ANN]
    expected = before | {
        # /privacy, the press for the question, and the press that erased.
        "updates": before["updates"] + 3,
        # One about the erasure in each ticket's thread.
        "entries": before["entries"] + len(mine),
        "corrections": 0,
    }
    assert {name: count for name, count in after.items() if name not in IN_THEIR_OWN_TIME} == {
        name: count for name, count in expected.items() if name not in IN_THEIR_OWN_TIME
    }
    assert await ferry.rows(corrections) == []
    assert [row for row in await ferry.rows(dialogs) if f":{ANN}:" in row.key] == []
    assert all(row.text == ERASED for row in await ferry.rows(drafts))
    assert all(row.name is None and row.state == "erased" for row in await ferry.rows(files))


async def test_the_running_program_unlearns_their_words(ferry: Ferry) -> None:
    words = "The frobnicator makes strange noises"
    before = ferry.app.suggester.suggest(words)
    [card] = await ferry.hear(ANN, words)
    await ferry.press(ANN, card, "Change category")
    await ferry.press(ANN, ferry.written(ANN)[-1], "Complaint or suggestion")
    assert ferry.app.suggester.suggest(words) == "complaint" != before
    await erase(ferry)
    assert ferry.app.suggester.suggest(words) == before
    assert "frobnicator" not in str(vars(ferry.app.suggester))


async def test_files_leave_the_disk(ferry: Ferry) -> None:
    folder = ferry.settings.storage.files

    def stored() -> list[Path]:
        return [path for path in folder.rglob("*") if path.is_file()]

    await ferry.hear(ANN, caption="See the walrus plan", files=[FILE])
    await ferry.until(lambda: [path.read_bytes() for path in stored()] == [FILE.upload.data])
    await erase(ferry)
    await ferry.until(lambda: stored() == [])


async def test_the_books_of_the_inbox_still_balance(ferry: Ferry) -> None:
    await a_life(ferry)
    await erase(ferry)
    [shown] = await ferry.hear(501, "/progress")
    assert str(shown.get("caption") or shown["text"]).count("The books balance") == 2


async def test_staff_see_it_in_every_thread_and_links_are_worth_nothing_any_more(ferry: Ferry) -> None:
    await a_life(ferry)
    before = [ticket for ticket in await ferry.tickets() if ticket.customer_id == ANN]
    async with ferry.database.reading() as tx:
        ann = await customers.get(tx, ANN)
    await erase(ferry)
    for old in before:
        async with ferry.database.reading() as tx:
            now = await tickets.get(tx, old.id)
        assert now.title == ERASED
        assert now.erased_at == ferry.clock.now()
        assert now.link_generation == old.link_generation + 1
        assert now.callback_wish is None
        status = (await ferry.thread(now))[-1]
        assert (status.kind, status.text) == (EntryKind.STATUS, "erased")
    async with ferry.database.reading() as tx:
        erased = await customers.get(tx, ANN)
    assert ann is not None
    assert erased is not None
    assert (erased.name, erased.phone, erased.contact_wish) == (ERASED, None, None)
    assert erased.erased_at == ferry.clock.now()
    assert erased.link_generation == ann.link_generation + 1


async def test_the_cards_in_the_chats_lose_title_and_old_link(ferry: Ferry) -> None:
    await ferry.hear(ANN, "The walrus server is down", chat=GROUP)
    [card] = ferry.written(GROUP)
    number, link = card["message_id"], buttons(card)["Open"]
    await erase(ferry)
    [card] = ferry.written(GROUP)
    assert card["message_id"] == number
    assert "walrus" not in card["text"]
    assert ERASED in card["text"]
    assert buttons(card)["Open"] != link


async def test_what_is_written_afterwards_starts_afresh(ferry: Ferry) -> None:
    await ferry.hear(ANN, "The walrus server is down")
    await erase(ferry)
    written = await ferry.hear(ANN, "Our domain has expired")
    assert any("#2" in text for text in texts_of(written))
    old, new = await ferry.tickets()
    assert (old.title, new.title) == (ERASED, "Our domain has expired")
    async with ferry.database.reading() as tx:
        ann = await customers.get(tx, ANN)
    assert ann is not None
    assert ann.name == "Ann"
    [listed] = await ferry.hear(ANN, "/tickets")
    assert "#2" in listed["text"]
    assert "#1" not in listed["text"]
    content = await own_file(ferry)
    assert [ticket["title"] for ticket in content["tickets"]] == [ERASED, "Our domain has expired"]


async def test_erased_words_wait_in_no_form_and_become_no_ticket(ferry: Ferry) -> None:
    [asked] = await ferry.hear(ANN, "???")
    await ferry.close()
    await ferry.hear(ANN, "walrus after closing")
    await erase(ferry)
    await ferry.press(ANN, asked, "Yes, a new issue")
    assert await ferry.tickets() == []
    content = await own_file(ferry)
    assert {draft["text"] for draft in content["drafts"]} == {ERASED}


async def test_erasing_twice_marks_a_thread_once(ferry: Ferry) -> None:
    await ferry.hear(ANN, "The walrus server is down")
    await erase(ferry)
    await erase(ferry)
    [ticket] = await ferry.tickets()
    assert [entry.text for entry in await ferry.thread(ticket)] == [ERASED, "erased"]


async def test_an_answer_that_is_still_to_be_sent_and_quotes_them_is_not_sent(ferry: Ferry) -> None:
    await ferry.hear(ANN, "The walrus server is down")
    ferry.forward(minutes=1)
    await ferry.hear(ANN, "The walrus mailbox too")
    async with ferry.database.transaction() as tx:
        quoting = deliveries.c.occasion.startswith("added/")
        await tx.execute(deliveries.update().where(quoting).values(state="planned", message_id=None, due_at=DEADLINE))
    await erase(ferry)
    [row] = [row for row in await ferry.rows(deliveries) if row.occasion.startswith("added/")]
    assert (row.state, row.text) == ("skipped", ERASED)


@pytest.mark.parametrize("data", ["privacy:erase:now", "privacy:erase", "privacy:file"])
async def test_presses_in_a_group_do_nothing(ferry: Ferry, data: str) -> None:
    await ferry.hear(ANN, "The walrus server is down", chat=GROUP)
    [card] = ferry.written(GROUP)
    ferry.sandbox.world.press(GROUP, card["message_id"], ANN, data)
    await ferry.quiet()
    [ticket] = await ferry.tickets()
    assert ticket.title == "The walrus server is down"
    assert len(ferry.written(GROUP)) == 1
