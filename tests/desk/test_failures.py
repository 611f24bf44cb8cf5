"""When something goes wrong, nobody's words are lost and nobody learns why."""

import logging
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from html import escape
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy.exc import OperationalError
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.errors import StorageUnavailable
from bot.storage.database import Database
from tests.desk.served import STAFF, Served, serving

TEXT = "line one\n</textarea><script>\nline three"


class Failing(Database):
    """A database that can be made to fail: the outermost edge."""

    error: Exception | None = None

    @asynccontextmanager
    async def transaction(self) -> AsyncIterator[AsyncConnection]:
        if self.error:
            raise self.error
        async with super().transaction() as tx:
            yield tx

    @asynccontextmanager
    async def reading(self) -> AsyncIterator[AsyncConnection]:
        if self.error:
            raise self.error
        async with super().reading() as tx:
            yield tx


@pytest.fixture
async def database(sqlite_url: str) -> AsyncIterator[Database]:
    database = Failing(sqlite_url)
    yield database
    await database.close()


def _fail(desk: Served, error: Exception | None) -> None:
    assert isinstance(desk.database, Failing)
    desk.database.error = error


DOWN = [
    OperationalError("SELECT secret", {}, Exception("disk I/O error")),
    ConnectionRefusedError("secret"),
    TimeoutError("secret"),
    StorageUnavailable("secret"),
]


@pytest.mark.parametrize("error", DOWN, ids=lambda error: type(error).__name__)
async def test_without_a_database_the_text_is_kept_and_can_be_sent_again(desk: Served, error: Exception) -> None:
    ticket = await desk.ticket(await desk.customer())
    path = desk.ticket_path(ticket)
    _fail(desk, error)
    page = await desk.client.get(path)
    assert (page.status_code, page.headers["retry-after"]) == (503, "5")
    assert "try again in a moment" in page.text
    answer = await desk.client.post(f"{path}/answer", data={"text": TEXT, "key": 'k"1'})
    assert (answer.status_code, answer.headers["retry-after"]) == (503, "5")
    assert f"\n{escape(TEXT)}</textarea>" in answer.text
    assert 'name="key" value="k&#34;1"' in answer.text
    assert "secret" not in page.text + answer.text
    _fail(desk, None)
    assert (await desk.client.post(f"{path}/answer", data={"text": TEXT, "key": 'k"1'})).status_code == 303
    assert (await desk.thread(ticket))[-1].text == TEXT


async def test_a_new_issue_keeps_all_of_its_form(desk: Served) -> None:
    path = desk.desk_path(await desk.customer(language="zh"))
    _fail(desk, OSError())
    form = {"text": TEXT, "category": "bug", "last_draft": "3", "key": "k"}
    answer = await desk.client.post(path, data=form, headers={"Accept-Language": "zh"})
    assert answer.status_code == 503
    assert "内容没有丢失" in answer.text
    for name in ("category", "last_draft", "key"):
        assert f'<input type="hidden" name="{name}" value="{form[name]}">' in answer.text


async def test_the_unexpected_keeps_the_text_too_and_tells_no_details(
    desk: Served, caplog: pytest.LogCaptureFixture
) -> None:
    ticket = await desk.ticket(await desk.customer())
    path = desk.ticket_path(ticket)
    _fail(desk, ZeroDivisionError("secret detail"))
    with caplog.at_level(logging.ERROR):
        answer = await desk.client.post(f"{path}/answer", data={"text": TEXT})
        page = await desk.client.get(path)
    assert (answer.status_code, page.status_code) == (500, 500)
    assert f"\n{escape(TEXT)}</textarea>" in answer.text
    assert "We are sorry" in page.text
    for shown in (answer, page):
        assert "secret detail" not in shown.text
        assert "Traceback" not in shown.text
        assert "default-src 'none'" in shown.headers["content-security-policy"]
    assert "ZeroDivisionError" in caplog.text
    assert path not in caplog.text


async def test_pages_without_a_form_tell_the_unexpected_as_kindly(desk: Served) -> None:
    session = await desk.session(STAFF)
    _fail(desk, ZeroDivisionError())
    page = await desk.client.get("/staff/sign-in/x", headers=session)
    assert page.status_code == 500
    assert "We are sorry" in page.text
    assert page.headers["referrer-policy"] == "same-origin"
    assert page.headers["cache-control"] == "no-store"


async def test_programs_are_told_in_their_own_way(desk: Served) -> None:
    _fail(desk, OSError("secret"))
    bearer = {"Authorization": "Bearer x"}
    for path in ("/api/v1/tickets", "/metrics"):
        answer = await desk.client.get(path, headers=bearer)
        assert (answer.status_code, answer.headers["content-type"]) == (503, "application/problem+json")
        assert "secret" not in answer.text
    _fail(desk, ZeroDivisionError("secret"))
    answer = await desk.client.get("/metrics")
    assert answer.json() == {"type": "about:blank", "title": "Internal Server Error", "status": 500}


async def test_staff_who_are_signed_out_while_writing_keep_their_text(desk: Served) -> None:
    ticket = await desk.ticket(await desk.customer())
    headers = {"Origin": desk.origin}
    answer = await desk.client.post(f"/staff/t/{ticket.id}/reply", data={"text": TEXT, "key": "k"}, headers=headers)
    assert answer.status_code == 401
    assert f"\n{escape(TEXT)}</textarea>" in answer.text
    # But what another site sends in their name is not shown.
    answer = await desk.client.post(f"/staff/t/{ticket.id}/reply", data={"text": TEXT}, headers={"Origin": "null"})
    assert "line three" not in answer.text


async def test_unknown_addresses_and_methods_are_kind_pages(desk: Served) -> None:
    for method, path, status in (("GET", "/nothing", 404), ("GET", "/static/../app.py", 404), ("PUT", "/", 405)):
        answer = await desk.client.request(method, path)
        assert answer.status_code == status
        assert "<h1>" in answer.text


async def test_a_real_database_that_is_gone_is_noticed(database: Database, tmp_path: Path) -> None:
    # The file is replaced by rubbish under the running desk.
    async with serving(database) as desk:
        path = desk.desk_path(await desk.customer())
        await database.engine.dispose()
        for file in Path(str(database.url.database)).parent.glob("desk.db*"):
            file.unlink()
        answers: list[Any] = [await desk.client.get(path), await desk.client.post(path, data={"text": TEXT})]
    assert [answer.status_code for answer in answers] == [503, 503]
