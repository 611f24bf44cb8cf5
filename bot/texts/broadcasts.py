"""Words of the /broadcast dialog."""

from datetime import datetime, tzinfo

from bot.languages import Language


def ask_broadcast_text(language: Language) -> str:
    return language.gettext("Send me the text as your customers shall read it, with formatting if you like.")


def broadcast_not_plain(language: Language) -> str:
    return language.gettext("This works with text only: please send the message as text.")


def ask_broadcast_time(language: Language) -> str:
    return language.gettext(
        "When shall it go out? Press Now, or write date and time as <code>2026-01-31 15:00</code> "
        "(the company's time zone)."
    )


def broadcast_time_unread(language: Language, now: datetime, zone: tzinfo) -> str:
    text = language.gettext("I read no time to come in that. Write it as <code>{example}</code>, later than now.")
    return text.format(example=f"{now.astimezone(zone):%Y-%m-%d} 18:00")


def confirm_broadcast(language: Language, count: int, due_at: datetime | None, zone: tzinfo) -> str:
    """Follows the preview, which is a message of its own: exactly what customers get."""
    _ = language.gettext
    when = _("at once") if due_at is None else language.moment(due_at, zone)
    return language.ngettext(
        "Above is what goes to {count} chat, {when}.", "Above is what goes to {count} chats, {when}.", count
    ).format(count=count, when=when)


def broadcast_scheduled(language: Language, broadcast_id: int, due_at: datetime | None, zone: tzinfo) -> str:
    _ = language.gettext
    if due_at is None:
        return _("Broadcast {number} is on its way.").format(number=broadcast_id)
    return _("Broadcast {number} goes out {moment}.").format(number=broadcast_id, moment=language.moment(due_at, zone))


def broadcast_cancelled(language: Language) -> str:
    return language.gettext("Nothing is sent.")
