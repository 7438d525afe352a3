"""The hand-worked years of the shipped documents, told through the real actions in order: every
balance, figure, reward, title, mark and refusal of the book is that of the tables, and so is what
the board, the passbooks and the pages of units show."""

from io import BytesIO

import pytest
from openpyxl import load_workbook

from jishan.claims.models import Claim
from jishan.core.periods import period_of
from jishan.demo.cast import Cast
from jishan.honors.actions import NeverRanked, announce_ranking
from jishan.ledger.check import prove
from jishan.ledger.models import Account
from jishan.orgs.models import Organization
from jishan.orgs.queries import actor_in_village, place_of
from jishan.reports.posts import township_posts_workbook
from tests.core.year_tables import written
from tests.stories.telling import at, key
from tests.stories.worked import Worked, worked
from tests.stories.worked_shown import indices, unlike
from tests.stories.worked_tables import differences

MANY = {"s2": 15, "ks": 10, "s0": 5, "hs": 10}
"""Where a year has so many households that every so many-th passbook is opened."""


@pytest.mark.parametrize("name", ["zx", "nh", "z3", "zp", "s0", "ks", "p4", "hs", "s2"])
def test_the_book_and_every_page_say_what_the_hand_worked_tables_say(
    village: Cast, name: str
) -> None:
    year = worked(village, name)

    assert differences(year) == {}
    assert prove(year.id).differences == ()
    assert unlike(year, every=MANY.get(name, 1)) == []


def test_sx_families_teams_the_village_and_posts(village: Cast) -> None:
    """As the others; and what is scored of the village and done at posts is the township's to read
    and nobody's rank (SX-07, SX-11)."""
    year = worked(village, "sx")

    assert differences(year) == {}
    assert unlike(year) == []
    _every_index_is_read(year)
    for measure in ("index_mean", "facts_year"):
        kind = year.scheme.measure(measure).period
        with pytest.raises(NeverRanked):
            announce_ranking(
                village.clerk, kind, day=year.last, measure=measure, key=key(), now=at(year.last)
            )
    assert not Account.objects.filter(village_id=year.id, purse="facts").exists()
    _posts_leave_as_a_sheet(year)


def _every_index_is_read(year: Worked) -> None:
    """`2024年3月10日 环境清洁指数 环境清洁 82.5 / 100`: the last of a quarter, by the table."""
    text = indices(year, year.last)
    table = {line: cell for line, cell in written("sx", "指标").items() if "_quarter" in line[0]}
    assert len(table) == 12
    for (measure, label, _), (figure, _) in table.items():
        code = measure.removesuffix("_quarter")
        scored = [one.act.day for one in year.out.acts
                  if one.act.item == code and one.state == "counted"]  # fmt: skip
        day = max(one for one in scored
                  if period_of(year.scheme.periods, "quarter", one).label == label)  # fmt: skip
        title = year.scheme.item(code).title
        said = (
            f"{day.year}年{day.month}月{day.day}日 {title} {title.removesuffix('指数')} {figure} /"
        )
        assert said in text


def _posts_leave_as_a_sheet(year: Worked) -> None:
    """What each wrote down, in the order of the tree: no points, no sum, no place."""
    township = place_of(Organization.objects.get(code="qingshi").pk)
    users = year.village.users
    officer = actor_in_village(users["township"].pk, township, day=year.last)
    book = township_posts_workbook(
        officer, [year.village.taoyuan], since=year.first, until=year.last, place=township.name,
        now=at(year.last),
    )  # fmt: skip
    sheet = load_workbook(BytesIO(book)).active
    assert sheet is not None
    rows = [[cell for cell in row if cell is not None] for row in sheet.values]
    clerk = next(row for row in rows if "赵会计" in row)
    mine = Claim.objects.filter(village_id=year.id, submitted_by=users["clerk"].pk)
    assert mine.exclude(origin="rule").count() in clerk
