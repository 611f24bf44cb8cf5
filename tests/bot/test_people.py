"""Who may do what."""

import pytest

from bot.errors import NotAllowed
from bot.people import ALLOWED, Action, People, Role, may

PEOPLE = People(admins=frozenset({1, 2}), staff=frozenset({2, 3}))


@pytest.mark.parametrize(("person", "role"), [(1, Role.ADMIN), (2, Role.ADMIN), (3, Role.STAFF), (4, Role.CUSTOMER)])
def test_an_admin_is_an_admin_also_where_listed_among_staff(person: int, role: Role) -> None:
    assert PEOPLE.role(person) is role


def test_everyone_of_the_company_is_counted_once() -> None:
    assert PEOPLE.everyone == {1, 2, 3}


def test_admins_may_do_everything_and_customers_nothing_of_it() -> None:
    assert set(ALLOWED) == set(Action)
    for action in Action:
        assert may(Role.ADMIN, action)
        assert not may(Role.CUSTOMER, action)


@pytest.mark.parametrize(
    ("action", "allowed"),
    [
        (Action.WORK_TICKETS, True),
        (Action.BROADCAST, True),
        (Action.READ_API, True),
        (Action.READ_TRANSITION, False),
        (Action.MOVE_DEADLINE, False),
    ],
)
def test_staff_work_and_write_and_leave_the_transition_to_admins(action: Action, allowed: bool) -> None:
    assert may(Role.STAFF, action) is allowed


def test_who_may_not_is_told_what_they_may_not() -> None:
    PEOPLE.require(1, Action.MOVE_DEADLINE)
    with pytest.raises(NotAllowed, match="not allowed: move deadline") as refused:
        PEOPLE.require(3, Action.MOVE_DEADLINE)
    assert refused.value.action == "move deadline"
