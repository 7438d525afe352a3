"""Points that change hands: handed on by a clause, shared in a split."""

from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from jishan.core.errors import Refusal
from jishan.core.points import Points
from jishan.core.redemption import BarredFromSpending
from jishan.core.scheme.document import Purse, Scheme
from jishan.core.transfers import (
    AmountMissing,
    NotEnough,
    NoTransfer,
    Party,
    TransferLimit,
    TransferTooFar,
    check_transfer,
    purse_to_transfer,
    shared_in_split,
)
from tests.core.replaying import village

ME, SON = Party("r1", "resident", "h1"), Party("r2", "resident", "h1")
OTHER = Party("r3", "resident", "h2", "刘二")


def purse(code: str = "own", **said: Any) -> Purse:
    plain = {"code": code, "name": "个人分", "holder": "resident", "spendable": True,
             "floor": "none"}  # fmt: skip
    return Purse.model_validate(plain | said)


def handing(between: str = "household", **said: Any) -> Purse:
    limits = {"between": between, **said.pop("limits", {})}
    return purse(transfer=limits, **said)


def check(purse_: Purse, taker: Party = SON, **said: Any) -> Points:
    facts: dict[str, Any] = {"points": Points(300), "balance": Points(500), "moved": Points(0),
                             "barred": False}  # fmt: skip
    return check_transfer(purse_, ME, taker, **facts | said)


def test_what_the_clause_allows_is_handed_on() -> None:
    assert check(handing()) == 300
    assert check(handing("village"), OTHER) == 300
    assert check(handing(limits={"points_max": 5}), moved=Points(200)) == 300


@pytest.mark.parametrize(
    ("why", "purse_", "said"),
    [
        (AmountMissing, handing(), {"points": None}),
        (AmountMissing, handing(), {"points": Points(0)}),
        (TransferTooFar, handing(), {"taker": OTHER}),
        (TransferTooFar, handing(), {"taker": ME}),
        (TransferTooFar, handing("village"), {"taker": Party("h2", "household", "h2")}),
        (NotEnough, handing(), {"points": Points(501)}),
        (NotEnough, handing(locked=3), {"points": Points(201)}),
        (NotEnough, handing(), {"balance": Points(-5)}),
        (TransferLimit, handing(limits={"points_max": 5}), {"moved": Points(201)}),
        (BarredFromSpending, handing(), {"barred": True}),
    ],
)
def test_what_it_does_not_allow_is_refused(
    why: type[Refusal], purse_: Purse, said: dict[str, Any]
) -> None:
    with pytest.raises(why):
        check(purse_, **said)


def test_a_refusal_names_people_where_a_name_is_known() -> None:
    with pytest.raises(TransferTooFar) as refused:
        check(handing(), OTHER)
    assert refused.value.facts == {"giver": "r1", "taker": "刘二"}


def scheme(*purses: Purse, split: str = "stay") -> Scheme:
    plain = village()
    subjects = plain.subjects.model_copy(update={"split": split})
    return plain.model_copy(update={"purses": purses, "subjects": subjects})


def test_the_purse_is_the_one_that_was_named_or_the_first_that_may() -> None:
    both = scheme(purse("a"), handing(code="b"), handing(code="c"))
    assert purse_to_transfer(both, None).code == "b"
    assert purse_to_transfer(both, "c").code == "c"
    for asked, of in (("a", both), (None, scheme(purse("a")))):
        with pytest.raises(NoTransfer):
            purse_to_transfer(of, asked)


HOME = purse("spend", holder="household")
MORE = purse("more", holder="household")
HONOUR = purse("honour", holder="household", spendable=False)
balances_ = st.dictionaries(
    st.sampled_from(["spend", "more", "honour", "own"]), st.integers(-10_000, 10_000)
)


@settings(max_examples=60, deadline=None)
@given(
    balances=balances_,
    part=st.fractions(0, 1),
    decided=balances_,
    rule=st.sampled_from(["stay", "by_members", "by_decision"]),
)
def test_nobody_takes_along_more_than_there_is(
    balances: dict[str, int], part: Fraction, decided: dict[str, int], rule: str
) -> None:
    found = shared_in_split(
        scheme(HOME, MORE, HONOUR, purse(), split=rule), balances, part, decided
    )

    assert found.keys() <= {"spend", "more"}
    for code, points in found.items():
        assert 0 < points <= balances[code]
    if rule == "stay":
        assert found == {}
    if rule == "by_members":
        exact = {code: max(balances.get(code, 0), 0) * part for code in ("spend", "more")}
        assert found == {code: int(one) for code, one in exact.items() if int(one)}


def test_a_decision_counts_up_to_what_there_is() -> None:
    by_decision = scheme(HOME, MORE, split="by_decision")
    balances, decided = {"spend": 501, "more": 100}, {"spend": 133, "more": 200}

    assert shared_in_split(by_decision, balances, Fraction(1, 2), decided) == {
        "spend": 133, "more": 100,
    }  # fmt: skip
