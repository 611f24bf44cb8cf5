"""Personal links: signed, never stored, revocable by counting up a generation."""

import base64
import hashlib
import hmac
from dataclasses import dataclass, field
from enum import StrEnum
from urllib.parse import urlsplit

MAC_BYTES = 16
"""128 bits: guessing one takes longer than anything else about the link."""


class LinkKind(StrEnum):
    TICKET = "t"
    DESK = "my"


@dataclass(frozen=True, slots=True)
class LinkClaim:
    """What a link's secret says of itself; nothing is proven before `Links.proves`."""

    id: int
    mac: str


@dataclass(frozen=True, slots=True)
class Links:
    """All addresses of the desk. A secret is `<id>-<mac>`, the mac over kind, id and generation."""

    public_url: str
    key: bytes = field(repr=False)

    def ticket(self, ticket_id: int, generation: int) -> str:
        return f"{self.public_url}/t/{self.secret(LinkKind.TICKET, ticket_id, generation)}"

    def desk(self, customer_id: int, generation: int) -> str:
        return f"{self.public_url}/my/{self.secret(LinkKind.DESK, customer_id, generation)}"

    def staff_ticket(self, ticket_id: int) -> str:
        """For whoever is signed in: it holds no secret."""
        return f"{self.public_url}/staff/t/{ticket_id}"

    def sign_in(self, secret: str) -> str:
        return f"{self.public_url}/staff/sign-in/{secret}"

    def secret(self, kind: LinkKind, number: int, generation: int) -> str:
        return f"{number}-{self._mac(kind, number, generation)}"

    def proves(self, kind: LinkKind, claim: LinkClaim, generation: int) -> bool:
        """Whether the claim was made by us for this generation; compared in constant time."""
        return hmac.compare_digest(claim.mac.encode(), self._mac(kind, claim.id, generation).encode())

    @property
    def work_as_buttons(self) -> bool:
        """Telegram refuses buttons whose address is not public https; such links go into the text alone."""
        address = urlsplit(self.public_url)
        return address.scheme == "https" and "." in (address.hostname or "")

    def _mac(self, kind: LinkKind, number: int, generation: int) -> str:
        digest = hmac.digest(self.key, f"{kind}:{number}:{generation}".encode(), hashlib.sha256)
        return base64.urlsafe_b64encode(digest[:MAC_BYTES]).rstrip(b"=").decode()


def claim_of(secret: str) -> LinkClaim | None:
    """Reads a link's secret; None when it is none of ours."""
    number, dash, mac = secret.partition("-")
    if not dash or not secret.isascii() or not number.isdigit() or len(number) > 18:
        return None
    return LinkClaim(int(number), mac)


def key_from_token(token: str) -> bytes:
    """The signing key where none is configured: as secret as the bot's token, and different from it."""
    return hmac.digest(token.encode(), b"chatferry desk links", hashlib.sha256)
