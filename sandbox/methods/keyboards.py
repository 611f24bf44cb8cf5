"""reply_markup: which buttons Telegram takes, and what a message shows of them."""

import ipaddress
import itertools
from collections.abc import Mapping
from typing import Any
from urllib.parse import SplitResult, urlsplit

from sandbox.chats import Chat
from sandbox.errors import bad_request
from sandbox.methods.call import Call

Json = dict[str, Any]

_CALLBACK_BYTES = 64
_MOST_BUTTONS = 100
_LOOKS = frozenset({"text", "icon_custom_emoji_id", "style"})
# Buttons that lead to an inline query: not in messages of a business account.
_NEEDS_INLINE_MODE = frozenset(
    {"switch_inline_query", "switch_inline_query_current_chat", "switch_inline_query_chosen_chat"}
)
_PRIVATE_REQUESTS: Mapping[str, str] = {"request_contact": "phone number", "request_location": "location"}
_SCHEMES = frozenset({"http", "https", "tg", "ton"})


def shown_keyboard(call: Call, chat: Chat) -> Json:
    """{"reply_markup": ...} when the message carries an inline keyboard; the rest is `client_markup`."""
    markup = call.params.get("reply_markup")
    if markup is None or "inline_keyboard" not in markup:
        return {}
    rows = [row for row in markup["inline_keyboard"] if row]
    if sum(len(row) for row in rows) > _MOST_BUTTONS:
        raise bad_request("REPLY_MARKUP_TOO_LONG")
    for row in rows:
        for button in row:
            _check(call, chat, button)
    return {"reply_markup": {"inline_keyboard": rows}} if rows else {}


def client_markup(call: Call, chat: Chat) -> Json | None:
    """Markup that acts on the client: a reply keyboard, its removal, or the wish for a reply."""
    markup: Json | None = call.params.get("reply_markup")
    if markup is None or "inline_keyboard" in markup:
        return None
    if chat.business is not None:
        raise bad_request("inline keyboard expected")
    for button in itertools.chain.from_iterable(markup.get("keyboard", ())):
        if not button["text"].strip():
            raise bad_request("keyboard button text must be non-empty")
        for name, what in _PRIVATE_REQUESTS.items():
            if button.get(name) and not chat.is_private:
                raise bad_request(f"{what} can be requested in private chats only")
    return markup


def _check(call: Call, chat: Chat, button: Mapping[str, Any]) -> None:
    deeds = set(button) - _LOOKS
    if not button["text"].strip():
        raise bad_request("inline keyboard button text must be non-empty")
    if len(deeds) != 1:
        raise bad_request("text buttons are unallowed in the inline keyboard")
    if chat.business is not None and deeds & _NEEDS_INLINE_MODE:
        raise bad_request("BUTTON_TYPE_INVALID")
    if "callback_data" in button and not 1 <= len(button["callback_data"].encode()) <= _CALLBACK_BYTES:
        raise bad_request("BUTTON_DATA_INVALID")
    if "url" in button:
        _check_url(call, button["url"], f"inline keyboard button URL '{button['url']}' is invalid: Wrong HTTP URL")
    if "web_app" in button:
        if not chat.is_private or chat.business is not None:
            raise bad_request("BUTTON_TYPE_INVALID")
        _check_web_app(call, button["web_app"]["url"])


def _check_url(call: Call, url: str, complaint: str) -> None:
    parts = _split(url, complaint)
    if parts.scheme not in _SCHEMES or not parts.netloc:
        raise bad_request(complaint)
    if call.refuse_local_urls and parts.scheme in {"http", "https"} and _is_local(parts.hostname or ""):
        raise bad_request(complaint)


def _check_web_app(call: Call, url: str) -> None:
    complaint = f"inline keyboard button Web App URL '{url}' is invalid: Only HTTPS links are allowed"
    if _split(url, complaint).scheme != "https" and call.refuse_local_urls:
        raise bad_request(complaint)


def _split(url: str, complaint: str) -> SplitResult:
    try:
        # A name without a scheme is taken as an address of the web.
        parts = urlsplit(url if "://" in url else f"http://{url}")
        _ = parts.port  # what follows a colon must be a port
    except ValueError:
        raise bad_request(complaint) from None
    return parts


def _is_local(host: str) -> bool:
    try:
        return not ipaddress.ip_address(host).is_global
    except ValueError:
        return "." not in host or host.endswith((".localhost", ".local"))
