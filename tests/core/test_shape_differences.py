"""What a version says in another shape altogether: its sentence before and after."""

import copy
from typing import Any

from jishan.core.scheme.plain import read_plain
from jishan.core.scheme.reading import from_plain
from jishan.entrance.words.scheme_clauses.results import streak_sentence
from jishan.entrance.words.scheme_difference import difference_sections
from tests.core.replaying import HEAD

RULES = f"""{HEAD}
items: [{{code: a, title: 扫地, category: env, worth: {{shape: fixed, points: 5}}}}]
purses: [{{code: main, name: 户, holder: household, spendable: false, floor: none}}]
measures: [{{code: y, name: 年, shape: points, purse: main, period: year}}]
streaks: [{{code: r, name: 连年, measure: y, holds: {{at_least: 50, rank_at_most: 3}}, length: 1, counting: total, windows: rolling, restart: ever, missing: breaks, points: 5, category: env}}]
honours: [{{code: h, name: 先进, measure: y, pick: {{shape: ranks, last: 3}}, scope: village, ties: all_in}}]
"""  # noqa: E501 - rules read as rows


def said(**parts: Any) -> list[str]:
    before = read_plain(RULES).data
    after = copy.deepcopy(before) | parts
    sections = difference_sections(from_plain(before), from_plain(after))
    return [one for section in sections for one in section.sentences]


def test_a_title_is_chosen_in_another_way() -> None:
    honour = read_plain(RULES).data["honours"][0]
    line = honour | {"pick": {"shape": "threshold", "at_least": 80}}

    assert said(honours=[line]) == [
        "“先进”的“怎么选”：由按“年”从高到低，前 3 名改为“年”不低于 80 分的都评上。"
    ]


def test_a_figure_is_reckoned_in_another_way() -> None:
    held = {"code": "y", "name": "年", "shape": "balance", "purse": "main", "period": "year"}
    (sentence,) = said(measures=[held])

    assert sentence == (
        "“年”：由“年：每年算一次，把记进“户”的每一笔分加起来（兑换、清零不影响）”"
        "改为“年：每年算一次，期末“户”还有多少”。"
    )


def test_a_code_used_twice_is_said_by_whole_rows() -> None:
    """A draft with a mistake has its comparison too."""
    row = read_plain(RULES).data["measures"][0]
    (sentence,) = said(measures=[row, row | {"name": "又一个"}])

    assert sentence.startswith("“得分统计”：新增“又一个：每年算一次")


def test_a_streak_says_every_condition() -> None:
    scheme = from_plain(read_plain(RULES).data)

    assert "“年”不低于 50 分、排在前 3 名" in streak_sentence(scheme, scheme.streaks[0])
