"""The control API: acting as Telegram's people over HTTP, and looking at what came of it."""

import base64
import json
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from aiohttp import web

from sandbox.bot_api import BotApi
from sandbox.errors import BotApiError, RefusedAct
from sandbox.faults import faults_from
from sandbox.files import Upload
from sandbox.media import SentFile

Json = dict[str, Any]
Act = Callable[[web.Request, Json], Awaitable[object]]

# Types that a browser shows without running anything in them.
_SHOWN_IN_PAGE = ("image/png", "image/jpeg", "image/gif", "image/webp", "audio/", "video/")


@dataclass(frozen=True, slots=True)
class Link:
    """An address that the web chat offers beside the chats."""

    title: str
    url: str


class Control:
    def __init__(self, api: BotApi, *, links: Sequence[Link], clock: bool) -> None:
        self._api = api
        self._world = api.world
        self.links = list(links)
        self._clock = clock

    def routes(self) -> list[web.RouteDef]:
        acts: dict[tuple[str, str], Act] = {
            ("GET", "/state"): self._state,
            ("PUT", "/bot"): self._set_bot,
            ("POST", "/users"): self._add_user,
            ("POST", r"/users/{id:-?\d+}/{deed:start|block|unblock|deactivate|business}"): self._act_as_user,
            ("POST", "/chats"): self._add_chat,
            ("POST", r"/chats/{id:-?\d+}/{deed:members|upgrade|topics|delete}"): self._change_chat,
            ("GET", "/messages"): self._messages,
            ("POST", "/messages"): self._say,
            ("POST", "/edits"): self._edit,
            ("POST", "/deletes"): self._delete,
            ("POST", "/reactions"): self._react,
            ("POST", "/presses"): self._press,
            ("GET", "/calls"): self._calls,
            ("PUT", "/faults"): self._set_faults,
        }
        played = [web.route(method, f"/sandbox{path}", _answering(act)) for (method, path), act in acts.items()]
        return [
            *played,
            web.post("/sandbox/updates", self._put_update),
            web.get("/sandbox/events", self._events),
            web.get("/sandbox/files/{file_id}", self._file),
        ]

    async def _state(self, request: web.Request, given: Json) -> object:
        world = self._world
        return {
            "bot": world.bot.as_me(),
            "now": world.now().isoformat(),
            "users": [person.as_state() for person in world.people.values()],
            "chats": [chat.as_state() for chat in (*world.chats.values(), *world.business_chats.values())],
            "commands": {str(person.id): world.commands.shown_to(person) for person in world.people.values()},
            "links": [asdict(link) for link in self.links],
            "clock": self._clock,
        }

    async def _set_bot(self, request: web.Request, given: Json) -> object:
        self._world.bot.can_read_all_group_messages = bool(given["can_read_all_group_messages"])
        return self._world.bot.as_me()

    async def _add_user(self, request: web.Request, given: Json) -> object:
        return self._world.add_user(**given).as_state()

    async def _act_as_user(self, request: web.Request, given: Json) -> object:
        user_id, deed = int(request.match_info["id"]), request.match_info["deed"]
        if deed == "start":
            return self._world.start(user_id, **given).listed()
        if deed == "business":
            return self._world.connect_business(user_id, **given).as_connection()
        {"block": self._world.block, "unblock": self._world.unblock, "deactivate": self._world.deactivate}[deed](
            user_id
        )
        return self._world.person(user_id).as_state()

    async def _add_chat(self, request: web.Request, given: Json) -> object:
        return self._world.add_chat(**given).as_state()

    async def _change_chat(self, request: web.Request, given: Json) -> object:
        chat_id, deed = int(request.match_info["id"]), request.match_info["deed"]
        if deed == "upgrade":
            return {"id": self._world.upgrade(chat_id).id}
        if deed == "members":
            self._world.set_member(chat_id, **given)
        elif deed == "topics":
            self._world.add_topic(self._world.chat(chat_id), **given)
        else:
            self._world.delete_chat(chat_id)
        return self._world.chat(chat_id).as_state()

    async def _messages(self, request: web.Request, given: Json) -> object:
        query = request.query
        chat = self._world.chat(int(query["chat_id"]), query.get("business_connection_id"))
        after = int(query.get("after", 0))
        return [stored.listed() for message_id, stored in chat.messages.items() if message_id > after]

    async def _say(self, request: web.Request, given: Json) -> object:
        files = [_sent_file(**file) for file in given.pop("files", None) or ()]
        return [stored.listed() for stored in self._world.say(**given, files=files)]

    async def _edit(self, request: web.Request, given: Json) -> object:
        return self._world.edit(**given).listed()

    async def _delete(self, request: web.Request, given: Json) -> object:
        self._world.delete(**given)
        return True

    async def _react(self, request: web.Request, given: Json) -> object:
        self._world.react(**given)
        return True

    async def _press(self, request: web.Request, given: Json) -> object:
        wait = float(given.pop("wait", 0))
        query_id = self._world.press(**given)
        return {"callback_query_id": query_id, "answer": await self._world.answer_to(query_id, wait)}

    async def _calls(self, request: web.Request, given: Json) -> object:
        query = request.query
        chat_id = int(query["chat_id"]) if query.get("chat_id") else None
        found = self._api.calls.after(int(query.get("after", 0)), method=query.get("method") or None, chat_id=chat_id)
        return [call.as_json() for call in found]

    async def _set_faults(self, request: web.Request, given: Json) -> object:
        self._api.faults = faults_from(given)
        return given

    async def _put_update(self, request: web.Request) -> web.Response:
        text = await request.text()
        if request.content_type == "application/json":
            try:
                given = json.loads(text)
            except ValueError:
                return _failure(400, "JSON expected; send anything else as text/plain")
            number = self._world.updates.put(given if isinstance(given, dict) else text)
        else:
            number = self._world.updates.put(text)
        return _success({"update_id": number})

    async def _events(self, request: web.Request) -> web.StreamResponse:
        stream = web.StreamResponse(headers={"Content-Type": "text/event-stream", "Cache-Control": "no-store"})
        await stream.prepare(request)
        try:
            async for line in self._world.events.listen():
                await stream.write(f"data: {line}\n\n".encode() if line else b": here\n\n")
        except ConnectionResetError:
            # The page was closed.
            pass
        return stream

    async def _file(self, request: web.Request) -> web.Response:
        stored = self._world.files.get(request.match_info["file_id"])
        if stored is None:
            return _failure(404, "no such file")
        shown = stored.mime.startswith(_SHOWN_IN_PAGE)
        return web.Response(
            body=stored.data,
            headers={
                "Content-Type": stored.mime if shown else "application/octet-stream",
                "Content-Disposition": "inline" if shown else "attachment",
                "X-Content-Type-Options": "nosniff",
                "Content-Security-Policy": "sandbox; default-src 'none'",
            },
        )


def _sent_file(kind: str, name: str = "", mime: str = "", size: int | None = None, **data: str) -> SentFile:
    """`base64` is a keyword of its own, because the module of that name is needed here."""
    content = base64.b64decode(data.pop("base64", ""), validate=True)
    if data:
        raise TypeError(f"unexpected {', '.join(data)}")
    return SentFile(kind, Upload(name, mime, content), size)


def _answering(act: Act) -> Callable[[web.Request], Awaitable[web.Response]]:
    async def handler(request: web.Request) -> web.Response:
        try:
            body = await request.text()
            given = json.loads(body) if body else {}
            if not isinstance(given, dict):
                return _failure(400, "a JSON object expected")
            return _success(await act(request, given))
        except RefusedAct as refusal:
            return _failure(refusal.status, refusal.reason)
        except BotApiError as error:
            return _failure(error.code, error.description)
        except KeyError as error:
            return _failure(400, f"missing: {error.args[0]}")
        except (TypeError, ValueError) as error:
            # A wrong name or type in the JSON arrives here as Python's own complaint.
            return _failure(400, str(error))

    return handler


def _success(result: object) -> web.Response:
    return web.Response(
        text=json.dumps({"ok": True, "result": result}, ensure_ascii=False), content_type="application/json"
    )


def _failure(status: int, description: str) -> web.Response:
    return web.json_response({"ok": False, "description": description}, status=status)
