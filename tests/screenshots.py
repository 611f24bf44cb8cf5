"""Pictures of pages for the docs: `make screenshots` keeps them, other runs take none."""

import os
from pathlib import Path

from playwright.async_api import Page

FOLDER = os.environ.get("SCREENSHOTS")
"""Where they are kept."""


async def keep(page: Page, name: str, *, whole: bool = False) -> None:
    """``whole``: the page from top to bottom, not only what a window shows."""
    if FOLDER:
        await page.screenshot(path=Path(FOLDER) / f"{name}.png", full_page=whole, animations="disabled")
