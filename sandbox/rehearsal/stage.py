"""The stage: sandbox, bot and desk in this process, in a folder of their own, with nothing that is kept for real."""

import base64
import hashlib
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from urllib.parse import urlsplit

from pydantic import SecretStr
from sqlalchemy import event

from bot.app import App
from bot.clock import ManualClock
from bot.people import Role
from bot.sections import Desk, Storage
from bot.settings import Settings
from bot.storage import sessions
from bot.storage.database import Database
from sandbox.rehearsal import inline
from sandbox.rehearsal.browser import Browser
from sandbox.rehearsal.guard import Guard
from sandbox.rehearsal.journal import Journal
from sandbox.rehearsal.recorded import RecordedBudget
from sandbox.rehearsal.stillness import held
from sandbox.server import Sandbox


@dataclass(frozen=True, slots=True)
class Stage:
    sandbox: Sandbox
    app: App
    clock: ManualClock
    browser: Browser
    journal: Journal
    api_token: str
    """Of the company's own program, which reads the tickets for staff."""


def kept_files(settings: Settings) -> list[Path]:
    """What the configuration keeps on this machine: none of it may be touched."""
    database = Database(settings.storage.url.get_secret_value())
    files = [settings.storage.files]
    return [*files, Path(database.url.database or "")] if database.is_sqlite else files


def rehearsed(settings: Settings, *, api_base: str, folder: Path, seed: int, announce_from: date) -> Settings:
    """The same plan, people and words, with a server, a token, a database and a folder of the rehearsal's own."""
    digest = hashlib.sha256(f"rehearsal/{seed}".encode()).digest()
    own = base64.urlsafe_b64encode(digest).decode()
    telegram = {
        "token": SecretStr(token_of(seed)),
        "api_base": api_base,
        "updates": "polling",
        "webhook_url": None,
        "webhook_secret": None,
    }
    desk = {name: getattr(settings.desk, name) for name in settings.desk.model_fields_set - {"public_url"}}
    desk |= {"listen": "127.0.0.1:0", "secret": SecretStr(own)}
    storage = Storage(url=SecretStr(inline.address(folder / "rehearsal.db")), files=folder / "files")
    return settings.model_copy(
        update={
            "telegram": settings.telegram.model_copy(update=telegram),
            "desk": Desk.model_validate(desk),
            "storage": storage,
            "transition": settings.transition.model_copy(update={"announce_from": announce_from}),
        }
    )


def token_of(seed: int) -> str:
    """No token that Telegram would know."""
    return f"42:{hashlib.sha256(f'token/{seed}'.encode()).hexdigest()[:35]}"


@asynccontextmanager
async def on_stage(
    settings: Settings, clock: ManualClock, folder: Path, guard: Guard, seed: int, announce_from: date
) -> AsyncIterator[Stage]:
    sandbox = Sandbox(token_of(seed), now=clock.now)
    await sandbox.start()
    guard.let_in(urlsplit(sandbox.url).port or 0)
    try:
        for person_id in sorted(settings.people.admins | settings.people.staff):
            sandbox.world.add_user(f"Colleague {person_id}", id=person_id, language_code=settings.company.language)
        if settings.telegram.staff_chat is not None:
            sandbox.world.add_chat("Staff", id=settings.telegram.staff_chat, members=sorted(settings.people.staff))
        journal = Journal()
        own = rehearsed(settings, api_base=sandbox.url, folder=folder, seed=seed, announce_from=announce_from)
        app = App(own, clock, RecordedBudget(clock, journal))
        event.listen(app.database.engine.sync_engine, "connect", inline.stay_inline)
        guard.let_in(app.web.port)
        try:
            with held(app):
                await app.start()
                async with app.database.transaction() as tx:
                    token = await sessions.issue_api_token(tx, "rehearsal", Role.STAFF, clock.now())
                async with Browser(journal) as browser:
                    yield Stage(sandbox, app, clock, browser, journal, token)
        finally:
            await app.stop()
    finally:
        await sandbox.stop()
