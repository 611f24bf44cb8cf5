"""/start and /help: a greeting, and what one can do."""

import pytest

from bot.storage.schema import chats, customers
from tests.ferry import ADMIN, ANN, DEADLINE, GROUP, STAFF, WANG, Ferry, texts_of

STEERING = ("/transition", "/deadline", "/extend", "/holdouts", "/close", "/reopen")


async def test_start_greets_a_customer_with_a_link_of_their_own(ferry: Ferry) -> None:
    [welcome] = await ferry.hear(ANN, "/start")
    assert welcome["text"].startswith("Welcome to Galaxy Hosting.\nWrite what it is about")
    assert welcome["text"].splitlines()[-1] == ferry.app.links.desk(ANN, 0)
    assert await ferry.outcomes() == ["command"]


async def test_start_makes_person_and_chat_known_in_their_language(ferry: Ferry) -> None:
    await ferry.hear(WANG, "/start desk")
    [person] = await ferry.rows(customers)
    assert (person.id, person.name, person.language) == (WANG, "王小明", "zh")
    [group, private] = await ferry.rows(chats)
    assert (group.id, group.title, group.language) == (GROUP, "Harbour Ltd", None)
    assert (private.id, private.kind, private.language, private.unreachable) == (WANG, "private", "zh", None)


async def test_start_after_the_deadline_points_to_the_desk(ferry: Ferry) -> None:
    ferry.move_to(DEADLINE)
    welcome, *_ = await ferry.hear(ANN, "/start")
    assert welcome["text"].splitlines()[1:] == [
        "This chat is closed. Please write to us here:",
        ferry.app.links.desk(ANN, 0),
    ]


async def test_start_in_a_group_gives_no_personal_link_away(ferry: Ferry) -> None:
    [answer] = await ferry.hear(ANN, "/start", chat=GROUP)
    assert "/my/" not in answer["text"]
    assert "/tickets" in answer["text"]


@pytest.mark.parametrize(
    ("person", "commands"),
    [
        (ANN, ["/tickets", "/language", "/privacy"]),
        (STAFF, ["/queue", "/broadcast", "/broadcasts"]),
        (
            ADMIN,
            [
                "/transition",
                "/deadline",
                "/extend",
                "/holdouts",
                "/close",
                "/reopen",
                "/progress",
                "/queue",
                "/broadcast",
                "/broadcasts",
            ],
        ),
    ],
)
async def test_help_names_just_the_commands_of_the_role(ferry: Ferry, person: int, commands: list[str]) -> None:
    for asked in ("/help", "/start") if person != ANN else ("/help",):
        [told] = texts_of(await ferry.hear(person, asked))
        assert [line.split(" ")[0] for line in told.splitlines() if line.startswith("/")] == commands


async def test_a_staff_member_who_presses_start_becomes_no_customer(ferry: Ferry) -> None:
    await ferry.hear(STAFF, "/start")
    assert await ferry.rows(customers) == []
    assert [chat.id for chat in await ferry.rows(chats)] == [GROUP]
