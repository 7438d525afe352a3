"""P4: the ranking of a county's month, from the book's entries to the announced snapshot.

Ours announces village by village through the action of the desk: measure, ties, titles, snapshot,
audit line. The yardstick is the one window-function query that yields the same order, its rows
fetched. `JISHAN_BENCH_HOUSEHOLDS` sets the county's size; SQLite takes a tenth of it.
"""

import os
import time
from collections.abc import Callable, Iterable
from datetime import UTC, date, datetime

import yaml
from django.db import connection

from bench.engines import POSTGRESQL, SQLITE
from bench.harness import Figure, of_pairs
from jishan.core.access import Held, Level, Role, staff_actor
from jishan.core.scheme.document import Scheme as Document
from jishan.core.scheme.document import scheme_digest, to_document
from jishan.demo.adoption import TAOYUAN
from jishan.foundation.triggers import guard_statements, lower_statements
from jishan.honors.actions import announce_ranking
from jishan.honors.models import ConferredTitle
from jishan.orgs.actions import found_organization
from jishan.orgs.models import Organization
from jishan.schemes.models import Scheme, SchemeVersion

TITLE = "a county's month is ranked and announced"
ENGINES = (SQLITE, POSTGRESQL)
HOUSEHOLDS = int(os.environ.get("JISHAN_BENCH_HOUSEHOLDS", "1000000"))
VILLAGE = 1_000
EACH = 5
PAIRS = 5
NOW = datetime(2026, 3, 2, 1, tzinfo=UTC)
LAST = date(2026, 2, 28)

_ORDER = """
SELECT village_id, household_id, points,
  rank() OVER (PARTITION BY village_id ORDER BY points DESC) AS position
FROM (
  SELECT e.village_id, a.household_id, sum(e.points) AS points
  FROM ledger_entry e
  JOIN ledger_account a ON a.village_id = e.village_id AND a.id = e.account_id
  WHERE e.day BETWEEN '2026-02-01' AND '2026-02-28' AND e.kind IN ('earning', 'deduction')
    AND a.purse = 'honour' AND a.holder_kind <> 'issuer'
  GROUP BY e.village_id, a.household_id
) earned
"""

# Ids count up with time, as those of real rows do; a village's rows lie together.
_FOUND = {
    """
INSERT INTO registry_household (village_id, id, group_id, number, number_order, head_name, initials,
  address, door_code, participating, tags, since, note)
SELECT {first} + n / {size}, n, NULL, 'H' || n, 'H' || n, '户' || n, '', '', 'D' || n, {true},
  '[]', '2020-01-01', ''
FROM {series}""": 1,
    """
INSERT INTO ledger_account (village_id, id, holder_kind, holder_id, household_id, purse, balance)
SELECT {first} + n / {size}, n, 'household', n, n, 'honour', 0 FROM {series}""": 1,
    """
INSERT INTO ledger_posting (village_id, id, key, kind, day, at, memo)
SELECT {first} + n / ({size} * {each}), n, 'p' || n, 'earning', '2026-02-10',
  '2026-02-10 08:00:00', ''
FROM {series}""": EACH,
    """
INSERT INTO ledger_entry (village_id, id, posting_id, account_id, points, kind, day)
SELECT {first} + n / ({size} * {each}), n, n, n / {each}, 100 + 100 * ((n % 10007) * 7919 % 50),
  'earning', '2026-02-10'
FROM {series}""": EACH,
}
_TABLES = ("honors_conferredtitle", "honors_ranking")


def run(engine: str) -> Iterable[Figure]:
    households = HOUSEHOLDS if engine == POSTGRESQL else HOUSEHOLDS // 10
    first = _found(engine, households)
    villages = range(first, first + households // VILLAGE)
    pairs, titles = [], 0
    for turn in range(PAIRS + 1):
        theirs = _seconds(_order)
        ours = _seconds(lambda: _announce(villages, f"turn {turn}"))  # noqa: B023  # called here
        titles = ConferredTitle.objects.count()
        _forget(engine)
        if turn:  # the first turn warms both
            pairs.append((ours, theirs))
    yield of_pairs(
        "P4",
        engine,
        f"{households:,} households ranked and announced against the order alone",
        pairs,
        target=3.0,
        at_least=False,
        unit="s",
        note=f"{households * EACH:,} entries, {titles:,} households with a title",
    )


def _seconds(work: Callable[[], object]) -> float:
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


def _order() -> int:
    with connection.cursor() as cursor:
        cursor.execute(_ORDER)
        return len(cursor.fetchall())


def _announce(villages: Iterable[int], key: str) -> None:
    for village in villages:
        clerk = staff_actor(1, village, (Held(Role.CLERK, above=True),))
        announce_ranking(clerk, "month", day=LAST, measure="month_total", key=key, now=NOW)


def _forget(engine: str) -> None:
    """Take the snapshots away, so that the next turn writes them anew."""
    with connection.cursor() as cursor:
        for table in _TABLES:
            for statement in lower_statements(engine, table):
                cursor.execute(statement)
        if engine == POSTGRESQL:
            cursor.execute(f"TRUNCATE {', '.join(_TABLES)}")
        else:
            for table in _TABLES:
                cursor.execute(f"DELETE FROM {table}")
        for table in _TABLES:
            for statement in guard_statements(engine, table):
                cursor.execute(statement)


# The county -------------------------------------------------------------------------------------


def _found(engine: str, households: int) -> int:
    """A county with a month's entries; the id of its first village."""
    first = _villages(households // VILLAGE)
    with connection.cursor() as cursor:
        if engine == POSTGRESQL:
            cursor.execute("SET session_replication_role = replica")  # the rows are known to fit
        for statement, each in _FOUND.items():
            cursor.execute(
                statement.format(
                    first=first,
                    size=VILLAGE,
                    each=EACH,
                    true="true" if engine == POSTGRESQL else "1",
                    series=_series(engine, households * each),
                )
            )
        if engine == POSTGRESQL:
            cursor.execute("SET session_replication_role = DEFAULT")
        cursor.execute("VACUUM ANALYZE" if engine == POSTGRESQL else "ANALYZE")
    return first


def _series(engine: str, count: int) -> str:
    """`count` numbers from 0, as a table with the column n."""
    if engine == POSTGRESQL:
        return f"generate_series(0, {count - 1}) AS s(n)"
    return (
        f"(WITH RECURSIVE s(n) AS (SELECT 0 UNION ALL SELECT n + 1 FROM s WHERE n < {count - 1})"
        " SELECT n FROM s)"
    )


def _villages(count: int) -> int:
    """So many villages, each with a document of its own in force."""
    county = found_organization("县", "county", level=Level.COUNTY, parent=None)
    Organization.objects.bulk_create(
        Organization(
            code=f"v{number}",
            name=f"{number}村",
            level=Level.VILLAGE.value,
            parent=county,
            path=f"/county/v{number}/",
            county_id=county.pk,
        )
        for number in range(count)
    )
    ids = sorted(Organization.objects.filter(parent=county).values_list("id", flat=True))
    assert ids == list(range(ids[0], ids[0] + count)), "ids follow each other"
    Scheme.objects.bulk_create(
        Scheme(organization_id=village, code=f"s{village}", name="方案") for village in ids
    )
    document = _document()
    SchemeVersion.objects.bulk_create(
        SchemeVersion(
            scheme=scheme,
            number=1,
            document=to_document(document),
            digest=scheme_digest(document),
            state="adopted",
            in_force_from=date(2025, 1, 1),
            created_by=1,
            created_at=NOW,
        )
        for scheme in Scheme.objects.order_by("organization_id")
    )
    return ids[0]


def _document() -> Document:
    """桃源村's document with a title for the first ten, and one for the best tenth."""
    shared = {"measure": "month_total", "scope": "village", "ties": "all_in"}
    share = {"shape": "top_share", "percent": 10, "of": "all", "rounding": "up"}
    titles = [
        {"code": "star", "name": "积分之星", "pick": {"shape": "ranks", "last": 10}},
        {"code": "model", "name": "文明户", "pick": share},
    ]
    text = yaml.safe_load(TAOYUAN.read_text("utf-8"))
    return Document.model_validate(text | {"honours": [one | shared for one in titles]})
