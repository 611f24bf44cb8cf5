"""/healthz and /metrics: for whoever watches over the process."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from fastapi import APIRouter, Response
from fastapi.encoders import jsonable_encoder
from fastapi.responses import JSONResponse
from prometheus_client import CollectorRegistry, Gauge, generate_latest
from prometheus_client.exposition import CONTENT_TYPE_LATEST

from bot.deliveries import DeliveryState
from bot.storage import customers, deliveries, tickets, updates
from bot.storage.database import Database
from bot.tickets import State
from desk.failures import Route
from desk.parts import Parts

UPDATE_STATES = ("waiting", "done", "dead")


@dataclass(frozen=True, slots=True)
class Metric:
    """A gauge, read from the database at every scrape; ``states`` are the values of its label, if it has one."""

    name: str
    help: str
    states: tuple[str, ...] = ()


METRICS = (
    Metric("chatferry_updates", "Updates taken into the inbox.", UPDATE_STATES),
    Metric("chatferry_deliveries", "Messages planned in the outbox.", tuple(DeliveryState)),
    Metric("chatferry_tickets", "Tickets.", tuple(State)),
    Metric("chatferry_customers", "Customers known."),
    Metric("chatferry_customers_migrated", "Customers who have filed or answered on the desk."),
)

router = APIRouter(route_class=Route)


@router.get("/healthz")
async def tell_health(parts: Parts) -> Response:
    report = await parts.health()
    return JSONResponse(jsonable_encoder(report), 200 if report.get("ok") is True else 503)


@router.get("/metrics")
async def tell_metrics(parts: Parts) -> Response:
    return Response(exposition(await _counted(parts.database)), media_type=CONTENT_TYPE_LATEST)


def exposition(counted: Mapping[str, Mapping[Any, int]]) -> bytes:
    """``counted``: for each metric its values by state, or the one value under ""; a state not counted is 0."""
    registry = CollectorRegistry()
    for metric in METRICS:
        gauge = Gauge(metric.name, metric.help, ["state"] if metric.states else [], registry=registry)
        values = counted[metric.name]
        for state in metric.states:
            gauge.labels(state).set(values.get(state, 0))
        if not metric.states:
            gauge.set(values[""])
    return generate_latest(registry)


async def _counted(database: Database) -> dict[str, Mapping[Any, int]]:
    async with database.reading() as tx:
        known, migrated = await customers.count(tx)
        return {
            "chatferry_updates": await updates.count_by_state(tx),
            "chatferry_deliveries": await deliveries.count_by_state(tx),
            "chatferry_tickets": await tickets.count_by_state(tx),
            "chatferry_customers": {"": known},
            "chatferry_customers_migrated": {"": migrated},
        }
