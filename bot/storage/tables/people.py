"""Customers, the channels in which they write, and the accounts of staff that lead to some of them."""

from sqlalchemy import (
    JSON,
    BigInteger,
    Boolean,
    Column,
    ForeignKey,
    Integer,
    String,
    Table,
    Text,
    UniqueConstraint,
    false,
)

from bot.storage.tables.metadata import metadata, partial_index
from bot.storage.types import BigId, Moment

# The companies that customers belong to.
accounts = Table(
    "accounts",
    metadata,
    Column("id", BigId, primary_key=True),
    Column("name", Text, nullable=False, unique=True),
    Column("tags", JSON(none_as_null=True)),
    Column("note", Text),
)

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
    Column("account_id", BigInteger, index=True),
    # When they first opened one of their links: what the funnel counts as opened.
    Column("opened_at", Moment),
    # Such as VIP or contract: words of the company's own.
    Column("tags", JSON(none_as_null=True)),
    Column("note", Text),
    # When they last had their data erased.
    Column("erased_at", Moment),
    # The kinds of news (bot/casework/news.py) that they want no messages of.
    Column("muted", JSON(none_as_null=True)),
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
    Column("account_id", BigInteger, index=True),
    # When something first arrived there.
    Column("reached_at", Moment),
    # Open longer than the others: extended, or opened again for a time.
    Column("open_until", Moment),
    # Left out of closing.
    Column("left_open", Boolean, nullable=False, server_default=false()),
    # Open while the others are closed, it has a menu of commands of its own.
    Column("own_menu", Boolean, nullable=False, server_default=false()),
    # Of a group: a customer's or a company's own are in their rows.
    Column("tags", JSON(none_as_null=True)),
    Column("note", Text),
    # When somebody who wrote on after closing was last shown the way to the desk.
    Column("redirected_at", Moment),
    # A group's: what the bot may not do that closing needs, by name, and when that was looked at.
    Column("rights_missing", JSON(none_as_null=True)),
    Column("rights_seen_at", Moment),
)
partial_index("ix_chats_open_until", chats.c.open_until, where="open_until IS NOT NULL")

# People whom the company knows and the bot may not know yet, each with an invitation of their own.
contacts = Table(
    "contacts",
    metadata,
    Column("id", BigId, primary_key=True),
    # The company's own number or name for them.
    Column("reference", Text, nullable=False, unique=True),
    Column("name", Text, nullable=False),
    Column("account_id", BigInteger, index=True),
    Column("language", String(8)),
    Column("phone", Text),
    Column("tags", JSON(none_as_null=True)),
    Column("added_at", Moment, nullable=False),
    # Who they are in Telegram, once they followed their invitation, or where the company knew it.
    Column("customer_id", BigInteger, index=True),
    Column("joined_at", Moment),
    # Counts up when their invitation is to open nothing any more.
    Column("generation", Integer, nullable=False, server_default="0"),
)

# The company's own people, as far as they wrote to the bot: they are no customers.
colleagues = Table(
    "colleagues",
    metadata,
    Column("id", BigInteger, primary_key=True, autoincrement=False),
    # Their app's.
    Column("language", String(8), nullable=False),
)

# Accounts of staff, connected through Telegram Business. Connected anew, an account gets another connection.
business_accounts = Table(
    "business_accounts",
    metadata,
    Column("owner_id", BigInteger, primary_key=True, autoincrement=False),
    Column("connection_id", Text, nullable=False, unique=True),
    Column("may_reply", Boolean, nullable=False),
    Column("enabled", Boolean, nullable=False),
    # Whether its owner is among the company's people, as far as the last start knows.
    Column("employed", Boolean, nullable=False),
)

# Every connection that an account ever had: a message may come late through one that has ended.
business_connections = Table(
    "business_connections",
    metadata,
    Column("id", Text, primary_key=True),
    Column("owner_id", ForeignKey("business_accounts.owner_id"), nullable=False),
)

# Their chats with customers. Such a channel's id is made of the row's (bot/business.py): Telegram gives it none.
business_chats = Table(
    "business_chats",
    metadata,
    Column("id", BigId, primary_key=True),
    Column("owner_id", ForeignKey("business_accounts.owner_id"), nullable=False),
    Column("peer_id", BigInteger, nullable=False, index=True),
    Column("heard_at", Moment),
    UniqueConstraint("owner_id", "peer_id"),
)
