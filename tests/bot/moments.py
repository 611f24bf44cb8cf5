"""Moments that tests of the core agree on."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

SHANGHAI = ZoneInfo("Asia/Shanghai")
LAUNCH = datetime(2027, 3, 15, 9, tzinfo=SHANGHAI)
NOW = datetime(2027, 3, 20, 6, tzinfo=UTC)
"""Two in the afternoon in Shanghai, five days after the launch."""
SECOND = timedelta(seconds=1)
MINUTE = timedelta(minutes=1)
HOUR = timedelta(hours=1)
DAY = timedelta(days=1)
