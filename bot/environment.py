"""The part of the configuration that environment variables give, and which variable gave what."""

import os
from itertools import takewhile
from typing import Any, Final

from pydantic.fields import FieldInfo
from pydantic_settings import BaseSettings, EnvSettingsSource

from bot.misconfiguration import Place, unknown_key

PREFIX: Final = "CHATFERRY_"
BETWEEN: Final = "__"


class Environment(EnvSettingsSource):
    """Reads `CHATFERRY_<SECTION>__<KEY>`; lists and tables are written as JSON."""

    def decode_complex_value(self, field_name: str, field: FieldInfo, value: Any) -> Any:
        """What is not JSON is left as it is: the model then refuses it together with all else that is wrong."""
        try:
            return super().decode_complex_value(field_name, field, value)
        except ValueError:
            return value

    def variable(self, place: Place) -> str | None:
        """The variable that gave the value at `place`, None when no variable did."""
        given: Any = self()
        for part in place:
            try:
                given = given[part]
            except (KeyError, IndexError, TypeError):
                return None
        names = (self.name(place[:end]) for end in range(len(place), 0, -1))
        return next((name for name in names if name.lower() in self.env_vars), None)

    @staticmethod
    def name(place: Place) -> str:
        """The variable for a place: items of a list have none of their own, so theirs is the list's."""
        names = takewhile(lambda part: isinstance(part, str), place)
        return PREFIX + BETWEEN.join(map(str, names)).upper()

    def unknown(self) -> list[str]:
        """A line for each variable that belongs to no section, or that has one underscore where two are meant.

        Other names that only begin alike are let pass: container platforms set CHATFERRY_PORT and such for a
        service of our name. Unknown keys of a known section are left to the model.
        """
        sections = self.settings_cls.model_fields
        meant = {
            f"{section}_{key}": self.name((section, key))
            for section in sections
            for key in _keys(self.settings_cls, section)
        }
        lines = []
        for variable in sorted(name.upper() for name in os.environ if name.upper().startswith(PREFIX)):
            name = variable.removeprefix(PREFIX).lower()
            section, between, _ = name.partition(BETWEEN)
            if between and section not in sections:
                lines.append(f"{variable}: {section}: {unknown_key(section, sections)}")
            elif name in meant:
                lines.append(f"{variable}: unknown variable; did you mean {meant[name]}?")
        return lines


def _keys(settings: type[BaseSettings], section: str) -> list[str]:
    annotation = settings.model_fields[section].annotation
    return list(getattr(annotation, "model_fields", ()))
