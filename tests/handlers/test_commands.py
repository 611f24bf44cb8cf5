"""The command menus."""

from bot.languages import language
from bot.people import Role
from bot.sections import People
from handlers.commands import commands_of
from sandbox.errors import BotApiError
from sandbox.faults import Faults
from tests.ferry import ADMIN, ANN, STAFF, WANG, Ferry

CUSTOMERS = ["start", "tickets", "language", "privacy", "help"]
STAFFS = ["queue", "broadcast", "broadcasts", "help"]


def menu(ferry: Ferry, person: int) -> list[str]:
    return [one["command"] for one in ferry.sandbox.world.commands.shown_to(ferry.person(person))]


async def test_each_role_sees_its_own_commands_and_no_others(ferry: Ferry) -> None:
    await ferry.until(lambda: menu(ferry, STAFF) == STAFFS)
    steering = ["transition", "deadline", "extend", "holdouts", "close", "reopen"]
    await ferry.until(lambda: menu(ferry, ADMIN) == [*steering, "progress", *STAFFS])
    assert menu(ferry, ANN) == CUSTOMERS


async def test_a_menu_speaks_the_language_of_the_person(ferry: Ferry) -> None:
    world = ferry.sandbox.world
    for person, code in ((ANN, "en"), (WANG, "zh")):
        wanted = [one.model_dump(exclude_none=True) for one in commands_of(Role.CUSTOMER, language(code))]
        await ferry.until(lambda: world.commands.shown_to(world.person(person)) == wanted)  # noqa: B023


class Forbidding(Faults):
    """Telegram takes no menu."""

    def before(self, method: str, chat_id: object) -> None:
        if method == "setMyCommands":
            raise BotApiError(403, "Forbidden: bot was blocked by the user")


async def test_a_menu_that_cannot_be_set_holds_up_nobody(ferry: Ferry) -> None:
    await ferry.stop()
    ferry.sandbox.api.faults = Forbidding()
    await ferry.start()
    assert await ferry.hear(ANN, "/help")
    await ferry.until(lambda: len(ferry.sandbox.api.calls.after(method="setMyCommands")) == 2 * 2 * 3)


async def test_who_never_pressed_start_gets_their_menu_at_the_next_start(ferry: Ferry) -> None:
    await ferry.stop()
    late = ferry.sandbox.world.add_user("Lee", id=503)
    ferry.settings = ferry.settings.model_copy(update={"people": People(admins={ADMIN}, staff={STAFF, late.id})})
    tried = len(ferry.sandbox.api.calls.after(method="setMyCommands"))
    await ferry.start()
    await ferry.until(lambda: len(ferry.sandbox.api.calls.after(method="setMyCommands")) == tried + 2 * 4)
    await ferry.hear(late.id, "/start")
    assert menu(ferry, late.id) == CUSTOMERS
    await ferry.stop()
    await ferry.start()
    await ferry.until(lambda: menu(ferry, late.id) == STAFFS)
