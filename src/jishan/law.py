"""The red lines that hold in this house: those that ship, or the operator's lawyer's own.

`redlines.yaml` in the data folder has the form of the one in `packs` and replaces it whole.
"""

from functools import lru_cache
from pathlib import Path

from jishan.core.errors import Refusal
from jishan.core.scheme.findings import SchemeUnreadable
from jishan.core.scheme.redlines import Redlines, read_redlines, shipped
from jishan.home import home

NAME = "redlines.yaml"


class LawUnreadable(Refusal):
    """The lawyer's file cannot be read: nothing is adopted by the shipped one instead of it."""

    code = "schemes.law_unreadable"


def law_in_force() -> Redlines:
    """The classification as it stands now: a file that was changed needs no restart."""
    own = home() / NAME
    if not own.is_file():
        return shipped()
    seen = own.stat()
    return _read(own, seen.st_mtime_ns, seen.st_size)


@lru_cache(maxsize=2)
def _read(path: Path, changed: int, size: int) -> Redlines:
    """One state of the file; `changed` and `size` tell it from the next."""
    try:
        return read_redlines(path.read_bytes())
    except SchemeUnreadable as wrong:
        raise LawUnreadable(file=path.name, line=wrong.findings[0].line or 1) from None
