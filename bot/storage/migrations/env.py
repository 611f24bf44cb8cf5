"""Alembic's entry: runs the migrations on the connection that bot/storage/migrate.py hands over."""

from alembic import context

from bot.storage.schema import metadata

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=metadata,
    render_as_batch=True,
    compare_server_default=True,
)
# The caller began the transaction and commits it.
context.run_migrations()
