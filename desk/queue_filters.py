"""What the queue is asked for: read from the address, and written back into it."""

from collections.abc import Iterator
from typing import Annotated, Any, Literal
from urllib.parse import parse_qs, urlencode

from pydantic import AfterValidator, BaseModel, BeforeValidator, Field

from bot.search import asked
from bot.storage.queue import Channel, Filters, Mark
from bot.tickets import State
from desk.forms import Number, tidy, tidy_name

ME, NOBODY = "me", "nobody"
OPEN = "open"
_LISTS = {"mark"}


def _none_if_empty(value: Any) -> Any:
    """A form sends every field, also those that nobody filled in."""
    return None if value == "" else value


def _tidied(value: Any) -> Any:
    return tidy_name(value) if isinstance(value, str) else value


_unset = BeforeValidator(_none_if_empty)
Words = Annotated[str, BeforeValidator(_tidied)]
Key = Annotated[str, Field(max_length=64), AfterValidator(tidy)]
Count = Annotated[int, Field(ge=0, le=1_000)]


class Wanted(BaseModel):
    """Filters, by their names in the address; then the place in the list, and what has just been done."""

    state: Annotated[Literal["open"] | State | None, _unset] = None
    category: Annotated[Key | None, _unset] = None
    department: Annotated[Key | None, _unset] = None
    owner: Annotated[Literal["me", "nobody"] | Number | None, _unset] = None
    mark: list[Mark] = []
    channel: Annotated[Channel | None, _unset] = None
    account: Words = ""
    q: Words = ""
    before: Annotated[Number | None, _unset] = None
    batch: Annotated[str, Field(max_length=32), AfterValidator(tidy)] = ""
    done: Count = 0
    late: Count = 0
    kept: Count = 0
    undone: Annotated[Count | None, _unset] = None

    @classmethod
    def written(cls, query: str) -> "Wanted":
        """From a query that was kept or sent along; what cannot be read any more filters nothing."""
        try:
            fields = parse_qs(query, max_num_fields=50)
            return cls.model_validate(
                {name: values if name in _LISTS else values[0] for name, values in fields.items()}
            )
        except ValueError:
            return cls()

    def filters(self, me: int) -> Filters:
        owner = me if self.owner == ME else self.owner
        return Filters(
            open=self.state == OPEN,
            state=self.state if isinstance(self.state, State) else None,
            category=self.category,
            department=self.department,
            owner=owner if isinstance(owner, int) else None,
            nobody=owner == NOBODY,
            marks=frozenset(self.mark),
            channel=self.channel,
            account=self.account or None,
            words=asked(self.q),
        )

    @property
    def chosen(self) -> list[tuple[str, str]]:
        """The filters that are set, in the order of the address."""
        return list(self._chosen())

    def _chosen(self) -> Iterator[tuple[str, str]]:
        for name in ("state", "category", "department", "owner"):
            if (value := getattr(self, name)) is not None:
                yield name, str(value)
        yield from (("mark", mark.value) for mark in Mark if mark in self.mark)
        if self.channel is not None:
            yield "channel", self.channel.value
        yield from ((name, value) for name in ("account", "q") if (value := getattr(self, name)))

    @property
    def query(self) -> str:
        """The filters alone, always written alike."""
        return urlencode(self.chosen)

    def without(self, name: str, value: str) -> str:
        return urlencode([one for one in self.chosen if one != (name, value)])

    def path(self, **more: Any) -> str:
        """The queue with these filters."""
        query = "&".join(part for part in (self.query, urlencode(more)) if part)
        return f"/staff?{query}" if query else "/staff"


OPEN_ONES = Wanted(state=OPEN)
"""What staff are shown first: what is resolved wants nothing of them."""
