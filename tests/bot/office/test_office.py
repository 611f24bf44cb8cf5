"""The office as it is held in memory: what cannot be read leaves the default, and those who hold it follow."""

import logging
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from bot.categories import CATEGORIES, Names
from bot.office.documents import Document
from bot.office.members import Level
from bot.office.office import Office
from bot.people import Role

BILLS = {"key": "bills", "name": {"zh": "账单", "en": "Bills"}, "department": "service"}


@pytest.fixture
def office() -> Office:
    return Office(ZoneInfo("Asia/Shanghai"), admins={1}, staff={2})


@pytest.mark.parametrize(
    "stored",
    [
        {"categories": []},
        {"categories": [BILLS, BILLS]},
        {"categories": [{"key": "bills"}]},
        {"categories": "x"},
        {"calendar": {"hours": [["x"]]}},
        {"members": [{"id": -1, "name": "x"}]},
        {"rules": {"accept_within_minutes": 0}},
        {"rules": {"unknown": 1}},
        {"rewards": [{"rule": "none", "gift": "x"}]},
    ],
)
def test_a_document_that_cannot_be_read_leaves_the_default_and_a_word_in_the_log(
    office: Office, stored: dict[str, Any], caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.ERROR):
        office.load(stored)
    [document] = [Document(key) for key in stored]
    assert office.value(document) == office.default(document)
    assert f"The office's {document} cannot be read" in caplog.text


def test_whoever_holds_the_categories_sees_the_new_ones(office: Office) -> None:
    held, named = office.categories, Names(office.categories, "zh")
    office.load({"categories": [BILLS]})
    assert [one.key for one in held] == ["bills"]
    assert dict(named) == {"bills": "账单"}
    office.load({})
    assert tuple(held) == CATEGORIES


def test_members_come_to_the_people_of_the_configuration_and_take_nothing_from_them(office: Office) -> None:
    people = office.people
    told = [{"id": 3, "name": "Cai", "role": "admin"}, {"id": 1, "name": "Ada", "level": 0}, {"id": 4, "name": "Di"}]
    office.load({"members": told})
    assert [people.role(number) for number in (1, 2, 3, 4, 5)] == [
        *(Role.ADMIN, Role.STAFF, Role.ADMIN, Role.STAFF, Role.CUSTOMER)
    ]
    assert office.level_of(1) is office.level_of(3) is Level.MANAGEMENT
    office.load({})
    assert people.everyone == {1, 2}
