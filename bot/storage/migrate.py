"""Brings a database to the newest schema, and tells where it stands."""

from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy.engine import Connection
from sqlalchemy.exc import SQLAlchemyError

from bot.errors import StorageUnavailable
from bot.storage.database import Database, storage_error


def alembic_config() -> Config:
    config = Config()
    config.set_main_option("script_location", str(Path(__file__).with_name("migrations")).replace("%", "%%"))
    return config


def newest() -> str:
    head = ScriptDirectory.from_config(alembic_config()).get_current_head()
    if head is None:
        raise RuntimeError("the package holds no migrations")
    return head


async def revision(database: Database) -> str | None:
    """The migration a database stands at; None when it is empty. Raises StorageUnavailable."""
    # Asked first: when opening fails, aiosqlite leaves a thread behind that may outlive the loop, and complain.
    if not database.can_be_opened:
        raise storage_error(OSError("unable to open database file"))
    try:
        async with database.reading() as tx:
            return await tx.run_sync(lambda sync: MigrationContext.configure(sync).get_current_revision())
    except (SQLAlchemyError, OSError) as error:
        raise storage_error(error) from error


async def migrate(database: Database) -> None:
    """Applies what is missing, in one transaction. Raises StorageUnavailable."""
    require_known(await revision(database))
    try:
        async with database.transaction() as tx:
            await tx.run_sync(_upgrade)
    except (SQLAlchemyError, OSError) as error:
        raise storage_error(error) from error


def require_known(present: str | None) -> None:
    """Raises StorageUnavailable when no migration of ours leads to where a database stands."""
    known = {script.revision for script in ScriptDirectory.from_config(alembic_config()).walk_revisions()}
    if present is not None and present not in known:
        raise StorageUnavailable(
            f"storage.url: the database is of a newer Chatferry (migration {present}); update Chatferry"
        )


def _upgrade(connection: Connection) -> None:
    config = alembic_config()
    config.attributes["connection"] = connection
    command.upgrade(config, "head")
