"""Rewards: what each rule gives, if anything."""

from collections.abc import Sequence

from bot.office.documents import Document
from bot.office.office import Office
from bot.office.rewards import Earned, Reward
from desk.office.sheet import Reading, Row, named


class Rewards:
    """A row for each rule, in their order."""

    document = Document.REWARDS
    texts: frozenset[str] = frozenset()
    is_ordered = False

    def blank(self, office: Office) -> None:
        return None

    def is_blank(self, row: Row) -> bool:
        return False

    def written(self, value: tuple[Reward, ...], office: Office) -> list[Row]:
        gifts = {one.rule: one.gift for one in value}
        return [
            {
                "rule": rule.value,
                "gift.zh": gifts[rule].zh if rule in gifts else "",
                "gift.en": gifts[rule].en if rule in gifts else "",
            }
            for rule in Earned
        ]

    def read(self, rows: Sequence[Row], office: Office) -> Reading:
        known = dict(zip(Earned, rows, strict=False))
        found = [(number, rule, named(row, "gift")) for number, (rule, row) in enumerate(known.items())]
        kept = [(number, {"rule": rule, "gift": gift}) for number, rule, gift in found if gift]
        return Reading([raw for _, raw in kept], [number for number, _ in kept])


REWARDS = Rewards()
