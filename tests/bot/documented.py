"""The figures that docs/recognition.md gives: tests hold them."""

import re
from pathlib import Path

RECOGNITION = (Path(__file__).parents[2] / "docs" / "recognition.md").read_text(encoding="utf-8")


def per_cent(row: str) -> tuple[int, int]:
    """For the develop file and the report file."""
    found = re.search(rf"^\| {row} \| (\d+)%.* \| (\d+)%.* \|$", RECOGNITION, re.MULTILINE)
    assert found, row
    return int(found[1]), int(found[2])
