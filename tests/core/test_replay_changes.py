"""What becomes otherwise when an act no longer counts, cause by cause."""

from collections.abc import Iterable
from datetime import date

from hypothesis import given, settings
from hypothesis import strategies as st

from jishan.core.points import Points
from jishan.core.replay.changes import Changes, changes
from jishan.core.replay.events import Person
from jishan.core.replay.known import Known
from jishan.core.replay.outcome import Outcome
from jishan.core.replay.whole import replay
from jishan.core.scheme.document import Scheme
from jishan.core.scheme.facts import Act, Credit
from tests.core.replaying import village

RULES = """
items:
- {code: a, title: 种树, category: env, worth: {shape: per_unit, points: 1, unit: 棵, whole: true, min: 1, max: 99}, caps: [{per: month, points: 10}], source: {ids: [X]}}
measures:
- {code: month, name: 本月, shape: points, purse: main, period: month, on: {items: [a]}}
settlements:
- {code: band, name: 档, measure: month, category: civil, counts: bands, bands: [{at_least: 8, points: 5}], rounding: down}
streaks:
- {code: two, name: 两月, measure: month, holds: {at_least: 8}, length: 2, counting: consecutive, windows: rolling, restart: year, missing: breaks, mark: 红旗}
"""  # noqa: E501 - rules read as rows
PURSE = (
    "purses: [{code: main, name: 积分, holder: household, spendable: true, floor: zero, "
    "clearing: {every: quarter, what: all}, after_correction: write_off}]\n"
)
SCHEME: Scheme = village(RULES, purse=PURSE)
ROSTER = [Person("H1", "household"), Person("H2", "household")]
FIRST, UNTIL = date(2024, 1, 1), date(2024, 6, 30)


def act(key: str, month: int, day: int, many: int, who: str = "H1") -> Act:
    return Act(key, date(2024, month, day), who, "a", many, origin="recorded")


def lived(acts: list[Act], *voided: str) -> Outcome:
    known = Known(dict.fromkeys(voided, "reversed"), detailed=True)
    return replay([SCHEME], ROSTER, acts, first=FIRST, until=UNTIL, known=known)


def without(acts: list[Act], *keys: str) -> Changes:
    return changes(lived(acts), lived(acts, *keys))


def test_the_cut_act_the_band_the_mark_and_the_clearing() -> None:
    acts = [act("1", 1, 5, 8), act("2", 1, 9, 6), act("3", 2, 5, 8)]

    found = without(acts, "1")

    assert found.changed == {"2"}
    two = found.acts["2"]
    assert (two.was.points, two.now.points) == (200, 600)
    assert [(one.window.cap, one.amount) for one in two.uses] == [("a/1", 600)]
    assert [
        (key, one.was.points if one.was else 0, one.now.points if one.now else 0)
        for key, one in found.automatic.items()
    ] == [(("band", "H1", date(2024, 1, 31)), 500, 0)]
    assert [(one.streak, one.subject, one.period, one.given) for one in found.marks] == [
        ("two", "H1", "2024-02", False)
    ]
    assert [tuple(one) for one in found.lapses] == [
        ("clearing", "main", "H1", date(2024, 3, 31), 900)
    ]
    assert found.purses == ()


def test_only_the_clearing_follows_from_an_act_alone() -> None:
    found = without([act("1", 4, 5, 2), act("2", 4, 5, 3, "H2")], "1")

    assert [one.points for one in found.lapses] == [200]
    assert (found.changed, found.automatic, found.marks, found.purses) == (
        frozenset(), {}, (), (),
    )  # fmt: skip


def named(before: Outcome, found: Changes) -> dict[str, int]:
    """Everything that moves balances: the act itself, and what is named to follow."""
    moved: dict[str, int] = {}

    def add(sign: int, credits_: Iterable[Credit]) -> None:
        for credit in credits_:
            moved[credit.holder] = moved.get(credit.holder, 0) + sign * credit.points

    add(-1, next(one for one in before.acts if one.act.key == "1").credits)
    for change in found.acts.values():
        add(-1, change.was.credits)
        add(1, change.now.credits)
    for auto in found.automatic.values():
        add(-1, auto.was.credits if auto.was else ())
        add(1, auto.now.credits if auto.now else ())
    add(1, (Credit(one.purse, one.holder, one.points) for one in found.lapses))
    for one in found.purses:
        add(1, [Credit(one.purse, one.holder, Points(one.limits + one.written_off))])
    return moved


_ACTS = st.lists(
    st.tuples(st.integers(1, 6), st.integers(1, 28), st.integers(1, 9), st.sampled_from("12")),
    min_size=2,
    max_size=14,
)


@settings(max_examples=60, deadline=None)
@given(_ACTS)
def test_the_differences_lead_from_one_balance_to_the_other(
    rows: list[tuple[int, int, int, str]],
) -> None:
    """Balance after = balance before − the act + everything that is named."""
    acts = [act(str(n), month, day, many, f"H{who}") for n, (month, day, many, who) in
            enumerate(rows, 1)]  # fmt: skip
    before, now = lived(acts), lived(acts, "1")
    found = changes(before, now)

    moved = named(before, found)
    for who in ("H1", "H2"):
        was, is_now = (out.book.state("main", who).balance for out in (before, now))
        assert was + moved.get(who, 0) == is_now
