"""Acts that say the same are worth the same: what is remembered is what would be found."""

# ruff: noqa: E501 - each rule is read as one row

from datetime import date, timedelta
from fractions import Fraction

from hypothesis import given, settings
from hypothesis import strategies as st

from jishan.core.errors import Refusal
from jishan.core.points import Points
from jishan.core.scheme.assessing import assess
from jishan.core.scheme.compiled import Compiled, Slot
from jishan.core.scheme.document import Scheme
from jishan.core.scheme.doer import Doer
from jishan.core.scheme.facts import Act, Credit, Standing
from jishan.core.scheme.remembering import Uses, remembered
from tests.core.replaying import village

FIRST = date(2024, 1, 1)
CAPS = st.lists(
    st.builds(
        "{{per: {}, {}, whose: {}}}".format,
        st.sampled_from(["day", "week", "month", "quarter", "year", "ever", "event"]),
        st.sampled_from(["points: 6", "times: 3"]),
        st.sampled_from(["account", "household", "everyone"]),
    ),
    max_size=2,
)
QUANTITIES: st.SearchStrategy[int | Fraction] = st.sampled_from([1, 1, 1, 2, 9, Fraction(5, 2)])
HOME = Standing("household", "H1", "1组")
STANDINGS = {
    "H1": HOME,
    "H2": Standing("household", "H2", "2组", taking_part=False),
    "R1": Standing("resident", "H1", "1组", others={"H1": HOME}),
    "R2": Standing("resident", None, "1组"),
    "U1": Standing("unit"),
}


@st.composite
def schemes(draw: st.DrawFn) -> Scheme:
    """Shapes that need not look around, with caps of all sorts."""
    to, caps = draw(st.sampled_from(["doer", "household"])), f"[{', '.join(draw(CAPS))}]"
    dated = draw(st.sampled_from(["", ", months: [3, 4]", ", days_of_month: [1, 20]"]))
    return village(f"""
items:
- {{code: a, title: 甲, category: env, credited_to: {to}, worth: {{shape: fixed, points: 3}}, caps: {caps}{dated}}}
- {{code: b, title: 乙, category: env, credited_to: {to}, worth: {{shape: per_unit, points: 1.5, unit: 件, bundle: 2, whole: true, max: 8, over: cut}}, caps: {caps}, evidence: {{required: [photo]}}}}
- {{code: c, title: 丙, category: civil, worth: {{shape: levels, levels: [{{level: county, name: 县级, points: 8}}, {{level: township, name: 乡级, points: 4}}]}}}}
- {{code: d, title: 丁, category: civil, worth: {{shape: range, low: 1, high: 5, step: 0.5}}, unmet_points: 0, conditions: [{{figure: tables, name: 桌数, unit: 桌, at_most: 10}}], conditions_need: all}}
- {{code: e, title: 戊, category: civil, credited_to: {to}, worth: {{shape: fixed, points: -2}}, caps: {caps}}}
""")


@st.composite
def deeds(draw: st.DrawFn) -> Act:
    return Act(
        str(draw(st.integers(1, 999))),
        FIRST + timedelta(days=draw(st.integers(0, 100))),
        draw(st.sampled_from(sorted(STANDINGS))),
        draw(st.sampled_from("abcde")),
        draw(QUANTITIES),
        level=draw(st.sampled_from([None, "county", "乡级"])),
        points=draw(st.sampled_from([None, Points(150), Points(400), Points(900)])),
        evidence=draw(st.sampled_from([None, ("photo",), ()])),
        figures=draw(st.sampled_from([{}, {"tables": 8}, {"tables": 12}])),
        claimed=draw(st.sampled_from([None, None, None, date(2024, 12, 1)])),
    )


def _uses(uses: Uses) -> list[tuple[int, Slot, int]]:
    return [(cap.number, slot, amount) for cap, slot, amount in uses]


Found = tuple[object, ...]


def _looked_at(scheme: Scheme, act: Act, taken: dict[Slot, int]) -> Found:
    """By a plan that remembers nothing."""
    doer = Doer(act.subject, STANDINGS[act.subject])
    try:
        found = assess(Compiled(scheme), act, doer, taken)
    except Refusal as refusal:
        return (refusal.code, refusal.facts)
    more = (found.points, found.reasons, found.times, found.millionths, found.raw)
    return (found.credits, _uses(found.uses), *more)


class Village:
    """A plan and doers that remember what they have seen."""

    def __init__(self, scheme: Scheme) -> None:
        self.plan = Compiled(scheme)
        self.doers = {key: Doer(key, standing) for key, standing in STANDINGS.items()}
        self.taken: dict[Slot, int] = {}
        self.hits = 0

    def remembers(self, act: Act) -> Found | None:
        again = remembered(self.plan, act, self.doers[act.subject], self.taken)
        if again is None:
            return None
        self.hits += 1
        found, purse, holder, uses = again
        credits_ = (Credit(purse, holder, Points(found.claimed)),)
        more = (found.points, found.reasons, found.times, found.millionths, found.raw)
        return (credits_, _uses(uses), *more)

    def score(self, act: Act) -> None:
        try:
            found = assess(self.plan, act, self.doers[act.subject], self.taken)
        except Refusal:
            return
        for _, slot, amount in found.uses:
            self.taken[slot] = self.taken.get(slot, 0) + amount


@settings(max_examples=80, deadline=None)
@given(schemes(), st.lists(deeds(), max_size=25))
def test_what_is_remembered_is_what_would_be_found(scheme: Scheme, acts: list[Act]) -> None:
    here = Village(scheme)
    for act in acts:
        found = here.remembers(act)
        if found is not None:
            assert found == _looked_at(scheme, act, here.taken)
        here.score(act)


LANE = """
items:
- {code: a, title: 甲, category: env, worth: {shape: fixed, points: 3}, caps: [{per: month, times: 2, whose: account}]}
- {code: n, title: 乙, category: env, worth: {shape: fixed, points: 3}, repeat: {within: {months: 1}, factor: 2}}
"""


def test_it_is_remembered_for_others_as_long_as_no_cap_cuts() -> None:
    here = Village(village(LANE))
    acts = [Act(str(number), FIRST, who, "a") for number, who in enumerate(("H1", "H1", "H1"))]

    seen = []
    for act in acts:
        seen.append(here.remembers(act) is not None)
        here.score(act)

    assert seen == [False, True, False]
    assert here.hits == 1


def test_what_looks_around_is_never_remembered() -> None:
    here = Village(village(LANE))
    for number, item in enumerate("anan"):
        here.score(Act(str(number), FIRST, "H1", item))
    assert {found.rule.item.code for found in here.plan.known.values()} == {"a"}
