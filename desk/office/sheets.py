"""The sheet of each document."""

from bot.office.documents import Document
from desk.office.categories import CATEGORIES
from desk.office.departments import DEPARTMENTS
from desk.office.hours import HOURS
from desk.office.members import MEMBERS
from desk.office.phrases import PHRASES
from desk.office.rewards import REWARDS
from desk.office.rules import RULES
from desk.office.sheet import Sheet

SHEETS: dict[Document, Sheet] = {
    Document.DEPARTMENTS: DEPARTMENTS,
    Document.CATEGORIES: CATEGORIES,
    Document.MEMBERS: MEMBERS,
    Document.CALENDAR: HOURS,
    Document.PHRASES: PHRASES,
    Document.RULES: RULES,
    Document.REWARDS: REWARDS,
}
