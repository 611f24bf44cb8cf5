"""How simulated customers take the move: each temperament in a few figures, and how many there are of each."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from random import Random

from bot.errors import ChatferryError


class Temperament(StrEnum):
    EAGER = "eager"
    AVERAGE = "average"
    LATE = "late"
    CHATTY = "chatty"
    NEVER = "never"
    BLOCKS = "blocks"
    RESISTS = "resists"


@dataclass(frozen=True, slots=True)
class Traits:
    """``moves``: between which shares of the window they file on the desk first; None: never before the deadline.

    ``matters``: how many they have from the first announcement to a week after the deadline, at least and at most,
    besides the one that they move with.
    """

    matters: tuple[int, int]
    moves: tuple[float, float] | None
    looks_first: float = 0.3
    """How likely it is that they open their link some days before they file anything there."""
    greets: float = 0.15
    goes_on: float = 0.3
    """That they write a matter in more than one message, or add something within the hour."""
    thanks: float = 0.3
    answers: float = 0.4
    """That they answer what staff write."""
    rates: float = 0.3
    comes_later: float = 0.0
    """That they open their link within the week after the deadline, and send what waits there."""


TRAITS: Mapping[Temperament, Traits] = {
    Temperament.EAGER: Traits((0, 2), (0.0, 0.1), looks_first=0.0, rates=0.6),
    Temperament.AVERAGE: Traits((0, 2), (0.1, 0.75)),
    Temperament.LATE: Traits((0, 1), (0.8, 0.99), looks_first=0.5),
    Temperament.CHATTY: Traits((3, 6), (0.2, 0.8), greets=0.6, goes_on=0.7, thanks=0.8, answers=0.8, rates=0.5),
    # Their account is gone, or they have not looked at it for years: nothing reaches them.
    Temperament.NEVER: Traits((0, 0), None),
    # They block the bot after some days of announcements.
    Temperament.BLOCKS: Traits((0, 1), None, thanks=0.0, answers=0.0, rates=0.0),
    Temperament.RESISTS: Traits((1, 3), None, looks_first=0.4, thanks=0.4, comes_later=0.5),
}

Proportions = Mapping[Temperament, int]

USUAL: Proportions = {
    Temperament.EAGER: 15,
    Temperament.AVERAGE: 45,
    Temperament.LATE: 15,
    Temperament.CHATTY: 7,
    Temperament.NEVER: 5,
    Temperament.BLOCKS: 4,
    Temperament.RESISTS: 9,
}


class UnknownProportions(ChatferryError):
    """The proportions of temperaments are not like eager=20,average=40."""


def read(text: str) -> Proportions:
    """Such as ``eager=20,average=40``: whole numbers, in proportion to each other. Raises UnknownProportions."""
    given: dict[Temperament, int] = {}
    for part in text.split(","):
        name, equals, number = (piece.strip() for piece in part.partition("="))
        if not equals or name not in {*Temperament} or not number.isdecimal() or len(number) > 6:
            known = ", ".join(Temperament)
            raise UnknownProportions(f"{part.strip()!r} is not like eager=20; the temperaments are {known}")
        given[Temperament(name)] = int(number)
    if not sum(given.values()):
        raise UnknownProportions("all of them are 0; give at least one more")
    return given


def distribute(count: int, proportions: Proportions, random: Random) -> list[Temperament]:
    """Exactly in these proportions, as far as whole people can be, in an order by chance."""
    whole = sum(proportions.values())
    shares = {one: count * proportions.get(one, 0) / whole for one in Temperament}
    numbers = {one: int(share) for one, share in shares.items()}
    rest = sorted(Temperament, key=lambda one: (numbers[one] - shares[one], one))
    for one in rest[: count - sum(numbers.values())]:
        numbers[one] += 1
    people = [one for one in Temperament for _ in range(numbers[one])]
    random.shuffle(people)
    return people
