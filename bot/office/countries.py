"""Public holidays of countries, by name, and the days of a weekend that are worked in their place."""

from collections.abc import Mapping
from datetime import date
from functools import cache

import holidays
from babel.core import Locale, get_global

_SPOKEN = {"zh": "zh_CN", "en": "en_US"}
_BABEL = {"zh": "zh_Hans_CN", "en": "en"}


@cache
def known() -> frozenset[str]:
    """Codes of two letters of the countries whose holidays are known."""
    return frozenset(holidays.list_supported_countries(include_aliases=False))


def country_of(zone: str) -> str | None:
    """The country that a time zone lies in, where it lies in one."""
    territory: str | None = get_global("zone_territories").get(zone)
    return territory if territory in known() else None


@cache
def names(code: str) -> Mapping[str, str]:
    """What they are called in one of our languages, in its alphabet's order."""
    territories = Locale.parse(_BABEL[code]).territories
    named = {country: str(territories.get(country, country)) for country in known()}
    return dict(sorted(named.items(), key=lambda one: one[1]))


@cache
def holidays_of(country: str, year: int, code: str = "") -> Mapping[date, str]:
    """``code``: the language of ours that they are named in, where that is known; a country that is not has none."""
    try:
        return dict(sorted(_of(country, year, code).items()))
    except NotImplementedError:
        return {}


@cache
def made_up_for(country: str, year: int) -> frozenset[date]:
    """Days of a weekend that are worked in the place of a day next to a holiday, as in China."""
    try:
        worked = getattr(_of(country, year, ""), "weekend_workdays", ())
    except NotImplementedError:
        return frozenset()
    return frozenset(day for day in worked if day.year == year)


def _of(country: str, year: int, code: str) -> holidays.HolidayBase:
    spoken = _SPOKEN.get(code)
    found = holidays.country_holidays(country, years=[year], language=spoken)
    if spoken == "zh_CN" and spoken not in found.supported_languages:
        # Better English than the country's own, which may be in any script.
        return holidays.country_holidays(country, years=[year], language="en_US")
    return found
