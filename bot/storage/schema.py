"""All tables. Alembic's migrations lead to exactly this; a test holds the two together."""

from bot.storage.tables.access import api_tokens, dialogs, sessions, sign_ins
from bot.storage.tables.inbox import reconciliations, updates
from bot.storage.tables.metadata import metadata
from bot.storage.tables.people import (
    accounts,
    business_accounts,
    business_chats,
    business_connections,
    chats,
    customers,
)
from bot.storage.tables.sending import announcement_texts, broadcasts, deliveries, recipients
from bot.storage.tables.tickets import corrections, drafts, entries, files, tickets
from bot.storage.tables.transition import closings, transition, transition_changes

__all__ = [
    "accounts",
    "announcement_texts",
    "api_tokens",
    "broadcasts",
    "business_accounts",
    "business_chats",
    "business_connections",
    "chats",
    "closings",
    "corrections",
    "customers",
    "deliveries",
    "dialogs",
    "drafts",
    "entries",
    "files",
    "metadata",
    "recipients",
    "reconciliations",
    "sessions",
    "sign_ins",
    "tickets",
    "transition",
    "transition_changes",
    "updates",
]
