"""Who may do what with the API and with webhooks: rows for the table of all routes (tests/desk/test_routes.py)."""

from bot.casework.events import Event
from bot.storage import webhooks
from tests.desk.served import ANN, NOW, STAFF, Served

HOOK = "https://crm.example.com/hook"
BY_ADMIN = ("sign-in", "sign-in", "sign-in", 403, 200, "sign-in", "sign-in")
BY_ADMIN_DONE = ("sign-in", "sign-in", "sign-in", 403, 303, "sign-in", "sign-in")
API = (401, 401, 401, 200, 200, 401, 200)
"""A token outlives the person who made it; who is staff no longer has others revoke it."""
API_MADE = (401, 401, 401, 201, 201, 401, 201)
API_NONE = (401, 401, 401, 404, 404, 401, 404)
API_UNFIT = (401, 401, 401, 409, 409, 401, 409)
"""Nobody has accepted the ticket."""
API_ADMIN = (401, 401, 401, 403, 200, 401, 403)
API_ADMIN_MADE = (401, 401, 401, 403, 201, 401, 403)
API_ADMIN_ENDED = (401, 401, 401, 403, 204, 401, 403)
API_ADMIN_NONE = (401, 401, 401, 403, 404, 401, 403)

API_ROUTES: dict[tuple[str, str], tuple[int | str, ...]] = {
    ("GET", "/admin/webhooks"): BY_ADMIN,
    ("POST", "/admin/webhooks"): BY_ADMIN,
    ("GET", "/admin/webhooks/{webhook_id}"): BY_ADMIN,
    ("POST", "/admin/webhooks/{webhook_id}/rotate"): BY_ADMIN,
    ("POST", "/admin/webhooks/{webhook_id}/end"): BY_ADMIN_DONE,
    ("POST", "/admin/webhooks/{webhook_id}/again"): BY_ADMIN_DONE,
    ("GET", "/api/v1/tickets"): API,
    ("POST", "/api/v1/tickets"): API_MADE,
    ("GET", "/api/v1/tickets/{ticket_id}"): API,
    ("PATCH", "/api/v1/tickets/{ticket_id}"): API,
    ("GET", "/api/v1/tickets/{ticket_id}/entries"): API,
    ("POST", "/api/v1/tickets/{ticket_id}/accept"): API,
    ("POST", "/api/v1/tickets/{ticket_id}/reply"): API,
    ("POST", "/api/v1/tickets/{ticket_id}/question"): API_UNFIT,
    ("POST", "/api/v1/tickets/{ticket_id}/note"): API,
    ("POST", "/api/v1/tickets/{ticket_id}/resolve"): (401, 401, 401, 200, 409, 401, 409),
    ("POST", "/api/v1/tickets/{ticket_id}/reopen"): API,
    ("POST", "/api/v1/tickets/{ticket_id}/transfer"): API_UNFIT,
    ("GET", "/api/v1/customers"): API,
    ("GET", "/api/v1/customers/{customer_id}"): API,
    ("GET", "/api/v1/accounts"): API,
    ("GET", "/api/v1/accounts/{account_id}"): API_NONE,
    ("GET", "/api/v1/departments"): API,
    ("GET", "/api/v1/categories"): API,
    ("GET", "/api/v1/transition"): API_ADMIN,
    ("PATCH", "/api/v1/transition"): API_ADMIN,
    ("GET", "/api/v1/webhooks"): API_ADMIN,
    ("POST", "/api/v1/webhooks"): API_ADMIN_MADE,
    ("GET", "/api/v1/webhooks/{webhook_id}"): API_ADMIN,
    ("DELETE", "/api/v1/webhooks/{webhook_id}"): API_ADMIN_ENDED,
    ("POST", "/api/v1/webhooks/{webhook_id}/rotate"): API_ADMIN,
    ("GET", "/api/v1/webhooks/{webhook_id}/calls"): API_ADMIN,
    ("POST", "/api/v1/webhooks/{webhook_id}/calls/again"): API_ADMIN,
    ("POST", "/api/v1/webhooks/{webhook_id}/calls/{call_id}/again"): API_ADMIN_NONE,
}
BODIES: dict[tuple[str, str], dict[str, object]] = {
    ("POST", "/api/v1/tickets"): {"customer": ANN, "text": "The mail is down"},
    ("PATCH", "/api/v1/tickets/{ticket_id}"): {"urgent": True},
    ("POST", "/api/v1/tickets/{ticket_id}/accept"): {"promise": "hour"},
    ("POST", "/api/v1/tickets/{ticket_id}/reply"): {"text": "we are on it"},
    ("POST", "/api/v1/tickets/{ticket_id}/question"): {"text": "since when?"},
    ("POST", "/api/v1/tickets/{ticket_id}/note"): {"text": "between us"},
    ("POST", "/api/v1/tickets/{ticket_id}/resolve"): {"cause": "use"},
    ("POST", "/api/v1/tickets/{ticket_id}/transfer"): {"to": STAFF, "reason": "knows it"},
    ("PATCH", "/api/v1/transition"): {"deadline": "2026-04-15"},
    ("POST", "/api/v1/webhooks"): {"url": "https://crm.example.com/new", "events": ["ticket.rated"]},
}
"""What programs send."""


async def webhook(desk: Served) -> int:
    """The number of one that is called."""
    async with desk.database.transaction() as tx:
        return (await webhooks.create(tx, HOOK, list(Event), by="Eve", now=NOW)).id
