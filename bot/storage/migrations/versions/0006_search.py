"""The queue: what it is filtered by, and the search."""

import sqlalchemy as sa
from alembic import op

revision = '0006'
down_revision = '0005'
branch_labels = None
depends_on = None

OPEN = "state <> 'resolved'"
OF_TICKETS = (
    ('ix_tickets_open', ['id'], OPEN),
    ('ix_tickets_waiting', ['id'], f"waiting_since IS NOT NULL AND {OPEN}"),
    ('ix_tickets_callback', ['id'], f"callback_wish IS NOT NULL AND {OPEN}"),
    ('ix_tickets_urgent', ['id'], f"urgent AND {OPEN}"),
    ('ix_tickets_escalated', ['id'], f"level > 0 AND {OPEN}"),
    ('ix_tickets_filed', ['id'], "via = 'desk'"),
    ('ix_tickets_in_group', ['id'], "chat_id < 0"),
    ('ix_tickets_through_staff', ['id'], "chat_id >= 4503599627370496"),
    ('ix_tickets_owner_id', ['owner_id', 'id'], "owner_id IS NOT NULL"),
    ('ix_tickets_department_id', ['department', 'id'], "department IS NOT NULL"),
)

# The words of a ticket are its words once each: who searches need not know where they stand. "ascii" parts them at the
# spaces only, as we have parted them already (bot/search.py).
FTS5 = "CREATE VIRTUAL TABLE search_index USING fts5(words, tokenize = 'ascii', detail = none)"
ON_SQLITE = (
    """CREATE TRIGGER search_entry_added AFTER INSERT ON entries WHEN NEW.kind NOT IN ('status', 'trace')
    BEGIN INSERT INTO search_due (ticket_id) VALUES (NEW.ticket_id); END""",
    """CREATE TRIGGER search_entry_changed AFTER UPDATE OF text, author_name ON entries
    BEGIN INSERT INTO search_due (ticket_id) VALUES (NEW.ticket_id); END""",
    """CREATE TRIGGER search_entry_moved AFTER UPDATE OF ticket_id ON entries
    BEGIN INSERT INTO search_due (ticket_id) VALUES (NEW.ticket_id), (OLD.ticket_id); END""",
    """CREATE TRIGGER search_ticket_changed AFTER UPDATE OF title ON tickets
    BEGIN INSERT INTO search_due (ticket_id) VALUES (NEW.id); END""",
)
ON_POSTGRES = (
    """CREATE FUNCTION search_entry() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
    INSERT INTO search_due (ticket_id) VALUES (NEW.ticket_id);
    IF TG_OP = 'UPDATE' AND OLD.ticket_id <> NEW.ticket_id THEN
    INSERT INTO search_due (ticket_id) VALUES (OLD.ticket_id);
    END IF; RETURN NULL; END $$""",
    """CREATE FUNCTION search_ticket() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
    INSERT INTO search_due (ticket_id) VALUES (NEW.id); RETURN NULL; END $$""",
    """CREATE TRIGGER search_entry_added AFTER INSERT ON entries FOR EACH ROW
    WHEN (NEW.kind NOT IN ('status', 'trace')) EXECUTE FUNCTION search_entry()""",
    """CREATE TRIGGER search_entry_changed AFTER UPDATE OF text, author_name, ticket_id ON entries FOR EACH ROW
    EXECUTE FUNCTION search_entry()""",
    """CREATE TRIGGER search_ticket_changed AFTER UPDATE OF title ON tickets FOR EACH ROW
    EXECUTE FUNCTION search_ticket()""",
)


def upgrade() -> None:
    op.create_table('search_due',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('ticket_id', sa.BigInteger(), nullable=False),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_search_due'))
    )
    op.create_index('ix_sessions_person_id_began_at', 'sessions', ['person_id', 'began_at'], unique=False)
    op.create_index('ix_tickets_category_id', 'tickets', ['category', 'id'], unique=False)
    for name, columns, condition in OF_TICKETS:
        where = sa.text(condition)
        op.create_index(name, 'tickets', columns, unique=False, sqlite_where=where, postgresql_where=where)
    if op.get_bind().dialect.name == 'postgresql':
        op.execute("CREATE TABLE search_index (ticket_id bigint PRIMARY KEY, words tsvector NOT NULL)")
        op.execute("CREATE INDEX ix_search_index_words ON search_index USING gin (words)")
        triggers = ON_POSTGRES
    else:
        op.execute(FTS5)
        triggers = ON_SQLITE
    for trigger in triggers:
        op.execute(trigger)
    # What is there already is indexed once the program runs.
    op.execute("INSERT INTO search_due (ticket_id) SELECT id FROM tickets ORDER BY id")


def downgrade() -> None:
    of = {'search_entry_added': 'entries', 'search_entry_changed': 'entries', 'search_ticket_changed': 'tickets'}
    if op.get_bind().dialect.name == 'postgresql':
        for name, table in of.items():
            op.execute(f"DROP TRIGGER {name} ON {table}")
        op.execute("DROP FUNCTION search_entry()")
        op.execute("DROP FUNCTION search_ticket()")
    else:
        for name in (*of, 'search_entry_moved'):
            op.execute(f"DROP TRIGGER {name}")
    op.execute("DROP TABLE search_index")
    for name, *_ in reversed(OF_TICKETS):
        op.drop_index(name, table_name='tickets')
    op.drop_index('ix_tickets_category_id', table_name='tickets')
    op.drop_index('ix_sessions_person_id_began_at', table_name='sessions')
    op.drop_table('search_due')
