"""Notices: the words of announcements and of the closing, staff's own where they wrote some."""

from collections.abc import Callable, Collection
from datetime import datetime, timedelta
from html import escape

from sqlalchemy.ext.asyncio import AsyncConnection

from bot import texts
from bot.content import Content
from bot.languages import NAMES, Language, language
from bot.placeholders import Stage, fill
from bot.sections import Company
from bot.storage import announced, announcement_texts
from bot.texts.wishes import deadline_has_moved, launch_has_moved
from bot.transition import Phase, Transition

LAST_DAYS = 5
"""So many days before the deadline the words grow firmer."""


def stage_at(transition: Transition, at: datetime, company: Company) -> Stage:
    phase = transition.phase(at, company.zone)
    if phase is Phase.CLOSED:
        return Stage.CLOSED
    if phase is not Phase.OPEN:
        return Stage.ANNOUNCED
    left = transition.window.deadline - at
    if left <= timedelta(days=1):
        return Stage.LAST_DAY
    return Stage.LAST_DAYS if left <= timedelta(days=LAST_DAYS) else Stage.LIVE


async def words_of(
    tx: AsyncConnection, company: Company, transition: Transition, at: datetime, *, moved: Collection[str] = ()
) -> Content:
    """What is announced at that moment, in every language; what is personal is filled in when it is sent.

    ``moved``: what of the plan is other than customers were last told (bot/storage/announced.py).
    """
    stage = stage_at(transition, at, company)
    written = await announcement_texts.of_stage(tx, stage)
    said = {code: written.get(code) or texts.notice(language(code), stage) for code in NAMES}
    if line := _news(stage, moved):
        said = {code: f"{text}\n{line(language(code))}" for code, text in said.items()}
    return Content({code: fill(text, frozen(company, transition, at, code)) for code, text in said.items()})


def _news(stage: Stage, moved: Collection[str]) -> Callable[[Language], str] | None:
    """The words that are added once; before launch nobody was told a deadline, after it the launch is past."""
    if stage is Stage.ANNOUNCED and announced.LAUNCH in moved:
        return launch_has_moved
    if stage in {Stage.LIVE, Stage.LAST_DAYS, Stage.LAST_DAY} and announced.DEADLINE in moved:
        return deadline_has_moved
    return None


def frozen(company: Company, transition: Transition, at: datetime, code: str) -> dict[str, str]:
    """What stands for the placeholders that are filled in when an announcement is made, as HTML in that language."""
    spoken, window = language(code), transition.window
    return {
        "company": escape(company.name),
        "launch_date": spoken.day(window.launch.astimezone(company.zone).date()),
        "deadline": spoken.moment(window.deadline, company.zone),
        "days_left": texts.days_left(spoken, transition.days_left(at)),
    }
