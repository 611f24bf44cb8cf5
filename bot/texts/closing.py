"""Words about closing: what admins are told before and while it happens, and customers shortly before."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta, tzinfo
from html import escape

from bot.languages import Language
from bot.rights import Right
from bot.storage.grouprights import GroupRights
from bot.storage.holdouts import Holdout
from bot.storage.impact import Impact
from bot.texts.steering import holdout_list, impact_line
from bot.texts.tickets import isolate

GROUPS_NAMED = 10
LONGEST_NAME = 40
"""Of whoever is listed: so that all fits into one message, whatever they are called."""


def reopening_failed(language: Language, title: str, error: str) -> str:
    text = language.gettext(
        "The chat {title} could not be opened again fully: {error}. I try again until it works; "
        "giving the bot the rights that it had before usually mends it."
    )
    return text.format(title=f"<b>{escape(title)}</b>", error=f"<code>{escape(error)}</code>")


def right_name(language: Language, right: Right) -> str:
    """As Telegram's apps call it where an administrator's rights are set."""
    _ = language.gettext
    return {
        Right.RESTRICT: _("Ban users"),
        Right.PIN: _("Pin messages"),
        Right.TOPICS: _("Manage topics"),
    }[right]


def how_to_give_rights(language: Language) -> str:
    return language.gettext(
        "To give them: open the group in Telegram, its name, Edit, Administrators, the bot, and switch the rights on."
    )


def missing_rights(language: Language, groups: Sequence[GroupRights]) -> list[str]:
    """What is missing in which group, and how to give it; nothing where nothing is."""
    _ = language.gettext
    if not groups:
        return []
    count = len(groups)
    heading = language.ngettext(
        "In {count} group the bot lacks rights that closing needs:",
        "In {count} groups the bot lacks rights that closing needs:",
        count,
    )
    lines = [heading.format(count=count)]
    for group in groups[:GROUPS_NAMED]:
        names = ("、" if language.code == "zh" else ", ").join(right_name(language, right) for right in group.missing)
        lines.append(f"{isolate(_short(group.title))}: {names}")
    if count > GROUPS_NAMED:
        lines.append(_("and {count} more").format(count=count - GROUPS_NAMED))
    return [*lines, how_to_give_rights(language)]


def go_or_no_go(
    language: Language,
    deadline: datetime,
    now: datetime,
    zone: tzinfo,
    impact: Impact,
    staying: Sequence[Holdout],
    lacking: Sequence[GroupRights],
    page: str,
    *,
    of_all: bool,
) -> str:
    """``of_all``: whether it is the deadline of all, or the end of some channels' own time."""
    _ = language.gettext
    moment = f"<b>{language.moment(deadline, zone)}</b>"
    if of_all:
        what = _("Chat closes on {moment}, by itself unless an admin moves the deadline within the window.")
    else:
        what = _("The time that was granted ends on {moment}: these channels are closed then.")
    lines = [f"<b>{_to_go(language, deadline - now)}</b>", what.format(moment=moment), impact_line(language, impact)]
    if impact.unreachable:
        unreachable = language.ngettext(
            "{count} chat cannot be reached.", "{count} chats cannot be reached.", impact.unreachable
        )
        lines.append(unreachable.format(count=impact.unreachable))
    lines += ["", *missing_rights(language, lacking)] if lacking else []
    listed = [replace(one, name=_short(one.name), account=one.account and _short(one.account)) for one in staying]
    lines += ["", holdout_list(language, listed, impact.staying)]
    return "\n".join([*lines, "", escape(page)])


def _to_go(language: Language, left: timedelta) -> str:
    """In whole days, or hours on the last one; what has begun counts."""
    if left > timedelta(hours=23):
        days = -(-left // timedelta(days=1))
        return language.ngettext("{days} day to go", "{days} days to go", days).format(days=days)
    hours = -(-left // timedelta(hours=1))
    return language.ngettext("{hours} hour to go", "{hours} hours to go", hours).format(hours=hours)


def rights_early(language: Language, deadline: datetime, zone: tzinfo, lacking: Sequence[GroupRights]) -> str:
    """A week before, where something is missing."""
    when = language.gettext("Chat closes on {moment}.").format(moment=language.moment(deadline, zone))
    return "\n".join([when, *missing_rights(language, lacking)])


def last_call(language: Language, company: str, deadline: datetime, zone: tzinfo, days: int, gift: str | None) -> str:
    """To one who has not migrated; with placeholders (bot/placeholders.py)."""
    _ = language.gettext
    left = language.ngettext("{days} day", "{days} days", days).format(days=days)
    greeting = _("Dear {name}, this chat closes for you on {deadline}: {left} left.")
    lines = [
        f"<b>{escape(company)}</b>",
        greeting.replace("{deadline}", f"<b>{language.moment(deadline, zone)}</b>").replace("{left}", left),
        _("Your own page of our issue platform is ready. Please open it once; it shows all your issues:"),
        "{link}",
    ]
    if gift:
        lines.append(_("For your first issue there we thank you with: {gift}").format(gift=escape(gift)))
    return "\n".join(lines)


def _short(name: str) -> str:
    return name if len(name) <= LONGEST_NAME else name[: LONGEST_NAME - 1] + "…"
