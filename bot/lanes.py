"""The lane of an update: the chat in which order must be kept."""

from typing import Any

NO_LANE = 0
"""For updates that belong to no chat and no person."""


def lane_of(raw: dict[str, Any]) -> int:
    """The chat id, else the person's id, else NO_LANE. Reads raw JSON and trusts nothing about its shape."""
    for content in raw.values():
        if isinstance(content, dict):
            message = content.get("message")
            holder = message if isinstance(message, dict) else content
            for key in ("chat", "from", "user"):
                for place in (holder, content):
                    who = place.get(key)
                    chat_id = who.get("id") if isinstance(who, dict) else None
                    if type(chat_id) is int and -(2**63) <= chat_id < 2**63:
                        return chat_id
    return NO_LANE
