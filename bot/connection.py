"""The connection to Telegram: made and kept trying for, then updates are taken in by polling or webhook."""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Sequence

from aiogram import Bot
from aiogram.exceptions import AiogramError, TelegramUnauthorizedError
from telegram.error import InvalidToken, TelegramError

from bot.errors import ConfigurationError
from bot.identity import Identity
from bot.intake import Inbox
from bot.polling import Polling
from bot.sections import TelegramSettings
from bot.telegram import Telegram

RETRY_SECONDS = (1.0, 3.0, 10.0, 30.0)

log = logging.getLogger(__name__)


class Connection:
    """``set_menus`` is run once the connection stands; what customers write does not wait for it."""

    def __init__(
        self,
        settings: TelegramSettings,
        telegram: Telegram,
        identity: Identity,
        inbox: Inbox,
        *,
        allowed_updates: Sequence[str],
        set_menus: Callable[[Bot], Awaitable[None]],
    ) -> None:
        self._settings = settings
        self._telegram = telegram
        self._identity = identity
        self._allowed_updates = list(allowed_updates)
        self._set_menus = set_menus
        self._polling = Polling(settings.token.get_secret_value(), settings.api_base, inbox, allowed_updates)
        self._error: str | None = "not yet connected"

    @property
    def error(self) -> str | None:
        """What keeps updates from coming; None while they come."""
        return self._error or self._polling.error

    async def run(self) -> None:
        """Until cancelled. Raises ConfigurationError when Telegram does not know the token."""
        await self._connect_at_last()
        menus = asyncio.ensure_future(self._set_menus(self._telegram.bot))
        try:
            if self._settings.updates == "polling":
                await self._polling.run()
            else:
                # The desk's web server takes them in.
                await asyncio.Event().wait()
        finally:
            menus.cancel()

    async def _connect_at_last(self) -> None:
        tries = 0
        while True:
            try:
                await self._connect()
            except (InvalidToken, TelegramUnauthorizedError):
                raise ConfigurationError(
                    ["telegram.token: Telegram does not know this token; copy it again from BotFather"]
                ) from None
            except (TelegramError, AiogramError, OSError) as error:
                self._note(type(error).__name__)
                await asyncio.sleep(RETRY_SECONDS[min(tries, len(RETRY_SECONDS) - 1)])
                tries += 1
            else:
                self._error = None
                return

    async def _connect(self) -> None:
        bot = self._telegram.bot
        await self._telegram.start()
        self._identity.username = (await bot.me()).username
        if self._settings.updates == "polling":
            await bot.delete_webhook()
        else:
            secret = self._settings.webhook_secret
            await bot.set_webhook(
                f"{self._settings.webhook_url}",
                secret_token=secret.get_secret_value() if secret else None,
                allowed_updates=self._allowed_updates,
            )
        log.info("connected as @%s", self._identity.username)

    def _note(self, said: str) -> None:
        if said != self._error:
            log.error("telegram: %s cannot be reached (%s); trying again", self._settings.api_base, said)
        self._error = said
