"""Words of the /broadcast dialog."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta, tzinfo
from html import escape

from bot.chatids import BadLine
from bot.content import MOST_ATTACHMENTS
from bot.languages import NAMES, Language
from bot.linkbuttons import MOST_BUTTONS
from bot.storage.audiences import Audience, Kind
from bot.texts.tickets import shorten

SHOWN_BAD_LINES = 5


def ask_broadcast_content(language: Language) -> str:
    return language.gettext(
        "What shall your customers read? Send me one message: text with formatting if you like, "
        "or a photo, a video, a document or an album with a caption."
    )


def broadcast_content_refused(language: Language) -> str:
    return language.gettext("I can send text, photos, videos and documents to many, and nothing else. Please try one.")


def broadcast_text_too_long(language: Language, length: int, most: int) -> str:
    text = language.gettext("That has {length} characters, and {most} is the most here. Please send a shorter one.")
    return text.format(length=length, most=most)


def broadcast_empty(language: Language) -> str:
    return language.gettext("There is nothing to read in that. Please send a message with some text.")


def broadcast_album(language: Language, count: int) -> str:
    text = language.ngettext(
        "{count} part of the album has arrived. Press Continue when all are here.",
        "{count} parts of the album have arrived. Press Continue when all are here.",
        count,
    )
    return text.format(count=count)


def broadcast_album_full(language: Language) -> str:
    return language.gettext("An album has {most} parts at most: the others are left out.").format(most=MOST_ATTACHMENTS)


def broadcast_album_mixed(language: Language) -> str:
    return language.gettext("Documents stay among themselves in an album: please send photos and videos apart.")


def press_a_button(language: Language) -> str:
    return language.gettext("Please press one of the buttons here.")


def ask_broadcast_buttons(language: Language) -> str:
    return language.gettext(
        "Shall there be buttons with links below? Write one a line, as <code>{example}</code>, or press No buttons."
    ).format(example="Our new desk - https://desk.example.com")


def broadcast_button_unread(language: Language, number: int, line: str) -> str:
    text = language.gettext("Line {number} is no button with a link: {line}")
    return text.format(number=number, line=f"<code>{escape(shorten(line, 80))}</code>")


def broadcast_too_many_buttons(language: Language, count: int) -> str:
    return language.gettext("{count} buttons are too many: {most} is the most.").format(count=count, most=MOST_BUTTONS)


def broadcast_album_has_no_buttons(language: Language) -> str:
    return language.gettext("An album can have no buttons: Telegram shows none there.")


def ask_broadcast_audience(language: Language) -> str:
    return language.gettext("Who shall get it? Behind each choice stands how many chats it is at this moment.")


def audience_name(language: Language, audience: Audience, account: str | None = None) -> str:
    """In words, not escaped; ``account``: the name of the company that it is."""
    _ = language.gettext
    match audience.kind:
        case Kind.LANGUAGE:
            return _("Those who read {language}").format(language=NAMES[audience.value])
        case Kind.ACCOUNT:
            return _("Company: {name}").format(name=account or audience.value)
        case Kind.OPEN:
            return _("Every open channel")
        case Kind.ARRIVING:
            return _("Open channels, not yet migrated")
        case Kind.PRIVATE:
            return _("Private chats")
        case Kind.GROUPS:
            return _("Groups")
        case Kind.STAYING:
            return _("Not yet migrated")
        case Kind.MIGRATED:
            return _("Migrated")
        case Kind.HOLDOUTS:
            return _("Holdouts")
        case Kind.LIST:
            return _("A list of chats")
    return _("Everyone")


def ask_broadcast_account(language: Language, *, known: bool) -> str:
    _ = language.gettext
    if not known:
        return _("No company has been named yet. That is done on the ticket pages of the desk.")
    return _("Which company?")


def ask_broadcast_list(language: Language) -> str:
    return language.gettext(
        "Send me the list as a CSV file, or as text: one numeric chat id a line, in the first column."
    )


def broadcast_list_unread(language: Language) -> str:
    return language.gettext("That is no list of chat ids. Please send a CSV file of at most 5 MB.")


def broadcast_list_read(
    language: Language, *, good: int, repeated: int, known: int, bad: Sequence[BadLine], bad_count: int
) -> str:
    """``bad``: the first of those lines."""
    _ = language.gettext
    lines = [
        language.ngettext("{count} id is read.", "{count} ids are read.", good).format(count=good),
        language.ngettext(
            "{count} chat of these is known and can be written to.",
            "{count} chats of these are known and can be written to.",
            known,
        ).format(count=known),
    ]
    if repeated:
        lines.append(_("{count} came more than once, and counts once.").format(count=repeated))
    if bad:
        lines.append(
            language.ngettext("{count} line is no id:", "{count} lines are no ids:", bad_count).format(count=bad_count)
        )
        lines += [f"{line.number}: <code>{escape(shorten(line.said, 40))}</code>" for line in bad[:SHOWN_BAD_LINES]]
        lines += ["…"] if bad_count > SHOWN_BAD_LINES else []
    return "\n".join(lines)


def ask_broadcast_time(language: Language, zone: tzinfo) -> str:
    text = language.gettext(
        "When shall it go out? Press Now, choose days, or write date and time as "
        "<code>2026-01-31 15:00</code> (time zone {zone})."
    )
    return text.format(zone=escape(str(zone)))


def broadcast_time_unread(language: Language, now: datetime, zone: tzinfo) -> str:
    text = language.gettext("I read no time to come in that. Write it as <code>{example}</code>, later than now.")
    return text.format(example=f"{now.astimezone(zone):%Y-%m-%d} 18:00")


def broadcast_time_passed(language: Language) -> str:
    return language.gettext("That time has passed meanwhile. Please choose another one.")


def ask_broadcast_days(language: Language, days: Sequence[date]) -> str:
    _ = language.gettext
    asked = _("On which days? Press each of them; press it again to take it out.")
    chosen = _("Chosen: {days}").format(days=", ".join(f"{day:%Y-%m-%d}" for day in days))
    return f"{asked}\n{chosen}" if days else asked


def broadcast_days_missing(language: Language) -> str:
    return language.gettext("Please choose at least one day first.")


def broadcast_too_many_days(language: Language, most: int) -> str:
    return language.gettext("{most} days are the most at once.").format(most=most)


def ask_broadcast_hour(language: Language, days: Sequence[date], zone: tzinfo) -> str:
    text = language.ngettext(
        "At what time on this day? Write it as <code>09:30</code> (time zone {zone}).",
        "At what time on these {count} days? Write it as <code>09:30</code> (time zone {zone}).",
        len(days),
    )
    return text.format(count=len(days), zone=escape(str(zone)))


def broadcast_hour_unread(language: Language) -> str:
    return language.gettext("I read no time of day in that. Write it as <code>09:30</code>.")


def broadcast_hour_passed(language: Language) -> str:
    return language.gettext("On the first of these days that time has passed already.")


def confirm_broadcast(
    language: Language,
    *,
    audience: str,
    count: int,
    moments: Sequence[datetime],
    zone: tzinfo,
    lasts: timedelta,
    stars: float | None,
) -> str:
    """Follows the preview, a message of its own. ``moments``: none for at once; ``stars``: None where it is free."""
    _ = language.gettext
    when = ", ".join(language.moment(moment, zone) for moment in moments) or _("at once")
    lines = [
        _("Above you see what goes out."),
        "",
        _("To: {audience}").format(audience=f"<b>{escape(audience)}</b>"),
        language.ngettext("{count} chat at this moment", "{count} chats at this moment", count).format(count=count),
        _("Start: {moment}").format(moment=f"<b>{when}</b>"),
        _("Duration: {duration}").format(duration=lasting(language, lasts)),
    ]
    if stars is not None:
        lines.append(_("Costs at most {stars} Telegram Stars each time").format(stars=f"{stars:g}"))
    if not count:
        lines += ["", _("Nobody is reached at this moment.")]
    return "\n".join(lines)


def broadcast_preview_refused(language: Language, reason: str) -> str:
    text = language.gettext("Telegram does not take this message ({reason}). Please send another one.")
    return text.format(reason=escape(shorten(reason, 200)))


def broadcast_preview_failed(language: Language) -> str:
    return language.gettext("The preview did not get through just now. Press Preview to see it.")


def broadcast_scheduled(language: Language, numbers: Sequence[int], moments: Sequence[datetime], zone: tzinfo) -> str:
    """``moments``: as many as numbers, or none for at once."""
    _ = language.gettext
    if not moments:
        return _("Broadcast {number} is on its way.").format(number=numbers[0])
    lines = [
        _("Broadcast {number} goes out {moment}.").format(number=number, moment=language.moment(moment, zone))
        for number, moment in zip(numbers, moments, strict=True)
    ]
    return "\n".join(lines)


def broadcast_kept(language: Language, number: int) -> str:
    return language.gettext("Broadcast {number} is kept as a draft: /broadcasts shows it.").format(number=number)


def broadcast_cancelled(language: Language) -> str:
    return language.gettext("Nothing is sent.")


def broadcast_left(language: Language, number: int) -> str:
    return language.gettext("Broadcast {number} stays as it is now: /broadcasts shows it.").format(number=number)


def dialog_over(language: Language) -> str:
    return language.gettext("This question has been dealt with. /broadcasts shows what became of it.")


def lasting(language: Language, time: timedelta) -> str:
    """To the minute, from one minute on."""
    minutes = round(time.total_seconds() / 60)
    if minutes < 1:
        return language.gettext("less than a minute")
    if minutes < 60:
        return language.ngettext("{count} minute", "{count} minutes", minutes).format(count=minutes)
    text = language.gettext("{hours} h {minutes} min")
    return text.format(hours=minutes // 60, minutes=minutes % 60)
