"""The style guide: one sample page of every frame, with every part on it. Nothing here is real.

`python -m tests.faces.guide FOLDER` writes the pages to look at; `test_frames.py` reads the same.
"""

import sys
from collections.abc import Callable
from datetime import date
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import django
from django import forms
from django.conf import settings
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.template.backends.django import DjangoTemplates
from django.test import RequestFactory
from django.urls import path

ROOT = Path(__file__).resolve().parents[2]
WEB = ROOT / "src" / "jishan" / "web"
PLACE = SimpleNamespace(name="桃源村", township="青石镇")

REASONS = [
    {"text": "清扫巷道，每次 3 分，做了 2 次", "points": 600},
    {"text": "本月“人居环境”已得 26 分，上限 30 分，只再计 4 分", "points": -200},
]
STEPS = [
    {"label": "已申报", "state": "done", "note": "3月1日"},
    {"label": "网格员核实", "state": "done", "note": "李强，3月2日"},
    {"label": "评议小组审核", "state": "now", "note": "3 人中已有 2 人同意"},
    {"label": "公示", "state": "next", "note": "7 天"},
    {"label": "入账", "state": "next", "note": ""},
]
ROWS = [
    ("张*兰", "第一小组", "清扫巷道", "2 次", 600, ""),
    ("李*", "第一小组", "参加义务植树", "1 次", 500, ""),
    ("欧*云", "第二小组", "调解邻里纠纷", "", 1000, ""),
    ("王*国", "第三小组", "乱倒垃圾(经劝导未改)", "", -250, ""),
    ("阿***木", "第三小组", "好婆婆、好媳妇评选", "", 2000, "异议成立，3月5日撤下"),
]
CLAIM = {
    "id": 7,
    "number": "23",
    "item": "清扫巷道",
    "quantity": "2 次",
    "day": date(2026, 3, 1),
    "holder": "张桂兰",
    "group": "第一小组",
    "points": 400,
    "state": "等待评议",
    "tone": "wait",
    "origin": "网格员代报",
    "place": "村东头到小学",
    "cause": "主动带两户邻居打扫",
    "reasons": REASONS,
    "key": "sample",
}
RECEIPT = {
    "title": "兑换小票",
    "place": "青石镇桃源村积分超市",
    "number": "D-0042",
    "at": "2026年3月8日 9:12",
    "lines": [
        {"label": "户主", "value": "张*兰"},
        {"label": "换了", "value": "洗衣液 2 kg × 1"},
        {"label": "用去", "points": -3000, "word": "兑换"},
        {"label": "还剩", "points": 9800, "plain": True, "strong": True},
    ],
    "foot": "对账目有疑问，请在 7 天内找村务监督委员会。",
    "signs": ["领取人", "经办人"],
}
OFFICE_NAV = [
    {"label": "办事"},
    {"label": "今天的工作", "url": "/a", "current": True, "count": 6},
    {"label": "申报与评议", "url": "/b", "count": 4},
    {"label": "公示", "url": "/c"},
    {"label": "账本"},
    {"label": "积分台账", "url": "/d"},
    {"label": "户籍名册", "url": "/e"},
    {"label": "积分超市", "url": "/f"},
    {"label": "规则"},
    {"label": "积分方案", "url": "/g"},
]
MOBILE_NAV = [
    {"label": "首页", "url": "/", "current": True},
    {"label": "申报", "url": "/x"},
    {"label": "明细", "url": "/y"},
    {"label": "公示栏", "url": "/z", "count": 1},
]
BOARD_TABS = [
    {"label": "公示", "url": "/", "current": True, "count": 1},
    {"label": "积分榜", "url": "/r"},
    {"label": "规则", "url": "/s"},
]

ASKED = {"item": "扫路", "times": "0", "how": "o"}

urlpatterns = [path("logout/", lambda request: HttpResponse(), name="logout")]


class SampleForm(forms.Form):
    """One field of each kind."""

    item = forms.CharField(label="做了什么", help_text="一句话就好，如“扫了村东头的路”。")
    times = forms.IntegerField(label="几次", min_value=1)
    how = forms.ChoiceField(
        label="怎么报来的",
        widget=forms.RadioSelect,
        choices=[("o", "口头"), ("p", "电话"), ("w", "纸条")],
    )
    told = forms.BooleanField(label="已告诉本人要公示 7 天")


class SampleFilter(forms.Form):
    name = forms.CharField(label="户主", required=False)
    group = forms.ChoiceField(
        label="村民小组",
        required=False,
        choices=[("", "全部"), ("1", "第一小组"), ("2", "第二小组")],
    )
    since = forms.DateField(
        label="从哪天起", required=False, widget=forms.DateInput(attrs={"type": "date"})
    )


def notice_rows() -> list[dict[str, Any]]:
    return [
        {
            "number": number,
            "holder": holder,
            "group": group,
            "item": item,
            "quantity": quantity,
            "day": date(2026, 3, number),
            "points": points,
            "struck": bool(struck),
            "struck_why": struck,
            "object_url": "/object",
        }
        for number, (holder, group, item, quantity, points, struck) in enumerate(ROWS, 1)
    ]


def _engine() -> DjangoTemplates:
    return DjangoTemplates(
        {
            "NAME": "guide",
            "DIRS": [WEB / "templates", Path(__file__).parent / "guide"],
            "APP_DIRS": False,
            "OPTIONS": {
                "builtins": ["jishan.web.tags"],
                "libraries": {
                    "i18n": "django.templatetags.i18n",
                    "static": "django.templatetags.static",
                },
            },
        }
    )


PAGES = (
    "mobile",
    "task",
    "shop",
    "receipt",
    "board",
    "office",
    "office_form",
    "refused",
    "confirm",
)


def contexts() -> dict[str, dict[str, Any]]:
    """The context of each sample page, by its name in tests/faces/guide/."""
    return {**_mobile_contexts(), **_office_contexts()}


def _mobile_contexts() -> dict[str, dict[str, Any]]:
    mobile = {"place": PLACE, "actor": "card", "nav": MOBILE_NAV}
    return {
        "mobile": {**mobile, "title": "张桂兰家", "claim": CLAIM, "reasons": REASONS},
        "task": {
            **mobile,
            "nav": None,
            "title": "我要申报",
            "form": SampleForm(ASKED),
            "steps": STEPS,
        },
        "shop": {**mobile, "nav": None, "title": "积分超市"},
        "receipt": {
            **mobile,
            "nav": None,
            "title": "换好了",
            "receipt": RECEIPT,
            "paper": "80",
            "undo": {"url": "/undo", "seconds": 10, "key": "k"},
        },
        "board": {
            "place": PLACE,
            "title": "桃源村积分公示栏",
            "tabs": BOARD_TABS,
            "rows": notice_rows(),
            "stat_a": {"label": "累计积分", "points": 1286050, "note": "建账以来"},
            "line": "第 5 号公示 · 3月1日至3月7日 · 还剩 4 天",
        },
    }


def _office_contexts() -> dict[str, dict[str, Any]]:
    office = {"place": PLACE, "actor": "staff", "nav": OFFICE_NAV, "role": "经办人 赵会计"}
    return {
        "office": {
            **office,
            "title": "积分台账",
            "filter_form": SampleFilter(),
            "total": 312,
            "page": Paginator(range(312), 20).page(2),
            "export_url": "/export",
            "rows": notice_rows(),
            "claim": CLAIM,
            "actions": [
                {"label": "同意", "url": "/y", "key": "y"},
                {"label": "退回", "url": "/n", "key": "n", "tone": "red"},
            ],
        },
        "office_form": {**office, "title": "代报一件事", "form": SampleForm(ASKED), "steps": STEPS},
        "refused": {
            "place": PLACE,
            "refusal": {
                "code": "shop.not_enough_points",
                "status": 409,
                "sentence": "积分不够：这件东西要 30 分，您家现有 12 分。",
            },
            "advice": "可以换别的东西，或等下次入账后再来。",
            "back_url": "/shop",
        },
        "confirm": {
            **office,
            "title": "发布公示",
            "frame": "office.html",
            "sentence": "把 23 条申报公示 7 天？",
            "facts": [
                {"label": "公示期", "value": "3月1日至3月7日"},
                {"label": "涉及", "value": "19 户"},
            ],
            "warning": "发布以后，公示的内容不能再改。",
            "action": "/publish",
            "cancel_url": "/back",
            "hidden": [{"name": "key", "value": "k"}],
        },
    }


def render(name: str, *, care: bool = False) -> str:
    """One sample page as it would be sent."""
    request = RequestFactory().get("/sample/", {"group": "1"})
    own = {"refused": "refusal.html", "confirm": "confirm.html"}
    template = _engine().get_template(own.get(name, f"guide_{name}.html"))
    context = {**contexts()[name], "care": care, "request": request}
    write: Callable[..., str] = template.render
    return write(context, request)


def main(folder: Path) -> None:
    """Write every page, standard and care, with the built bundle beside them."""
    folder.mkdir(parents=True, exist_ok=True)
    for name in PAGES:
        for care in (False, True):
            text = render(name, care=care).replace("/static/", f"{WEB.as_uri()}/static/")
            (folder / f"{name}{'_care' if care else ''}.html").write_text(text, encoding="utf-8")


if __name__ == "__main__":
    settings.configure(
        ROOT_URLCONF=__name__,
        STATIC_URL="/static/",
        SECRET_KEY="guide",
        LANGUAGE_CODE="zh-hans",
        INSTALLED_APPS=[],
        ALLOWED_HOSTS=["testserver"],
    )
    django.setup()
    main(Path(sys.argv[1]))
