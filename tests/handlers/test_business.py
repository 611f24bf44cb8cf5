"""What customers write to a staff member's own account is converted as anywhere else."""

from bot.business import FIRST_CHANNEL
from bot.storage.schema import drafts, metadata
from bot.tickets import EntryKind, State
from sandbox.files import Upload
from sandbox.media import SentFile
from tests.ferry import ANN, DEADLINE, STAFF, Ferry, buttons, texts_of
from tests.handlers.account import Account


async def test_a_message_becomes_a_ticket_confirmed_on_the_account_s_behalf(ferry: Ferry, account: Account) -> None:
    [confirmation] = await account.hear(ANN, "The site is down")
    assert confirmation["text"].startswith("⚪ Issue #1")
    assert (confirmation["from"]["id"], confirmation["sender_business_bot"]["is_bot"]) == (STAFF, True)
    assert confirmation["reply_to_message"]["text"] == "The site is down"
    assert ferry.written(ANN) == []
    [ticket] = await ferry.tickets()
    assert ticket.customer_id == ANN
    assert (ticket.chat_id or 0) >= FIRST_CHANNEL


async def test_the_same_person_s_private_chat_is_another_channel(ferry: Ferry, account: Account) -> None:
    await account.hear(ANN, "The site is down")
    [private] = await ferry.hear(ANN, "The invoice is wrong")
    assert private["text"].startswith("⚪ Issue #2")
    ferry.forward(minutes=1)
    [added] = await account.hear(ANN, "since noon, and the shop too")
    assert "#1" in added["text"]
    assert ferry.written(ANN) == [private]


async def test_what_the_owner_writes_is_staff_s_answer(ferry: Ferry, account: Account) -> None:
    await account.hear(ANN, "The site is down")
    assert await account.hear(STAFF, "We are looking into it", peer=ANN) == []
    [ticket] = await ferry.tickets()
    said = [(entry.kind, entry.author_id, entry.text) for entry in await ferry.thread(ticket)]
    assert said == [(EntryKind.MESSAGE, ANN, "The site is down"), (EntryKind.REPLY, STAFF, "We are looking into it")]


async def test_the_owner_s_answer_goes_to_the_ticket_that_it_quotes(ferry: Ferry, account: Account) -> None:
    first = (await account.hear(ANN, "The site is down"))[0]["reply_to_message"]["message_id"]
    ferry.forward(hours=30)
    await account.hear(ANN, "The invoice is wrong")
    await account.hear(STAFF, "It is up again", peer=ANN, reply_to_message_id=first)
    tickets = await ferry.tickets()
    assert len(tickets) == 2
    assert [entry.text for entry in await ferry.thread(tickets[0])] == ["The site is down", "It is up again"]


async def test_what_the_owner_writes_without_a_ticket_is_their_own_affair(ferry: Ferry, account: Account) -> None:
    assert await account.hear(STAFF, "Shall we have lunch?", peer=ANN) == []
    assert await ferry.tickets() == []
    assert (await ferry.outcomes())[-1] == "ignored: staff"


async def test_colleagues_and_commands_are_left_alone(ferry: Ferry, account: Account) -> None:
    assert await account.hear(501, "The site is down") == []
    assert await account.hear(ANN, "/tickets") == []
    assert await ferry.tickets() == []


async def test_parts_of_an_album_and_a_burst_stay_together(ferry: Ferry, account: Account) -> None:
    photos = [SentFile("photo", Upload(f"{number}.jpg", "image/jpeg", b"\xff\xd8\xff"), None) for number in (1, 2)]
    await account.hear(ANN, caption="The site is down", files=photos)
    await account.hear(ANN, "it says 502")
    [ticket] = await ferry.tickets()
    assert [len(entry.files) for entry in await ferry.thread(ticket)] == [1, 1, 0]


async def test_another_issue_is_split_off_and_merged_again(ferry: Ferry, account: Account) -> None:
    await account.hear(ANN, "The site is down")
    ferry.forward(minutes=5)
    [added] = await account.hear(ANN, "The invoice is wrong")
    [card] = await account.press(added, "This is another issue")
    assert len(await ferry.tickets()) == 2
    await account.press(card, "Belongs to an earlier issue")
    await account.press(account.written(ANN)[-1], "#1 The site is down")
    first, second = await ferry.tickets()
    assert second.merged_into_id == first.id


async def test_unclear_words_become_an_issue_by_one_tap(ferry: Ferry, account: Account) -> None:
    [asked] = await account.hear(ANN, "???")
    [card] = await account.press(asked, next(label for label, data in buttons(asked).items() if "matter:" in data))
    assert card["text"].startswith("⚪ Issue #1")


async def test_a_stop_in_the_middle_of_a_burst_leaves_one_ticket_with_every_part(
    ferry: Ferry, account: Account
) -> None:
    await account.hear(ANN, "The site is down")
    await ferry.stop()
    ferry.sandbox.world.say(ANN, ANN, "it says 502", business_connection_id=account.business.id)
    await ferry.start()
    await ferry.until(ferry.is_connected)
    await ferry.quiet()
    [ticket] = await ferry.tickets()
    assert [entry.text for entry in await ferry.thread(ticket)] == ["The site is down", "it says 502"]
    assert len(account.written(ANN)) == 1


async def test_erasing_covers_what_was_written_to_accounts(ferry: Ferry, account: Account) -> None:
    await account.hear(ANN, "The walrus server is down")
    await account.hear(ANN, "???")
    [told] = await ferry.hear(ANN, "/privacy")
    [question] = await ferry.press(ANN, told, "Erase my data")
    await ferry.press(ANN, question, "Yes, erase all")
    rows = [str(tuple(row)) for table in metadata.sorted_tables for row in await ferry.rows(table)]
    assert "walrus" not in "".join(rows)
    assert not [row for row in rows if "'Ann'" in row]


async def test_an_edit_replaces_or_is_kept_beside(ferry: Ferry, account: Account) -> None:
    [confirmation] = await account.hear(ANN, "The site is down")
    said = confirmation["reply_to_message"]["message_id"]
    ferry.sandbox.world.edit(ANN, said, "The shop is down", business_connection_id=account.business.id)
    await ferry.quiet()
    [ticket] = await ferry.tickets()
    assert [entry.text for entry in await ferry.thread(ticket)] == ["The site is down", "The shop is down"]


async def test_what_is_deleted_in_the_chat_stays_in_the_ticket(ferry: Ferry, account: Account) -> None:
    [confirmation] = await account.hear(ANN, "The site is down")
    said = confirmation["reply_to_message"]["message_id"]
    ferry.sandbox.world.delete(ANN, [said], business_connection_id=account.business.id)
    assert (await ferry.outcomes())[-1] == "ignored: deleted in the chat"
    [ticket] = await ferry.tickets()
    assert [entry.text for entry in await ferry.thread(ticket)] == ["The site is down"]


async def test_greetings_thanks_and_quotes_are_understood(ferry: Ferry, account: Account) -> None:
    [greeting] = texts_of(await account.hear(ANN, "Hi"))
    assert greeting.startswith("Hello!")
    [confirmation] = await account.hear(ANN, "The site is down")
    await ferry.later(days=1, hours=2)
    [added] = await account.hear(ANN, "still down", reply_to_message_id=confirmation["message_id"])
    assert "#1" in added["text"]
    [ticket] = await ferry.tickets()
    assert [entry.text for entry in await ferry.thread(ticket)] == ["Hi", "The site is down", "still down"]


async def test_the_buttons_of_a_card_work(ferry: Ferry, account: Account) -> None:
    [card] = await account.hear(ANN, "The site is down")
    await account.press(card, "It is solved")
    [ticket] = await ferry.tickets()
    assert ticket.state is State.RESOLVED
    assert "🟢" in account.written(ANN)[0]["text"]


async def test_a_wish_to_be_called_is_asked_about_without_a_button_for_the_number(
    ferry: Ferry, account: Account
) -> None:
    [card] = await account.hear(ANN, "The site is down")
    [asked] = await account.press(card, "Please call me")
    assert "reply_markup" in asked
    await account.press(asked, "in the morning")
    [ticket] = await ferry.tickets()
    assert ticket.callback_wish == "morning"


async def test_words_after_the_deadline_are_kept_as_a_draft(ferry: Ferry, account: Account) -> None:
    await account.hear(ANN, "Hi")
    ferry.move_to(DEADLINE)
    [redirect] = texts_of((await account.hear(ANN, "The site is down"))[-1:])
    assert "closed" in redirect
    assert await ferry.tickets() == []
    assert [row.text for row in await ferry.rows(drafts)] == ["Hi", "The site is down"]
