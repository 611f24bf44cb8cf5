"""The words and buttons of a delivery as its chat gets them: in its language, with its own link."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from html import escape
from zoneinfo import ZoneInfo

from bot import texts
from bot.categories import Category, Names, name_of_category
from bot.deliveries import Button, Delivery, Purpose
from bot.languages import choose
from bot.links import Links
from bot.office.office import Office
from bot.placeholders import fill
from bot.tickets import Ticket

WITH_LINK = {Purpose.ANNOUNCEMENT, Purpose.LAST_CALL, Purpose.CLOSING}
"""What "{link}" and "{name}" are filled in for; in what staff wrote themselves they mean nothing."""

Buttons = tuple[tuple[Button, ...], ...]


@dataclass(frozen=True, slots=True)
class Wording:
    links: Links
    default_language: str
    zone: ZoneInfo
    categories: Sequence[Category]
    office: Office | None = None
    """Whose departments cards name; None where no cards are sent."""

    def of(self, delivery: Delivery) -> tuple[str, Buttons]:
        if delivery.ticket is not None and delivery.purpose is Purpose.STAFF_CARD:
            return self._staff_card(delivery, delivery.ticket)
        if delivery.ticket is not None:
            return self._card(delivery, delivery.ticket)
        text, buttons = delivery.text, delivery.buttons
        if text is None and delivery.content is not None:
            text = delivery.content.text_in(delivery.language, self.default_language)
            buttons = delivery.content.buttons
        if text is None:
            raise ValueError(f"delivery {delivery.id} has neither a text nor a broadcast")
        if delivery.purpose in WITH_LINK:
            text = fill(text, {"link": self._link(delivery), "name": escape(delivery.name or "")})
        return text, buttons

    def _card(self, delivery: Delivery, ticket: Ticket) -> tuple[str, Buttons]:
        language = choose(delivery.language, self.default_language)
        link = self.links.ticket(ticket.id, ticket.link_generation)
        category = name_of_category(self.categories, ticket.category, language.code)
        department = self._department(ticket, language.code)
        opens = ((Button(language.gettext("Open"), url=link),),) if self.links.work_as_buttons else ()
        # In a group one short reply is enough: its buttons would be everybody's.
        private = delivery.customer_id is not None
        steers = texts.card_buttons(language, ticket) if private else ()
        return texts.card(language, ticket, category, link, self.zone, department), opens + steers

    def _staff_card(self, delivery: Delivery, ticket: Ticket) -> tuple[str, Buttons]:
        """Its link leads behind the sign-in; what staff note among themselves is not on it either."""
        language = choose(delivery.language, self.default_language)
        link = self.links.staff_ticket(ticket.id)
        about = (
            name_of_category(self.categories, ticket.category, language.code),
            self._department(ticket, language.code),
        )
        text = texts.staff_card(language, ticket, about, delivery.name or "", link, self.zone)
        return text, texts.staff_card_buttons(language, ticket, link if self.links.work_as_buttons else None)

    def is_silent(self, delivery: Delivery, now: datetime) -> bool:
        """Whether it should wake nobody: a card for staff outside working hours, unless its ticket is urgent."""
        if delivery.purpose is not Purpose.STAFF_CARD or self.office is None or delivery.ticket is None:
            return False
        return not delivery.ticket.urgent and not self.office.is_open(now)

    def why_not(self, delivery: Delivery) -> str | None:
        """Why it should not be sent: a card for staff whose reader no longer is one stays as it was, and one that had
        to wait until its ticket was over is of no use."""
        if delivery.purpose is not Purpose.STAFF_CARD:
            return None
        if delivery.chat_id > 0 and self.office is not None and delivery.chat_id not in self.office.people.everyone:
            return "no longer staff"
        over = delivery.ticket is not None and not delivery.ticket.is_open
        return "resolved before it was sent" if over and delivery.message_id is None else None

    def _department(self, ticket: Ticket, language: str) -> str:
        if self.office is None:
            return ""
        return Names(self.office.departments, language).get(self.office.department_of(ticket), "")

    def _link(self, delivery: Delivery) -> str:
        """The customer's own desk in a private chat; the general address in a group, where all may read it."""
        if delivery.customer_id is None or delivery.link_generation is None:
            return escape(self.links.public_url)
        return escape(self.links.desk(delivery.customer_id, delivery.link_generation))
