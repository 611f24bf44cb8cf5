"""/admin/people: whom the company knows, taken in from its lists, and their invitations on paper or as a list."""

import io
from collections.abc import AsyncIterator
from typing import Annotated

import segno
from fastapi import APIRouter, Query, Request, Response
from fastapi.responses import StreamingResponse
from markupsafe import Markup

from bot.imports.faults import NoList
from bot.imports.filing import bring_in
from bot.invitations import Invitations
from bot.languages import Language, choose
from bot.storage import contacts
from bot.storage.contacts import Contact
from bot.texts import imports as texts
from desk.failures import Route
from desk.forms import Number
from desk.pages import Pages, Shown
from desk.parts import DeskParts, Parts
from desk.spreadsheet import BYTE_ORDER_MARK, line
from desk.uploads import sent_form
from desk.visitors import Admin, Colleague, FromOurPage

router = APIRouter(prefix="/admin/people", route_class=Route)

SHOWN = 50
ON_PAPER = 96
"""Twelve sheets of eight at a time, so that a browser can show and print them."""
LISTED_AT_ONCE = 500
FAULTS_SHOWN = 100
HEADINGS = ("reference", "name", "company", "language", "came", "link")

After = Annotated[Number, Query()]


@router.get("")
async def show(request: Request, colleague: Admin, parts: Parts, pages: Shown, after: After = 0) -> Response:
    return await _page(request, colleague, parts, pages, after=after)


@router.post("", dependencies=[FromOurPage])
async def take_in(request: Request, colleague: Admin, parts: Parts, pages: Shown) -> Response:
    """Nothing is written of a list with a bad line, but where the good ones are asked for."""
    async with sent_form(request) as form:
        raw = await form.uploads[0].read() if form.uploads else b""
        then = form.text("then")
    words = pages.language(request)
    try:
        report = await bring_in(parts.database, raw, parts.clock.now(), skip_bad=then == "good", dry_run=then == "look")
    except NoList as error:
        return await _page(request, colleague, parts, pages, said=[texts.no_list(words, error)], status=422)
    said = [texts.import_counts(words, report)]
    if report.unknown:
        said.append(texts.headings_left_out(words, report))
    faults = [texts.import_fault(words, fault) for fault in report.faults[:FAULTS_SHOWN]]
    status = 200 if report.kept or then == "look" else 422
    return await _page(request, colleague, parts, pages, said=said, faults=faults, kept=report.kept, status=status)


@router.post("/{contact_id}/revoke", dependencies=[FromOurPage])
async def revoke(contact_id: Number, colleague: Admin, parts: Parts, pages: Shown) -> Response:
    """The invitation that was handed out opens nothing any more; the one that is shown from now on does."""
    async with parts.database.transaction() as tx:
        await contacts.revoke(tx, contact_id)
    return pages.see("/admin/people")


@router.get("/invitations")
async def print_out(request: Request, colleague: Admin, parts: Parts, pages: Shown, after: After = 0) -> Response:
    bot = parts.bot_username()
    async with parts.database.reading() as tx:
        found = await contacts.page(tx, after=after, limit=ON_PAPER, waiting=True)
    cards = [_card(one, company, bot, parts) for one, company in found] if bot else []
    following = found[-1][0].id if len(found) == ON_PAPER else None
    return pages.page(request, "invitations.html", colleague=colleague, bot=bot, cards=cards, following=following)


@router.get("/invitations.csv")
async def list_links(colleague: Admin, parts: Parts) -> Response:
    headers = {"Content-Disposition": 'attachment; filename="invitations.csv"'}
    return StreamingResponse(_lines(parts), media_type="text/csv; charset=utf-8", headers=headers)


async def _lines(parts: DeskParts) -> AsyncIterator[str]:
    yield BYTE_ORDER_MARK + line(HEADINGS)
    bot, after = parts.bot_username(), 0
    while True:
        async with parts.database.reading() as tx:
            found = await contacts.page(tx, after=after, limit=LISTED_AT_ONCE)
        for one, company in found:
            came = one.joined_at.astimezone(parts.company.zone) if one.joined_at else None
            link = _link(one, bot, parts) if bot and came is None else ""
            yield line((one.reference, one.name, company, one.language, f"{came:%Y-%m-%d}" if came else "", link))
        if len(found) < LISTED_AT_ONCE:
            return
        after = found[-1][0].id


def _card(one: Contact, company: str | None, bot: str, parts: DeskParts) -> dict[str, object]:
    language: Language = choose(one.language, parts.company.language)
    link = _link(one, bot, parts)
    return {
        "name": one.name,
        "company": company,
        "lang": language.code,
        "words": texts.invitation_words(language, parts.company.name),
        "link": link,
        "code": _drawn(link),
    }


def _link(one: Contact, bot: str, parts: DeskParts) -> str:
    return Invitations(parts.links.key).link(bot, one.id, one.generation, one.reference)


def _drawn(link: str) -> Markup:
    """The QR code as SVG to stand in a page; its middle level survives a crease in the paper."""
    drawn = io.BytesIO()
    segno.make(link, error="m", micro=False).save(
        drawn, kind="svg", xmldecl=False, svgns=True, omitsize=True, light="white"
    )
    # Ours throughout: a drawing of a link that holds letters, digits and a few marks.
    return Markup(drawn.getvalue().decode())  # noqa: S704


async def _page(
    request: Request,
    colleague: Colleague,
    parts: DeskParts,
    pages: Pages,
    *,
    after: int = 0,
    said: list[str] | None = None,
    faults: list[str] | None = None,
    kept: bool = False,
    status: int = 200,
) -> Response:
    async with parts.database.reading() as tx:
        count, came = await contacts.count(tx)
        found = await contacts.page(tx, after=after, limit=SHOWN)
    return pages.page(
        request,
        "people.html",
        status=status,
        colleague=colleague,
        count=count,
        came=came,
        people=found,
        following=found[-1][0].id if len(found) == SHOWN else None,
        said=said or [],
        faults=faults or [],
        kept=kept,
    )
