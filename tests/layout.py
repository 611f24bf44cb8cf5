"""The rules of the layout: each takes a file's path, and its text or tree, and yields what breaks the rule."""

import ast
from collections.abc import Iterator
from pathlib import PurePosixPath

FOLDERS = frozenset({"bot", "handlers", "broadcasts", "desk", "sandbox"})
# Where the parts are put together: these may import all of ours.
OUTERMOST = frozenset({"bot/__main__.py", "bot/app.py", "sandbox/demo.py"})
# Plays the program itself, so it may import the core; the rest of the sandbox imports nothing of ours.
REHEARSAL = "sandbox/rehearsal/"
READS_THE_TIME = frozenset({"bot/clock.py", "sandbox/server.py"})
MOST_LINES = 300
NO_NOUNS = frozenset({"util", "utils", "helper", "helpers", "services", "manager", "managers", "common"})
CLOCKS = frozenset(
    {
        *("datetime.datetime.now", "datetime.datetime.utcnow", "datetime.datetime.today", "datetime.date.today"),
        *("time.time", "time.time_ns", "time.localtime", "time.gmtime", "time.ctime", "time.strftime"),
        *("sqlalchemy.func.now", "sqlalchemy.func.current_timestamp"),
    }
)


def wrong_directions(path: str, tree: ast.Module) -> Iterator[str]:
    """Imports that do not flow inward."""
    folder = path.partition("/")[0]
    if path in OUTERMOST or folder not in FOLDERS:
        return
    allowed = {folder} if folder == "sandbox" and not path.startswith(REHEARSAL) else {"bot", folder}
    outermost = {_module(name) for name in OUTERMOST}
    for line, module in _imports(path, tree):
        inner = not path.startswith(REHEARSAL) and folder == "sandbox" and _within(module, {"sandbox.rehearsal"})
        # The rehearsal runs the App, and the App alone, of what puts the parts together.
        outer = _within(module, outermost - ({"bot.app"} if path.startswith(REHEARSAL) else set()))
        if module.partition(".")[0] in FOLDERS - allowed or outer or inner:
            yield f"{path}:{line} imports {module}"


def hidden_imports(path: str, tree: ast.Module) -> Iterator[str]:
    """Imports inside functions, where they dodge circles that ought not to be."""
    for function in ast.walk(tree):
        if isinstance(function, ast.FunctionDef | ast.AsyncFunctionDef):
            for node in ast.walk(function):
                if isinstance(node, ast.Import | ast.ImportFrom):
                    yield f"{path}:{node.lineno} imports inside {function.name}"


def readings_of_the_time(path: str, tree: ast.Module) -> Iterator[str]:
    """Uses of the wall clock, under whatever name it was imported."""
    if path in READS_THE_TIME:
        return
    names = dict(_names(tree))
    for node in ast.walk(tree):
        if isinstance(node, ast.Attribute | ast.Name) and _dotted(node, names) in CLOCKS:
            yield f"{path}:{node.lineno} reads the time"


def too_long(path: str, text: str) -> Iterator[str]:
    lines = len(text.splitlines())
    if lines > MOST_LINES:
        yield f"{path} has {lines} lines: split it by noun"


def no_noun(path: str) -> Iterator[str]:
    """Names that say nothing of what is inside."""
    for part in PurePosixPath(path).with_suffix("").parts:
        if part in NO_NOUNS:
            yield f"{path} is named {part}: name it after what it holds"


def _imports(path: str, tree: ast.Module) -> Iterator[tuple[int, str]]:
    """All modules that may be meant: of `from bot import app` both `bot` and `bot.app`."""
    package = PurePosixPath(path).parent.parts
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from ((node.lineno, alias.name) for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            above = package[: len(package) - node.level + 1] if node.level else ()
            module = (*above, node.module) if node.module else above
            yield node.lineno, ".".join(module)
            yield from ((node.lineno, ".".join((*module, alias.name))) for alias in node.names)


def _names(tree: ast.Module) -> Iterator[tuple[str, str]]:
    """What each imported name stands for."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            for alias in node.names:
                yield (alias.asname, alias.name) if alias.asname else (alias.name.partition(".")[0],) * 2
        elif isinstance(node, ast.ImportFrom) and node.module:
            for alias in node.names:
                yield alias.asname or alias.name, f"{node.module}.{alias.name}"


def _dotted(node: ast.expr, names: dict[str, str]) -> str:
    if isinstance(node, ast.Attribute):
        return f"{_dotted(node.value, names)}.{node.attr}"
    return names.get(node.id, "") if isinstance(node, ast.Name) else ""


def _module(path: str) -> str:
    return ".".join(PurePosixPath(path).with_suffix("").parts)


def _within(module: str, packages: set[str]) -> bool:
    return any(module == package or module.startswith(f"{package}.") for package in packages)
