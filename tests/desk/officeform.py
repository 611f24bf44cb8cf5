"""A form of the office as a browser would send it back: what stands in its fields."""

import re
from html import unescape

import httpx

from tests.desk.served import Served

_INPUT = re.compile(r"<input[^>]*>")
_TEXT = re.compile(r'<textarea[^>]*name="([^"]+)"[^>]*>\n?(.*?)</textarea>', re.DOTALL)
_SELECT = re.compile(r'<select[^>]*name="([^"]+)"[^>]*>(.*?)</select>', re.DOTALL)


def fields_of(page: str) -> dict[str, str]:
    body = page.partition('class="office-form"')[2].partition("</form>")[0]
    found = {}
    for tag in _INPUT.findall(body):
        name, value = re.search(r'name="([^"]+)"', tag), re.search(r'value="([^"]*)"', tag)
        if name and ("checkbox" not in tag or " checked" in tag):
            found[name[1]] = unescape(value[1]) if value else ""
    found |= {name: unescape(text) for name, text in _TEXT.findall(body)}
    for name, options in _SELECT.findall(body):
        chosen = re.search(r'value="([^"]*)" selected', options) or re.search(r'value="([^"]*)"', options)
        found[name] = unescape(chosen[1]) if chosen else ""
    return found


async def opened(desk: Served, document: str, headers: dict[str, str]) -> dict[str, str]:
    answer = await desk.client.get(f"/admin/office/{document}", headers=headers)
    assert answer.status_code == 200
    return fields_of(answer.text)


async def sent(desk: Served, document: str, headers: dict[str, str], form: dict[str, str]) -> httpx.Response:
    return await desk.client.post(f"/admin/office/{document}", data=form, headers=headers)


async def changed(desk: Served, document: str, headers: dict[str, str], **fields: str) -> httpx.Response:
    """The form as it stands, with these fields changed; their dots are written as two underscores."""
    form = await opened(desk, document, headers)
    return await sent(desk, document, headers, form | {name.replace("__", "."): fields[name] for name in fields})
