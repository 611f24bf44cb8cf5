"""People's own accounts that they connect with the bot, and the chats in them."""

from collections.abc import Mapping

from sandbox.chats import Business, Chat
from sandbox.errors import RefusedAct
from sandbox.people import Person
from sandbox.specification import violations
from sandbox.state import State

_USUAL_RIGHTS = {"can_reply": True, "can_read_messages": True}


class Accounts(State):
    """What Telegram would not let happen raises RefusedAct."""

    def connect_business(
        self, user_id: int, rights: Mapping[str, bool] | None = None, *, enabled: bool = True
    ) -> Business:
        """The person connects the bot to their own account, or changes or ends (`enabled=False`) the connection.

        After an end, the next one has another id, and the account's chats go on under it."""
        owner = self.person(user_id)
        if reasons := violations(["BusinessBotRights"], dict(rights or {})):
            raise RefusedAct(reasons[0], status=400)
        business = self.connection_of(owner)
        if business is None or not business.enabled:
            if not enabled:
                raise RefusedAct("the account is not connected", status=400)
            business = Business(f"biz{next(self.numbers)}", owner, self.timestamp(), {})
        business.rights = dict(rights) if rights is not None else dict(_USUAL_RIGHTS)
        business.enabled = enabled
        self.businesses[business.id] = business
        self.updates.add("business_connection", business.as_connection())
        for (owner_id, _), chat in self.business_chats.items():
            if owner_id == owner.id:
                self._hand_over(chat, business)
        return business

    def connection_of(self, owner: Person) -> Business | None:
        """The newest connection of this person's account, ended or not."""
        return next((one for one in reversed(self.businesses.values()) if one.owner is owner), None)

    def business_chat(self, customer_id: int, connection_id: str) -> Chat:
        """The account's chat with that person, opened if need be. An old connection leads to the same chat."""
        if (business := self.businesses.get(connection_id)) is None:
            raise RefusedAct(f"no such business connection: {connection_id}", status=404)
        owner, customer = business.owner, self.person(customer_id)
        if customer is owner:
            raise RefusedAct("nobody has a business chat with themselves", status=400)
        chat = self.business_chats.get((owner.id, customer.id))
        if chat is None:
            chat = Chat(customer.id, "private", person=customer, business=self.connection_of(owner))
            self.business_chats[owner.id, customer.id] = chat
            self.events.tell("chat", chat=chat.as_state())
        return chat

    def _hand_over(self, chat: Chat, business: Business) -> None:
        chat.business = business
        for stored in chat.messages.values():
            for body in (stored.body, stored.body.get("reply_to_message"), stored.body.get("pinned_message")):
                if body is not None:
                    body["business_connection_id"] = business.id
        self.events.tell("chat", chat=chat.as_state())
