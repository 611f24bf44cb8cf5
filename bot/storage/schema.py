"""All tables. Alembic's migrations lead to exactly this; a test holds the two together."""

from bot.storage.tables.access import (
    api_tokens,
    dialogs,
    events,
    idempotent_calls,
    sessions,
    sign_ins,
    webhook_calls,
    webhooks,
)
from bot.storage.tables.casework import (
    calls,
    cursors,
    efforts,
    escalations,
    improvement_tickets,
    improvements,
    promises,
    rewards,
    ticket_links,
    undos,
)
from bot.storage.tables.inbox import reconciliations, updates
from bot.storage.tables.metadata import metadata
from bot.storage.tables.office import changes, office_documents, views
from bot.storage.tables.people import (
    accounts,
    business_accounts,
    business_chats,
    business_connections,
    chats,
    colleagues,
    contacts,
    customers,
)
from bot.storage.tables.search import search_due
from bot.storage.tables.sending import announcement_texts, broadcasts, deliveries, recipients
from bot.storage.tables.tickets import corrections, drafts, entries, files, tickets
from bot.storage.tables.transition import (
    closings,
    funnel_days,
    grants,
    proposals,
    transition,
    transition_changes,
)

__all__ = [
    "accounts",
    "announcement_texts",
    "api_tokens",
    "broadcasts",
    "business_accounts",
    "business_chats",
    "business_connections",
    "calls",
    "changes",
    "chats",
    "closings",
    "colleagues",
    "contacts",
    "corrections",
    "cursors",
    "customers",
    "deliveries",
    "dialogs",
    "drafts",
    "efforts",
    "entries",
    "escalations",
    "events",
    "files",
    "funnel_days",
    "grants",
    "idempotent_calls",
    "improvement_tickets",
    "improvements",
    "metadata",
    "office_documents",
    "promises",
    "proposals",
    "recipients",
    "reconciliations",
    "rewards",
    "search_due",
    "sessions",
    "sign_ins",
    "ticket_links",
    "tickets",
    "transition",
    "transition_changes",
    "undos",
    "updates",
    "views",
    "webhook_calls",
    "webhooks",
]
