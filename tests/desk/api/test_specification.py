"""What the OpenAPI document says is what is answered: schemathesis tries to find something else, over real HTTP."""

import asyncio
from typing import Any

import pytest
import schemathesis
from hypothesis import HealthCheck, Phase, given, seed, settings
from hypothesis import strategies as st
from schemathesis import GenerationMode
from schemathesis.checks import not_a_server_error
from schemathesis.core.result import Ok
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from bot.casework.events import Event
from bot.storage import accounts, webhooks
from tests.desk.served import ANN, NOW, STAFF, Served

CHECKS = [
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
]
SENSE = {
    "customer": ANN,
    "to": STAFF,
    "url": "https://erp.example.com/hook",
    "category": "hosting",
    "department": "service",
    "deadline": "2026-04-15",
}
"""What random values would hardly ever be."""
SELDOM = ("rotate", "calls/again", "calls/{call_id}/again")
"""By then the webhooks were ended."""
EXAMPLES = 20
"""Of each mode, for each operation."""


def _probe(address: str, headers: dict[str, str], known: dict[str, list[int]], mode: GenerationMode) -> set[str]:
    """Calls every operation with what the document allows, or forbids; returns each method, path and status met."""
    met: set[str] = set()
    for found in schemathesis.openapi.from_url(f"{address}/api/v1/openapi.json").get_all_operations():
        assert isinstance(found, Ok)
        _try(found.ok(), headers, known, mode, met)
    return met


def _try(
    operation: Any, headers: dict[str, str], known: dict[str, list[int]], mode: GenerationMode, met: set[str]
) -> None:
    @seed(20260401)
    @settings(
        max_examples=EXAMPLES,
        deadline=None,
        database=None,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(case=operation.as_strategy(generation_mode=mode), data=st.data())
    def probe(case: Any, data: Any) -> None:
        # Random numbers lead to nothing: most calls are about rows that are there.
        for name in sorted(set(case.path_parameters or {}) & set(known)):
            if data.draw(st.integers(0, 3)):
                case.path_parameters[name] = data.draw(st.sampled_from(known[name]))
        if case.method == "PATCH" and data.draw(st.booleans()):
            case.headers["If-Match"] = "*"
        if isinstance(case.body, dict):
            for name in sorted(set(case.body) & set(SENSE)):
                if data.draw(st.integers(0, 4)):
                    case.body[name] = SENSE[name]
        answer = case.call_and_validate(headers=headers, checks=CHECKS)
        met.add(f"{case.method} {operation.path} {answer.status_code // 100}xx")

    probe()


@pytest.mark.parametrize("mode", [GenerationMode.POSITIVE, GenerationMode.NEGATIVE])
async def test_nothing_undocumented_is_answered_and_nothing_fails(
    desk: Served, ops: dict[str, str], mode: GenerationMode
) -> None:
    ann = await desk.customer()
    await desk.session(STAFF)
    numbers = [(await desk.ticket(ann, f"Matter {number}")).id for number in range(4)]
    async with desk.database.transaction() as tx:
        hooks = [
            (await webhooks.create(tx, f"https://{name}.example.com/", list(Event), by="Ops", now=NOW)).id
            for name in ("crm", "shop", "erp", "mail")
        ]
        harbour = await accounts.named(tx, "Harbour Ltd")
    known = {"ticket_id": numbers, "customer_id": [ANN], "webhook_id": hooks, "account_id": [harbour]}
    met = await asyncio.to_thread(_probe, desk.parts.links.public_url, ops, known, mode)
    assert {line.rpartition(" ")[2] for line in met} == {"2xx", "4xx"}
    if mode is GenerationMode.POSITIVE:
        # Nearly everything was done, not only refused.
        refused = {line.rpartition(" ")[0] for line in met} - {
            line.rpartition(" ")[0] for line in met if line.endswith("2xx")
        }
        assert refused <= {f"POST /api/v1/webhooks/{{webhook_id}}/{deed}" for deed in SELDOM}
