"""A month that was made by hand, so that every figure of its report can be counted on fingers.

March 2026 in Shanghai, without a holiday; the 2nd is a Monday. Work is from 9:00 to 18:00, Monday to Friday.
"""

from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import insert
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.business import FIRST_CHANNEL
from bot.storage.schema import accounts, chats, customers, efforts, entries, escalations, promises, reconciliations
from bot.storage.schema import tickets as tickets_table
from tests.desk.served import ANN, BOB, STAFF

ZONE = ZoneInfo("Asia/Shanghai")
MEI = 902
GROUP, BUSINESS = -1001, FIRST_CHANNEL + 5
SAM = {"owner_id": STAFF, "owner_name": "Sam", "first_owner_id": STAFF, "first_owner_name": "Sam"}

FAR = datetime(2100, 1, 1, tzinfo=ZONE)
Row = dict[str, Any]


def at(day: str, hour: str) -> datetime:
    """Of the company's clock: at("03-02", "10:00")."""
    return datetime.fromisoformat(f"2026-{day}T{hour}").replace(tzinfo=ZONE)


def _ticket(number: int, category: str, opened: datetime, **values: Any) -> Row:
    usual = {"customer_id": BOB, "chat_id": BOB, "via": "chat", "state": "received", "title": f"Matter {number}"}
    return usual | {"id": number, "category": category, "opened_at": opened, "changed_at": opened} | values


TICKETS = [
    # Accepted after 30 minutes, answered after an hour, resolved after five, all within one working day.
    _ticket(
        1,
        "bug",
        at("03-02", "10:00"),
        **SAM,
        **{"customer_id": ANN, "chat_id": ANN, "state": "resolved", "accepted_at": at("03-02", "10:30")},
        **{"answered_at": at("03-02", "11:00"), "resolved_at": at("03-02", "15:00"), "cause": "product"},
        **{"way": "answer", "rating": 5, "rated_at": at("03-03", "10:00")},
    ),
    # From Friday 17:00: accepted on Monday 9:30 (1.5 working hours, 64.5 by the clock), answered at 10:00 (2; 65),
    # resolved on Tuesday 10:00 (1 + 9 + 1 = 11; 89) by somebody else than who was asked first.
    _ticket(
        2,
        "hosting",
        at("03-06", "17:00"),
        **SAM | {"owner_id": MEI, "owner_name": "Mei"},
        **{"chat_id": GROUP, "state": "resolved", "accepted_at": at("03-09", "09:30")},
        **{"answered_at": at("03-09", "10:00"), "resolved_at": at("03-10", "10:00"), "cause": "process"},
        **{"way": "phone", "rating": 2, "rated_at": at("03-11", "10:00")},
    ),
    # From Saturday noon: accepted on Monday 9:10 (10 minutes of work, 45 h 10 min by the clock), and sent to hosting.
    _ticket(
        3,
        "bug",
        at("03-07", "12:00"),
        **SAM,
        **{"chat_id": None, "via": "desk", "state": "accepted", "accepted_at": at("03-09", "09:10")},
        department="hosting",
    ),
    # In the last half hour of the month, which in London is long before midnight.
    _ticket(4, "question", at("03-31", "23:30"), chat_id=BUSINESS),
    # In the first minutes of April, which in London is still March.
    _ticket(5, "bug", at("04-01", "00:10")),
    # Opened in February (Friday 17:00), resolved on Monday 9:30 by who was asked first, in another department. In 2026
    # the Saturday between is worked in the place of a holiday: 1 + 9 + 0.5 = 10.5 working hours, 64.5 by the clock.
    _ticket(
        6,
        "bug",
        at("02-27", "17:00"),
        **SAM,
        **{"state": "resolved", "resolved_at": at("03-02", "09:30"), "accepted_at": at("02-27", "17:30")},
        **{"cause": "process", "way": "remote", "department": "hosting", "reopenings": 2},
    ),
    # Went on in the first: it is not counted.
    _ticket(7, "bug", at("03-05", "10:00"), merged_into_id=1, state="resolved", resolved_at=at("03-05", "11:00")),
    # By a program, closed by the customer after three hours, before anybody had it; it had been reopened.
    _ticket(
        8,
        "complaint",
        at("03-12", "09:00"),
        **{"chat_id": None, "via": "api", "state": "resolved", "resolved_at": at("03-12", "12:00"), "reopenings": 1},
    ),
]
SAMS, MEIS = {"by_id": STAFF, "by_name": "Sam"}, {"by_id": MEI, "by_name": "Mei"}
PROMISES: list[Row] = [
    {"ticket_id": 1, "promised_at": at("03-02", "16:00"), "outcome": "kept"} | SAMS,
    {"ticket_id": 2, "promised_at": at("03-09", "18:00"), "outcome": "slipped"} | SAMS,
    {"ticket_id": 2, "promised_at": at("03-10", "12:00"), "outcome": "kept"} | MEIS,
    {"ticket_id": 3, "promised_at": at("03-20", "12:00"), "outcome": "moved"} | SAMS,
    {"ticket_id": 7, "promised_at": at("03-21", "12:00"), "outcome": "dropped"} | SAMS,
    # For a time in April.
    {"ticket_id": 3, "promised_at": at("04-02", "12:00"), "outcome": None} | SAMS,
]
ANSWERS = [
    (1, STAFF, "Sam", "reply", at("03-02", "11:00")),
    (2, STAFF, "Samuel", "reply", at("03-09", "10:00")),  # the same person under another name
    (2, None, "ERP", "reply", at("03-09", "11:00")),
    (2, STAFF, "Sam", "note", at("03-09", "11:00")),  # no answer
    (3, STAFF, "Sam", "reply", at("04-01", "00:00")),  # not in March
]
EFFORTS: list[Row] = [
    {"ticket_id": 1, "at": at("03-02", "15:00"), "person_id": STAFF, "person_name": "Sam", "minutes": 30, "cents": 0}
    | {"gesture": ""},
    {"ticket_id": 2, "at": at("03-10", "10:00"), "person_id": MEI, "person_name": "Mei", "minutes": 45, "cents": 5000}
    | {"gesture": "A month free"},
    {"ticket_id": 3, "at": at("04-01", "00:00"), "person_id": STAFF, "person_name": "Sam", "minutes": 99, "cents": 99}
    | {"gesture": "x"},
]


async def store(tx: AsyncConnection) -> None:
    await tx.execute(insert(accounts).values(id=7, name="Harbour Ltd"))
    known = {"language": "en", "first_seen_at": at("02-01", "09:00")}
    await tx.execute(
        insert(customers),
        [{"id": ANN, "name": "Ann", "account_id": 7} | known, {"id": BOB, "name": "Bob", "account_id": None} | known],
    )
    kinds = {ANN: "private", BOB: "private", GROUP: "supergroup", BUSINESS: "business"}
    await tx.execute(
        insert(chats), [{"id": number, "kind": kind, "title": "x"} | known for number, kind in kinds.items()]
    )
    for ticket in TICKETS:
        await tx.execute(insert(tickets_table).values(**ticket))
    for promise in PROMISES:
        await tx.execute(insert(promises).values(made_at=at("03-01", "09:00"), **promise))
    for ticket_id, author_id, name, kind, moment in ANSWERS:
        said = {"kind": kind, "via": "desk", "text": "x", "at": moment}
        await tx.execute(insert(entries).values(ticket_id=ticket_id, author_id=author_id, author_name=name, **said))
    await tx.execute(insert(efforts), EFFORTS)
    up = [{"ticket_id": 2, "reason": "slipped", "level": 2}, {"ticket_id": 4, "reason": "late", "level": 1}]
    moments = [at("03-09", "18:00"), at("04-01", "10:00")]
    await tx.execute(insert(escalations), [one | {"at": moment} for one, moment in zip(up, moments, strict=True)])
    outcomes = {"ticket": 1, "entry": 2, "ignored: staff": 5}
    books = {"received": 8, "outcomes": outcomes, "waiting": 0, "failed": 0, "kept": 3}
    await tx.execute(insert(reconciliations).values(day=date(2026, 3, 2), counted_at=at("03-03", "00:05"), **books))
