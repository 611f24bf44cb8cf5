"""Who gets a broadcast: each audience with its count, one company, or a list of ids."""

import pytest

from bot.storage.schema import accounts, broadcasts, chats, customers, recipients
from sandbox.files import Upload
from sandbox.media import SentFile
from tests.ferry import ANN, GROUP, NOW, STAFF, WANG, Ferry
from tests.handlers.composing import Composing, received

HARBOUR = 7


def csv(text: str | bytes, *, size: int | None = None) -> SentFile:
    data = text if isinstance(text, bytes) else text.encode()
    return SentFile("document", Upload("ids.csv", "text/csv", data), size)


@pytest.fixture
async def composing(ferry: Ferry) -> Composing:
    """Wang has migrated; the group belongs to a company."""
    for person in (ANN, WANG):
        await ferry.hear(person, "/start")
    async with ferry.database.transaction() as tx:
        await tx.execute(accounts.insert().values(id=HARBOUR, name="Harbour <Ltd>"))
        await tx.execute(chats.update().where(chats.c.id == GROUP).values(account_id=HARBOUR))
        await tx.execute(customers.update().where(customers.c.id == WANG).values(migrated_at=NOW))
    composing = Composing(ferry)
    await composing.until_audience()
    return composing


async def sent(composing: Composing, *chats_: int) -> None:
    await composing.press("Now")
    await composing.press("Send")
    await composing.ferry.until(lambda: received(composing.ferry) == sorted(chats_))


async def test_each_choice_shows_its_count(composing: Composing) -> None:
    assert composing.choices == [
        "Everyone – 3",
        "Private chats – 2",
        "Groups – 1",
        "Not yet migrated – 1",
        "Migrated – 1",
        "Holdouts – 0",
        "Those who read English – 1",
        "Those who read 中文 – 1",
        "One company",
        "A list of chats",
        "Back",
        "Cancel",
    ]


@pytest.mark.parametrize(
    ("choice", "reached"),
    [("Private chats", [ANN, WANG]), ("Not yet migrated", [ANN]), ("Those who read 中文", [WANG]), ("Groups", [GROUP])],
)
async def test_only_the_chosen_ones_get_it(composing: Composing, choice: str, reached: list[int]) -> None:
    await composing.press(choice)
    await sent(composing, *reached)


async def test_one_company_is_chosen_by_its_name(composing: Composing) -> None:
    assert await composing.press("One company") == "Which company?"
    await composing.press("Harbour <Ltd> – 1")
    await composing.press("Now")
    assert "To: Company: Harbour <Ltd>\n1 chat at this moment" in composing.asked
    await composing.press("Send")
    await composing.ferry.until(lambda: received(composing.ferry) == [GROUP])


async def test_a_file_of_ids_is_read_with_its_bad_lines_told(composing: Composing) -> None:
    await composing.press("A list of chats")
    listed = f"chat_id;name\r\n{ANN};Ann\r\n{GROUP}\r\n\r\n{ANN}\r\nWang\r\n12x,?\r\n999\r\n"
    told = await composing.say(files=[csv("\ufeff" + listed)])
    assert told == (
        "3 ids are read.\n2 chats of these are known and can be written to.\n"
        "1 came more than once, and counts once.\n2 lines are no ids:\n6: Wang\n7: 12x"
    )
    await composing.press("Continue")
    await composing.press("Now")
    assert "To: A list of chats\n2 chats at this moment" in composing.asked
    await composing.press("Send")
    await composing.ferry.until(lambda: received(composing.ferry) == sorted([ANN, GROUP]))


async def test_another_list_replaces_the_first(composing: Composing) -> None:
    await composing.press("A list of chats")
    assert (await composing.say(f"{ANN}\n{WANG}")).startswith("2 ids are read.")
    await composing.press("Another list")
    assert (await composing.say(str(WANG))).startswith("1 id is read.\n1 chat of these is known")
    await composing.press("Continue")
    await sent(composing, WANG)
    assert [row.chat_id for row in await composing.ferry.rows(recipients)] == [WANG]


@pytest.mark.parametrize(
    "file",
    [
        csv("name\nAnn\n"),
        csv(b"\x89PNG\r\n\x1a\n\xff\xfe\xff"),
        csv(f"{ANN}", size=6_000_000),
        csv("12345678901234567890"),
    ],
    ids=["letters", "no text", "too big", "too long a number"],
)
async def test_what_is_no_list_of_ids_is_asked_for_again(composing: Composing, file: SentFile) -> None:
    await composing.press("A list of chats")
    assert (await composing.say(files=[file])).startswith("❗ That is no list of chat ids.")
    assert (await composing.say("hello")).startswith("❗ That is no list of chat ids.")
    [row] = await composing.ferry.rows(broadcasts)
    assert (row.audience, row.created_by) == ("everyone", STAFF)
