"""/staff/views: filters of the queue that one of staff keeps under a name."""

from typing import Annotated

from fastapi import APIRouter, Form, Response

from bot.storage import views
from desk.failures import Route
from desk.forms import Number, tidy_name
from desk.queue_filters import Wanted
from desk.queue_page import AtQueue
from desk.visitors import FromOurPage

router = APIRouter(prefix="/staff/views", route_class=Route)


@router.post("", dependencies=[FromOurPage])
async def save(at_queue: AtQueue, name: Annotated[str, Form()] = "", query: Annotated[str, Form()] = "") -> Response:
    """Under the name of another view of theirs, it takes its place."""
    wanted, called = Wanted.written(query), tidy_name(name)
    if not called:
        return await at_queue.page(wanted, status=422, problem="no-name", problem_at="view")
    async with at_queue.parts.database.transaction() as tx:
        saved = await views.save(tx, at_queue.colleague.id, called, wanted.query, at_queue.now)
    if not saved:
        return await at_queue.page(wanted, status=422, problem="too-many-views", problem_at="view", name=called)
    return at_queue.pages.see(wanted.path())


@router.post("/{view_id}/delete", dependencies=[FromOurPage])
async def delete(at_queue: AtQueue, view_id: Number, query: Annotated[str, Form()] = "") -> Response:
    async with at_queue.parts.database.transaction() as tx:
        await views.forget(tx, at_queue.colleague.id, view_id)
    return at_queue.pages.see(Wanted.written(query).path())
