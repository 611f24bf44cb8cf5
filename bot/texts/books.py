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
            + (f", {_verdict(language, day)}" if not day.balance else "")
            for day in before
        ]
    return "\n".join(lines)


def _account(language: Language, of: Books) -> list[str]:
    _ = language.gettext
    named = (
        (_("new issues"), of.of("ticket")),
        (_("entries of issues"), of.of("entry")),
        (_("kept for the desk's form"), of.of("draft")),
        (_("greetings, thanks and questions"), of.of("set aside")),
        (_("commands and presses"), of.of("command") + of.of("press") + of.of("dialog") + of.of("refused")),
        (_("edits"), of.of("edit")),
        (_("changes of chats"), of.of("channel")),
        (_("ignored"), of.of("ignored")),
        (_("waiting"), of.waiting),
        (_("failed"), of.failed),
    )
    lines = [_("{count} received").format(count=of.received) + ":"]
    lines += [f"  {count} {name}" for name, count in named if count]
    lines += [f"    {count} {reason}" for reason, count in of.reasons("ignored").items()]
    return [*lines, f"{_mark(of)} {_verdict(language, of)}"]


def _mark(of: Books) -> str:
    return "✅" if of.balance else "❗"


def _verdict(language: Language, of: Books) -> str:
    _ = language.gettext
    if of.balance:
        return _("The books balance: no message is lost.")
    return _("{missing} without an outcome, {lost} not found again: please look into the inbox.").format(
        missing=of.missing, lost=of.lost
    )
