"""Whole rehearsals in small size: the books balance, the report is the same again, and nothing real is touched."""

import hashlib
import socket
from dataclasses import replace
from datetime import datetime
from functools import cache
from pathlib import Path

import pytest

from bot.languages import language
from sandbox.rehearsal.command import report_of
from sandbox.rehearsal.guard import NotInARehearsal
from sandbox.rehearsal.rehearsal import Played, run
from sandbox.rehearsal.stage import Stage
from sandbox.rehearsal.temperaments import Temperament
from tests.sandbox.rehearsing import SMALL, look_on, plan

NOWHERE = Path("nowhere")
Moments = list[tuple[datetime, int, int]]
"""Each moment that was played, with the calls to Telegram and the pages up to it."""


@cache
def played(seed: int) -> Played:
    return run(plan(NOWHERE), replace(SMALL, seed=seed), look_on)


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_everything_planned_has_one_end_and_every_message_is_kept(seed: int) -> None:
    facts = played(seed).facts
    assert all(ledger.balance for ledger in facts.ledgers)
    assert not any(ledger.left or ledger.unconfirmed for ledger in facts.ledgers)
    assert facts.inbox.books.balance
    assert (facts.inbox.books.waiting, facts.inbox.books.failed) == (0, 0)
    assert facts.inbox.said == facts.inbox.found > 0
    # What fails is what somebody of the cast has done: nobody else's message does.
    assert set(facts.failures) <= {"message not delivered: deactivated", "message not delivered: blocked"}


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_the_move_takes_its_course(seed: int) -> None:
    facts = played(seed).facts
    assert [slot.at.hour * 60 + slot.at.minute for slot in facts.slots[:2]] == [90, 450]  # 09:30 and 15:30 in Shanghai
    assert len(facts.slots) == 2 * 21  # on the day before the launch, then on twenty days, the last one's before nine
    assert facts.funnel[0].migrated == 0 < facts.funnel[-1].migrated
    numbers = [one.migrated for one in facts.funnel]
    assert numbers == sorted(numbers)
    last = facts.funnel[-1]
    assert last.known == SMALL.customers >= last.reached >= last.migrated
    assert {one.temperament for one in facts.holdouts} <= {
        *(Temperament.NEVER, Temperament.BLOCKS, Temperament.RESISTS),
    }
    assert facts.closed.finished == facts.closed.channels
    assert facts.closed.read_only == facts.closed.groups == SMALL.groups
    assert facts.closed.failed == {}
    assert all(one.in_chat == 0 for one in facts.tickets[-7:])


def test_the_same_seed_makes_the_same_report(tmp_path: Path) -> None:
    settings, wish = plan(NOWHERE), replace(SMALL, seed=1)
    once = report_of(played(1), settings, wish, language("en"))
    again = report_of(run(plan(tmp_path), wish, look_on), settings, wish, language("en"))
    assert once == again
    assert once != report_of(played(2), settings, wish, language("en"))


def test_a_slow_telegram_changes_nothing() -> None:
    """Nor does anything else that takes its time: neither the journal nor the report knows of it."""
    settings, wish, told = plan(NOWHERE), replace(SMALL, customers=8, groups=1, seed=3), []
    for seconds in (0.0, 0.05):
        moments: Moments = []

        def note(now: datetime, stage: Stage, seconds: float = seconds, moments: Moments = moments) -> None:
            stage.sandbox.api.faults.latency_seconds = seconds
            moments.append((now, len(stage.journal.asked), stage.journal.pages))

        found = run(settings, wish, note)
        told.append((moments, sorted(found.asked), report_of(found, settings, wish, language("en"))))
    assert told[0] == told[1]


@pytest.mark.parametrize(("code", "words"), [("en", "What to look at in the plan"), ("zh", "计划中需要留意的地方")])
def test_the_report_speaks_both_languages_and_has_its_pictures_inside(code: str, words: str) -> None:
    report = report_of(played(1), plan(NOWHERE), replace(SMALL, seed=1), language(code))
    assert words in report
    assert report.count("<svg") == 4
    assert "2027-04-05" in report
    assert "http-equiv" not in report
    assert "<script" not in report
    assert "127.0.0.1" not in report


def test_a_group_without_rights_is_found_and_closed_once_they_are_there() -> None:
    wish = replace(SMALL, customers=3, groups=1, rights_missing=1, proportions={Temperament.RESISTS: 1})
    found = run(plan(NOWHERE), wish, look_on)
    # What was written there until then is no message lost: Telegram tells a bot without rights nothing of it.
    assert found.facts.unheard > 0
    assert found.facts.balance
    assert sum(found.facts.closed.failed.values()) == 1
    # They give it the rights some hours later, and then it is closed all the same.
    assert found.facts.closed.read_only == 1
    assert "could not be closed" in report_of(found, plan(NOWHERE), wish, language("en"))


def test_what_is_configured_for_real_stays_as_it_is(tmp_path: Path) -> None:
    real = tmp_path / "real.db"
    real.write_bytes(b"customers' own words")
    files = tmp_path / "files"
    files.mkdir()
    before = (hashlib.sha256(real.read_bytes()).hexdigest(), real.stat(), files.stat())
    run(plan(tmp_path), replace(SMALL, customers=1, groups=0, rights_missing=0), look_on)
    after_stat, files_stat = real.stat(), files.stat()
    assert (hashlib.sha256(real.read_bytes()).hexdigest(), after_stat.st_mtime_ns) == (before[0], before[1].st_mtime_ns)
    assert after_stat.st_atime_ns == before[1].st_atime_ns or after_stat.st_size == before[1].st_size
    assert files_stat.st_mtime_ns == before[2].st_mtime_ns
    assert sorted(path.name for path in tmp_path.iterdir()) == ["files", "real.db"]


def test_whoever_reaches_for_the_world_outside_ends_the_rehearsal(tmp_path: Path) -> None:
    def call_telegram(now: datetime, stage: Stage) -> None:
        with socket.socket() as line:
            line.connect(("192.0.2.1", 443))

    with pytest.raises(NotInARehearsal, match=r"192\.0\.2\.1"):
        run(plan(tmp_path), replace(SMALL, customers=1, groups=0, rights_missing=0), call_telegram)
