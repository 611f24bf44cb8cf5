"""Broadcasts have states and more than a text; accounts; staff's own words for announcements."""

import sqlalchemy as sa
from alembic import op

import bot.storage.types

revision = '0003'
down_revision = '0002'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('accounts',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('name', sa.Text(), nullable=False),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_accounts')),
    sa.UniqueConstraint('name', name=op.f('uq_accounts_name'))
    )
    op.create_table('announcement_texts',
    sa.Column('phase', sa.String(length=16), nullable=False),
    sa.Column('language', sa.String(length=8), nullable=False),
    sa.Column('text', sa.Text(), nullable=False),
    sa.Column('changed_by', sa.BigInteger(), nullable=False),
    sa.Column('changed_at', bot.storage.types.Moment(timezone=True), nullable=False),
    sa.PrimaryKeyConstraint('phase', 'language', name=op.f('pk_announcement_texts'))
    )
    op.create_table('recipients',
    sa.Column('broadcast_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('chat_id', sa.BigInteger(), autoincrement=False, nullable=False),
    sa.ForeignKeyConstraint(['broadcast_id'], ['broadcasts.id'], name=op.f('fk_recipients_broadcast_id')),
    sa.PrimaryKeyConstraint('broadcast_id', 'chat_id', name=op.f('pk_recipients'))
    )
    with op.batch_alter_table('broadcasts', schema=None) as batch_op:
        batch_op.add_column(sa.Column('attachments', sa.JSON(none_as_null=True), nullable=True))
        batch_op.add_column(sa.Column('buttons', sa.JSON(none_as_null=True), nullable=True))
        batch_op.add_column(sa.Column('state', sa.String(length=16), server_default='scheduled', nullable=False))
        batch_op.add_column(sa.Column('finished_at', bot.storage.types.Moment(timezone=True), nullable=True))
        batch_op.add_column(sa.Column('withdrawn_at', bot.storage.types.Moment(timezone=True), nullable=True))
        batch_op.add_column(sa.Column('withdrawal_ended_at', bot.storage.types.Moment(timezone=True), nullable=True))
        batch_op.add_column(sa.Column('progress_message_id', sa.BigInteger(), nullable=True))
        batch_op.drop_index(batch_op.f('ix_broadcasts_due_at'))
        batch_op.create_index('ix_broadcasts_scheduled', ['due_at'], unique=False, sqlite_where=sa.text("state = 'scheduled'"), postgresql_where=sa.text("state = 'scheduled'"))
        batch_op.create_index('ix_broadcasts_being_withdrawn', ['id'], unique=False, sqlite_where=sa.text('withdrawn_at IS NOT NULL AND withdrawal_ended_at IS NULL'), postgresql_where=sa.text('withdrawn_at IS NOT NULL AND withdrawal_ended_at IS NULL'))
        batch_op.create_index('ix_broadcasts_unfinished', ['state'], unique=False, sqlite_where=sa.text('finished_at IS NULL'), postgresql_where=sa.text('finished_at IS NULL'))

    with op.batch_alter_table('chats', schema=None) as batch_op:
        batch_op.add_column(sa.Column('account_id', sa.BigInteger(), nullable=True))
        batch_op.create_index(batch_op.f('ix_chats_account_id'), ['account_id'], unique=False)

    with op.batch_alter_table('customers', schema=None) as batch_op:
        batch_op.add_column(sa.Column('account_id', sa.BigInteger(), nullable=True))
        batch_op.create_index(batch_op.f('ix_customers_account_id'), ['account_id'], unique=False)

    with op.batch_alter_table('deliveries', schema=None) as batch_op:
        batch_op.add_column(sa.Column('further_message_ids', sa.JSON(none_as_null=True), nullable=True))
        batch_op.add_column(sa.Column('deleted_at', bot.storage.types.Moment(timezone=True), nullable=True))
        batch_op.drop_index('ix_deliveries_planned')
        batch_op.create_index('ix_deliveries_planned', ['priority', 'due_at', 'id'], unique=False, sqlite_where=sa.text("state = 'planned' AND broadcast_id IS NULL"), postgresql_where=sa.text("state = 'planned' AND broadcast_id IS NULL"))
        batch_op.drop_index('ix_deliveries_broadcast_id_state')
        batch_op.create_index('ix_deliveries_broadcast_id_state_id', ['broadcast_id', 'state', 'id'], unique=False, sqlite_where=sa.text('broadcast_id IS NOT NULL'), postgresql_where=sa.text('broadcast_id IS NOT NULL'))


    # What had been started goes on, and is found to be over where it is.
    op.execute("UPDATE broadcasts SET state = 'running' WHERE started_at IS NOT NULL")


def downgrade() -> None:
    with op.batch_alter_table('deliveries', schema=None) as batch_op:
        batch_op.drop_index('ix_deliveries_broadcast_id_state_id')
        batch_op.create_index('ix_deliveries_broadcast_id_state', ['broadcast_id', 'state'], unique=False)
        batch_op.drop_index('ix_deliveries_planned')
        batch_op.create_index('ix_deliveries_planned', ['priority', 'due_at', 'id'], unique=False, sqlite_where=sa.text("state = 'planned'"), postgresql_where=sa.text("state = 'planned'"))
        batch_op.drop_column('deleted_at')
        batch_op.drop_column('further_message_ids')

    with op.batch_alter_table('customers', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_customers_account_id'))
        batch_op.drop_column('account_id')

    with op.batch_alter_table('chats', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_chats_account_id'))
        batch_op.drop_column('account_id')

    with op.batch_alter_table('broadcasts', schema=None) as batch_op:
        batch_op.drop_index('ix_broadcasts_unfinished')
        batch_op.drop_index('ix_broadcasts_being_withdrawn')
        batch_op.drop_column('withdrawal_ended_at')
        batch_op.drop_column('withdrawn_at')
        batch_op.drop_index('ix_broadcasts_scheduled', sqlite_where=sa.text("state = 'scheduled'"), postgresql_where=sa.text("state = 'scheduled'"))
        batch_op.create_index(batch_op.f('ix_broadcasts_due_at'), ['due_at'], unique=False, sqlite_where=sa.text('started_at IS NULL'), postgresql_where=sa.text('started_at IS NULL'))
        batch_op.drop_column('progress_message_id')
        batch_op.drop_column('finished_at')
        batch_op.drop_column('state')
        batch_op.drop_column('buttons')
        batch_op.drop_column('attachments')

    op.drop_table('recipients')
    op.drop_table('announcement_texts')
    op.drop_table('accounts')
