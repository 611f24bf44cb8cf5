"""Tickets through the API: found, made once, changed only as they were read."""

import asyncio
from datetime import timedelta
from typing import Any

import httpx
import pytest

from bot.people import Role
from bot.storage import accounts, chats, customers, erasure
from bot.tickets import EntryKind, State, Via
from tests.desk.api.conftest import token
from tests.desk.served import ANN, BOB, NOW, Served

Json = dict[str, Any]
FILED = {"customer": ANN, "text": "The shop\nis down", "category": "bug"}


def keyed(headers: dict[str, str], key: str) -> dict[str, str]:
    return headers | {"Idempotency-Key": key}


async def file(desk: Served, headers: dict[str, str], asked: object = FILED, key: str = "k1") -> httpx.Response:
    return await desk.client.post("/api/v1/tickets", json=asked, headers=keyed(headers, key))


async def test_a_ticket_is_filed_on_behalf_of_a_customer_and_confirmed_in_their_chat(
    desk: Served, crm: dict[str, str]
) -> None:
    await desk.customer()
    async with desk.database.transaction() as tx:
        await chats.seen(tx, ANN, kind="private", title="Ann", language=None, now=NOW)
    answer = await file(desk, crm)
    made = answer.json()
    assert (answer.status_code, made["title"], made["via"], made["state"]) == (201, "The shop", "api", "received")
    assert answer.headers["location"] == f"{desk.parts.links.public_url}/api/v1/tickets/{made['id']}"
    assert [entry["author"] for entry in made["entries"]] == ["Ann"]
    [card] = await desk.planned()
    assert (card.chat_id, card.ticket_id, card.purpose) == (ANN, made["id"], "card")


async def test_who_has_no_private_chat_with_the_bot_is_sent_nothing(desk: Served, crm: dict[str, str]) -> None:
    await desk.customer()
    assert (await file(desk, crm)).json()["chat_id"] is None
    assert await desk.planned() == []


async def test_without_a_category_the_text_suggests_one(desk: Served, crm: dict[str, str]) -> None:
    await desk.customer()
    asked = {"customer": ANN, "text": "My domain and its DNS do not work"}
    assert (await file(desk, crm, asked)).json()["category"] == "hosting"


async def test_the_same_call_with_the_same_key_makes_one_ticket_even_two_at_once(desk_on_each: Served) -> None:
    desk = desk_on_each
    crm = await token(desk, Role.STAFF, "CRM")
    await desk.customer()
    first, second = await asyncio.gather(file(desk, crm), file(desk, crm))
    third = await file(desk, crm, dict(reversed(FILED.items())))
    assert (first.status_code, first.text) == (second.status_code, second.text) == (third.status_code, third.text)
    assert len(await desk.every_ticket()) == 1


async def test_a_key_that_came_with_another_body_is_refused(desk: Served, crm: dict[str, str]) -> None:
    await desk.customer()
    await file(desk, crm)
    answer = await file(desk, crm, FILED | {"text": "Something else"})
    assert (answer.status_code, "Idempotency-Key" in answer.json()["detail"]) == (422, True)
    assert len(await desk.every_ticket()) == 1


async def test_a_key_belongs_to_its_token(desk: Served, crm: dict[str, str], ops: dict[str, str]) -> None:
    await desk.customer()
    assert (await file(desk, crm)).json()["id"] != (await file(desk, ops)).json()["id"]


async def test_a_refused_call_may_be_mended_under_the_same_key(desk: Served, crm: dict[str, str]) -> None:
    assert (await file(desk, crm)).status_code == 422  # nobody of that number yet
    await desk.customer()
    assert (await file(desk, crm)).status_code == 201


@pytest.mark.parametrize(
    ("asked", "named"),
    [
        ({"customer": 99, "text": "x"}, "customer"),
        (FILED | {"category": "nothing"}, "category"),
        (FILED | {"text": " \x00\n"}, "text"),
        (FILED | {"text": "x" * 10_001}, "text"),
        (FILED | {"customer": 2**63}, "customer"),
        (FILED | {"titel": "x"}, "titel"),
        ({"text": "x"}, "customer"),
    ],
)
async def test_what_is_wrong_with_a_new_ticket_is_named(
    desk: Served, crm: dict[str, str], asked: Json, named: str
) -> None:
    await desk.customer()
    answer = await file(desk, crm, asked)
    assert (answer.status_code, answer.headers["content-type"]) == (422, "application/problem+json")
    assert answer.json()["detail"].startswith(named)
    assert await desk.every_ticket() == []


async def test_without_a_key_nothing_is_filed(desk: Served, crm: dict[str, str]) -> None:
    await desk.customer()
    answer = await desk.client.post("/api/v1/tickets", json=FILED, headers=crm)
    assert (answer.status_code, answer.json()["detail"]) == (422, "Idempotency-Key: Field required")


@pytest.mark.parametrize(
    ("body", "content_type", "status"),
    [
        (b"customer=1", "application/x-www-form-urlencoded", 415),
        (b"{}", "", 415),
        (b"{", "application/json", 422),
        (b"\xff", "application/json", 400),
        (b"[" * 100_000, "application/json", 400),
        (b'{"text": "' + b"x" * 1_000_001, "application/json", 413),
    ],
)
async def test_a_body_that_is_no_json_is_told_as_a_problem(
    desk: Served, crm: dict[str, str], body: bytes, content_type: str, status: int
) -> None:
    headers = keyed(crm, "k") | ({"Content-Type": content_type} if content_type else {})
    answer = await desk.client.post("/api/v1/tickets", content=body, headers=headers)
    assert (answer.status_code, answer.headers["content-type"]) == (status, "application/problem+json")


async def test_filters_leave_what_fits_all_of_them(desk: Served, crm: dict[str, str]) -> None:
    ann, bob = await desk.customer(), await desk.customer(BOB, "Bob")
    hers, his = await desk.ticket(ann), await desk.ticket(bob)
    desk.clock.forward(timedelta(seconds=1))
    moved = await desk.client.patch(
        f"/api/v1/tickets/{his.id}", json={"department": "service"}, headers=crm | {"If-Match": "*"}
    )
    assert moved.json()["department"] == "service"

    async def found(**query: Any) -> list[int]:
        page = (await desk.client.get("/api/v1/tickets", params=query, headers=crm)).json()
        return [item["id"] for item in page["items"]]

    assert await found(customer=ANN) == [hers.id]
    assert await found(state="received") == [hers.id, his.id]
    assert await found(state="resolved") == []
    assert await found(category="bug", department="engineering") == [hers.id]
    assert await found(department="service") == [his.id]
    assert await found(department="gone") == []
    assert await found(updated_since=moved.json()["changed_at"]) == [his.id]
    assert await found(updated_since="2026-04-01T14:00:00+08:00") == [hers.id, his.id]
    desk.clock.forward(timedelta(seconds=1))
    async with desk.database.transaction() as tx:
        await erasure.erase(tx, ANN, desk.clock.now())
    # Who keeps a copy has words to forget.
    assert await found(updated_since=desk.clock.now().isoformat()) == [hers.id]


@pytest.mark.parametrize(
    "query",
    ["state=open", "category=No Key", "customer=-1", "updated_since=yesterday", "updated_since=2026-04-01T00:00"],
)
async def test_a_wrong_filter_is_named(desk: Served, crm: dict[str, str], query: str) -> None:
    answer = await desk.client.get(f"/api/v1/tickets?{query}", headers=crm)
    assert (answer.status_code, answer.json()["detail"].partition(":")[0]) == (422, query.partition("=")[0])


async def test_a_change_needs_the_etag_of_what_was_read(desk: Served, crm: dict[str, str]) -> None:
    ticket = await desk.ticket(await desk.customer())
    address, change = f"/api/v1/tickets/{ticket.id}", {"urgent": True}
    tag = (await desk.client.get(address, headers=crm)).headers["etag"]
    assert (await desk.client.patch(address, json=change, headers=crm)).status_code == 428
    for wrong in ('"other"', f"W/{tag}", tag.strip('"')):
        assert (await desk.client.patch(address, json=change, headers=crm | {"If-Match": wrong})).status_code == 412
    done = await desk.client.patch(address, json=change, headers=crm | {"If-Match": f'"a", {tag}'})
    assert (done.status_code, done.json()["urgent"]) == (200, True)
    assert done.headers["etag"] == (await desk.client.get(address, headers=crm)).headers["etag"] != tag
    late = await desk.client.patch(address, json={"urgent": False}, headers=crm | {"If-Match": tag})
    assert (late.status_code, late.headers["etag"]) == (412, done.headers["etag"])
    assert (await desk.now_of(ticket)).urgent


async def test_of_two_changes_at_once_one_is_refused(desk_on_each: Served) -> None:
    desk = desk_on_each
    crm = await token(desk, Role.STAFF, "CRM")
    ticket = await desk.ticket(await desk.customer())
    address = f"/api/v1/tickets/{ticket.id}"
    tag = (await desk.client.get(address, headers=crm)).headers["etag"]
    tried = [
        desk.client.patch(address, json={"category": category}, headers=crm | {"If-Match": tag})
        for category in ("hosting", "question")
    ]
    assert sorted(answer.status_code for answer in await asyncio.gather(*tried)) == [200, 412]


async def test_anything_new_in_the_thread_makes_another_etag(desk: Served, crm: dict[str, str]) -> None:
    ticket = await desk.ticket(await desk.customer())
    address = f"/api/v1/tickets/{ticket.id}"
    tag = (await desk.client.get(address, headers=crm)).headers["etag"]
    assert (await desk.client.post(f"{address}/note", json={"text": "x"}, headers=crm)).headers["etag"] != tag


async def test_sorting_teaches_the_suggestions_and_names_what_is_unknown(desk: Served, crm: dict[str, str]) -> None:
    ticket = await desk.ticket(await desk.customer(), "Zebra crossing")
    address, any_version = f"/api/v1/tickets/{ticket.id}", crm | {"If-Match": "*"}
    for field in ("category", "department"):
        answer = await desk.client.patch(address, json={field: "nothing"}, headers=any_version)
        assert (answer.status_code, answer.json()["detail"].partition(":")[0]) == (422, field)
    assert (await desk.client.patch(address, json={}, headers=any_version)).status_code == 422
    done = await desk.client.patch(address, json={"category": "advice"}, headers=any_version)
    assert done.json()["category"] == "advice"
    assert desk.parts.suggester.suggest("zebra crossing") == "advice"


async def test_entries_come_page_by_page_with_internal_ones_named(desk: Served, crm: dict[str, str]) -> None:
    ticket = await desk.ticket(await desk.customer())
    address = f"/api/v1/tickets/{ticket.id}"
    for text in ("one", "two", "three"):
        await desk.client.post(f"{address}/note", json={"text": text}, headers=crm)
    page = (await desk.client.get(f"{address}/entries?limit=3", headers=crm)).json()
    rest = (await desk.client.get(f"{address}/entries?cursor={page['next']}", headers=crm)).json()
    assert [entry["text"] for entry in page["items"] + rest["items"]] == ["The site is down", "one", "two", "three"]
    assert rest["next"] is None
    assert {entry["kind"] for entry in rest["items"]} == {EntryKind.NOTE}
    assert {entry["author"] for entry in rest["items"]} == {"CRM"}
    assert (await desk.client.get("/api/v1/tickets/99/entries", headers=crm)).status_code == 404


async def test_customers_and_companies_are_listed_with_each_other(desk: Served, crm: dict[str, str]) -> None:
    await desk.customer()
    await desk.customer(BOB, "Bob")
    async with desk.database.transaction() as tx:
        harbour = await accounts.named(tx, "Harbour Ltd")
        await accounts.assign(tx, harbour, customer_id=BOB, chat_id=None)
        await customers.set_phone(tx, BOB, "+86 21 5555 0100")

    async def get(path: str) -> Any:
        return (await desk.client.get(f"/api/v1/{path}", headers=crm)).json()

    first = await get("customers?limit=1")
    assert ([one["id"] for one in first["items"]], first["next"]) == ([ANN], str(ANN))
    assert [one["id"] for one in (await get(f"customers?cursor={ANN}"))["items"]] == [BOB]
    assert [one["id"] for one in (await get(f"customers?account={harbour}"))["items"]] == [BOB]
    bob = await get(f"customers/{BOB}")
    assert (bob["account"], bob["phone"]) == ({"id": harbour, "name": "Harbour Ltd"}, "+86 21 5555 0100")
    assert await get("accounts") == {"items": [{"id": harbour, "name": "Harbour Ltd"}], "next": None}
    assert (await get(f"accounts/{harbour}"))["name"] == "Harbour Ltd"
    assert (await get("customers/99"))["status"] == 404


async def test_departments_and_categories_follow_the_office(desk: Served, crm: dict[str, str]) -> None:
    known = (await desk.client.get("/api/v1/departments", headers=crm)).json()["items"]
    assert [one["key"] for one in known] == [one.key for one in desk.parts.office.departments]
    sorts = (await desk.client.get("/api/v1/categories", headers=crm)).json()["items"]
    assert {one["key"]: one["department"] for one in sorts}["bug"] == "engineering"


async def test_a_ticket_of_the_apis_is_one_of_the_customers_own(desk: Served, crm: dict[str, str]) -> None:
    ann = await desk.customer()
    made = (await file(desk, crm, FILED | {"text": "<b>The shop</b>"})).json()
    page = (await desk.client.get(desk.desk_path(ann))).text
    assert "&lt;b&gt;The shop&lt;/b&gt;" in page
    [ticket] = await desk.every_ticket()
    assert (ticket.id, ticket.via, ticket.state) == (made["id"], Via.API, State.RECEIVED)
