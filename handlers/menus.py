"""The command menus follow as people come to the company and leave it."""

import logging
from datetime import timedelta

from aiogram import Bot

from bot.bell import Bell
from bot.people import People, Role
from bot.storage.database import is_storage_trouble, storage_error
from handlers.closedsign import ClosedSign
from handlers.commands import set_customers_menu, set_menu, set_menus, take_menu
from handlers.menubutton import MenuButton

log = logging.getLogger(__name__)

A_DAY = timedelta(days=1)


class Menus:
    """``staffing`` is rung when other people may be staff, and when the sign is turned."""

    def __init__(self, people: People, staffing: Bell, button: MenuButton, sign: ClosedSign) -> None:
        self._people = people
        self._staffing = staffing
        self._button = button
        self._sign = sign

    async def keep(self, bot: Bot) -> None:
        """Until cancelled: all of them first, then those that change."""
        shown, closed = self._roles(), self._sign.is_closed
        await set_menus(bot, self._people, closed=closed)
        await self._button.show(bot)
        while True:
            await self._staffing.wait(A_DAY)
            if closed is not self._sign.is_closed:
                closed = self._sign.is_closed
                await set_customers_menu(bot, closed=closed)
            try:
                await self._turn_own(bot)
            except Exception as error:
                if not is_storage_trouble(error):
                    raise
                log.warning("menus of single chats wait: %s", storage_error(error))
            wanted = self._roles()
            for person in sorted(shown.keys() | wanted.keys()):
                if person not in wanted:
                    await take_menu(bot, person)
                elif shown.get(person) is not wanted[person]:
                    await set_menu(bot, person, wanted[person])
            shown = wanted

    async def _turn_own(self, bot: Bot) -> None:
        """What Telegram refuses for a passing reason is tried again when the sign is next looked at."""
        while found := await self._sign.to_turn():
            for person, own in found:
                settled = await (set_menu(bot, person, Role.CUSTOMER) if own else take_menu(bot, person))
                if not settled:
                    return
                await self._sign.turned(person, own)

    def _roles(self) -> dict[int, Role]:
        return {person: self._people.role(person) for person in self._people.everyone}
