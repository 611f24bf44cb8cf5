"""The cast: simulated customers, their companies and groups, made of a seed."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from random import Random
from zoneinfo import ZoneInfo

from sandbox.rehearsal.temperaments import Proportions, Temperament, distribute

FIRST_CUSTOMER = 800_000_000
FIRST_GROUP = -1_003_000_000_000
CHINESE = 0.6
"""The share of customers whose app is in Chinese."""
WRITES_TO_STAFF = 0.04
"""The share of customers who know somebody of staff, and write to their own account."""
FAR_AWAY = ("Europe/Berlin", "America/New_York", "Asia/Singapore", "Asia/Dubai")
LIVES_FAR_AWAY = 0.25
"""The share, of those who do not write Chinese, who live in another time zone than the company."""

SURNAMES_ZH = "王李张刘陈杨黄赵吴周徐孙马朱胡林郭何高罗"
GIVEN_ZH = ("伟", "芳", "娜", "敏", "静", "强", "磊", "洋", "艳", "勇", "军", "杰", "娟", "涛", "明", "超", "霞", "平")
GIVEN_EN = (
    *("Anna", "Omar", "Julia", "David", "Sofia", "Peter", "Laura", "Ivan", "Emma", "Tom", "Nina", "Paul"),
    *("Mia", "Jonas", "Elena", "Mark", "Sara", "Felix"),
)
SURNAMES_EN = (
    *("Keller", "Haddad", "Novak", "Smith", "Rossi", "Berg", "Costa", "Meyer", "Silva", "Brown"),
    *("Fischer", "Lopez", "Jensen", "Kowalski", "Martin", "Weber"),
)
FIRMS_ZH = ("晨光", "远航", "蓝海", "星辰", "恒通", "瑞丰", "云帆", "泰和", "金桥", "博雅", "宏图", "绿源")
TRADES_ZH = ("贸易", "科技", "教育", "物流", "餐饮", "传媒")
FIRMS_EN = ("Northwind", "Bluebird", "Lakeside", "Greenfield", "Redwood", "Harbor", "Summit", "Oakland", "Riverside")
TRADES_EN = ("Trading", "Studio", "Logistics", "Foods", "Media", "Tools")


@dataclass(frozen=True, slots=True)
class Group:
    id: int
    title: str
    company: str
    bot: str
    """"administrator", or only "member"."""


@dataclass(frozen=True, slots=True)
class Customer:
    number: int
    """From 0; what happens to them is by chance, and that is made of the seed and this number."""
    id: int
    name: str
    language: str
    zone: ZoneInfo
    temperament: Temperament
    company: str | None = None
    group_id: int | None = None
    knows_staff: bool = False


@dataclass(frozen=True, slots=True)
class Cast:
    customers: Sequence[Customer]
    groups: Sequence[Group]
    zones: Sequence[ZoneInfo] = field(default_factory=list)
    """All in which customers live."""


def cast(
    *, customers: int, groups: int, proportions: Proportions, rights_missing: int, zone: ZoneInfo, seed: int
) -> Cast:
    """``rights_missing``: in so many groups the bot is no administrator. One to three customers share a group."""
    random = Random(f"cast/{seed}")  # noqa: S311 - a play of chance that comes out the same again
    places = [_group(number, number < rights_missing, random) for number in range(groups)]
    seats = [place for place in places for _ in range(random.choice((1, 1, 2, 3)))][:customers]
    temperaments = distribute(customers, proportions, random)
    people = []
    for number, temperament in enumerate(temperaments):
        place = seats[number] if number < len(seats) else None
        chinese = random.random() < CHINESE
        far = not chinese and random.random() < LIVES_FAR_AWAY
        people.append(
            Customer(
                number,
                FIRST_CUSTOMER + number,
                _name_zh(random) if chinese else _name_en(random),
                "zh-hans" if chinese else "en",
                ZoneInfo(random.choice(FAR_AWAY)) if far else zone,
                temperament,
                place.company if place else None,
                place.id if place else None,
                random.random() < WRITES_TO_STAFF,
            )
        )
    return Cast(people, places, sorted({one.zone for one in people}, key=lambda one: one.key))


def _group(number: int, without_rights: bool, random: Random) -> Group:
    chinese = random.random() < CHINESE
    firms, trades = (FIRMS_ZH, TRADES_ZH) if chinese else (FIRMS_EN, TRADES_EN)
    parts = (random.choice(firms), random.choice(trades))
    # Numbered, because a company's name is one company.
    company = "".join(parts) + f"{number + 1}号" if chinese else f"{' '.join(parts)} {number + 1}"
    return Group(FIRST_GROUP - number, company, company, "member" if without_rights else "administrator")


def _name_zh(random: Random) -> str:
    return random.choice(SURNAMES_ZH) + random.choice(GIVEN_ZH) + random.choice(("", random.choice(GIVEN_ZH)))


def _name_en(random: Random) -> str:
    return f"{random.choice(GIVEN_EN)} {random.choice(SURNAMES_EN)}"
