"""What can go wrong in our own terms: the name is the fact, the data is for the words."""

from collections.abc import Sequence


class ChatferryError(Exception):
    """Anything Chatferry itself refuses or cannot do."""


class ConfigurationError(ChatferryError):
    """The configuration cannot be used; one line for each thing wrong: key, what is wrong, how to mend it."""

    def __init__(self, lines: Sequence[str]) -> None:
        super().__init__("\n".join(lines))
        self.lines = tuple(lines)


class StorageUnavailable(ChatferryError):
    """The database cannot be opened or is not ours."""


class NotAllowed(ChatferryError):
    """A person asked for what their role does not cover."""

    def __init__(self, action: str) -> None:
        super().__init__(f"not allowed: {action}")
        self.action = action


class UnknownTicket(ChatferryError):
    """There is no ticket of that number."""

    def __init__(self, ticket_id: int) -> None:
        super().__init__(f"there is no ticket #{ticket_id}")
        self.ticket_id = ticket_id


class TicketResolved(ChatferryError):
    """What was asked for is possible with an open ticket only, and somebody has resolved this one."""


class NotPossible(ChatferryError):
    """What was asked for does not fit the ticket as it stands; ``reason`` is a word of the code's for it."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason
