"""When something goes wrong: a kind page for people, application/problem+json for programs, no details for either."""

import logging
from collections.abc import Callable, Coroutine
from http import HTTPStatus
from typing import Any

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from fastapi.routing import APIRoute, iter_route_contexts
from starlette.exceptions import HTTPException
from starlette.responses import Response
from starlette.routing import compile_path

from bot.broadcast import NotInThisState, UnknownBroadcast
from bot.errors import ChatferryError, NotAllowed, StorageUnavailable, UnknownTicket
from bot.storage.database import is_storage_trouble
from bot.storage.webhooks import UnknownWebhook
from desk.pages import Pages
from desk.security import MAX_BODY, ForeignForm, most_of
from desk.visitors import LinkUnknown, NotSignedIn

log = logging.getLogger(__name__)

PROGRAMS = ("/api/", "/healthz", "/metrics", "/telegram/")
"""Paths whose callers are programs."""
RETRY_AFTER_SECONDS = "5"
WRITTEN = ("text", "version", "ticket")
"""Fields of forms that somebody may have written much into, or selected much in."""


class Failed(ChatferryError):
    """The storage does not answer, or something happened that nobody expected; its cause says which."""


class Route(APIRoute):
    """Raises Failed for what is no refusal: answered like one, while what was written in the form is still at hand."""

    def get_route_handler(self) -> Callable[[Request], Coroutine[Any, Any, Response]]:
        answer = super().get_route_handler()

        async def answered(request: Request) -> Response:
            try:
                return await answer(request)
            except StorageUnavailable as error:
                raise Failed from error
            except (HTTPException, RequestValidationError, ChatferryError):
                raise
            except Exception as error:
                raise Failed from error

        return answered


def handle_failures(app: FastAPI, pages: Pages) -> None:
    """Turns every exception that a route may raise into an answer."""

    def answer(request: Request, status: int, detail: str | None = None) -> Response:
        if request.url.path.startswith(PROGRAMS):
            return problem_json(status, detail)
        most = most_of(request.url.path, request.headers.get("content-type", ""))
        return pages.page(request, "problem.html", status=status, code=status, for_admins=False, most=most)

    async def again(request: Request, status: int, why: str) -> Response:
        """The form once more, with all that was written in it, to be sent again."""
        try:
            form = await request.form(max_fields=MAX_BODY)
        except (RuntimeError, OSError):
            # It broke while the form was being read: the browser still has it.
            return answer(request, status)
        # A name may come several times, such as each ticket that was selected.
        fields = [(name, value) for name, value in form.multi_items() if isinstance(value, str)]
        had_files = any(getattr(value, "filename", None) for value in form.values())
        return pages.page(request, "again.html", status=status, why=why, fields=fields, had_files=had_files)

    def refused(request: Request, error: HTTPException) -> Response:
        response = answer(request, error.status_code, error.detail)
        response.headers.update(error.headers or {})
        if error.status_code == HTTPStatus.METHOD_NOT_ALLOWED:
            # Starlette names the methods of one route only, of the several that share an address.
            response.headers["Allow"] = ", ".join(methods_of(app, request.url.path))
        return response

    def invalid(request: Request, error: RequestValidationError) -> Response:
        wrong = error.errors()
        if any(one["loc"][0] == "path" for one in wrong):
            return answer(request, 404)
        return answer(request, 422, "; ".join(f"{one['loc'][-1]}: {one['msg']}" for one in wrong))

    def unknown(request: Request, error: Exception) -> Response:
        return answer(request, 404)

    def foreign(request: Request, error: ForeignForm) -> Response:
        return answer(request, 403)

    def not_allowed(request: Request, error: NotAllowed) -> Response:
        return pages.page(request, "problem.html", status=403, code=403, for_admins=True)

    def moved_on(request: Request, error: NotInThisState) -> Response:
        return pages.see(f"/staff/broadcasts/{error.broadcast_id}?late=yes")

    async def not_signed_in(request: Request, error: NotSignedIn) -> Response:
        # A form with files may be large: for who may not send it, it is not even read.
        declared = request.headers.get("content-length", "")
        small = declared.isdigit() and int(declared) <= MAX_BODY
        # As many fields as fit in: one too many would be an error of its own, here where there is none to catch it.
        form = await request.form(max_fields=MAX_BODY) if request.method == "POST" and small else {}
        if any(form.get(name) for name in WRITTEN):
            return await again(request, 401, "signed-out")
        return pages.see("/staff/sign-in")

    async def failed(request: Request, error: Failed) -> Response:
        cause = error.__cause__
        away = isinstance(cause, StorageUnavailable) or (cause is not None and is_storage_trouble(cause))
        if away:
            log.error("The storage does not answer the desk: %s", type(cause).__name__)
        else:
            log.error("The desk failed", exc_info=cause)
        status = 503 if away else 500
        if request.method == "POST" and not request.url.path.startswith(PROGRAMS):
            response = await again(request, status, "failed")
        else:
            response = answer(request, status)
        if away:
            response.headers["Retry-After"] = RETRY_AFTER_SECONDS
        return response

    handlers = {
        HTTPException: refused,
        RequestValidationError: invalid,
        LinkUnknown: unknown,
        UnknownTicket: unknown,
        UnknownBroadcast: unknown,
        UnknownWebhook: unknown,
        NotInThisState: moved_on,
        ForeignForm: foreign,
        NotAllowed: not_allowed,
        NotSignedIn: not_signed_in,
        Failed: failed,
    }
    for kind, handler in handlers.items():
        app.add_exception_handler(kind, handler)  # type: ignore[arg-type]  # each takes its own kind of error


def methods_of(app: FastAPI, path: str) -> list[str]:
    """What may be done at this address."""
    found: set[str] = set()
    for context in iter_route_contexts(app.routes):
        if context.path is not None and compile_path(context.path)[0].match(path):
            found |= context.methods or set()
    return sorted(found)


def problem_json(status: int, detail: str | None = None, **more: Any) -> JSONResponse:
    """RFC 9457. ``more``: members of its own."""
    title = HTTPStatus(status).phrase
    body = {"type": "about:blank", "title": title, "status": status, **more}
    if detail and detail != title:
        body["detail"] = detail
    return JSONResponse(body, status, media_type="application/problem+json")
