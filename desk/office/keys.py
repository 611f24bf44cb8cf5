"""Keys, which nobody has to think of: made of the English name, for ever the item's own. Pure rules."""

import re
import unicodedata
from collections.abc import Sequence

from desk.office.sheet import Row

LONGEST = 24


def with_keys(rows: Sequence[Row], noun: str) -> list[Row]:
    """Each row without a key gets one that no other row has, nor one that is just being removed."""
    taken = {row["key"] for row in rows if row.get("key")}
    found = []
    for row in rows:
        if not row.get("key") and (row.get("name.en") or row.get("name.zh")):
            key = _free(_of(row.get("name.en", "")) or noun, taken)
            taken.add(key)
            row = row | {"key": key}
        found.append(row)
    return found


def _of(name: str) -> str:
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().casefold()
    return re.sub("[^a-z0-9]+", "-", plain).lstrip("-0123456789")[:LONGEST].strip("-")


def _free(key: str, taken: set[str]) -> str:
    number, found = 1, key
    while found in taken:
        number += 1
        found = f"{key}-{number}"
    return found
