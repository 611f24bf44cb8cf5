"""A broadcast from the desk's form to the customers' chats: the whole program, with the sandbox in Telegram's place."""

import csv
import io
import re
from html import unescape
from pathlib import Path

import httpx
import pytest

from bot.broadcast import BroadcastState
from bot.storage import broadcasts, sessions
from desk.visitors import COOKIE
from tests.bot.attachments import PNG
from tests.ferry import ANN, DESK, GROUP, STAFF, WANG, Ferry, Json, migrated, sailing, texts_of

HIDDEN = re.compile(r'<input type="hidden" name="(\w+)" value="([^"]*)">')


async def _browser(ferry: Ferry) -> httpx.AsyncClient:
    """Staff's, signed in."""
    async with ferry.database.transaction() as tx:
        secret = await sessions.begin(tx, STAFF, "Sam", ferry.clock.now())
    address = f"http://127.0.0.1:{ferry.app.web.port}"
    headers = {"Cookie": f"{COOKIE}={secret}", "Origin": DESK}
    return httpx.AsyncClient(base_url=address, headers=headers, timeout=30, trust_env=False)


def _form(page: str) -> dict[str, list[str]]:
    form: dict[str, list[str]] = {}
    for name, value in HIDDEN.findall(page):
        form.setdefault(name, []).append(unescape(value))
    return form


async def test_a_picture_goes_from_the_form_to_every_chat(
    tmp_path: Path, tmp_path_factory: pytest.TempPathFactory
) -> None:
    async with sailing(tmp_path, await migrated(tmp_path_factory.getbasetemp())) as ferry:
        for customer in (ANN, WANG):
            await ferry.hear(customer, "/start")
        before = {chat: len(ferry.written(chat)) for chat in (ANN, WANG, GROUP, STAFF)}

        def new(chat: int) -> list[Json]:
            return ferry.written(chat)[before[chat] :]

        async with await _browser(ferry) as browser:
            sent = {"text": "<b>Look</b> & see", "buttons": "Go - https://x.example", "audience": "private"}
            files = [("files", ("look.png", PNG, "image/png"))]
            saved = await browser.post(
                "/staff/broadcasts/new", data=sent | {"key": "k", "then": "preview"}, files=files
            )
            number = int(saved.headers["location"].split("/")[3])
            uploaded, preview = new(STAFF)
            here = f"/staff/broadcasts/{number}"
            confirmation = (await browser.get(f"{here}/send?when=now")).text
            assert "<dt>Chats at this moment</dt><dd>2</dd>" in confirmation
            for _ in range(2):
                await browser.post(f"{here}/send", data=_form(confirmation))

            async def is_done() -> bool:
                async with ferry.database.reading() as tx:
                    # Whoever keeps the agenda looks again two seconds later, and time stands still here.
                    ferry.app.agenda.ring()
                    return (await broadcasts.get(tx, number)).state is BroadcastState.DONE

            await ferry.until(is_done)
            for customer in (ANN, WANG):
                [got] = new(customer)
                for name in ("caption", "caption_entities", "reply_markup"):
                    assert got[name] == preview[name]
                # The last size is the picture itself.
                assert got["photo"][-1] == preview["photo"][-1]
            assert uploaded["photo"][-1] == preview["photo"][-1]
            assert new(GROUP) == []
            rows = list(csv.reader(io.StringIO((await browser.get(f"{here}/ledger.csv")).text)))
            assert [(row[0], row[2]) for row in rows[1:]] == [(str(ANN), "sent"), (str(WANG), "sent")]
            assert "2 of 2" in (await browser.get("/staff/broadcasts")).text


async def test_words_of_the_desk_are_what_the_next_announcement_says(
    tmp_path: Path, tmp_path_factory: pytest.TempPathFactory
) -> None:
    async with sailing(tmp_path, await migrated(tmp_path_factory.getbasetemp())) as ferry:
        await ferry.hear(ANN, "/start")
        async with await _browser(ferry) as browser:
            page = (await browser.get("/staff/announcements")).text
            assert "1 April 2026, 15:30" in page
            text = "<i>{name}</i>, see {link} until {deadline}"
            saved = await browser.post("/staff/announcements/live/en", data={"text": text})
            assert saved.status_code == 303
        ferry.forward(hours=1, minutes=31)
        await ferry.until(lambda: any("until 19 April" in text for text in texts_of(ferry.written(ANN))))
        assert texts_of(ferry.written(ANN))[-1].startswith("Ann, see https://desk.example.com/my/")
        await ferry.quiet()
