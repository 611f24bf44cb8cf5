"""The API for other programs."""

from datetime import timedelta
from typing import Any

import pytest

from bot.people import Role
from bot.storage import customers, sessions, tickets
from bot.storage.entries import File
from tests.desk.served import ANN, NOW, STAFF, Served

KEPT = (
    *("id", "title", "category", "state", "light", "via", "customer", "chat_id", "owner", "promised_at", "opened_at"),
    *("changed_at", "resolved_at", "entries"),
)


def _like(item: dict[str, Any], names: tuple[str, ...]) -> dict[str, Any]:
    return {name: item[name] for name in names}


@pytest.fixture
async def bearer(desk: Served) -> dict[str, str]:
    async with desk.database.transaction() as tx:
        token = await sessions.issue_api_token(tx, "reports", Role.STAFF, NOW)
    return {"Authorization": f"Bearer {token}"}


async def test_a_ticket_comes_with_all_that_is_known_of_it(desk: Served, bearer: dict[str, str]) -> None:
    files = [File("document", "secret-file-id", "../x.log", "text/plain", 12)]
    ticket = await desk.ticket(await desk.customer(), "The site is down", files=files)
    async with desk.database.transaction() as tx:
        await customers.migrate(tx, ANN, NOW + timedelta(minutes=1))
        await tickets.accept(
            tx, ticket.id, owner_id=STAFF, owner_name="Sam", promised_at=NOW + timedelta(hours=1), now=NOW
        )
    answer = await desk.client.get("/api/v1/tickets", headers=bearer)
    assert answer.headers["content-type"] == "application/json"
    page = answer.json()
    # Scripts rely on this shape: it may gain members, and loses none.
    assert {"items": [_like(page["items"][0], KEPT)], "next": page["next"]} == {
        "items": [
            {
                "id": ticket.id,
                "title": "The site is down",
                "category": "bug",
                "state": "accepted",
                "light": "blue",
                "via": "chat",
                "customer": {"id": ANN, "name": "Ann", "migrated_at": "2026-04-01T06:01:00Z", "account": None},
                "chat_id": ANN,
                "owner": "Sam",
                "promised_at": "2026-04-01T07:00:00Z",
                "opened_at": "2026-04-01T06:00:00Z",
                "changed_at": "2026-04-01T06:00:00Z",
                "resolved_at": None,
                "entries": [
                    {
                        "id": 1,
                        "kind": "message",
                        "via": "chat",
                        "author": "Ann",
                        "text": "The site is down",
                        "at": "2026-04-01T06:00:00Z",
                        "files": [{"kind": "document", "name": "../x.log", "mime": "text/plain", "size": 12}],
                    }
                ],
            }
        ],
        "next": None,
    }


async def test_the_cursor_leads_through_all_tickets_once(desk: Served, bearer: dict[str, str]) -> None:
    ann = await desk.customer()
    made = [(await desk.ticket(ann)).id for _ in range(7)]
    seen: list[int] = []
    query: dict[str, Any] = {"limit": 3}
    sizes = []
    while True:
        page = (await desk.client.get("/api/v1/tickets", headers=bearer, params=query)).json()
        seen += [item["id"] for item in page["items"]]
        sizes.append(len(page["items"]))
        if page["next"] is None:
            break
        assert isinstance(page["next"], str)
        query["cursor"] = page["next"]
    assert seen == made
    assert sizes == [3, 3, 1]


async def test_a_last_page_that_is_full_has_no_next(desk: Served, bearer: dict[str, str]) -> None:
    await desk.ticket(await desk.customer())
    page = (await desk.client.get("/api/v1/tickets?limit=1", headers=bearer)).json()
    assert (len(page["items"]), page["next"]) == (1, None)


@pytest.mark.parametrize(
    "headers",
    [{}, {"Authorization": "Bearer wrong"}, {"Authorization": "Basic d3Jvbmc6"}, {"Authorization": "Bearer"}],
)
async def test_without_a_valid_token_there_is_a_challenge(desk: Served, headers: dict[str, str]) -> None:
    answer = await desk.client.get("/api/v1/tickets", headers=headers)
    assert (answer.status_code, answer.headers["www-authenticate"]) == (401, "Bearer")
    assert answer.headers["content-type"] == "application/problem+json"
    assert answer.json() == {
        "type": "about:blank",
        "title": "Unauthorized",
        "status": 401,
        "detail": "A valid bearer token is needed.",
    }


async def test_a_token_of_a_role_that_may_not_read_is_refused(desk: Served) -> None:
    async with desk.database.transaction() as tx:
        token = await sessions.issue_api_token(tx, "nobody", Role.CUSTOMER, NOW)
    answer = await desk.client.get("/api/v1/tickets", headers={"Authorization": f"Bearer {token}"})
    assert answer.status_code == 403


@pytest.mark.parametrize("query", ["limit=0", "limit=201", "limit=x", "cursor=x", "cursor=-1", f"cursor={2**63}"])
async def test_a_wrong_parameter_is_named(desk: Served, bearer: dict[str, str], query: str) -> None:
    answer = await desk.client.get(f"/api/v1/tickets?{query}", headers=bearer)
    assert answer.status_code == 422
    assert answer.headers["content-type"] == "application/problem+json"
    assert answer.json()["detail"].startswith(query.partition("=")[0])


async def test_unknown_addresses_of_the_api_are_told_as_problems(desk: Served) -> None:
    answer = await desk.client.get("/api/v1/nothing")
    assert (answer.status_code, answer.headers["content-type"]) == (404, "application/problem+json")
    answer = await desk.client.put("/api/v1/tickets")
    assert (answer.status_code, answer.json()["title"]) == (405, "Method Not Allowed")
    assert answer.headers["allow"] == "GET, POST"


async def test_openapi_describes_the_api_alone(desk: Served) -> None:
    described = (await desk.client.get("/api/v1/openapi.json")).json()
    assert {path.split("/")[1] for path in described["paths"]} == {"api"}
    assert described["servers"] == [{"url": desk.parts.links.public_url}]
    responses = described["paths"]["/api/v1/tickets"]["get"]["responses"]
    assert set(responses) == {"200", "401", "403", "422", "503"}
    assert "application/problem+json" in responses["422"]["content"]
    for path in ("/docs", "/redoc"):
        assert (await desk.client.get(path)).status_code == 404
