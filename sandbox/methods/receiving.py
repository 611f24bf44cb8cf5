"""Where updates go: the webhook. (getUpdates waits, so the server asks the queue itself.)"""

import re
from typing import Any
from urllib.parse import urlsplit

from sandbox.errors import bad_request
from sandbox.methods.call import Call
from sandbox.updates import Webhook

Json = dict[str, Any]

_SECRET = re.compile(r"[A-Za-z0-9_-]{1,256}")


def set_webhook(call: Call) -> bool:
    """An empty url takes the webhook away. The sandbox allows plain http, because it runs on one machine."""
    updates = call.world.updates
    url, secret = call.params["url"], call.params.get("secret_token", "")
    if not url:
        return delete_webhook(call)
    if urlsplit(url).scheme not in ({"https"} if call.refuse_local_urls else {"http", "https"}):
        raise bad_request("bad webhook: An HTTPS URL must be provided for webhook")
    if secret and not _SECRET.fullmatch(secret):
        raise bad_request("secret token contains unallowed characters")
    if not 1 <= (connections := call.params.get("max_connections", 40)) <= 100:
        raise bad_request("bad webhook: max_connections must be between 1 and 100")
    if call.params.get("drop_pending_updates"):
        updates.queue = []
    updates.allow(call.params.get("allowed_updates"))
    updates.set_webhook(Webhook(url, secret, connections))
    return True


def delete_webhook(call: Call) -> bool:
    if call.params.get("drop_pending_updates"):
        call.world.updates.queue = []
    call.world.updates.set_webhook(Webhook())
    return True


def get_webhook_info(call: Call) -> Json:
    updates = call.world.updates
    webhook = updates.webhook
    shown: Json = {
        "url": webhook.url,
        "has_custom_certificate": False,
        "pending_update_count": len(updates.queue),
    }
    if webhook.url:
        shown["max_connections"] = webhook.max_connections
    if updates.allowed:
        shown["allowed_updates"] = updates.allowed
    if webhook.last_error_date:
        shown |= {"last_error_date": webhook.last_error_date, "last_error_message": webhook.last_error_message}
    return shown


METHODS = {
    "setWebhook": set_webhook,
    "deleteWebhook": delete_webhook,
    "getWebhookInfo": get_webhook_info,
}
