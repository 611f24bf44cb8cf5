"""Lines of CSV as spreadsheet programs read them, and without what these would take for a formula. Pure rules."""

import csv
import io
from collections.abc import Sequence

BYTE_ORDER_MARK = "\ufeff"
"""At the beginning of a file, it tells Excel that this is UTF-8."""
_FORMULA = ("=", "+", "-", "@", "\t", "\r")


def line(cells: Sequence[str | int | None]) -> str:
    """A text that would be a formula gets an apostrophe in front; a number stays one."""
    written = io.StringIO()
    csv.writer(written).writerow(_safe(cell) for cell in cells)
    return written.getvalue()


def _safe(cell: str | int | None) -> str | int | None:
    return f"'{cell}" if isinstance(cell, str) and cell.lstrip().startswith(_FORMULA) else cell
