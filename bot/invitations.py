"""Personal invitations: links by which a contact of the company's presses Start, and the bot knows who came.

The code says which contact and proves it; it is signed over the contact's reference and generation, and not stored.
"""

import base64
import hashlib
import hmac
from dataclasses import dataclass, field

from bot.links import LinkClaim, claim_of

MAC_BYTES = 16
MOST_CHARACTERS = 64
"""Of what Telegram takes behind ?start=: letters, digits, - and _."""


@dataclass(frozen=True, slots=True)
class Invitations:
    """Signed with the key of the desk's links, and useless as one of those."""

    key: bytes = field(repr=False)

    def code(self, contact_id: int, generation: int, reference: str) -> str:
        return f"{contact_id}-{self._mac(contact_id, generation, reference)}"

    def link(self, bot: str, contact_id: int, generation: int, reference: str) -> str:
        """``bot``: the bot's name in Telegram, without @."""
        return f"https://t.me/{bot}?start={self.code(contact_id, generation, reference)}"

    def proves(self, claim: LinkClaim, generation: int, reference: str) -> bool:
        """Whether the claim was made by us for the contact as they are now; compared in constant time."""
        return hmac.compare_digest(claim.mac.encode(), self._mac(claim.id, generation, reference).encode())

    def _mac(self, contact_id: int, generation: int, reference: str) -> str:
        said = f"invitation:{contact_id}:{generation}:{reference}".encode()
        digest = hmac.digest(self.key, said, hashlib.sha256)
        return base64.urlsafe_b64encode(digest[:MAC_BYTES]).rstrip(b"=").decode()


def claim(code: str | None) -> LinkClaim | None:
    """Reads what came behind /start; None when it is no code of ours."""
    return claim_of(code) if code is not None and len(code) <= MOST_CHARACTERS else None
