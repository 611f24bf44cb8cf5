"""The program is killed again and again in the middle of its work: no message is lost, doubled or left unanswered."""

import asyncio
import os
import re
from collections import Counter
from datetime import timedelta
from random import Random, SystemRandom

from bot.sections import Company
from bot.storage.cards import staff_occasion
from bot.texts.tickets import DOTS
from bot.tickets import LIGHTS, State
from sandbox.faults import Faults
from sandbox.messages import StoredMessage
from tests.journey.books import books_of, left, read, states, threads
from tests.journey.sayings import QUIET_SECONDS, Saying, Sayings
from tests.journey.stage import GROUP, LAUNCH, STAFF, ZONE, Stage, text_of
from tests.journey.waiting import until

# To see again what a seed that was printed did, as far as a machine does the same twice.
SEED = "KILL_TEST_SEED"
CUSTOMERS, GROUPS, KILLS = 60, 3, 12
KINDS = ["line"] * 90 + ["burst"] * 24 + ["greeting"] * 8 + ["document"] * 14 + ["album"] * 10
WRITING_SECONDS = 13.0
LONGEST_LIFE_SECONDS = 2.6
LONGEST_WAIT_FOR_A_FILE = 8.0
SLOT, SLOT_AT = "2027-03-02/morning", LAUNCH.replace(day=2, hour=9, minute=30)
ANNOUNCED = "Our issue platform now takes"
CONFIRMED = re.compile(r"Issue #(\d+) ·")
PATIENCE_SECONDS = 120.0
"""A group takes no more than 20 messages a minute, so that its last card may have to wait."""
SOLVED = 12
"""So many customers say with a button that it is solved."""
FIRST_UPDATE = 100_001
"""The sandbox's first."""


async def test_a_program_that_is_killed_over_and_over_loses_and_doubles_nothing(stage: Stage) -> None:
    seed = int(os.environ.get(SEED) or SystemRandom().randrange(10**9))
    print(f"{SEED}={seed}")
    chance = Random(seed)  # noqa: S311 - moments to be killed at, nothing secret
    people = [stage.world.add_user(f"Customer {n}", language_code="en").id for n in range(CUSTOMERS)]
    groups = [stage.world.add_chat(f"Group {n}", members=people).id for n in range(GROUPS)]
    chats = {*people, *groups, GROUP}
    # With these, each matter is a ticket of its own, and a part that went astray is seen.
    stage.settings = {
        "CHATFERRY_INTAKE__BURST_QUIET_SECONDS": str(QUIET_SECONDS),
        "CHATFERRY_INTAKE__SAME_TICKET_MINUTES": "0",
    }
    # The evening before, so that the books have two days.
    stage.time.move_to(SLOT_AT - timedelta(hours=10))
    stage.spawn()
    for person in people:
        stage.say(person, "/start")
    for person in people:
        await stage.hears(person, "Welcome")
    await stage.running.kill()

    # Half of it is written when the slot falls due; a message, and each piece of a file, stays under way for a moment,
    # in which the program can be killed.
    stage.time.move_to(SLOT_AT - timedelta(seconds=WRITING_SECONDS / 2))
    stage.sandbox.api.faults = Faults(latency_seconds=0.03, methods={"sendMessage", "download"})
    said = Sayings(stage, chance, people, groups)
    kinds = chance.sample(KINDS, len(KINDS))
    writing = asyncio.create_task(said.say(kinds, WRITING_SECONDS))
    solving = asyncio.create_task(solve(stage, said))
    for number in range(KILLS):
        stage.spawn()
        await live(stage, chance, chats, downloading=number % 4 == 1)
        await stage.running.kill()
    await writing
    await stage.start()
    await solving
    await until(
        lambda: settled(stage), "all is settled", seconds=PATIENCE_SECONDS, otherwise=lambda: left(stage.folder)
    )
    await stage.running.stop()
    # The bookkeeper keeps each day's books when it is over.
    stage.time.move_to(SLOT_AT.replace(day=3, hour=0, minute=10))
    stage.spawn()
    await until(lambda: kept_days(stage) == 2, "two days' books are kept")
    # What nobody accepted meanwhile has gone up a level, which is staff's matter: no customer hears of it.
    await until(lambda: escalated(stage), "what nobody accepted has gone up a level")
    assert left(stage.folder) == []
    await stage.running.stop()

    heard = {chat: [text_of(one) for one in stage.world.chat(chat).messages.values() if one.from_bot] for chat in chats}
    announced = {chat: sum(ANNOUNCED in text for text in heard[chat]) for chat in chats}
    resumed = [call for call in stage.sandbox.api.calls.after(method="download") if call.params["range"]]
    print(stage.running.output.count("connected as"), "of the lives reached Telegram;", len(said.all), "matters;")
    print(sum(announced.values()), "announced;", len(resumed), "downloads resumed;", states(stage.folder))
    assert read(stage.folder, "PRAGMA integrity_check") == [("ok",)]
    assert read(stage.folder, "SELECT DISTINCT state FROM updates") == [("done",)]
    every_message_is_one_entry_of_the_right_ticket(stage, said)
    every_ticket_has_one_card_that_shows_how_it_stands(stage, said, heard)
    every_ticket_is_planned_to_be_shown_to_staff(stage)
    every_file_is_there_once(stage, said)
    nobody_was_told_twice(stage, announced)
    await the_books_balance(stage, said)
    # Else no life ended in the middle of a file, and nothing was shown.
    assert resumed


def every_message_is_one_entry_of_the_right_ticket(stage: Stage, said: Sayings) -> None:
    found = threads(stage.folder)
    wanted = {tuple((saying.chat, number) for number in saying.ids): saying.kind for saying in said.all}
    # Both ways, so that a failure names what was lost, doubled or torn apart.
    assert Counter(message for thread in found.values() for message in thread) == Counter(
        message for thread in wanted for message in thread
    )
    assert [(kind, thread) for thread, kind in wanted.items() if list(thread) not in found.values()] == []
    in_order = read(stage.folder, "SELECT chat_id, message_id FROM entries WHERE kind = 'message' ORDER BY id")
    # A greeting waits for its matter; meanwhile others may write in the group.
    greetings = {(saying.chat, saying.ids[0]) for saying in said.all if saying.greets}
    for chat in {chat for chat, _ in in_order}:
        numbers = [number for place, number in in_order if place == chat and (place, number) not in greetings]
        assert numbers == sorted(numbers)


def every_ticket_has_one_card_that_shows_how_it_stands(
    stage: Stage, said: Sayings, heard: dict[int, list[str]]
) -> None:
    """An earlier card may stand there too, of a life that ended before it could note the message."""
    tickets = {
        number: (chat, state) for number, chat, state in read(stage.folder, "SELECT id, chat_id, state FROM tickets")
    }
    shown = {(int(number), chat) for chat in heard for number in CONFIRMED.findall("\n".join(heard[chat]))}
    assert shown == {(number, chat) for number, (chat, _) in tickets.items()}
    assert len(tickets) == len(said.all)
    cards = read(stage.folder, "SELECT ticket_id, chat_id, message_id, state FROM deliveries WHERE purpose = 'card'")
    assert sorted(number for number, *_ in cards) == sorted(tickets)
    for number, chat, message, delivered in cards:
        assert (chat, delivered) == (tickets[number][0], "sent")
        dot = DOTS[LIGHTS[State(tickets[number][1])]]
        assert text_of(stage.world.chat(chat).messages[message]).startswith(f"{dot} Issue #{number} ·")
    openings = {thread[0]: number for number, thread in threads(stage.folder).items()}
    solved = {openings[saying.chat, saying.ids[0]] for saying in said.all if saying.solved}
    assert {number for number, (_, state) in tickets.items() if state == State.RESOLVED} == solved


def every_ticket_is_planned_to_be_shown_to_staff(stage: Stage) -> None:
    """Sent or not: in a private chat they come one a second. Of what was solved by then there may be none."""
    cards = read(stage.folder, "SELECT occasion, chat_id, state FROM deliveries WHERE purpose = 'staff-card'")
    open_tickets = [number for (number,) in read(stage.folder, "SELECT id FROM tickets WHERE state <> 'resolved'")]
    wanted = {(staff_occasion(number), STAFF) for number in open_tickets}
    assert wanted <= {(occasion, chat) for occasion, chat, _ in cards}
    assert {state for *_, state in cards} <= {"planned", "sending", "sent", "skipped"}


def every_file_is_there_once(stage: Stage, said: Sayings) -> None:
    kept = read(stage.folder, "SELECT telegram_file_id, state, stored_as FROM files")
    assert Counter(file for file, *_ in kept) == Counter(file for saying in said.all for file in saying.files)
    assert {state for _, state, _ in kept} == {"stored"}
    folder = stage.folder / "files"
    there = {path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()}
    assert there == {name for *_, name in kept}
    for file, _, name in kept:
        sent = stage.world.files.get(file)
        assert sent is not None
        assert (folder / name).read_bytes() == sent.data


def nobody_was_told_twice(stage: Stage, announced: dict[int, int]) -> None:
    rows = dict(read(stage.folder, "SELECT chat_id, state FROM deliveries WHERE occasion = ?", SLOT))
    assert rows.keys() == announced.keys()
    assert {chat for chat, times in announced.items() if times > 1} == set()
    assert {chat for chat, times in announced.items() if times < 1} <= {
        chat for chat, state in rows.items() if state == "unconfirmed"
    }


async def the_books_balance(stage: Stage, said: Sayings) -> None:
    ever, kept, counted = await books_of(stage.folder, Company(name="Harbour Hosting", timezone=ZONE.key))
    assert [books for books in (ever, *kept, *counted) if not books.balance] == []
    assert kept == counted
    assert sum(books.received for books in kept) == ever.received
    # Telegram numbers updates without a gap.
    assert read(stage.folder, "SELECT max(update_id) - min(update_id) + 1, min(update_id) FROM updates") == [
        (ever.received, FIRST_UPDATE)
    ]
    assert (ever.waiting, ever.failed) == (0, 0)
    told = {group: ever.of(group) for group in ("ticket", "entry", "set aside", "command", "press")}
    greetings = sum(saying.greets for saying in said.all)
    messages = sum(len(saying.ids) for saying in said.all)
    assert told == {
        "ticket": len(said.all),
        "entry": messages - len(said.all) - greetings,
        "set aside": greetings,
        "command": CUSTOMERS,
        "press": SOLVED,
    }


async def solve(stage: Stage, said: Sayings) -> None:
    """Customers say of some single lines that it is solved, as soon as they see the card with the button."""
    solved = 0
    while solved < SOLVED:
        for saying in said.all:
            if saying.kind != "line" or saying.chat != saying.person or saying.solved or solved == SOLVED:
                continue
            for card in stage.from_bot(saying.chat):
                data = solved_button(card) if answers(card, saying) else None
                if data and not saying.solved:
                    stage.world.press(saying.chat, card.id, saying.person, data)
                    saying.solved, solved = True, solved + 1
            await asyncio.sleep(0.05)
        await asyncio.sleep(0.05)


def answers(card: StoredMessage, saying: Saying) -> bool:
    return card.body.get("reply_to_message", {}).get("message_id") in saying.ids


def solved_button(card: StoredMessage) -> str | None:
    keys = [key for row in card.body.get("reply_markup", {}).get("inline_keyboard", []) for key in row]
    return next((key["callback_data"] for key in keys if key.get("callback_data", "").startswith("solved:")), None)


async def live(stage: Stage, chance: Random, chats: set[int], *, downloading: bool) -> None:
    """Returns when it is time to die: at random, but surely when the announcement has reached the first few, and in
    some lives when a file is there in part."""
    loop = asyncio.get_running_loop()
    last = loop.time() + (LONGEST_WAIT_FOR_A_FILE if downloading else chance.uniform(0.05, LONGEST_LIFE_SECONDS))
    reached_before = reached(stage, chats)
    while loop.time() < last:
        if reached_before == 0 < reached(stage, chats):
            return
        if downloading and any((stage.folder / "files").glob("*/*.part")):
            return
        await asyncio.sleep(0.01)


def reached(stage: Stage, chats: set[int]) -> int:
    return sum(any(ANNOUNCED in text_of(one) for one in stage.from_bot(chat)) for chat in chats)


def settled(stage: Stage) -> bool:
    """Whether nothing is left to be done; what was written and not yet fetched counts too."""
    return not stage.world.updates.queue and not left(stage.folder)


def escalated(stage: Stage) -> bool:
    return read(stage.folder, "SELECT count(*) FROM tickets WHERE level = 0 AND state <> 'resolved'") == [(0,)]


def kept_days(stage: Stage) -> int:
    return len(read(stage.folder, "SELECT day FROM reconciliations"))
