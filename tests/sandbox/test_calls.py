"""The log of calls keeps the newest."""

from datetime import UTC, datetime

from sandbox.calls import CallLog, incoming


def test_of_very_many_calls_the_newest_are_kept_with_their_numbers() -> None:
    log, at = CallLog(), datetime(2026, 11, 2, tzinfo=UTC)
    for _ in range(100_001):
        log.keep(incoming(at, "getMe", {}))
    kept = [call.n for call in log.after()]
    assert kept == list(range(50_001, 100_002))
    assert [call.n for call in log.after(100_000)] == [100_001]
