"""The sentence of an item says whom it is for, and a deduction's cap is a cap of deductions."""

from typing import Any

import pytest

from jishan.core.scheme.document import Scheme, Stage, Veto
from jishan.entrance.words.scheme_clauses.conduct import stage_text, veto_sentence
from jishan.entrance.words.scheme_clauses.plain import rounding_text
from jishan.entrance.words.scheme_clauses.purses import purse_sentence
from jishan.entrance.words.scheme_clauses.results import benefit_text
from jishan.entrance.words.scheme_sentences import item_sentence


def scheme(item: dict[str, Any], **more: Any) -> Scheme:
    """Households and residents; one category with a cap; one item."""
    given = {
        "format": 1, "code": "x", "name": "x", "organisation": "x", "version": "1",
        "in_force_from": "2027-01-01",
        "subjects": {"kinds": ["household", "resident"]},
        "categories": [
            {"code": "c", "name": "卫生", "caps": [{"per": "month", "points": 20}]},
        ],
        "items": [{"code": "i", "title": "事项", "category": "c"} | item],
        "purses": [
            {"code": "p", "name": "积分", "holder": "household", "spendable": False,
             "floor": "zero"} | more,
        ],
        "process": {"default": [{"kind": "enter"}]},
        "publicity": {"shows": [], "names": "masked", "deductions": "aggregated"},
    }  # fmt: skip
    return Scheme.model_validate(given)


FIXED = {"shape": "fixed", "points": 3}
BASE = {"shape": "base", "points": 30, "per": "year"}


@pytest.mark.parametrize(
    ("item", "sentence"),
    [
        ({"worth": FIXED}, "每次 +3 分（“卫生”类每月最多 20 分）"),
        ({"worth": FIXED | {"points": -3}}, "每次 -3 分（“卫生”类每月最多扣 20 分）"),
        (
            {"worth": FIXED, "subjects": ["resident"], "who": {"tags_any": ["党员"]}},
            "每次 +3 分，只限是党员的个人（“卫生”类每月最多 20 分）",
        ),
        (
            {"worth": FIXED, "subjects": ["household"]},
            "每次 +3 分，只限户（“卫生”类每月最多 20 分）",
        ),
        (
            {"worth": FIXED, "subjects": ["household", "resident"]},
            "每次 +3 分（“卫生”类每月最多 20 分）",
        ),
        (
            {"worth": BASE | {"joiners": "none"}},
            "每年开始时自动记 +30 分，半路参加的不给（“卫生”类每月最多 20 分）",
        ),
        (
            {"worth": {"shape": "range", "low": 1, "high": 5}},
            "每次 +1 分到 +5 分，由评议小组定（“卫生”类每月最多 20 分）",
        ),
        (
            {"worth": FIXED, "evidence": {"required": ["photo"], "any_of": ["witness", "record"]}},
            "每次 +3 分，要有照片，还要有证明人或台账记录（“卫生”类每月最多 20 分）",
        ),
        (
            {"worth": FIXED, "evidence": {"any_of": ["document"]}},
            "每次 +3 分，要有文件（“卫生”类每月最多 20 分）",
        ),
        (
            {
                "worth": FIXED,
                "credited_to": "team",
                "team": {"split": "equal", "members_max": 10},
            },
            "每次 +3 分，队员平分，一队最多 10 人（“卫生”类每月最多 20 分）",
        ),
        (
            {"worth": FIXED, "who": {"tags_none": ["非本村户籍", "不常住"]}},
            "每次 +3 分，只限不是非本村户籍、也不是不常住的（“卫生”类每月最多 20 分）",
        ),
    ],
)
def test_what_a_villager_reads_of_an_item(item: dict[str, Any], sentence: str) -> None:
    made = scheme(item)
    assert item_sentence(made, made.items[0]) == f"事项：{sentence}"


@pytest.mark.parametrize(
    ("expiry", "sentence"),
    [
        ({"end_of": "quarter"}, "每笔分到当季季末有效"),
        ({"end_of": "quarter", "plus": 3}, "每笔分到当季以后的第 3 个季末有效"),
        (
            {"end_of": "year", "plus": 1, "grace_months": 3},
            "到当年以后的第 1 个年底有效，宽限 3 个月",
        ),
    ],
)
def test_until_when_a_credit_is_good(expiry: dict[str, Any], sentence: str) -> None:
    made = scheme({"worth": FIXED}, expiry=[expiry])
    assert sentence in purse_sentence(made, made.purses[0])


def test_who_judges_stands_in_full_width() -> None:
    stage = Stage(kind="review", role="panel", quorum=5, note="审核")
    assert stage_text(stage) == "评议小组评议（至少 5 人；审核）"


@pytest.mark.parametrize(
    ("end", "plus", "words"),
    [
        ("year", 0, "到年底为止"),
        ("year", 1, "到年底再往后 1 年为止"),
        ("quarter", 2, "到季末再往后 2 个季度为止"),
        ("month", 3, "到月底再往后 3 个月为止"),
    ],
)
def test_how_long_somebody_is_barred(end: str, plus: int, words: str) -> None:
    veto = {"code": "v", "name": "打人", "documents": ["裁定书"], "until_end_of": end, "plus": plus}
    said = veto_sentence(Veto.model_validate(veto))
    assert said == f"打人：凭裁定书，取消评优资格，{words}。"


def test_a_benefit_that_ends_with_a_full_stop_has_one() -> None:
    made = scheme({"worth": FIXED})
    benefit = {"kind": "plaque", "text": "门口挂牌。"}
    document = made.model_dump(mode="json", by_alias=True, exclude_defaults=True)
    made = Scheme.model_validate(document | {"benefits": [benefit]})
    assert benefit_text(made, made.benefits[0]) == "挂牌：门口挂牌"


def test_hundredths_are_not_spoken_of() -> None:
    assert rounding_text("up", 1) == "有小数进一"
    assert rounding_text("up", 100) == "有小数进一，精确到 1 分"
