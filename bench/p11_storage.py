"""P11: what a posting takes on the disk, with all its indexes."""

from collections.abc import Iterable

from django.db import connection

from bench.engines import POSTGRESQL, SQLITE
from bench.harness import Figure, of_pairs
from bench.p02_inspection import _month
from bench.people import found_village

TITLE = "bytes per posting with all its indexes"
ENGINES = (SQLITE, POSTGRESQL)
_POSTINGS = 20_000
_STEPS = 5

# The least that keeps the same facts and answers the same questions: a posting by key, its one
# reversal, its entries; an account's lines in order; a period's lines. Kinds are numbers.
_LEAST = (
    """CREATE TABLE least_posting (village_id bigint NOT NULL, id bigint NOT NULL,
  key varchar(64) NOT NULL, kind smallint NOT NULL, day date NOT NULL,
  at {instant} NOT NULL, reverses_id bigint, source_id bigint, memo varchar(120) NOT NULL,
  PRIMARY KEY (village_id, id), UNIQUE (village_id, key))""",
    """CREATE UNIQUE INDEX least_reversed ON least_posting (village_id, reverses_id)
  WHERE reverses_id IS NOT NULL""",
    """CREATE TABLE least_entry (village_id bigint NOT NULL, id bigint NOT NULL,
  posting_id bigint NOT NULL, account_id bigint NOT NULL, points bigint NOT NULL,
  kind smallint NOT NULL, day date NOT NULL, PRIMARY KEY (village_id, id))""",
    "CREATE INDEX least_by_account ON least_entry (village_id, account_id, id)",
    "CREATE INDEX least_by_posting ON least_entry (village_id, posting_id)",
    "CREATE INDEX least_by_day ON least_entry (village_id, day)",
)
_COPY = (
    """INSERT INTO least_posting SELECT village_id, id, key, 1, day, at, reverses_id, source_id,
  memo FROM ledger_posting WHERE id > %s ORDER BY id""",
    """INSERT INTO least_entry SELECT village_id, id, posting_id, account_id, points, 1, day
  FROM ledger_entry WHERE posting_id > %s ORDER BY id""",
)


def _bytes(tables: Iterable[str]) -> int:
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            total = 0
            for table in tables:
                cursor.execute("SELECT pg_total_relation_size(%s::regclass)", [table])
                total += cursor.fetchone()[0]
            return total
        cursor.execute("PRAGMA page_count")
        pages = cursor.fetchone()[0]
        cursor.execute("PRAGMA page_size")
        size: int = cursor.fetchone()[0]
        return int(pages) * size


def _run(*statements: str, parameters: tuple[int, ...] = ()) -> None:
    with connection.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement, parameters or None)


def run(engine: str) -> Iterable[Figure]:
    village = found_village("p11", 1_000)
    instant = "timestamptz" if engine == POSTGRESQL else "datetime"
    _run(*(statement.format(instant=instant) for statement in _LEAST))
    ours, least, last = [], [], 0
    for step in range(_STEPS):
        audit = _audit_bytes(engine)
        before = _bytes(("ledger_posting", "ledger_entry"))
        _month(village, f"step {step}", _POSTINGS)
        grown = _bytes(("ledger_posting", "ledger_entry")) - before
        ours.append((grown - (_audit_bytes(engine) - audit)) / _POSTINGS)
        before = _bytes(("least_posting", "least_entry"))
        _run(*_COPY, parameters=(last,))
        least.append((_bytes(("least_posting", "least_entry")) - before) / _POSTINGS)
        last = _last_posting()
    yield of_pairs(
        "P11",
        engine,
        "bytes per posting with its two entries",
        [(sum(ours) / _STEPS, sum(least) / _STEPS)],
        target=1.3,
        at_least=False,
        unit="bytes",
    )


def _audit_bytes(engine: str) -> int:
    """What the audit lines take: on SQLite they grow the same file and are taken off."""
    if engine == POSTGRESQL:
        return 0
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT COALESCE(SUM(pgsize), 0) FROM dbstat WHERE name LIKE '%audit%'", None
        )
        return int(cursor.fetchone()[0])


def _last_posting() -> int:
    with connection.cursor() as cursor:
        cursor.execute("SELECT MAX(id) FROM ledger_posting")
        return int(cursor.fetchone()[0])
