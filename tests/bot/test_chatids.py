"""Lists of chat ids as other programs write them."""

import pytest

from bot.chatids import BadLine, ChatIds, decoded, read


@pytest.mark.parametrize(
    ("text", "good"),
    [
        ("1\n2\n3", (1, 2, 3)),
        ("id\n1\n-1001\n", (1, -1001)),
        ("1,Ann\r\n2;Wang\r\n3\tx", (1, 2, 3)),
        ('"chat_id","name"\n"1","Ann"\n', (1,)),
        ("\n\n 7 \n,,\n", (7,)),
        ("", ()),
        ("id", ()),
    ],
)
def test_the_first_column_counts_below_a_heading_if_there_is_one(text: str, good: tuple[int, ...]) -> None:
    assert read(text) == ChatIds(good, 0, ())


def test_bad_lines_are_told_by_number_and_repeated_ids_counted() -> None:
    assert read("1\nAnn\n1\n\n2x\n@name\n" + "9" * 19) == ChatIds(
        (1,), 1, (BadLine(2, "Ann"), BadLine(5, "2x"), BadLine(6, "@name"), BadLine(7, "9" * 19))
    )


def test_a_first_line_with_a_digit_in_it_is_no_heading() -> None:
    assert read("12x\n1").bad == (BadLine(1, "12x"),)


def test_other_scripts_digits_are_no_ids() -> None:
    assert read("1\n１２").bad == (BadLine(2, "１２"),)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_spreadsheets_encodings_are_read(encoding: str) -> None:
    assert decoded("编号\n1".encode(encoding)) == "编号\n1"


@pytest.mark.parametrize("raw", [b"\x89PNG\r\n\xff", b"\xff\xfe\x00", b"1\x002"])
def test_what_is_no_text_is_none(raw: bytes) -> None:
    assert decoded(raw) is None
