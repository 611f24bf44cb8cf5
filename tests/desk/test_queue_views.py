"""Filters of the queue that somebody keeps under a name."""

import re

from bot.storage import views
from bot.storage.views import MOST
from desk.queue_filters import Wanted
from tests.desk.served import ADMIN, STAFF, Served

VIEWS = re.compile(r'class="view" href="([^"]+)"[^>]*>★ <bdi>([^<]*)</bdi>')


async def _views(desk: Served, person_id: int = STAFF) -> list[tuple[str, str]]:
    page = await desk.client.get("/staff", headers=await desk.session(person_id))
    return VIEWS.findall(page.text)


async def _save(desk: Served, name: str, query: str, person_id: int = STAFF) -> tuple[int, str]:
    """The status, and where the browser is sent or what it is shown."""
    form = {"name": name, "query": query}
    answer = await desk.client.post("/staff/views", data=form, headers=await desk.session(person_id))
    return answer.status_code, answer.headers.get("location", answer.text)


async def test_a_view_is_saved_and_saved_again_and_deleted_by_its_owner_alone(desk: Served) -> None:
    assert await _save(desk, "Hot", "mark=urgent&owner=me&evil=1") == (303, "/staff?owner=me&mark=urgent")
    assert await _save(desk, "Hosting", "category=hosting") == (303, "/staff?category=hosting")
    assert await _save(desk, "Hot", "q=%E5%9F%9F%E5%90%8D") == (303, "/staff?q=%E5%9F%9F%E5%90%8D")
    kept = [("/staff?q=%E5%9F%9F%E5%90%8D", "Hot"), ("/staff?category=hosting", "Hosting")]
    assert await _views(desk) == kept
    assert await _views(desk, ADMIN) == []
    async with desk.database.reading() as tx:
        hot, hosting = await views.of_person(tx, STAFF)
    for person_id in (ADMIN, STAFF):
        answer = await desk.client.post(
            f"/staff/views/{hosting.id}/delete", data={"query": ""}, headers=await desk.session(person_id)
        )
        assert (answer.status_code, answer.headers["location"]) == (303, "/staff")
        assert len(await _views(desk)) == (1 if person_id == STAFF else 2)
    assert (await _views(desk))[0][1] == hot.name


async def test_a_view_needs_a_name_and_the_filters_stay(desk: Served) -> None:
    status, page = await _save(desk, " \u0000 ", "mark=urgent")
    assert status == 422
    assert "Please give the view a name." in page
    assert '<option value="" selected' not in page
    assert 'value="urgent" checked' in page


async def test_the_number_of_views_has_a_bound_and_one_may_still_be_replaced(desk: Served) -> None:
    async with desk.database.transaction() as tx:
        for number in range(MOST):
            assert await views.save(tx, STAFF, f"view {number}", "", desk.clock.now())
    status, page = await _save(desk, "one more", "mark=urgent")
    assert status == 422
    assert 'value="one more"' in page
    assert (await _save(desk, "view 0", "mark=urgent"))[0] == 303


async def test_a_view_with_a_hostile_name_is_only_a_name(desk: Served) -> None:
    await _save(desk, "\u202e<script>", "q=<b>")
    assert await _views(desk) == [("/staff?q=%3Cb%3E", "&lt;script&gt;")]


def test_a_query_that_cannot_be_read_filters_nothing() -> None:
    for query in (
        "state=lost",
        "owner=x&mark=urgent",
        "&".join(["mark=urgent"] * 20 + ["state=lost"]),
        "\x00",
        "=&=&=",
        "&".join(["mark=urgent"] * 60),
    ):
        assert Wanted.written(query) == Wanted(), query
    assert Wanted.written("mark=urgent&mark=urgent").query == "mark=urgent"
