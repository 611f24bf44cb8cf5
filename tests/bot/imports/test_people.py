"""What is read of a list of people, and what is wrong with it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.imports import people, sheets
from bot.imports.faults import Column, Fault, NoList, Unreadable, Wrong
from bot.imports.people import Person

CHINESE = "客户编号,姓名,公司,语言,手机号,标签\nC-1,王小明,银河主机,中文,138 0013 8000,VIP、老客户\n"


def read(text: str) -> people.People:
    return people.read(sheets.read(text.encode()))


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
@pytest.mark.parametrize("separator", [",", ";", "\t"])
@pytest.mark.parametrize("ending", ["\n", "\r\n", "\r"])
def test_what_spreadsheet_programs_write_is_read(encoding: str, separator: str, ending: str) -> None:
    raw = CHINESE.replace(",", separator).replace("\n", ending).encode(encoding)
    listed = people.read(sheets.read(raw))
    assert listed.good == (Person(2, "C-1", "王小明", "银河主机", "zh", "138 0013 8000", ("VIP", "老客户"), None),)
    assert (listed.faults, listed.unknown) == ((), ())


def test_columns_come_in_any_order_and_unknown_ones_are_named() -> None:
    listed = read("Shoe size,Name,Customer-ID,Telegram ID\n44,Ann,7,11\n")
    assert listed.good == (Person(2, "7", "Ann", telegram_id=11),)
    assert listed.unknown == ("Shoe size",)
    assert listed.columns == {Column.NAME, Column.REFERENCE, Column.TELEGRAM}


def test_a_cell_may_hold_separators_and_lines_of_its_own() -> None:
    listed = read('id,name,company\n1,"Ann, of\nHarbour",Ltd\n\n,,\n2,Bob,Ltd\n')
    assert [(one.line, one.name) for one in listed.good] == [(2, "Ann, of Harbour"), (6, "Bob")]


def test_cells_are_tidied_to_one_line() -> None:
    [one] = read('id,name,company,tags\nC\x07-1\u200b,"A\x07nn \t of\n\x1b[31mHarbour","Ltd\n& Co","V\x01IP"\n').good
    assert one == Person(2, "C-1", "Ann of [31mHarbour", "Ltd & Co", tags=("VIP",))


def test_references_that_look_the_same_are_the_same() -> None:
    listed = read("id,name\nC-1,Ann\nC\u200b-1\ufeff,Bob\n")
    assert listed.faults == (Fault(3, Column.REFERENCE, Wrong.REPEATED, "2"),)


def test_a_missing_column_is_not_an_empty_cell() -> None:
    [one] = read("id,name\n1,Ann\n").good
    assert (one.company, one.language, one.phone, one.tags) == (None, None, None, None)
    [one] = read("id,name,company,language,phone,tags\n1,Ann,,,,\n").good
    assert (one.company, one.language, one.phone, one.tags) == ("", "", "", ())
    [one] = read("id,name,company,language\n1,Ann\n").good
    assert (one.company, one.language) == ("", "")


@pytest.mark.parametrize(
    ("row", "fault"),
    [
        (",Ann,,,", Fault(2, Column.REFERENCE, Wrong.EMPTY)),
        ("1,,,,", Fault(2, Column.NAME, Wrong.EMPTY)),
        ("1,\u200b,,,", Fault(2, Column.NAME, Wrong.EMPTY)),
        ("1,\x07,,,", Fault(2, Column.NAME, Wrong.EMPTY)),
        ("\u200b,Ann,,,", Fault(2, Column.REFERENCE, Wrong.EMPTY)),
        ('"1\n2",Ann,,,', Fault(2, Column.REFERENCE, Wrong.LINES, "1 2")),
        (f"1,{'x' * 201},,,", Fault(2, Column.NAME, Wrong.LONG, "200")),
        ("1,Ann,fr,,", Fault(2, Column.LANGUAGE, Wrong.LANGUAGE, "fr")),
        ("1,Ann,,none,", Fault(2, Column.PHONE, Wrong.PHONE, "none")),
        ("1,Ann,,1.38E+10,", Fault(2, Column.PHONE, Wrong.ROUNDED, "1.38E+10")),
        ("1,Ann,,,@ann", Fault(2, Column.TELEGRAM, Wrong.TELEGRAM, "@ann")),
        ("1,Ann,,,-100", Fault(2, Column.TELEGRAM, Wrong.TELEGRAM, "-100")),
        ("1,Ann,,,5.00E+09", Fault(2, Column.TELEGRAM, Wrong.ROUNDED, "5.00E+09")),
        ("1,Ann,,,11,Ltd", Fault(2, None, Wrong.CELLS)),
    ],
)
def test_a_bad_cell_is_named(row: str, fault: Fault) -> None:
    listed = read(f"id,name,language,phone,telegram_id\n{row}\n9,Bob,en,,9\n")
    assert listed.faults == (fault,)
    assert [one.reference for one in listed.good] == ["9"]
    assert listed.bad_lines == 1


def test_one_person_stands_on_one_line() -> None:
    listed = read("id,name,telegram_id\n1,Ann,11\n1,Bob,12\n3,Cat,11\n")
    assert listed.faults == (
        Fault(3, Column.REFERENCE, Wrong.REPEATED, "2"),
        Fault(4, Column.TELEGRAM, Wrong.REPEATED, "2"),
    )


@pytest.mark.parametrize(
    ("raw", "why", "about"),
    [
        (b"\x89PNG\r\n\x1a\n\x00\x00", Unreadable.NO_TEXT, ""),
        (b"\xff\xff\xff", Unreadable.NO_TEXT, ""),
        (b"", Unreadable.EMPTY, ""),
        (b"\n,,\n", Unreadable.EMPTY, ""),
        (b"Ann,7\n", Unreadable.NO_HEADING, "name, reference"),
        (b"id,name,number\n", Unreadable.TWICE, "reference"),
        (b'id,name\n1,Ann\n2,"Bob\n3,Cat\n', Unreadable.OPEN, "3"),
        (b'id,name\n1,Ann\n2,"Bob\n3,"Cat"\n4,Dan\n', Unreadable.OPEN, "3"),
        (b'id,name\n1,"Ann', Unreadable.OPEN, "2"),
        (b'id,"name\n1,Ann\n', Unreadable.OPEN, "1"),
        (b'id,name\n1,"Ann\n\n2,"Bob"\n3,"\n', Unreadable.OPEN, "2"),
        (b'id,name\n1,"' + b"x" * 200_000 + b'"\n', Unreadable.BROKEN, "2: field larger than field limit (131072)"),
    ],
)
def test_what_is_no_list_is_refused(raw: bytes, why: Unreadable, about: str) -> None:
    with pytest.raises(NoList) as refused:
        sheets.read(raw)
    assert (refused.value.why, refused.value.about) == (why, about)


@given(st.binary() | st.text().map(lambda text: f"id,name,phone,telegram_id\n{text}".encode("utf-8", "replace")))
def test_any_file_is_read_or_refused(raw: bytes) -> None:
    try:
        listed = people.read(sheets.read(raw))
    except NoList:
        return
    assert all(one.reference and one.name for one in listed.good)
    assert len({one.reference for one in listed.good}) == len(listed.good)
