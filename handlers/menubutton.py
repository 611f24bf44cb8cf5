"""The button beside the field to write in: it opens the desk inside Telegram."""

import logging
from dataclasses import dataclass

from aiogram import Bot
from aiogram.exceptions import AiogramError
from aiogram.types import MenuButtonWebApp, WebAppInfo

from bot import texts
from bot.languages import choose
from bot.links import Links

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class MenuButton:
    """The same in every private chat, so in the company's language."""

    links: Links
    language: str

    async def show(self, bot: Bot) -> None:
        """Where the desk has a public https address, as Telegram demands of what it opens."""
        if not self.links.work_as_buttons:
            return
        opens = WebAppInfo(url=f"{self.links.public_url}/app")
        button = MenuButtonWebApp(text=texts.open_desk(choose(None, self.language)), web_app=opens)
        try:
            await bot.set_chat_menu_button(menu_button=button)
        except AiogramError as error:
            log.info("the menu button could not be set: %s", type(error).__name__)
