"""Events: what the company's other programs can be told of."""

from enum import StrEnum


class Event(StrEnum):
    """``ticket.created`` is told of every ticket; it has no row of its own, as the ticket has one."""

    CREATED = "ticket.created"
    ACCEPTED = "ticket.accepted"
    REPLIED = "ticket.replied"
    """Staff answered or asked something."""
    RESOLVED = "ticket.resolved"
    RATED = "ticket.rated"
    TRANSITION = "transition.changed"
