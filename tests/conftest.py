"""What all tests share: the database server, the browser, and an environment without settings."""

import os

import pytest

from tests.missing import CHROMIUM, FAKETIME, POSTGRES, last_lines

pytest_plugins = ["tests.browser", "tests.hurry", "tests.nursery", "tests.postgres"]

MARKED = {"postgres_server": POSTGRES.marker, "browser": CHROMIUM.marker, "stage": FAKETIME.marker}
PAGES = ("browser_page", "phone_page")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark what needs a program by the fixture it asks for, so that `-m "not browser"` leaves it out.

    Journeys come first: whichever test process is done early takes over short tests from the others, not long ones.
    """
    for item in items:
        for fixture, marker in MARKED.items():
            if fixture in getattr(item, "fixturenames", ()):
                item.add_marker(marker)
        # A page is closed before the server that it goes on asking.
        getattr(item, "fixturenames", []).sort(key=PAGES.__contains__)
    items.sort(key=lambda item: "journey" not in item.path.parts)


@pytest.fixture(autouse=True, scope="session")
def _no_settings_from_outside() -> None:
    for name in [name for name in os.environ if name.upper().startswith("CHATFERRY_")]:
        del os.environ[name]


@pytest.hookimpl(trylast=True)
def pytest_unconfigure(config: pytest.Config) -> None:
    """After pytest's own last line, which would otherwise stand below ours."""
    reporter = config.pluginmanager.get_plugin("terminalreporter")
    if reporter and not hasattr(config, "workerinput"):
        for line in last_lines(reporter.stats.get("skipped", [])):
            reporter.write_line(line, yellow=True)
