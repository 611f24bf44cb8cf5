"""A staff member's own account, and what is said in its chats with customers."""

from dataclasses import dataclass
from typing import Any

from sandbox.chats import Business
from tests.ferry import Ferry, Json, buttons


@dataclass
class Account:
    ferry: Ferry
    business: Business

    async def hear(self, person: int, text: str | None = None, *, peer: int | None = None, **what: Any) -> list[Json]:
        """``person`` writes in the chat with ``peer`` (a customer's own); what the bot wrote there."""
        chat_id = person if peer is None else peer
        before = len(self.written(chat_id))
        self.ferry.sandbox.world.say(chat_id, person, text, business_connection_id=self.business.id, **what)
        await self.ferry.quiet()
        return self.written(chat_id)[before:]

    def written(self, peer: int) -> list[Json]:
        chat = self.ferry.sandbox.world.chat(peer, self.business.id)
        return [one.body for one in chat.messages.values() if one.from_bot and not one.deleted]

    async def press(self, message: Json, label: str) -> list[Json]:
        peer = message["chat"]["id"]
        before = len(self.written(peer))
        self.ferry.sandbox.world.press(
            peer, message["message_id"], peer, buttons(message)[label], business_connection_id=self.business.id
        )
        await self.ferry.quiet()
        return self.written(peer)[before:]
