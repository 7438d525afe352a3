"""P7: 100,000 lines of the ledger to the styled Excel form.

Ours reads the book and everything behind each line, and writes the form that the village files. The
yardstick writes the same cells with the same writer, its rows ready in memory.
"""

import time
from collections.abc import Iterable
from datetime import date, datetime, timedelta
from decimal import Decimal
from io import BytesIO
from typing import Any

from django.db import connection
from rustpy_xlsxwriter import Format, write_worksheet

from bench.engines import POSTGRESQL, SQLITE
from bench.harness import Figure, of_pairs, peak_mb
from bench.people import BenchVillage, found_village
from jishan.claims.models import Claim, Decision
from jishan.core.ledger import Kind, settle
from jishan.demo.adoption import TAOYUAN
from jishan.demo.cast import PASSWORD
from jishan.foundation.tenancy import new_id
from jishan.ledger.actions import Draft, post_many
from jishan.orgs.models import User
from jishan.reports.exports import ledger_workbook
from jishan.reports.forms import LEDGER
from jishan.reports.ledger_rows import ledger_rows
from jishan.reports.spreadsheet import Shape
from jishan.schemes.models import Scheme, SchemeVersion

TITLE = "100,000 lines of the ledger as Excel"
ENGINES = (SQLITE, POSTGRESQL)
LINES = 100_000
PAIRS = 5
_BATCH = 10_000
_HOUSEHOLDS = 1_000
_NOW = datetime.fromisoformat("2026-03-02T09:00:00+08:00")
_FIRST = date(2025, 3, 1)
_FORMATS = {
    Shape.TEXT: "@",
    Shape.DAY: "yyyy-mm-dd",
    Shape.NUMBER: "0",
    Shape.POINTS: "0.##",
    Shape.YUAN: "0.00",
}


def run(engine: str) -> Iterable[Figure]:
    village = found_village("p7", _HOUSEHOLDS)
    _post(village)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    ready = [_cells(row) for row in ledger_rows(village.clerk, {})]
    assert len(ready) == LINES, "every posting is a line"
    before = peak_mb()
    pairs = []
    for turn in range(PAIRS + 1):
        theirs = _timed(lambda: _bare(ready))
        ours = _timed(lambda: _ours(village))
        if turn:  # the first turn warms both
            pairs.append((ours, theirs))
    yield of_pairs(
        "P7",
        engine,
        "100,000 lines to the styled form against the bare write",
        pairs,
        target=3.0,
        at_least=False,
        unit="s",
        note=f"the whole process at its peak {peak_mb():.0f} MB, {before:.0f} MB of it before",
    )


def _cells(row: tuple[Any, ...]) -> dict[str, Any]:
    """The values of a line's cells: points as points."""
    return {
        column.title: Decimal(value).scaleb(-2) if column.shape is Shape.POINTS else value
        for column, value in zip(LEDGER.columns, row, strict=True)
    }


def _timed(work: Any) -> float:
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


def _bare(ready: list[dict[str, Any]]) -> int:
    """The least that gives the same cells with the same borders and number formats."""
    target = BytesIO()
    write_worksheet(
        ready,
        target,
        sheet_name="积分台账",
        column_formats=[
            Format().set_border("thin").set_num_format(_FORMATS[column.shape])
            for column in LEDGER.columns
        ],
    )
    return len(target.getvalue())


def _ours(village: BenchVillage) -> int:
    return len(ledger_workbook(village.clerk, {}, village_name="桃源村", span="一年", now=_NOW))


def _post(village: BenchVillage) -> None:
    """A year of claims in the book, each recorded by the clerk and reviewed by two."""
    for number in range(1, 4):
        User.objects.create_user(f"u{number}", PASSWORD, name=f"经办{number}")
    users = list(User.objects.values_list("pk", flat=True))
    version_id = _adopt(village)
    for start in range(0, LINES, _BATCH):
        claims = [
            _claim(village, number, version_id, users) for number in range(start, start + _BATCH)
        ]
        Claim.objects.bulk_create(claims, batch_size=1_000)
        Decision.objects.bulk_create(
            [_voice(claim, place, users) for claim in claims for place in (1, 2)], batch_size=2_000
        )
        drafts = [
            Draft(
                settle(f"claim:{claim.id}", Kind.EARNING, claim.day, [
                    (village.account(claim.number), 300)
                ]),
                claim.id,
                "清理公共路段垃圾",
            )
            for claim in claims
        ]  # fmt: skip
        post_many(village.clerk, drafts, now=_NOW, code="claim.posted")


def _adopt(village: BenchVillage) -> int:
    import yaml

    from jishan.core.scheme.document import Scheme as Document
    from jishan.core.scheme.document import scheme_digest, to_document

    document = Document.model_validate(yaml.safe_load(TAOYUAN.read_text("utf-8")))
    scheme = Scheme.objects.create(organization_id=village.id, code="p7", name="方案")
    version = SchemeVersion.objects.create(
        scheme=scheme,
        number=1,
        document=to_document(document),
        digest=scheme_digest(document),
        state="adopted",
        in_force_from=date(2025, 1, 1),
        created_by=1,
        created_at=_NOW,
    )
    return version.pk


def _claim(village: BenchVillage, number: int, version_id: int, users: list[int]) -> Claim:
    return Claim(
        village_id=village.id,
        id=new_id(),
        number=number + 1,
        key=f"c{number}",
        version_id=version_id,
        household_id=village.households[(number + 1) % len(village.households)],
        item="lane-sweep",
        category="env",
        day=_FIRST + timedelta(days=number * 365 // LINES),
        origin="recorded",
        submitted_at=_NOW,
        submitted_kind="staff",
        submitted_by=users[0],
        state="posted",
        awaiting_since=_NOW,
        points=300,
    )


def _voice(claim: Claim, place: int, users: list[int]) -> Decision:
    return Decision(
        village_id=claim.village_id,
        claim_id=claim.id,
        key=f"{claim.id}/{place}",
        stage="review",
        position=1,
        round=0,
        decided_by=users[place],
        accepted=True,
        at=_NOW,
    )
