"""What of broadcasts falls due."""

from collections.abc import Sequence

from bot.bell import Bell
from bot.due import Duty
from bot.office.office import Office
from bot.sections import Announcements, Company
from bot.storage.database import Database
from broadcasts.campaigns import Campaigns
from broadcasts.lastcalls import LastCalls
from broadcasts.progress import Progress


def announcing(
    database: Database, announcements: Announcements, company: Company, office: Office, outbox: Bell
) -> Sequence[Duty]:
    return (
        Campaigns(database, announcements, company, office.people, outbox),
        LastCalls(database, announcements, company, office.people, office, outbox),
        Progress(database, company, outbox),
    )
