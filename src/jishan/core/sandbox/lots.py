"""Lots that are the same on every machine, in every version of the language: sha256 of a name and
a running number."""

import hashlib
from collections.abc import Iterator, Sequence

_EACH = 8
"""Bytes of a lot: far more than any table is long, so that the rest of a division does not tell."""


class Lots:
    """Whole numbers drawn one after the other under a name."""

    __slots__ = ("_drawn", "_name")

    def __init__(self, name: str) -> None:
        self._name = hashlib.sha256(name.encode()).digest()
        self._drawn = self._stream()

    def _stream(self) -> Iterator[int]:
        number = 0
        while True:
            block = hashlib.sha256(self._name + number.to_bytes(8, "big")).digest()
            for start in range(0, len(block), _EACH):
                yield int.from_bytes(block[start : start + _EACH], "big")
            number += 1

    def below(self, limit: int) -> int:
        """0 … limit - 1, each as likely."""
        return next(self._drawn) % limit

    def chance(self, percent: int) -> bool:
        return self.below(100) < percent

    def drawn(self, table: Sequence[tuple[int, int]]) -> int:
        """One value of a table of (value, weight)."""
        at = self.below(sum(weight for _, weight in table))
        for value, weight in table:
            at -= weight
            if at < 0:
                return value
        raise AssertionError("the weights add up")
