"""The text of a delivery as its chat gets it: in its language, with its own link."""

from dataclasses import dataclass
from html import escape

from bot.deliveries import Delivery, Purpose
from bot.links import Links

WITH_LINK = {Purpose.ANNOUNCEMENT, Purpose.CLOSING}
"""What "{link}" is filled in for; in what staff wrote themselves it means nothing."""


@dataclass(frozen=True, slots=True)
class Wording:
    links: Links
    default_language: str

    def of(self, delivery: Delivery) -> str:
        text = delivery.text
        if text is None:
            texts = delivery.texts or {}
            text = texts.get(delivery.language or self.default_language) or texts.get(self.default_language)
            text = text if text is not None else texts[""]
        return text.replace("{link}", self._link(delivery)) if delivery.purpose in WITH_LINK else text

    def _link(self, delivery: Delivery) -> str:
        """The customer's own desk in a private chat; the general address in a group, where all may read it."""
        if delivery.customer_id is None or delivery.link_generation is None:
            return escape(self.links.public_url)
        return escape(self.links.desk(delivery.customer_id, delivery.link_generation))
