"""A sent form as a message: numbered by its content, so that it is stored once however often it is sent."""

import hashlib
import secrets


def new_key() -> str:
    """For a form that is about to be shown."""
    return secrets.token_urlsafe(12)


def message_id(key: str, content: str) -> int:
    """The number under which a sent form is stored as a message of its author's.

    The same form with the same content has the same number, so pressing twice stores it once; changed after going back
    in the browser, it is another message. Negative, as no message id of Telegram's is. Without a key, every one is new.
    """
    digest = hashlib.sha256(f"{key or new_key()}\n{content}".encode()).digest()
    return -1 - (int.from_bytes(digest[:8], "big") >> 2)
