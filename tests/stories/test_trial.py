"""A draft is tried before the vote: on the village's own year, on tables, in imagined villages."""

from datetime import datetime, timedelta
from pathlib import Path

import pytest

from jishan.core.errors import NotAllowed, NotFound
from jishan.core.replay.cells import TableUnreadable
from jishan.core.scheme.reading import read_scheme
from jishan.demo.adoption import TAOYUAN
from jishan.demo.cast import Cast
from jishan.demo.county import PACKS
from jishan.ledger.models import Posting
from jishan.orgs.models import AuditEvent
from jishan.schemes.actions import draft_scheme
from jishan.trials.actions import Upload, try_history, try_imagined, try_tables
from jishan.trials.models import Trial
from jishan.trials.queries import trials_of, years_to_try
from jishan.trials.running import (
    NoActs,
    NoHistory,
    NotComputable,
    Tables,
    TooLarge,
    on_tables,
)
from jishan.trials.samples import sample_table, sample_tables
from jishan.trials.table_files import FileUnreadable, rows_of
from tests.stories.road import posted

LANE = "worth: {shape: fixed, points: 1, unit: 次}"
ROSTER = Upload("名册.csv", "编号,类型,组\nH1,户,一组\nH2,户,一组\n".encode())
ACTS = Upload("行为.csv", "日期,对象,事项\n2026-03-01,H1,lane-sweep\n".encode())


def drafted(village: Cast, now: datetime, old: str = "", new: str = "") -> int:
    text = TAOYUAN.read_text("utf-8").replace('version: "1"', 'version: "2"')
    assert old in text
    return draft_scheme(village.secretary, text.replace(old, new, 1), now=now).pk


def dearer(village: Cast, now: datetime) -> int:
    """The draft gives three times as much for a swept lane."""
    lines = TAOYUAN.read_text("utf-8").splitlines()
    at = next(n for n, line in enumerate(lines) if "code: lane-sweep" in line)
    old = next(line for line in lines[at:] if "points:" in line)
    before = old.split("points: ")[1][0]
    return drafted(village, now, old, old.replace(f"points: {before}", "points: 9", 1))


def this_year(village: Cast, now: datetime) -> str:
    (year,) = years_to_try(village.clerk, now.date())
    return year.year.label


def test_the_villages_own_year_under_the_draft(village: Cast, now: datetime) -> None:
    posted(village, now, "lane-sweep")
    version, later = dearer(village, now), now + timedelta(days=5)
    written = Posting.objects.count()

    try_history(village.clerk, version, year=this_year(village, later), now=later)

    kept = trials_of(village.clerk, version)["history"]
    assert kept.comparison is not None
    (changed,) = [one for one in kept.comparison.homes if one.first != one.second]
    assert changed.key == f"h{village.zhang.id}"
    assert changed.first.points < changed.second.points
    assert (kept.comparison.village.gained, kept.comparison.village.lost) == (1, 0)
    assert kept.by == "赵会计"
    assert Posting.objects.count() == written
    assert AuditEvent.objects.filter(code="scheme.tried").count() == 1


def test_what_has_been_tried_is_not_tried_again(village: Cast, now: datetime) -> None:
    posted(village, now, "lane-sweep")
    version, later = dearer(village, now), now + timedelta(days=5)
    year = this_year(village, later)
    first = try_history(village.clerk, version, year=year, now=later)

    again = try_history(village.clerk, version, year=year, now=later + timedelta(hours=1))
    assert again == first
    assert AuditEvent.objects.filter(code="scheme.tried").count() == 1

    posted(village, later, "lane-sweep")
    anew = try_history(village.clerk, version, year=year, now=later + timedelta(hours=2))
    assert anew == first
    assert Trial.objects.get().at == later + timedelta(hours=2)
    assert AuditEvent.objects.filter(code="scheme.tried").count() == 2


def test_two_tables_that_were_brought(village: Cast, now: datetime) -> None:
    version = dearer(village, now)

    try_tables(village.clerk, version, roster=ROSTER, acts=ACTS, now=now)

    kept = trials_of(village.clerk, version)["tables"]
    assert kept.comparison is not None
    assert [one.key for one in kept.comparison.homes] == ["H1", "H2"]
    assert kept.settings["roster"] == "名册.csv"


def test_imagined_villages_under_both_documents(village: Cast, now: datetime) -> None:
    version = dearer(village, now)

    try_imagined(village.clerk, version, households=20, runs=2, seed="3", now=now)

    before, after = trials_of(village.clerk, version)["imagined"].imagined
    assert before.acts == after.acts
    assert before.issued.middle < after.issued.middle


def test_a_year_without_records_cannot_be_tried(village: Cast, now: datetime) -> None:
    version = dearer(village, now)

    assert years_to_try(village.clerk, now.date()) == ()
    with pytest.raises(NoHistory):
        try_history(village.clerk, version, year="2026", now=now)
    with pytest.raises(NotFound):
        try_history(village.clerk, version, year="1999", now=now)
    empty = Upload("行为.csv", "日期,对象,事项\n".encode())
    with pytest.raises(NoActs):
        try_tables(village.clerk, version, roster=ROSTER, acts=empty, now=now)
    assert not Trial.objects.exists()


def test_a_document_with_errors_is_not_tried(village: Cast, now: datetime) -> None:
    text = TAOYUAN.read_text("utf-8").replace('version: "1"', 'version: "2"')
    at = text.index("category: ")
    wrong = text[:at] + "category: nothing" + text[text.index("\n", at) :]
    version = draft_scheme(village.secretary, wrong, now=now).pk

    with pytest.raises(NotComputable):
        try_imagined(village.clerk, version, households=20, runs=1, seed="1", now=now)
    assert not Trial.objects.exists()


def test_too_much_is_for_the_command_line(village: Cast, now: datetime) -> None:
    version = dearer(village, now)

    with pytest.raises(TooLarge):
        try_imagined(village.clerk, version, households=999, runs=99, seed="1", now=now)
    assert not Trial.objects.exists()


def test_files_that_are_no_tables(village: Cast, now: datetime) -> None:
    version = dearer(village, now)

    with pytest.raises(FileUnreadable):
        try_tables(village.clerk, version, roster=Upload("a.xlsx", b"no"), acts=ACTS, now=now)
    wrong = Upload("行为.csv", "日期,对象,事项\n2026-13-01,H1,x\n".encode())
    with pytest.raises(TableUnreadable):
        try_tables(village.clerk, version, roster=ROSTER, acts=wrong, now=now)
    assert not Trial.objects.exists()


def test_who_may_not_read_the_book_may_not_try(village: Cast, now: datetime) -> None:
    version = dearer(village, now)

    for actor in (village.grid_worker, village.panel[0], village.zhang_actor):
        with pytest.raises(NotAllowed):
            try_imagined(actor, version, households=20, runs=1, seed="1", now=now)
        with pytest.raises(NotAllowed):
            trials_of(actor, version)
        with pytest.raises(NotAllowed):
            years_to_try(actor, now.date())
    assert not Trial.objects.exists()


def test_another_villages_version_is_not_found(village: Cast, now: datetime) -> None:
    version = dearer(village, now)

    with pytest.raises(NotFound):
        try_imagined(village.outsider, version, households=20, runs=1, seed="1", now=now)


@pytest.mark.parametrize(
    "path",
    [
        PACKS / "s0.yaml",
        PACKS / "sx.yaml",
        PACKS / "z3.yaml",
        TAOYUAN,
        TAOYUAN.parent / "songping.yaml",
    ],
)
def test_the_sample_tables_are_read_as_they_are(path: Path) -> None:
    """Every item that people of thirty homes come to do stands there under its title."""
    scheme = read_scheme(path.read_bytes())
    files = sample_tables(scheme)
    roster = list(rows_of(files["roster"], "名册样表.csv"))
    acts = list(rows_of(files["acts"], "行为样表.csv"))
    titles = {row[acts[0].index("事项")] for row in acts[1:]}
    assert titles <= {one.title for one in scheme.items}
    assert len(titles) > len(scheme.items) // 3
    found = on_tables(scheme, scheme, Tables(roster, acts))
    assert found.second.counted > len(titles) // 2


def test_whoever_may_not_see_the_book_gets_no_sample(village: Cast, now: datetime) -> None:
    version = drafted(village, now)
    assert sample_table(village.clerk, version, "roster").startswith("\ufeff编号,类型".encode())
    with pytest.raises(NotAllowed):
        sample_table(village.grid_worker, version, "roster")
    with pytest.raises(NotFound):
        sample_table(village.clerk, 10**9, "roster")
