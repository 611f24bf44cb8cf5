"""The transition is steered: grants, proposals, contacts, the funnel."""

import sqlalchemy as sa
from alembic import op

import bot.storage.types

revision = '0007'
down_revision = '0006'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('contacts',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('reference', sa.Text(), nullable=False),
    sa.Column('name', sa.Text(), nullable=False),
    sa.Column('account_id', sa.BigInteger(), nullable=True),
    sa.Column('language', sa.String(length=8), nullable=True),
    sa.Column('phone', sa.Text(), nullable=True),
    sa.Column('tags', sa.JSON(none_as_null=True), nullable=True),
    sa.Column('added_at', bot.storage.types.Moment(timezone=True), nullable=False),
    sa.Column('customer_id', sa.BigInteger(), nullable=True),
    sa.Column('joined_at', bot.storage.types.Moment(timezone=True), nullable=True),
    sa.Column('generation', sa.Integer(), server_default='0', nullable=False),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_contacts')),
    sa.UniqueConstraint('reference', name=op.f('uq_contacts_reference'))
    )
    with op.batch_alter_table('contacts', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_contacts_account_id'), ['account_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_contacts_customer_id'), ['customer_id'], unique=False)

    op.create_table('colleagues',
    sa.Column('id', sa.BigInteger(), autoincrement=False, nullable=False),
    sa.Column('language', sa.String(length=8), nullable=False),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_colleagues'))
    )
    op.create_table('funnel_days',
    sa.Column('day', sa.Date(), nullable=False),
    sa.Column('known', sa.Integer(), nullable=False),
    sa.Column('reached', sa.Integer(), nullable=False),
    sa.Column('opened', sa.Integer(), nullable=False),
    sa.Column('filed', sa.Integer(), nullable=False),
    sa.Column('migrated', sa.Integer(), nullable=False),
    sa.Column('holdouts', sa.Integer(), nullable=False),
    sa.Column('blocked', sa.Integer(), nullable=True),
    sa.Column('chat_messages', sa.Integer(), nullable=False),
    sa.Column('desk_messages', sa.Integer(), nullable=False),
    sa.Column('chat_issues', sa.Integer(), nullable=False),
    sa.Column('desk_issues', sa.Integer(), nullable=False),
    sa.Column('counted_at', bot.storage.types.Moment(timezone=True), nullable=False),
    sa.PrimaryKeyConstraint('day', name=op.f('pk_funnel_days'))
    )
    op.create_table('grants',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('kind', sa.String(length=16), nullable=False),
    sa.Column('scope', sa.String(length=16), nullable=False),
    sa.Column('scope_id', sa.BigInteger(), nullable=False),
    sa.Column('until', bot.storage.types.Moment(timezone=True), nullable=True),
    sa.Column('reason', sa.Text(), nullable=False),
    sa.Column('at', bot.storage.types.Moment(timezone=True), nullable=False),
    sa.Column('by_id', sa.BigInteger(), nullable=False),
    sa.Column('by_name', sa.Text(), nullable=False),
    sa.Column('ended_at', bot.storage.types.Moment(timezone=True), nullable=True),
    sa.Column('ended_by_name', sa.Text(), nullable=True),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_grants'))
    )
    with op.batch_alter_table('grants', schema=None) as batch_op:
        batch_op.create_index('ix_grants_scope', ['scope', 'scope_id'], unique=False)

    op.create_table('proposals',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('act', sa.String(length=32), nullable=False),
    sa.Column('wish', sa.JSON(), nullable=False),
    sa.Column('reason', sa.Text(), nullable=False),
    sa.Column('at', bot.storage.types.Moment(timezone=True), nullable=False),
    sa.Column('by_id', sa.BigInteger(), nullable=False),
    sa.Column('by_name', sa.Text(), nullable=False),
    sa.Column('expires_at', bot.storage.types.Moment(timezone=True), nullable=False),
    sa.Column('settled_at', bot.storage.types.Moment(timezone=True), nullable=True),
    sa.Column('settled_by_id', sa.BigInteger(), nullable=True),
    sa.Column('settled_by_name', sa.Text(), nullable=True),
    sa.Column('accepted', sa.Boolean(), nullable=True),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_proposals'))
    )
    with op.batch_alter_table('accounts', schema=None) as batch_op:
        batch_op.add_column(sa.Column('tags', sa.JSON(none_as_null=True), nullable=True))
        batch_op.add_column(sa.Column('note', sa.Text(), nullable=True))

    # SQLite makes the table anew: what is said of its partial index is said again.
    op.drop_index('ix_calls_again', sqlite_where=sa.text('again_at IS NOT NULL'), postgresql_where=sa.text('again_at IS NOT NULL'), table_name='calls')
    with op.batch_alter_table('calls', schema=None) as batch_op:
        batch_op.add_column(sa.Column('contact_id', sa.BigInteger(), nullable=True))
        batch_op.alter_column('customer_id', existing_type=sa.BigInteger(), nullable=True)
        batch_op.create_index(batch_op.f('ix_calls_contact_id'), ['contact_id'], unique=False)
    op.create_index('ix_calls_again', 'calls', ['again_at'], unique=False, sqlite_where=sa.text('again_at IS NOT NULL'), postgresql_where=sa.text('again_at IS NOT NULL'))

    with op.batch_alter_table('chats', schema=None) as batch_op:
        batch_op.add_column(sa.Column('reached_at', bot.storage.types.Moment(timezone=True), nullable=True))
        batch_op.add_column(sa.Column('open_until', bot.storage.types.Moment(timezone=True), nullable=True))
        batch_op.add_column(sa.Column('left_open', sa.Boolean(), server_default='0', nullable=False))
        batch_op.add_column(sa.Column('own_menu', sa.Boolean(), server_default='0', nullable=False))
        batch_op.add_column(sa.Column('tags', sa.JSON(none_as_null=True), nullable=True))
        batch_op.add_column(sa.Column('note', sa.Text(), nullable=True))
        batch_op.add_column(sa.Column('redirected_at', bot.storage.types.Moment(timezone=True), nullable=True))
        batch_op.add_column(sa.Column('rights_missing', sa.JSON(none_as_null=True), nullable=True))
        batch_op.add_column(sa.Column('rights_seen_at', bot.storage.types.Moment(timezone=True), nullable=True))
        batch_op.create_index('ix_chats_open_until', ['open_until'], unique=False, sqlite_where=sa.text('open_until IS NOT NULL'), postgresql_where=sa.text('open_until IS NOT NULL'))

    with op.batch_alter_table('closings', schema=None) as batch_op:
        batch_op.add_column(sa.Column('missing_rights', sa.JSON(none_as_null=True), nullable=True))
        batch_op.add_column(sa.Column('topics_closed', sa.JSON(none_as_null=True), nullable=True))
        batch_op.add_column(sa.Column('reopened_at', bot.storage.types.Moment(timezone=True), nullable=True))

    with op.batch_alter_table('customers', schema=None) as batch_op:
        batch_op.add_column(sa.Column('opened_at', bot.storage.types.Moment(timezone=True), nullable=True))
        batch_op.add_column(sa.Column('tags', sa.JSON(none_as_null=True), nullable=True))
        batch_op.add_column(sa.Column('note', sa.Text(), nullable=True))

    with op.batch_alter_table('transition', schema=None) as batch_op:
        batch_op.add_column(sa.Column('ends_early_at', bot.storage.types.Moment(timezone=True), nullable=True))
        batch_op.add_column(sa.Column('times', sa.JSON(none_as_null=True), nullable=True))
    with op.batch_alter_table('transition_changes', schema=None) as batch_op:
        batch_op.alter_column('field', existing_type=sa.String(length=32), type_=sa.String(length=64), existing_nullable=False)
    op.create_index('ix_entries_on_desk', 'entries', ['at'], unique=False, sqlite_where=sa.text("via = 'desk'"), postgresql_where=sa.text("via = 'desk'"))
    # Whatever arrived somewhere reached it; who filed on the desk opened it.
    op.execute(
        "UPDATE chats SET reached_at = (SELECT min(settled_at) FROM deliveries"
        " WHERE chat_id = chats.id AND state = 'sent')"
    )
    op.execute("UPDATE customers SET opened_at = migrated_at")


def downgrade() -> None:
    with op.batch_alter_table('transition_changes', schema=None) as batch_op:
        batch_op.alter_column('field', existing_type=sa.String(length=64), type_=sa.String(length=32), existing_nullable=False)
    with op.batch_alter_table('transition', schema=None) as batch_op:
        batch_op.drop_column('times')
        batch_op.drop_column('ends_early_at')

    with op.batch_alter_table('customers', schema=None) as batch_op:
        batch_op.drop_column('note')
        batch_op.drop_column('tags')
        batch_op.drop_column('opened_at')

    with op.batch_alter_table('closings', schema=None) as batch_op:
        batch_op.drop_column('reopened_at')
        batch_op.drop_column('topics_closed')
        batch_op.drop_column('missing_rights')

    op.execute("DELETE FROM calls WHERE customer_id IS NULL")
    op.drop_index('ix_calls_again', sqlite_where=sa.text('again_at IS NOT NULL'), postgresql_where=sa.text('again_at IS NOT NULL'), table_name='calls')
    with op.batch_alter_table('calls', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_calls_contact_id'))
        batch_op.alter_column('customer_id', existing_type=sa.BigInteger(), nullable=False)
        batch_op.drop_column('contact_id')
    op.create_index('ix_calls_again', 'calls', ['again_at'], unique=False, sqlite_where=sa.text('again_at IS NOT NULL'), postgresql_where=sa.text('again_at IS NOT NULL'))

    with op.batch_alter_table('chats', schema=None) as batch_op:
        batch_op.drop_index('ix_chats_open_until', sqlite_where=sa.text('open_until IS NOT NULL'), postgresql_where=sa.text('open_until IS NOT NULL'))
        batch_op.drop_column('rights_seen_at')
        batch_op.drop_column('rights_missing')
        batch_op.drop_column('redirected_at')
        batch_op.drop_column('note')
        batch_op.drop_column('tags')
        batch_op.drop_column('own_menu')
        batch_op.drop_column('left_open')
        batch_op.drop_column('open_until')
        batch_op.drop_column('reached_at')

    with op.batch_alter_table('accounts', schema=None) as batch_op:
        batch_op.drop_column('note')
        batch_op.drop_column('tags')

    op.drop_index('ix_entries_on_desk', 'entries', sqlite_where=sa.text("via = 'desk'"), postgresql_where=sa.text("via = 'desk'"))
    op.drop_table('proposals')
    with op.batch_alter_table('grants', schema=None) as batch_op:
        batch_op.drop_index('ix_grants_scope')

    op.drop_table('grants')
    op.drop_table('funnel_days')
    op.drop_table('colleagues')
    with op.batch_alter_table('contacts', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_contacts_customer_id'))
        batch_op.drop_index(batch_op.f('ix_contacts_account_id'))

    op.drop_table('contacts')
