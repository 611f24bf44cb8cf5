"""Words about what is kept of a customer, the file of it, and its erasure."""

from html import escape

from bot.deliveries import Button
from bot.languages import Language

FILE, ERASE, ERASE_NOW, LEAVE = "privacy:file", "privacy:erase", "privacy:erase:now", "privacy:leave"


def privacy(language: Language, company: str) -> str:
    _ = language.gettext
    kept = (
        _("your name, user name and language in Telegram: to know whom we talk to"),
        _("what you write and send here, with our answers: to solve your issues"),
        _("your phone number and when you like to be called, if you told us: to call you"),
        _("what this bot wrote to you: to know what reached you"),
    )
    heading = _("What {company} keeps of you, and why").format(company=escape(company))
    return "\n".join(
        [
            f"<b>{heading}</b>",
            *(f"• {line}" for line in kept),
            "",
            _("Our staff read it to help you. It is yours: take it with you as a file, or have it erased."),
        ]
    )


def privacy_buttons(language: Language) -> tuple[tuple[Button, ...], ...]:
    _ = language.gettext
    return (
        (Button(_("Get my data as a file"), data=FILE),),
        (Button(_("Erase my data"), data=ERASE),),
    )


def file_caption(language: Language) -> str:
    return language.gettext("All that is kept of you. It holds your personal links: please do not pass it on.")


def file_readme(language: Language, company: str, moment: str) -> str:
    """The first lines of the file; plain text."""
    text = language.gettext(
        "Everything that {company} kept of you in Chatferry on {moment}: your profile, what our lists say of you, your "
        "issues with all that was said, the names of your files, what you wrote that became no issue, and what the bot "
        "wrote to you. Times are UTC. Internal notes of our staff are not part of it."
    )
    return text.format(company=company, moment=moment)


def nothing_kept(language: Language) -> str:
    return language.gettext("Nothing is kept of you.")


def ask_erase(language: Language) -> str:
    _ = language.gettext
    return "\n".join(
        [
            "<b>" + _("Erase your data for good?") + "</b>",
            _("Erased: your name, phone number and wishes, every text and file of yours, the titles of your issues."),
            _("What stays: that there were issues, their numbers and times, and what our staff wrote."),
            _("Open issues lose their text, so nobody can work on them any more. Links you have stop working."),
        ]
    )


def erase_buttons(language: Language) -> tuple[tuple[Button, ...], ...]:
    _ = language.gettext
    return ((Button(_("Yes, erase all"), data=ERASE_NOW), Button(_("No, keep it"), data=LEAVE)),)


def erased(language: Language) -> str:
    return language.gettext("Your data are erased. Whenever you write here again, we start afresh.")


def not_erased(language: Language) -> str:
    return language.gettext("Nothing was erased.")
