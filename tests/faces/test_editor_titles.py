"""Titles that hang together, a title drawn by lot and what a false claim costs, through the forms
alone."""

from typing import Any

import pytest
from django.test import Client

from jishan.core.ranking import LOTS_MAX
from jishan.core.scheme.checker import check
from jishan.core.scheme.document import Scheme
from jishan.demo.cast import Cast
from jishan.entrance.words.scheme_clauses.results import honour_sentence
from jishan.schemes.drafts import Draft
from tests.faces.controls import changed
from tests.faces.test_editor_pages import BACKEND, address, drafted, form_of, now_of

LOT = "代表会上定的 7351"


@pytest.fixture
def secretary(village: Cast) -> Client:
    client = Client()
    client.force_login(village.users["secretary"], BACKEND)
    return client


def writes(secretary: Client, draft: Draft, part: str, shape: str = "", **values: Any) -> None:
    """Fills in the form of a part as it comes, and saves it."""
    url = address("rules-write-part", draft, part=part)
    url = f"{url}?shape={shape}" if shape else url
    response = secretary.post(url, changed(form_of(secretary, url), do="save", **values))
    assert response.status_code == 302, response.content.decode()


def year_of_points(secretary: Client, village: Cast) -> tuple[Draft, str]:
    """A draft with a measure of the year, and its code."""
    draft = drafted(village)
    purse = draft.document["purses"][0]["code"]
    writes(secretary, draft, "measures.new", "points", name="全年积分", period="year", purse=purse)
    return draft, now_of(village, draft).document["measures"][0]["code"]


def title(secretary: Client, draft: Draft, shape: str, **values: Any) -> None:
    values = {"scope": "village", "ties": "all_in"} | values
    writes(secretary, draft, "honours.new", shape, **values)


def said_of(village: Cast, draft: Draft) -> list[str]:
    scheme = Scheme.model_validate(now_of(village, draft).document)
    return [honour_sentence(scheme, one) for one in scheme.honours]


def test_a_title_inside_another_and_one_that_excludes_it(secretary: Client, village: Cast) -> None:
    draft, year = year_of_points(secretary, village)
    first = {"measure": year, "pick__first": "1"}
    title(secretary, draft, "ranks", name="示范户", pick__last="10", **first)
    wide = now_of(village, draft).document["honours"][0]["code"]
    title(secretary, draft, "ranks", name="标兵户", pick__last="2", inside=wide, **first)
    title(secretary, draft, "ranks", name="进步户", pick__last="3", not_with=[wide], **first)
    honours = now_of(village, draft).document["honours"]
    assert [one.get("inside") for one in honours] == [None, wide, None]
    assert [one.get("not_with", []) for one in honours] == [[], [], [wide]]
    _wide, inside, beside = said_of(village, draft)
    assert inside.endswith("最后一名并列的都评上；只在“示范户”里面评。")
    assert beside.endswith("最后一名并列的都评上；不和“示范户”重复。")


def test_a_title_drawn_by_lot(secretary: Client, village: Cast) -> None:
    draft, year = year_of_points(secretary, village)
    drawn = {"measure": year, "pick__count": "5", "pick__seed": LOT}
    title(secretary, draft, "draw", name="幸运户", pick__points_per_lot="10", **drawn)
    title(secretary, draft, "draw", name="一户一签", **drawn)
    picks = [one["pick"] for one in now_of(village, draft).document["honours"]]
    assert picks[0] == {"shape": "draw", "count": 5, "seed": LOT, "points_per_lot": 10}
    assert picks[1] == {"shape": "draw", "count": 5, "seed": LOT}
    rest = f"抽 5 个（抽签号“{LOT}”事先公布）；全村一起评；在否决期内的不评。"
    assert said_of(village, draft) == [
        f"幸运户：够条件的按“全年积分”每 10 分一张签（最多 {LOTS_MAX} 张），{rest}",
        f"一户一签：够条件的每个一张签，{rest}",
    ]


def test_a_tie_drawn_without_a_number_is_an_error(secretary: Client, village: Cast) -> None:
    draft, year = year_of_points(secretary, village)
    first = {"measure": year, "pick__first": "1", "pick__last": "10", "ties": "draw"}
    title(secretary, draft, "ranks", name="示范户", **first)
    scheme = Scheme.model_validate(now_of(village, draft).document)
    assert [one.path for one in check(scheme) if one.code == "scheme.seed_missing"] == [
        "honours[0].seed"
    ]
    writes(secretary, draft, "honours.0", seed=LOT)
    (sentence,) = said_of(village, draft)
    assert sentence.endswith(f"最后一名并列的抽签决定（抽签号“{LOT}”事先公布）。")


def test_who_reaches_the_line_is_in_and_nobody_ties(secretary: Client, village: Cast) -> None:
    draft, year = year_of_points(secretary, village)
    title(secretary, draft, "threshold", name="百分户", measure=year, pick__at_least="100")
    assert said_of(village, draft) == [
        "百分户：“全年积分”不低于 100 分的都评上；全村一起评；在否决期内的不评。"
    ]


def test_what_a_false_claim_costs(secretary: Client, village: Cast) -> None:
    draft = drafted(village)
    answers = {
        "times": "2",
        "of": "claimed",
        "reverses": "true",
        "proxy_pays": "false",
        "category": "c1",
    }
    writes(secretary, draft, "false_claim", **answers)
    assert now_of(village, draft).document["false_claim"] == {
        "times": 2,
        "of": "claimed",
        "reverses": True,
        "proxy_pays": False,
        "category": "c1",
    }
