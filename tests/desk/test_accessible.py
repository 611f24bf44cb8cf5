"""No page of the desk keeps anybody out: axe-core finds no serious violation, at any size and in any colours.

A new page is a line in PAGES.
"""

from dataclasses import dataclass
from datetime import timedelta

import pytest
from axe_playwright_python.async_playwright import Axe  # type: ignore[import-untyped]
from playwright.async_api import Browser, Page, ViewportSize

from bot.broadcast import BroadcastState
from bot.casework import acceptance, answers, resolution
from bot.casework.case import Case, Doer
from bot.office.documents import Document
from bot.storage import contacts, rewards
from bot.tickets import Ticket
from desk.visitors import COOKIE
from tests.browser import DESKTOP, PHONE
from tests.desk.api.routes import webhook
from tests.desk.campaigns import draft
from tests.desk.served import ADMIN, STAFF, Served
from tests.desk.weakspots import improvement

pytestmark = pytest.mark.browser

BAD = {"serious", "critical"}
# {...}: as `_lived_in` names it. "address > heading": what follows when its form is sent.
PAGES = {
    "customer": (
        "/",
        "/app",
        "/nothing",
        "/staff/sign-in",
        "{my}",
        "{my}?saved=yes",
        "{fresh}",
        "{accepted}",
        "{asked}",
        "{late}",
        "{resolved}",
        "{rated}",
    ),
    "staff": (
        "/staff",
        "/staff?state=accepted",
        "/staff/t/{number}",
        "/staff/t/{asked_number}",
        "/staff/calls",
        "/staff/calls?why=contact",
        "/staff/rewards",
        "/staff/broadcasts",
        "/staff/broadcasts/new",
        "/staff/broadcasts/{broadcast}",
        "/staff/broadcasts/{broadcast}/ledger",
        "/staff/announcements",
        "/staff/announcements/live/en",
        "/staff/reports",
        "/staff/reports/monthly/2026-03",
        "/staff/causes",
        "/staff/move",
    ),
    "admin": (
        "/admin",
        "/admin/closing",
        "/admin/transition",
        "/admin/transition > deadline",
        "/admin/people",
        "/admin/people/invitations",
        "/admin/transition/slots",
        "/admin/transition/of",
        "/admin/transition/of/customer/11",
        "/admin/webhooks",
        "/admin/webhooks/{webhook}",
        "/admin/record",
        "/admin/office",
        *(f"/admin/office/{document}" for document in Document),
    ),
}


@dataclass(frozen=True)
class Look:
    size: ViewportSize
    colours: str
    language: str

    def __str__(self) -> str:
        return f"{'phone' if self.size is PHONE else 'desktop'}-{self.colours}-{self.language}"


LOOKS = (Look(PHONE, "light", "zh"), Look(DESKTOP, "dark", "en"))


@pytest.mark.parametrize("look", LOOKS, ids=str)
@pytest.mark.parametrize("who", PAGES)
async def test_axe_finds_nothing_serious(desk: Served, browser: Browser, who: str, look: Look) -> None:
    places = await _lived_in(desk, look.language)
    locale = {"zh": "zh-CN", "en": "en-GB"}[look.language]
    context = await browser.new_context(viewport=look.size, color_scheme=look.colours, locale=locale)  # type: ignore[arg-type]
    if who != "customer":
        session = await desk.session({"staff": STAFF, "admin": ADMIN}[who])
        secret = session["Cookie"].removeprefix(f"{COOKIE}=")
        await context.add_cookies([{"name": COOKIE, "value": secret, "url": desk.origin}])
    page = await context.new_page()
    found: list[str] = []
    for path in PAGES[who]:
        address = path.format(**places)
        address, _, heading = address.partition(" > ")
        await page.goto(desk.origin + address)
        if heading:
            form = page.locator(f"form[aria-labelledby={heading}]")
            # The first choice is another one than what is so now.
            await form.locator("select").first.select_option(index=0)
            await form.locator("button[type=submit]").click()
            await page.locator("button[name=then]").wait_for()
        found += [f"{path}: {one}" for one in await _violations(page)]
        # All that a page hides until it is asked for.
        await page.evaluate("for (const one of document.querySelectorAll('details')) one.open = true")
        found += [f"{path}, opened: {one}" for one in await _violations(page)]
    await context.close()
    assert sorted(set(found)) == []


async def _violations(page: Page) -> list[str]:
    results = await Axe().run(page)
    return [
        f"{one['id']}: {node['html'][:200]} {node.get('failureSummary', '')[:200]}"
        for one in results.response["violations"]
        if one["impact"] in BAD
        for node in one["nodes"]
    ]


async def _lived_in(desk: Served, language: str) -> dict[str, str]:
    """Issues in every state, and something of all that there is; what to put into the addresses of PAGES."""
    desk.parts.office.load({Document.REWARDS: [{"rule": "first-issue", "gift": {"zh": "代金券", "en": "a voucher"}}]})
    ann = await desk.customer(language=language)
    now = desk.clock.now()
    made: dict[str, Ticket] = {
        name: await desk.ticket(ann, f"{name} matter", files=[await desk.kept(b"%PDF-1.4")])
        for name in ("fresh", "accepted", "asked", "late", "resolved", "rated")
    }
    async with desk.database.transaction() as tx:
        cases = {
            name: await Case.open(tx, desk.parts.bureau, ticket.id, Doer(STAFF, "Sam"), now)
            for name, ticket in made.items()
        }
        for name in ("accepted", "asked", "late"):
            await acceptance.accept(cases[name], now + timedelta(hours=4))
        await acceptance.transfer(cases["accepted"], 77, "Kim", "holidays")
        await answers.reply(cases["accepted"], "We look into it.")
        await answers.note(cases["accepted"], "A difficult matter.")
        await answers.ask(cases["asked"], "Which page?")
        await cases["late"].change(slipped_at=now, callback_wish="morning", callback_wished_at=now)
        for name in ("resolved", "rated"):
            await resolution.resolve(cases[name], resolution.Solution())
        await cases["rated"].change(rating=2, rating_text="slow", rated_at=now)
        await rewards.earn(tx, customer_id=ann.id, ticket_id=made["fresh"].id, rule="x", gift="a voucher", now=now)
        blank = dict.fromkeys(("account_id", "language", "customer_id", "joined_at"))
        listed = {"reference": "C-1", "name": "Kai", "phone": "+49 30 1", "tags": ["VIP"], "added_at": now}
        await contacts.add(tx, [blank | listed | {"generation": 0}])
    await improvement(desk)
    return {
        "my": desk.desk_path(ann),
        **{name: desk.ticket_path(ticket) for name, ticket in made.items()},
        "number": str(made["accepted"].id),
        "asked_number": str(made["asked"].id),
        "broadcast": str(await draft(desk, state=BroadcastState.RUNNING)),
        "webhook": str(await webhook(desk)),
    }
