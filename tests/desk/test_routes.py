"""Who may do what: every route of the desk, for everybody who might try it."""

from datetime import timedelta

import httpx
import pytest
from fastapi.routing import iter_route_contexts

from bot.links import LinkKind
from bot.people import Role
from bot.storage import customers, sessions, tickets
from bot.storage.schema import api_tokens
from bot.storage.sessions import SESSION_LASTS
from bot.tickets import Ticket
from desk.visitors import COOKIE
from tests.desk.api.routes import API_ROUTES, BODIES, BY_ADMIN, BY_ADMIN_DONE, webhook
from tests.desk.campaigns import draft
from tests.desk.moveroutes import MOVE_ROUTES
from tests.desk.served import ADMIN, ANN, BOB, STAFF, Served
from tests.desk.weakspots import improvement

VISITORS = ("nobody", "customer", "other", "staff", "admin", "expired", "former")
"""The customer whose ticket it is; another one with a link of their own; people whose links, sessions and tokens no
longer hold; one who was staff and is no longer."""

EVERYBODY = (200,) * 7
BY_LINK = (404, 200, 404, 404, 404, 404, 404)
BY_LINK_DONE = (404, 303, 404, 404, 404, 404, 404)
BY_STAFF = ("sign-in", "sign-in", "sign-in", 200, 200, "sign-in", "sign-in")
BY_STAFF_DONE = ("sign-in", "sign-in", "sign-in", 303, 303, "sign-in", "sign-in")
BY_STAFF_SAID = (401, 401, 401, 303, 303, 401, 401)
"""Not sent to the sign-in: what they wrote would be lost."""

BY_STAFF_TRIED = ("sign-in", "sign-in", "sign-in", 422, 422, "sign-in", "sign-in")
"""There is nothing to merge with, to link with or to split off."""

BY_STAFF_ONCE = ("sign-in", "sign-in", "sign-in", 303, 409, "sign-in", "sign-in")
"""The second one comes too late."""

BY_STAFF_SAID_ONCE = (401, 401, 401, 303, 409, 401, 401)
BY_STAFF_TOO_EARLY = (401, 401, 401, 409, 409, 401, 401)
"""Nobody has accepted the issue yet."""

BY_STAFF_UNSURE = ("sign-in", "sign-in", "sign-in", 409, 409, "sign-in", "sign-in")

ROUTES: dict[tuple[str, str], tuple[int | str, ...]] = {
    ("GET", "/"): EVERYBODY,
    ("GET", "/t/{secret}"): BY_LINK,
    ("GET", "/t/{secret}/live"): BY_LINK,
    ("POST", "/t/{secret}/answer"): BY_LINK_DONE,
    ("POST", "/t/{secret}/close"): BY_LINK_DONE,
    ("POST", "/t/{secret}/reopen"): BY_LINK_DONE,
    ("POST", "/t/{secret}/call"): BY_LINK_DONE,
    # It is not resolved: words would come back, and there are none.
    ("POST", "/t/{secret}/rate"): BY_LINK_DONE,
    ("GET", "/t/{secret}/files/{file_id}"): BY_LINK,
    ("GET", "/t/{secret}/files/{file_id}/preview"): BY_LINK,
    ("GET", "/my/{secret}"): BY_LINK,
    ("GET", "/my/{secret}/live"): BY_LINK,
    ("POST", "/my/{secret}"): BY_LINK_DONE,
    ("POST", "/my/{secret}/news"): BY_LINK_DONE,
    ("GET", "/app"): EVERYBODY,
    # By what Telegram signed alone: tests/desk/test_miniapp.py.
    ("POST", "/app"): (403,) * 7,
    ("GET", "/staff/sign-in"): EVERYBODY,
    ("GET", "/staff/sign-in/{secret}"): (404, 404, 404, 200, 200, 404, 404),
    ("POST", "/staff/sign-in/{secret}"): (404, 404, 404, 303, 303, 404, 404),
    ("POST", "/staff/sign-out"): ("sign-in",) * 7,
    ("GET", "/staff"): BY_STAFF,
    ("GET", "/staff/rows"): BY_STAFF,
    # Without a name, and without an issue, there is nothing to do.
    ("POST", "/staff/views"): BY_STAFF_TRIED,
    ("POST", "/staff/views/{view_id}/delete"): BY_STAFF_DONE,
    ("POST", "/staff/bulk"): BY_STAFF_TRIED,
    ("POST", "/staff/bulk/undo"): BY_STAFF_DONE,
    ("GET", "/staff/t/{ticket_id}"): BY_STAFF,
    ("GET", "/staff/t/{ticket_id}/news"): BY_STAFF,
    ("GET", "/staff/t/{ticket_id}/files/{file_id}"): BY_STAFF,
    ("GET", "/staff/t/{ticket_id}/files/{file_id}/preview"): BY_STAFF,
    ("POST", "/staff/t/{ticket_id}/accept"): BY_STAFF_DONE,
    ("POST", "/staff/t/{ticket_id}/called"): BY_STAFF_DONE,
    ("POST", "/staff/t/{ticket_id}/reply"): BY_STAFF_SAID,
    ("POST", "/staff/t/{ticket_id}/note"): BY_STAFF_SAID,
    ("POST", "/staff/t/{ticket_id}/ask"): BY_STAFF_TOO_EARLY,
    ("POST", "/staff/t/{ticket_id}/invite"): BY_STAFF_SAID,
    ("POST", "/staff/t/{ticket_id}/transfer"): BY_STAFF_TOO_EARLY,
    ("POST", "/staff/t/{ticket_id}/dispatch"): BY_STAFF_SAID_ONCE,
    ("POST", "/staff/t/{ticket_id}/urgent"): BY_STAFF_DONE,
    # Nobody has done anything yet.
    ("POST", "/staff/t/{ticket_id}/undo"): ("sign-in", "sign-in", "sign-in", 409, 409, "sign-in", "sign-in"),
    ("POST", "/staff/t/{ticket_id}/link"): BY_STAFF_TRIED,
    ("POST", "/staff/t/{ticket_id}/unlink"): BY_STAFF_DONE,
    ("POST", "/staff/t/{ticket_id}/resolve"): BY_STAFF_ONCE,
    ("POST", "/staff/t/{ticket_id}/reopen"): BY_STAFF_DONE,
    ("POST", "/staff/t/{ticket_id}/category"): BY_STAFF_DONE,
    ("POST", "/staff/t/{ticket_id}/merge"): BY_STAFF_TRIED,
    ("POST", "/staff/t/{ticket_id}/split"): BY_STAFF_TRIED,
    ("POST", "/staff/t/{ticket_id}/company"): BY_STAFF_DONE,
    ("GET", "/staff/calls"): BY_STAFF,
    ("GET", "/staff/calls.csv"): BY_STAFF,
    ("POST", "/staff/calls"): BY_STAFF_DONE,
    ("GET", "/staff/rewards"): BY_STAFF,
    ("GET", "/staff/rewards.csv"): BY_STAFF,
    ("POST", "/staff/rewards/{reward_id}/hand"): BY_STAFF_DONE,
    ("GET", "/staff/broadcasts"): BY_STAFF,
    ("GET", "/staff/broadcasts/new"): BY_STAFF,
    ("POST", "/staff/broadcasts/new"): BY_STAFF_SAID,
    ("GET", "/staff/broadcasts/count"): BY_STAFF,
    ("GET", "/staff/broadcasts/{broadcast_id}"): BY_STAFF,
    ("GET", "/staff/broadcasts/{broadcast_id}/progress"): BY_STAFF,
    ("GET", "/staff/broadcasts/{broadcast_id}/edit"): BY_STAFF,
    ("POST", "/staff/broadcasts/{broadcast_id}/edit"): BY_STAFF_SAID,
    ("GET", "/staff/broadcasts/{broadcast_id}/send"): BY_STAFF,
    # Without the mark of what was confirmed it asks again.
    ("POST", "/staff/broadcasts/{broadcast_id}/send"): BY_STAFF_UNSURE,
    ("GET", "/staff/broadcasts/{broadcast_id}/ledger"): BY_STAFF,
    ("GET", "/staff/broadcasts/{broadcast_id}/ledger.csv"): BY_STAFF,
    ("POST", "/staff/broadcasts/{broadcast_id}/do/{deed}"): BY_STAFF_DONE,
    ("POST", "/staff/broadcasts/{broadcast_id}/duplicate"): BY_STAFF_DONE,
    ("GET", "/staff/announcements"): BY_STAFF,
    ("GET", "/staff/announcements/{stage}/{code}"): BY_STAFF,
    ("POST", "/staff/announcements/{stage}/{code}"): BY_STAFF_SAID,
    ("POST", "/staff/announcements/{stage}/{code}/forget"): BY_STAFF_DONE,
    ("GET", "/staff/reports"): BY_STAFF,
    ("GET", "/staff/reports/monthly/{month}"): BY_STAFF,
    ("GET", "/staff/reports/{table}.csv"): BY_STAFF,
    ("GET", "/staff/causes"): BY_STAFF,
    ("GET", "/staff/causes/causes.csv"): BY_STAFF,
    ("GET", "/staff/causes/improvements.csv"): BY_STAFF,
    ("POST", "/staff/causes/improvements"): BY_STAFF_SAID,
    ("GET", "/staff/causes/improvements/{improvement_id}"): BY_STAFF,
    ("POST", "/staff/causes/improvements/{improvement_id}"): BY_STAFF_SAID,
    ("POST", "/staff/causes/improvements/{improvement_id}/close"): BY_STAFF_DONE,
    ("POST", "/staff/causes/improvements/{improvement_id}/reopen"): BY_STAFF_DONE,
    ("GET", "/admin"): ("sign-in", "sign-in", "sign-in", 403, 200, "sign-in", "sign-in"),
    ("GET", "/admin/office"): BY_ADMIN,
    ("GET", "/admin/office/{document}"): BY_ADMIN,
    ("POST", "/admin/office/{document}"): (401, 401, 401, 403, 303, 401, 401),
    ("POST", "/admin/office/{document}/forget"): BY_ADMIN_DONE,
    ("GET", "/admin/record"): BY_ADMIN,
    ("GET", "/admin/record.csv"): BY_ADMIN,
    ("GET", "/api/v1/openapi.json"): EVERYBODY,
    ("GET", "/healthz"): EVERYBODY,
    ("GET", "/metrics"): EVERYBODY,
    # Telegram alone may; tests/desk/test_webhook.py lets it.
    ("POST", "/telegram/webhook"): (401,) * 7,
    ("GET", "/static"): EVERYBODY,
    **API_ROUTES,
    **MOVE_ROUTES,
}
IMPROVEMENT = {"text": "A reminder", "cause": "process", "owner": str(STAFF)}
FORMS = {
    "/staff/causes/improvements": IMPROVEMENT,
    "/staff/causes/improvements/{improvement_id}": IMPROVEMENT,
    "/admin/office/{document}": {"version": "0", "0.id": str(ADMIN), "0.name": "Ada"},
    "/admin/webhooks": {"url": "https://erp.example.com/hook", "events": "ticket.rated"},
    "/t/{secret}/answer": {"text": "still broken"},
    "/t/{secret}/rate": {"stars": "5"},
    "/my/{secret}": {"text": "another matter", "category": "bug"},
    "/staff/t/{ticket_id}/accept": {"promise": "hour"},
    "/staff/t/{ticket_id}/resolve": {"cause": "use"},
    "/staff/t/{ticket_id}/reply": {"text": "we are on it"},
    "/staff/t/{ticket_id}/note": {"text": "between us"},
    "/staff/t/{ticket_id}/ask": {"text": "which page?"},
    "/staff/t/{ticket_id}/invite": {"text": "123 456 789"},
    "/staff/t/{ticket_id}/transfer": {"text": "she knows it", "to": str(ADMIN)},
    "/staff/t/{ticket_id}/dispatch": {"text": "it is theirs", "department": "hosting"},
    "/staff/t/{ticket_id}/urgent": {"urgent": "yes"},
    "/staff/t/{ticket_id}/unlink": {"other": "7"},
    "/staff/t/{ticket_id}/category": {"category": "hosting"},
    "/staff/t/{ticket_id}/company": {"company": "Harbour Ltd"},
    "/staff/calls": {"customer": str(ANN), "result": "reached"},
    "/staff/broadcasts/new": {"text": "Hello", "audience": "everyone"},
    "/staff/broadcasts/{broadcast_id}/edit": {"text": "Hello", "audience": "everyone"},
    "/staff/announcements/{stage}/{code}": {"text": "See {link} until {deadline}"},
}
FORMER = 902


async def test_every_route_is_in_the_table(desk: Served) -> None:
    served = {
        (method, context.path)
        for context in iter_route_contexts(desk.app.routes)
        for method in (context.methods or {"GET"}) - {"HEAD"}
    }
    assert served == set(ROUTES)


@pytest.mark.parametrize(("method", "path"), ROUTES)
async def test_a_route_answers_each_visitor_as_the_table_says(desk: Served, method: str, path: str) -> None:
    ticket, headers, secrets, tokens = await _visitors(desk, path)
    file_id = (await desk.files_of(ticket))[0].id
    draft_id = await draft(desk)
    webhook_id = await webhook(desk)
    improvement_id = await improvement(desk)
    outcomes: list[int | str] = []
    for visitor in VISITORS:
        known_headers = {"Origin": desk.origin} | headers.get(visitor, {})
        if path.startswith("/api") and visitor in tokens:
            known_headers["Authorization"] = f"Bearer {tokens[visitor]}"
        address = path.replace("{secret}", secrets[visitor]).replace("{ticket_id}", str(ticket.id))
        address = (
            address.replace("{file_id}", str(file_id))
            .replace("{broadcast_id}", str(draft_id))
            .replace("{contact_id}", "1")
        )
        address = address.replace("{deed}", "cancel").replace("{stage}/{code}", "live/en")
        address = address.replace("{table}", "summary").replace("{month}", "2026-03")
        address = address.replace("{improvement_id}", str(improvement_id))
        address = address.replace("{webhook_id}", str(webhook_id)).replace("{customer_id}", str(ANN))
        address = address.replace("{document}", "members")
        address = address.replace("{account_id}", "7").replace("{reward_id}", "7").replace("{call_id}", "7")
        address = address.replace("{view_id}", "7").replace("{proposal_id}", "7").replace("{grant_id}", "7")
        address = address.replace("{scope}/{number}", f"customer/{ANN}")
        if path.startswith("/api/v1"):
            known_headers |= {"Idempotency-Key": visitor, "If-Match": "*"}
        address += "?audience=everyone" if path.endswith("/count") else ""
        if path == "/static":
            address = "/static/desk.css"
        before = (len(await desk.thread(ticket)), len(await desk.every_ticket()), len(await desk.planned()))
        answer = await desk.client.request(
            method,
            address,
            headers=known_headers,
            data=FORMS.get(path) if method == "POST" else None,
            json=BODIES.get((method, path)),
        )
        outcomes.append(_outcome(answer))
        after = (len(await desk.thread(ticket)), len(await desk.every_ticket()), len(await desk.planned()))
        if outcomes[-1] not in (200, 201, 303):
            assert after == before, f"{visitor} was refused and yet changed something"
    assert tuple(outcomes) == ROUTES[method, path]


@pytest.mark.parametrize("path", [path for method, path in ROUTES if method == "POST" and path.startswith("/staff")])
async def test_no_form_of_staffs_is_taken_from_another_site(desk: Served, path: str) -> None:
    ticket = await desk.ticket(await desk.customer())
    address = path.replace("{ticket_id}", str(ticket.id)).replace("{secret}", await desk.invitation(STAFF))
    address = address.replace("{broadcast_id}", str(await draft(desk))).replace("{deed}", "cancel")
    address = address.replace("{stage}/{code}", "live/en").replace("{improvement_id}", "1")
    address = address.replace("{reward_id}", "7")
    headers = await desk.session(STAFF) | {"Origin": "https://evil.example"}
    answer = await desk.client.post(address, data=FORMS.get(path), headers=headers)
    assert answer.status_code == 403
    assert len(await desk.thread(ticket)) == 1


def _outcome(answer: httpx.Response) -> int | str:
    if answer.status_code == 303 and answer.headers["location"] == "/staff/sign-in":
        return "sign-in"
    return answer.status_code


async def _visitors(
    desk: Served, path: str
) -> tuple[Ticket, dict[str, dict[str, str]], dict[str, str], dict[str, str]]:
    """Ann's ticket; then for each visitor the headers, the secret for the address and the token of the API."""
    links = desk.parts.links
    ann, bob = await desk.customer(ANN, "Ann"), await desk.customer(BOB, "Bob")
    ticket = await desk.ticket(ann, files=[await desk.kept(b"GIF89a")])
    expired = await desk.session(STAFF)
    old_invitation = await desk.invitation(STAFF)
    kind, number = (LinkKind.TICKET, ticket.id) if path.startswith("/t/") else (LinkKind.DESK, ann.id)
    revoked = links.secret(kind, number, 0)
    async with desk.database.transaction() as tx:
        await tickets.revoke_link(tx, ticket.id, now=desk.clock.now())
        await customers.revoke_link(tx, ann.id)
        old_token = await sessions.issue_api_token(tx, "old", Role.STAFF, desk.clock.now())
        await tx.execute(api_tokens.update().values(revoked_at=desk.clock.now()))
    desk.clock.forward(SESSION_LASTS + timedelta(minutes=1))
    tokens = {"customer": revoked, "other": "guess", "expired": old_token}
    async with desk.database.transaction() as tx:
        for visitor, role in (("staff", Role.STAFF), ("admin", Role.ADMIN), ("former", Role.STAFF)):
            tokens[visitor] = await sessions.issue_api_token(tx, visitor, role, desk.clock.now())
    headers = {
        "staff": await desk.session(STAFF),
        "admin": await desk.session(ADMIN),
        "expired": expired,
        "former": await desk.session(FORMER),
        "other": {"Cookie": f"{COOKIE}=guess"},
    }
    others = links.secret(kind, bob.id, 0).partition("-")[2]
    forged = f"{number}-{others}"
    secrets = dict.fromkeys(VISITORS, forged) | {
        "nobody": f"{number}-AAAAAAAAAAAAAAAAAAAAAA",
        "customer": links.secret(kind, number, 1),
        "expired": revoked,
    }
    if path.startswith("/staff"):
        secrets |= {
            "customer": await desk.invitation(ann.id),
            "staff": await desk.invitation(STAFF),
            "admin": await desk.invitation(ADMIN),
            "expired": old_invitation,
            "former": await desk.invitation(FORMER),
        }
    return ticket, headers, secrets, tokens
