"""Lines of CSV as spreadsheet programs read them, and without what these would take for a formula. Pure rules."""

import csv
import io
import re
from collections.abc import Sequence

BYTE_ORDER_MARK = "\ufeff"
"""At the beginning of a file, it tells Excel that this is UTF-8."""
# Spreadsheet programs of East Asia take the wide signs for the same, and marks that nobody sees may stand before them.
_FORMULA = re.compile("[\\s\u061c\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]*[=+@＝＋－＠-]")


def line(cells: Sequence[str | int | None]) -> str:
    """A text that would be a formula gets an apostrophe in front; a number stays one."""
    written = io.StringIO()
    csv.writer(written).writerow(_safe(cell) for cell in cells)
    return written.getvalue()


def _safe(cell: str | int | None) -> str | int | None:
    return f"'{cell}" if isinstance(cell, str) and _FORMULA.match(cell) else cell
