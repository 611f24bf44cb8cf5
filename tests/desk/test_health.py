"""For whoever watches over the process."""

import pytest
from prometheus_client.parser import text_string_to_metric_families

from bot.deliveries import DeliveryState, Draft, Purpose
from bot.storage import customers, deliveries, tickets, updates
from bot.storage.updates import Received, Settled
from bot.tickets import State
from desk.health import METRICS, UPDATE_STATES
from tests.desk.served import ANN, BOB, NOW, Served


@pytest.mark.parametrize(("ok", "status"), [(True, 200), (False, 503), ("yes", 503)])
async def test_health_is_told_in_json_and_by_the_status(desk: Served, ok: object, status: int) -> None:
    desk.health["ok"] = ok
    desk.health["since"] = NOW
    answer = await desk.client.get("/healthz")
    assert answer.status_code == status
    assert answer.json() == {"ok": ok, "inbox": {"waiting": 0}, "since": "2026-04-01T06:00:00+00:00"}


async def _scraped(desk: Served) -> dict[tuple[str, str], float]:
    answer = await desk.client.get("/metrics")
    assert answer.status_code == 200
    families = list(text_string_to_metric_families(answer.text))
    assert {(family.name, family.documentation) for family in families} == {(one.name, one.help) for one in METRICS}
    return {(sample.name, sample.labels.get("state", "")): sample.value for f in families for sample in f.samples}


async def test_metrics_are_zero_on_an_empty_desk(desk: Served) -> None:
    scraped = await _scraped(desk)
    assert set(scraped.values()) == {0}
    assert {state for name, state in scraped if name == "chatferry_updates"} == set(UPDATE_STATES)
    assert {state for name, state in scraped if name == "chatferry_deliveries"} == set(DeliveryState)
    assert {state for name, state in scraped if name == "chatferry_tickets"} == set(State)


async def test_metrics_are_read_from_the_database_at_each_scrape(desk: Served) -> None:
    ticket = await desk.ticket(await desk.customer(ANN))
    await desk.ticket(await desk.customer(BOB))
    async with desk.database.transaction() as tx:
        await customers.migrate(tx, ANN, NOW)
        await tickets.resolve(tx, ticket.id, now=NOW)
        await deliveries.plan(tx, Draft("x", ANN, Purpose.STATUS, "text"), NOW)
        waiting = await updates.add(tx, [Received(number, 1, {}, NOW) for number in range(3)])
        await updates.settle(tx, [Settled(waiting[0].id, "dead", 5, NOW), Settled(waiting[1].id, "done", 1, NOW)])
    scraped = await _scraped(desk)
    assert {key: value for key, value in scraped.items() if value} == {
        ("chatferry_customers", ""): 2,
        ("chatferry_customers_migrated", ""): 1,
        ("chatferry_tickets", "received"): 1,
        ("chatferry_tickets", "resolved"): 1,
        ("chatferry_deliveries", "planned"): 1,
        ("chatferry_updates", "waiting"): 1,
        ("chatferry_updates", "dead"): 1,
        ("chatferry_updates", "done"): 1,
    }
    async with desk.database.transaction() as tx:
        await tickets.reopen(tx, ticket.id, now=NOW)
    assert (await _scraped(desk))["chatferry_tickets", "resolved"] == 0


def test_every_metric_has_a_name_of_ours_and_a_help() -> None:
    assert all(metric.name.startswith("chatferry_") and metric.help.endswith(".") for metric in METRICS)
