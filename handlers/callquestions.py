"""The two questions before a call: at which number, and when. The dialog behind them survives a restart."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from aiogram.filters import BaseFilter
from aiogram.fsm.context import FSMContext
from aiogram.fsm.state import State, StatesGroup
from aiogram.types import KeyboardButton, Message, ReplyKeyboardMarkup, ReplyKeyboardRemove

from bot import texts
from bot.languages import Language
from bot.storage.customers import Customer
from handlers.cards import keyboard

ANSWER_WITHIN = timedelta(minutes=15)
"""What somebody writes later has nothing to do with the question any more."""


class Call(StatesGroup):
    phone = State()
    time = State()


class InTime(BaseFilter):
    """Lets pass what is written within ANSWER_WITHIN of the question, and tells which ticket was meant."""

    async def __call__(self, message: Message, state: FSMContext) -> bool | dict[str, Any]:
        data = await state.get_data()
        return message.date - asked_at(data) <= ANSWER_WITHIN and {"ticket_id": data["ticket"]}


def asked_at(data: Mapping[str, Any]) -> datetime:
    """When the question was asked that a dialog with these data waits with."""
    return datetime.fromisoformat(data["asked_at"])


@dataclass(frozen=True, slots=True)
class Questions:
    """About the call that a ticket's customer wishes; asked under, or in the place of, one message."""

    message: Message
    ticket_id: int
    language: Language
    state: FSMContext
    now: datetime

    async def begin(self, customer: Customer) -> None:
        """Who gave a number before is offered that one. An account of staff's cannot show the button that gives one."""
        if self.message.business_connection_id is not None:
            await self.time(customer)
            return
        if customer.phone is None:
            await self.phone()
            return
        await self._expect(Call.phone)
        buttons = keyboard(texts.known_phone_buttons(self.language, self.ticket_id))
        await self.message.answer(texts.ask_known_phone(self.language, customer.phone), reply_markup=buttons)

    async def phone(self) -> None:
        await self._expect(Call.phone)
        share = KeyboardButton(text=texts.share_phone(self.language), request_contact=True)
        refuse = KeyboardButton(text=texts.no_call(self.language))
        buttons = ReplyKeyboardMarkup(keyboard=[[share], [refuse]], resize_keyboard=True, one_time_keyboard=True)
        await self.message.answer(texts.ask_phone(self.language), reply_markup=buttons)

    async def time(self, customer: Customer, *, phone: str | None = None) -> None:
        """``phone``: given just now. That is acknowledged on its own, which takes the button for it away."""
        await self._expect(Call.time)
        if phone is not None:
            await self.message.answer(texts.phone_noted(self.language, phone), reply_markup=ReplyKeyboardRemove())
        buttons = keyboard(texts.call_time_buttons(self.language, self.ticket_id, customer.contact_wish))
        await self.message.answer(texts.ask_call_time(self.language), reply_markup=buttons)

    async def _expect(self, step: State) -> None:
        await self.state.set_data({"ticket": self.ticket_id, "asked_at": self.now.isoformat()})
        await self.state.set_state(step)
