"""What protects every page: headers, a limit to what is sent, and no forms from other sites."""

import re
from urllib.parse import urlsplit

from fastapi import HTTPException, Request
from python_multipart.multipart import parse_options_header
from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from bot.errors import ChatferryError
from bot.links import Links

MAX_BODY = 1_000_000
"""Bytes. Ten thousand characters in a form are at most 120,000."""
MAX_FORM = 200_000_000
"""Bytes of a form with files, which go to the disk and not into memory."""
MAX_LIST = 20_000_000
"""Bytes of a list of people: fifty thousand lines, and room."""

POLICY = (
    "default-src 'none'; script-src 'self'; connect-src 'self'; style-src 'self'; img-src 'self'; form-action 'self';"
    " frame-ancestors 'none'; base-uri 'none'"
)
"""Scripts come from files of ours alone; every page works without them, too."""
TELEGRAM = "https://web.telegram.org https://*.t.me"
"""Telegram's own pages, which show the customer's desk within them."""
FRAMED = re.compile(r"/(?:app|my/[^/]+|t/[^/]+)(?:/.*)?")
FRAMED_POLICY = POLICY.replace("frame-ancestors 'none'", f"frame-ancestors {TELEGRAM}")
HEADERS = {
    "Content-Security-Policy": POLICY,
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
    "X-Robots-Tag": "noindex",
    "Cache-Control": "no-store",
}
# With "no-referrer" a browser sends `Origin: null` along with a form, and no form of staff's could be told from a
# stranger's; "same-origin" tells other sites nothing either.
STAFF_REFERRER = "same-origin"
STAFF_PATHS = ("/staff", "/admin")
STATIC_CACHE = "public, max-age=31536000, immutable"


# The forms that take files.
_WITH_FILES = re.compile(r"/t/[^/]+/answer|/my/[^/]+|/staff/broadcasts/(?:new|\d+/edit)")
_WITH_LISTS = re.compile(r"/admin/people")


class ForeignForm(ChatferryError):
    """A form did not come from a page of ours."""


class Guard:
    """ASGI middleware: adds HEADERS; refuses bodies that are too large, or encoded as no browser does."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        headers = Headers(scope=scope)
        declared = headers.get("content-length", "")
        content_type = headers.get("content-type", "")
        most, readable = most_of(scope["path"], content_type), is_readable(content_type)
        taken = 0

        async def limited() -> Message:
            nonlocal taken
            if not readable:
                raise HTTPException(415)
            if declared.isdigit() and int(declared) > most:
                raise HTTPException(413)
            message = await receive()
            taken += len(message.get("body", b""))
            if taken > most:
                raise HTTPException(413)
            return message

        async def guarded(message: Message) -> None:
            if message["type"] == "http.response.start":
                add_headers(MutableHeaders(scope=message), scope["path"])
            await send(message)

        await self._app(scope, limited, guarded)


def most_of(path: str, content_type: str) -> int:
    """How many bytes a request's body may have."""
    if not content_type.lower().startswith("multipart/form-data"):
        return MAX_BODY
    of_files = MAX_FORM if _WITH_FILES.fullmatch(path) else MAX_LIST if _WITH_LISTS.fullmatch(path) else 0
    return of_files + MAX_BODY


def is_readable(content_type: str) -> bool:
    """Whether a form with files is in UTF-8, as browsers send it.

    Any codec of Python's could be asked for otherwise: of these "punycode" takes minutes for a megabyte, and others
    make halves of characters, which no database and no page takes.
    """
    if not content_type.lower().startswith("multipart/"):
        return True
    charset = parse_options_header(content_type)[1].get(b"charset", b"utf-8")
    return charset.lower() in (b"utf-8", b"utf8")


def add_headers(headers: MutableHeaders, path: str) -> None:
    if FRAMED.fullmatch(path):
        headers.setdefault("Content-Security-Policy", FRAMED_POLICY)
    for name, value in HEADERS.items():
        headers.setdefault(name, value)
    if path.startswith(STAFF_PATHS):
        headers["Referrer-Policy"] = STAFF_REFERRER
    if path.startswith("/static/"):
        headers["Cache-Control"] = STATIC_CACHE


def from_our_page(request: Request, links: Links) -> None:
    """Raises ForeignForm unless the browser says that the form came from a page of the desk."""
    site, origin = request.headers.get("sec-fetch-site"), request.headers.get("origin")
    ours = {_origin(links.public_url), f"http://{request.headers.get('host')}"}
    if site is not None and site != "same-origin":
        raise ForeignForm
    if site is None and origin not in ours:
        raise ForeignForm


def _origin(address: str) -> str:
    parts = urlsplit(address)
    return f"{parts.scheme}://{parts.netloc}"
