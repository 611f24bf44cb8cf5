"""What became of a message to many in each chat, on pages and as a file for spreadsheets."""

import csv
import io

import pytest

from bot.broadcast import BroadcastState
from bot.deliveries import DeliveryState
from desk import ledgers
from desk.spreadsheet import line
from tests.desk.campaigns import draft, sent_to
from tests.desk.served import STAFF, Served

SENT = (DeliveryState.SENT, None)
FAILED = (DeliveryState.FAILED, "blocked")


async def _get(desk: Served, path: str, language: str = "en") -> str:
    headers = await desk.session(STAFF) | {"Accept-Language": language}
    answer = await desk.client.get(f"/staff/broadcasts/{path}", headers=headers)
    assert answer.status_code == 200
    return answer.text


async def test_it_is_paged_by_key_and_filtered_by_state(desk: Served) -> None:
    number = await draft(desk, state=BroadcastState.DONE)
    await sent_to(desk, number, *[SENT] * (ledgers.PAGE + 1), FAILED)
    first = await _get(desk, f"{number}/ledger")
    assert first.count("<tr>") == ledgers.PAGE + 1  # with the heading
    following = first.partition('href="?after=')[2].partition('"')[0]
    assert (await _get(desk, f"{number}/ledger?after={following}")).count("<tr>") == 3
    failed = await _get(desk, f"{number}/ledger?state=failed")
    assert failed.count("<tr>") == 2
    assert "blocked the bot" in failed
    assert "There are none here." in await _get(desk, f"{number}/ledger?state=unconfirmed")


async def test_the_file_holds_every_row_and_no_formula(desk: Served, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ledgers, "PAGE_OF_FILE", 2)  # several pages, and the last one full
    number = await draft(desk, state=BroadcastState.DONE)
    await sent_to(desk, number, SENT, FAILED, SENT, (DeliveryState.PLANNED, None), title='=HYPERLINK("x"), 王')
    headers = await desk.session(STAFF)
    answer = await desk.client.get(f"/staff/broadcasts/{number}/ledger.csv", headers=headers)
    assert answer.headers["content-type"] == "text/csv; charset=utf-8"
    assert answer.headers["content-disposition"] == f'attachment; filename="broadcast-{number}.csv"'
    assert answer.content.startswith(b"\xef\xbb\xbf")
    rows = list(csv.reader(io.StringIO(answer.content.decode("utf-8-sig"), newline="")))
    assert rows[0] == ["Chat", "Name", "State", "Reason", "Time", "Message", "Deleted"]
    assert [row[:4] for row in rows[1:]] == [
        ["1001", '\'=HYPERLINK("x"), 王', "sent", ""],
        ["1002", '\'=HYPERLINK("x"), 王', "failed", "blocked"],
        ["1003", '\'=HYPERLINK("x"), 王', "sent", ""],
        ["1004", '\'=HYPERLINK("x"), 王', "planned", ""],
    ]
    assert [row[4:] for row in rows[3:]] == [["2026-04-01 14:00:00", "3", ""], ["", "", ""]]


async def test_the_heading_is_in_the_readers_language(desk: Served) -> None:
    number = await draft(desk, state=BroadcastState.DONE)
    assert (await _get(desk, f"{number}/ledger.csv", "zh")).startswith("\ufeff会话,名称,状态,")


@pytest.mark.parametrize(
    ("cell", "written"),
    [
        ("=1+1", "'=1+1"),
        ("+49", "'+49"),
        ("-x", "'-x"),
        ("@SUM(A1)", "'@SUM(A1)"),
        (" =1", "' =1"),
        ("\t=1", "'\t=1"),
        ("\uff1d1+1", "'\uff1d1+1"),
        ("\u200b\u202e=1", "'\u200b\u202e=1"),
        ("a=1", "a=1"),
        (-100500, "-100500"),
        (None, ""),
    ],
)
def test_a_cell_is_no_formula(cell: str | int | None, written: str) -> None:
    assert next(csv.reader([line(["a", cell])]))[1] == written
