"""`ExtBot`'s way to Telegram over HTTP: what fails there never carries the token in its text.

The token is part of every URL, and aiohttp's errors quote URLs. So each error is told anew and the original dropped,
not chained: a traceback prints chained errors too.
"""

import io
import json
import os
import re
from dataclasses import dataclass
from functools import lru_cache
from http import HTTPStatus
from typing import Any, ClassVar, cast

from aiohttp import (
    ClientConnectorError,
    ClientError,
    ClientResponseError,
    ClientSession,
    ClientTimeout,
    ConnectionTimeoutError,
    DummyCookieJar,
    FormData,
    InvalidURL,
    NonHttpUrlClientError,
    TCPConnector,
)
from telegram.error import NetworkError, TimedOut
from telegram.request import BaseRequest, RequestData

# python-telegram-bot warns at every RetryAfter until one opts in to its wait being a timedelta.
os.environ.setdefault("PTB_TIMEDELTA", "true")

_UNFIT_FOR_A_HEADER = re.compile(r"[\x00-\x1f\x7f\ud800-\udfff]")


class NotSent(NetworkError):
    """No connection came about: Telegram has seen nothing of the request."""


class NotSentInTime(NotSent, TimedOut):
    """No connection came about in time, or none of the pool became free."""


@dataclass(frozen=True, slots=True)
class Json:
    """What `do_request` reads of python-telegram-bot's RequestData, of parameters that are JSON already."""

    parameters: dict[str, Any]
    contains_files: ClassVar[bool] = False


class AiohttpRequest(BaseRequest):
    """`ExtBot`'s transport on aiohttp, several times as fast as its default one.

    aiohttp has no time-out for writing. A call as a whole gets the sum of its time-outs instead (`upload_timeout` in
    the place of the write time-out where files go with it); a download may last as long as bytes keep coming.
    """

    def __init__(
        self,
        *,
        connection_limit: int = 160,
        read_timeout: float | None = 20.0,
        write_timeout: float | None = 10.0,
        connect_timeout: float | None = 10.0,
        pool_timeout: float | None = 10.0,
        upload_timeout: float | None = 120.0,
    ) -> None:
        self._connection_limit = connection_limit
        self._read_timeout = read_timeout
        self._write_timeout = write_timeout
        self._connect_timeout = connect_timeout
        self._pool_timeout = pool_timeout
        self._upload_timeout = upload_timeout
        self._session: ClientSession | None = None

    @property
    def read_timeout(self) -> float | None:
        return self._read_timeout

    async def initialize(self) -> None:
        if self._session is None:
            connector = TCPConnector(limit=self._connection_limit, ttl_dns_cache=300)
            headers = {"User-Agent": self.USER_AGENT}
            self._session = ClientSession(connector=connector, headers=headers, cookie_jar=DummyCookieJar())

    async def shutdown(self) -> None:
        session, self._session = self._session, None
        if session is not None:
            await session.close()

    async def post_json(self, url: str, parameters: dict[str, Any]) -> Any:
        """Raises what every other call raises, too."""
        return await self.post(url, cast(RequestData, Json(parameters)))

    async def do_request(
        self,
        url: str,
        method: str,
        request_data: RequestData | None = None,
        read_timeout: Any = BaseRequest.DEFAULT_NONE,
        write_timeout: Any = BaseRequest.DEFAULT_NONE,
        connect_timeout: Any = BaseRequest.DEFAULT_NONE,
        pool_timeout: Any = BaseRequest.DEFAULT_NONE,
    ) -> tuple[int, bytes]:
        if self._session is None:
            raise NotSent("The transport is closed")
        upload = request_data is not None and request_data.contains_files
        timeout = _client_timeout(
            _given(pool_timeout, self._pool_timeout),
            _given(connect_timeout, self._connect_timeout),
            _given(write_timeout, self._upload_timeout if upload else self._write_timeout),
            _given(read_timeout, self._read_timeout),
            bounded=request_data is not None,
        )
        body, headers = _body_of(request_data)
        try:
            async with self._session.request(
                method, url, data=body, headers=headers, timeout=timeout, allow_redirects=False
            ) as response:
                status, payload = response.status, await response.read()
        except (ClientError, OSError) as error:
            failure = _telegram_error(error)
        else:
            if status < HTTPStatus.MULTIPLE_CHOICES or payload.lstrip().startswith(b"{"):
                return status, payload
            failure = NetworkError(not_json(status))
        raise failure


def describe(error: ClientError | OSError) -> str:
    """What happened, without the URL: the kind of error, and what the system or the server said."""
    kind = type(error).__name__
    if isinstance(error, ClientConnectorError):
        return f"{kind}: {error.host}:{error.port}: {error.os_error.strerror or type(error.os_error).__name__}"
    if isinstance(error, ClientResponseError) and error.status:
        return f"{kind}: HTTP {error.status}"
    return kind


def _telegram_error(error: ClientError | OSError) -> NetworkError:
    text = describe(error)
    if isinstance(error, ConnectionTimeoutError):
        return NotSentInTime(text)
    if isinstance(error, ClientConnectorError | InvalidURL | NonHttpUrlClientError):
        return NotSent(text)
    if isinstance(error, TimeoutError):
        return TimedOut(text)
    return NetworkError(text)


def not_json(status: int) -> str:
    """The page of some proxy on the way, not Telegram's answer: it says nothing worth a log line."""
    return f"HTTP {status}, and no JSON"


def _given(timeout: Any, default: float | None) -> float | None:
    seconds: float | None = default if timeout is BaseRequest.DEFAULT_NONE else timeout
    return seconds


@lru_cache(maxsize=32)
def _client_timeout(
    pool: float | None, connect: float | None, write: float | None, read: float | None, *, bounded: bool
) -> ClientTimeout:
    """aiohttp's `connect` is the wait for the pool and the connection together."""
    to_connect = None if pool is None or connect is None else pool + connect
    total = None if not bounded or to_connect is None or write is None or read is None else to_connect + write + read
    return ClientTimeout(total=total, connect=to_connect, sock_connect=connect, sock_read=read)


def _body_of(request_data: RequestData | None) -> tuple[bytes | FormData | None, dict[str, str]]:
    """JSON, or a multipart form where files go with the call."""
    if request_data is None:
        return None, {}
    if not request_data.contains_files:
        return json.dumps(request_data.parameters).encode(), {"Content-Type": "application/json"}
    form = FormData(quote_fields=False)  # names of files in any script, as they are
    for name, value in request_data.json_parameters.items():
        form.add_field(name, value.encode(errors="replace").decode())
    for name, (filename, content, content_type) in request_data.multipart_data.items():
        file = io.BytesIO(content) if isinstance(content, bytes) else content  # aiohttp warns of raw bytes over 1 MB
        form.add_field(name, file, filename=_UNFIT_FOR_A_HEADER.sub("_", filename), content_type=content_type)
    return form, {}
