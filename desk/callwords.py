"""Words of the call list, for the page and its file."""

from bot.casework.phoning import Result
from bot.languages import Language
from bot.storage.calllist import Why


def why_names(language: Language) -> dict[Why, str]:
    return {
        Why.WISH: language.gettext("Wishes a call"),
        Why.AGAIN: language.gettext("Call again"),
        Why.FOLLOW_UP: language.gettext("Call after resolving"),
        Why.UNHAPPY: language.gettext("Not content"),
        Why.STAYING: language.gettext("Not on the desk yet"),
        Why.CONTACT: language.gettext("Never came to the bot"),
    }


def result_names(language: Language) -> dict[str, str]:
    """In the order of their buttons."""
    return {
        Result.REACHED.value: language.gettext("Reached"),
        Result.NO_ANSWER.value: language.gettext("No answer"),
        Result.AGAIN.value: language.gettext("Call again"),
        Result.MOVES.value: language.gettext("Will move"),
        Result.REFUSES.value: language.gettext("Refuses to move"),
        Result.WRONG_NUMBER.value: language.gettext("Wrong number"),
    }
