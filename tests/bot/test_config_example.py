"""config.example.toml is held against the model, in both directions."""

import re
import tomllib
from pathlib import Path
from typing import Any, get_args

from pydantic import BaseModel

from bot.categories import CATEGORIES, DEPARTMENTS
from bot.settings import Settings, load

EXAMPLE = Path(__file__).parents[2] / "config.example.toml"


def uncommented() -> str:
    """The example with every setting on: `#key = value` is one, `# text` explains."""
    return re.sub(r"(?m)^#(?=[a-z\[])", "", EXAMPLE.read_text(encoding="utf-8"))


def keys_of_model(model: type[BaseModel]) -> set[str]:
    keys = set()
    for name, field in model.model_fields.items():
        kinds = [kind for kind in (field.annotation, *get_args(field.annotation)) if isinstance(kind, type)]
        below = [kind for kind in kinds if not get_args(kind) and issubclass(kind, BaseModel)]
        keys |= {f"{name}.{key}" for kind in below for key in keys_of_model(kind)} if below else {name}
    return keys


def keys_of_document(document: dict[str, Any]) -> set[str]:
    keys = set()
    for name, value in document.items():
        tables = [table for table in (value if isinstance(value, list) else [value]) if isinstance(table, dict)]
        keys |= {f"{name}.{key}" for table in tables for key in keys_of_document(table)} if tables else {name}
    return keys


def test_the_example_names_every_setting_and_no_other() -> None:
    assert keys_of_document(tomllib.loads(uncommented())) == keys_of_model(Settings)


def test_the_example_is_valid_as_it_stands() -> None:
    assert load(EXAMPLE).company.name == "Example Hosting"


def test_the_example_is_valid_with_every_setting_on(tmp_path: Path) -> None:
    path = tmp_path / "config.toml"
    path.write_text(uncommented(), encoding="utf-8")
    settings = load(path)
    assert settings.telegram.updates == "webhook"
    assert settings.departments == DEPARTMENTS
    for shown, default in zip(settings.categories, CATEGORIES, strict=True):
        assert (shown.key, shown.name, shown.department) == (default.key, default.name, default.department)
        assert set(shown.keywords) <= set(default.keywords)


def test_a_key_left_out_of_the_example_would_be_noticed() -> None:
    without = tomllib.loads(uncommented().replace("burst_max_seconds = 45\n", ""))
    assert keys_of_model(Settings) - keys_of_document(without) == {"intake.burst_max_seconds"}
