"""Two tables to begin with: a few homes that nobody lives in, and each item of a version done once,
filled in as the reader of the tables wants it."""

import csv
import io
from collections.abc import Iterable, Sequence

from jishan.core.access import Actor, Permission
from jishan.core.replay.events import Person
from jishan.core.sandbox.imagining import imagined, run_in
from jishan.core.sandbox.written import acts_table, roster_table
from jishan.core.scheme.checker import check, computable
from jishan.core.scheme.document import Scheme
from jishan.core.scheme.facts import Act
from jishan.schemes.queries import version_page
from jishan.trials.running import NotComputable

SEED = "1"
HOMES = 30
TABLES = ("roster", "acts")
_ALWAYS = ("日期", "对象", "事项", "数量")


def sample_table(actor: Actor, version_id: int, table: str) -> bytes:
    """One of `TABLES` as a CSV that Excel and WPS open as it is; the two belong together."""
    actor.require_whole(Permission.VIEW_LEDGER)
    _row, scheme = version_page(actor, version_id)
    if not computable(check(scheme)):
        raise NotComputable
    return sample_tables(scheme)[table]


def sample_tables(scheme: Scheme) -> dict[str, bytes]:
    """Both tables of a document."""
    village = imagined([scheme], seed=SEED, run=1, households=HOMES)
    tried = run_in(scheme, village).out.acts
    acts = _once_each(scheme, (one.act for one in tried if one.state == "counted"))
    written = [_titled(scheme, row) for row in acts_table(acts)]
    return {
        "roster": _written(roster_table(_who(acts, village.cast.people))),
        "acts": _written(_used(written)),
    }


def _once_each(scheme: Scheme, acts: Iterable[Act]) -> list[Act]:
    """The first act of each item that counted, in the document's order."""
    first: dict[str, Act] = {}
    for act in acts:
        first.setdefault(act.item, act)
    return [
        first[item.code]._replace(key=str(number))
        for number, item in enumerate(scheme.items, 1)
        if item.code in first
    ]


def _who(acts: Iterable[Act], people: Sequence[Person]) -> list[Person]:
    """Whoever did one of the acts or is named in it, with the whole household."""
    named = {name for act in acts for name in (act.subject, *act.credited)}
    homes = {one.household or one.key for one in people if one.key in named}
    return [one for one in people if one.key in homes or one.household in homes]


def _titled(scheme: Scheme, row: list[str]) -> list[str]:
    """The items under their titles, as people write them."""
    return [scheme.item(cell).title if scheme.has_item(cell) else cell for cell in row]


def _used(rows: list[list[str]]) -> list[list[str]]:
    """Without the columns that no item of this document needs."""
    head, *lines = rows
    kept = [
        place
        for place, name in enumerate(head)
        if name in _ALWAYS or any(line[place] for line in lines)
    ]
    return [[row[place] for place in kept] for row in rows]


def _written(rows: Iterable[Sequence[str]]) -> bytes:
    text = io.StringIO(newline="")
    csv.writer(text).writerows(rows)
    return text.getvalue().encode("utf-8-sig")
