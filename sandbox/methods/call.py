"""One call of the Bot API: its parameters, typed, and the world that it acts on."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from sandbox.errors import BotApiError
from sandbox.files import Upload
from sandbox.world import World

Json = dict[str, Any]

_ATTACHED = "attach://"


@dataclass(frozen=True, slots=True)
class Call:
    world: World
    method: str
    params: Json
    attachments: Mapping[str, Upload] = field(default_factory=dict)
    refuse_local_urls: bool = False

    def upload(self, value: object) -> Upload | None:
        """The file that comes with the call: as the parameter itself, or named there with attach://."""
        if isinstance(value, Upload):
            return value
        if isinstance(value, str) and value.startswith(_ATTACHED):
            return self.attachments.get(value.removeprefix(_ATTACHED))
        return None


Method = Callable[[Call], object]


def not_played(what: str) -> BotApiError:
    """Telegram could do this; the sandbox says openly that it cannot."""
    return BotApiError(501, f"Not Implemented: the sandbox does not play {what}")
