"""Simulated staff: in office hours they accept, answer and resolve, on the desk's own pages."""

import json
import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from random import Random

from bot.tickets import Cause, Way
from sandbox.rehearsal import matters
from sandbox.rehearsal.cast import Customer
from sandbox.rehearsal.stage import Stage
from sandbox.rehearsal.timeline import Timeline

ROUND = timedelta(hours=1)
"""They look at the queue so often."""
STEPS = 3
"""To accept, to answer, to resolve: a ticket a day is three steps a day."""
PAGE = 200
FORM_CODE = 303
_SIGN_IN_LINK = re.compile(r"https?://\S+?/staff/sign-in/[\w-]+")
PROMISES = ("four-hours", "today", "two-days", "two-days")
ASKS = 0.2
"""How likely they ask the customer something, instead of answering."""
CAUSES = (*(Cause.USE,) * 4, *(Cause.NOT_A_FAULT,) * 2, Cause.THIRD_PARTY, Cause.PROCESS, Cause.PRODUCT)
MINUTES = ("", "5", "10", "30")


@dataclass(slots=True)
class Case:
    """A ticket as staff know it: its number, and when its next step is meant."""

    id: int
    opened_at: datetime
    customer_id: int
    step: int = 0
    next_at: datetime | None = None


class Tray:
    """What waits for staff. They learn of new tickets from the API, which tells each only once."""

    def __init__(self, stage: Stage) -> None:
        self._stage = stage
        self._cursor = 0
        self.waiting: list[Case] = []

    async def look(self) -> None:
        while True:
            address = f"{self._stage.app.public_url}/api/v1/tickets?limit={PAGE}&cursor={self._cursor}"
            page = await self._stage.browser.get(address, token=self._stage.api_token)
            told = json.loads(page.text)
            found = [
                Case(one["id"], datetime.fromisoformat(one["opened_at"]), one["customer"]["id"])
                for one in told["items"]
            ]
            self._cursor = max((case.id for case in found), default=self._cursor)
            self.waiting += found
            # Not by number: of two that came at the same moment, that is chance.
            self.waiting.sort(key=lambda case: (case.opened_at, case.customer_id, case.id))
            if told["next"] is None:
                return


class Colleague:
    def __init__(
        self, person_id: int, stage: Stage, tray: Tray, customers: Sequence[Customer], a_day: int, seed: int
    ) -> None:
        self.id = person_id
        self._stage = stage
        self._tray = tray
        self._customers = {one.id: one for one in customers}
        self._a_day = a_day
        self._random = Random(f"colleague/{seed}/{person_id}")  # noqa: S311 - the same again with the same seed
        self._cookie = ""
        self._hands: list[Case] = []
        self._assigned: set[int] = set()

    async def arrive(self) -> None:
        """In the morning they ask the bot for the way in."""
        self._stage.sandbox.world.say(self.id, self.id, "/queue")

    async def sign_in(self) -> None:
        messages = self._stage.sandbox.world.chat(self.id).messages.values()
        links = (_SIGN_IN_LINK.search(one.body.get("text", "")) for one in reversed(messages) if one.from_bot)
        link = next((found.group() for found in links if found), None)
        if link is None:
            self._stage.journal.failed["the bot gave a colleague no way in"] += 1
            return
        name = self._stage.sandbox.world.person(self.id).first_name
        self._cookie = (await self._stage.browser.send(link, {"name": name})).cookie
        await self._stage.browser.get(f"{self._stage.app.public_url}/staff", cookie=self._cookie)

    async def work(self) -> None:
        """One round. What is promised goes before what is new."""
        now = self._stage.clock.now()
        room = max(1, round(self._a_day * STEPS * (ROUND / timedelta(hours=9))))
        due = [case for case in self._hands if case.next_at is not None and case.next_at <= now]
        for case in due[:room]:
            await self._go_on(case, now)
        for _ in range(room - len(due)):
            if not self._tray.waiting:
                return
            await self._accept(self._tray.waiting.pop(0), now)

    async def _accept(self, case: Case, now: datetime) -> None:
        if not await self._send(case, "accept", promise=self._random.choice(PROMISES), moment=""):
            return
        customer = self._customers.get(case.customer_id)
        if customer is not None and customer.company is not None and customer.id not in self._assigned:
            self._assigned.add(customer.id)
            await self._send(case, "company", company=customer.company)
        self._hands.append(case)
        self._next(case, now, rounds=(1, 3))

    async def _go_on(self, case: Case, now: datetime) -> None:
        case.step += 1
        if case.step == 1:
            customer = self._customers.get(case.customer_id)
            language = matters.language_of(customer.language if customer else "en")
            deed, said = ("ask", matters.QUESTIONS) if self._random.random() < ASKS else ("reply", matters.REPLIES)
            await self._send(case, deed, text=self._random.choice(said[language]))
            self._next(case, now, rounds=(1, 7))
        else:
            cause, minutes = self._random.choice(CAUSES), self._random.choice(MINUTES)
            await self._send(case, "resolve", cause=cause, way=Way.ANSWER, minutes=minutes)
            self._hands.remove(case)

    def _next(self, case: Case, now: datetime, *, rounds: tuple[int, int]) -> None:
        case.next_at = now + self._random.randint(*rounds) * ROUND

    async def _send(self, case: Case, deed: str, **form: str) -> bool:
        address = f"{self._stage.app.public_url}/staff/t/{case.id}/{deed}"
        return (await self._stage.browser.send(address, form, cookie=self._cookie)).status == FORM_CODE


def put_on_duty(
    colleagues: Sequence[Colleague], tray: Tray, stage: Stage, timeline: Timeline, begins: datetime, ends: datetime
) -> None:
    """Every round of every working day until the end."""
    office = stage.app.office
    moment, arrived = begins, None
    while moment < ends:
        if office.calendar.is_open(moment, office.zone):
            day = moment.astimezone(office.zone).date()
            if day != arrived:
                arrived = day
                for colleague in colleagues:
                    timeline.put(moment - timedelta(minutes=2), colleague.arrive)
                    timeline.put(moment - timedelta(minutes=1), colleague.sign_in)
            timeline.put(moment, partial(_round, tray, colleagues))
        moment += ROUND


async def _round(tray: Tray, colleagues: Sequence[Colleague]) -> None:
    """One after the other, so that no two reach for the same ticket."""
    await tray.look()
    for colleague in colleagues:
        await colleague.work()
