"""Admins take in lists of people, and hand out invitations."""

import csv
import io
import re

import httpx

from bot.storage import contacts
from desk.security import MAX_BODY, MAX_LIST
from tests.desk.served import ADMIN, Served

LIST = "编号,姓名,公司,语言\nC-1,<王小明>,银河主机,zh\nC-2,Ann,=Harbour,en\n".encode("gb18030")


async def _send(desk: Served, raw: bytes, then: str = "all") -> httpx.Response:
    files = {"file": ("customers.csv", raw, "text/csv")}
    headers = await desk.session(ADMIN)
    return await desk.client.post("/admin/people", data={"then": then}, files=files, headers=headers)


async def _get(desk: Served, path: str = "/admin/people") -> str:
    answer = await desk.client.get(path, headers=await desk.session(ADMIN))
    assert answer.status_code == 200
    return answer.text


async def _count(desk: Served) -> int:
    async with desk.database.reading() as tx:
        return (await contacts.count(tx))[0]


async def test_a_list_is_looked_at_and_taken_in(desk: Served) -> None:
    looked = await _send(desk, LIST, "look")
    assert "2 new, 0 changed, 0 as before, 0 with faults; 2 new companies." in looked.text
    assert (looked.status_code, await _count(desk)) == (200, 0)
    taken = await _send(desk, LIST)
    assert "Saved." in taken.text
    assert await _count(desk) == 2
    page = await _get(desk)
    assert "The company knows 2, and 0 of them have come to the bot." in page
    assert "&lt;王小明&gt;" in page


async def test_bad_lines_are_told_and_only_the_good_ones_taken_when_asked_for(desk: Served) -> None:
    raw = b"id,name\n1,Ann\n2,\n"
    refused = await _send(desk, raw)
    assert (refused.status_code, await _count(desk)) == (422, 0)
    assert "Line 3, name: is empty; write it there." in refused.text
    assert (await _send(desk, raw, "good")).status_code == 200
    assert await _count(desk) == 1
    assert "The first line has no heading name, reference" in (await _send(desk, b"Ann\n")).text


async def test_invitations_are_printed_with_a_code_each_in_their_own_language(desk: Served) -> None:
    await _send(desk, LIST)
    page = await _get(desk, "/admin/people/invitations")
    assert page.count("<svg") == 2
    assert "style=" not in page
    assert '<li class="invitation" lang="zh">' in page
    assert "诚邀您" in page
    assert "we would love to take you along" in page
    assert len(set(re.findall(r"https://t\.me/\w+\?start=[\w-]+", page))) == 2


async def test_the_links_are_a_list_too_and_none_is_a_formula(desk: Served) -> None:
    await _send(desk, LIST)
    rows = list(csv.DictReader(io.StringIO((await _get(desk, "/admin/people/invitations.csv")).removeprefix("\ufeff"))))
    assert [(row["reference"], row["company"]) for row in rows] == [("C-1", "银河主机"), ("C-2", "'=Harbour")]
    page = await _get(desk, "/admin/people/invitations")
    assert all(row["link"] in page for row in rows)


async def test_a_voided_invitation_is_replaced(desk: Served) -> None:
    await _send(desk, b"id,name\n1,Ann\n")
    before = await _get(desk, "/admin/people/invitations.csv")
    number = re.findall(r"/admin/people/(\d+)/revoke", await _get(desk))[0]
    await desk.client.post(f"/admin/people/{number}/revoke", headers=await desk.session(ADMIN))
    assert await _get(desk, "/admin/people/invitations.csv") != before


async def test_a_list_of_fifty_thousand_customers_is_taken_in_on_the_page(desk: Served) -> None:
    lines = [
        f"C-{number},Customer number {number},Company {number % 500},en,+4930{number:08},VIP;contract {'x' * 130}"
        for number in range(50_000)
    ]
    raw = "\n".join(["reference,name,company,language,phone,tags", *lines]).encode()
    assert len(raw) > 10_000_000
    taken = await _send(desk, raw)
    assert "50,000 new" in taken.text or "50000 new" in taken.text
    assert await _count(desk) == 50_000


async def test_a_longer_list_is_refused_with_the_limit(desk: Served) -> None:
    assert "Up to 20 MB here" in await _get(desk)
    refused = await _send(desk, b"x" * (MAX_LIST + MAX_BODY))
    assert refused.status_code == 413
    assert "At most 21 MB can be sent here at once." in refused.text
    assert await _count(desk) == 0
