"""Rewards: what was earned, handed out in one tap and once, and all of it as a file."""

from bot.storage import rewards
from tests.desk.served import ADMIN, NOW, STAFF, Served


async def earned(desk: Served, count: int = 1, gift: str = "A month <free>") -> None:
    ann = await desk.customer()
    for _ in range(count):
        ticket = await desk.ticket(ann)
        async with desk.database.transaction() as tx:
            assert await rewards.earn(
                tx, customer_id=ann.id, ticket_id=ticket.id, rule="accepted-bug", gift=gift, now=NOW
            )


async def page(desk: Served, query: str = "") -> str:
    return " ".join((await desk.client.get(f"/staff/rewards{query}", headers=await desk.session(STAFF))).text.split())


async def test_who_hands_it_out_first_is_kept(desk: Served) -> None:
    await earned(desk)
    shown = await page(desk, "?handed=not-yet")
    assert "A month &lt;free&gt;" in shown
    assert "Found a fault of ours" in shown
    for person, name in ((STAFF, "Sam"), (ADMIN, "Ada")):
        headers = await desk.session(person, name)
        assert (await desk.client.post("/staff/rewards/1/hand", headers=headers)).status_code == 303
    async with desk.database.reading() as tx:
        [one] = await rewards.page(tx, limit=9)
        assert (one.handed_by_id, one.handed_by_name, one.handed_at) == (STAFF, "Sam", NOW)
        assert await rewards.counts(tx) == (0, 1)
    assert "Hand out" not in await page(desk, "?handed=out")
    assert "A month" not in await page(desk, "?handed=not-yet")


async def test_the_ledger_is_paged_and_its_file_holds_all(desk: Served) -> None:
    await earned(desk, 51, gift="=1+1")
    assert (await page(desk)).count("🎁") == 50
    assert (await page(desk, "?before=2")).count("🎁") == 1
    answer = await desk.client.get("/staff/rewards.csv", headers=await desk.session(STAFF))
    lines = answer.text.strip().splitlines()
    assert len(lines) == 52
    assert "'=1+1" in lines[1]


async def test_without_rules_the_page_says_so(desk: Served) -> None:
    assert "No rewards are offered" in await page(desk)
