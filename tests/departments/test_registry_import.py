"""Entering a roster: all or nothing, no doubles, nothing taken for what it is not."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta

import pytest

from jishan.core.errors import NotAllowed, NotFound
from jishan.demo.cast import Cast
from jishan.orgs.models import AuditEvent, Organization
from jishan.registry import incoming
from jishan.registry.models import Household, PublicCode, Resident, RosterImport
from jishan.registry.roster_table import import_row
from jishan.registry.rosters import (
    NothingToImport,
    check_roster,
    confirm_roster,
    import_roster,
    plan_of,
)
from jishan.registry.sheets.preview import RosterPreview
from tests.departments.registry_rosters import preview_of, workbook
from tests.departments.roster.village import Person
from tests.departments.roster.village import village as people_of

_FIRST, *_OTHERS = people_of(6)
# Six households, two groups, sixteen people; none of them is 张桂兰 of the cast.
PEOPLE = [replace(_FIRST, name="章桂香", head="章桂香"), *_OTHERS]


def enter(
    village: Cast, people: Sequence[Person] | RosterPreview, key: str, *, now: datetime
) -> RosterImport:
    preview = people if isinstance(people, RosterPreview) else preview_of(people)
    return import_roster(
        village.clerk, preview, key=key, filename="名册.xlsx", digest="0" * 64, now=now
    )


def counts(entered: RosterImport) -> tuple[int, ...]:
    """Households new, changed, same; residents new, changed, same, closed."""
    row = import_row(entered)
    return (
        row.households_new, row.households_changed, row.households_same,
        row.residents_new, row.residents_changed, row.residents_same, row.residents_closed,
    )  # fmt: skip


def imported(village: Cast) -> list[tuple[str, str, str | None]]:
    """Number, head and group of the households that came by import."""
    rows = Household.objects.filter(village_id=village.clerk.village_id)
    rows = rows.exclude(number__startswith="TY").order_by("number_order")
    return [(h.number, h.head_name, h.group.name if h.group else None) for h in rows]


def test_a_clean_roster_is_entered_once(village: Cast, now: datetime) -> None:
    entered = enter(village, PEOPLE, "first", now=now)

    assert counts(entered) == (6, 0, 0, 16, 0, 0, 0)
    heads = [p for p in PEOPLE if p.relation == "户主"]
    assert imported(village) == [(p.household_no, p.name, p.group) for p in heads]
    assert Organization.objects.filter(parent_id=village.taoyuan.id).count() == 6
    head = Resident.objects.get(village_id=village.taoyuan.id, name=heads[0].name)
    assert (head.head, head.relation, head.sex) == (True, "户主", "男")
    assert head.birth_year == heads[0].birth_date.year
    assert head.identity_tail == heads[0].identity[-4:]
    assert head.since == date(2026, 3, 2)
    doors = Household.objects.all()
    assert {(c.code, c.row_id) for c in PublicCode.objects.filter(kind="door")} == {
        (h.door_code, h.id) for h in doors
    }
    audit = AuditEvent.objects.get(code="roster.imported")
    assert (audit.object_id, audit.facts["residents_new"]) == (entered.id, 16)


def test_the_same_roster_again_changes_nothing(village: Cast, now: datetime) -> None:
    enter(village, PEOPLE, "first", now=now)
    before = list(Resident.objects.order_by("id").values_list())

    again = enter(village, PEOPLE, "second", now=now + timedelta(days=1))

    assert counts(again) == (0, 0, 6, 0, 0, 16, 0)
    assert list(Resident.objects.order_by("id").values_list()) == before


def test_the_same_key_is_the_same_import(village: Cast, now: datetime) -> None:
    first = enter(village, PEOPLE, "first", now=now)

    again = enter(village, PEOPLE[:1], "first", now=now)

    assert again.id == first.id
    assert RosterImport.objects.count() == 1
    assert AuditEvent.objects.filter(code="roster.imported").count() == 1


@pytest.mark.parametrize("without", ["number", "identity", "both"])
def test_no_doubles_when_a_column_is_missing(village: Cast, now: datetime, without: str) -> None:
    people = list(PEOPLE)
    if without in ("number", "both"):
        people = [replace(p, household_no="") for p in people]
    if without in ("identity", "both"):
        people = [replace(p, identity="") for p in people]
    enter(village, people, "first", now=now)

    again = enter(village, people, "second", now=now)

    assert counts(again) == (0, 0, 6, 0, 0, 16, 0)


def test_a_village_number_replaces_ours(village: Cast, now: datetime) -> None:
    enter(village, [replace(p, household_no="") for p in PEOPLE], "first", now=now)
    assert [number for number, _, _ in imported(village)] == [f"J000{n}" for n in range(1, 7)]

    again = enter(village, PEOPLE, "second", now=now)

    assert counts(again) == (0, 6, 0, 0, 0, 16, 0)
    assert [number for number, _, _ in imported(village)] == [f"00{n}" for n in range(1, 7)]


def test_groups_that_each_count_from_one(village: Cast, now: datetime) -> None:
    """Also when the second group's sheet comes alone, later."""
    numbered = [replace(p, household_no=str(int(p.household_no) % 3 + 1)) for p in PEOPLE]
    enter(village, numbered, "both", now=now)
    expected = [f"{g}组-{n}" for g in (1, 2) for n in (1, 2, 3)]
    assert sorted(number for number, _, _ in imported(village)) == sorted(expected)

    alone = enter(village, [p for p in numbered if p.group == "二组"], "alone", now=now)

    assert counts(alone)[:3] == (0, 0, 3)
    assert len(imported(village)) == 6


def test_what_the_roster_leaves_empty_stays(village: Cast, now: datetime) -> None:
    enter(village, PEOPLE, "first", now=now)
    phones = list(Resident.objects.order_by("id").values_list("phone_sealed", flat=True))

    bare = [replace(p, phone="", door="", identity="", sex="", resident="") for p in PEOPLE]
    again = enter(village, bare, "second", now=now)

    assert counts(again) == (0, 0, 6, 0, 0, 16, 0)
    assert list(Resident.objects.order_by("id").values_list("phone_sealed", flat=True)) == phones


def test_a_changed_phone_changes_one_person(village: Cast, now: datetime) -> None:
    enter(village, PEOPLE, "first", now=now)
    people = [replace(PEOPLE[0], phone="13900001111"), *PEOPLE[1:]]

    assert counts(enter(village, people, "second", now=now)) == (0, 0, 6, 0, 1, 15, 0)


def test_the_dead_and_the_moved_are_closed_with_the_day(village: Cast, now: datetime) -> None:
    enter(village, PEOPLE, "first", now=now)
    wife = next(n for n, p in enumerate(PEOPLE) if p.relation == "妻")
    son = next(n for n, p in enumerate(PEOPLE) if p.relation == "长子")
    people = list(PEOPLE)
    people[wife] = replace(people[wife], note="已故")
    people[son] = replace(people[son], note="迁出", identity="")  # found by name in the household

    entered = enter(village, people, "second", now=now + timedelta(days=30))

    assert counts(entered) == (0, 0, 6, 0, 0, 14, 2)
    closed = Resident.objects.filter(until__isnull=False).order_by("id")
    assert [(r.name, r.until) for r in closed] == [
        (PEOPLE[wife].name, date(2026, 4, 1)),
        (PEOPLE[son].name, date(2026, 4, 1)),
    ]
    assert counts(enter(village, people, "third", now=now)) == (0, 0, 6, 0, 0, 14, 0)


def test_a_son_follows_the_dead_head_in_the_same_household(village: Cast, now: datetime) -> None:
    people = [replace(p, household_no="") for p in PEOPLE]
    enter(village, people, "first", now=now)
    home = [p for p in people if p.head == PEOPLE[3].head]  # head, wife, son …
    father, mother, son = home[0], home[1], home[2]
    later = [
        replace(father, head=son.name, note="已故"),
        replace(mother, head=son.name, relation="母亲"),
        replace(son, head=son.name, relation="户主"),
        *[replace(p, head=son.name) for p in home[3:]],
    ]

    entered = enter(village, [p for p in people if p not in home] + later, "later", now=now)

    assert counts(entered)[:3] == (0, 1, 5)
    assert (son.name in [h for _, h, _ in imported(village)]) is True
    heads = Resident.objects.filter(head=True, until__isnull=True, name=son.name)
    assert heads.count() == 1


def test_a_daughter_moves_to_another_household_with_her_past(village: Cast, now: datetime) -> None:
    enter(village, PEOPLE, "first", now=now)
    wife = next(p for p in PEOPLE if p.relation == "妻")
    before = Resident.objects.get(name=wife.name, village_id=village.taoyuan.id)
    target = PEOPLE[-1]
    people = [p for p in PEOPLE if p is not wife]
    people.append(
        replace(wife, household_no=target.household_no, head=target.head, group=target.group,
                relation="儿媳")
    )  # fmt: skip

    entered = enter(village, people, "second", now=now)

    assert counts(entered) == (0, 0, 6, 0, 1, 15, 0)
    after = Resident.objects.get(name=wife.name, village_id=village.taoyuan.id)
    assert after.id == before.id
    home = Household.objects.get(village_id=village.taoyuan.id, id=after.household_id)
    assert home.number == target.household_no


def test_a_corrected_identity_is_shown_before_it_is_entered(village: Cast, now: datetime) -> None:
    enter(village, PEOPLE, "first", now=now)
    corrected = [replace(PEOPLE[0], identity=PEOPLE[0].identity[:14] + "9999"), *PEOPLE[1:]]

    plan = plan_of(village.taoyuan.id, preview_of(corrected))

    assert [m.row.name for m in plan.identity_changed] == [PEOPLE[0].name]
    assert counts(enter(village, corrected, "second", now=now)) == (0, 0, 6, 0, 1, 15, 0)


def test_namesakes_in_one_group_stay_two_households(village: Cast, now: datetime) -> None:
    twins = [replace(p, household_no="", head=PEOPLE[0].name, name=PEOPLE[0].name)
             for p in (PEOPLE[0], PEOPLE[1])]  # fmt: skip
    twins[1] = replace(
        twins[1], relation="户主", identity=PEOPLE[3].identity, birth_date=PEOPLE[3].birth_date
    )
    enter(village, twins, "first", now=now)
    assert len(imported(village)) == 2

    assert counts(enter(village, twins, "second", now=now))[:6] == (0, 0, 2, 0, 0, 2)


def test_another_villages_people_are_untouched(village: Cast, now: datetime) -> None:
    theirs = list(Resident.objects.filter(village_id=village.liushu.id).values_list())

    enter(village, PEOPLE, "first", now=now)
    import_roster(
        village.outsider, preview_of(PEOPLE), key="first", filename="a", digest="b", now=now
    )

    ours = Resident.objects.filter(village_id=village.taoyuan.id).exclude(identity_hash=None)
    other = Resident.objects.filter(village_id=village.liushu.id).exclude(identity_hash=None)
    assert ours.count() == other.count() == 16
    assert not set(ours.values_list("identity_hash")) & set(other.values_list("identity_hash"))
    kept = Resident.objects.filter(village_id=village.liushu.id, identity_hash=None)
    assert list(kept.values_list()) == theirs


@pytest.mark.parametrize("who", ["secretary", "grid_worker", "supervisor", "shopkeeper"])
def test_only_the_clerk_imports(village: Cast, now: datetime, who: str) -> None:
    with pytest.raises(NotAllowed):
        import_roster(
            getattr(village, who), preview_of(PEOPLE), key="k", filename="f", digest="d", now=now
        )
    assert imported(village) == []
    assert not RosterImport.objects.exists()


def test_a_roster_without_a_household_is_refused(village: Cast, now: datetime) -> None:
    headless = [replace(p, relation="侄子") for p in PEOPLE[1:2]]

    with pytest.raises(NothingToImport):
        enter(village, headless, "first", now=now)

    assert not RosterImport.objects.exists()


def test_a_failure_half_way_leaves_nothing(village: Cast, now: datetime) -> None:
    """The connection drops while people are written: groups, households and codes go as well."""

    def drop(_count: int) -> None:
        raise ConnectionError

    people = [replace(p, group="八组") for p in PEOPLE]
    with pytest.raises(ConnectionError):
        import_roster(
            village.clerk, preview_of(people), key="k", filename="f", digest="d", now=now,
            advance=drop,
        )  # fmt: skip

    assert imported(village) == []
    assert not Organization.objects.filter(name="八组").exists()
    assert PublicCode.objects.count() == 4
    assert counts(enter(village, people, "k", now=now)) == (6, 0, 0, 16, 0, 0, 0)


# The upload that waits ---------------------------------------------------------------------


def test_an_upload_is_sealed_and_waits_for_the_yes(
    village: Cast, now: datetime, django_capture_on_commit_callbacks: object
) -> None:
    token = incoming.keep_upload(village.clerk, workbook(PEOPLE), filename="名册.xlsx", now=now)
    kept = incoming._path(token).read_bytes()
    assert b"PK\x03\x04" not in kept
    assert "名册".encode() not in kept

    checked = check_roster(village.clerk, token, now=now)
    assert (checked.filename, checked.preview.resident_count) == ("名册.xlsx", 16)
    assert checked.plan is not None
    assert checked.plan.counts()["residents_new"] == 16
    assert imported(village) == []

    with django_capture_on_commit_callbacks(execute=True):  # type: ignore[operator]
        entered = confirm_roster(village.clerk, token, key="yes", now=now)
    assert counts(entered) == (6, 0, 0, 16, 0, 0, 0)
    assert not incoming._path(token).exists()
    assert confirm_roster(village.clerk, token, key="yes", now=now).id == entered.id


def test_an_upload_opens_in_its_own_village_only(village: Cast, now: datetime) -> None:
    token = incoming.keep_upload(village.clerk, b"x", filename="a.xlsx", now=now)

    for stranger in (village.outsider,):
        with pytest.raises(NotFound):
            incoming.upload(stranger, token, now=now)
    with pytest.raises(NotAllowed):
        incoming.upload(village.supervisor, token, now=now)
    for wrong in ("../../secret.key", "x" * 32, ""):
        with pytest.raises(NotFound):
            incoming.upload(village.clerk, wrong, now=now)
    assert incoming.upload(village.clerk, token, now=now).content == b"x"


def test_an_upload_is_gone_after_a_day(village: Cast, now: datetime) -> None:
    token = incoming.keep_upload(village.clerk, b"x", filename="a.xlsx", now=now)
    next_day = now + timedelta(days=1, seconds=1)

    with pytest.raises(NotFound):
        incoming.upload(village.clerk, token, now=next_day)
    assert incoming.sweep_uploads(now=next_day) >= 1
    assert not incoming._path(token).exists()
