"""Units, villager groups and the village itself have acts, notices and books like households
(ZX-01, ZX-04, ZX-29, SX-07, SX-09)."""

from datetime import date, datetime
from typing import Any

import pytest

from jishan.claims.actions import (
    NewInspection,
    NewVeto,
    TwiceInspected,
    publish_claims,
    record_inspections,
    record_veto,
    uphold_objection,
)
from jishan.claims.facts import period_facts
from jishan.claims.models import Bar, Claim
from jishan.claims.queries import claims_awaiting, claims_found, why
from jishan.core.access import Permission
from jishan.core.errors import NotAllowed, NotFound
from jishan.core.ledger import Kind
from jishan.core.measuring import Measuring
from jishan.core.periods import period_of
from jishan.core.points import Points
from jishan.core.replay.events import Person
from jishan.core.replay.whole import replay
from jishan.core.scheme.reading import from_plain
from jishan.core.scoring import Act, JudgeScores, SubjectKindWrong, SubjectNotMeant
from jishan.core.workflow import Stage
from jishan.demo.cast import Cast
from jishan.ledger.check import prove
from jishan.ledger.models import Account
from jishan.ledger.queries import ledger_lines, place_passbook, unit_passbook
from jishan.notices.actions import submit_objection
from jishan.notices.models import NoticeRow
from jishan.registry.units import NewUnit, found_unit
from jishan.schemes.queries import version_in_force
from tests.stories.road import adopt, claimed, days, decided, key, published, tick, written
from tests.stories.subjects import act, everybody, of_group, of_unit, of_village, shop


def balances(kind: str) -> dict[int, int]:
    rows = Account.objects.filter(holder_kind=kind)
    return dict(rows.values_list("holder_id", "balance"))


def index(*scores: int) -> tuple[JudgeScores, ...]:
    lines = dict(zip(("clean", "public", "harmony"), map(Points, scores), strict=True))
    return (JudgeScores("周主任", lines),)


def test_the_act_of_a_shop_goes_on_the_board_and_into_its_own_book(
    village: Cast, now: datetime
) -> None:
    adopt(village, now, everybody)
    unit = shop(village, now)

    claim = decided(village, act(village, now, "shopfront", of_unit(unit)), now)
    published(village, now)
    tick(village, now + days(4))

    line = NoticeRow.objects.get(subject_id=claim.id)
    assert (line.who, line.group, line.household_id) == ("桃源商店", "一组", None)
    assert line.public
    assert balances("unit") == {unit: 200}
    book = unit_passbook(village.clerk, unit)
    assert [(one.kind, one.memo, one.points, one.balance) for one in book.lines] == [
        (Kind.EARNING, "门前三包", 200, 200)
    ]
    # the village's purse takes what is done in it
    assert balances("village") == {village.taoyuan.id: 200}
    assert why(village.clerk, claim.id, now).claim.subject == of_unit(unit)
    assert prove(village.taoyuan.id).differences == ()


def test_a_households_act_fills_the_purse_of_its_group(village: Cast, now: datetime) -> None:
    adopt(village, now, everybody)
    decided(village, claimed(village, now), now)
    published(village, now)
    tick(village, now + days(4))

    assert balances("group") == {village.group_one.id: 300}
    lines = ledger_lines(village.clerk, purse="group").lines
    assert [(line.head_name, line.household_id, line.points) for line in lines] == [
        ("一组", None, 300)
    ]
    book = place_passbook(village.supervisor, village.group_one.id)
    assert [one.points for one in book.lines] == [300]


def test_the_caps_of_a_unit_are_its_own(village: Cast, now: datetime) -> None:
    adopt(village, now, everybody)
    first, second = shop(village, now), shop(village, now, "老李饭店")
    for unit in (first, first, first, second):
        decided(village, act(village, now, "shopfront", of_unit(unit)), now)
    published(village, now)
    tick(village, now + days(4))

    assert balances("unit") == {first: 500, second: 200}


def test_an_item_of_units_is_for_no_household_and_the_other_way_round(
    village: Cast, now: datetime
) -> None:
    adopt(village, now, everybody)
    unit = shop(village, now)
    before = written()

    with pytest.raises(SubjectKindWrong):
        act(village, now, "lane-sweep", of_unit(unit))
    with pytest.raises(SubjectKindWrong):
        act(village, now, "shopfront", of_group(village))

    assert written() == before


def test_a_volunteer_team_has_items_of_its_own(village: Cast, now: datetime) -> None:
    """SX-09: an item for teams, told by their tag, is for no shop."""

    def change(document: dict[str, Any]) -> None:
        everybody(document)
        item = next(one for one in document["items"] if one["code"] == "shopfront")
        document["items"].append(
            item | {"code": "help", "title": "联系帮助村民", "who": {"tags_any": ["志愿队"]}}
        )

    adopt(village, now, change)
    team = found_unit(
        village.clerk, NewUnit("红马甲", "team", None, tags=("志愿队",)), key="team", now=now
    )
    of_shop = shop(village, now)
    before = written()
    with pytest.raises(SubjectNotMeant):
        act(village, now, "help", of_unit(of_shop))
    assert written() == before

    made = act(village, now, "help", of_unit(team))

    assert why(village.clerk, made.id, now).claim.expected == 200


def test_a_grid_worker_writes_down_for_the_own_group_and_its_units_only(
    village: Cast, now: datetime
) -> None:
    adopt(village, now, everybody)
    near = shop(village, now)
    far = shop(village, now, "二组农资店", group_id=village.group_two.id)

    made = [
        act(village, now, "shopfront", of_unit(near), by=village.grid_worker),
        act(village, now, "group-meeting", of_group(village), by=village.grid_worker),
    ]
    before = written()
    for item, subject in (
        ("shopfront", of_unit(far)),
        ("group-meeting", f"g{village.group_two.id}"),
        ("shopfront", of_village(village)),
        ("shopfront", "u1"),
        ("shopfront", "x1"),
        ("shopfront", ""),
    ):
        with pytest.raises(NotFound):
            act(village, now, item, subject, by=village.grid_worker)

    assert written() == before
    waiting = claims_awaiting(village.grid_worker, Stage.VERIFY, now)
    assert [row.id for row in waiting] == [one.id for one in made]
    assert [(row.head_name, row.group, row.household_number) for row in waiting] == [
        ("桃源商店", "一组", ""),
        ("一组", "一组", ""),
    ]


def test_another_villages_shop_is_not_there(village: Cast, now: datetime) -> None:
    adopt(village, now, everybody)
    unit = shop(village, now)

    with pytest.raises(NotFound):
        act(village, now, "shopfront", of_unit(unit), by=village.outsider)
    with pytest.raises(NotFound):
        unit_passbook(village.outsider, unit)
    with pytest.raises(NotFound):
        place_passbook(village.outsider, village.group_one.id)


def test_the_desk_finds_claims_of_units_by_name_and_by_group(village: Cast, now: datetime) -> None:
    adopt(village, now, everybody)
    unit = shop(village, now)
    of_shop = act(village, now, "shopfront", of_unit(unit))
    of_first = act(village, now, "group-meeting", of_group(village))
    of_zhang = claimed(village, now)

    def found(**wanted: Any) -> list[int]:
        return [row.id for row in claims_found(village.clerk, now, **wanted)]

    assert found(household="商店") == [of_shop.id]
    assert found(household="一组") == [of_first.id]
    assert found(group_id=village.group_one.id) == [of_zhang.id, of_first.id, of_shop.id]
    assert found(group_id=village.group_two.id) == []


def test_anybody_objects_to_the_line_of_a_shop(village: Cast, now: datetime) -> None:
    adopt(village, now, everybody)
    unit = shop(village, now)
    claim = decided(village, act(village, now, "shopfront", of_unit(unit)), now)
    published(village, now)
    line = NoticeRow.objects.get(subject_id=claim.id)

    objection = submit_objection(
        village.neighbour_actor, line.id, reason="那天门前没扫", named="欧阳春", key=key(), now=now
    )
    uphold_objection(village.secretary, objection.id, reason="属实", now=now)
    tick(village, now + days(4))

    assert balances("unit") == {}
    assert Claim.objects.get(id=claim.id).round == 1


def test_a_hidden_line_of_a_shop_can_be_objected_to_at_the_desk(
    village: Cast, now: datetime
) -> None:
    """Deductions are shown to nobody here; the shop comes to the desk."""
    adopt(village, now, everybody)
    unit = shop(village, now)
    claim = decided(village, act(village, now, "unit-mess", of_unit(unit)), now)
    published(village, now)
    line = NoticeRow.objects.get(subject_id=claim.id)
    assert not line.public

    with pytest.raises(NotFound):
        submit_objection(
            village.neighbour_actor, line.id, reason="不是", named="欧阳春", key=key(), now=now
        )
    made = submit_objection(
        village.clerk, line.id, reason="没占道", named="桃源商店", key=key(), now=now, origin="oral"
    )

    assert made.row_id == line.id


def test_the_township_scores_the_village_by_three_indices(village: Cast, now: datetime) -> None:
    """SX-07: facts of one village; nobody of the village scores it."""
    adopt(village, now, everybody)
    sheet = [NewInspection(None, index(9000, 8500, 8000), subject=of_village(village))]
    before = written()
    for actor in (village.clerk, village.secretary, village.grid_worker, village.supervisor):
        with pytest.raises(NotAllowed):
            record_inspections(actor, "index", day=now.date(), rows=sheet, key=key(), now=now)
    assert written() == before

    made = record_inspections(
        village.township_officer, "index", day=now.date(), rows=sheet, key="index", now=now
    )

    assert (made.count, made.repeated) == (1, False)
    assert Permission.RECORD_CLAIM not in village.township_officer.whole
    claim = Claim.objects.get(item="index")
    assert (claim.org_id, claim.household_id, claim.unit_id) == (village.taoyuan.id, None, None)


def test_units_are_inspected_on_one_sheet_and_none_twice(village: Cast, now: datetime) -> None:
    def change(document: dict[str, Any]) -> None:
        everybody(document)
        document["items"][-1]["subjects"] = ["unit", "village"]

    adopt(village, now, change)
    units = [shop(village, now), shop(village, now, "老李饭店")]
    rows = [NewInspection(None, index(9000, 8500, 8000), subject=of_unit(one)) for one in units]
    before = written()
    with pytest.raises(TwiceInspected):
        record_inspections(
            village.clerk, "index", day=now.date(), rows=rows + rows[:1], key=key(), now=now
        )
    mixed = [*rows, NewInspection(None, index(1, 2, 3), subject=of_village(village))]
    with pytest.raises(NotFound):
        record_inspections(village.clerk, "index", day=now.date(), rows=mixed, key=key(), now=now)
    assert written() == before

    record_inspections(village.clerk, "index", day=now.date(), rows=rows, key=key(), now=now)

    assert set(Claim.objects.values_list("unit_id", flat=True)) == set(units)


def test_a_veto_bars_a_unit_from_earning(village: Cast, now: datetime) -> None:
    def change(document: dict[str, Any]) -> None:
        everybody(document)
        document["vetoes"][0]["bars"] = ["honours", "earning"]

    adopt(village, now, change)
    unit = shop(village, now)
    veto = NewVeto(None, "crime", now.date(), "判决书", "1号", subject=of_unit(unit))
    claim = record_veto(village.clerk, veto, key=key(), now=now)
    decided(village, claim, now)
    published(village, now)
    tick(village, now + days(4))

    bar = Bar.objects.get()
    assert (bar.unit_id, bar.household_id, bar.org_id) == (unit, None, None)
    later = now + days(5)
    refused = act(village, later, "unit-mess", of_unit(unit))  # a deduction still counts
    assert refused.number == 2


def test_measures_of_units_groups_and_the_village_are_what_the_replay_computes(
    village: Cast, now: datetime
) -> None:
    version = adopt(village, now, everybody)
    units = [shop(village, now), shop(village, now, "老李饭店")]
    done = [
        ("shopfront", of_unit(units[0])),
        ("shopfront", of_unit(units[0])),
        ("shopfront", of_unit(units[0])),
        ("shopfront", of_unit(units[1])),
        ("group-meeting", of_group(village)),
    ]
    for item, subject in done:
        decided(village, act(village, now, item, subject), now)
    decided(village, claimed(village, now), now)
    sheet = [NewInspection(None, index(9000, 8500, 8000), subject=of_village(village))]
    record_inspections(
        village.township_officer, "index", day=now.date(), rows=sheet, key=key(), now=now
    )
    publish_claims(village.clerk, key=key(), now=now)
    tick(village, now + days(4))

    scheme = version_in_force(village.taoyuan.id, now.date()).scheme
    march = period_of(scheme.periods, "month", now.date())
    measuring = Measuring(scheme, march, period_facts(village.taoyuan.id, scheme, march))
    codes = ("units", "groups", "all", "index", "group-homes")
    mine = {code: measuring.of(code).values for code in codes}

    groups = ("一组", "二组", "三组", "四组", "五组", "六组")
    roster = [
        Person(f"h{village.zhang.id}", "household", group="一组"),
        *(Person(of_unit(one), "unit", group="一组") for one in units),
        *(Person(name, "group") for name in groups),
        Person(scheme.organisation, "village"),
    ]
    names = {of_group(village): "一组"}
    acts = [
        Act(str(number), now.date(), names.get(subject, subject), item)
        for number, (item, subject) in enumerate(done)
    ]
    acts.append(Act("9", now.date(), f"h{village.zhang.id}", "lane-sweep"))
    acts.append(Act("10", now.date(), scheme.organisation, "index", scores=index(9000, 8500, 8000)))
    document = from_plain(version.document)
    outcome = replay([document], roster, acts, until=date(2026, 3, 31))
    theirs = {
        code: found.values
        for closing in outcome.closings
        if closing.period.label == march.label
        for code, found in closing.measures.items()
    }

    assert {code: mine[code] for code in codes} == {code: theirs[code] for code in codes}
    assert mine["units"] == {of_unit(units[0]): 500, of_unit(units[1]): 200}
    assert mine["groups"]["一组"] == 1100
    assert mine["index"] == {scheme.organisation: 25500}
