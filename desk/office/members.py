"""Members: name, role, level and departments. Who is named in the configuration stands here too, and keeps the role."""

from collections.abc import Sequence
from typing import Any

from bot.office.documents import Document
from bot.office.members import Level, Member
from bot.office.office import Office
from desk.office.sheet import Fault, Reading, Row

IN = "in."
"""Ticked for each department."""


class Members:
    document = Document.MEMBERS
    texts: frozenset[str] = frozenset()
    is_ordered = False

    def blank(self, office: Office) -> Row:
        return {"id": "", "name": "", "role": "staff", "level": str(int(Level.INTAKE))}

    def is_blank(self, row: Row) -> bool:
        return not row.get("id") and not row.get("name")

    def written(self, value: tuple[Member, ...], office: Office) -> list[Row]:
        listed = {member.id for member in value}
        unlisted = [
            self.blank(office) | {"id": str(person_id), "role": office.people.role(person_id).value}
            for person_id in sorted(office.configured - listed)
        ]
        return [self._typed(member) for member in value] + unlisted

    def read(self, rows: Sequence[Row], office: Office) -> Reading:
        kept = [(number, row) for number, row in enumerate(rows) if _stays(row, office)]
        ids = [row.get("id", "") for _, row in kept]
        faults = [
            Fault("twice", number, "id")
            for at, (number, row) in enumerate(kept)
            if row.get("id") and row["id"] in ids[:at]
        ]
        faults += [Fault("no-person", number, "id") for number, row in kept if not _is_person(row.get("id", ""))]
        return Reading([_raw(row) for _, row in kept], [number for number, _ in kept], faults)

    def _typed(self, member: Member) -> Row:
        told = {"id": str(member.id), "name": member.name, "role": member.role, "level": str(int(member.level))}
        return told | {f"{IN}{key}": "yes" for key in member.departments}


def _raw(row: Row) -> dict[str, Any]:
    return {
        "id": row.get("id", ""),
        "name": row.get("name", ""),
        "role": row.get("role", "staff"),
        "level": _level(row),
        "departments": [field.removeprefix(IN) for field in row if field.startswith(IN)],
    }


def _is_person(written: str) -> bool:
    """Telegram's ids have up to 52 bits."""
    return written.isascii() and written.isdigit() and len(written) < 17 and 0 < int(written) < 2**52


def _level(row: Row) -> Any:
    told = row.get("level", "0")
    return {str(int(level)): level for level in Level}.get(told, told)


def _stays(row: Row, office: Office) -> bool:
    """Of the configuration's people only what was set beside it is kept."""
    if row.get("remove"):
        return False
    if row.get("id") in {str(person_id) for person_id in office.configured}:
        set_here = row.get("level") not in (None, "", str(int(Level.INTAKE)))
        return bool(row.get("name")) or set_here or any(field.startswith(IN) for field in row)
    return True


MEMBERS = Members()
