"""Documents: what of the office is stored and changed as one, each with its model."""

from enum import StrEnum
from typing import Annotated, Any

from pydantic import AfterValidator, TypeAdapter

from bot.categories import Category, Department
from bot.office.calendar import WorkCalendar
from bot.office.members import Member
from bot.office.phrases import Phrase
from bot.office.rewards import Reward
from bot.office.rules import Rules
from bot.setting_types import filled


class Document(StrEnum):
    DEPARTMENTS = "departments"
    CATEGORIES = "categories"
    MEMBERS = "members"
    CALENDAR = "calendar"
    PHRASES = "phrases"
    RULES = "rules"
    REWARDS = "rewards"


def _each_once(items: tuple[Any, ...]) -> tuple[Any, ...]:
    keys = [str(getattr(item, "key", None) or getattr(item, "id", "")) for item in items]
    if twice := sorted({key for key in keys if keys.count(key) > 1}):
        raise ValueError(f"{', '.join(twice)}: used twice")
    return items


once = AfterValidator(_each_once)

MODELS: dict[Document, TypeAdapter[Any]] = {
    Document.DEPARTMENTS: TypeAdapter(Annotated[tuple[Department, ...], filled, once]),
    Document.CATEGORIES: TypeAdapter(Annotated[tuple[Category, ...], filled, once]),
    Document.MEMBERS: TypeAdapter(Annotated[tuple[Member, ...], once]),
    Document.CALENDAR: TypeAdapter(WorkCalendar),
    Document.PHRASES: TypeAdapter(tuple[Phrase, ...]),
    Document.RULES: TypeAdapter(Rules),
    Document.REWARDS: TypeAdapter(tuple[Reward, ...]),
}
