"""An internal note reaches no customer, by any road: chat, card, page, file, business chat or another's export."""

from collections.abc import AsyncIterator
from pathlib import Path

import httpx
import pytest

from bot.casework import acceptance, answers, resolution
from bot.casework.case import Case, Doer
from bot.casework.escalating import escalate
from bot.casework.phoning import Result, Said, called
from bot.escalation import Reason
from bot.links import LinkKind
from bot.storage import customers, personal_data
from tests.ferry import ANN, GROUP, STAFF, WANG, Ferry, migrated, sailing
from tests.handlers.account import Account

SECRET = "between us: the customer is right"
MARKS = (SECRET, "escalated", "overridden", "manager-words", "the check warned of it")
"""What stands in notes and traces only."""


@pytest.fixture
async def ferry(tmp_path: Path, tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Ferry]:
    template = await migrated(tmp_path_factory.getbasetemp())
    async with sailing(tmp_path, template, desk={"public_url": None}) as ferry:
        yield ferry


async def work(ferry: Ferry, number: int) -> None:
    """All that staff and the rules keep among themselves, and around it what they do not."""
    doer = Doer(STAFF, "Sam")
    async with ferry.database.transaction() as tx:
        case = await Case.open(tx, ferry.app.bureau, number, doer, ferry.clock.now())
        await answers.note(case, SECRET)
        await acceptance.mark_urgent(case, True)
        await escalate(case, Reason.MANAGER)
        promised = ferry.app.office.calendar.closes(ferry.clock.now(), ferry.app.office.zone)
        assert promised is not None
        await acceptance.accept(case, promised)
        await answers.reply(case, "We are on it.", in_spite="the check warned of it")
        await called(case, Said(Result.REACHED, SECRET))
        await resolution.resolve(case, resolution.Solution())
    ferry.app.outbox.ring()
    ferry.app.agenda.ring()
    await ferry.quiet()


async def test_no_road_leads_out(ferry: Ferry) -> None:
    account = Account(ferry, ferry.sandbox.world.connect_business(STAFF))
    await ferry.quiet()
    await ferry.hear(ANN, "I want the manager: our domain has expired")
    await ferry.hear(WANG, "Our invoice is wrong", chat=GROUP)
    await account.hear(WANG, "Our server is slow today")
    found = await ferry.tickets()
    assert len(found) == 3
    for ticket in found:
        await work(ferry, ticket.id)
    said = [str(ferry.written(chat)) for chat in (ANN, WANG, GROUP)]
    said += [str(call.params) for call in ferry.sandbox.api.calls.after() if call.params.get("chat_id") != STAFF]
    async with ferry.database.reading() as tx:
        said += [str(await personal_data.of_customer(tx, person)) for person in (ANN, WANG)]
        known = {person: await customers.get(tx, person) for person in (ANN, WANG)}
    links, base = ferry.app.links, ferry.app.public_url
    async with httpx.AsyncClient(base_url=base, trust_env=False) as client:
        for ticket in await ferry.tickets():
            secret = links.secret(LinkKind.TICKET, ticket.id, ticket.link_generation)
            said.append((await client.get(f"/t/{secret}")).raise_for_status().text)
        for person, customer in known.items():
            assert customer is not None
            secret = links.secret(LinkKind.DESK, person, customer.link_generation)
            said.append((await client.get(f"/my/{secret}")).raise_for_status().text)
    assert any("We are on it." in one for one in said)
    for one in said:
        for mark in MARKS:
            assert mark not in one, f"{mark}: {one[:2000]}"
