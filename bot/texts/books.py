"""Words of the inbox's books."""

from collections.abc import Sequence

from bot.languages import Language
from bot.reconciliation import Books


def books(language: Language, today: Books, ever: Books, before: Sequence[Books]) -> str:
    _ = language.gettext
    lines = ["<b>" + _("Today") + "</b>", *_account(language, today), "", "<b>" + _("Since the beginning") + "</b>"]
    lines += _account(language, ever)
    if before:
        lines += ["", "<b>" + _("Day by day") + "</b>"]
        lines += [
            f"{_mark(day)} {day.day}: "
            + _("{count} received").format(count=day.received)
            + (f", {verdict(language, day)}" if not day.balance else "")
            for day in before
        ]
    return "\n".join(lines)


def why_ignored(language: Language, reason: str) -> str:
    """The words for what stands behind "ignored: " in an outcome; what has none stands for itself."""
    _ = language.gettext
    words = {
        "account of a stranger": _("from an account that is not staff's"),
        "came twice": _("the same message once more"),
        "cannot answer": _("from where the bot may not answer"),
        "deleted in the chat": _("deleted in the chat"),
        "edit of nothing kept": _("edits of messages that are not kept"),
        "edit of what was erased": _("edits of erased messages"),
        "no person": _("not written by a person"),
        "nothing to do": _("nothing was to be done"),
        "own words": _("the bot's own words"),
        "staff": _("written by staff"),
        "unknown command": _("unknown commands"),
        "unknown kind": _("of a kind that is not known"),
    }
    return words.get(reason, reason)


def verdict(language: Language, of: Books) -> str:
    _ = language.gettext
    if of.balance:
        return _("The books balance: no message is lost.")
    return _("{missing} without an outcome, {lost} not found again: please look into the inbox.").format(
        missing=of.missing, lost=of.lost
    )


def lines_of(of: Books) -> dict[str, int]:
    """What was received, as books list it: together as many as were received, in books that balance."""
    return {
        "issues": of.of("ticket"),
        "entries": of.of("entry"),
        "drafts": of.of("draft"),
        "set aside": of.of("set aside"),
        "commands": of.of("command") + of.of("press") + of.of("dialog") + of.of("refused"),
        "edits": of.of("edit"),
        "chats": of.of("channel"),
        "ignored": of.of("ignored"),
        "waiting": of.waiting,
        "failed": of.failed,
    }


def _account(language: Language, of: Books) -> list[str]:
    _ = language.gettext
    names = {
        "issues": _("new issues"),
        "entries": _("entries of issues"),
        "drafts": _("kept for the desk's form"),
        "set aside": _("greetings, thanks and questions"),
        "commands": _("commands and presses"),
        "edits": _("edits"),
        "chats": _("changes of chats"),
        "ignored": _("ignored"),
        "waiting": _("waiting"),
        "failed": _("failed"),
    }
    lines = [_("{count} received").format(count=of.received) + ":"]
    lines += [f"  {count} {names[line]}" for line, count in lines_of(of).items() if count]
    lines += [f"    {why_ignored(language, reason)}: {count}" for reason, count in of.reasons("ignored").items()]
    return [*lines, f"{_mark(of)} {verdict(language, of)}"]


def _mark(of: Books) -> str:
    return "✅" if of.balance else "❗"
