"""P4: a county's month is ranked and closed, from the book's entries to the written snapshots.

Ours goes village by village through the desk's own actions: `end_period`, which closes the month
and announces its ranking (measure, ties, bands, titles, snapshot, audit lines) in one step, and for
comparison the two steps of their own, `announce_ranking`, then `close_period`. Every village has a
document of its own, which is read anew, and the month before stands in the tables, as it does in
every month but the first. The yardstick is one window-function
query over the county that yields the same order for any book: everybody who takes part, also who
earned nothing, without reversed postings; its rows are fetched. For comparison the same without
those two conditions, which yields the same order of these rows only. Sizes and turns are set by
`JISHAN_BENCH_HOUSEHOLDS` and `JISHAN_BENCH_PAIRS`.
"""

import os
import time
from collections.abc import Callable, Iterable, Mapping
from datetime import UTC, date, datetime
from functools import partial
from operator import add
from pathlib import Path
from typing import NamedTuple

import yaml
from django.db import connection

from bench.engines import POSTGRESQL, SQLITE
from bench.harness import Figure, of_pairs
from jishan.claims.actions.periods import close_period
from jishan.core.access import Actor, Held, Level, Role, staff_actor
from jishan.core.scheme.document import Scheme as Document
from jishan.core.scheme.document import scheme_digest, to_document
from jishan.demo.adoption import TAOYUAN
from jishan.foundation.triggers import guard_statements, lower_statements
from jishan.honors.actions import announce_ranking
from jishan.honors.models import ConferredTitle
from jishan.honors.period_end import end_period
from jishan.orgs.actions import found_organization
from jishan.orgs.models import Organization
from jishan.schemes.models import Scheme, SchemeVersion

TITLE = "a county's month is ranked and closed"
ENGINES = (SQLITE, POSTGRESQL)
HOUSEHOLDS = int(os.environ.get("JISHAN_BENCH_HOUSEHOLDS", "1000000"))
VILLAGE = 1_000
EACH = 5
PAIRS = int(os.environ.get("JISHAN_BENCH_PAIRS", "5"))
NOW = datetime(2026, 3, 2, 1, tzinfo=UTC)
LAST = date(2026, 2, 28)

_ORDER = """
SELECT h.village_id, h.id, COALESCE(t.points, 0) AS points,
  rank() OVER (PARTITION BY h.village_id ORDER BY COALESCE(t.points, 0) DESC) AS position
FROM registry_household h
LEFT JOIN (
  SELECT e.village_id, a.holder_id, CAST(sum(e.points) AS bigint) AS points
  FROM ledger_entry e
  JOIN ledger_account a ON a.village_id = e.village_id AND a.id = e.account_id
  WHERE e.day BETWEEN '2026-02-01' AND '2026-02-28' AND e.kind IN ('earning', 'deduction')
    AND a.purse = 'honour' AND a.holder_kind = 'household'
    AND (e.village_id, e.posting_id) NOT IN (
      SELECT village_id, id FROM ledger_posting WHERE reverses_id IS NOT NULL
      UNION ALL SELECT village_id, reverses_id FROM ledger_posting WHERE reverses_id IS NOT NULL
    )
  GROUP BY e.village_id, a.holder_id
) t ON t.village_id = h.village_id AND t.holder_id = h.id
WHERE h.participating AND h.since <= '2026-02-28'
  AND (h.until IS NULL OR h.until >= '2026-02-28')
"""
_ORDER_OF_SUMS = """
SELECT village_id, household_id, points,
  rank() OVER (PARTITION BY village_id ORDER BY points DESC) AS position
FROM (
  SELECT e.village_id, a.household_id, CAST(sum(e.points) AS bigint) AS points
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
SELECT {first} + n / ({size} * {each}), n, n, n / {each},
  100 + 100 * (n * 2654435761 % 4294967296 / 65536 % 50), 'earning', '2026-02-10'
FROM {series}""": EACH,
}
_OF_FEBRUARY = "SELECT village_id, id FROM honors_ranking WHERE period = '2026-02'"
_FORGET = {
    "honors_conferredtitle": f"DELETE FROM {{}} WHERE (village_id, ranking_id) IN ({_OF_FEBRUARY})",
    "honors_ranking": "DELETE FROM {} WHERE period = '2026-02'",
    "claims_periodclose": "DELETE FROM {} WHERE period = '2026-02'",
}
_BECOMES_JANUARY = (
    "UPDATE {} SET period = '2026-01', key = 'january ' || id WHERE period = '2026-02'"
)


_Steps = Mapping[str, Callable[[Actor, str], None]]


class _Cost(NamedTuple):
    """Seconds on the clock, and of the processors: ours and the server's for us."""

    clock: float
    processor: float


def run(engine: str) -> Iterable[Figure]:
    first = _found(engine, HOUSEHOLDS)
    villages = range(first, first + HOUSEHOLDS // VILLAGE)
    spent = _Spent(engine)
    turns: list[dict[str, _Cost]] = []
    titles = 0
    _month_end(spent, villages, "before", _TOGETHER)
    _rewrite(engine, dict.fromkeys(("honors_ranking", "claims_periodclose"), _BECOMES_JANUARY))
    for turn in range(PAIRS):
        costs = {
            "order": spent.by(partial(_rows, _ORDER)),
            "order of the sums alone": spent.by(partial(_rows, _ORDER_OF_SUMS)),
            **_month_end(spent, villages, f"turn {turn}", _TOGETHER),
        }
        titles = ConferredTitle.objects.filter(ranking__period="2026-02").count()
        _rewrite(engine, _FORGET)
        costs |= _month_end(spent, villages, f"turn {turn}", _APART)
        _rewrite(engine, _FORGET)
        turns.append(costs)
    yield from _figures(engine, turns, f"{HOUSEHOLDS * EACH:,} entries, {titles:,} with a title")


def _figures(engine: str, turns: list[dict[str, _Cost]], note: str) -> Iterable[Figure]:
    asked: list[tuple[tuple[str, ...], str, float | None]] = [
        (("ended",), "order", 3.0),
        (("announced",), "order", None),
        (("closed",), "order", None),
        (("announced", "closed"), "order", None),
        (("ended",), "order of the sums alone", None),
    ]
    for field in _Cost._fields:
        for ours, theirs, target in asked:
            pairs = [
                (sum(getattr(turn[one], field) for one in ours), getattr(turn[theirs], field))
                for turn in turns
            ]
            yield of_pairs(
                "P4",
                engine,
                f"{HOUSEHOLDS:,} households {' and '.join(ours)} against the {theirs} ({field})",
                pairs,
                target=target,
                at_least=False,
                unit="s",
                note=note,
            )


class _Spent:
    """What some work costs. A server's other processes are not counted: the planner uses none for
    these queries at the size that is asked for."""

    def __init__(self, engine: str) -> None:
        self.server: Path | None = None
        if engine == POSTGRESQL:
            with connection.cursor() as cursor:
                cursor.execute("SELECT pg_backend_pid()")
                self.server = Path(f"/proc/{cursor.fetchone()[0]}/stat")

    def by(self, work: Callable[[], object]) -> _Cost:
        clock, processor = time.perf_counter(), self._processor()
        work()
        return _Cost(time.perf_counter() - clock, self._processor() - processor)

    def _processor(self) -> float:
        own = time.process_time()
        if self.server is None or not self.server.exists():  # not on this machine
            return own
        fields = self.server.read_text().rpartition(")")[2].split()
        return own + (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def _rows(query: str) -> int:
    with connection.cursor() as cursor:
        cursor.execute(query)
        return len(cursor.fetchall())


def _month_end(
    spent: "_Spent", villages: Iterable[int], key: str, steps: _Steps
) -> dict[str, _Cost]:
    """Every village's desk takes these steps, one village after the other."""
    sums = dict.fromkeys(steps, _Cost(0, 0))
    for village in villages:
        for name, step in steps.items():
            cost = spent.by(partial(step, _clerk(village), key))
            sums[name] = _Cost(*map(add, sums[name], cost))
    return sums


def _announce(clerk: Actor, key: str) -> None:
    announce_ranking(clerk, "month", day=LAST, measure="month_total", key=key, now=NOW)


def _close(clerk: Actor, key: str) -> None:
    close_period(clerk, "month", LAST, key=key, now=NOW)


def _end(clerk: Actor, key: str) -> None:
    end_period(clerk, "month", LAST, measures=["month_total"], key=key, now=NOW)


_TOGETHER: _Steps = {"ended": _end}
_APART: _Steps = {"announced": _announce, "closed": _close}


def _clerk(village: int) -> Actor:
    return staff_actor(1, village, (Held(Role.CLERK, above=True),))


def _rewrite(engine: str, statements: Mapping[str, str]) -> None:
    """Take the month away, so that the next turn writes it anew, or make another month of it."""
    with connection.cursor() as cursor:
        for table, statement in statements.items():
            for lower in lower_statements(engine, table):
                cursor.execute(lower)
            cursor.execute(statement.format(table))
            for guard in guard_statements(engine, table):
                cursor.execute(guard)
        for table in ("honors_conferredtitle", *statements) if engine == POSTGRESQL else ():
            cursor.execute(f"VACUUM ANALYZE {table}")


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
    common = _document()
    documents = {
        village: common.model_copy(update={"organisation": f"第{village}村"}) for village in ids
    }
    SchemeVersion.objects.bulk_create(
        SchemeVersion(
            scheme=scheme,
            number=1,
            document=to_document(documents[scheme.organization_id]),
            digest=scheme_digest(documents[scheme.organization_id]),
            state="adopted",
            in_force_from=date(2025, 1, 1),
            created_by=1,
            created_at=NOW,
        )
        for scheme in Scheme.objects.order_by("organization_id")
    )
    return ids[0]


def _document() -> Document:
    """桃源村's document with titles for the first ten, for the best tenth, and for a band."""
    shared = {"measure": "month_total", "scope": "village", "ties": "all_in"}
    share = {"shape": "top_share", "percent": 10, "of": "all", "rounding": "up"}
    band = {"shape": "threshold", "at_least": 170, "below": 250}
    titles = [
        {"code": "band", "name": "五星户", "pick": band},
        {"code": "star", "name": "积分之星", "pick": {"shape": "ranks", "last": 10}},
        {"code": "model", "name": "文明户", "pick": share},
    ]
    text = yaml.safe_load(TAOYUAN.read_text("utf-8"))
    return Document.model_validate(text | {"honours": [one | shared for one in titles]})
