"""What programs do to tickets: as staff do it, under their token's name, without an id of a person's."""

from datetime import timedelta
from typing import Any

import httpx
import pytest

from bot.storage import tickets, undos
from bot.tickets import EntryKind, State, Ticket, Via
from tests.desk.served import ADMIN, ANN, NOW, STAFF, Served

SOLVED = {"cause": "use"}
LATER = "2026-04-02T10:00:00+08:00"


class Api:
    """A program that works on one ticket."""

    def __init__(self, desk: Served, ticket: Ticket, headers: dict[str, str]) -> None:
        self.desk, self.ticket, self.headers = desk, ticket, headers

    async def do(self, deed: str, asked: Any = None, **headers: str) -> httpx.Response:
        address = f"/api/v1/tickets/{self.ticket.id}/{deed}"
        return await self.desk.client.post(address, json=asked, headers=self.headers | headers)


@pytest.fixture
async def api(desk: Served, crm: dict[str, str]) -> Api:
    return Api(desk, await desk.ticket(await desk.customer()), crm)


async def test_a_ticket_goes_all_its_way_under_the_tokens_name(desk: Served, api: Api) -> None:
    accepted = (await api.do("accept", {"promised_at": LATER})).json()
    assert (accepted["owner"], accepted["light"], accepted["promised_at"]) == ("CRM", "blue", "2026-04-02T02:00:00Z")
    await api.do("reply", {"text": "We are on it."})
    asked = (await api.do("question", {"text": "Since when?"})).json()
    assert asked["waiting_since"] is not None
    await api.do("note", {"text": "between us"})
    done = {"cause": "product", "way": "answer", "done": "restarted", "minutes": 5, "cents": 100, "gesture": "a week"}
    resolved = (await api.do("resolve", done)).json()
    assert (resolved["light"], resolved["cause"], resolved["done"]) == ("green", "product", "restarted")
    reopened = (await api.do("reopen")).json()
    assert (reopened["state"], reopened["reopenings"], reopened["owner"]) == ("accepted", 1, "CRM")
    ours = [entry for entry in await desk.thread(api.ticket) if entry.kind is not EntryKind.MESSAGE]
    assert {(entry.author_id, entry.author_name, entry.via) for entry in ours} == {(None, "CRM", Via.API)}
    told = [row.text for row in await desk.planned()]
    assert not any("between us" in text for text in told if text)
    page = (await desk.client.get(f"/staff/t/{api.ticket.id}", headers=await desk.session(STAFF))).text
    assert "CRM" in page
    async with desk.database.reading() as tx:
        assert await undos.latest(tx, api.ticket.id) is None


async def test_a_promise_may_be_counted_in_working_hours(desk: Served, api: Api) -> None:
    # 14:00 in Shanghai, a Wednesday.
    assert (await api.do("accept", {"promise": "hour"})).json()["promised_at"] == "2026-04-01T07:00:00Z"
    assert (await api.do("accept", {"promise": "four-hours"})).json()["promised_at"] == "2026-04-01T10:00:00Z"


@pytest.mark.parametrize(
    "asked",
    [
        {},
        {"promise": "hour", "promised_at": LATER},
        {"promise": "moment"},
        {"promised_at": "2026-04-01T14:00:00+08:00"},
        {"promised_at": "2030-01-01T00:00:00Z"},
        {"promised_at": "2026-04-02T10:00:00"},
        {"promised_at": "0001-01-01T00:00:00+14:00"},
    ],
)
async def test_a_promise_that_cannot_be_kept_is_refused(desk: Served, api: Api, asked: Any) -> None:
    assert (await api.do("accept", asked)).status_code == 422
    assert (await desk.now_of(api.ticket)).state is State.RECEIVED


async def test_a_person_who_accepts_after_a_program_becomes_the_owner(desk: Served, api: Api) -> None:
    await api.do("accept", {"promise": "hour"})
    form = {"promise": "two-days", "key": "k"}
    await desk.client.post(f"/staff/t/{api.ticket.id}/accept", data=form, headers=await desk.session(STAFF, "Sam"))
    ticket = await desk.now_of(api.ticket)
    assert (ticket.owner_id, ticket.owner_name, ticket.first_owner_name) == (STAFF, "Sam", "CRM")
    await api.do("accept", {"promise": "hour"})
    assert (await desk.now_of(api.ticket)).owner_name == "Sam"


async def test_a_program_hands_a_ticket_to_one_of_staff_only(desk: Served, api: Api) -> None:
    await desk.session(STAFF, "Sam")
    handed = {"to": STAFF, "reason": "knows the shop"}
    assert (await api.do("transfer", handed)).json()["detail"] == "Nobody has accepted the ticket yet."
    await api.do("accept", {"promise": "hour"})
    assert (await api.do("transfer", handed | {"to": ANN})).status_code == 422
    done = (await api.do("transfer", handed)).json()
    assert (done["owner"], done["first_owner"]) == ("Sam", "CRM")
    assert (await api.do("transfer", handed)).status_code == 409
    assert (await api.do("transfer", handed | {"to": ADMIN})).json()["owner"] == str(ADMIN)


async def test_with_a_key_an_answer_goes_out_once(desk: Served, api: Api) -> None:
    said = {"text": "We are on it."}
    first, second = [await api.do("reply", said, **{"Idempotency-Key": "r1"}) for _ in range(2)]
    assert first.text == second.text
    assert len(await desk.thread(api.ticket)) == 2
    assert (await api.do("note", said, **{"Idempotency-Key": "r1"})).status_code == 422
    await api.do("reply", said)
    assert len(await desk.thread(api.ticket)) == 3


async def test_what_does_not_fit_is_told_and_changes_nothing(desk: Served, api: Api) -> None:
    assert (await api.do("question", {"text": "?"})).status_code == 409
    await api.do("resolve", SOLVED)
    before = await desk.thread(api.ticket)
    for deed, asked in (("accept", {"promise": "hour"}), ("question", {"text": "?"}), ("resolve", SOLVED)):
        answer = await api.do(deed, asked)
        assert (answer.status_code, answer.json()["detail"]) == (409, "The ticket is resolved: reopen it first.")
    assert await desk.thread(api.ticket) == before


async def test_nothing_is_done_to_a_ticket_that_went_on_in_another(desk: Served, api: Api) -> None:
    other = await desk.ticket(await desk.customer())
    async with desk.database.transaction() as tx:
        await tickets.merge(tx, api.ticket.id, other.id, now=NOW + timedelta(minutes=1))
    answer = await api.do("reply", {"text": "hello"})
    assert (answer.status_code, "merged_into" in answer.json()["detail"]) == (409, True)


@pytest.mark.parametrize(
    "asked", [{"cause": "fate"}, {"minutes": -1}, {"minutes": 10**30}, {"cents": 2**63}, {"done": "x" * 501}]
)
async def test_a_solution_that_cannot_be_is_refused(desk: Served, api: Api, asked: Any) -> None:
    assert (await api.do("resolve", SOLVED | asked)).status_code == 422


async def test_a_solution_names_its_cause(desk: Served, api: Api) -> None:
    refused = await api.do("resolve", {"done": "restarted"})
    assert (refused.status_code, refused.json()["detail"]) == (422, "cause: Field required")
    assert (await desk.now_of(api.ticket)).is_open


@pytest.mark.parametrize("deed", ["reply", "question"])
async def test_an_answer_that_says_what_it_should_not_needs_a_reason(desk: Served, api: Api, deed: str) -> None:
    await api.do("accept", {"promised_at": LATER})
    desk.clock.forward(timedelta(days=3))
    before = await desk.thread(api.ticket)
    said = {"text": "It is your fault. We mend it today, whatever."}
    key = {"Idempotency-Key": "a1"}
    refused = await api.do(deed, said, **key)
    assert (refused.status_code, refused.headers["content-type"]) == (422, "application/problem+json")
    assert "override_reason" in refused.json()["detail"]
    assert refused.json()["found"] == [
        {"concern": "promise", "words": ["today"]},
        {"concern": "blame", "words": ["your fault"]},
        {"concern": "forbidden", "words": ["whatever"]},
    ]
    assert (await api.do(deed, said | {"override_reason": " \n"})).status_code == 422
    assert await desk.thread(api.ticket) == before
    reason = {"override_reason": "they asked for plain words"}
    for _ in range(2):
        assert (await api.do(deed, said | reason, **key)).status_code == 200
    reply, trace = (await desk.thread(api.ticket))[len(before) :][:2]
    assert (reply.kind, reply.text) == (EntryKind.REPLY, said["text"])
    assert (trace.kind, "plain words" in trace.text) == (EntryKind.TRACE, True)
    assert "plain words" not in (await desk.client.get(desk.ticket_path(api.ticket))).text


async def test_a_promise_in_words_is_fine_while_a_time_stands_promised(desk: Served, api: Api) -> None:
    assert (await api.do("reply", {"text": "We mend it today."})).status_code == 422
    await api.do("accept", {"promised_at": LATER})
    assert (await api.do("reply", {"text": "We mend it today."})).status_code == 200
