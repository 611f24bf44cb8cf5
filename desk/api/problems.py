"""What goes wrong with a call, as application/problem+json (RFC 9457), and how the OpenAPI document tells of it."""

from collections.abc import Callable, Coroutine, Sequence
from typing import Any

from fastapi import HTTPException, Request, Response
from pydantic import BaseModel

from bot.casework.answercheck import Concern, Objection
from bot.errors import ChatferryError, NotPossible, TicketResolved
from bot.storage.idempotency import KeyUsed
from bot.storage.webhooks import AddressInUse
from desk.failures import Route, problem_json


class ProblemOut(BaseModel):
    """RFC 9457."""

    type: str
    title: str
    status: int
    detail: str | None = None


class Objected(ChatferryError):
    """The check of answers has found something, and no reason was given to send it all the same."""

    def __init__(self, found: Sequence[Objection]) -> None:
        super().__init__(", ".join(one.concern for one in found))
        self.found = found


SAID = {
    400: "The body is not JSON",
    401: "No valid bearer token",
    403: "The token's role may not do this",
    404: "There is none of that number",
    409: "It does not fit what stands there now",
    412: "It has changed since it was read: read it again",
    413: "The body is too large",
    415: "The body's content type is not JSON",
    422: "A parameter or the body is wrong; the detail names what",
    428: "If-Match is missing",
    503: "The storage does not answer; try again later",
}
WITH_BODY = (400, 413, 415)
_PROBLEM = {"content": {"application/problem+json": {"schema": ProblemOut.model_json_schema()}}}
_ETAG = {"description": "For If-Match.", "schema": {"type": "string"}}
Responses = dict[int | str, dict[str, Any]]


def _objected() -> dict[str, Any]:
    """A problem with what was found; without references, which would lead nowhere in the document."""
    schema = ProblemOut.model_json_schema()
    words = {"type": "array", "items": {"type": "string"}}
    one = {"type": "object", "properties": {"concern": {"enum": [*Concern]}, "words": words}}
    found = {"type": "array", "items": one, "description": "By the check of answers."}
    return schema | {"properties": schema["properties"] | {"found": found}}


OBJECTED: Responses = {
    422: {
        "description": f"{SAID[422]}; or the check of answers has found something",
        "content": {"application/problem+json": {"schema": _objected()}},
    }
}

OVERRIDE = "text: the check of answers has found something; change it, or send it again with override_reason"
IMPOSSIBLE = {
    "erased": "The ticket was erased at the customer's wish.",
    "merged": "The ticket went on in another one; `merged_into` has its number.",
    "not accepted": "Nobody has accepted the ticket yet.",
    "same owner": "The ticket is theirs already.",
}
"""Reasons of NotPossible that lie in the ticket as it stands, answered with 409."""
UNKNOWN = {
    "no such category": "category: there is no such category",
    "no such department": "department: there is no such department",
}
"""Reasons that lie in what was sent, answered with 422."""


def answers(*statuses: int, body: bool = False, tagged: tuple[int, str] | None = None) -> Responses:
    """The documented refusals of a route, besides those that every route has.

    ``tagged``: status and description of the answer that comes with an ETag.
    """
    every = sorted({401, 403, 422, 503, *statuses, *(WITH_BODY if body else ())})
    found: Responses = {status: {"description": SAID[status], **_PROBLEM} for status in every}
    if tagged is not None:
        found[tagged[0]] = {"description": tagged[1], "headers": {"ETag": _ETAG}}
    return found


def wrong(field: str, said: str) -> HTTPException:
    return HTTPException(422, f"{field}: {said}")


class ApiRoute(Route):
    """Turns what the core refuses into problems, and takes no body but JSON."""

    def get_route_handler(self) -> Callable[[Request], Coroutine[Any, Any, Response]]:
        answer = super().get_route_handler()

        async def answered(request: Request) -> Response:
            if self.body_field is not None and not _is_json(request.headers.get("content-type", "")):
                raise HTTPException(415, "Send JSON, with the content type application/json.")
            try:
                return await answer(request)
            except Objected as error:
                found = [{"concern": one.concern, "words": list(one.words)} for one in error.found]
                return problem_json(422, OVERRIDE, found=found)
            except TicketResolved:
                raise HTTPException(409, "The ticket is resolved: reopen it first.") from None
            except NotPossible as error:
                if error.reason in UNKNOWN:
                    raise HTTPException(422, UNKNOWN[error.reason]) from None
                raise HTTPException(409, IMPOSSIBLE.get(error.reason)) from None
            except KeyUsed:
                raise wrong("Idempotency-Key", "this key came with another call before") from None
            except AddressInUse:
                raise HTTPException(409, "Another webhook has this address.") from None

        return answered


def _is_json(content_type: str) -> bool:
    media_type = content_type.partition(";")[0].strip().lower()
    return media_type == "application/json" or (media_type.startswith("application/") and media_type.endswith("+json"))
