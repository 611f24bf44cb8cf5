"""The main job, point by point, against a `chatferry run` in a process of its own: from the first message to the
closed channel."""

import re
from collections import Counter
from datetime import datetime, timedelta

import pytest

from sandbox.errors import RefusedAct
from tests.journey.forms import Form
from tests.journey.stage import (
    ADMIN,
    ANNA,
    DEADLINE,
    GROUP,
    LAUNCH,
    LI,
    OMAR,
    STAFF,
    WEBHOOK_SECRET,
    Stage,
    link_in,
    text_of,
    told,
)
from tests.journey.waiting import until

MORNING, AFTERNOON = timedelta(hours=9, minutes=30), timedelta(hours=15, minutes=30)
SECOND, MINUTE, DAY = timedelta(seconds=1), timedelta(minutes=1), timedelta(days=1)
# What an announcement says before the launch and after it, in English and Chinese.
BEFORE = ("You will get its address here", "届时会在这里告诉您网址")
OPEN = ("Our issue platform now takes", "我们的问题平台现已受理")


def at(day: datetime, time: timedelta) -> datetime:
    return day.replace(hour=0, minute=0) + time


async def test_a_message_becomes_a_ticket_which_is_followed_and_answered_on_the_desk(stage: Stage) -> None:
    await stage.start()
    stage.say(ANNA, "The domain example.org is down")
    link = link_in(await stage.hears(ANNA, "Issue #1", "example.org", seconds=20))
    asked = stage.say(OMAR, "My invoice shows an error", GROUP)
    answer = await stage.hears(GROUP, "Issue #2", seconds=20)
    assert answer.body["reply_to_message"]["message_id"] == asked.id
    stage.say(STAFF, "I am looking into it", GROUP)

    page = await stage.page(link)
    assert light_of(page) == "grey"
    assert "The domain example.org is down" in page
    assert "2 known, 0 migrated" in await stage.ask(ADMIN, "/transition", "Phase: announcing")
    _, page = await stage.send_form(link, text="It works again, <thank you>")
    assert "It works again, &lt;thank you&gt;" in page
    assert "2 known, 1 migrated" in await stage.ask(ADMIN, "/transition", "Phase: announcing")

    stage.say(STAFF, "/queue")
    address, page = await stage.send_form(link_in(await stage.hears(STAFF, "/staff/sign-in/")), name="Mei")
    assert address == f"{stage.running.desk}/staff?state=open"
    assert "The domain example.org is down" in page
    for deed, light, words in (("accept", "blue", "in the hands of Mei"), ("resolve", "green", "has resolved")):
        await stage.press_on_desk(f"/staff/t/1/{deed}", promise="two-days", moment="", cause="use")
        await stage.hears(ANNA, words, link)
        assert light_of(await stage.page(link)) == light

    tickets = await stage.tickets()
    assert [(entry["kind"], entry["via"], entry["text"]) for entry in tickets[1]["entries"][:2]] == [
        ("message", "chat", "The domain example.org is down"),
        ("message", "desk", "It works again, <thank you>"),
    ]
    assert [ticket["customer"]["migrated_at"] is not None for ticket in tickets.values()] == [True, False]
    await stage.running.stop()


def light_of(page: str) -> str:
    [light] = re.findall(r'aria-current="step"[^>]*>\s*<span class="lamp lamp-(\w+)"', page)
    return str(light)


async def test_announcements_come_twice_a_day_with_the_address_after_the_launch(stage: Stage) -> None:
    first_day, chats = LAUNCH - 2 * DAY, (ANNA, LI, GROUP)
    stage.settings = {"CHATFERRY_ANNOUNCEMENTS__GRACE_MINUTES": "720"}
    await stage.start()
    for person in (ANNA, LI):
        stage.say(person, "/start")
    stage.say(OMAR, "The site is slow today", GROUP)
    for chat in chats:
        await stage.hears(chat, "")

    await stage.go_on_at(at(first_day, MORNING) - 2 * SECOND)
    for chat in chats:
        morning = await stage.hears(chat, BEFORE[chat == LI])
        assert morning.body["date"] >= at(first_day, MORNING).timestamp()
        assert "http" not in text_of(morning)
    # Down at half past three and up again soon after: the afternoon's is made up for and takes the morning's place;
    # the morning's, from which the program was away no longer than it may be, is not sent again.
    await stage.go_on_at(at(first_day, AFTERNOON) + MINUTE)
    for chat in chats:
        afternoon = await stage.hears(chat, BEFORE[chat == LI], since=at(first_day, AFTERNOON))
        assert "http" not in text_of(afternoon)
    await stage.go_on_at(at(LAUNCH, MORNING) + SECOND)
    for chat in chats:
        link = link_in(await stage.hears(chat, OPEN[chat == LI]))
        assert re.fullmatch(stage.running.desk + (r"/my/\d+-[\w-]{22}" if chat != GROUP else ""), link)
        assert "Harbour Hosting" in await stage.page(link)

    calls = stage.sandbox.api.calls.after(method="sendMessage")
    announced = [call.chat_id for call in calls if any(words in call.params["text"] for words in BEFORE + OPEN)]
    assert Counter(announced) == Counter(chats * 3)
    await stage.running.stop()


async def test_an_admin_moves_the_deadline_within_20_to_30_days_and_nobody_else_does(stage: Stage) -> None:
    stage.time.move_to(LAUNCH + DAY)
    await stage.start()
    assert "29 March 2027, 08:00, 28 days" in await stage.settle(
        ADMIN, "/deadline 28", "Move it", "The deadline is now"
    )
    first = await stage.settle(ADMIN, "/deadline 2027-03-25 a holiday", "Move it", "The deadline is now")
    assert "25 March 2027, 08:00, 24 days" in first
    for days in ("19", "31", "2027-04-01"):
        refused = await stage.ask(ADMIN, f"/deadline {days}", "are outside 20 to 30")
        assert "from Sunday, March 21, 2027 to Wednesday, March 31, 2027" in refused
    assert "/deadline 28" in await stage.ask(ADMIN, "/deadline soon", "Write the number of days")
    await stage.ask(STAFF, "/deadline 28", "This command is not for you")
    await stage.ask(ANNA, "/deadline 28", "This command is not for you")

    # Held in the database, over what the configuration file says.
    await stage.go_on_at(LAUNCH + 2 * DAY)
    status = await stage.ask(ADMIN, "/transition", "Phase: open")
    assert "Deadline: 25 March 2027, 08:00 (day 24 after launch)" in status
    assert "22 days left" in status
    assert re.search(r"Chen \(501\) · \w+ · .*29 March 2027, 08:00 → 25 March 2027, 08:00 · a holiday", status)
    await stage.running.stop()


async def compose(stage: Stage, text: str) -> int:
    """Up to the question when; the number of the message that holds the text."""
    await stage.ask(STAFF, "/broadcast", "What shall your customers read")
    asked = stage.say(STAFF, text)
    await stage.press(await stage.hears(STAFF, "Shall there be buttons", after=asked.id), STAFF, "No buttons")
    await stage.press(await stage.hears(STAFF, "Who shall get it", after=asked.id), STAFF, "Everyone – 2")
    return asked.id


async def test_staff_schedule_a_broadcast_and_it_arrives_in_every_chat_once(stage: Stage) -> None:
    await stage.start()
    stage.say(ANNA, "/start")
    stage.say(OMAR, "My invoice shows an error", GROUP)
    await stage.hears(ANNA, "Welcome")
    await stage.hears(GROUP, "Issue #1")
    asked = await compose(stage, "Maintenance tonight & tomorrow")
    await stage.press(await stage.hears(STAFF, "When shall it go out", after=asked), STAFF, "Now")
    preview = await stage.hears(STAFF, "Maintenance tonight & tomorrow", after=asked)
    confirm = await stage.hears(STAFF, "2 chats at this moment", after=preview.id)
    await stage.press(confirm, STAFF, "Send", times=2)
    for chat in (ANNA, GROUP):
        await stage.hears(chat, "Maintenance tonight & tomorrow")
    assert "is on its way" in text_of(confirm)

    # And one for later: it goes out when its time has come, whoever was down in between.
    asked = await compose(stage, "Maintenance is over")
    await stage.hears(STAFF, "When shall it go out", after=asked)
    later = at(LAUNCH - 2 * DAY, timedelta(hours=13))
    asked = stage.say(STAFF, f"{later:%Y-%m-%d %H:%M}").id
    await stage.press(await stage.hears(STAFF, "2 chats at this moment", after=asked), STAFF, "Send")
    await stage.hears(STAFF, "goes out 27 February 2027, 13:00", after=asked)
    assert told(stage.from_bot(GROUP), "Maintenance is over") == []
    await stage.go_on_at(later + MINUTE)
    for chat in (ANNA, GROUP):
        await stage.hears(chat, "Maintenance is over")
        for text in ("Maintenance tonight & tomorrow", "Maintenance is over"):
            assert told(stage.from_bot(chat), text) == [text]
    await stage.running.stop()


async def test_past_the_deadline_chat_is_closed_and_a_holdouts_words_wait_on_the_desk(stage: Stage) -> None:
    deadline = DEADLINE - 2 * DAY
    stage.time.move_to(LAUNCH + DAY)
    await stage.start()
    await stage.settle(ADMIN, "/deadline 28", "Move it", "The deadline is now")
    for chat in (ANNA, GROUP):
        stage.say(ANNA, "The domain example.org is down", chat)
        await stage.hears(chat, "is recorded")
    await stage.running.stop()
    # The last second, while the program is down: it still counts.
    stage.time.move_to(deadline - SECOND)
    in_time = stage.say(ANNA, "In time, on the last day")
    stage.time.move_to(deadline + SECOND)
    await stage.start()
    await stage.hears(ANNA, "Issue #3", "In time", after=in_time.id)

    for chat in (ANNA, GROUP):
        await stage.hears(chat, "This chat is closed. Our issue platform", stage.running.desk)
    notice = await stage.hears(GROUP, "This chat is closed")
    group = stage.world.chat(GROUP)
    await until(lambda: not group.permissions["can_send_messages"], "the group is read-only")
    assert group.pinned == [notice.id]
    with pytest.raises(RefusedAct, match="may not write here"):
        stage.say(OMAR, "Is anybody there?", GROUP)
    await stage.ask(ADMIN, "/deadline 30", "can no longer be moved")
    await stage.ask(ADMIN, "/transition", "Phase: closed")

    # Not the rest of what was begun in time.
    await stage.go_on_at(deadline + MINUTE)
    late = stage.say(ANNA, "It is down <again>\nsince noon")
    form = link_in(await stage.hears(ANNA, "This chat is closed, but your words are not lost", after=late.id))
    await stage.go_on_at(deadline + DAY)
    assert len(await stage.tickets()) == 3
    assert Form(await stage.page(form)).fields["text"] == "It is down <again>\nsince noon"
    address, page = await stage.send_form(form, category="hosting")
    assert re.fullmatch(rf"{stage.running.desk}/t/4-[\w-]{{22}}", address)
    assert "It is down &lt;again&gt;" in page
    tickets = await stage.tickets()
    assert tickets[4]["via"] == "desk"
    assert tickets[4]["customer"]["migrated_at"] is not None
    assert Form(await stage.page(form)).fields["text"] == ""

    # The customer's own administrator can still write in the group; the personal link is given in private.
    stage.world.set_member(GROUP, OMAR, "administrator")
    stage.say(OMAR, "Is anybody there?", GROUP)
    await stage.hears(GROUP, "This chat is closed, but your words are not lost", "t.me/chatferry_bot?start=desk")
    stage.world.start(OMAR, "desk")
    form = link_in(await stage.hears(OMAR, "This chat is closed"))
    assert Form(await stage.page(form)).fields["text"] == "Is anybody there?"

    # Told once: neither of the restarts closed it again.
    for chat in (ANNA, GROUP):
        assert len(told(stage.from_bot(chat), "This chat is closed. Our issue platform")) == 1
    await stage.running.stop()


async def test_messages_brought_by_a_webhook_become_tickets_too(stage: Stage) -> None:
    stage.settings = {
        "CHATFERRY_TELEGRAM__UPDATES": "webhook",
        "CHATFERRY_TELEGRAM__WEBHOOK_URL": f"{stage.running.desk}/telegram/webhook",
    }
    await stage.start()
    stage.say(ANNA, "The domain example.org is down")
    stage.say(OMAR, "My invoice shows an error", GROUP)
    await stage.hears(ANNA, "is recorded")
    await stage.hears(GROUP, "is recorded")
    async with stage.browser.post(
        f"{stage.running.desk}/telegram/webhook",
        json={"update_id": 1},
        headers={"X-Telegram-Bot-Api-Secret-Token": WEBHOOK_SECRET[::-1]},
        raise_for_status=False,
    ) as response:
        assert response.status == 401
    # What is said while the program is down waits with Telegram.
    await stage.running.stop()
    stage.say(LI, "网站打不开")
    await stage.start()
    await stage.hears(LI, "#3", "网站打不开")
    await stage.running.stop()
