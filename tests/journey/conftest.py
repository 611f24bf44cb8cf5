"""The stage, which is looked over when a test is done: nothing against the specification, no secret in the output."""

from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path

import pytest

from tests.journey.stage import LAUNCH, PERSONAL, SECRETS, Stage
from tests.nursery import Nursery


@pytest.fixture
async def stage(nursery: Nursery, tmp_path: Path) -> AsyncIterator[Stage]:
    """Two days before the launch, at nine in the morning; the program is not running yet."""
    stage = Stage(nursery, tmp_path, LAUNCH.replace(hour=9) - timedelta(days=2))
    await stage.open()
    yield stage
    await stage.close()
    assert stage.sandbox.violations == []
    assert [secret for secret in SECRETS if secret in stage.running.output] == []
    assert PERSONAL.findall(stage.running.output) == []
    assert "Traceback" not in stage.running.output
