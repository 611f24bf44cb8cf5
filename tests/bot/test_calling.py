"""The caller, with a program that really listens: told, tried again, given up, kept out of private networks."""

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import timedelta
from zoneinfo import ZoneInfo

import pytest
from aiohttp import web
from standardwebhooks import Webhook as Verifier

from bot.calling import Caller
from bot.casework.events import Event
from bot.clock import ManualClock, SystemClock
from bot.office.office import Office
from bot.storage import erasure, events, webhooks
from bot.storage.database import Database
from bot.storage.webhooks import CallState, Webhook, WebhookCall
from bot.webhooks import RETRIES, secret_of
from tests.bot.moments import NOW
from tests.bot.storage.rows import ANN, known, ticket
from tests.ferry import Ferry, until

KEY = b"k" * 32


@dataclass
class Program:
    """One of the company's: notes what it is told, and answers as it is told to."""

    address: str = ""
    status: int = 200
    slow: bool = False
    heard: list[tuple[dict[str, str], str]] = field(default_factory=list)

    async def listen(self, request: web.Request) -> web.Response:
        self.heard.append(({name.lower(): value for name, value in request.headers.items()}, await request.text()))
        if self.slow:
            await asyncio.sleep(60)
        return web.Response(status=self.status, headers={"Location": f"{self.address}elsewhere"}, text="x" * 100_000)


@pytest.fixture
async def program() -> AsyncIterator[Program]:
    program = Program()
    app = web.Application()
    app.router.add_route("*", "/{any:.*}", program.listen)
    runner = web.AppRunner(app, shutdown_timeout=0.1)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    program.address = f"http://127.0.0.1:{runner.addresses[0][1]}/"
    yield program
    await runner.cleanup()


@dataclass
class Calling:
    database: Database
    clock: ManualClock
    caller: Caller
    webhook: Webhook

    async def happened(self, kind: Event = Event.RATED, **about: object) -> None:
        async with self.database.transaction() as tx:
            await events.add(tx, kind, ticket_id=None, now=self.clock.now(), about=about)

    async def calls(self) -> list[WebhookCall]:
        async with self.database.reading() as tx:
            return await webhooks.calls_of(tx, self.webhook.id, limit=100)

    async def settled(self, state: CallState = CallState.SENT, attempts: int = 1, count: int = 1) -> WebhookCall:
        """The newest call, once so many are in that state after so many attempts."""

        async def true() -> bool:
            found = await self.calls()
            return sum((call.state, call.attempts) == (state, attempts) for call in found) == count

        await until(true, lambda: "the call is not as it should be")
        return (await self.calls())[0]


async def working(database: Database, address: str, *, to_private: bool = True) -> AsyncIterator[Calling]:
    clock = ManualClock(SystemClock().now())
    async with database.transaction() as tx:
        webhook = await webhooks.create(tx, address, list(Event), by="Eve", now=clock.now())
    caller = Caller(database, clock, Office(ZoneInfo("Asia/Shanghai")), KEY, to_private=to_private)
    task = asyncio.create_task(caller.run(timedelta(seconds=0.01)))
    yield Calling(database, clock, caller, webhook)
    assert not task.done(), task.exception()
    task.cancel()
    with suppress(asyncio.CancelledError):
        await task


@pytest.fixture
async def calling(database: Database, program: Program) -> AsyncIterator[Calling]:
    async for calling in working(database, program.address):
        yield calling


async def test_a_program_is_told_and_can_check_who_tells(calling: Calling, program: Program) -> None:
    async with calling.database.transaction() as tx:
        await known(tx)
        opened = await ticket(tx, now=calling.clock.now())
    call = await calling.settled()
    [(headers, body)] = program.heard
    told = Verifier(secret_of(KEY, calling.webhook.id, 0)).verify(body, headers)
    assert (told["type"], told["data"]["ticket"]["title"]) == ("ticket.created", "The site is down")
    assert told["data"]["ticket"]["id"] == opened.id
    assert (headers["webhook-id"], headers["content-type"]) == (f"msg_{call.id}", "application/json")


async def test_what_fails_is_told_again_under_the_same_id(calling: Calling, program: Program) -> None:
    program.status = 500
    await calling.happened(stars=5)
    call = await calling.settled(CallState.WAITING)
    assert call.error == "HTTP 500"
    assert RETRIES[0] <= call.due_at - calling.clock.now() <= RETRIES[0] * 1.2
    await asyncio.sleep(0.1)
    assert len(program.heard) == 1
    program.status = 204
    calling.clock.forward(timedelta(seconds=6))
    await calling.settled(CallState.SENT, 2)
    assert len({headers["webhook-id"] for headers, _ in program.heard}) == 1
    assert len({body for _, body in program.heard}) == 1


async def test_after_the_last_attempt_it_is_given_up_and_sent_again_at_wish(calling: Calling, program: Program) -> None:
    program.status = 404
    await calling.happened()
    for attempt in range(1, len(RETRIES) + 1):
        await calling.settled(CallState.WAITING, attempt)
        calling.clock.forward(timedelta(hours=17))
    await calling.settled(CallState.DEAD, len(RETRIES) + 1)
    program.status = 200
    async with calling.database.transaction() as tx:
        await webhooks.send_again(tx, calling.webhook.id, calling.clock.now())
    await calling.settled(CallState.SENT)


async def test_a_redirect_is_not_followed(calling: Calling, program: Program) -> None:
    program.status = 302
    await calling.happened()
    assert (await calling.settled(CallState.WAITING)).error == "HTTP 302"
    assert len(program.heard) == 1


async def test_a_program_that_is_gone_is_not_called_any_more(calling: Calling, program: Program) -> None:
    program.status = 410
    await calling.happened()
    await calling.settled(CallState.DEAD)
    async with calling.database.reading() as tx:
        assert (await webhooks.get(tx, calling.webhook.id)).ended_at is not None
    await calling.happened()
    await asyncio.sleep(0.1)
    assert len(program.heard) == 1
    assert len(await calling.calls()) == 1


async def test_one_that_does_not_answer_is_left_after_a_while_and_holds_up_no_other(
    calling: Calling, program: Program, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.calling.TIMEOUT_SECONDS", 0.3)
    async for hasty in working(calling.database, f"{program.address}slow"):
        program.slow = True
        await hasty.happened()
        call = await hasty.settled(CallState.WAITING)
        assert call.error == "no answer within 0.3 seconds"


async def test_where_nobody_listens_the_error_says_so(database: Database) -> None:
    async for calling in working(database, "http://127.0.0.1:1/"):
        await calling.happened()
        assert "127.0.0.1:1" in ((await calling.settled(CallState.WAITING)).error or "")


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost", "0x7f.1", "[::ffff:127.0.0.1]"])
async def test_private_addresses_are_refused_whatever_leads_to_them(
    database: Database, program: Program, host: str
) -> None:
    address = program.address.replace("127.0.0.1", host)
    async for calling in working(database, address, to_private=False):
        await calling.happened()
        assert "private network" in ((await calling.settled(CallState.WAITING)).error or "")
    assert program.heard == []


async def test_words_that_were_erased_meanwhile_are_not_told(database: Database, program: Program) -> None:
    async for calling in working(database, program.address):
        program.status = 500
        async with calling.database.transaction() as tx:
            await known(tx)
            await ticket(tx, now=calling.clock.now())
        await calling.settled(CallState.WAITING)
        async with calling.database.transaction() as tx:
            await erasure.erase(tx, ANN, NOW)
        assert "site" not in (await calling.calls())[0].body
        program.status = 200
        calling.clock.forward(timedelta(seconds=6))
        await calling.settled(CallState.SENT, 2)
    assert json.loads(program.heard[-1][1])["data"]["ticket"]["title"] == erasure.ERASED


async def test_the_whole_program_calls_but_no_private_address_unless_it_is_allowed(
    ferry: Ferry, program: Program
) -> None:
    async with ferry.database.transaction() as tx:
        await webhooks.create(tx, program.address, [Event.CREATED], by="Eve", now=NOW)
    await ferry.hear(ANN, "The site is down")

    async def refused() -> bool:
        async with ferry.database.reading() as tx:
            found = await webhooks.calls_of(tx, 1, limit=1)
        return bool(found) and "desk.webhooks_to_private" in (found[0].error or "")

    await ferry.until(refused)
    assert program.heard == []
