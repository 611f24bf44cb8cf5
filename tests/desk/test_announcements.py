"""Staff change the words of announcements, and see when the next go out and how the last ones went."""

import re
from datetime import timedelta

import httpx
import pytest

from bot.broadcast import BroadcastState
from bot.content import Content
from bot.deliveries import DeliveryState, Purpose
from bot.placeholders import Stage
from bot.storage import announcement_texts
from tests.desk.campaigns import draft, sent_to
from tests.desk.served import STAFF, Served

LIVE = "/staff/announcements/live/en"
GOOD = "<b>{company}</b>: {link} until {deadline}"


async def _get(desk: Served, path: str = "/staff/announcements") -> str:
    answer = await desk.client.get(path, headers=await desk.session(STAFF))
    assert answer.status_code == 200
    return answer.text


async def _save(desk: Served, text: str, path: str = LIVE, then: str = "save") -> httpx.Response:
    return await desk.client.post(path, data={"text": text, "then": then}, headers=await desk.session(STAFF))


async def _written(desk: Served) -> dict[str, str]:
    async with desk.database.reading() as tx:
        return await announcement_texts.of_stage(tx, Stage.LIVE)


async def test_every_stage_is_shown_in_every_language_with_whose_words_they_are(desk: Served) -> None:
    await _save(desk, GOOD)
    page = await _get(desk)
    assert page.count("Built-in words") == 9
    assert page.count("Your own words") == 1
    assert re.findall(r"announcements/(\w+)/(\w+)\"", page)[:2] == [("announced", "en"), ("announced", "zh")]
    assert page.index("After launch") < page.index(">Now<") < page.index("The last five days")


async def test_the_next_slots_are_told_with_their_stage(desk: Served) -> None:
    slots = _slots(await _get(desk))
    assert slots == [
        ("1 April 2026, 15:30", "After launch"),
        ("2 April 2026, 09:30", "After launch"),
        ("2 April 2026, 15:30", "After launch"),
    ]
    desk.clock.forward(timedelta(days=16, hours=4))  # the deadline is at nine on the 19th
    assert _slots(await _get(desk)) == [
        ("18 April 2026, 09:30", "The last day"),
        ("18 April 2026, 15:30", "The last day"),
    ]
    desk.clock.forward(timedelta(days=1))
    assert "None is due." in await _get(desk)


def _slots(page: str) -> list[tuple[str, str]]:
    return re.findall(r'<li><time[^>]*>([^<]+)</time> <span class="tag">([^<]+)</span></li>', page)


async def test_those_that_went_out_are_listed_with_their_books(desk: Served) -> None:
    number = await draft(desk, Content({"en": "x"}), kind=Purpose.ANNOUNCEMENT, state=BroadcastState.DONE)
    await sent_to(desk, number, (DeliveryState.SENT, None), (DeliveryState.SKIPPED, "migrated meanwhile"))
    page = await _get(desk)
    assert f'href="/staff/broadcasts/{number}"' in page
    assert "<span>2 of 2</span><span>Sent 1</span><span>Skipped 1</span>" in page


async def test_the_editor_begins_with_the_words_that_stand(desk: Served) -> None:
    page = await _get(desk, LIVE)
    assert "&lt;b&gt;{company}&lt;/b&gt;" in page
    assert "<code>{days_left}</code>" in page
    assert page.count("needed here") == 2
    assert "Back to the built-in words" not in page


async def test_own_words_are_saved_and_thrown_away_again(desk: Served) -> None:
    answer = await _save(desk, GOOD)
    assert answer.headers["location"] == f"{LIVE}?done=saved"
    assert await _written(desk) == {"en": GOOD}
    page = await _get(desk, f"{LIVE}?done=saved")
    assert "Saved." in page
    assert "Back to the built-in words" in page
    await desk.client.post(f"{LIVE}/forget", headers=await desk.session(STAFF))
    assert await _written(desk) == {}


async def test_the_preview_is_filled_in_as_of_today_for_a_customer_who_does_not_exist(desk: Served) -> None:
    said = (
        "<i>{name}</i>, {company}: {launch_date}, {deadline}, {days_left}, <a href='{link}'>here</a> {link} {deadline}"
    )
    page = (await _save(desk, said, then="look")).text
    today = page.partition('<div class="bubble-text" dir="auto">')[2].partition("</div>")[0]
    address = f"{desk.parts.links.public_url}/my/…"
    assert today.startswith(
        "<em>Ann Example</em>, Example Hosting: Friday, March 20, 2026, 19 April 2026, 09:00, 18 days, "
    )
    assert f'<a href="{address}" rel="noreferrer" target="_blank">here</a> {address}' in today
    assert await _written(desk) == {}
    chinese = (await _save(desk, "{name} {link} {deadline}", "/staff/announcements/live/zh", "look")).text
    assert "王小明" in chinese


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", ["Nothing is written yet."]),
        (
            "{link} {nmae}",
            [
                "Character 8: there is no placeholder nmae.",
                "The placeholder deadline is missing: without it the announcement would be of no use.",
            ],
        ),
        ("<b>{link} {deadline}", ["Character 1: the tag &lt;b&gt; is never closed."]),
        ("{link} {deadline}" + "x" * 4096, ["This has 4,113 characters; 4,096 is the most here."]),
    ],
)
async def test_words_that_would_not_do_are_refused_with_the_place(desk: Served, text: str, words: list[str]) -> None:
    answer = await _save(desk, text)
    assert answer.status_code == 422
    alert = answer.text.partition('role="alert">')[2].partition("</ul>")[0]
    assert [item.strip() for item in re.findall("<li>(.*?)</li>", alert, re.DOTALL)] == words
    assert await _written(desk) == {}
    assert "As a customer would read it today" not in answer.text


async def test_other_stages_and_languages_are_not_found(desk: Served) -> None:
    headers = await desk.session(STAFF)
    for path in ("/staff/announcements/live/fr", "/staff/announcements/never/en"):
        assert (await desk.client.get(path, headers=headers)).status_code == 404
        assert (await desk.client.post(path, data={"text": GOOD}, headers=headers)).status_code == 404
        assert (await desk.client.post(f"{path}/forget", headers=headers)).status_code == 404
