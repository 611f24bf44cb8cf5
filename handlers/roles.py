"""Filters by who speaks."""

from aiogram.filters import BaseFilter
from aiogram.types import TelegramObject

from bot.people import Role


class SpokenBy(BaseFilter):
    """Lets pass what people of these roles say or press."""

    def __init__(self, *roles: Role) -> None:
        self.roles = roles

    async def __call__(self, event: TelegramObject, role: Role | None = None) -> bool:
        return role in self.roles


COMPANY = SpokenBy(Role.STAFF, Role.ADMIN)
