"""What a document says of the board is what the board may show, and what the checker says of it."""

import pytest

from jishan.core.scheme.board import averaged, openness, shows_figures
from jishan.core.scheme.document import Scheme
from jishan.core.scheme.reading import read_scheme
from jishan.entrance.words.scheme_clauses.conduct import publicity_sentences
from jishan.entrance.words.scheme_findings import finding_text
from tests.core.checking import FIXED, found
from tests.core.replaying import HEAD, PURSE

MEASURES = """
measures:
- {code: year, name: 全年, shape: points, purse: main, period: year}
- {code: mean, name: 人均, shape: per_member, measure: year, period: year, members: each_day}
- {code: both, name: 折算, shape: total, period: year, terms: [{measure: mean}]}
"""
BOARD = (
    "publicity: {shows: [%s], measures: [%s], names: masked, "
    "deductions: household_only, ranking: %s, days: 30}"
)
_OLD = next(line for line in HEAD.splitlines() if line.startswith("publicity:"))


def head(shows: str, ranking: str = "honours_only", measures: str = "") -> str:
    return HEAD.replace(_OLD, BOARD % (shows, measures, ranking))


def scheme(shows: str, ranking: str = "honours_only", measures: str = "") -> Scheme:
    return read_scheme(head(shows, ranking, measures) + PURSE + FIXED + MEASURES)


@pytest.mark.parametrize(
    ("shows", "ranking", "measures", "stands"),
    [
        ("totals, honours", "off", "year", "off"),
        ("totals", "honours_only", "", "off"),
        ("totals, honours", "honours_only", "", "honours_only"),
        ("totals", "honours_only", "year", "figures"),
        ("averages", "honours_only", "year", "off"),
        ("totals", "voted", "", "voted"),
        ("totals", "voted", "mean", "off"),
        ("honours", "voted", "", "honours_only"),
        ("flows, positive_acts", "voted", "", "off"),
    ],
)
def test_a_ranking_stands_as_the_document_says(
    shows: str, ranking: str, measures: str, stands: str
) -> None:
    assert openness(scheme(shows, ranking, measures), "year") == stands


def test_a_mean_and_what_is_made_of_it_are_averages() -> None:
    one = scheme("averages", "voted")
    assert [averaged(one, one.measure(code)) for code in ("year", "mean", "both")] == [
        False, True, True,
    ]  # fmt: skip
    assert [openness(one, code) for code in ("year", "mean", "both")] == ["off", "voted", "voted"]


def test_a_measure_of_an_older_version_is_shown_as_the_words_allow() -> None:
    assert shows_figures(scheme("totals", "voted"), "gone")
    assert not shows_figures(scheme("totals", "voted", "year"), "gone")
    assert not shows_figures(scheme("honours", "voted"), "gone")


@pytest.mark.parametrize(
    ("shows", "ranking", "measures", "key", "sentence"),
    [
        (
            "acts", "honours_only", "", "warning:publicity_deductions_left_out",
            "扣分不能逐条上公开栏，选“每件事”也只公布加分；请改成“只写加分的事”",
        ),
        (
            "honours", "off", "", "warning:publicity_titles_off",
            "积分榜定了不公布，称号就不上公开栏；要公布称号，请改“积分榜”这一栏",
        ),
        (
            "honours", "voted", "", "warning:publicity_places_without_figures",
            "表决了公布名次，但没有选“各户合计”或“平均数”，名次和得分都不会上公开栏",
        ),
        (
            "totals", "honours_only", "", "note:publicity_of_the_village",
            "没有选“公布哪些统计”，也没有表决公布名次：合计、平均数只公布全村的，不逐户公布",
        ),
        (
            "totals", "honours_only", "mean", "warning:publicity_measure_unshown",
            "选了公布“人均”，但没有选“平均数”，它不会上公开栏；请补上",
        ),
    ],
)  # fmt: skip
def test_words_that_cannot_be_honoured_are_said(
    shows: str, ranking: str, measures: str, key: str, sentence: str
) -> None:
    one = found(FIXED, MEASURES, head=head(shows, ranking, measures))[key]
    assert finding_text(one) == sentence


def test_a_board_that_says_what_it_shows_is_not_spoken_of() -> None:
    named = found(FIXED, MEASURES, head=head("totals, averages, honours, flows", measures="year"))
    assert [key for key in named if ":publicity" in key] == []


@pytest.mark.parametrize(
    ("shows", "ranking", "measures", "sentences"),
    [
        (
            "totals", "honours_only", "",
            ["合计、平均数只公布全村的，不逐户公布。", "只公布获得荣誉的户，不公布名次。"],
        ),
        (
            "totals", "honours_only", "year",
            ["公布这些得分：“全年”；按户列出零分以上的，不排先后。", "不公布名次。"],
        ),
        (
            "totals", "voted", "year",
            ["公布这些得分：“全年”；逐户公布，排出名次。", "经表决同意，公布名次。"],
        ),
    ],
)  # fmt: skip
def test_the_sentence_says_whose_figures(
    shows: str, ranking: str, measures: str, sentences: list[str]
) -> None:
    said = publicity_sentences(scheme(shows, ranking, measures))
    assert [one for one in said[1:] if "再挂" not in one] == sentences
