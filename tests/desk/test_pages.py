"""Pages speak the reader's language and keep names from playing tricks."""

import pytest

from bot.bell import Bell
from bot.links import Links
from bot.storage import customers
from desk.pages import plain, size
from tests.desk.served import Served


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("invoice\u202egpj.exe", "invoicegpj.exe"),
        ("\u2067Ann\u2069\u200f", "Ann"),
        (" Ann\n Li ", "Ann Li"),
        ("../../etc/passwd", "../../etc/passwd"),
        ("عمر 王", "عمر 王"),
        (None, ""),
    ],
)
def test_a_name_cannot_turn_the_direction_of_writing(name: str | None, shown: str) -> None:
    assert plain(name) == shown


@pytest.mark.parametrize(
    ("count", "shown"),
    [(0, "0 B"), (999, "999 B"), (1000, "1 KB"), (184_233, "184 KB"), (1_834_233, "1.83 MB"), (2 * 10**9, "2 GB")],
)
def test_a_size_is_told_as_people_read_it(count: int, shown: str) -> None:
    assert size(count) == shown


@pytest.mark.parametrize(
    ("header", "language"),
    [
        ("zh-CN,zh;q=0.9,en;q=0.8", "zh-CN"),
        ("en-GB,en;q=0.9,zh;q=0.1", "en"),
        ("en;q=0.2, zh-TW;q=0.7", "zh-CN"),
        ("fr, de;q=0.9", "en"),  # the company's
        ("zh;q=0, en;q=0.1", "en"),
        ("zh;q=much", "en"),
        ("*", "en"),
        ("", "en"),
    ],
)
async def test_a_stranger_is_answered_in_the_browsers_language(desk: Served, header: str, language: str) -> None:
    answer = await desk.client.get("/staff/sign-in", headers={"Accept-Language": header})
    assert answer.headers["content-language"] == language
    assert f'<html lang="{language}">' in answer.text


async def test_a_customers_own_language_goes_before_the_browsers(desk: Served) -> None:
    customer = await desk.customer(language="zh")
    answer = await desk.client.get(desk.desk_path(customer), headers={"Accept-Language": "en"})
    assert '<html lang="zh-CN">' in answer.text
    assert "提交新问题" in answer.text
    assert "故障报告" in answer.text
    async with desk.database.transaction() as tx:
        await customers.set_language(tx, customer.id, "en")
    answer = await desk.client.get(desk.desk_path(customer), headers={"Accept-Language": "zh"})
    assert "Bug report" in answer.text


async def test_the_front_page_speaks_both_languages_the_readers_first(desk: Served) -> None:
    for header, first, second in (("zh", "zh-CN", "en"), ("en", "en", "zh-CN")):
        page = (await desk.client.get("/", headers={"Accept-Language": header})).text
        assert page.count("<section") == 2
        assert page.index(f'<section class="card welcome" lang="{first}">') < page.index(f'welcome" lang="{second}">')
        assert page.count("https://t.me/example_bot?start=desk") == 2


class TestBehindAPath:
    """Where the desk shares its host with others."""

    @pytest.fixture
    def changes(self) -> dict[str, object]:
        return {"links": Links("https://example.com/help", b"k" * 32), "bot_username": lambda: None, "outbox": Bell()}

    async def test_every_address_on_a_page_begins_with_that_path(self, desk: Served) -> None:
        customer = await desk.customer()
        ticket = await desk.ticket(customer)
        page = (await desk.client.get(desk.desk_path(customer))).text
        assert f'href="/help{desk.ticket_path(ticket)}"' in page
        assert 'href="/help/static/desk.css?v=' in page
        assert 'href="/static' not in page
        gone = await desk.client.get("/staff")
        assert gone.headers["location"] == "/help/staff/sign-in"

    async def test_no_bot_is_offered_before_its_name_is_known(self, desk: Served) -> None:
        assert "t.me" not in (await desk.client.get("/")).text
