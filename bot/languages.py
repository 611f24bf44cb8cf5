"""The languages that customers are spoken to in: gettext catalogues, and dates as people write them."""

from dataclasses import dataclass
from datetime import date, datetime, tzinfo
from functools import cache
from gettext import GNUTranslations, NullTranslations
from io import BytesIO
from pathlib import Path

from babel.dates import format_date, format_datetime, format_skeleton, get_timezone_name
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

LOCALES = Path(__file__).with_name("locales")
SOURCE = "en"
"""The texts in the code are English; every other language has catalogues."""
NAMES = {"en": "English", "zh": "中文"}
_BABEL = {"en": "en", "zh": "zh_Hans_CN"}


@dataclass(frozen=True, slots=True)
class Language:
    code: str
    catalogue: NullTranslations

    def gettext(self, message: str) -> str:
        return self.catalogue.gettext(message)

    def ngettext(self, one: str, many: str, count: int) -> str:
        return self.catalogue.ngettext(one, many, count)

    def day(self, day: date) -> str:
        """Such as "Friday, January 9, 2026" or "2026年1月9日星期五"."""
        return format_date(day, "full", locale=_BABEL[self.code])

    def short_day(self, day: date) -> str:
        """Such as "Fri, Jan 9" or "1月9日周五"."""
        return format_skeleton("MMMEd", day, locale=_BABEL[self.code])

    def moment(self, moment: datetime, zone: tzinfo) -> str:
        """Date and time to the minute, in that time zone."""
        pattern = "y年M月d日 HH:mm" if self.code == "zh" else "d MMMM y, HH:mm"
        return format_datetime(moment.astimezone(zone), pattern, locale=_BABEL[self.code])

    def zone(self, moment: datetime, zone: tzinfo) -> str:
        """What that time zone is called at that moment, such as "China Standard Time"."""
        return get_timezone_name(moment.astimezone(zone), "long", locale=_BABEL[self.code])


@cache
def language(code: str) -> Language:
    """One of NAMES, by its code."""
    if code == SOURCE:
        return Language(code, NullTranslations())
    merged = NullTranslations()
    for path in sorted((LOCALES / code / "LC_MESSAGES").glob("*.po")):
        compiled = BytesIO()
        with path.open("rb") as source:
            write_mo(compiled, read_po(source, locale=code))
        compiled.seek(0)
        translations = GNUTranslations(compiled)
        translations.add_fallback(merged)
        merged = translations
    return Language(code, merged)


def code_of(language_tag: str | None) -> str | None:
    """Telegram's language tag (such as "zh-hans") as one of NAMES; None when we do not speak it."""
    code = (language_tag or "").lower().replace("_", "-").partition("-")[0]
    return code if code in NAMES else None


def choose(code: str | None, default: str) -> Language:
    """A person's own language where it is known, else the company's."""
    return language(code if code in NAMES else default)
