"""The configuration: a TOML file, every key of which the environment may override, checked as a whole at start."""

import tomllib
from pathlib import Path
from typing import Annotated, Any

from pydantic import Field, ValidationError, ValidationInfo, field_validator, model_validator
from pydantic_settings import (
    BaseSettings,
    PydanticBaseSettingsSource,
    SettingsConfigDict,
)

from bot.categories import CATEGORIES, DEPARTMENTS, Category, Department
from bot.environment import BETWEEN, PREFIX, Environment
from bot.errors import ConfigurationError
from bot.misconfiguration import Misfit, Place, dotted, lines, unknown_key
from bot.sections import Announcements, Company, Desk, Intake, People, Storage, TelegramSettings, TransitionSettings
from bot.setting_types import filled


class Settings(BaseSettings):
    """All of the configuration. The environment goes before what is passed in."""

    model_config = SettingsConfigDict(
        env_prefix=PREFIX,
        env_nested_delimiter=BETWEEN,
        # An empty variable is how container files say "not set".
        env_ignore_empty=True,
        extra="forbid",
        frozen=True,
        hide_input_in_errors=True,
    )

    company: Company
    telegram: TelegramSettings
    people: People
    transition: TransitionSettings
    announcements: Announcements
    intake: Intake
    desk: Desk
    storage: Storage
    departments: Annotated[tuple[Department, ...], filled] = Field(
        default=DEPARTMENTS, description="write each as a table [[departments]] with key and name"
    )
    categories: Annotated[tuple[Category, ...], filled] = Field(
        default=CATEGORIES,
        description="write each as a table [[categories]] with key, name and department",
    )

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,
        file_secret_settings: PydanticBaseSettingsSource,
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        return Environment(settings_cls), init_settings

    @model_validator(mode="before")
    @classmethod
    def _every_section(cls, document: dict[str, Any]) -> dict[str, Any]:
        """A section that is not there counts as empty: then what it must have is reported key by key."""
        empty: dict[str, Any] = {name: {} for name, field in cls.model_fields.items() if field.is_required()}
        return empty | document

    @field_validator("transition")
    @classmethod
    def _announced_before_the_launch(cls, transition: TransitionSettings, info: ValidationInfo) -> TransitionSettings:
        if (company := info.data.get("company")) and transition.announce_from:
            launch_day = transition.launch.astimezone(company.zone).date()
            if transition.announce_from > launch_day:
                fact = f"{transition.announce_from} is after the day of the launch, {launch_day}"
                raise Misfit((("announce_from",), fact))
        return transition

    @field_validator("transition")
    @classmethod
    def _somebody_to_confirm(cls, transition: TransitionSettings, info: ValidationInfo) -> TransitionSettings:
        if (people := info.data.get("people")) and transition.second_admin and len(people.admins) < 2:
            fact = "true, and people.admins names nobody else who could confirm; add an admin"
            raise Misfit((("second_admin",), fact))
        return transition

    @field_validator("departments", "categories")
    @classmethod
    def _each_key_once(cls, named: tuple[Any, ...]) -> tuple[Any, ...]:
        keys = [one.key for one in named]
        twice = [((at, "key"), f"{key!r} is used before") for at, key in enumerate(keys) if key in keys[:at]]
        if twice:
            raise Misfit(*twice)
        return named

    @field_validator("categories")
    @classmethod
    def _departments_exist(cls, categories: tuple[Category, ...], info: ValidationInfo) -> tuple[Category, ...]:
        departments = info.data.get("departments")
        if departments is None:  # they are wrong themselves
            return categories
        known = [department.key for department in departments]
        homeless = [
            ((at, "department"), f"{category.department!r} is no department, there are {', '.join(known)}")
            for at, category in enumerate(categories)
            if category.department not in known
        ]
        if homeless:
            raise Misfit(*homeless)
        return categories


def load(path: Path | None) -> Settings:
    """The configuration of the file at `path` and the environment; without a path, of the environment alone.

    ConfigurationError has one line for each thing that is wrong.
    """
    document = _read(path) if path else {}
    environment = Environment(Settings)

    def origin(place: Place) -> str:
        return environment.variable(place) or (_shown(path) if path else Environment.name(place))

    wrong = environment.unknown()
    for name in sorted(document.keys() - Settings.model_fields.keys()):
        wrong.append(f"{origin((name,))}: {dotted((name,))}: {unknown_key(name, Settings.model_fields)}")
        del document[name]
    try:
        settings = Settings(**document)
    except ValidationError as error:
        wrong += lines(error, Settings, origin)
    else:
        if not wrong:
            return settings
    # Not raised inside the except: the original, which holds the secrets, must not hang on as its context.
    raise ConfigurationError(wrong)


def _read(path: Path) -> dict[str, Any]:
    try:
        # A byte order mark is what some editors of Windows begin a text with.
        return tomllib.loads(path.read_bytes().decode("utf-8-sig"))
    except OSError as error:
        fact = f"cannot be read ({error.strerror}); name a file that exists and that this user may read"
    except UnicodeDecodeError as error:
        fact = f"not UTF-8 at byte {error.start}; save it as UTF-8"
    except (ValueError, RecursionError) as error:
        fact = f"not valid TOML: {error}; mend it there"
    raise ConfigurationError([f"{_shown(path)}: {fact}"])


def _shown(path: Path) -> str:
    return str(path) if str(path).isprintable() else repr(str(path))
