"""A simulated customer on the stage: does what their script says, in chat and on the desk."""

import re
from collections.abc import Iterator
from datetime import timedelta
from random import Random
from typing import Any

from bot.languages import language
from sandbox.chats import Chat
from sandbox.errors import RefusedAct
from sandbox.rehearsal import matters
from sandbox.rehearsal.cast import Customer
from sandbox.rehearsal.scripts import Deed, Intention
from sandbox.rehearsal.stage import Stage
from sandbox.rehearsal.temperaments import TRAITS
from sandbox.rehearsal.timeline import Timeline

IN_GROUP, THROUGH_STAFF = 0.7, 0.8
"""How likely somebody writes in the group they are in, or to the colleague they know, instead of to the bot."""
ASK_AGAIN = timedelta(minutes=1)
_DESK_LINK = re.compile(r"https?://\S+?/my/[\w-]+")
_TICKET_LINK = re.compile(r"https?://\S+?/t/[\w-]+")


class Player:
    """``line``: the connection of the colleague whom they know, where they write to one."""

    def __init__(self, customer: Customer, stage: Stage, timeline: Timeline, line: str | None, seed: int) -> None:
        self.customer = customer
        self._stage = stage
        self._world = stage.sandbox.world
        self._timeline = timeline
        self._random = Random(f"player/{seed}/{customer.number}")  # noqa: S311 - the same again with the same seed
        self._traits = TRAITS[customer.temperament]
        self._language = matters.language_of(customer.language)
        self._line = line if line is not None and self._random.random() < THROUGH_STAFF else None
        writes_in_group = customer.group_id is not None and self._random.random() < IN_GROUP
        self._group = customer.group_id if writes_in_group and self._line is None else None
        self._forms = 0
        self.moved = False
        self._seen: dict[int, int] = {}
        """The newest message that they have looked at, by the chat's own number."""

    async def do(self, intention: Intention) -> None:
        try:
            await self._do(intention)
        except RefusedAct as refusal:
            self._stage.journal.failed[f"Telegram would not let a customer: {refusal.reason}"] += 1

    async def _do(self, intention: Intention) -> None:
        person, text = self.customer.id, intention.text
        match intention.deed:
            case Deed.START:
                self._world.start(person)
            case Deed.VANISH:
                self._world.deactivate(person)
            case Deed.BLOCK:
                self._world.block(person)
            case Deed.SAY:
                self._say(text)
            case Deed.TALK if not self.moved:
                self._say(text)
            case Deed.MATTER if self.moved:
                await self._file(intention, text)
            case Deed.MATTER:
                self._say(text)
            case Deed.REACT:
                await self._react()
            case Deed.LOOK:
                await self._file(intention, None)
            case Deed.MOVE | Deed.COME:
                await self._file(intention, text)

    def _say(self, text: str, **what: Any) -> None:
        journal = self._stage.journal
        if self._world.person(self.customer.id).blocked and self._group is None and self._line is None:
            return
        journal.said += 1
        if self._line is not None:
            self._world.say(self.customer.id, self.customer.id, text, business_connection_id=self._line, **what)
            return
        if self._group is not None:
            chat = self._world.chat(self._group)
            try:
                said = self._world.say(chat.id, self.customer.id, text, **what)
            except RefusedAct:
                # Read-only by now: what they have to say they write to the bot.
                journal.turned_away += 1
                self._group = None
            else:
                if self._world.bot_member(chat).status == "member":
                    journal.unheard |= {(chat.id, stored.id) for stored in said}
                return
        if not self._world.person(self.customer.id).blocked:
            self._world.say(self.customer.id, self.customer.id, text)

    async def _file(self, intention: Intention, text: str | None) -> None:
        """Opens the personal desk and files a matter there: the text that is given, or what waits there already."""
        link = self._newest(_DESK_LINK)
        if link is None:
            if self._forms or self._world.person(self.customer.id).blocked:
                return
            # They have lost it, and ask the bot for a new one.
            self._forms += 1
            self._world.say(self.customer.id, self.customer.id, "/start")
            self._timeline.put(intention.at + ASK_AGAIN, lambda: self.do(intention))
            return
        browser, journal = self._stage.browser, self._stage.journal
        page = await browser.get(link)
        journal.opened.setdefault(self.customer.id, self._stage.clock.now())
        if text is None or page.status != 200:
            return
        words = "\n\n".join(part for part in (page.words, text) if part)
        if not words:
            return
        self._forms += 1
        categories = sorted(one.key for one in self._stage.app.office.categories)
        form = {
            "text": words,
            "category": self._random.choice(categories),
            "last_draft": page.last_draft,
            "key": f"{self.customer.number}-{self._forms}",
        }
        if (await browser.send(link, form)).status == 303:
            self.moved = True

    async def _react(self) -> None:
        """To what is new in the chat with the bot."""
        chat = self._world.chat(self.customer.id)
        if chat.person is None or chat.person.blocked:
            return
        for body in self._unseen(chat):
            rating = [data for data in _buttons(body) if data.startswith("rate:")]
            if rating and self._random.random() < self._traits.rates:
                self._world.press(chat.id, body["message_id"], self.customer.id, self._random.choice(rating[2:]))
            elif self._is_answer(body) and self._random.random() < self._traits.answers:
                await self._answer(body)

    async def _answer(self, body: dict[str, Any]) -> None:
        text = self._random.choice(matters.ANSWERS[self._language])
        link = _TICKET_LINK.search(body.get("text", ""))
        if self.moved and link is not None:
            self._forms += 1
            form = {"text": text, "key": f"{self.customer.number}-{self._forms}"}
            await self._stage.browser.send(f"{link.group()}/answer", form)
        elif not self.moved and body["chat"]["id"] == self.customer.id:
            self._stage.journal.said += 1
            self._world.say(self.customer.id, self.customer.id, text, reply_to_message_id=body["message_id"])

    def _is_answer(self, body: dict[str, Any]) -> bool:
        gettext = language(self._language).gettext
        headings = (gettext("Answer to issue #{number}:"), gettext("A question about issue #{number}:"))
        return str(body.get("text", "")).startswith(tuple(heading.partition("{")[0] for heading in headings))

    def _unseen(self, chat: Chat) -> Iterator[dict[str, Any]]:
        seen = self._seen.get(chat.id, 0)
        self._seen[chat.id] = max(chat.messages, default=0)
        for message_id, stored in list(chat.messages.items()):
            if message_id > seen and stored.from_bot and not stored.deleted:
                yield stored.body

    def _newest(self, link: re.Pattern[str]) -> str | None:
        for stored in reversed(self._world.chat(self.customer.id).messages.values()):
            if stored.from_bot and (found := link.search(stored.body.get("text", ""))):
                return found.group()
        return None


def _buttons(body: dict[str, Any]) -> list[str]:
    rows = body.get("reply_markup", {}).get("inline_keyboard", ())
    return [button["callback_data"] for row in rows for button in row if "callback_data" in button]
