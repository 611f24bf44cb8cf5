"""What admins set on pages holds in chat at once, in the running program."""

import httpx

from bot.office.documents import Document
from bot.storage import sessions
from desk.visitors import COOKIE
from tests.desk.officeform import fields_of
from tests.ferry import ADMIN, ANN, DESK, WANG, Ferry, buttons
from tests.handlers.test_commands import CUSTOMERS, STAFFS, menu


async def save(ferry: Ferry, document: Document, changes: dict[str, str]) -> None:
    """On the running program's own desk."""
    async with ferry.database.transaction() as tx:
        secret = await sessions.begin(tx, ADMIN, "Ada", ferry.clock.now())
    headers = {"Cookie": f"{COOKIE}={secret}", "Origin": DESK}
    address = f"http://127.0.0.1:{ferry.app.web.port}"
    async with httpx.AsyncClient(base_url=address, headers=headers, trust_env=False) as client:
        form = fields_of((await client.get(f"/admin/office/{document}")).text)
        answer = await client.post(f"/admin/office/{document}", data=form | changes)
        assert answer.headers.get("location", "").endswith("?done=saved"), answer.text


async def test_a_category_that_is_added_on_the_page_is_offered_in_chat_without_a_restart(ferry: Ferry) -> None:
    bills = {"5.name.zh": "账单", "5.name.en": "Bills", "5.department": "service", "5.keywords": "zebra tax"}
    await save(ferry, Document.CATEGORIES, bills)
    [card] = await ferry.hear(ANN, "The zebra tax on the last page of yours is wrong, there is a line too much on it")
    [ticket] = await ferry.tickets()
    assert ticket.category == "bills"
    await ferry.press(ANN, card, "Change category")
    assert "Bills" in {label for message in ferry.written(ANN) for label in buttons(message)}
    await ferry.stop()
    await ferry.start()
    assert [one.key for one in ferry.app.office.categories][-1] == "bills"


async def test_who_becomes_staff_has_their_commands_at_once_and_who_leaves_has_them_no_more(ferry: Ferry) -> None:
    await ferry.until(lambda: menu(ferry, ADMIN)[0] == "transition")
    await save(ferry, Document.MEMBERS, {"2.id": str(WANG), "2.name": "王小明"})
    await ferry.until(lambda: menu(ferry, WANG) == STAFFS)
    assert "sign-in" in str(await ferry.hear(WANG, "/queue"))
    await save(ferry, Document.MEMBERS, {"0.remove": "yes"})
    await ferry.until(lambda: menu(ferry, WANG) == CUSTOMERS)
    assert "sign-in" not in str((await ferry.hear(WANG, "/queue"))[-1:])
