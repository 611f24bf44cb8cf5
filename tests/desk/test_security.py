"""What protects every page."""

from collections.abc import AsyncIterator

import pytest
from starlette.types import Message

from bot.broadcast import BroadcastState
from desk.security import FRAMED_POLICY, HEADERS, MAX_BODY
from tests.desk.campaigns import draft
from tests.desk.served import ADMIN, STAFF, Served


@pytest.mark.parametrize(
    "path", ["/", "/staff/sign-in", "/admin", "/t/1-x", "/nothing", "/healthz", "/api/v1/tickets", "/static/desk.css"]
)
async def test_every_answer_has_the_headers(desk: Served, path: str) -> None:
    answer = await desk.client.get(path)
    expected = dict(HEADERS)
    if path.startswith(("/staff", "/admin")):
        expected["Referrer-Policy"] = "same-origin"
    if path.startswith("/t/"):
        expected["Content-Security-Policy"] = FRAMED_POLICY
    if path.startswith("/static"):
        expected["Cache-Control"] = "public, max-age=31536000, immutable"
    assert {name: answer.headers.get(name) for name in expected} == expected


async def test_the_customers_pages_alone_are_shown_within_telegrams(desk: Served) -> None:
    ann = await desk.customer()
    ticket = await desk.ticket(ann)
    for path in ("/app", desk.desk_path(ann), f"{desk.desk_path(ann)}/live", desk.ticket_path(ticket)):
        policy = (await desk.client.get(path)).headers["Content-Security-Policy"]
        assert "frame-ancestors https://web.telegram.org https://*.t.me;" in policy
        assert policy.startswith("default-src 'none'; script-src 'self';")
    for path in ("/", "/apply", "/staff/sign-in", "/admin", "/static/desk.css", "/api/v1/openapi.json"):
        assert "frame-ancestors 'none'" in (await desk.client.get(path)).headers["Content-Security-Policy"]


async def test_staffs_pages_bring_no_script_but_the_one_in_a_file(desk: Served) -> None:
    headers = await desk.session(STAFF)
    number = await draft(desk, state=BroadcastState.RUNNING)
    for path in ("/staff/broadcasts", "/staff/broadcasts/new", f"/staff/broadcasts/{number}", "/staff/announcements"):
        page = (await desk.client.get(path, headers=headers)).text
        assert page.count("<script") == page.count('<script src="/static/live.js?v=')
        assert "<style" not in page
        assert " style=" not in page
        assert " on" not in "".join(part.split(">")[0] for part in page.split("<")[1:]).replace(" on the", "")


async def test_pages_bring_nothing_that_the_policy_forbids(desk: Served) -> None:
    ann = await desk.customer()
    ticket = await desk.ticket(ann)
    headers = await desk.session(ADMIN)
    for path in (
        "/",
        "/app",
        desk.ticket_path(ticket),
        desk.desk_path(ann),
        "/staff",
        f"/staff/t/{ticket.id}",
        "/admin",
    ):
        page = (await desk.client.get(path, headers=headers)).text
        assert page.count("<script") == page.count('<script src="/static/')
        assert "<style" not in page
        assert " style=" not in page
        assert _loaded(page)
        assert all(link.startswith("/static/") for link in _loaded(page))


def _loaded(page: str) -> list[str]:
    """What the browser fetches by itself."""
    return [
        part.split('"')[0]
        for mark in ('src="', 'rel="icon" href="', 'rel="stylesheet" href="')
        for part in page.split(mark)[1:]
    ]


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({}, 403),
        ({"Origin": "OURS"}, 303),
        ({"Origin": "https://evil.example"}, 403),
        ({"Origin": "null"}, 403),
        ({"Origin": ""}, 403),
        ({"Sec-Fetch-Site": "same-origin"}, 303),
        ({"Sec-Fetch-Site": "same-origin", "Origin": "null"}, 303),
        ({"Sec-Fetch-Site": "same-site", "Origin": "OURS"}, 403),
        ({"Sec-Fetch-Site": "cross-site", "Origin": "OURS"}, 403),
        ({"Sec-Fetch-Site": "none", "Origin": "OURS"}, 403),
        ({"Referer": "OURS/staff"}, 403),
    ],
)
async def test_a_form_of_staffs_comes_from_our_own_pages(desk: Served, headers: dict[str, str], status: int) -> None:
    ticket = await desk.ticket(await desk.customer())
    cookie = {"Cookie": (await desk.session(STAFF))["Cookie"]}
    sent = {name: value.replace("OURS", desk.origin) for name, value in headers.items()}
    answer = await desk.client.post(f"/staff/t/{ticket.id}/resolve", data={"cause": "use"}, headers=cookie | sent)
    assert answer.status_code == status
    assert (await desk.now_of(ticket)).is_open == (status == 403)


async def test_another_site_cannot_sign_anybody_in_or_out(desk: Served) -> None:
    foreign = {"Origin": "https://evil.example"}
    path = f"/staff/sign-in/{await desk.invitation(STAFF)}"
    assert (await desk.client.post(path, headers=foreign)).status_code == 403
    assert (await desk.client.get(path)).status_code == 200  # still good
    session = await desk.session(STAFF)
    assert (await desk.client.post("/staff/sign-out", headers=session | foreign)).status_code == 403
    assert (await desk.client.get("/staff", headers=session)).status_code == 200


@pytest.mark.parametrize("excess", [0, 1])
async def test_a_body_may_have_a_megabyte(desk: Served, excess: int) -> None:
    ticket = await desk.ticket(await desk.customer())
    path = f"{desk.ticket_path(ticket)}/answer"
    body = b"text=" + b"x" * (MAX_BODY - 5 + excess)
    form = {"Content-Type": "application/x-www-form-urlencoded"}

    async def in_pieces() -> AsyncIterator[bytes]:
        """Without a length told beforehand."""
        for start in range(0, len(body), 100_000):
            yield body[start : start + 100_000]

    for content in (body, in_pieces()):
        answer = await desk.client.post(path, content=content, headers=form)
        # What is small enough is still too long for a text.
        assert answer.status_code == (413 if excess else 422)
        assert "<html" in answer.text


async def test_the_guard_leaves_alone_what_is_not_http(desk: Served) -> None:
    asked = iter([{"type": "lifespan.startup"}, {"type": "lifespan.shutdown"}])
    told: list[Message] = []

    async def receive() -> Message:
        return next(asked)

    async def send(message: Message) -> None:
        told.append(message)

    await desk.app({"type": "lifespan"}, receive, send)
    assert [message["type"] for message in told] == ["lifespan.startup.complete", "lifespan.shutdown.complete"]


@pytest.mark.parametrize("asked", ["charset=punycode", 'CHARSET="unicode_escape"'])
async def test_a_form_is_read_in_no_encoding_but_utf_8(desk: Served, asked: str) -> None:
    """A megabyte of Punycode would keep the whole program busy for minutes; anybody could send it."""
    ticket = await desk.ticket(await desk.customer())
    body = b'--b\r\nContent-Disposition: form-data; name="text"\r\n\r\nhalf of \\ud800\r\n--b--\r\n'
    headers = {"Origin": desk.origin, "Content-Type": f"multipart/form-data; boundary=b; {asked}"}
    for path in (f"{desk.ticket_path(ticket)}/answer", f"/staff/t/{ticket.id}/note", "/admin/office/members"):
        assert (await desk.client.post(path, content=body, headers=headers)).status_code == 415
    headers["Content-Type"] = 'multipart/form-data; boundary=b; charset="UTF-8"'
    answer = await desk.client.post(f"{desk.ticket_path(ticket)}/answer", content=body, headers=headers)
    assert answer.status_code == 303
    assert len(await desk.thread(ticket)) == 2
