"""What stands in the program's SQLite file, read while the program writes it, or after."""

import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Any


def read(folder: Path, statement: str, *values: object) -> list[Any]:
    with closing(sqlite3.connect(f"file:{folder / 'chatferry.db'}?mode=ro", uri=True)) as connection:
        return connection.execute(statement, values).fetchall()
