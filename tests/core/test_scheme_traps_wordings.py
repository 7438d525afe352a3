"""The traps of the sources in wordings of other villages: what has no number, what is a false
claim, what came in kind, what points did not bring about (T15, T19, T22, T24)."""

import pytest

from tests.core.checking import FIXED, SPEND, found, honour
from tests.core.replaying import YEAR

FUNDS = "funds: {sources: [{code: f, name: %s, kind: money}], custody: 镇里代管}\n"
UNITS = (
    "items: [{code: a, title: %s, category: env, "
    "worth: {shape: per_unit, unit: 万元, points: 1, whole: true}}]\n"
)


@pytest.mark.parametrize(
    "text",
    [
        "得分最高的几户各得一袋米", "名次好的优先挑选", "排在前面的上光荣榜", "分数靠上的发喜报",
        "前几户免费理发", "头几名送对联", "积分多的优先报名", "表现好的户发毛巾", "酌情奖励大米",
        "一定数量的洗衣粉",
    ],
)  # fmt: skip
def test_a_reward_without_a_number(text: str) -> None:
    benefit = f"benefits: [{{kind: goods, text: {text}%s}}]\n"
    told = found(FIXED, YEAR, benefit % "")["error:quantifier_without_number"]

    assert told.facts["word"] in text
    said = found(FIXED, YEAR, benefit % ", measure: year, when: {at_least: 60}")
    assert "error:quantifier_without_number" not in said


@pytest.mark.parametrize("text", ["前三名各得一袋米", "满60分发毛巾一条", "全村每户一副对联"])
def test_a_reward_with_its_number(text: str) -> None:
    benefit = f"benefits: [{{kind: goods, text: {text}}}]\n"

    assert "error:quantifier_without_number" not in found(FIXED, YEAR, benefit)


@pytest.mark.parametrize("text", ["酌情奖励", "表现好的才给"])
def test_what_a_title_brings_without_a_number(text: str) -> None:
    line = honour(more=f", brings: [{{kind: goods, text: {text}}}]")

    assert "error:quantifier_without_number" in found(FIXED, YEAR, line)


@pytest.mark.parametrize(
    "title", ["几次不参加劳动", "再三劝说不听", "乱倒垃圾情节严重", "占道视情节扣分", "多回乱停车"]
)
def test_an_item_that_leaves_open_how_often(title: str) -> None:
    assert "warning:quantifier_in_rule" in found(FIXED.replace("好事", title))
    left_to_the_panel = (
        f"items: [{{code: a, title: {title}, category: env, "
        "worth: {shape: range, low: 1, high: 5}}]\n"
    )
    assert "warning:quantifier_in_rule" not in found(left_to_the_panel)


@pytest.mark.parametrize("title", ["假报劳动天数", "多报工分", "申报弄虚作假", "照片造假", "骗分"])
def test_a_false_claim_under_another_name(title: str) -> None:
    minus = FIXED.replace("好事", title).replace("points: 1}", "points: -1}")

    assert "warning:false_claim_as_item" in found(minus)


@pytest.mark.parametrize("name", ["乡贤捐物", "企业送的米面油", "农资店赞助农资", "衣物捐赠"])
def test_gifts_in_kind_under_another_name(name: str) -> None:
    assert "warning:goods_not_valued" in found(FIXED, FUNDS % name, purse=SPEND)
    assert "warning:goods_not_valued" not in found(FIXED, FUNDS % "村集体收入", purse=SPEND)


@pytest.mark.parametrize("title", ["全年利润每万元", "苹果销量", "种菜赚的钱", "水稻亩产", "增产"])
def test_success_that_points_did_not_bring_about(title: str) -> None:
    assert "note:outcome_not_cause" in found(UNITS % title)
    assert "note:outcome_not_cause" not in found(UNITS % "修路捐资")
