"""What stands in braces in the announcements' words, and what may stand where. Pure rules."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

BRACED = re.compile(r"\{([^{}\n]{0,40})\}")


class Stage(StrEnum):
    """The words of announcements change with these, as the move goes on."""

    ANNOUNCED = "announced"
    """Before launch."""
    LIVE = "live"
    LAST_DAYS = "last_days"
    LAST_DAY = "last_day"
    CLOSED = "closed"
    """The notice at the deadline."""


FROZEN = ("company", "launch_date", "deadline", "days_left")
"""Filled in when an announcement is made."""
PERSONAL = ("link", "name")
"""Filled in for each chat."""
REQUIRED: Mapping[Stage, tuple[str, ...]] = {
    Stage.ANNOUNCED: ("launch_date",),
    Stage.LIVE: ("link", "deadline"),
    Stage.LAST_DAYS: ("link", "deadline"),
    Stage.LAST_DAY: ("link", "deadline"),
    Stage.CLOSED: ("link",),
}


@dataclass(frozen=True, slots=True)
class Unknown:
    """A placeholder that there is none of; ``position``: of its opening brace, from 1."""

    name: str
    position: int


@dataclass(frozen=True, slots=True)
class Missing:
    """A placeholder without which the announcement would be of no use."""

    name: str


Fault = Unknown | Missing


def faults_in(text: str, stage: Stage) -> list[Fault]:
    """What keeps these words from being saved."""
    found = [(match[1], match.start() + 1) for match in BRACED.finditer(text)]
    unknown: list[Fault] = [Unknown(name, at) for name, at in found if name not in FROZEN + PERSONAL]
    return unknown + [Missing(name) for name in REQUIRED[stage] if name not in {name for name, _ in found}]


def fill(text: str, values: Mapping[str, str]) -> str:
    """Replaces the placeholders that ``values`` names and leaves all else as it is."""
    return BRACED.sub(lambda match: values.get(match[1], match[0]), text)
