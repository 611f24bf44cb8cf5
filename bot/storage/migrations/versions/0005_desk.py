"""The desk: casework, the office, programs that are told."""

import sqlalchemy as sa
from alembic import op

import bot.storage.types

revision = '0005'
down_revision = '0004'
branch_labels = None
depends_on = None

PROMISED = "state = 'accepted' AND promised_at IS NOT NULL AND waiting_since IS NULL"
FALLING_DUE = (
    ('ix_tickets_unaccepted', 'accept_by', "state = 'received' AND accept_by IS NOT NULL"),
    ('ix_tickets_kept', 'promised_at', f"{PROMISED} AND slipped_at IS NULL"),
)


def upgrade() -> None:
    op.create_table('changes',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('at', bot.storage.types.Moment(timezone=True), nullable=False),
    sa.Column('person_id', sa.BigInteger(), nullable=True),
    sa.Column('person_name', sa.Text(), nullable=False),
    sa.Column('subject', sa.String(length=32), nullable=False),
    sa.Column('item', sa.Text(), nullable=False),
    sa.Column('before', sa.JSON(none_as_null=True), nullable=True),
    sa.Column('after', sa.JSON(none_as_null=True), nullable=True),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_changes'))
    )
    with op.batch_alter_table('changes', schema=None) as batch_op:
        batch_op.create_index('ix_changes_subject_id', ['subject', 'id'], unique=False)
        batch_op.create_index('ix_changes_at_id', ['at', 'id'], unique=False)

    op.create_table('idempotent_calls',
    sa.Column('token_hash', sa.String(length=64), nullable=False),
    sa.Column('key', sa.String(length=255), nullable=False),
    sa.Column('digest', sa.String(length=64), nullable=False),
    sa.Column('status', sa.SmallInteger(), nullable=False),
    sa.Column('body', sa.Text(), nullable=False),
    sa.Column('created_at', bot.storage.types.Moment(timezone=True), nullable=False),
    sa.PrimaryKeyConstraint('token_hash', 'key', name=op.f('pk_idempotent_calls'))
    )
    with op.batch_alter_table('idempotent_calls', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_idempotent_calls_created_at'), ['created_at'], unique=False)

    op.create_table('improvements',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('title', sa.Text(), nullable=False),
    sa.Column('cause', sa.String(length=16), nullable=False),
    sa.Column('category', sa.String(length=64), nullable=True),
    sa.Column('owner_id', sa.BigInteger(), nullable=True),
    sa.Column('owner_name', sa.Text(), nullable=False),
    sa.Column('due_on', sa.Date(), nullable=True),
    sa.Column('created_at', bot.storage.types.Moment(timezone=True), nullable=False),
    sa.Column('created_by_name', sa.Text(), nullable=False),
    sa.Column('done_at', bot.storage.types.Moment(timezone=True), nullable=True),
    sa.Column('result', sa.Text(), nullable=False),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_improvements'))
    )
    op.create_table('office_documents',
    sa.Column('key', sa.String(length=32), nullable=False),
    sa.Column('value', sa.JSON(), nullable=False),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.Column('changed_at', bot.storage.types.Moment(timezone=True), nullable=False),
    sa.PrimaryKeyConstraint('key', name=op.f('pk_office_documents'))
    )
    op.create_table('views',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('person_id', sa.BigInteger(), nullable=False),
    sa.Column('name', sa.Text(), nullable=False),
    sa.Column('query', sa.Text(), nullable=False),
    sa.Column('created_at', bot.storage.types.Moment(timezone=True), nullable=False),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_views')),
    sa.UniqueConstraint('person_id', 'name', name=op.f('uq_views_person_id_name'))
    )
    op.create_table('webhooks',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('url', sa.Text(), nullable=False),
    sa.Column('events', sa.JSON(), nullable=False),
    sa.Column('generation', sa.Integer(), server_default='0', nullable=False),
    sa.Column('created_at', bot.storage.types.Moment(timezone=True), nullable=False),
    sa.Column('created_by', sa.Text(), nullable=False),
    sa.Column('ended_at', bot.storage.types.Moment(timezone=True), nullable=True),
    sa.Column('told_ticket_id', sa.BigInteger(), nullable=False),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_webhooks'))
    )
    op.create_table('webhook_calls',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('webhook_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('kind', sa.String(length=32), nullable=False),
    sa.Column('body', sa.Text(), nullable=False),
    sa.Column('state', sa.String(length=8), server_default='waiting', nullable=False),
    sa.Column('attempts', sa.Integer(), server_default='0', nullable=False),
    sa.Column('due_at', bot.storage.types.Moment(timezone=True), nullable=False),
    sa.Column('settled_at', bot.storage.types.Moment(timezone=True), nullable=True),
    sa.Column('error', sa.Text(), nullable=True),
    sa.ForeignKeyConstraint(['webhook_id'], ['webhooks.id'], name=op.f('fk_webhook_calls_webhook_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_webhook_calls'))
    )
    with op.batch_alter_table('webhook_calls', schema=None) as batch_op:
        batch_op.create_index('ix_webhook_calls_waiting', ['due_at'], unique=False, sqlite_where=sa.text("state = 'waiting'"), postgresql_where=sa.text("state = 'waiting'"))
        batch_op.create_index(batch_op.f('ix_webhook_calls_webhook_id'), ['webhook_id'], unique=False)

    op.create_table('cursors',
    sa.Column('name', sa.String(length=32), nullable=False),
    sa.Column('position', sa.BigInteger(), nullable=False),
    sa.PrimaryKeyConstraint('name', name=op.f('pk_cursors'))
    )
    op.create_table('calls',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('customer_id', sa.BigInteger(), nullable=False),
    sa.Column('ticket_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True),
    sa.Column('at', bot.storage.types.Moment(timezone=True), nullable=False),
    sa.Column('person_id', sa.BigInteger(), nullable=False),
    sa.Column('person_name', sa.Text(), nullable=False),
    sa.Column('result', sa.String(length=16), nullable=False),
    sa.Column('note', sa.Text(), nullable=False),
    sa.Column('again_at', bot.storage.types.Moment(timezone=True), nullable=True),
    sa.ForeignKeyConstraint(['customer_id'], ['customers.id'], name=op.f('fk_calls_customer_id')),
    sa.ForeignKeyConstraint(['ticket_id'], ['tickets.id'], name=op.f('fk_calls_ticket_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_calls'))
    )
    with op.batch_alter_table('calls', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_calls_customer_id'), ['customer_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_calls_ticket_id'), ['ticket_id'], unique=False)
        batch_op.create_index('ix_calls_again', ['again_at'], unique=False, sqlite_where=sa.text('again_at IS NOT NULL'), postgresql_where=sa.text('again_at IS NOT NULL'))

    op.create_table('efforts',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('ticket_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('at', bot.storage.types.Moment(timezone=True), nullable=False),
    sa.Column('person_id', sa.BigInteger(), nullable=True),
    sa.Column('person_name', sa.Text(), nullable=False),
    sa.Column('minutes', sa.Integer(), server_default='0', nullable=False),
    sa.Column('cents', sa.BigInteger(), server_default='0', nullable=False),
    sa.Column('gesture', sa.Text(), nullable=False),
    sa.ForeignKeyConstraint(['ticket_id'], ['tickets.id'], name=op.f('fk_efforts_ticket_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_efforts'))
    )
    with op.batch_alter_table('efforts', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_efforts_at'), ['at'], unique=False)
        batch_op.create_index(batch_op.f('ix_efforts_ticket_id'), ['ticket_id'], unique=False)

    op.create_table('escalations',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('ticket_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('reason', sa.String(length=64), nullable=False),
    sa.Column('level', sa.SmallInteger(), nullable=False),
    sa.Column('at', bot.storage.types.Moment(timezone=True), nullable=False),
    sa.Column('told_at', bot.storage.types.Moment(timezone=True), nullable=True),
    sa.ForeignKeyConstraint(['ticket_id'], ['tickets.id'], name=op.f('fk_escalations_ticket_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_escalations')),
    sa.UniqueConstraint('ticket_id', 'reason', name=op.f('uq_escalations_ticket_id_reason'))
    )
    with op.batch_alter_table('escalations', schema=None) as batch_op:
        batch_op.create_index('ix_escalations_untold', ['id'], unique=False, sqlite_where=sa.text('told_at IS NULL'), postgresql_where=sa.text('told_at IS NULL'))

    op.create_table('events',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('kind', sa.String(length=32), nullable=False),
    sa.Column('ticket_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True),
    sa.Column('about', sa.JSON(), nullable=False),
    sa.Column('at', bot.storage.types.Moment(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['ticket_id'], ['tickets.id'], name=op.f('fk_events_ticket_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_events'))
    )
    op.create_table('improvement_tickets',
    sa.Column('improvement_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('ticket_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.ForeignKeyConstraint(['improvement_id'], ['improvements.id'], name=op.f('fk_improvement_tickets_improvement_id')),
    sa.ForeignKeyConstraint(['ticket_id'], ['tickets.id'], name=op.f('fk_improvement_tickets_ticket_id')),
    sa.PrimaryKeyConstraint('improvement_id', 'ticket_id', name=op.f('pk_improvement_tickets'))
    )
    with op.batch_alter_table('improvement_tickets', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_improvement_tickets_ticket_id'), ['ticket_id'], unique=False)

    op.create_table('promises',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('ticket_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('promised_at', bot.storage.types.Moment(timezone=True), nullable=False),
    sa.Column('made_at', bot.storage.types.Moment(timezone=True), nullable=False),
    sa.Column('by_id', sa.BigInteger(), nullable=True),
    sa.Column('by_name', sa.Text(), nullable=False),
    sa.Column('outcome', sa.String(length=8), nullable=True),
    sa.Column('ended_at', bot.storage.types.Moment(timezone=True), nullable=True),
    sa.ForeignKeyConstraint(['ticket_id'], ['tickets.id'], name=op.f('fk_promises_ticket_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_promises'))
    )
    with op.batch_alter_table('promises', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_promises_promised_at'), ['promised_at'], unique=False)
        batch_op.create_index(batch_op.f('ix_promises_ticket_id'), ['ticket_id'], unique=False)

    op.create_table('rewards',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('customer_id', sa.BigInteger(), nullable=False),
    sa.Column('ticket_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('rule', sa.String(length=64), nullable=False),
    sa.Column('gift', sa.Text(), nullable=False),
    sa.Column('earned_at', bot.storage.types.Moment(timezone=True), nullable=False),
    sa.Column('handed_at', bot.storage.types.Moment(timezone=True), nullable=True),
    sa.Column('handed_by_id', sa.BigInteger(), nullable=True),
    sa.Column('handed_by_name', sa.Text(), nullable=True),
    sa.ForeignKeyConstraint(['customer_id'], ['customers.id'], name=op.f('fk_rewards_customer_id')),
    sa.ForeignKeyConstraint(['ticket_id'], ['tickets.id'], name=op.f('fk_rewards_ticket_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_rewards')),
    sa.UniqueConstraint('rule', 'ticket_id', name=op.f('uq_rewards_rule_ticket_id'))
    )
    with op.batch_alter_table('rewards', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_rewards_customer_id'), ['customer_id'], unique=False)

    op.create_table('ticket_links',
    sa.Column('low_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('high_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.ForeignKeyConstraint(['high_id'], ['tickets.id'], name=op.f('fk_ticket_links_high_id')),
    sa.ForeignKeyConstraint(['low_id'], ['tickets.id'], name=op.f('fk_ticket_links_low_id')),
    sa.PrimaryKeyConstraint('low_id', 'high_id', name=op.f('pk_ticket_links'))
    )
    with op.batch_alter_table('ticket_links', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_ticket_links_high_id'), ['high_id'], unique=False)

    op.create_table('undos',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('ticket_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('person_id', sa.BigInteger(), nullable=False),
    sa.Column('at', bot.storage.types.Moment(timezone=True), nullable=False),
    sa.Column('deed', sa.String(length=16), nullable=False),
    sa.Column('before', sa.JSON(), nullable=False),
    sa.Column('batch', sa.String(length=32), nullable=True),
    sa.Column('taken_back', sa.Boolean(), server_default=sa.false(), nullable=False),
    sa.ForeignKeyConstraint(['ticket_id'], ['tickets.id'], name=op.f('fk_undos_ticket_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_undos'))
    )
    with op.batch_alter_table('undos', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_undos_batch'), ['batch'], unique=False)
        batch_op.create_index(batch_op.f('ix_undos_ticket_id'), ['ticket_id'], unique=False)

    with op.batch_alter_table('customers', schema=None) as batch_op:
        batch_op.add_column(sa.Column('muted', sa.JSON(none_as_null=True), nullable=True))

    with op.batch_alter_table('tickets', schema=None) as batch_op:
        batch_op.add_column(sa.Column('department', sa.String(length=64), nullable=True))
        batch_op.add_column(sa.Column('first_owner_id', sa.BigInteger(), nullable=True))
        batch_op.add_column(sa.Column('first_owner_name', sa.Text(), nullable=True))
        batch_op.add_column(sa.Column('accepted_at', bot.storage.types.Moment(timezone=True), nullable=True))
        batch_op.add_column(sa.Column('answered_at', bot.storage.types.Moment(timezone=True), nullable=True))
        batch_op.add_column(sa.Column('waiting_since', bot.storage.types.Moment(timezone=True), nullable=True))
        batch_op.add_column(sa.Column('slipped_at', bot.storage.types.Moment(timezone=True), nullable=True))
        batch_op.add_column(sa.Column('level', sa.SmallInteger(), server_default='0', nullable=False))
        batch_op.add_column(sa.Column('urgent', sa.Boolean(), server_default='0', nullable=False))
        batch_op.add_column(sa.Column('cause', sa.String(length=16), nullable=True))
        batch_op.add_column(sa.Column('way', sa.String(length=16), nullable=True))
        batch_op.add_column(sa.Column('done', sa.Text(), nullable=True))
        batch_op.add_column(sa.Column('rating', sa.SmallInteger(), nullable=True))
        batch_op.add_column(sa.Column('rating_text', sa.Text(), nullable=True))
        batch_op.add_column(sa.Column('rated_at', bot.storage.types.Moment(timezone=True), nullable=True))
        batch_op.add_column(sa.Column('reopenings', sa.Integer(), server_default='0', nullable=False))
        batch_op.add_column(sa.Column('follow_up_at', bot.storage.types.Moment(timezone=True), nullable=True))
        batch_op.add_column(sa.Column('accept_by', bot.storage.types.Moment(timezone=True), nullable=True))
        batch_op.create_index('ix_tickets_follow_up', ['follow_up_at'], unique=False, sqlite_where=sa.text('follow_up_at IS NOT NULL'), postgresql_where=sa.text('follow_up_at IS NOT NULL'))
        batch_op.create_index('ix_tickets_opened_at', ['opened_at'], unique=False)
        batch_op.create_index('ix_tickets_promised', ['promised_at'], unique=False, sqlite_where=sa.text("state = 'accepted' AND promised_at IS NOT NULL AND waiting_since IS NULL"), postgresql_where=sa.text("state = 'accepted' AND promised_at IS NOT NULL AND waiting_since IS NULL"))
        batch_op.create_index('ix_tickets_resolved_at', ['resolved_at'], unique=False)
        for name, column, condition in FALLING_DUE:
            batch_op.create_index(name, ['state', column], unique=False, sqlite_where=sa.text(condition), postgresql_where=sa.text(condition))
        batch_op.create_index('ix_tickets_rated_at', ['rated_at'], unique=False, sqlite_where=sa.text('rated_at IS NOT NULL'), postgresql_where=sa.text('rated_at IS NOT NULL'))

    with op.batch_alter_table('entries', schema=None) as batch_op:
        batch_op.create_index('ix_entries_replied', ['at'], unique=False, sqlite_where=sa.text("kind = 'reply'"), postgresql_where=sa.text("kind = 'reply'"))


    # What came before this is not looked through.
    for table in ('tickets', 'entries'):
        op.execute(f"INSERT INTO cursors (name, position) SELECT '{table}', coalesce(max(id), 0) FROM {table}")
    # Who owned a ticket until now was asked first; what stands promised begins the record of promises.
    op.execute(
        "UPDATE tickets SET first_owner_id = owner_id, first_owner_name = owner_name,"
        " accepted_at = (SELECT min(at) FROM entries WHERE ticket_id = tickets.id AND kind = 'status'"
        " AND text LIKE 'accepted%') WHERE owner_id IS NOT NULL"
    )
    op.execute(
        "UPDATE tickets SET answered_at ="
        " (SELECT min(at) FROM entries WHERE ticket_id = tickets.id AND kind = 'reply')"
    )
    op.execute(
        "INSERT INTO promises (ticket_id, promised_at, made_at, by_id, by_name)"
        " SELECT id, promised_at, coalesce(accepted_at, changed_at), owner_id, coalesce(owner_name, '')"
        " FROM tickets WHERE state = 'accepted' AND promised_at IS NOT NULL"
    )

    with op.batch_alter_table('deliveries', schema=None) as batch_op:
        batch_op.drop_index('ix_deliveries_planned')
        batch_op.create_index('ix_deliveries_planned', ['priority', 'due_at', 'id'], unique=False, sqlite_where=sa.text("state = 'planned' AND purpose <> 'staff-card' AND broadcast_id IS NULL"), postgresql_where=sa.text("state = 'planned' AND purpose <> 'staff-card' AND broadcast_id IS NULL"))
        batch_op.create_index('ix_deliveries_staff_cards', ['chat_id', 'due_at', 'id'], unique=False, sqlite_where=sa.text("state = 'planned' AND purpose = 'staff-card'"), postgresql_where=sa.text("state = 'planned' AND purpose = 'staff-card'"))


def downgrade() -> None:
    with op.batch_alter_table('deliveries', schema=None) as batch_op:
        batch_op.drop_index('ix_deliveries_staff_cards')
        batch_op.drop_index('ix_deliveries_planned')
        batch_op.create_index('ix_deliveries_planned', ['priority', 'due_at', 'id'], unique=False, sqlite_where=sa.text("state = 'planned' AND broadcast_id IS NULL"), postgresql_where=sa.text("state = 'planned' AND broadcast_id IS NULL"))

    with op.batch_alter_table('entries', schema=None) as batch_op:
        batch_op.drop_index('ix_entries_replied', sqlite_where=sa.text("kind = 'reply'"), postgresql_where=sa.text("kind = 'reply'"))

    with op.batch_alter_table('tickets', schema=None) as batch_op:
        batch_op.drop_index('ix_tickets_rated_at', sqlite_where=sa.text('rated_at IS NOT NULL'), postgresql_where=sa.text('rated_at IS NOT NULL'))
        batch_op.drop_index('ix_tickets_resolved_at')
        for name, _, condition in FALLING_DUE:
            batch_op.drop_index(name, sqlite_where=sa.text(condition), postgresql_where=sa.text(condition))
        batch_op.drop_index('ix_tickets_promised', sqlite_where=sa.text("state = 'accepted' AND promised_at IS NOT NULL AND waiting_since IS NULL"), postgresql_where=sa.text("state = 'accepted' AND promised_at IS NOT NULL AND waiting_since IS NULL"))
        batch_op.drop_index('ix_tickets_opened_at')
        batch_op.drop_index('ix_tickets_follow_up', sqlite_where=sa.text('follow_up_at IS NOT NULL'), postgresql_where=sa.text('follow_up_at IS NOT NULL'))
        batch_op.drop_column('accept_by')
        batch_op.drop_column('follow_up_at')
        batch_op.drop_column('reopenings')
        batch_op.drop_column('rated_at')
        batch_op.drop_column('rating_text')
        batch_op.drop_column('rating')
        batch_op.drop_column('done')
        batch_op.drop_column('way')
        batch_op.drop_column('cause')
        batch_op.drop_column('urgent')
        batch_op.drop_column('level')
        batch_op.drop_column('slipped_at')
        batch_op.drop_column('waiting_since')
        batch_op.drop_column('answered_at')
        batch_op.drop_column('accepted_at')
        batch_op.drop_column('first_owner_name')
        batch_op.drop_column('first_owner_id')
        batch_op.drop_column('department')

    with op.batch_alter_table('customers', schema=None) as batch_op:
        batch_op.drop_column('muted')

    with op.batch_alter_table('undos', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_undos_ticket_id'))
        batch_op.drop_index(batch_op.f('ix_undos_batch'))

    op.drop_table('undos')
    with op.batch_alter_table('ticket_links', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_ticket_links_high_id'))

    op.drop_table('ticket_links')
    with op.batch_alter_table('rewards', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_rewards_customer_id'))

    op.drop_table('rewards')
    with op.batch_alter_table('promises', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_promises_ticket_id'))
        batch_op.drop_index(batch_op.f('ix_promises_promised_at'))

    op.drop_table('promises')
    with op.batch_alter_table('improvement_tickets', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_improvement_tickets_ticket_id'))

    op.drop_table('improvement_tickets')
    op.drop_table('events')
    with op.batch_alter_table('escalations', schema=None) as batch_op:
        batch_op.drop_index('ix_escalations_untold', sqlite_where=sa.text('told_at IS NULL'), postgresql_where=sa.text('told_at IS NULL'))

    op.drop_table('escalations')
    with op.batch_alter_table('efforts', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_efforts_ticket_id'))
        batch_op.drop_index(batch_op.f('ix_efforts_at'))

    op.drop_table('efforts')
    with op.batch_alter_table('calls', schema=None) as batch_op:
        batch_op.drop_index('ix_calls_again', sqlite_where=sa.text('again_at IS NOT NULL'), postgresql_where=sa.text('again_at IS NOT NULL'))
        batch_op.drop_index(batch_op.f('ix_calls_ticket_id'))
        batch_op.drop_index(batch_op.f('ix_calls_customer_id'))

    op.drop_table('calls')
    op.drop_table('cursors')
    with op.batch_alter_table('webhook_calls', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_webhook_calls_webhook_id'))
        batch_op.drop_index('ix_webhook_calls_waiting', sqlite_where=sa.text("state = 'waiting'"), postgresql_where=sa.text("state = 'waiting'"))

    op.drop_table('webhook_calls')
    op.drop_table('webhooks')
    op.drop_table('views')
    op.drop_table('office_documents')
    op.drop_table('improvements')
    with op.batch_alter_table('idempotent_calls', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_idempotent_calls_created_at'))

    op.drop_table('idempotent_calls')
    with op.batch_alter_table('changes', schema=None) as batch_op:
        batch_op.drop_index('ix_changes_at_id')
        batch_op.drop_index('ix_changes_subject_id')

    op.drop_table('changes')
