"""The names of the company's people, as pages show them."""

from sqlalchemy.ext.asyncio import AsyncConnection

from bot.office.office import Office
from bot.storage import sessions


async def names_of(tx: AsyncConnection, office: Office) -> dict[int, str]:
    """By id: as members, else as they last signed in, else their number; names in their order, then the numbers."""
    names = {one.id: one.name for one in office.members}
    unnamed = office.people.everyone - names.keys()
    names |= {person_id: str(person_id) for person_id in unnamed} | await sessions.last_names(tx, unnamed)
    everyone = ((person_id, names[person_id]) for person_id in office.people.everyone)
    return dict(sorted(everyone, key=lambda one: (one[1].isdigit(), one[1].casefold(), one[0])))
