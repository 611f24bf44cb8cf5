"""/admin/record: everything that was ever changed, by whom and when; filtered, page by page, and as a file."""

import re
from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Annotated, Any
from urllib.parse import urlencode

from fastapi import APIRouter, Depends, HTTPException, Query, Request, Response
from fastapi.responses import StreamingResponse

from bot.languages import Language
from bot.storage import record
from bot.storage.record import Filters, Line, Place
from desk.failures import Route
from desk.office.telling import names_of, parts_of
from desk.pages import Shown
from desk.parts import DeskParts, Parts
from desk.spreadsheet import BYTE_ORDER_MARK, line
from desk.visitors import OfficeAdmin

PAGE = 50
PAGE_OF_FILE = 1_000
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND = timedelta(microseconds=1)
_PLACE = re.compile(r"(\d{1,17})-([01])-(\d{1,18})")

router = APIRouter(prefix="/admin", route_class=Route)

Words = Annotated[str, Query(max_length=200)]
Day = Annotated[str, Query(max_length=40)]


@dataclass(frozen=True, slots=True)
class Asked:
    """As it came; "" for what was not asked for."""

    subject: str
    person: str
    first: str
    last: str

    @property
    def question(self) -> str:
        """For an address."""
        asked = {"subject": self.subject, "person": self.person, "from": self.first, "to": self.last}
        return urlencode({name: value for name, value in asked.items() if value})


async def _asked(
    subject: Words = "",
    person: Words = "",
    first: Annotated[str, Query(alias="from", max_length=40)] = "",
    last: Annotated[str, Query(alias="to", max_length=40)] = "",
) -> Asked:
    return Asked(*(value.replace("\0", "") for value in (subject, person, first, last)))


Wanted = Annotated[Asked, Depends(_asked)]


@router.get("/record")
async def show(
    request: Request, colleague: OfficeAdmin, parts: Parts, pages: Shown, asked: Wanted, before: Day = ""
) -> Response:
    """Newest first; ``before`` pages on behind that place. A period that cannot be read is not filtered by."""
    filters, place = _filters(asked, parts), _place(before)
    async with parts.database.reading() as tx:
        found = await record.page(tx, filters or Filters(), before=place, limit=PAGE + 1)
        subjects, persons = await record.subjects(tx), await record.persons(tx)
    return pages.page(
        request,
        "record.html",
        status=200 if filters else 422,
        colleague=colleague,
        asked=asked,
        question=asked.question,
        unread=filters is None,
        subjects=subjects,
        persons=persons,
        lines=[(one, parts_of(one.change)) for one in found[:PAGE]],
        names=names_of(parts.office, pages.language(request).code),
        older=_address(found[PAGE - 1].place) if len(found) > PAGE else "",
        first_page=place is None,
    )


@router.get("/record.csv")
async def download(colleague: OfficeAdmin, parts: Parts, pages: Shown, request: Request, asked: Wanted) -> Response:
    """A line for each field that was changed."""
    filters = _filters(asked, parts)
    if filters is None:
        raise HTTPException(404)
    return StreamingResponse(
        _file(parts, filters, pages.language(request)),
        media_type="text/csv; charset=utf-8",
        headers={"Content-Disposition": 'attachment; filename="record.csv"'},
    )


async def _file(parts: DeskParts, filters: Filters, language: Language) -> AsyncIterator[str]:
    """A page of the record at a time, each read by itself: the file may be long, and who downloads it slow."""
    yield BYTE_ORDER_MARK + line(
        [
            language.gettext("Time"),
            language.gettext("Who"),
            language.gettext("What"),
            language.gettext("Item"),
            language.gettext("Field"),
            language.gettext("Before"),
            language.gettext("After"),
            language.gettext("Reason"),
        ]
    )
    place: Place | None = None
    while True:
        async with parts.database.reading() as tx:
            found = await record.page(tx, filters, before=place, limit=PAGE_OF_FILE)
        yield "".join(_lines(one, parts) for one in found)
        if len(found) < PAGE_OF_FILE:
            return
        place = found[-1].place


def _lines(one: Line, parts: DeskParts) -> str:
    change, zone = one.change, parts.company.zone

    def told(values: tuple[Any, ...]) -> str:
        moments = (
            f"{value.astimezone(zone):%Y-%m-%d %H:%M:%S}" if isinstance(value, datetime) else value for value in values
        )
        return ", ".join(str(value) for value in moments)

    at = f"{change.at.astimezone(zone):%Y-%m-%d %H:%M:%S}"
    begins = [at, change.person_name, change.subject, change.item]
    return "".join(
        line([*begins, part.field, told(part.gone), told(part.come), one.reason]) for part in parts_of(change)
    )


def _filters(asked: Asked, parts: DeskParts) -> Filters | None:
    """None where the period cannot be read."""
    zone = parts.company.zone
    try:
        first, last = (date.fromisoformat(day) if day else None for day in (asked.first, asked.last))
        if first and last and last < first:
            return None
        since = datetime.combine(first, time(), zone).astimezone(UTC) if first else None
        until = datetime.combine(last + timedelta(days=1), time(), zone).astimezone(UTC) if last else None
    except (ValueError, OverflowError):
        return None
    return Filters(asked.subject or None, asked.person or None, since, until)


def _address(place: Place) -> str:
    return f"{(place.at - _EPOCH) // _MICROSECOND}-{int(place.of_transition)}-{place.id}"


def _place(written: str) -> Place | None:
    match = _PLACE.fullmatch(written)
    if not match:
        return None
    try:
        return Place(_EPOCH + int(match[1]) * _MICROSECOND, match[2] == "1", int(match[3]))
    except OverflowError:
        return None
