"""The browser that simulated people open the desk with."""

import html
import re
from dataclasses import dataclass
from typing import Self

from aiohttp import ClientSession, DummyCookieJar, TCPConnector

from sandbox.rehearsal.journal import Journal

COOKIE = "chatferry_session"
_LAST_DRAFT = re.compile(r'name="last_draft" value="(\d+)"')
_WORDS = re.compile(r"<textarea[^>]*>(.*?)</textarea>", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Page:
    status: int
    text: str
    location: str = ""
    cookie: str = ""

    @property
    def last_draft(self) -> str:
        found = _LAST_DRAFT.search(self.text)
        return found.group(1) if found else "0"

    @property
    def words(self) -> str:
        """What stands in the form already."""
        found = _WORDS.search(self.text)
        return html.unescape(found.group(1)).strip() if found else ""


class Browser:
    """For everyone: who somebody is stands in the link, or in the cookie that they hand over."""

    def __init__(self, journal: Journal) -> None:
        self._journal = journal
        # One that is kept would be closed by the hasty desk just when a form is on its way.
        connector = TCPConnector(force_close=True)
        self._session = ClientSession(connector=connector, cookie_jar=DummyCookieJar())

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.close()

    async def close(self) -> None:
        await self._session.close()

    async def get(self, url: str, *, cookie: str = "", token: str = "") -> Page:
        return await self._ask("GET", url, None, cookie, token)

    async def send(self, url: str, form: dict[str, str], *, cookie: str = "") -> Page:
        return await self._ask("POST", url, form, cookie, "")

    async def _ask(self, method: str, url: str, form: dict[str, str] | None, cookie: str, token: str) -> Page:
        headers = {"Sec-Fetch-Site": "same-origin"}
        if cookie:
            headers["Cookie"] = f"{COOKIE}={cookie}"
        if token:
            headers["Authorization"] = f"Bearer {token}"
        async with self._session.request(method, url, data=form, headers=headers, allow_redirects=False) as answer:
            page = Page(
                answer.status,
                await answer.text(),
                answer.headers.get("Location", ""),
                answer.cookies[COOKIE].value if COOKIE in answer.cookies else "",
            )
        self._journal.pages += 1
        if page.status >= 400:
            self._journal.failed[f"the desk answered {page.status} to {method} {_kind_of(url)}"] += 1
        return page


def _kind_of(url: str) -> str:
    """The address without what is personal in it."""
    path = "/" + url.split("/", 3)[-1].partition("?")[0]
    return re.sub(r"/\d+-[\w-]+|/\d+(?=/|$)|(?<=sign-in)/.+", "/…", path)
