"""Each test that asks for a database gets an empty one of its own."""

import pytest
from sqlalchemy import text
from sqlalchemy.ext.asyncio import create_async_engine

from tests.postgres import Server


@pytest.mark.parametrize("turn", ["first", "second"])
async def test_a_database_is_empty_and_its_owns(postgres_url: str, turn: str) -> None:
    engine = create_async_engine(postgres_url)
    async with engine.begin() as connection:
        await connection.execute(text("CREATE TABLE ticket (words text)"))
        await connection.execute(text("INSERT INTO ticket VALUES ('投诉')"))
        assert (await connection.execute(text("SELECT words FROM ticket"))).scalars().all() == ["投诉"]
    await engine.dispose()


async def test_the_server_listens_on_no_network(postgres_server: Server) -> None:
    engine = create_async_engine(postgres_server.url("postgres"))
    async with engine.connect() as connection:
        assert (await connection.execute(text("SHOW listen_addresses"))).scalar_one() == ""
    await engine.dispose()
