"""What the arguments of the `broadcast` command ask for, and what they are refused for."""

from datetime import UTC, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from bot.storage.audiences import EVERYONE, Audience, Kind
from broadcasts.orders import Order, WrongArgument, read

SHANGHAI = ZoneInfo("Asia/Shanghai")


def order(text: str | bytes = "News", to: str = "everyone", at: str | None = None) -> Order:
    return read(text if isinstance(text, bytes) else text.encode(), to, at, SHANGHAI)


def test_an_order_has_text_audience_and_time() -> None:
    read = order("\ufeff<b>News</b>\r\nfor all\n\n", "language:zh", "2027-03-15 09:00")
    assert (read.text, read.audience) == ("<b>News</b>\nfor all", Audience(Kind.LANGUAGE, "zh"))
    assert read.due_at == datetime(2027, 3, 15, 1, tzinfo=UTC)
    assert (read.to, order().due_at) == ("language:zh", None)


def test_a_time_may_have_an_offset_of_its_own() -> None:
    assert order(at="2027-03-15T09:00+00:00").due_at == datetime(2027, 3, 15, 9, tzinfo=UTC)


def test_a_list_holds_each_id_once(tmp_path: Path) -> None:
    path = tmp_path / "Some.CSV"
    path.write_text("chat,name\n12,Anna\n-1001,Harbour\n12,Anna\n")
    listed = order(to=str(path))
    assert (listed.audience, listed.chat_ids, listed.to) == (Audience(Kind.LIST), (12, -1001), "a list of 2")


def test_the_same_text_to_the_same_audience_is_the_same_broadcast(tmp_path: Path) -> None:
    one, other = tmp_path / "one.csv", tmp_path / "other.csv"
    one.write_text("1\n2\n")
    other.write_text("id\n2\n1\n")
    assert order().origin == order("News\n", at="2027-03-15T09:00").origin
    assert order(to=str(one)).origin == order(to=str(other)).origin
    assert len({order().origin, order("Olds").origin, order(to="private").origin, order(to=str(one)).origin}) == 4
    assert len(order().origin) <= 64
    assert order().audience == EVERYONE


@pytest.mark.parametrize(
    ("raw", "to", "at", "argument", "said"),
    [
        ("x", "everybody", None, "--to", "'everybody' is no audience; choose everyone, "),
        ("x", "language:fr", None, "--to", "'language:fr' is no audience; choose everyone, "),
        ("x", "list", None, "--to", "'list' is no audience; choose everyone, "),
        ("x", "missing.csv", None, "--to", "missing.csv cannot be read (No such file or directory); "),
        ("x", "bad.csv", None, "--to", "bad.csv, line 2: '@anna' is no chat id; mend it there"),
        ("x", "empty.csv", None, "--to", "empty.csv lists no chat id; "),
        ("x", "picture.csv", None, "--to", "picture.csv holds no text; "),
        ("x", "everyone", "tomorrow", "--at", "'tomorrow' is no time; write it as 2027-03-15T09:00"),
        ("", "everyone", None, "FILE", "is empty; "),
        ("<b> </b>", "everyone", None, "FILE", "is empty; "),
        (b"\xff\xd8\xff", "everyone", None, "FILE", "holds no text; save it as UTF-8"),
        ("x" * 4097, "everyone", None, "FILE", "holds 4,097 characters, and Telegram takes 4,096; shorten it"),
        ("a < b", "everyone", None, "FILE", 'line 1: "<" begins no tag; write &lt; for the sign itself'),
        ("a\n<p>b</p>", "everyone", None, "FILE", "line 2: <p> is no tag that Telegram knows; take it out"),
        ("<span>b</span>", "everyone", None, "FILE", "line 1: <span> has a wrong attribute, or lacks one; mend it"),
        ('<a href="x">b</a>', "everyone", None, "FILE", "line 1: <a> leads to no address; write the whole of it"),
        ("a\n\n<b>b", "everyone", None, "FILE", "line 3: <b> is never closed; close it"),
        ("b</b>", "everyone", None, "FILE", "line 1: </b> closes nothing; take it out"),
        ("<b><i>b</b></i>", "everyone", None, "FILE", "line 1: </b> comes before the end of a tag within; "),
    ],
)
def test_a_wrong_argument_is_named_with_the_mend(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, raw: str | bytes, to: str, at: str | None, argument: str, said: str
) -> None:
    monkeypatch.chdir(tmp_path)
    Path("bad.csv").write_text("12\n@anna\n")
    Path("empty.csv").write_text("chat\n")
    Path("picture.csv").write_bytes(b"\xff\xd8\xff")
    with pytest.raises(WrongArgument) as refused:
        order(raw, to, at)
    assert refused.value.argument == argument
    assert str(refused.value).startswith(said)
