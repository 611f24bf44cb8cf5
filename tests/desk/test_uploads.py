"""Files that customers send with the desk's forms."""

import asyncio
import os
from collections.abc import AsyncIterator
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from sqlalchemy import text

from bot.files import File, FileState
from bot.storage import drafts
from bot.storage.drafts import DraftKind
from bot.storage.schema import files as rows
from bot.tickets import Ticket
from desk.security import MAX_BODY, MAX_FORM
from desk.uploads import MAX_FILES
from tests.desk.served import ANN, BOB, GROUP, Served

GIF = b"GIF89a" + bytes(3_000_000)
BOUNDARY = "----boundary"


def _folder(desk: Served) -> Path:
    return desk.parts.shelf.path("00/" + "0" * 32).parents[1]


def _on_disk(desk: Served) -> list[Path]:
    return [path for path in _folder(desk).rglob("*") if path.is_file()]


async def _contents(desk: Served, ticket: Ticket) -> list[tuple[str | None, bytes]]:
    return [
        (file.name, desk.parts.shelf.path(file.kept.stored_as).read_bytes())
        for entry in await desk.thread(ticket)
        for file in entry.files
        if file.kept
    ]


def _several(count: int) -> list[tuple[str, tuple[str, bytes, str]]]:
    return [("files", (f"{number}.txt", b"x", "text/plain")) for number in range(count)]


async def test_files_of_an_answer_are_kept_with_it_under_names_of_ours(desk: Served) -> None:
    ticket = await desk.ticket(await desk.customer())
    sent = [
        ("files", ("../../运单.gif", GIF, "text/html")),
        ("files", ("a; b%41.txt", b"log", "text/plain")),
        ("files", ("", b"", "application/octet-stream")),
    ]
    answer = await desk.client.post(f"{desk.ticket_path(ticket)}/answer", data={"text": "see"}, files=sent)
    assert answer.status_code == 303
    assert await _contents(desk, ticket) == [("../../运单.gif", GIF), ("a; b%41.txt", b"log")]
    entry = (await desk.thread(ticket))[-1]
    assert [(file.kind, file.size, file.telegram_file_id) for file in entry.files] == [
        ("photo", len(GIF), None),
        ("document", 3, None),
    ]
    assert [file.kept.state for file in entry.files if file.kept] == [FileState.STORED] * 2
    page = (await desk.client.get(desk.ticket_path(ticket))).text
    assert page.count("<img src=") == 2  # one of them is the desk's own
    assert {path.suffix for path in _on_disk(desk)} == {""}


async def test_files_of_a_new_issue_are_kept_with_it(desk: Served) -> None:
    path = desk.desk_path(await desk.customer())
    form = {"text": "My mail bounces", "category": "hosting", "key": await desk.key_on(path)}
    for _ in range(2):
        answer = await desk.client.post(path, data=form, files=[("files", ("a.log", b"bounced", "text/plain"))])
        assert answer.status_code == 303
    # Pressed twice, it is one ticket, and its file is there once.
    (ticket,) = await desk.every_ticket()
    assert await _contents(desk, ticket) == [("a.log", b"bounced")]
    assert len(_on_disk(desk)) == 1


async def test_the_same_words_with_another_file_are_another_answer(desk: Served) -> None:
    ticket = await desk.ticket(await desk.customer())
    path = f"{desk.ticket_path(ticket)}/answer"
    for name in ("a.log", "a.log", "b.log"):
        await desk.client.post(path, data={"text": "see", "key": "k"}, files=[("files", (name, b"x", "text/plain"))])
    assert [name for name, _ in await _contents(desk, ticket)] == ["a.log", "b.log"]
    assert len(_on_disk(desk)) == 2


async def test_an_answer_that_reopens_has_its_files_once(desk: Served) -> None:
    ticket = await desk.ticket(await desk.customer())
    async with desk.database.transaction() as tx:
        await tx.execute(text("UPDATE tickets SET state = 'resolved', resolved_at = opened_at"))
    await desk.client.post(f"{desk.ticket_path(ticket)}/answer", data={"text": "still"}, files=_several(1))
    assert (await desk.now_of(ticket)).is_open
    assert await _contents(desk, ticket) == [("0.txt", b"x")]


async def test_more_files_than_allowed_come_back_with_the_text_and_a_word(desk: Served) -> None:
    ann = await desk.customer()
    ticket = await desk.ticket(ann)
    for path, form in (
        (f"{desk.ticket_path(ticket)}/answer", {"text": "my words"}),
        (desk.desk_path(ann), {"text": "my words", "category": "bug"}),
    ):
        answer = await desk.client.post(path, data=form, files=_several(MAX_FILES + 1))
        assert answer.status_code == 422
        assert "more than 10 files" in answer.text
        assert "my words" in answer.text
        assert "choose your files once more" in answer.text
        assert (await desk.client.post(path, data=form, files=_several(MAX_FILES))).status_code == 303
    assert len(_on_disk(desk)) == 2 * MAX_FILES


async def test_files_of_a_form_without_words_are_asked_for_again(desk: Served) -> None:
    ticket = await desk.ticket(await desk.customer())
    answer = await desk.client.post(f"{desk.ticket_path(ticket)}/answer", data={"text": " "}, files=_several(1))
    assert answer.status_code == 422
    assert "choose your files once more" in answer.text
    assert _on_disk(desk) == []


async def _huge(count: int) -> AsyncIterator[bytes]:
    yield f'--{BOUNDARY}\r\nContent-Disposition: form-data; name="files"; filename="x"\r\n\r\n'.encode()
    for _ in range(count):
        yield bytes(1_000_000)


async def test_a_form_with_files_may_be_large_and_no_larger_than_that(desk: Served) -> None:
    ann = await desk.customer()
    ticket = await desk.ticket(ann)
    headers = {"Content-Type": f"multipart/form-data; boundary={BOUNDARY}"}
    for path in (f"{desk.ticket_path(ticket)}/answer", desk.desk_path(ann)):
        told = await _refusal(desk, path, {**headers, "Content-Length": str(MAX_FORM + MAX_BODY + 1)})
        assert told.startswith("HTTP/1.1 413 ")
        assert "fewer files" in told
    # The other way to find out is to count.
    answer = await desk.client.post(path, content=_huge(MAX_FORM // 1_000_000 + 2), headers=headers)
    assert answer.status_code == 413
    assert _on_disk(desk) == []


async def _refusal(desk: Served, path: str, headers: dict[str, str]) -> str:
    """What is answered before any of the form has been sent."""
    address = urlsplit(desk.origin)
    reader, writer = await asyncio.open_connection(address.hostname, address.port)
    lines = [f"POST {path} HTTP/1.1", f"Host: {address.netloc}", "Connection: close"]
    writer.write("\r\n".join([*lines, *(f"{name}: {value}" for name, value in headers.items()), "\r\n"]).encode())
    told = await reader.read()
    writer.close()
    await writer.wait_closed()
    return told.decode()


async def test_no_other_form_may_be_large(desk: Served) -> None:
    ticket = await desk.ticket(await desk.customer())
    headers = {"Content-Type": f"multipart/form-data; boundary={BOUNDARY}"}
    for path in (
        "/telegram/webhook",
        f"/staff/t/{ticket.id}/reply",
        f"{desk.ticket_path(ticket)}/files/1",
        "/my/1-x/y",
    ):
        assert (await desk.client.post(path, content=_huge(2), headers=headers)).status_code in {
            401,
            403,
            404,
            405,
            413,
        }
    answer = await desk.client.post(
        f"{desk.ticket_path(ticket)}/answer",
        content=b"text=" + b"x" * MAX_BODY,
        headers={"Content-Type": "application/x-www-form-urlencoded"},
    )
    assert answer.status_code == 413


async def test_a_stranger_uploads_nothing(desk: Served) -> None:
    ticket = await desk.ticket(await desk.customer())
    for path in (f"/t/{ticket.id}-AAAAAAAAAAAAAAAAAAAAAA/answer", f"/my/{ANN}-AAAAAAAAAAAAAAAAAAAAAA"):
        answer = await desk.client.post(path, data={"text": "x", "category": "bug"}, files=_several(1))
        assert answer.status_code == 404
    assert _on_disk(desk) == []
    assert len(await desk.thread(ticket)) == 1


@pytest.mark.parametrize("form", [b"--wrong", b"", f"--{BOUNDARY}\r\nno header\r\n".encode()])
async def test_a_broken_form_is_refused(desk: Served, form: bytes) -> None:
    ticket = await desk.ticket(await desk.customer())
    headers = {"Content-Type": f"multipart/form-data; boundary={BOUNDARY}"}
    answer = await desk.client.post(f"{desk.ticket_path(ticket)}/answer", content=form, headers=headers)
    assert answer.status_code in {400, 422}
    assert len(await desk.thread(ticket)) == 1


async def test_when_the_folder_cannot_be_written_the_words_are_kept_and_nothing_is_half_done(desk: Served) -> None:
    ticket = await desk.ticket(await desk.customer())
    folder = _folder(desk)
    os.rmdir(folder)
    folder.write_text("in the way")
    path = f"{desk.ticket_path(ticket)}/answer"
    answer = await desk.client.post(path, data={"text": "my words", "key": "k"}, files=_several(2))
    assert answer.status_code == 503
    assert "my words" in answer.text
    assert "choose your files once more" in answer.text
    assert desk.parts.shelf.error
    assert len(await desk.thread(ticket)) == 1
    folder.unlink()
    answer = await desk.client.post(path, data={"text": "my words", "key": "k"}, files=_several(2))
    assert answer.status_code == 303
    assert len(await _contents(desk, ticket)) == 2
    assert desk.parts.shelf.error is None


async def test_files_from_the_closed_chat_come_along_with_the_form(desk: Served) -> None:
    ann, bob = await desk.customer(ANN), await desk.customer(BOB)
    async with desk.database.transaction() as tx:
        for number, owner in ((1, ann.id), (2, bob.id)):
            await drafts.keep(
                tx,
                customer_id=owner,
                chat_id=GROUP,
                message_id=number,
                update_id=number,
                kind=DraftKind.CLOSED,
                text=f"words {number}",
                now=desk.clock.now(),
                attached=[File("document", f"id-{number}", f"trace-{number}.log", None, 10)],
            )
    path = desk.desk_path(ann)
    page = (await desk.client.get(path)).text
    assert "trace-1.log" in page
    assert "These files from the chat come along" in page
    assert "trace-2.log" not in page
    await desk.client.post(path, data={"text": "words 1", "category": "bug", "last_draft": "99"}, files=_several(1))
    (ticket,) = await desk.every_ticket()
    (entry,) = await desk.thread(ticket)
    assert [file.name for file in entry.files] == ["trace-1.log", "0.txt"]
    assert "trace-1.log" not in (await desk.client.get(path)).text
    async with desk.database.reading() as tx:
        left = (await tx.execute(rows.select().where(rows.c.draft_id.is_not(None)))).all()
    assert [row.name for row in left] == ["trace-2.log"]
