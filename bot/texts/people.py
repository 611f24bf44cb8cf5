"""Words that greet, help and refuse."""

from html import escape

from bot.languages import NAMES, Language
from bot.people import Role
from bot.transition import Phase


def welcome(language: Language, company: str, phase: Phase, desk_link: str) -> str:
    _ = language.gettext
    greeting = _("Welcome to {company}.").format(company=f"<b>{escape(company)}</b>")
    if phase is Phase.CLOSED:
        matter = _("This chat is closed. Please write to us here:")
    else:
        matter = _("Write what it is about: it becomes an issue with a number and a link. You can also file it here:")
    return f"{greeting}\n{matter}\n{desk_link}"


def greeting(language: Language) -> str:
    return language.gettext("Hello! What can we do for you? Just write it here.")


def thanks(language: Language) -> str:
    return language.gettext("You are welcome!")


def help_for(language: Language, role: Role, *, closed: bool = False) -> str:
    """``closed``: whether the chat is."""
    _ = language.gettext
    lines = {
        Role.CUSTOMER: [
            _("This chat is closed. /start shows the way to our issue platform.")
            if closed
            else _("Write what it is about: it becomes an issue with a number and a link."),
            "/tickets – " + _("your issues and their state"),
            "/language – " + _("choose the language"),
            "/privacy – " + _("what is kept of you, and to have it erased"),
        ],
        Role.STAFF: [
            "/queue – " + _("sign in to the staff queue"),
            "/broadcast – " + _("write to many customers"),
            "/broadcasts – " + _("drafts and broadcasts, and how they go"),
        ],
    }
    lines[Role.ADMIN] = [
        "/transition – " + _("where the transition stands"),
        "/deadline – " + _("move the deadline"),
        "/extend – " + _("more time for a customer, company or group"),
        "/holdouts – " + _("who has not migrated"),
        "/close – " + _("close chat before the deadline, from day 20 on"),
        "/reopen – " + _("open chat again for a time"),
        "/progress – " + _("the daily proof that no message is lost"),
        *lines[Role.STAFF],
    ]
    return "\n".join(lines[role])


def staff_hint(language: Language) -> str:
    return language.gettext("You are staff here, so what you write becomes no issue. /help shows what you can do.")


def account_connected(language: Language, *, may_reply: bool) -> str:
    _ = language.gettext
    heard = _("Your account is connected: what customers write to you becomes issues, with what you answer.")
    if may_reply:
        return heard
    return heard + "\n" + _("Please allow me to reply to messages as well, so that customers get number and link.")


def not_yours(language: Language) -> str:
    return language.gettext("This command is not for you. /help shows what you can do.")


def ask_privately(language: Language) -> str:
    return language.gettext("Please send me this command in a private chat.")


def ask_language(language: Language) -> str:
    return language.gettext("Which language shall I speak?")


def language_set(language: Language) -> str:
    return language.gettext("From now on I speak {language}.").format(language=NAMES[language.code])
