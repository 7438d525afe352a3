"""The list of sections: under headings where it is long, beside the page and behind one press."""

import re

from django.test import Client
from django.urls import reverse
from django.utils import timezone

from jishan.demo.cast import Cast
from jishan.web.navigation import office_links
from tests.faces.world import World


def test_a_long_list_has_headings_and_a_short_one_none(village: Cast) -> None:
    long = office_links(village.secretary, "taoyuan", "rules-one")
    headings = [one.label for one in long if not one.url]
    assert headings == ["办事", "账和榜", "规则和目标", "户和人", "兑换", "监督"]
    assert [one.label for one in long if one.current] == ["积分方案"]
    assert long[0].label == "办事"

    short = office_links(village.shopkeeper, "taoyuan", "counter")
    assert [one.label for one in short] == ["商品与库存", "兑换柜台"]
    assert all(one.url for one in short)


def test_on_a_phone_the_list_is_behind_one_press_that_says_where_one_is(village: Cast) -> None:
    client: Client = World(village, timezone.now()).client("secretary")
    page = client.get(reverse("ledger", args=["taoyuan"])).content.decode()
    fold = re.search(r'<details class="side side-fold">(.*?)</details>', page, re.DOTALL)
    assert fold is not None
    assert '<summary>栏目<span class="side-here">台账</span></summary>' in fold[1]
    wide = page[page.index('<nav class="side side-wide"') : page.index("</nav>")]
    assert wide.count("<li><a") == fold[1].count("<li><a") > 10
    assert page.count('aria-current="page"') == 2
