"""The two ways the sandbox says no: to the bot in Telegram's words, and to whoever acts as a user."""


class BotApiError(Exception):
    """An answer of Telegram's that is not ok; `parameters` are its ResponseParameters."""

    def __init__(self, code: int, description: str, **parameters: int) -> None:
        super().__init__(description)
        self.code = code
        self.description = description
        self.parameters = parameters


def bad_request(reason: str) -> BotApiError:
    return BotApiError(400, f"Bad Request: {reason}")


def forbidden(reason: str) -> BotApiError:
    return BotApiError(403, f"Forbidden: {reason}")


def conflict(reason: str) -> BotApiError:
    return BotApiError(409, f"Conflict: {reason}")


class RefusedAct(Exception):
    """A person cannot do this in Telegram (403), or the act makes no sense (400, 404)."""

    def __init__(self, reason: str, *, status: int = 403) -> None:
        super().__init__(reason)
        self.reason = reason
        self.status = status
