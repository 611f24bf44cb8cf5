"""A plan for rehearsals in tests: the shortest window that there is, and few people."""

from datetime import datetime
from pathlib import Path
from typing import Any

from bot.settings import Settings
from sandbox.rehearsal.stage import Stage
from sandbox.rehearsal.wish import Wish

TOKEN = "123456789:AAbbCCddEEffGGhhIIjjKKllMMnnOOppQQr"
SMALL = Wish(customers=20, groups=3, rights_missing=0)


def plan(folder: Path, **sections: Any) -> Settings:
    """``folder``: of what is kept for real, and must not be touched."""
    given: dict[str, Any] = {
        "company": {"name": "星河网络 Galaxy", "timezone": "Asia/Shanghai", "language": "en"},
        "telegram": {"token": TOKEN},
        "people": {"admins": [501], "staff": [502, 503]},
        # A Friday; the Qingming holiday lies within.
        "transition": {"launch": "2027-03-19T09:00:00+08:00", "days": 20, "announce_from": "2027-03-18"},
        "announcements": {},
        "intake": {},
        "desk": {"public_url": "https://desk.example.com"},
        "storage": {"url": f"sqlite+aiosqlite:///{folder / 'real.db'}", "files": str(folder / "files")},
    }
    return Settings(**(given | sections))


def look_on(now: datetime, stage: Stage) -> None:
    """Does nothing."""
