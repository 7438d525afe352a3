"""The village as a whole and staff posts have facts, never a place or a title (redlines E.1)."""

from datetime import date

import pytest

from jishan.core.scheme.checker import check
from jishan.core.scheme.reading import from_plain
from jishan.core.scheme.values import PeriodKind
from jishan.demo.cast import Cast
from jishan.entrance.words.scheme_findings import finding_text
from jishan.honors.actions import NeverRanked, announce_ranking
from jishan.honors.models import ConferredTitle, Ranking
from jishan.honors.queries import measures_to_rank, preview_ranking
from tests.faces.world import World
from tests.stories.ranked import AFTER, LAST, Ranked, pack

TITLE = {"pick": {"shape": "ranks", "last": 1}, "scope": "village", "ties": "all_in"}


@pytest.mark.parametrize(("kind", "measure"), [("quarter", "index_mean"), ("year", "facts_year")])
def test_it_can_neither_be_announced_nor_looked_at(
    village: Cast, kind: PeriodKind, measure: str
) -> None:
    """SX-07, SX-11: what 三乡有礼 records of the village and of posts."""
    Ranked(village, pack("sx"))

    with pytest.raises(NeverRanked):
        announce_ranking(village.clerk, kind, day=LAST, measure=measure, key="k", now=AFTER)
    with pytest.raises(NeverRanked):
        preview_ranking(village.clerk, kind, LAST, measure=measure, today=AFTER.date())

    assert not Ranking.objects.filter(village_id=village.taoyuan.id).exists()
    assert not ConferredTitle.objects.filter(village_id=village.taoyuan.id).exists()
    assert measure not in {one.code for one in measures_to_rank(village.clerk, LAST)}


def test_a_page_that_asks_for_it_gets_a_sentence(village: Cast) -> None:
    Ranked(village, pack("sx"))
    clerk = World(village, AFTER).client("clerk")

    listed = clerk.get("/v/taoyuan/rankings/").content.decode()
    said = clerk.post(
        "/v/taoyuan/rankings/announce/",
        {"measure": "quarter:index_mean", "day": "2026-06-30", "key": "k"},
    )

    assert "文明指数" not in listed
    assert said.status_code == 409
    assert "只列事实，不排名、不评称号" in said.content.decode()


def test_a_document_with_such_a_title_is_not_adopted() -> None:
    document = pack("sx") | {"in_force_from": date(2026, 1, 1).isoformat()}
    document["honours"] = [
        {"code": "best", "name": "文明村", "measure": "index_mean", **TITLE},
        {"code": "post", "name": "先进岗位", "measure": "facts_year", **TITLE},
    ]
    document["measures"].append(
        {"code": "place", "name": "岗位名次", "shape": "rank", "measure": "facts_year",
         "period": "year"}
    )  # fmt: skip

    found = [one for one in check(from_plain(document)) if one.code == "redline.never_ranked"]

    assert [one.severity for one in found] == ["error"] * 3
    assert [finding_text(one)[:6] for one in found] == ["“岗位名次”", "“文明村”给", "“先进岗位”"]
