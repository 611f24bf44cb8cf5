"""The list of who has not moved: read page by page, each party with its people and what came of calls."""

from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from sqlalchemy.ext.asyncio import AsyncConnection

from bot.funnel import Reach
from bot.languages import Language
from bot.storage import calllist, calls, remaining
from bot.storage.calls import Call
from bot.storage.everyone import Kind
from bot.storage.remaining import AccountCard, Party, Person, Position, Wanted
from bot.texts.progress import reach_name
from desk.callwords import result_names
from desk.parts import DeskParts
from desk.spreadsheet import BYTE_ORDER_MARK, line

PAGE = 25
PAGE_OF_FILE = 500
PEOPLE_SHOWN = 4
LONGEST_WORD = 60
_PARTS = "~"


@dataclass(frozen=True, slots=True)
class Row:
    party: Party
    account: AccountCard | None
    people: Sequence[Person]
    calls: dict[tuple[Kind, int], Call]
    """The last one with each of the people."""
    open: dict[int, list[tuple[int, str]]]
    """Number and title of each customer's unresolved tickets."""

    @property
    def name(self) -> str:
        return self.account.name if self.account else self.people[0].name

    @property
    def tags(self) -> Sequence[str]:
        own = [*((self.account and self.account.tags) or ()), *(tag for one in self.people for tag in one.tags or ())]
        return list(dict.fromkeys(own))

    @property
    def last(self) -> Call | None:
        return max(self.calls.values(), key=lambda one: one.at, default=None)


async def rows(
    tx: AsyncConnection, now: datetime, staff: frozenset[int], wanted: Wanted, after: Position | None, *, limit: int
) -> list[Row]:
    parties = await remaining.needs_call(tx, now, staff, wanted, after=after, limit=limit)
    people = await remaining.people_of(tx, parties, now, staff)
    accounts = await remaining.account_cards(tx, parties)
    numbers = {one.id for some in people.values() for one in some if one.kind is Kind.CUSTOMER}
    listed = {one.id for some in people.values() for one in some if one.kind is Kind.CONTACT}
    last = {(Kind.CUSTOMER, number): call for number, call in (await calls.latest(tx, numbers)).items()}
    last |= {(Kind.CONTACT, number): call for number, call in (await calls.latest_of_contacts(tx, listed)).items()}
    open_ones = await calllist.open_of(tx, numbers)
    found = []
    for party in parties:
        theirs = people.get((party.kind, party.id), [])
        mine = [one.id for one in theirs if one.kind is Kind.CUSTOMER]
        found.append(
            Row(
                party,
                accounts.get(party.id) if party.kind is Kind.ACCOUNT else None,
                theirs,
                {key: last[key] for one in theirs if (key := (one.kind, one.id)) in last},
                {number: open_ones[number] for number in mine if number in open_ones},
            )
        )
    return found


def wanted_of(reach: str, word: str, called: bool) -> Wanted:
    """As an address asks for it; what is no reach is none."""
    found = next((one for one in Reach if one.word == reach), None)
    return Wanted(found, " ".join(word.split())[:LONGEST_WORD], called)


def position_of(party: Party) -> str:
    return _PARTS.join(str(int(part)) for part in party.position)


def position(written: str) -> Position | None:
    """None for what is none: then the list begins anew."""
    parts = written.split(_PARTS)
    plain = [part.removeprefix("-") for part in parts]
    if len(parts) != 5 or not all(one.isascii() and one.isdigit() and len(one) < 18 for one in plain):
        return None
    weight, reach, opened, kind, number = (int(part) for part in parts)
    return weight, reach, opened, kind, number


async def file(parts: DeskParts, wanted: Wanted, language: Language) -> AsyncIterator[str]:
    """A line for each person, a page of parties at a time."""
    heads = (
        language.gettext("Company"),
        language.gettext("Tags"),
        language.gettext("How near"),
        language.gettext("Person"),
        language.gettext("Reference"),
        language.gettext("Number"),
        "Telegram",
    )
    more_heads = (
        language.gettext("Language"),
        language.gettext("How near, themselves"),
        language.gettext("Opened their link at"),
        language.gettext("Open issues"),
    )
    yield BYTE_ORDER_MARK + line(
        [
            *heads,
            *more_heads,
            language.gettext("Last call"),
            language.gettext("Result"),
            language.gettext("By"),
            language.gettext("Note"),
        ]
    )
    after: Position | None = None
    more = True
    while more:
        async with parts.database.reading() as tx:
            now = parts.clock.now()
            found = await rows(tx, now, parts.people.everyone, wanted, after, limit=PAGE_OF_FILE)
        yield "".join(line(_cells(row, one, parts, language)) for row in found for one in row.people)
        more = len(found) == PAGE_OF_FILE
        after = found[-1].party.position if found else None


def _cells(row: Row, one: Person, parts: DeskParts, language: Language) -> list[Any]:
    def local(moment: datetime | None) -> str | None:
        return None if moment is None else f"{moment.astimezone(parts.company.zone):%Y-%m-%d %H:%M}"

    is_customer = one.kind is Kind.CUSTOMER
    last = row.calls.get((one.kind, one.id))
    numbers = row.open.get(one.id, []) if is_customer else []
    return [
        row.account.name if row.account else None,
        ", ".join(replace(row, people=[one]).tags),
        reach_name(language, row.party.reach),
        one.name,
        one.reference,
        one.phone,
        one.username and f"https://t.me/{one.username}",
        one.language,
        reach_name(language, one.reach),
        local(one.opened_at),
        " ".join(f"#{number}" for number, _ in numbers),
        local(last.at) if last else None,
        result_names(language).get(last.result, last.result) if last else None,
        last.person_name if last else None,
        last.note if last else None,
    ]
