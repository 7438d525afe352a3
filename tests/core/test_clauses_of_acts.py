"""Each way of being worth something, as a property: what holds whatever figures a village writes."""

# ruff: noqa: E501 - rules and tables read as rows; broken lines would hide the columns

from datetime import date, timedelta
from fractions import Fraction
from statistics import median

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.core.one_item import item, told
from tests.core.replaying import automatic, balances, points, run, village

FEW = settings(max_examples=20, deadline=None)
FIRST = date(2024, 1, 1)
SMALL = st.lists(st.integers(1, 20), min_size=1, max_size=6)


def table(columns: str, *lines: str) -> str:
    head = f"编号,日期,对象,事项,{columns}\n"
    return head + "".join(
        f"{n},{FIRST + timedelta(days=n)},H1,it,{line}\n" for n, line in enumerate(lines, 1)
    )


@FEW
@given(st.integers(-9, 5), st.integers(0, 9), st.integers(1, 4), st.integers(-12, 16))
def test_range_and_case_take_what_lies_between(low: int, more: int, step: int, given_: int) -> None:
    high = low + more
    worth = f"{{shape: range, low: {low}, high: {high}, step: {step}}}"
    right = low <= given_ <= high and (given_ - low) % step == 0
    acts = table("分值", str(given_), "")

    assert told(worth, acts) == [
        str(given_) if right else "scoring.points_out_of_range", "scoring.points_missing",
    ]  # fmt: skip
    case = f"{{shape: case, low: {low}, high: {high}}}"
    inside = str(given_) if low <= given_ <= high else "scoring.points_out_of_range"
    assert told(case, table("分值,依据", f"{given_},纪要", f"{high},")) == [
        inside, "scoring.document_missing",
    ]  # fmt: skip


@FEW
@given(SMALL, st.sampled_from(["replace", "add"]))
def test_steps_give_in_all_what_the_total_has_reached(quantities: list[int], mode: str) -> None:
    ladder = ((5, 2), (12, 7), (30, 20))
    steps = ", ".join(f"{{at: {at}, points: {worth}}}" for at, worth in ladder)
    worth = f"{{shape: steps, unit: 时, per: year, mode: {mode}, steps: [{steps}]}}"
    found = [int(one) for one in told(worth, table("数量", *map(str, quantities)))]
    reached = [value for at, value in ladder if sum(quantities) >= at]

    assert sum(found) == (sum(reached) if mode == "add" else max(reached, default=0))


@FEW
@given(SMALL, st.sampled_from(["down", "half_up", "up"]))
def test_brackets_give_in_all_what_the_whole_quantity_is_worth(
    quantities: list[int], rounding: str
) -> None:
    worth = f"{{shape: brackets, unit: 斤, per: year, rounding: {rounding}, round_to: 1, brackets: [{{up_to: 10, points: 0.5}}, {{up_to: 25, points: 0.3}}, {{points: 0.1}}]}}"
    found = sum(int(one) for one in told(worth, table("数量", *map(str, quantities))))
    total = sum(quantities)
    exact = Fraction(min(total, 10), 2) + Fraction(3 * max(min(total, 25) - 10, 0), 10)
    exact += Fraction(max(total - 25, 0), 10)
    whole, half = exact.__floor__(), Fraction(1, 2)

    assert (
        found
        == {"down": whole, "half_up": (exact + half).__floor__(), "up": exact.__ceil__()}[rounding]
    )


@FEW
@given(
    st.lists(st.integers(0, 100), min_size=1, max_size=5),
    st.sampled_from(["mean", "median", "trimmed_mean", "best", "worst", "sum"]),
)
def test_several_judges_become_one_score(scores: list[int], how: str) -> None:
    worth = f"{{shape: inspection, lines: [{{code: l, title: 综合, points: 100}}], judging: {{combine: {how}, rounding: half_up}}, counts: score}}"
    forms = "|".join(f"评委{n}:{score}" for n, score in enumerate(scores))
    inner = sorted(scores)[1:-1] if len(scores) > 2 else scores
    exact = {
        "mean": Fraction(sum(scores), len(scores)),
        "median": Fraction(median(map(Fraction, scores))),
        "trimmed_mean": Fraction(sum(inner), len(inner)),
        "best": Fraction(max(scores)),
        "worst": Fraction(min(scores)),
        "sum": Fraction(sum(scores)),
    }[how]

    found = Fraction(told(worth, table("得分", forms))[0])
    assert found == Fraction((exact * 100 + Fraction(1, 2)).__floor__(), 100)


@FEW
@given(st.integers(0, 120), st.integers(1, 30))
def test_import_and_whole_bundles(figure: int, bundle: int) -> None:
    worth = "{shape: import, unit: 个百分点, factor: 0.3, rounding: down, round_to: 1, min: 0, max: 100}"
    right = str(3 * figure // 10) if figure <= 100 else "scoring.quantity_out_of_range"
    assert told(worth, table("数量", str(figure))) == [right]

    worth = f"{{shape: per_unit, points: 2, unit: 毫升, bundle: {bundle}, whole: true}}"
    given_ = str(figure // bundle * 2) if figure else "scoring.quantity_out_of_range"
    assert told(worth, table("数量", str(figure))) == [given_]


@FEW
@given(st.integers(0, 9), st.integers(0, 9), st.sampled_from(["all", "any"]))
def test_conditions_on_figures(price: int, tables: int, need: str) -> None:
    more = {
        "conditions": "[{figure: price, name: 彩礼, unit: 万元, at_most: 6}, {figure: tables, name: 桌数, unit: 桌, below: 5}]",
        "conditions_need": need,
    }
    acts = table("数字", f"彩礼={price};tables={tables}")
    good = (all if need == "all" else any)([price <= 6, tables < 5])
    worth = "{shape: fixed, points: 20}"

    assert told(worth, acts, **more) == ["20" if good else "scoring.condition_unmet"]
    assert told(worth, acts, **more, unmet_points="-3") == ["20" if good else "-3"]


@FEW
@given(
    st.lists(st.sampled_from("ab"), min_size=1, max_size=6),
    st.sampled_from(["largest", "first", "all"]),
)
def test_several_items_for_one_thing(said: list[str], rule: str) -> None:
    text = f"""items:
- {{code: a, title: 甲, category: env, worth: {{shape: fixed, points: 3}}}}
- {{code: b, title: 乙, category: env, worth: {{shape: fixed, points: 5}}}}
overlaps: [{{code: o, items: [a, b], rule: {rule}, within: event}}]
"""
    acts = "编号,日期,对象,事项,同一事\n" + "".join(
        f"{n},2024-03-{n:02},H1,{code},一件事\n" for n, code in enumerate(said, 1)
    )
    worth = [{"a": 3, "b": 5}[code] for code in said]
    expected = {"largest": max(worth), "first": worth[0], "all": sum(worth)}[rule]

    assert sum(map(int, points(run(village(text), acts)).values())) == expected


@FEW
@given(st.lists(st.integers(1, 60), min_size=1, max_size=5), st.integers(5, 40))
def test_again_within_its_validity_costs_double(gaps: list[int], validity: int) -> None:
    days = [FIRST + timedelta(days=sum(gaps[:n])) for n in range(1, len(gaps) + 1)]
    acts = "编号,日期,对象,事项\n" + "".join(f"{n},{day},H1,it\n" for n, day in enumerate(days, 1))
    found = told(
        "{shape: fixed, points: -2}", acts, repeat=f"{{within: {{days: {validity}}}, factor: 2}}"
    )

    for place, day in enumerate(days):
        again = any((day - earlier).days < validity for earlier in days[:place])
        assert found[place] == ("-4" if again else "-2")


@FEW
@given(
    st.integers(1, 9), st.sampled_from(["1", "1.5", "2"]), st.sampled_from(["claimed", "counted"]),
    st.sampled_from(["claimant", "proxy"]), st.booleans(),
)  # fmt: skip
def test_a_false_claim_costs_so_many_times_its_points(
    cap: int, times: str, of: str, fault: str, reverses: bool
) -> None:
    text = item("{shape: fixed, points: 6}", caps=f"[{{per: year, points: {cap}, whose: account}}]")
    clause = f"false_claim: {{times: {times}, of: {of}, reverses: {str(reverses).lower()}, proxy_pays: false, category: civil}}\n"
    acts = f"编号,日期,事件,对象,事项,涉及,另一方,过错方\n1,2024-02-01,,H1,it,,,\n2,2024-03-01,虚报,,,1,H2,{fault}\n"
    out = run(village(text, clause), acts)
    counted = min(cap, 6)
    cost = Fraction(times) * (6 if of == "claimed" else counted) if fault == "claimant" else 0

    paid = [(subject, Fraction(value)) for _, subject, _, value in automatic(out)]
    assert paid == ([("H1", -cost)] if cost else [])
    assert Fraction(balances(out).get("H1", "0")) == (0 if reverses else counted) - cost


@pytest.mark.parametrize(
    ("to", "more", "expected"),
    [
        ("doer", "", {"H1": "6"}),
        ("household", "", {"H1": "6"}),
        ("members", "", {"H1": "12"}),
        ("named", "H2", {"H2": "6"}),
        ("team", "H2;H3", {"H2": "3", "H3": "3"}),
    ],
)
def test_whom_the_points_are_credited_to(to: str, more: str, expected: dict[str, str]) -> None:
    extra = {"credited_to": to}
    if to == "team":
        extra["team"] = "{split: equal}"
    acts = f"编号,日期,对象,事项,记给\n1,2024-02-01,R1,it,{more}\n"

    assert balances(run(village(item("{shape: fixed, points: 6}", **extra)), acts)) == expected


@FEW
@given(
    st.lists(st.sampled_from(["1.5", "2", "0.5"]), min_size=1, max_size=3),
    st.sampled_from(["all", "largest"]), st.integers(1, 9),
)  # fmt: skip
def test_factors_by_status_and_date(factors: list[str], combine: str, worth: int) -> None:
    rules = ", ".join(
        f"{{code: f{n}, name: 倍{n}, factor: {factor}, who: {{tags_any: [党员]}}, months: [3]}}"
        for n, factor in enumerate(factors)
    )
    text = item(f"{{shape: fixed, points: {worth}}}")
    rule = f"multiplying: {{combine: {combine}, rounding: down, rules: [{rules}]}}\n"
    acts = "编号,日期,对象,事项\n1,2024-03-31,H1,it\n2,2024-04-01,H1,it\n3,2024-03-31,H2,it\n"
    product = Fraction(1)
    for factor in factors:
        product *= Fraction(factor)
    times = product if combine == "all" else max(Fraction(one) for one in factors)
    found = points(run(village(text, rule), acts, "编号,标签\nH1,党员\nH2,\n"))

    assert Fraction(found["1"]) == Fraction((worth * 100 * times).__floor__(), 100)
    assert (found["2"], found["3"]) == (str(worth), str(worth))
