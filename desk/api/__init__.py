"""/api/v1: the desk for other programs of the company, one file for each noun."""

from fastapi import APIRouter

from desk.api import customers, deeds, departments, tickets, transition, webhooks
from desk.api.problems import ApiRoute

router = APIRouter(prefix="/api/v1", route_class=ApiRoute)
for noun in (tickets, deeds, customers, departments, transition, webhooks):
    router.include_router(noun.router)
