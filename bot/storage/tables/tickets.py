"""Tickets, their threads and files, and words that are no ticket."""

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    ForeignKey,
    Index,
    Integer,
    SmallInteger,
    String,
    Table,
    Text,
    UniqueConstraint,
    false,
)

from bot.business import FIRST_CHANNEL
from bot.storage.tables.metadata import metadata, partial_index
from bot.storage.types import BigId, Moment

tickets = Table(
    "tickets",
    metadata,
    Column("id", BigId, primary_key=True),
    Column("customer_id", ForeignKey("customers.id"), nullable=False),
    Column("chat_id", BigInteger),
    Column("title", Text, nullable=False),
    Column("category", String(64), nullable=False),
    Column("state", String(16), nullable=False),
    Column("via", String(8), nullable=False),
    Column("opened_at", Moment, nullable=False),
    Column("changed_at", Moment, nullable=False),
    Column("resolved_at", Moment),
    Column("owner_id", BigInteger),
    Column("owner_name", Text),
    Column("promised_at", Moment),
    Column("link_generation", Integer, nullable=False, server_default="0"),
    # The topic of a forum that the matter was written in.
    Column("thread_id", BigInteger),
    # The resolved ticket that this one goes on from, after its time to be reopened.
    Column("follows_id", ForeignKey("tickets.id")),
    # Where its entries went, when it turned out to be the same matter.
    Column("merged_into_id", ForeignKey("tickets.id")),
    # The customer wishes to be called: when and how, or "" where they have not said. Null: no such wish.
    Column("callback_wish", Text),
    Column("callback_wished_at", Moment),
    # When its words were erased at the customer's wish.
    Column("erased_at", Moment),
    # Where it was dispatched to. Null: its category's department.
    Column("department", String(64)),
    # Who was asked first stays responsible, whoever owns it now.
    Column("first_owner_id", BigInteger),
    Column("first_owner_name", Text),
    Column("accepted_at", Moment),
    # When staff first answered.
    Column("answered_at", Moment),
    # The customer has been asked something: the promise pauses.
    Column("waiting_since", Moment),
    # The promise that stands was not kept.
    Column("slipped_at", Moment),
    # How far it has been escalated: bot/office/members.py.
    Column("level", SmallInteger, nullable=False, server_default="0"),
    Column("urgent", Boolean, nullable=False, server_default=false()),
    # How it was solved: the cause, the way, and what was done.
    Column("cause", String(16)),
    Column("way", String(16)),
    Column("done", Text),
    Column("rating", SmallInteger),
    Column("rating_text", Text),
    Column("rated_at", Moment),
    Column("reopenings", Integer, nullable=False, server_default="0"),
    # When staff call to hear whether it still works.
    Column("follow_up_at", Moment),
    # When it goes up a level unless somebody has accepted it by then. Null: nobody is waited for any more.
    Column("accept_by", Moment),
    sqlite_autoincrement=True,
)
Index("ix_tickets_customer_id_id", tickets.c.customer_id, tickets.c.id)
Index("ix_tickets_state_id", tickets.c.state, tickets.c.id)
Index("ix_tickets_opened_at", tickets.c.opened_at)
Index("ix_tickets_resolved_at", tickets.c.resolved_at)
PROMISED = "state = 'accepted' AND promised_at IS NOT NULL AND waiting_since IS NULL"
partial_index("ix_tickets_promised", tickets.c.promised_at, where=PROMISED)
# What the queue asks for. Few tickets are in such a state at a time, so these cost little; a statement has the very
# words of the condition (bot/storage/queue.py), as SQLite knows by them alone that the index will do.
OPEN = "state <> 'resolved'"
WAITING = f"waiting_since IS NOT NULL AND {OPEN}"
CALLBACK = f"callback_wish IS NOT NULL AND {OPEN}"
URGENT = f"urgent AND {OPEN}"
ESCALATED = f"level > 0 AND {OPEN}"
FILED = "via = 'desk'"
IN_GROUP = "chat_id < 0"
THROUGH_STAFF = f"chat_id >= {FIRST_CHANNEL}"
for _name, _condition in (
    ("ix_tickets_open", OPEN),
    ("ix_tickets_waiting", WAITING),
    ("ix_tickets_callback", CALLBACK),
    ("ix_tickets_urgent", URGENT),
    ("ix_tickets_escalated", ESCALATED),
    ("ix_tickets_filed", FILED),
    ("ix_tickets_in_group", IN_GROUP),
    ("ix_tickets_through_staff", THROUGH_STAFF),
):
    partial_index(_name, tickets.c.id, where=_condition)
Index("ix_tickets_category_id", tickets.c.category, tickets.c.id)
for _name, _column in (("ix_tickets_owner_id", "owner_id"), ("ix_tickets_department_id", "department")):
    partial_index(_name, tickets.c[_column], tickets.c.id, where=f"{_column} IS NOT NULL")
# What falls due (bot/watch.py). What has fallen due is not in these any more.
UNACCEPTED = "state = 'received' AND accept_by IS NOT NULL"
KEPT = f"{PROMISED} AND slipped_at IS NULL"
for _name, _column, _condition in (
    ("ix_tickets_unaccepted", "accept_by", UNACCEPTED),
    ("ix_tickets_kept", "promised_at", KEPT),
):
    # Without the state SQLite would rather go by the index of that, and read all that are in it.
    partial_index(_name, tickets.c.state, tickets.c[_column], where=_condition)
partial_index("ix_tickets_follow_up", tickets.c.follow_up_at, where="follow_up_at IS NOT NULL")
partial_index("ix_tickets_rated_at", tickets.c.rated_at, where="rated_at IS NOT NULL")

entries = Table(
    "entries",
    metadata,
    Column("id", BigId, primary_key=True),
    Column("ticket_id", ForeignKey("tickets.id"), nullable=False),
    Column("kind", String(16), nullable=False),
    Column("via", String(8), nullable=False),
    Column("author_id", BigInteger),
    Column("author_name", Text, nullable=False),
    Column("text", Text, nullable=False),
    Column("at", Moment, nullable=False),
    Column("chat_id", BigInteger),
    Column("message_id", BigInteger),
    Column("media_group_id", String(64)),
    # The update that it came with: the daily proof that no message was lost looks for it.
    Column("update_id", BigInteger, index=True),
    # One message becomes one entry, whatever comes twice.
    UniqueConstraint("chat_id", "message_id"),
)
Index("ix_entries_ticket_id_id", entries.c.ticket_id, entries.c.id)
# Reports count answers; what customers write, which is most, costs no place in it.
partial_index("ix_entries_replied", entries.c.at, where="kind = 'reply'")
# The funnel counts what customers write on the desk, day by day.
partial_index("ix_entries_on_desk", entries.c.at, where="via = 'desk'")
partial_index(
    "ix_entries_chat_id_media_group_id", entries.c.chat_id, entries.c.media_group_id, where="media_group_id IS NOT NULL"
)

# What came with an entry, or with words that wait as a draft; or a small picture of such a file (`preview_of`).
files = Table(
    "files",
    metadata,
    Column("id", BigId, primary_key=True),
    Column("entry_id", ForeignKey("entries.id"), index=True),
    Column("draft_id", ForeignKey("drafts.id"), index=True),
    Column("preview_of", ForeignKey("files.id"), index=True),
    Column("kind", String(16), nullable=False),
    # Null when it was uploaded on the desk.
    Column("telegram_file_id", Text),
    # What the sender says of it.
    Column("name", Text),
    Column("mime", Text),
    Column("size", BigInteger),
    # What we have of it: `stored_as` is a name of ours, `media_type` what the bytes themselves say.
    Column("state", String(8), nullable=False, server_default="waiting"),
    Column("stored_as", String(48), unique=True),
    Column("stored_size", BigInteger),
    Column("media_type", String(32)),
    Column("attempts", Integer, nullable=False, server_default="0"),
    Column("retry_at", Moment),
    Column("error", Text),
)
partial_index("ix_files_waiting", files.c.id, where="state = 'waiting'")
partial_index("ix_files_erased", files.c.id, where="state = 'erased' AND stored_as IS NOT NULL")

# Words that are no ticket, or not yet: what a holdout wrote after closing waits for the desk's form,
# a greeting for the matter that may follow, what is unsure for a press of a button.
drafts = Table(
    "drafts",
    metadata,
    Column("id", BigId, primary_key=True),
    Column("customer_id", ForeignKey("customers.id"), nullable=False, index=True),
    Column("chat_id", BigInteger, nullable=False),
    Column("message_id", BigInteger, nullable=False),
    Column("kind", String(16), nullable=False, server_default="closed"),
    Column("update_id", BigInteger, index=True),
    Column("text", Text, nullable=False),
    Column("created_at", Moment, nullable=False),
    Column("ticket_id", ForeignKey("tickets.id")),
    UniqueConstraint("chat_id", "message_id"),
)

# What customers and staff said a ticket's category should have been; suggestions learn from it.
corrections = Table(
    "corrections",
    metadata,
    Column("id", BigId, primary_key=True),
    Column("text", Text, nullable=False),
    Column("category", String(64), nullable=False),
    Column("at", Moment, nullable=False),
)
