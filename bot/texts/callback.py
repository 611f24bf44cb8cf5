"""Words about calling the customer: the number, the time, what is recorded."""

from html import escape

from bot.callwish import TIMES
from bot.deliveries import Button
from bot.languages import Language

LONGEST_LABEL = 40


def call_time(language: Language, wish: str) -> str:
    """One of TIMES in words; the customer's own words as they are."""
    _ = language.gettext
    any_time, morning, afternoon = TIMES
    words = {any_time: _("at any time"), morning: _("in the morning"), afternoon: _("in the afternoon")}
    return words.get(wish, wish)


def ask_phone(language: Language) -> str:
    return language.gettext("At which number may we call you? Press the button below, or type the number.")


def share_phone(language: Language) -> str:
    return language.gettext("Share my number")


def no_call(language: Language) -> str:
    return language.gettext("No call")


def ask_known_phone(language: Language, phone: str) -> str:
    return language.gettext("Shall we call you at {phone}?").format(phone=f"<b>{escape(phone)}</b>")


def known_phone_buttons(language: Language, ticket_id: int) -> tuple[tuple[Button, ...], ...]:
    _ = language.gettext
    return (
        (Button(_("Yes, this number"), data=f"call:{ticket_id}:known"),),
        (Button(_("Another number"), data=f"call:{ticket_id}:other"),),
        (Button(no_call(language), data=f"call:{ticket_id}:never"),),
    )


def phone_noted(language: Language, phone: str) -> str:
    return language.gettext("Noted: {phone}").format(phone=f"<b>{escape(phone)}</b>")


def ask_call_time(language: Language) -> str:
    return language.gettext(
        "When suits you? Press a button, or write it: “only between 14 and 17”, “only the manager”."
    )


def call_time_buttons(language: Language, ticket_id: int, usual: str | None) -> tuple[tuple[Button, ...], ...]:
    """``usual``: what the customer wished the last time."""
    times = [(Button(call_time(language, time), data=f"call:{ticket_id}:{time}"),) for time in TIMES]
    if usual is not None and usual not in TIMES:
        times.insert(0, (Button(usual[:LONGEST_LABEL], data=f"call:{ticket_id}:usual"),))
    return (*times, (Button(no_call(language), data=f"call:{ticket_id}:never"),))


def call_recorded(language: Language, phone: str | None, wish: str) -> str:
    _ = language.gettext
    time = f"\u2068{escape(call_time(language, wish))}\u2069"
    if phone is None:
        return _("It is recorded and passed on. We will call you: {time}").format(time=time)
    text = _("It is recorded and passed on. We will call you at {phone}: {time}")
    return text.format(phone=f"<b>{escape(phone)}</b>", time=time)


def call_taken_back(language: Language) -> str:
    return language.gettext("We will not call. Just write here.")


def call_without_number(language: Language) -> str:
    return language.gettext(
        "Your wish to be called is recorded, without a number yet. The button under the issue asks for it again."
    )
