"""/api/v1/customers and /api/v1/accounts: who writes, and for which company."""

from datetime import datetime
from typing import Annotated

from fastapi import APIRouter, HTTPException, Query
from pydantic import BaseModel, Field
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.storage import accounts, customers, listing
from bot.storage.customers import Customer
from desk.api.problems import ApiRoute, answers
from desk.api.values import Cursor, Limit
from desk.forms import Number
from desk.parts import Parts
from desk.visitors import Reader

router = APIRouter(route_class=ApiRoute, dependencies=[Reader], tags=["customers"])


class AccountOut(BaseModel):
    id: int
    name: str


class AccountPage(BaseModel):
    items: list[AccountOut]
    next: str | None = Field(description="The cursor of the next page; null on the last.")


class PersonOut(BaseModel):
    id: int = Field(description="Telegram's.")
    name: str
    username: str | None
    language: str | None
    phone: str | None
    contact_wish: str | None = Field(description="How they wish to be called.")
    first_seen_at: datetime
    migrated_at: datetime | None = Field(description="When they first filed or answered on the desk.")
    erased_at: datetime | None = Field(description="When they last had their data erased.")
    account: AccountOut | None = Field(description="The company that they belong to.")


class PersonPage(BaseModel):
    items: list[PersonOut]
    next: str | None = Field(description="The cursor of the next page; null on the last.")


@router.get("/customers", summary="All customers, by number", responses=answers())
async def list_customers(
    parts: Parts,
    cursor: Cursor = 0,
    limit: Limit = 50,
    account: Annotated[Number | None, Query(description="Of this company alone.")] = None,
) -> PersonPage:
    async with parts.database.reading() as tx:
        found = await listing.of_customers(tx, account, after=cursor, limit=limit + 1)
        items = await _people(tx, found[:limit])
    return PersonPage(items=items, next=str(items[-1].id) if len(found) > limit else None)


@router.get("/customers/{customer_id}", summary="One customer", responses=answers(404))
async def get_customer(customer_id: Number, parts: Parts) -> PersonOut:
    async with parts.database.reading() as tx:
        customer = await customers.get(tx, customer_id)
        if customer is None:
            raise HTTPException(404)
        return (await _people(tx, [customer]))[0]


@router.get("/accounts", summary="All companies, by number", responses=answers())
async def list_accounts(parts: Parts, cursor: Cursor = 0, limit: Limit = 50) -> AccountPage:
    async with parts.database.reading() as tx:
        found = await listing.of_accounts(tx, after=cursor, limit=limit + 1)
    items = [AccountOut(id=number, name=name) for number, name in found[:limit]]
    return AccountPage(items=items, next=str(items[-1].id) if len(found) > limit else None)


@router.get("/accounts/{account_id}", summary="One company", responses=answers(404))
async def get_account(account_id: Number, parts: Parts) -> AccountOut:
    async with parts.database.reading() as tx:
        name = await accounts.name_of(tx, account_id)
    if name is None:
        raise HTTPException(404)
    return AccountOut(id=account_id, name=name)


async def _people(tx: AsyncConnection, found: list[Customer]) -> list[PersonOut]:
    names = {number: await accounts.name_of(tx, number) for number in {one.account_id for one in found} if number}
    return [
        PersonOut(
            id=one.id,
            name=one.name,
            username=one.username,
            language=one.language,
            phone=one.phone,
            contact_wish=one.contact_wish,
            first_seen_at=one.first_seen_at,
            migrated_at=one.migrated_at,
            erased_at=one.erased_at,
            account=AccountOut(id=one.account_id, name=names.get(one.account_id) or "") if one.account_id else None,
        )
        for one in found
    ]
