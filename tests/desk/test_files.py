"""Files of a ticket: who gets which, under what name, and what a browser may do with it."""

from urllib.parse import unquote

import pytest

from bot.files import File
from bot.storage import entries, files
from bot.storage.entries import Entry
from bot.storage.schema import files as rows
from bot.tickets import EntryKind, Ticket, Via
from desk.files import LONGEST_NAME, disposition, saved_name
from tests.desk.served import BOB, STAFF, Served

GIF = b"GIF89a" + bytes(100)
PAGE = b"<html><script>alert(1)</script>"


async def _ticket(desk: Served, *attached: File) -> tuple[Ticket, list[int]]:
    """Ann's ticket with these files, and their numbers."""
    ticket = await desk.ticket(await desk.customer(), files=attached)
    return ticket, [kept.id for kept in await desk.files_of(ticket)]


@pytest.mark.parametrize(
    ("name", "saved"),
    [
        ("../../x", "_.._x"),
        ("..\\..\\boot.ini", "_.._boot.ini"),
        ("/etc/passwd", "_etc_passwd"),
        ("运单.pdf", "运单.pdf"),
        ('a"b\r\n.txt', "a_b_.txt"),
        # Shown, it would read "photoexe.jpg".
        ("photo\u202egpj.exe", "photogpj.exe"),
        ("\u2066\u200f.bashrc", "bashrc"),
        ("a\x00b;c%41.txt", "a_b;c%41.txt"),
        (" . ", "document-7.pdf"),
        ("..", "document-7.pdf"),
        (None, "document-7.pdf"),
        ("x" * 300 + ".tar", "x" * (LONGEST_NAME - 20) + ".tar"),
        ("x." + "y" * 300, "x." + "y" * 19),
        ("y" * 300, "y" * LONGEST_NAME),
    ],
)
async def test_a_file_is_saved_under_a_name_that_misleads_nobody(desk: Served, name: str | None, saved: str) -> None:
    file = await desk.kept(b"%PDF-1.7", name=name)
    ticket, (number,) = await _ticket(desk, file)
    answer = await desk.client.get(f"{desk.ticket_path(ticket)}/files/{number}")
    said = answer.headers["content-disposition"]
    assert answer.status_code == 200
    assert unquote(said.partition("filename*=UTF-8''")[2]) == saved.replace("-7.", f"-{number}.")
    assert said.startswith('attachment; filename="')
    assert said.isascii()
    assert said.count('"') == 2


def test_an_old_client_gets_the_name_in_ascii() -> None:
    assert disposition("运单 50%.pdf") == (
        "attachment; filename=\"__ 50_.pdf\"; filename*=UTF-8''%E8%BF%90%E5%8D%95%2050%25.pdf"
    )


def test_a_name_without_any_words_is_made_of_the_kind() -> None:
    assert saved_name(File("voice", "id")) == "voice-0"


@pytest.mark.parametrize(
    ("data", "media_type"),
    [
        (GIF, "image/gif"),
        (b"%PDF-1.7", "application/pdf"),
        # What the sender claims (text/html) counts for nothing.
        (PAGE, "application/octet-stream"),
        (b"<svg onload='alert(1)'/>", "application/octet-stream"),
    ],
)
async def test_no_browser_runs_anything_of_a_file(desk: Served, data: bytes, media_type: str) -> None:
    ticket, (number,) = await _ticket(desk, await desk.kept(data, name="x.html"))
    answer = await desk.client.get(f"{desk.ticket_path(ticket)}/files/{number}")
    assert answer.content == data
    expected = {
        "content-type": media_type,
        "x-content-type-options": "nosniff",
        "content-security-policy": "sandbox; default-src 'none'",
        "cache-control": "private, max-age=3600",
        "referrer-policy": "no-referrer",
    }
    assert {name: answer.headers.get(name) for name in expected} == expected
    assert answer.headers["content-disposition"].startswith("attachment")


async def test_a_picture_is_shown_small_and_anything_else_is_not(desk: Served) -> None:
    ticket, (gif, page) = await _ticket(desk, await desk.kept(GIF), await desk.kept(PAGE))
    small = await desk.kept(b"\xff\xd8\xffsmall")
    path = f"{desk.ticket_path(ticket)}/files"
    assert (await desk.client.get(f"{path}/{gif}/preview")).content == GIF
    assert (await desk.client.get(f"{path}/{page}/preview")).status_code == 404
    async with desk.database.transaction() as tx:
        await files.add(tx, [small], entry_id=None)
        await tx.execute(rows.update().where(rows.c.entry_id.is_(None)).values(preview_of=gif))
    answer = await desk.client.get(f"{path}/{gif}/preview")
    assert answer.content == b"\xff\xd8\xffsmall"
    assert (answer.headers["content-type"], answer.headers["content-disposition"]) == ("image/jpeg", "inline")
    assert answer.headers["content-security-policy"] == "sandbox; default-src 'none'"


async def test_a_files_number_opens_nothing_on_another_ticket(desk: Served) -> None:
    _, (number,) = await _ticket(desk, await desk.kept(GIF))
    other = await desk.ticket(await desk.customer(BOB))
    headers = await desk.session(STAFF)
    for path in (desk.ticket_path(other), f"/staff/t/{other.id}"):
        for end in ("", "/preview"):
            answer = await desk.client.get(f"{path}/files/{number}{end}", headers=headers)
            assert answer.status_code == 404


async def test_a_file_of_a_note_is_staffs_alone(desk: Served) -> None:
    ticket = await desk.ticket(await desk.customer())
    note = Entry(ticket.id, EntryKind.NOTE, Via.DESK, STAFF, "Sam", "see", desk.clock.now())
    async with desk.database.transaction() as tx:
        stored = await entries.add(tx, note)
        assert stored is not None
        await files.add(tx, [await desk.kept(GIF)], entry_id=stored.id)
    (kept,) = await desk.files_of(ticket)
    for end in ("", "/preview"):
        assert (await desk.client.get(f"{desk.ticket_path(ticket)}/files/{kept.id}{end}")).status_code == 404
        answer = await desk.client.get(f"/staff/t/{ticket.id}/files/{kept.id}{end}", headers=await desk.session(STAFF))
        assert answer.content == GIF
    assert f"/files/{kept.id}" not in (await desk.client.get(desk.ticket_path(ticket))).text


@pytest.mark.parametrize("number", ["999", "x", "-1", str(2**63), "..%2f1"])
async def test_an_unknown_number_of_a_file_is_a_kind_404(desk: Served, number: str) -> None:
    ticket, _ = await _ticket(desk, await desk.kept(GIF))
    answer = await desk.client.get(f"{desk.ticket_path(ticket)}/files/{number}")
    assert answer.status_code == 404
    assert "<html" in answer.text


async def test_the_pages_show_pictures_as_pictures_and_others_by_name_and_size(desk: Served) -> None:
    ticket, (gif, page) = await _ticket(
        desk, await desk.kept(GIF, name='"><b>.gif'), await desk.kept(PAGE, name="<i>\u202ex</i>.html")
    )
    for base, path in (
        (desk.ticket_path(ticket), desk.ticket_path(ticket)),
        (f"/staff/t/{ticket.id}", f"/staff/t/{ticket.id}"),
    ):
        shown = (await desk.client.get(path, headers=await desk.session(STAFF))).text
        assert (
            f'<a href="{base}/files/{gif}"><img src="{base}/files/{gif}/preview" alt="&#34;&gt;&lt;b&gt;.gif"' in shown
        )
        assert f'<a class="file-name" href="{base}/files/{page}"><bdi>&lt;i&gt;x&lt;/i&gt;.html</bdi></a>' in shown
        assert "31 B" in shown
        assert "<i>" not in shown


@pytest.mark.parametrize(
    ("state", "words"),
    [
        ("waiting", "is being fetched"),
        ("too_big", "too large to come by chat"),
        ("gone", "could not be fetched"),
        ("erased", "removed at the customer&#39;s wish"),
    ],
)
async def test_a_file_that_is_not_there_is_named_with_the_reason(desk: Served, state: str, words: str) -> None:
    ticket, (number,) = await _ticket(desk, File("document", "telegram-id", "report.pdf", None, 2_000_000))
    async with desk.database.transaction() as tx:
        await tx.execute(rows.update().values(state=state))
    page = (await desk.client.get(desk.ticket_path(ticket))).text
    assert words in page.replace("customer's", "customer&#39;s")
    assert "report.pdf" in page
    assert "2 MB" in page
    assert "telegram-id" not in page
    assert f"/files/{number}" not in page
    assert (await desk.client.get(f"{desk.ticket_path(ticket)}/files/{number}")).status_code == 404


async def test_a_file_that_vanished_from_the_folder_is_a_404(desk: Served) -> None:
    file = await desk.kept(GIF)
    ticket, (number,) = await _ticket(desk, file)
    assert file.kept is not None
    await desk.parts.shelf.remove(file.kept.stored_as)
    assert (await desk.client.get(f"{desk.ticket_path(ticket)}/files/{number}")).status_code == 404


async def test_a_large_file_can_be_resumed(desk: Served) -> None:
    ticket, (number,) = await _ticket(desk, await desk.kept(GIF))
    path = f"{desk.ticket_path(ticket)}/files/{number}"
    answer = await desk.client.get(path, headers={"Range": "bytes=6-"})
    assert (answer.status_code, answer.content) == (206, GIF[6:])
