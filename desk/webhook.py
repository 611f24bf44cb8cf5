"""/telegram/webhook: Telegram brings an update, and hears 200 only when it is safe with us."""

import hmac
import json
from typing import Any

from fastapi import APIRouter, HTTPException, Request, Response

from desk.failures import Route
from desk.parts import Receive

HEADER = "X-Telegram-Bot-Api-Secret-Token"


def router(receive: Receive, secret: str | None) -> APIRouter:
    """ValueError without a secret: then everybody could bring updates."""
    if not secret:
        raise ValueError("webhook mode needs a secret")
    routes = APIRouter(prefix="/telegram", route_class=Route)

    @routes.post("/webhook")
    async def take_update(request: Request) -> Response:
        if not hmac.compare_digest(request.headers.get(HEADER, "").encode(), secret.encode()):
            raise HTTPException(401)
        await receive([_update(await request.body())])
        return Response()

    return routes


def _update(body: bytes) -> dict[str, Any]:
    try:
        update = json.loads(body)
    # A RecursionError is what brackets by the thousand end in.
    except (ValueError, RecursionError):
        raise HTTPException(400, "The body is not JSON.") from None
    number = update.get("update_id") if isinstance(update, dict) else None
    if type(number) is not int or not 0 <= number < 2**63:
        raise HTTPException(400, "The body is not an update.")
    result: dict[str, Any] = update
    return result
