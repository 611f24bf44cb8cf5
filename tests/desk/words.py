"""The English words of the desk's templates and code, as gettext would find them."""

import ast
from pathlib import Path

from jinja2 import Environment

from desk.pages import HERE


def in_templates() -> dict[str, str]:
    """Each message with the template that has it."""
    environment = Environment(extensions=["jinja2.ext.i18n"], trim_blocks=True, lstrip_blocks=True, autoescape=True)
    environment.policies["ext.i18n.trimmed"] = True
    found: dict[str, str] = {}
    for path in sorted((HERE / "templates").glob("*.html")):
        for _, _, message in environment.extract_translations(path.read_text(encoding="utf-8")):  # type: ignore[attr-defined]
            found[message] = path.name
    return found


def in_code() -> dict[str, str]:
    """Messages passed to `gettext` in the desk's modules."""
    found: dict[str, str] = {}
    for path in sorted(HERE.glob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr == "gettext":
                found[ast.literal_eval(node.args[0])] = Path(path).name
    return found
