"""Words about files."""

from bot.languages import Language
from bot.texts.tickets import isolate, shorten

LONGEST_NAME = 100


def too_big(language: Language, name: str | None, link: str) -> str:
    """``name``: the sender's, where there is one; ``link``: to where the file can be uploaded."""
    _ = language.gettext
    shown = isolate(shorten(name, LONGEST_NAME)) if name else _("Your file")
    return _("📎 {name} is larger than the 20 MB that chat lets us fetch. Please add it here:").format(name=shown) + (
        f"\n{link}"
    )


def album_too_big(language: Language, link: str) -> str:
    """Whichever and however many of its files are: they come one by one."""
    said = language.gettext(
        "📎 What is larger than 20 MB in this album cannot be fetched from chat. Please add it here:"
    )
    return f"{said}\n{link}"
