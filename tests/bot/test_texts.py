"""The words of chat messages: hostile names stay names, and every message keeps to Telegram's limits and tags."""

import re
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime
from functools import partial
from html import unescape
from pathlib import Path

import pytest

from bot import texts
from bot.categories import COMPLAINT
from bot.escalation import Reason
from bot.languages import NAMES, Language, language
from bot.links import Links
from bot.office.members import Level
from bot.people import Role
from bot.placeholders import Stage, faults_in, fill
from bot.reconciliation import Books
from bot.storage.transitions import Change
from bot.texts.tickets import PLACEHOLDERS
from bot.tickets import State
from bot.transition import Phase, Transition, Window
from tests.bot.broadcast_words import ALLOWED, BROADCASTS, BROADCASTS_WITH_NAMES, HOSTILE
from tests.bot.issues import RECEIVED
from tests.bot.moments import DAY, HOUR, LAUNCH, NOW, SHANGHAI
from tests.bot.steering_words import STEERING, STEERING_WITH_NAMES

LINK = "https://desk.example.com/t/12-abc?a=1"
LINKS = Links("https://desk.example.com", b"k")
EN, ZH = language("en"), language("zh")
OPEN = Transition(Window(LAUNCH, 25))
HOSTILE_TICKET = replace(
    RECEIVED, title=HOSTILE, state=State.ACCEPTED, owner_id=901, owner_name=HOSTILE, promised_at=NOW + HOUR
)
CHANGES = [
    Change(NOW, HOSTILE, "deadline", (LAUNCH + 30 * DAY).isoformat(), (LAUNCH + 25 * DAY).isoformat(), HOSTILE),
    Change(NOW, "configuration", "deadline", None, "odd < value", None),
]
FILLED = {"company": "Ferry", "launch_date": "1 May", "deadline": "30 May", "days_left": "30 days"}
TAG = re.compile(r"</?(\w+)>")

BALANCED = Books(None, 3, {"ticket": 1, "ignored: staff": 1, "command": 1}, waiting=0, failed=0, kept=1)
LOSING = replace(BALANCED, day=date(2027, 4, 3), received=5, kept=0)


def notice(stage: Stage, spoken: Language) -> str:
    return fill(texts.notice(spoken, stage), FILLED)


WITH_NAMES: dict[str, Callable[[Language], str]] = {
    "card": lambda spoken: texts.card(spoken, HOSTILE_TICKET, HOSTILE, LINK, SHANGHAI),
    "a late card": lambda spoken: texts.card(
        spoken, replace(HOSTILE_TICKET, slipped_at=NOW), "x", LINK, SHANGHAI, HOSTILE
    ),
    "staff_card": lambda spoken: texts.staff_card(spoken, HOSTILE_TICKET, (HOSTILE, HOSTILE), HOSTILE, LINK, SHANGHAI),
    "an urgent staff card": lambda spoken: texts.staff_card(
        spoken,
        replace(HOSTILE_TICKET, urgent=True, level=2, slipped_at=NOW, callback_wish=HOSTILE),
        ("x", ""),
        HOSTILE,
        LINK,
        SHANGHAI,
    ),
    "escalated": lambda spoken: texts.escalated(spoken, HOSTILE_TICKET, Reason.SLIPPED, Level.HANDLING, HOSTILE, LINK),
    "resolved": lambda spoken: texts.resolved(spoken, RECEIVED, HOSTILE, LINK),
    "accepted": lambda spoken: texts.accepted(spoken, HOSTILE_TICKET, LINK, SHANGHAI),
    "staff_replied": lambda spoken: texts.staff_replied(spoken, RECEIVED, HOSTILE, LINK),
    "ticket_list": lambda spoken: texts.ticket_list(spoken, [HOSTILE_TICKET], LINKS, LINK),
    "dead_letter": lambda spoken: texts.dead_letter(spoken, 7, HOSTILE),
    "welcome": lambda spoken: texts.welcome(spoken, HOSTILE, Phase.OPEN, LINK),
    "closing_failed": lambda spoken: texts.closing_failed(spoken, HOSTILE, HOSTILE),
    "a wish on the card": lambda spoken: texts.card(
        spoken, replace(RECEIVED, callback_wish=HOSTILE), "x", LINK, SHANGHAI
    ),
    "too_big": lambda spoken: texts.too_big(spoken, HOSTILE, LINK),
    "ask_known_phone": lambda spoken: texts.ask_known_phone(spoken, HOSTILE),
    "phone_noted": lambda spoken: texts.phone_noted(spoken, HOSTILE),
    "call_recorded": lambda spoken: texts.call_recorded(spoken, HOSTILE, HOSTILE),
    "privacy": lambda spoken: texts.privacy(spoken, HOSTILE),
    "transition_status": lambda spoken: texts.transition_status(
        spoken, OPEN, now=NOW, zone=SHANGHAI, known=7, migrated=3, changes=CHANGES
    ),
}
PLAIN: dict[str, Callable[[Language], str]] = {
    "ask_what_it_is": texts.ask_what_it_is,
    "ask_category": texts.ask_category,
    "not_your_issue": texts.not_your_issue,
    "no_earlier_issue": texts.no_earlier_issue,
    "too_late": texts.too_late,
    "greeting": texts.greeting,
    "thanks": texts.thanks,
    "about_move": lambda spoken: texts.about_move(spoken, OPEN, LINK, NOW, SHANGHAI),
    "about_move before launch": lambda spoken: texts.about_move(spoken, OPEN, LINK, LAUNCH - DAY, SHANGHAI),
    "books": lambda spoken: texts.books(spoken, BALANCED, BALANCED, []),
    "books that do not balance": lambda spoken: texts.books(spoken, LOSING, BALANCED, [LOSING]),
    "a fresh card": lambda spoken: texts.card(spoken, RECEIVED, "x", LINK, SHANGHAI),
    "a resolved card": lambda spoken: texts.card(spoken, replace(RECEIVED, state=State.RESOLVED), "x", LINK, SHANGHAI),
    "a merged card": lambda spoken: texts.card(spoken, replace(RECEIVED, merged_into_id=7), "x", LINK, SHANGHAI),
    "a complaint's card": lambda spoken: texts.card(spoken, replace(RECEIVED, category=COMPLAINT), "x", LINK, SHANGHAI),
    "a waiting card": lambda spoken: texts.card(
        spoken, replace(RECEIVED, state=State.ACCEPTED, owner_name="Sam", waiting_since=NOW), "x", LINK, SHANGHAI
    ),
    "rated": lambda spoken: texts.rated(spoken, 4),
    "ask_what_went_wrong": lambda spoken: texts.ask_what_went_wrong(spoken, RECEIVED, LINK),
    "not_to_be_rated": texts.not_to_be_rated,
    "open_desk": texts.open_desk,
    "added": lambda spoken: texts.added(spoken, RECEIVED, reopened=True),
    "a wish without words": lambda spoken: texts.card(spoken, replace(RECEIVED, callback_wish=""), "x", LINK, SHANGHAI),
    "call without number": lambda spoken: texts.call_recorded(spoken, None, "morning"),
    "ask_phone": texts.ask_phone,
    "share_phone": texts.share_phone,
    "no_call": texts.no_call,
    "ask_call_time": texts.ask_call_time,
    "call_taken_back": texts.call_taken_back,
    "call_without_number": texts.call_without_number,
    "file_caption": texts.file_caption,
    "file_readme": lambda spoken: texts.file_readme(spoken, "Ferry", "today"),
    "nothing_kept": texts.nothing_kept,
    "ask_erase": texts.ask_erase,
    "erased": texts.erased,
    "not_erased": texts.not_erased,
    "no tickets": lambda spoken: texts.ticket_list(spoken, [], LINKS, LINK),
    "queue_counts": lambda spoken: texts.queue_counts(spoken, 3, 1, 2),
    "only_staff": texts.only_staff,
    "promise_slipped": lambda spoken: texts.promise_slipped(spoken, RECEIVED, LINK),
    **{f"level_name {one.name}": partial(lambda one, spoken: texts.level_name(spoken, one), one) for one in Level},
    **{
        f"escalation_reason {one}": partial(lambda one, spoken: texts.escalation_reason(spoken, one), one)
        for one in Reason
    },
    "queue_link": lambda spoken: texts.queue_link(spoken, LINK, 10),
    "closed welcome": lambda spoken: texts.welcome(spoken, "Ferry", Phase.CLOSED, LINK),
    "customer's help": lambda spoken: texts.help_for(spoken, Role.CUSTOMER),
    "staff's help": lambda spoken: texts.help_for(spoken, Role.STAFF),
    "admin's help": lambda spoken: texts.help_for(spoken, Role.ADMIN),
    **{f"notice {stage}": partial(notice, stage) for stage in Stage},
    "days_left": lambda spoken: texts.days_left(spoken, 3),
    "staff_hint": texts.staff_hint,
    "account_connected": lambda spoken: texts.account_connected(spoken, may_reply=False),
    "album_too_big": lambda spoken: texts.album_too_big(spoken, LINK),
    "not_yours": texts.not_yours,
    "ask_privately": texts.ask_privately,
    "ask_language": texts.ask_language,
    "language_set": texts.language_set,
    "chat_closed": lambda spoken: texts.chat_closed(spoken, LINK),
    "deadline_moved": lambda spoken: texts.deadline_moved(spoken, OPEN, SHANGHAI),
    "window_refused": lambda spoken: texts.window_refused(spoken, 31, ALLOWED),
    "deadline_in_the_past": lambda spoken: texts.deadline_in_the_past(spoken, NOW, SHANGHAI),
    "transition_closed": texts.transition_closed,
    "deadline_unread": lambda spoken: texts.deadline_unread(spoken, ALLOWED),
}
WITH_NAMES |= BROADCASTS_WITH_NAMES | STEERING_WITH_NAMES
EVERY = WITH_NAMES | PLAIN | BROADCASTS | STEERING
STEERED = {"/extend", "/holdouts", "/close", "/reopen"}
OTHERS = [Path(__file__).with_name(name) for name in ("broadcast_words.py", "steering_words.py")]


@pytest.mark.parametrize("code", NAMES)
@pytest.mark.parametrize("say", EVERY.values(), ids=EVERY)
def test_every_message_is_whole_short_and_properly_tagged(say: Callable[[Language], str], code: str) -> None:
    said = say(language(code))
    assert 0 < len(said) <= 4096
    without_names = said.replace("{0} {link}", "").replace("{link}", "")
    assert "{" not in without_names
    opened: list[str] = []
    for tag in TAG.finditer(said):
        if tag.group().startswith("</"):
            assert opened.pop() == tag.group(1)
        else:
            assert tag.group(1) in {"b", "i", "code"}
            opened.append(tag.group(1))
    assert opened == []


@pytest.mark.parametrize("say", WITH_NAMES.values(), ids=WITH_NAMES)
def test_a_hostile_name_stays_a_name(say: Callable[[Language], str]) -> None:
    said = say(EN)
    assert "<b>x" not in said
    assert HOSTILE in unescape(said)


@pytest.mark.parametrize("say", [WITH_NAMES["card"], WITH_NAMES["ticket_list"]], ids=["one", "list"])
def test_a_title_turns_no_text_around_it(say: Callable[[Language], str]) -> None:
    # First strong isolate .. pop directional isolate
    assert f"\u2068{HOSTILE}\u2069" in unescape(say(EN))


def test_the_languages_differ() -> None:
    same = [name for name, say in EVERY.items() if say(EN) == say(ZH)]
    assert same == []


@pytest.mark.parametrize("stage", Stage)
@pytest.mark.parametrize("spoken", [EN, ZH])
def test_every_notice_has_the_placeholders_that_it_needs_and_no_others(spoken: Language, stage: Stage) -> None:
    assert faults_in(texts.notice(spoken, stage), stage) == []


def test_a_confirmation_promises_nothing_and_an_acceptance_only_what_was_promised() -> None:
    card = texts.card(EN, RECEIVED, "Bug report", LINK, SHANGHAI)
    assert card.endswith(f"recorded and passed on.\n{LINK}")
    assert "#12" in card
    assert "20 March 2027, 15:00" in texts.card(EN, HOSTILE_TICKET, "Bug report", LINK, SHANGHAI)
    assert "14:00" not in texts.accepted(EN, replace(HOSTILE_TICKET, promised_at=None), LINK, SHANGHAI)
    # 6:00 UTC and an hour, in Shanghai
    assert "20 March 2027, 15:00" in texts.accepted(EN, HOSTILE_TICKET, LINK, SHANGHAI)


def test_long_words_of_others_are_cut_so_that_the_message_can_be_sent() -> None:
    assert len(texts.staff_replied(EN, RECEIVED, "x" * 10_000, LINK)) < 4096
    assert texts.staff_replied(EN, RECEIVED, "x" * 10_000, LINK).endswith(LINK)
    assert len(texts.dead_letter(EN, 7, "x" * 10_000)) < 1000


@pytest.mark.parametrize(
    ("role", "commands"),
    [
        (Role.CUSTOMER, {"/tickets", "/language", "/privacy"}),
        (Role.STAFF, {"/queue", "/broadcast", "/broadcasts"}),
        (Role.ADMIN, {"/queue", "/broadcast", "/broadcasts", "/transition", "/deadline", "/progress", *STEERED}),
    ],
)
def test_help_names_nobody_a_command_that_is_not_theirs(role: Role, commands: set[str]) -> None:
    assert set(re.findall(r"^/\w+", texts.help_for(EN, role), re.MULTILINE)) == commands


def test_the_status_tells_numbers_and_changes() -> None:
    said = texts.transition_status(EN, OPEN, now=NOW, zone=SHANGHAI, known=7, migrated=3, changes=CHANGES)
    assert "Phase: <b>open</b>" in said
    assert "9 April 2027, 09:00</b> (day 25 after launch)" in said
    assert "20 days left" in said  # from the 20th at 14:00 to the 9th at 9:00: 19 days and 19 hours
    assert "Customers: 7 known, 3 migrated" in said
    assert "14 April 2027, 09:00 → 9 April 2027, 09:00" in said
    assert "odd &lt; value" in said
    assert "Latest changes" not in texts.transition_status(
        EN, OPEN, now=NOW, zone=SHANGHAI, known=0, migrated=0, changes=[]
    )


@pytest.mark.parametrize(
    ("content", "detail", "line"),
    [
        ("document", "../../x.pdf", "📎 ../../x.pdf"),
        ("video_note", None, "🎬 video note"),
        ("voice", "", "🎤 voice"),
        ("hologram", None, "❔ hologram"),
    ],
)
def test_what_is_no_text_has_a_readable_line(content: str, detail: str | None, line: str) -> None:
    assert texts.placeholder(content, detail) == line


def test_every_placeholder_has_a_sign() -> None:
    assert all(PLACEHOLDERS.values())


def test_a_question_says_that_it_waits_and_cannot_be_mistaken_for_markup() -> None:
    said = texts.staff_asked(EN, HOSTILE_TICKET, "Which <b> page?", "https://x/t/7")
    assert f"A question about issue #{HOSTILE_TICKET.id}:" in said
    assert "Which &lt;b&gt; page?" in said
    assert "we wait for you" in said
    [stars] = texts.rating_buttons(EN, HOSTILE_TICKET)
    assert [button.data for button in stars] == [f"rate:{HOSTILE_TICKET.id}:{count}" for count in range(1, 6)]


def test_an_invitation_tells_where_and_when_and_leaves_room_for_another_time() -> None:
    at = datetime(2026, 4, 1, 10, tzinfo=UTC)
    said = texts.invitation(EN, "https://meet.example.com/7", at, SHANGHAI)
    assert "Where: https://meet.example.com/7" in said
    assert "When: 1 April 2026, 18:00 (Asia/Shanghai)" in said
    assert "If that does not suit you" in said
    assert "When:" not in texts.invitation(EN, "123 456", None, SHANGHAI)


def test_a_reward_names_the_gift_and_nothing_of_it_is_markup() -> None:
    said = texts.rewarded(EN, HOSTILE_TICKET, "A month <free>", "https://x/t/7")
    assert "For you: \u2068A month &lt;free&gt;\u2069" in said


def test_every_text_is_tested_here() -> None:
    here = Path(__file__)
    source = "".join(
        path.read_text(encoding="utf-8")
        for path in (here, here.with_name("broadcast_words.py"), here.with_name("steering_words.py"))
    )
    worded = [name for name in texts.__all__ if not name.endswith("_buttons")]
    assert [name for name in worded if f"texts.{name}" not in source] == []
