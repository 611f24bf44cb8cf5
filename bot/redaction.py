"""Takes one person out of a raw update. Reads raw JSON and trusts nothing about its shape. Pure rules."""

from typing import Any

Json = dict[str, Any]

_ACTORS = ("from", "user")


def without_person(raw: Json, person_id: int) -> Json | None:
    """The update without this person; None when they are not in it.

    Of what they did themselves only the number is left; of what others did, all but them: messages of theirs that were
    quoted or pinned, their names where they were mentioned or added.
    """
    for content in raw.values():
        if isinstance(content, dict) and _by(content, person_id):
            return {"update_id": raw.get("update_id")}
    rest: Json = _without(raw, person_id)
    return None if rest == raw else rest


def _by(content: Json, person_id: int) -> bool:
    return any(_is(content.get(actor), person_id) for actor in _ACTORS)


def _is(who: object, person_id: int) -> bool:
    return isinstance(who, dict) and who.get("id") == person_id


def _without(value: Any, person_id: int) -> Any:
    if isinstance(value, list):
        return [_without(item, person_id) for item in value]
    if not isinstance(value, dict):
        return value
    if _is(value, person_id):
        return {"id": person_id}
    if _by(value, person_id) or value.get("user_id") == person_id:
        # A message of theirs within another's, or a contact with their number.
        return {}
    return {key: _without(item, person_id) for key, item in value.items()}
