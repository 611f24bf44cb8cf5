"""Phone numbers as people type them, and what only looks like one."""

import pytest

from bot.phone import phone_of, without_phone


@pytest.mark.parametrize(
    ("text", "phone"),
    [
        ("13800138000", "13800138000"),
        ("+86 138-0013-8000", "+86 138-0013-8000"),
        ("１３８００１３８０００", "13800138000"),
        ("my number is (030) 123 456-78", "(030) 123 456-78"),
        ("tel: 0170/1234567.", "0170/1234567"),
        ("sorry, 030 7654321", "030 7654321"),
        ("Please call me at 555 1234", "555 1234"),
        ("我的电话是13800138000，谢谢", "13800138000"),
        ("0571-88888888转802", "0571-88888888转802"),
        ("123456", "123456"),
    ],
)
def test_a_number_alone_or_with_a_word_about_it_is_an_answer(text: str, phone: str) -> None:
    assert phone_of(text) == phone


@pytest.mark.parametrize(
    "text",
    [
        "",
        "hello",
        "12345",
        "1234567890123456",
        "2026-11-23",
        "23.11.2026",
        "192.168.100.200",
        "order 12345678",
        "订单12345678没有收到",
        "my number is 13800138000 and the site is down",
        "version 1.2.3.4.5.6.7-beta",
        "14:00-17:00",
    ],
)
def test_dates_addresses_orders_and_matters_are_none(text: str) -> None:
    assert phone_of(text) is None


def test_the_rest_of_a_text_keeps_a_word_in_the_numbers_place() -> None:
    rest, phone = without_phone("Call +49 170 1234567 now, not 030 7654321")
    assert rest.split() == ["Call", "phonenumber", "now,", "not", "030", "7654321"]
    assert phone == "+49 170 1234567"
