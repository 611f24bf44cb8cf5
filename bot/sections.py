"""The sections of the configuration, one frozen model each; a field's description says how to mend a wrong value."""

from datetime import time, timedelta
from pathlib import Path
from typing import Annotated, Literal
from zoneinfo import ZoneInfo

from pydantic import BaseModel, ConfigDict, Field, SecretStr, ValidationInfo, field_validator

from bot.conversion import Afterwards, Manners
from bot.setting_types import (
    DatabaseUrl,
    Day,
    GroupId,
    Listen,
    LongSecret,
    Moment,
    PersonId,
    SlotTimes,
    Text,
    Token,
    WebAddress,
    WebhookSecret,
    ZoneName,
    filled,
    within,
)
from bot.transition import MAX_DAYS, MIN_DAYS


class Section(BaseModel):
    """What all sections share: unknown keys are refused, and no input is shown where it may be a secret."""

    model_config = ConfigDict(
        frozen=True, extra="forbid", validate_default=True, str_strip_whitespace=True, hide_input_in_errors=True
    )


class Company(Section):
    name: Text = Field(description="write the company's name as customers know it")
    phone: str = Field(default="", description='write a phone number in quotes, or "" for none')
    timezone: ZoneName = Field(description="write an IANA name such as Asia/Shanghai")
    language: Literal["zh", "en"] = Field(default="en", description="choose zh or en")

    @property
    def zone(self) -> ZoneInfo:
        return ZoneInfo(self.timezone)


class TelegramSettings(Section):
    token: Token = Field(description="paste the token that BotFather gave")
    api_base: WebAddress = Field(
        default="https://api.telegram.org", description="write an address such as https://api.telegram.org"
    )
    updates: Literal["polling", "webhook"] = Field(default="polling", description="choose polling or webhook")
    # Some write a secret into this address, so it is not shown either.
    webhook_url: WebAddress | None = Field(
        default=None, repr=False, description="write the public address that leads to /telegram/webhook of the desk"
    )
    webhook_secret: WebhookSecret | None = Field(
        default=None, description="choose 1 to 256 random letters, digits, _ and -"
    )
    paid_broadcasts: bool = Field(default=False, description="choose true or false")
    staff_chat: GroupId | None = Field(
        default=None, description="write the staff group's id, a number such as -1001234567890"
    )

    @field_validator("webhook_url", "webhook_secret")
    @classmethod
    def _present_for_a_webhook(cls, value: object, info: ValidationInfo) -> object:
        if value is None and info.data.get("updates") == "webhook":
            raise ValueError("missing, and telegram.updates is webhook")
        return value


class People(Section):
    admins: Annotated[frozenset[PersonId], filled] = Field(
        description="list the numeric Telegram ids of one or more people, such as [123456789]"
    )
    staff: frozenset[PersonId] = Field(
        default=frozenset(), description="list the numeric Telegram ids of people, such as [123456789]"
    )


class TransitionSettings(Section):
    launch: Moment = Field(
        description="write a date, a time and the offset from UTC, such as 2027-03-15T09:00:00+08:00"
    )
    days: int = Field(default=30, description="choose a number of days from 20 to 30")
    announce_from: Day | None = Field(
        default=None, description="write a date such as 2027-03-01, the launch's at latest"
    )
    second_admin: bool = Field(default=False, description="choose true or false")
    answer_days: Annotated[int, within(0, 90)] = Field(default=14, description="choose a number of days from 0 to 90")
    redirect_hours: Annotated[int, within(1, 720)] = Field(
        default=24, description="choose a number of hours from 1 to 720"
    )

    @field_validator("days")
    @classmethod
    def _within_the_window(cls, days: int, info: ValidationInfo) -> int:
        if not MIN_DAYS <= days <= MAX_DAYS:
            fact = f"is outside {MIN_DAYS}..{MAX_DAYS}"
            if launch := info.data.get("launch"):
                first, last = ((launch + timedelta(days=number)).date() for number in (MIN_DAYS, MAX_DAYS))
                fact += f", with this launch a deadline from {first} to {last}"
            raise ValueError(fact)
        return days

    @property
    def afterwards(self) -> Afterwards:
        return Afterwards(timedelta(days=self.answer_days), timedelta(hours=self.redirect_hours))


class Announcements(Section):
    times: SlotTimes = Field(
        default=(time(9, 30), time(15, 30)),
        description='give two times, one before and one after noon, such as ["09:30", "15:30"]',
    )
    replace_previous: bool = Field(default=True, description="choose true or false")
    skip_migrated: bool = Field(default=True, description="choose true or false")
    missed: Literal["make_up", "record"] = Field(default="make_up", description="choose make_up or record")
    # A slot that was missed by more than this is not made up for: yesterday's morning greeting at night helps nobody.
    grace_minutes: Annotated[int, within(0, 720)] = Field(
        default=120, description="choose a number of minutes from 0 to 720"
    )

    @property
    def grace(self) -> timedelta:
        return timedelta(minutes=self.grace_minutes)


class Intake(Section):
    burst_quiet_seconds: Annotated[float, within(0, 600)] = Field(
        default=6, description="choose a number of seconds from 0 to 600"
    )
    burst_max_seconds: Annotated[float, within(0, 3600)] = Field(
        default=45, description="choose a number of seconds from burst_quiet_seconds to 3600"
    )
    same_ticket_minutes: Annotated[int, within(0, 1440)] = Field(
        default=60, description="choose a number of minutes from 0 to 1440"
    )
    reopen_days: Annotated[int, within(0, 90)] = Field(default=7, description="choose a number of days from 0 to 90")

    @property
    def manners(self) -> Manners:
        return Manners(
            timedelta(seconds=self.burst_quiet_seconds),
            timedelta(seconds=self.burst_max_seconds),
            timedelta(minutes=self.same_ticket_minutes),
            timedelta(days=self.reopen_days),
        )

    @field_validator("burst_max_seconds")
    @classmethod
    def _not_shorter_than_the_quiet(cls, value: float, info: ValidationInfo) -> float:
        quiet = info.data.get("burst_quiet_seconds", value)
        if value < quiet:
            raise ValueError(f"is less than burst_quiet_seconds, {quiet:g}")
        return value


class Desk(Section):
    listen: Listen = Field(default="127.0.0.1:8080", description="write host:port such as 127.0.0.1:8080 or [::1]:8080")
    public_url: WebAddress = Field(
        default_factory=lambda valid: f"http://{valid['listen']}",
        description="write the address that customers open, such as https://desk.example.com",
    )
    secret: LongSecret | None = Field(
        default=None, description="choose 32 or more random characters, or leave it out to derive it from the token"
    )
    webhooks_to_private: bool = Field(default=False, description="choose true or false")

    @property
    def host(self) -> str:
        """Without the brackets of an IPv6 address."""
        return self.listen.rpartition(":")[0].strip("[]")

    @property
    def port(self) -> int:
        """0 means: any free one."""
        return int(self.listen.rpartition(":")[2])


class Storage(Section):
    url: DatabaseUrl = Field(
        default=SecretStr("sqlite+aiosqlite:///chatferry.db"),
        description="write sqlite+aiosqlite:///FILE or postgresql+asyncpg://USER:PASSWORD@HOST/DATABASE",
    )
    files: Path = Field(default=Path("files"), description="write the folder that keeps attachments")
