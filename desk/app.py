"""The desk as one ASGI application."""

from fastapi import FastAPI
from fastapi.staticfiles import StaticFiles

from desk import (
    admin,
    announcements,
    answering,
    api,
    broadcasts,
    calls,
    causes,
    closing,
    drafts,
    files,
    following,
    health,
    home,
    improvements,
    ledgers,
    miniapp,
    moving,
    my,
    news,
    people,
    queue_bulk,
    queue_views,
    rating,
    record,
    regrouping,
    rewards,
    sending,
    sign_in,
    solving,
    sorting,
    staff,
    staff_ticket,
    tickets,
    transition,
    transitionpeople,
    transitionslots,
    webhook,
    webhooks,
)
from desk.failures import handle_failures
from desk.limits import sign_in_limit
from desk.office import page as office
from desk.pages import STATIC, Pages
from desk.parts import DeskParts
from desk.reports import page as reports
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
    app.state.pages = pages = Pages(parts.company, parts.links, parts.categories, parts.office.departments)
    app.state.sign_in_limit = sign_in_limit()
    app.add_middleware(Guard)
    handle_failures(app, pages)
    move = (transitionslots, transitionpeople, transition)
    management = (*move, admin, closing, reports, moving, causes, improvements, office, people, record)
    # The drafts first: "new" is no broadcast's number.
    campaigns = (drafts, sending, ledgers, broadcasts, announcements)
    # The router looks from the first to the last: what is asked for most stands in front.
    for page in (following, staff_ticket, tickets, rating, my, news, miniapp):
        app.include_router(page.router, include_in_schema=False)
    on_ticket = (answering, sorting, solving, regrouping)
    queue = (staff, queue_views, queue_bulk, calls, rewards)
    for page in (home, files, sign_in, *queue, *on_ticket, *management, *campaigns):
        app.include_router(page.router, include_in_schema=False)
    app.include_router(webhooks.router, include_in_schema=False)
    app.include_router(api.router)
    app.include_router(health.router, include_in_schema=False)
    if parts.receive is not None:
        app.include_router(webhook.router(parts.receive, parts.webhook_secret), include_in_schema=False)
    app.mount("/static", StaticFiles(directory=STATIC), name="static")
    return app
