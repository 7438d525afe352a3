"""Villager groups and the village itself, as the core names them and as they are stored.

The core knows a group by its name and the village by the organisation that the document names: so
they stand in a document and in the tables of a replay. Stored are ids: `g<ID>` and `v<ID>`; a group
that gets another name keeps its points.
"""

from functools import cached_property

from jishan.core.scheme.document import Scheme
from jishan.orgs.queries import groups_of


class Places:
    """The groups of one village, read when they are first asked for.

    `organisation`: what the village is called wherever documents of several versions meet; versions
    may name it otherwise. Without it each document's own name counts.
    """

    def __init__(self, village_id: int, organisation: str | None = None) -> None:
        self.village_id, self.organisation = village_id, organisation

    @cached_property
    def groups(self) -> dict[int, str]:
        return {one.id: one.name for one in groups_of(self.village_id)}

    @cached_property
    def _by_name(self) -> dict[str, int]:
        return {name: number for number, name in self.groups.items()}

    def inward(self, key: str, scheme: Scheme) -> str:
        """How the core names the holder of a stored key."""
        if key[:1] == "g":
            return self.groups[int(key[1:])]
        return self.organisation or scheme.organisation if key[:1] == "v" else key

    def outward(self, key: str, scheme: Scheme) -> str:
        """The key to store for a holder of the core."""
        if key[:1] in "hru" and key[1:].isdecimal():
            return key
        if key in (scheme.organisation, self.organisation):
            return village_key(self.village_id)
        number = self._by_name.get(key)
        assert number is not None, "the core names groups that the village has"
        return group_key(number)


def group_key(group_id: int) -> str:
    return f"g{group_id}"


def village_key(village_id: int) -> str:
    return f"v{village_id}"
