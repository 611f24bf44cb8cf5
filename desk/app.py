"""The desk as one ASGI application."""

from fastapi import FastAPI
from fastapi.staticfiles import StaticFiles

from desk import (
    admin,
    announcements,
    api,
    broadcasts,
    drafts,
    files,
    health,
    home,
    ledgers,
    my,
    people,
    regrouping,
    sending,
    sign_in,
    staff,
    staff_ticket,
    tickets,
    webhook,
)
from desk.failures import handle_failures
from desk.pages import STATIC, Pages
from desk.parts import DeskParts
from desk.security import Guard

__all__ = ["DeskParts", "create_app"]


def create_app(parts: DeskParts) -> FastAPI:
    """Serve it without an access log: the addresses hold customers' secrets."""
    app = FastAPI(
        title="Chatferry",
        version="1",
        servers=[{"url": parts.links.public_url}],
        openapi_url="/api/v1/openapi.json",
        # The interactive pages would load their scripts from elsewhere.
        docs_url=None,
        redoc_url=None,
        redirect_slashes=False,
    )
    app.state.parts = parts
    app.state.pages = pages = Pages(parts.company, parts.links, parts.categories)
    app.add_middleware(Guard)
    handle_failures(app, pages)
    # The drafts first: "new" is no broadcast's number.
    campaigns = (drafts, sending, ledgers, broadcasts, announcements)
    for page in (home, tickets, my, files, sign_in, staff, staff_ticket, regrouping, admin, people, *campaigns):
        app.include_router(page.router, include_in_schema=False)
    app.include_router(api.router)
    app.include_router(health.router, include_in_schema=False)
    if parts.receive is not None:
        app.include_router(webhook.router(parts.receive, parts.webhook_secret), include_in_schema=False)
    app.mount("/static", StaticFiles(directory=STATIC), name="static")
    return app
