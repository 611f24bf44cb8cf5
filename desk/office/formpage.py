"""The page of one document: its form with what was typed, what is wrong with it, and what others did meanwhile."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from fastapi import Request, Response

from bot.office import countries
from bot.office.calendar import WorkCalendar
from bot.office.differences import dumped, items
from bot.office.documents import Document
from bot.office.members import Level
from bot.office.rewards import Earned
from bot.storage import office, record, sessions
from bot.storage.office import Change
from desk.office.holding import Held, Leaving, held, tickets_of
from desk.office.hours import preview
from desk.office.sheet import Fault, Row
from desk.office.sheets import SHEETS
from desk.office.telling import Names, names_of, parts_of
from desk.pages import Pages
from desk.parts import DeskParts
from desk.visitors import Colleague

MEANWHILE = 100
COUNTED = frozenset({Document.DEPARTMENTS, Document.CATEGORIES, Document.MEMBERS})
"""Those that tickets refer to."""


@dataclass(frozen=True, slots=True)
class Typed:
    """What stands in the form, and what its writer had seen of the document when they began."""

    rows: Sequence[Row]
    version: int
    seen: int

    def having(self, rows: Sequence[Row]) -> "Typed":
        return replace(self, rows=rows)


@dataclass(frozen=True)
class FormPage:
    request: Request
    document: Document
    colleague: Colleague
    parts: DeskParts
    pages: Pages

    async def changed_meanwhile(self, typed: Typed) -> Response:
        """What was typed stays; what others added comes to it, else saving would remove it unseen."""
        async with self.parts.database.reading() as tx:
            now = await held(tx, self.document, self.parts.office)
            done = await record.since(tx, self.document, max(typed.seen, 0), limit=MEANWHILE)
        rows = [*typed.rows, *self._added(now, done)]
        return await self.answer(Typed(rows, now.version, now.seen), status=409, meanwhile=done)

    async def answer(
        self,
        typed: Typed,
        *,
        status: int = 200,
        faults: Sequence[Fault] = (),
        going: Sequence[Leaving] = (),
        meanwhile: Sequence[Change] = (),
        unsaved: bool = False,
        adding: bool = False,
        looked_at: Any = None,
        done: str = "",
    ) -> Response:
        sheet, live = SHEETS[self.document], self.parts.office
        async with self.parts.database.reading() as tx:
            now = await held(tx, self.document, live)
            opened = await office.open_tickets(tx) if self.document in COUNTED else []
        dump = items(dumped(self.document, now.value))
        counts = dict(zip(dump, (tickets_of(one, live, opened) for one in now.value), strict=True)) if opened else {}
        blank = sheet.blank(live)
        rows: list[Row] = [(blank or {}) | row for row in typed.rows]
        if blank is None:
            # Such a page has all its rows, whatever was sent.
            rows += [{} for _ in sheet.written(now.value, live)[len(rows) :]]
        calendar = looked_at if isinstance(looked_at, WorkCalendar) else live.calendar
        language = self.pages.language(self.request).code
        return self.pages.page(
            self.request,
            f"office_{self.document}.html",
            status=status,
            colleague=self.colleague,
            document=self.document,
            held=now,
            rows=rows,
            blank=blank,
            version=typed.version,
            seen=typed.seen,
            is_ordered=sheet.is_ordered,
            faults={fault.at: fault for fault in faults},
            going=going,
            meanwhile=[(change, parts_of(change)) for change in meanwhile],
            conflict=status == 409 and not going,
            unsaved=unsaved,
            adding=adding,
            done=done,
            counts=counts,
            departments=[(one.key, one.name) for one in live.departments],
            configured={str(person_id) for person_id in live.configured},
            countries=countries.names(language),
            zone_country=countries.country_of(str(live.zone)),
            zone=live.zone,
            levels=list(Level),
            earned=list(Earned),
            preview=preview(calendar, live.zone, self.parts.clock.now(), language),
            language=language,
            names=await self._names(language),
        )

    async def _names(self, language: str) -> Names:
        """Who has no name on the page of members has the one they last signed in under."""
        named, found = names_of(self.parts.office, language), {}
        if self.document is Document.MEMBERS:
            async with self.parts.database.reading() as tx:
                for person_id in self.parts.office.configured:
                    found[str(person_id)] = await sessions.last_name(tx, person_id) or ""
        return Names(named.departments, found | dict(named.people))

    def _added(self, now: Held, done: Sequence[Change]) -> list[Row]:
        added = {change.item for change in done if change.before is None}
        if not isinstance(now.value, tuple):
            return []
        named = zip(items(dumped(self.document, now.value)), now.value, strict=True)
        new = tuple(item for name, item in named if name in added)
        return SHEETS[self.document].written(new, self.parts.office)[: len(new)] if new else []
