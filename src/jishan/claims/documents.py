"""The documents that a batch of claims pins, each read once for the length of one step."""

from jishan.core.purses import floor_of
from jishan.core.scheme.document import Scheme
from jishan.schemes.queries import scheme_of


class Documents(dict[int, Scheme]):
    """Version id → document, read when it is first asked for."""

    def __missing__(self, version_id: int) -> Scheme:
        scheme = self[version_id] = scheme_of(version_id)
        return scheme


def floors_of(scheme: Scheme) -> dict[str, int | None]:
    """How deep each purse of the scheme may fall; None for any depth."""
    return {purse.code: floor_of(purse) for purse in scheme.purses}
