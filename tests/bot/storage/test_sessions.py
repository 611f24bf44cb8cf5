"""Sign-in: links that work once, sessions that end, tokens; the database holds none of the secrets."""

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.people import Role
from bot.storage import sessions
from bot.storage.database import Database
from bot.storage.schema import api_tokens, sign_ins
from bot.storage.schema import sessions as table
from bot.storage.sessions import SESSION_LASTS, SIGN_IN_LASTS, ApiToken, Session
from tests.bot.moments import DAY, NOW, SECOND

SAM = 901


async def test_a_link_signs_in_once(database: Database) -> None:
    async with database.transaction() as tx:
        secret = await sessions.invite(tx, SAM, NOW)
        # A messenger that looks at the link for a preview uses nothing up.
        assert await sessions.invited(tx, secret, NOW) == SAM
        assert await sessions.use_invitation(tx, secret, NOW) == SAM
        assert await sessions.use_invitation(tx, secret, NOW) is None
        assert await sessions.invited(tx, secret, NOW) is None
        assert await sessions.use_invitation(tx, "unknown", NOW) is None


async def test_a_link_holds_for_its_minutes_and_no_longer(database: Database) -> None:
    async with database.transaction() as tx:
        secret = await sessions.invite(tx, SAM, NOW)
        assert await sessions.invited(tx, secret, NOW + SIGN_IN_LASTS) is None
        assert await sessions.use_invitation(tx, secret, NOW + SIGN_IN_LASTS) is None
        assert await sessions.use_invitation(tx, secret, NOW + SIGN_IN_LASTS - SECOND) == SAM


async def test_a_session_holds_until_it_expires_or_is_ended(database: Database) -> None:
    async with database.transaction() as tx:
        secret = await sessions.begin(tx, SAM, "Sam", NOW)
        other = await sessions.begin(tx, SAM, "Sam on the phone", NOW)
        assert await sessions.find(tx, secret, NOW) == Session(SAM, "Sam", NOW + SESSION_LASTS)
        assert await sessions.find(tx, secret, NOW + SESSION_LASTS) is None
        assert await sessions.find(tx, "unknown", NOW) is None
        await sessions.end(tx, secret, NOW + SECOND)
        assert await sessions.find(tx, secret, NOW + SECOND) is None
        assert await sessions.find(tx, other, NOW + SECOND) is not None


async def test_the_name_of_the_last_sign_in_is_offered_again(database: Database) -> None:
    async with database.transaction() as tx:
        assert await sessions.last_name(tx, SAM) is None
        await sessions.begin(tx, SAM, "Samuel", NOW + DAY)
        await sessions.begin(tx, SAM, "Sam", NOW)
        assert await sessions.last_name(tx, SAM) == "Samuel"


async def test_an_api_token_tells_its_role_until_it_is_revoked(database: Database) -> None:
    async with database.transaction() as tx:
        secret = await sessions.issue_api_token(tx, "reports", Role.STAFF, NOW)
        assert await sessions.find_api_token(tx, secret) == ApiToken(
            "reports", Role.STAFF, sessions.fingerprint(secret), NOW
        )
        assert await sessions.find_api_token(tx, secret.swapcase()) is None
        await tx.execute(api_tokens.update().values(revoked_at=NOW))
        assert await sessions.find_api_token(tx, secret) is None


async def test_the_database_holds_hashes_only_and_no_two_secrets_are_alike(database: Database) -> None:
    async def three(tx: AsyncConnection) -> list[str]:
        return [
            await sessions.invite(tx, SAM, NOW),
            await sessions.begin(tx, SAM, "Sam", NOW),
            await sessions.issue_api_token(tx, "reports", Role.ADMIN, NOW),
        ]

    async with database.transaction() as tx:
        secrets = [*await three(tx), *await three(tx)]
        rows = [tuple(row) for kind in (sign_ins, table, api_tokens) for row in await tx.execute(select(kind))]
    assert len(rows) == 6
    assert len(set(secrets)) == 6
    for secret in secrets:
        assert len(secret) >= 43  # 256 bits, 6 to a character
        assert secret not in str(rows)
