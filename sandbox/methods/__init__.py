"""The methods of the Bot API that the sandbox plays, by family."""

from collections.abc import Mapping

from sandbox.methods import business, chats, editing, media, members, profile, receiving, sending
from sandbox.methods.call import Method

PLAYED: Mapping[str, Method] = {
    **profile.METHODS,
    **receiving.METHODS,
    **sending.METHODS,
    **media.METHODS,
    **editing.METHODS,
    **chats.METHODS,
    **members.METHODS,
    **business.METHODS,
}
