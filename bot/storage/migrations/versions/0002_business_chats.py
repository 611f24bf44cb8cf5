"""Accounts of staff that are connected through Telegram Business, and their chats."""

import sqlalchemy as sa
from alembic import op

import bot.storage.types

revision = '0002'
down_revision = '0001'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('business_accounts',
    sa.Column('owner_id', sa.BigInteger(), autoincrement=False, nullable=False),
    sa.Column('connection_id', sa.Text(), nullable=False),
    sa.Column('may_reply', sa.Boolean(), nullable=False),
    sa.Column('enabled', sa.Boolean(), nullable=False),
    sa.Column('employed', sa.Boolean(), nullable=False),
    sa.PrimaryKeyConstraint('owner_id', name=op.f('pk_business_accounts')),
    sa.UniqueConstraint('connection_id', name=op.f('uq_business_accounts_connection_id'))
    )
    op.create_table('business_connections',
    sa.Column('id', sa.Text(), nullable=False),
    sa.Column('owner_id', sa.BigInteger(), nullable=False),
    sa.ForeignKeyConstraint(['owner_id'], ['business_accounts.owner_id'], name=op.f('fk_business_connections_owner_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_business_connections'))
    )
    op.create_table('business_chats',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('owner_id', sa.BigInteger(), nullable=False),
    sa.Column('peer_id', sa.BigInteger(), nullable=False),
    sa.Column('heard_at', bot.storage.types.Moment(timezone=True), nullable=True),
    sa.ForeignKeyConstraint(['owner_id'], ['business_accounts.owner_id'], name=op.f('fk_business_chats_owner_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_business_chats')),
    sa.UniqueConstraint('owner_id', 'peer_id', name=op.f('uq_business_chats_owner_id_peer_id'))
    )
    with op.batch_alter_table('business_chats', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_business_chats_peer_id'), ['peer_id'], unique=False)



def downgrade() -> None:
    with op.batch_alter_table('business_chats', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_business_chats_peer_id'))

    op.drop_table('business_chats')
    op.drop_table('business_connections')
    op.drop_table('business_accounts')
