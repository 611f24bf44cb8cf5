"""What stays in memory is not walked through again."""

import gc

from bot.memory import keep_what_stays


def test_what_is_there_at_the_start_is_set_apart() -> None:
    before = gc.get_freeze_count()
    try:
        keep_what_stays()
        assert gc.get_freeze_count() > before + 1000
    finally:
        gc.unfreeze()
