"""A sequence whose contents are replaced while others hold it."""

from collections.abc import Iterable, Iterator, Sequence
from typing import TypeVar, overload

Item = TypeVar("Item")


class Live(Sequence[Item]):
    def __init__(self, items: Iterable[Item] = ()) -> None:
        self._items = tuple(items)

    def replace(self, items: Iterable[Item]) -> None:
        self._items = tuple(items)

    @overload
    def __getitem__(self, at: int) -> Item: ...
    @overload
    def __getitem__(self, at: slice) -> tuple[Item, ...]: ...
    def __getitem__(self, at: int | slice) -> Item | tuple[Item, ...]:
        return self._items[at]

    def __len__(self) -> int:
        return len(self._items)

    def __iter__(self) -> Iterator[Item]:
        return iter(self._items)
