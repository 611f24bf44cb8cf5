"""Staff compose a message to many on the desk."""

import asyncio
import re
from urllib.parse import urlsplit

import httpx
import pytest

from bot.broadcast import BroadcastState
from bot.content import Attachment, AttachmentKind, Button
from bot.preview import PreviewFailed, PreviewRefused
from bot.storage import accounts, chats
from bot.storage.audiences import Audience
from bot.storage.schema import recipients
from desk.security import MAX_BODY, MAX_FORM, most_of
from tests.desk.campaigns import draft, every, now_of
from tests.desk.served import NOW, STAFF, Served

NEW = "/staff/broadcasts/new"
GIF = b"GIF89a" + bytes(20)
JPEG = b"\xff\xd8\xff\xe0" + bytes(20)
MP4 = b"\0\0\0\x18ftypmp42" + bytes(20)
ALERT = re.compile(r'role="alert">(.*?)</ul>', re.DOTALL)


async def _save(
    desk: Served, path: str = NEW, *files: tuple[str, tuple[str, bytes, str]], **form: str
) -> httpx.Response:
    sent = {"text": "Hello", "audience": "everyone", "key": "k", "then": "save"} | form
    headers = await desk.session(STAFF)
    return await desk.client.post(path, data=sent, files=files or [("files", ("", b"", ""))], headers=headers)


def _complaints(answer: httpx.Response) -> list[str]:
    return [" ".join(re.sub("<[^>]+>", " ", part).split()) for part in ALERT.findall(answer.text)]


async def test_a_draft_is_kept_with_all_that_was_chosen(desk: Served) -> None:
    text = '<b>Hello</b>\nto <a href="https://x.example">all</a>'
    answer = await _save(desk, text=text, buttons="Our desk - https://desk.example.com", audience="language:zh")
    [made] = await every(desk)
    assert answer.headers["location"] == f"/staff/broadcasts/{made.id}/edit?done=saved"
    assert (made.state, made.created_by, made.audience) == (BroadcastState.DRAFT, STAFF, Audience.read("language:zh"))
    assert made.content.texts == {"": text}
    assert made.content.buttons == ((Button("Our desk", url="https://desk.example.com"),),)
    page = (await desk.client.get(answer.headers["location"], headers=await desk.session(STAFF))).text
    assert "&lt;b&gt;Hello&lt;/b&gt;" in page
    assert "Our desk - https://desk.example.com" in page
    assert '<option value="language:zh" selected>' in page


async def test_the_same_form_sent_twice_makes_one_draft(desk_on_each: Served) -> None:
    desk = desk_on_each
    answers = await asyncio.gather(*(_save(desk, key="one") for _ in range(3)))
    assert {answer.status_code for answer in answers} == {303}
    assert len(await every(desk)) == 1
    await _save(desk, key="another")
    assert len(await every(desk)) == 2


@pytest.mark.parametrize(
    ("form", "words"),
    [
        ({"text": "  "}, "Nothing is written yet."),
        ({"text": "a < b"}, "Character 3: a &lt; that begins no tag. Write &amp;lt; for the sign itself."),
        ({"text": "so\n<p>x"}, "Character 4: Telegram has no tag &lt;p&gt;."),
        ({"text": "<b>x"}, "Character 1: the tag &lt;b&gt; is never closed."),
        ({"text": "x</b>"}, "Character 2: &lt;/b&gt; closes what was never opened."),
        ({"text": "<b><i>x</b></i>"}, "Character 8: &lt;/b&gt; comes before a tag within it is closed."),
        ({"text": "<b x>y</b>"}, "Character 1: the tag &lt;b&gt; is not written as Telegram wants it."),
        ({"text": "<a href='y'>x</a>"}, "Character 1: this link leads to no address."),
        ({"text": "x" * 4097}, "This has 4,097 characters; 4,096 is the most here."),
        ({"buttons": "ok - https://x.example\nhello"}, "Line 2 is no button with a link: hello"),
        ({"buttons": "ok - https://x.example\n" * 21}, "21 buttons are too many."),
        ({"audience": "nobody"}, "Please choose who shall get it."),
        ({"audience": "list"}, "Please choose the file with the list."),
    ],
)
async def test_what_telegram_would_refuse_comes_back_with_its_place(
    desk: Served, form: dict[str, str], words: str
) -> None:
    answer = await _save(desk, **form)
    assert answer.status_code == 422
    assert _complaints(answer) == [words]
    assert 'aria-invalid="true"' in answer.text
    assert await every(desk) == []


async def test_what_was_typed_is_not_lost_when_something_is_wrong(desk: Served) -> None:
    answer = await _save(desk, NEW, ("files", ("a.jpg", JPEG, "image/jpeg")), text="<b>x", buttons="hello")
    assert "&lt;b&gt;x</textarea>" in answer.text
    assert "hello</textarea>" in answer.text
    assert "Please choose your files once more." in answer.text
    assert desk.chats.taken == []


async def test_files_become_ids_by_way_of_the_authors_own_chat(desk: Served) -> None:
    await _save(
        desk, NEW, ("files", ("a.jpg", JPEG, "image/jpeg")), ("files", ("b.mp4", MP4, "video/mp4")), text="Look"
    )
    [made] = await every(desk)
    assert [(who, kind, name) for who, kind, name, _ in desk.chats.taken] == [
        (STAFF, AttachmentKind.PHOTO, "a.jpg"),
        (STAFF, AttachmentKind.VIDEO, "b.mp4"),
    ]
    assert [size for *_, size in desk.chats.taken] == [len(JPEG), len(MP4)]
    assert made.content.attachments == (
        Attachment(AttachmentKind.PHOTO, "file-1"),
        Attachment(AttachmentKind.VIDEO, "file-2"),
    )


async def test_a_moving_picture_and_what_is_neither_go_as_documents(desk: Served) -> None:
    await _save(desk, NEW, ("files", ("a.gif", GIF, "image/gif")), ("files", ("b.pdf", b"%PDF-1", "application/pdf")))
    assert [kind for _, kind, *_ in desk.chats.taken] == [AttachmentKind.DOCUMENT] * 2


async def test_one_file_is_taken_out_and_another_put_in_once_however_often_it_is_sent(desk: Served) -> None:
    await _save(desk, NEW, *[("files", (f"{name}.jpg", JPEG, "image/jpeg")) for name in "ab"])
    [made] = await every(desk)
    path = f"/staff/broadcasts/{made.id}/edit"
    for _ in range(2):
        new = ("files", ("c.jpg", JPEG, "image/jpeg"))
        assert (await _save(desk, path, new, attachments="file-1 file-2 forged", drop="file-1")).status_code == 303
    kept = [one.file_id for one in (await now_of(desk, made.id)).content.attachments]
    assert kept in (["file-2", "file-3"], ["file-2", "file-4"])


@pytest.mark.parametrize(
    ("names", "form", "words"),
    [
        (["a.jpg", "b.pdf"], {}, "Documents stay among themselves in Telegram. Please send photos and videos apart."),
        (["a.jpg"] * 11, {}, "11 files are too many: 10 is the most."),
        (["a.jpg"], {"text": "x" * 1025}, "This has 1,025 characters; 1,024 is the most here."),
        (
            ["a.jpg"] * 2,
            {"buttons": "x - https://x.example"},
            "Telegram shows no buttons below several files. Please take the buttons out, or send one file.",
        ),
    ],
)
async def test_files_that_telegram_would_not_take_together_come_back(
    desk: Served, names: list[str], form: dict[str, str], words: str
) -> None:
    files = [("files", (name, JPEG if name.endswith("jpg") else b"%PDF-1", "")) for name in names]
    answer = await _save(desk, NEW, *files, **form)
    assert (answer.status_code, _complaints(answer)) == (422, [words])
    assert desk.chats.taken == []


@pytest.mark.parametrize(
    ("trouble", "words"),
    [
        (PreviewRefused("IMAGE_PROCESS_FAILED"), "Telegram does not take this file. a.jpg: IMAGE_PROCESS_FAILED"),
        (
            PreviewFailed(),
            "The bot could not reach you in Telegram. Press Start in its private chat, then try again.",
        ),
    ],
)
async def test_a_file_that_does_not_get_through_is_told_of(desk: Served, trouble: Exception, words: str) -> None:
    desk.chats.trouble = trouble
    answer = await _save(desk, NEW, ("files", ("a.jpg", JPEG, "image/jpeg")))
    assert (answer.status_code, _complaints(answer)) == (422, [words])
    assert await every(desk) == []


async def test_a_preview_goes_to_the_authors_own_chat(desk: Served) -> None:
    answer = await _save(desk, text="<i>Look</i>", then="preview")
    [made] = await every(desk)
    assert answer.headers["location"] == f"/staff/broadcasts/{made.id}/edit?done=shown#preview"
    assert [(who, content.texts) for who, content, _ in desk.chats.shown] == [(STAFF, {"": "<i>Look</i>"})]


async def test_a_draft_stays_when_its_preview_is_refused(desk: Served) -> None:
    desk.chats.trouble = PreviewRefused("BUTTON_URL_INVALID")
    answer = await _save(desk, then="preview")
    assert answer.status_code == 422
    assert _complaints(answer) == ["It is saved, but Telegram does not take it: BUTTON_URL_INVALID"]
    assert len(await every(desk)) == 1


async def test_a_draft_stays_when_its_preview_does_not_get_through(desk: Served) -> None:
    desk.chats.trouble = PreviewFailed()
    answer = await _save(desk, then="preview")
    assert answer.status_code == 422
    assert "Press Start in its private chat" in _complaints(answer)[0]
    assert len(await every(desk)) == 1


async def test_a_list_of_chats_comes_as_a_file(desk: Served) -> None:
    listed = "chat;name\n1001;Ann\n1002;Bob\n1001;Ann\n".encode("utf-16")
    answer = await _save(desk, NEW, ("list", ("chats.csv", listed, "text/csv")), audience="list")
    assert answer.status_code == 303
    [made] = await every(desk)
    async with desk.database.transaction() as tx:
        rows = await tx.execute(recipients.select().order_by(recipients.c.chat_id))
        assert [tuple(row) for row in rows] == [(made.id, 1001), (made.id, 1002)]
        await chats.seen(tx, 1002, kind="private", title="Bob", language="en", now=NOW)
    page = await desk.client.get(f"/staff/broadcasts/{made.id}/edit", headers=await desk.session(STAFF))
    assert "Chats at this moment: 1" in page.text
    # Without another file the list stays.
    path = f"/staff/broadcasts/{made.id}/edit"
    assert (await _save(desk, path, audience="list", text="Changed")).status_code == 303
    async with desk.database.reading() as tx:
        assert len((await tx.execute(recipients.select())).all()) == 2


@pytest.mark.parametrize(
    ("raw", "words"),
    [
        (b"1001\nAnn 2\n-5x\n", "Line 2 of the list is no chat id: Ann 2 Line 3 of the list is no chat id: -5x"),
        (b"chat\n", "There is no chat id in this file."),
        (b"\xff\x00\x81", "This file is no list. Please choose a CSV file of at most 5 MB."),
        (b"1\n" * 2_500_001, "This file is no list. Please choose a CSV file of at most 5 MB."),
    ],
    ids=["bad lines", "only a heading", "no text", "too large"],
)
async def test_a_list_that_cannot_be_read_comes_back(desk: Served, raw: bytes, words: str) -> None:
    answer = await _save(desk, NEW, ("list", ("chats.csv", raw, "text/csv")), audience="list")
    assert (answer.status_code, _complaints(answer)) == (422, [words])


async def test_companies_are_offered_and_counted(desk: Served) -> None:
    async with desk.database.transaction() as tx:
        await chats.seen(tx, 1001, kind="private", title="Ann", language="en", now=NOW)
        number = await accounts.named(tx, "Harbour <Ltd>")
        await accounts.assign(tx, number, customer_id=1001, chat_id=None)
    headers = await desk.session(STAFF)
    assert (
        f'<option value="account:{number}">Harbour &lt;Ltd&gt;</option>'
        in (await desk.client.get(NEW, headers=headers)).text
    )
    for audience, count in ((f"account:{number}", 1), ("account:99", 0), ("everyone", 1), ("list", 0)):
        path = f"/staff/broadcasts/count?audience={audience}"
        assert (await desk.client.get(path, headers=headers)).text == f"Chats at this moment: {count}"
    gone = await desk.client.get("/staff/broadcasts/count?audience=nobody", headers=headers)
    assert gone.status_code == 404


async def test_one_that_has_started_is_edited_no_more(desk: Served) -> None:
    number = await draft(desk, state=BroadcastState.RUNNING)
    headers = await desk.session(STAFF)
    path = f"/staff/broadcasts/{number}/edit"
    for answer in (await desk.client.get(path, headers=headers), await _save(desk, path, text="other")):
        assert answer.headers["location"] == f"/staff/broadcasts/{number}?late=yes"
    assert (await now_of(desk, number)).content.texts == {"": "<b>Hello</b> all"}
    page = (await desk.client.get(f"/staff/broadcasts/{number}?late=yes", headers=headers)).text
    assert "it is running now" in page


async def test_who_is_signed_out_keeps_the_text_but_sends_no_great_files(desk: Served) -> None:
    headers = {"Origin": desk.origin}
    kept = await desk.client.post(NEW, data={"text": "Hello all"}, headers=headers)
    assert kept.status_code == 401
    assert "Hello all</textarea>" in kept.text
    address = urlsplit(desk.origin)
    reader, writer = await asyncio.open_connection(address.hostname, address.port)
    lines = [f"POST {NEW} HTTP/1.1", f"Host: {address.netloc}", f"Origin: {desk.origin}", "Connection: close"]
    lines += [f"Content-Length: {MAX_FORM}", "Content-Type: multipart/form-data; boundary=x", "", ""]
    # Answered although not a byte of the form has come.
    writer.write("\r\n".join(lines).encode())
    answer = (await asyncio.wait_for(reader.read(), 10)).decode()
    writer.close()
    assert answer.startswith("HTTP/1.1 303 ")
    assert "/staff/sign-in" in answer


def test_only_the_forms_that_take_files_may_be_large() -> None:
    paths = ["/staff/broadcasts/new", "/staff/broadcasts/7/edit", "/staff/broadcasts/7/send", "/staff/t/7/reply"]
    most = [most_of(path, "multipart/form-data; boundary=x") for path in paths]
    assert most == [MAX_FORM + MAX_BODY, MAX_FORM + MAX_BODY, MAX_BODY, MAX_BODY]


async def test_an_unknown_one_is_not_found(desk: Served) -> None:
    headers = await desk.session(STAFF)
    for path in ("99", "99/edit", "99/send", "99/ledger", "99/ledger.csv", "99/progress", "nothing"):
        assert (await desk.client.get(f"/staff/broadcasts/{path}", headers=headers)).status_code == 404
