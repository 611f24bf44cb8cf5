"""The sandbox: a Bot API server of its own, with a control API and a web chat, on one address.

It imports nothing outside this package, and runs alone: `python -m sandbox.server --port 0 --token 42:TEST`."""

import argparse
import asyncio
import contextlib
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from pathlib import Path

from aiohttp import web

from sandbox.bot_api import BotApi
from sandbox.control import Control, Link
from sandbox.errors import BotApiError
from sandbox.faults import ConnectionDropped, FrontServerError
from sandbox.methods.media import UPLOAD_LIMIT
from sandbox.people import BotAccount
from sandbox.webhook import WebhookCaller
from sandbox.world import World

__all__ = ["Link", "Sandbox"]

_WEB = Path(__file__).parent / "web"
# Room for the other parts of a form, and for base64 in the control API.
_REQUEST_LIMIT = 2 * UPLOAD_LIMIT


def _wall_clock() -> datetime:
    return datetime.now(UTC)


class Sandbox:
    """`url` is what a bot takes for `telegram.api_base`; `world` is what the control API acts on.

    `validate` checks every answer and update against the specification: see `violations`. `refuse_local_urls` is
    Telegram's strictness about addresses of one's own machine, off because the demo lives there."""

    def __init__(
        self,
        token: str,
        *,
        now: Callable[[], datetime] | None = None,
        bot_name: str = "Chatferry",
        links: Sequence[Link] = (),
        extra_routes: Sequence[web.RouteDef] = (),
        clock: bool = False,
        validate: bool = False,
        refuse_local_urls: bool = False,
    ) -> None:
        self.violations: list[str] = []
        found = self.violations if validate else None
        now = now or _wall_clock
        username = "".join(char for char in bot_name.lower() if char.isascii() and char.isalnum()) or "sandbox"
        self.world = World(BotAccount(int(token.partition(":")[0]), bot_name, f"{username}_bot"), now, found)
        self.api = BotApi(self.world, token, refuse_local_urls=refuse_local_urls, violations_found=found)
        self.control = Control(self.api, links=links, clock=clock)
        self.url = ""
        self._extra_routes = extra_routes
        self._caller = WebhookCaller(self.world.updates, now, self._perform_webhook_answer)
        self._calling: asyncio.Task[None] | None = None
        self._runner: web.AppRunner | None = None

    async def start(self, host: str = "127.0.0.1", port: int = 0) -> None:
        app = web.Application(client_max_size=_REQUEST_LIMIT)
        app.add_routes([*self.api.routes(), *self.control.routes(), *self._extra_routes, web.get("/", _index)])
        app.router.add_static("/web/", _WEB)
        # The token stands in the path: no access log.
        self._runner = web.AppRunner(app, access_log=None, shutdown_timeout=1)
        await self._runner.setup()
        site = web.TCPSite(self._runner, host, port)
        await site.start()
        bound_host, bound_port = self._runner.addresses[0][:2]
        self.url = f"http://[{bound_host}]:{bound_port}" if ":" in bound_host else f"http://{bound_host}:{bound_port}"
        self._calling = asyncio.create_task(self._caller.run())

    async def stop(self) -> None:
        if self._calling is not None:
            self._calling.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await self._calling
        self.world.updates.interrupt("terminated by shutdown")
        self.world.events.close()
        if self._runner is not None:
            await self._runner.cleanup()

    async def _perform_webhook_answer(self, method: str, params: dict[str, object]) -> None:
        """The webhook learns nothing of the outcome, as with Telegram."""
        with contextlib.suppress(BotApiError, FrontServerError, ConnectionDropped, KeyError):
            await self.api.perform(method, params)


async def _index(_: web.Request) -> web.FileResponse:
    return web.FileResponse(_WEB / "index.html")


async def _serve(token: str, host: str, port: int) -> None:
    sandbox = Sandbox(token)
    await sandbox.start(host, port)
    print(sandbox.url, flush=True)
    try:
        await asyncio.Event().wait()
    finally:
        await sandbox.stop()


def main() -> None:
    """The first line printed is the address."""
    parser = argparse.ArgumentParser(prog="python -m sandbox.server", description="A Bot API server to play with.")
    parser.add_argument("--token", required=True, help="the bot's token, such as 42:TEST")
    parser.add_argument("--host", default="127.0.0.1")
    parser.add_argument("--port", type=int, default=0, help="0 takes a free one")
    given = parser.parse_args()
    with contextlib.suppress(KeyboardInterrupt):
        asyncio.run(_serve(given.token, given.host, given.port))


if __name__ == "__main__":
    main()
