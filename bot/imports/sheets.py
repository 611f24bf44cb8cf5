"""Lists of people as spreadsheet programs write them, in China too: the file's text, its separator, its heading."""

import csv
import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass

from bot import chatids
from bot.imports.faults import Column, NoList, Unreadable

SEPARATORS = ",;\t"
_HEADINGS: dict[Column, str] = {
    Column.REFERENCE: "reference ref id no number customerid customernumber contactid 编号 客户编号 客户号 编码 工号",
    Column.NAME: "name fullname contact contactname customer customername 姓名 名字 名称 联系人 客户 客户姓名 客户名称",
    Column.COMPANY: "company account companyname organisation organization 公司 公司名称 企业 单位 所属公司",
    Column.LANGUAGE: "language lang 语言 语种",
    Column.PHONE: "phone telephone tel mobile phonenumber 电话 手机 手机号 手机号码 电话号码 联系电话",
    Column.TAGS: "tags tag labels label 标签 分组",
    Column.TELEGRAM: "telegramid telegram telegramuserid telegram账号 telegram编号 电报id 电报",
}
_MEANING = {word: column for column, words in _HEADINGS.items() for word in words.split()}
_MOST_SHOWN = 40
_END = "\x00"
"""A line that no text has; a quotation mark that is still open swallows it."""


@dataclass(frozen=True, slots=True)
class Sheet:
    columns: tuple[Column | None, ...]
    """What each column is; None for one that says nothing to us."""
    unknown: tuple[str, ...]
    """The headings of those, as they stand."""
    rows: tuple[tuple[int, list[str]], ...]
    """Each with the number of its first line; empty ones are not there."""


def read(raw: bytes) -> Sheet:
    """Raises NoList."""
    text = _decoded(raw)
    rows = list(_rows(text, _separator(text)))
    if not rows:
        raise NoList(Unreadable.EMPTY)
    heading = rows[0][1]
    columns = tuple(_meaning(cell) for cell in heading)
    missing = {Column.REFERENCE, Column.NAME} - set(columns)
    if missing:
        raise NoList(Unreadable.NO_HEADING, ", ".join(sorted(missing)))
    for column in Column:
        if columns.count(column) > 1:
            raise NoList(Unreadable.TWICE, column)
    unknown = tuple(shown(cell) for cell, column in zip(heading, columns, strict=True) if column is None and cell)
    return Sheet(columns, unknown, tuple(rows[1:]))


def shown(cell: str) -> str:
    """Short, and in one line."""
    line = "".join(char if char.isprintable() else " " for char in cell)
    return line if len(line) <= _MOST_SHOWN else f"{line[:_MOST_SHOWN]}…"


def _decoded(raw: bytes) -> str:
    text = chatids.decoded(raw)
    if text is None:
        try:
            text = raw.decode("gb18030")
        except UnicodeDecodeError:
            raise NoList(Unreadable.NO_TEXT) from None
    if "\x00" in text:
        raise NoList(Unreadable.NO_TEXT)
    return text


def _separator(text: str) -> str:
    """The one that makes most headings known."""
    first = next((line for line in text.splitlines() if line.strip(SEPARATORS + " ")), "")
    return max(SEPARATORS, key=lambda mark: sum(_meaning(cell) is not None for cell in first.split(mark)))


def _rows(text: str, separator: str) -> Iterator[tuple[int, list[str]]]:
    lines = [*_lines(text), _END]
    reader = csv.reader(lines, delimiter=separator)
    line = 1
    try:
        for cells in reader:
            if cells == [_END]:
                return
            if reader.line_num > line and not _is_sound(lines[line - 1 : reader.line_num], separator):
                raise NoList(Unreadable.OPEN, str(line))
            stripped = [cell.strip() for cell in cells]
            if any(stripped):
                yield line, stripped
            line = reader.line_num + 1
    except csv.Error as error:
        raise NoList(Unreadable.BROKEN, f"{line}: {error}") from None


def _is_sound(lines: list[str], separator: str) -> bool:
    """Whether the quotation marks of a row of several lines end where a cell does."""
    try:
        list(csv.reader(lines, delimiter=separator, strict=True))
    except csv.Error:
        return False
    return _END not in lines


def _lines(text: str) -> list[str]:
    """As programs that write CSV end lines, and not as Unicode does."""
    return re.findall(r"[^\n]*\n|[^\n]+", text.replace("\r\n", "\n").replace("\r", "\n"))


def _meaning(cell: str) -> Column | None:
    plain = unicodedata.normalize("NFKC", cell).casefold()
    return _MEANING.get(re.sub(r"[\s_\-.\"'*:]", "", plain))
