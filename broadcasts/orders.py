"""Orders: what the arguments of the `broadcast` command ask for, checked before anything is stored."""

import hashlib
import json
from dataclasses import dataclass
from datetime import datetime, tzinfo
from pathlib import Path

from bot import chatids, markup
from bot.content import MOST_TEXT
from bot.errors import ChatferryError
from bot.markup import Fault, Wrong
from bot.storage.audiences import Audience, Kind, UnknownAudience

_LIST = ".csv"
_MOST_SHOWN = 40


class WrongArgument(ChatferryError):
    """An argument that cannot be carried out; the text says why, and how to mend it."""

    def __init__(self, argument: str, said: str) -> None:
        super().__init__(said)
        self.argument = argument


@dataclass(frozen=True, slots=True)
class Order:
    text: str
    """HTML."""
    audience: Audience
    chat_ids: tuple[int, ...] = ()
    """Of the audience "list"."""
    due_at: datetime | None = None
    """None: at once."""

    @property
    def origin(self) -> str:
        """The same text to the same audience is the same broadcast, whenever it is ordered."""
        what = json.dumps([self.text, str(self.audience), sorted(self.chat_ids)])
        return f"terminal/{hashlib.sha256(what.encode()).hexdigest()[:48]}"

    @property
    def to(self) -> str:
        if self.audience.kind is Kind.LIST:
            return f"a list of {len(self.chat_ids):,}"
        return str(self.audience)


def read(raw: bytes, to: str, at: str | None, zone: tzinfo) -> Order:
    """``raw``: what the file holds. Raises WrongArgument."""
    audience, chat_ids = _audience(to)
    return Order(_text(raw), audience, chat_ids, _moment(at, zone) if at is not None else None)


def _text(raw: bytes) -> str:
    decoded = chatids.decoded(raw)
    if decoded is None:
        raise WrongArgument("FILE", "holds no text; save it as UTF-8")
    text = decoded.replace("\r\n", "\n").strip()
    if faults := markup.faults_in(text):
        line = text.count("\n", 0, faults[0].position) + 1
        raise WrongArgument("FILE", f"line {line}: {_complaint(faults[0])}")
    if not markup.visible(text):
        raise WrongArgument("FILE", "is empty; write the text of the broadcast into it")
    if (length := markup.length(text)) > MOST_TEXT:
        raise WrongArgument("FILE", f"holds {length:,} characters, and Telegram takes {MOST_TEXT:,}; shorten it")
    return text


def _complaint(fault: Fault) -> str:
    tag = f"<{fault.about}>"
    match fault.wrong:
        case Wrong.BARE:
            return '"<" begins no tag; write &lt; for the sign itself'
        case Wrong.UNKNOWN_TAG:
            return f"{tag} is no tag that Telegram knows; take it out"
        case Wrong.ATTRIBUTE:
            return f"{tag} has a wrong attribute, or lacks one; mend it"
        case Wrong.LINK:
            return f"{tag} leads to no address; write the whole of it"
        case Wrong.UNCLOSED:
            return f"{tag} is never closed; close it"
        case Wrong.UNOPENED:
            return f"</{fault.about}> closes nothing; take it out"
    return f"</{fault.about}> comes before the end of a tag within; close that first"


def _audience(to: str) -> tuple[Audience, tuple[int, ...]]:
    if to.lower().endswith(_LIST):
        return Audience(Kind.LIST), _listed(Path(to))
    try:
        audience = Audience.read(to)
    except UnknownAudience:
        audience = Audience(Kind.LIST)
    if audience.kind is Kind.LIST:
        words = [kind.value for kind in Kind if kind not in {Kind.LIST, Kind.LANGUAGE, Kind.ACCOUNT}]
        choices = ", ".join([*words, "language:zh", "language:en", "account:NUMBER"])
        raise WrongArgument("--to", f"{_shown(to)} is no audience; choose {choices}, or a {_LIST} file of chat ids")
    return audience, ()


def _listed(path: Path) -> tuple[int, ...]:
    try:
        text = chatids.decoded(path.read_bytes())
    except OSError as error:
        raise WrongArgument("--to", f"{path} cannot be read ({error.strerror}); name a file that exists") from None
    if text is None:
        raise WrongArgument("--to", f"{path} holds no text; save it as CSV in UTF-8")
    ids = chatids.read(text)
    if ids.bad:
        first = ids.bad[0]
        raise WrongArgument("--to", f"{path}, line {first.number}: {_shown(first.said)} is no chat id; mend it there")
    if not ids.good:
        raise WrongArgument("--to", f"{path} lists no chat id; write one a line, in the first column")
    return ids.good


def _moment(at: str, zone: tzinfo) -> datetime:
    try:
        moment = datetime.fromisoformat(at)
    except ValueError:
        raise WrongArgument("--at", f"{_shown(at)} is no time; write it as 2027-03-15T09:00") from None
    return moment if moment.tzinfo is not None else moment.replace(tzinfo=zone)


def _shown(said: str) -> str:
    """Short, and in one line."""
    return repr(said if len(said) <= _MOST_SHOWN else f"{said[:_MOST_SHOWN]}...")
