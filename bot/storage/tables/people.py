"""Customers, and the channels in which they write."""

from sqlalchemy import BigInteger, Column, Integer, String, Table, Text

from bot.storage.tables.metadata import metadata
from bot.storage.types import Moment

customers = Table(
    "customers",
    metadata,
    Column("id", BigInteger, primary_key=True, autoincrement=False),
    Column("name", Text, nullable=False),
    Column("username", Text),
    Column("language", String(8)),
    Column("first_seen_at", Moment, nullable=False),
    Column("migrated_at", Moment),
    Column("link_generation", Integer, nullable=False, server_default="0"),
    Column("phone", Text),
    # How they wish to be called, in their own words or as one of bot/callwish.py's times.
    Column("contact_wish", Text),
    # When they last had their data erased.
    Column("erased_at", Moment),
)

# The channels: chats in which customers write.
chats = Table(
    "chats",
    metadata,
    Column("id", BigInteger, primary_key=True, autoincrement=False),
    Column("kind", String(16), nullable=False),
    Column("title", Text, nullable=False),
    Column("language", String(8)),
    Column("first_seen_at", Moment, nullable=False),
    Column("closed_at", Moment),
    Column("unreachable", String(32)),
)
