"""The Bot API over HTTP: from a request to an answer, through faults, checks, log and validation."""

import asyncio
import hmac
import json
from collections.abc import Mapping
from typing import Any

from aiohttp import web

from sandbox.calls import CallLog, LoggedCall, incoming
from sandbox.downloads import DOWNLOAD, send_file
from sandbox.errors import BotApiError, bad_request
from sandbox.faults import ConnectionDropped, Faults, FrontServerError
from sandbox.files import Upload
from sandbox.methods import PLAYED
from sandbox.methods.call import Call, not_played
from sandbox.parameters import typed
from sandbox.specification import METHODS, violations
from sandbox.world import World

Json = dict[str, Any]

_NAMES: Mapping[str, str] = {name.lower(): name for name in METHODS}
_POLL = "getUpdates"


class BotApi:
    """`violations` collects where an answer breaks the specification; None: do not look."""

    def __init__(
        self, world: World, token: str, *, refuse_local_urls: bool, violations_found: list[str] | None
    ) -> None:
        self.world = world
        self.faults = Faults()
        self.calls = CallLog()
        self._token = token
        self._refuse_local_urls = refuse_local_urls
        self._violations = violations_found

    def routes(self) -> list[web.RouteDef]:
        return [
            web.route("*", "/bot{token}/{method}", self._serve),
            web.get("/file/bot{token}/{path:.+}", self._download),
        ]

    async def perform(self, method: str, raw: Mapping[str, Any]) -> str:
        """One call, outside HTTP: the JSON of its answer. Faults and refusals are raised."""
        logged = incoming(self.world.now(), method, raw)
        try:
            result = await self._perform(method, raw, logged)
            logged.ok = True
            if self.faults.drops_answer(method):
                raise ConnectionDropped("connection dropped after the effect")
            return result
        except BotApiError as error:
            logged.error_code, logged.description = error.code, error.description
            raise
        except FrontServerError as error:
            logged.error_code, logged.description = error.status, "answered by the front server"
            raise
        except ConnectionDropped as dropped:
            logged.description = str(dropped)
            raise
        finally:
            # Polls that succeed would be nearly all of the log.
            if method != _POLL or not logged.ok:
                self.calls.keep(logged)

    async def _perform(self, method: str, raw: Mapping[str, Any], logged: LoggedCall) -> str:
        await asyncio.sleep(self.faults.latency_of(method))
        self.faults.before(method, logged.chat_id)
        params, attachments = typed(method, raw)
        self.faults.limit(method, params, asyncio.get_running_loop().time())
        if method == _POLL:
            return await self._poll(params)
        if method not in PLAYED:
            raise not_played(method)
        result = PLAYED[method](Call(self.world, method, params, attachments, self._refuse_local_urls))
        if self._violations is not None:
            self._violations += violations(METHODS[method]["returns"], result)
        first = result[0] if isinstance(result, list) and result else result
        if isinstance(first, dict):
            logged.message_id = first.get("message_id")
        return json.dumps({"ok": True, "result": result}, ensure_ascii=False)

    async def _poll(self, params: Json) -> str:
        updates = await self.world.updates.poll(
            offset=params.get("offset", 0),
            limit=params.get("limit", 100),
            wait_seconds=params.get("timeout", 0),
            allowed_updates=params.get("allowed_updates"),
        )
        # Put together from texts, so that what a test put in arrives as it is.
        return f'{{"ok":true,"result":[{",".join(updates)}]}}'

    async def _serve(self, request: web.Request) -> web.Response:
        try:
            self._check_token(request)
            method = _NAMES.get(request.match_info["method"].lower())
            if method is None:
                raise BotApiError(404, "Not Found")
            text = await self.perform(method, await _parameters_of(request))
        except BotApiError as error:
            return _refusal(error)
        except FrontServerError as error:
            return web.Response(status=error.status, text=error.body, content_type="text/html")
        except ConnectionDropped:
            if request.transport is not None:
                request.transport.abort()
            return web.Response()
        return web.Response(text=text, content_type="application/json")

    async def _download(self, request: web.Request) -> web.StreamResponse:
        try:
            self._check_token(request)
        except BotApiError as error:
            return _refusal(error)
        path, asked = request.match_info["path"], request.headers.get("Range", "")
        logged = incoming(self.world.now(), DOWNLOAD, {"path": path, "range": asked})
        try:
            await asyncio.sleep(self.faults.latency_of(DOWNLOAD))
            self.faults.before(DOWNLOAD, None)
            stored = self.world.files.behind_link(path)
            if stored is None:
                raise BotApiError(404, "Not Found")
            cut_at = self.faults.cut_of(DOWNLOAD)
            response = await send_file(request, stored, pause=self.faults.latency_of(DOWNLOAD), cut_at=cut_at)
            logged.ok = True
            return response
        except BotApiError as error:
            logged.error_code, logged.description = error.code, error.description
            return _refusal(error)
        except FrontServerError as error:
            logged.error_code, logged.description = error.status, "answered by the front server"
            return web.Response(status=error.status, text=error.body, content_type="text/html")
        except (ConnectionDropped, ConnectionResetError) as dropped:
            logged.description = str(dropped) or "the bot hung up"
            if request.transport is not None and not request.transport.is_closing():
                request.transport.abort()
            return web.Response()
        finally:
            self.calls.keep(logged)

    def _check_token(self, request: web.Request) -> None:
        if not hmac.compare_digest(request.match_info["token"].encode(), self._token.encode()):
            raise BotApiError(401, "Unauthorized")


def _refusal(error: BotApiError) -> web.Response:
    body: Json = {"ok": False, "error_code": error.code, "description": error.description}
    if error.parameters:
        body["parameters"] = error.parameters
    return web.json_response(body, status=error.code)


async def _parameters_of(request: web.Request) -> dict[str, Any]:
    """From the address, a form with or without files, or JSON, as Telegram takes them."""
    params: dict[str, Any] = dict(request.query)
    try:
        if request.content_type == "application/json":
            given = json.loads(await request.text() or "{}")
            if not isinstance(given, dict):
                raise bad_request("can't parse JSON object")
            return {**params, **given}
        for name, value in (await request.post()).items():
            params[name] = _upload(value) if isinstance(value, web.FileField) else value
    except ValueError:
        raise bad_request("can't parse the request") from None
    except web.HTTPRequestEntityTooLarge:
        raise BotApiError(413, "Request Entity Too Large") from None
    return params


def _upload(field: web.FileField) -> Upload:
    return Upload(field.filename, field.content_type, field.file.read())
