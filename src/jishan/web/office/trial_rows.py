"""A kept trial as the page shows it: sentences first, then charts with the same figures in
tables."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from jishan.claims.naming import label_words
from jishan.core.access import Actor
from jishan.core.points import format_points
from jishan.core.sandbox.comparing import Comparison, HomeChange
from jishan.core.sandbox.groups import ClassFigures
from jishan.core.sandbox.imagining import Imagined
from jishan.core.scheme.board import FEWEST
from jishan.core.scheme.document import Scheme
from jishan.entrance.words.figures import day_text
from jishan.entrance.words.sandbox import (
    WAYS,
    cap_name,
    class_name,
    comparison_sentences,
    imagined_sentences,
    points,
    refused_sentences,
    spread_text,
    title_sentences,
    why_text,
    yuan,
)
from jishan.registry.queries import masked_heads
from jishan.schemes.queries import rules_of, scheme_of
from jishan.trials.queries import KeptTrial
from jishan.trials.running import DRAWN_MAX
from jishan.web.office.charts import Bar, bar_chart

HOMES_SHOWN = 30
CHARTED = ("group", "oldest", "alone", "absence", "disability")
SIZES = ((50, 10), (100, 10), (200, 10))
"""Households of a village, and how many villages: what the page offers."""
ITEMS_PER_SECOND = 6_000
"""Cautious: households × villages × items that an old machine imagines and tries in a second."""


@dataclass(frozen=True)
class Table:
    """Figures as a table. The first column names the row."""

    head: Sequence[str]
    rows: Sequence[Sequence[str]]

    @property
    def lines(self) -> list[tuple[str, list[tuple[str, str]]]]:
        """Each row as its name and the other cells, each with what its column is called."""
        return [
            (first, list(zip(self.head[1:], cells, strict=True))) for first, *cells in self.rows
        ]


@dataclass(frozen=True)
class Figure:
    """A chart and the same figures as a table."""

    title: str
    chart: SafeString
    table: Table


@dataclass(frozen=True)
class Shown:
    """One trial. `homes`: the homes whose points change most, named as the office may name them."""

    trial: KeptTrial
    title: str
    sentences: Sequence[str]
    figures: Sequence[Figure]
    tables: Mapping[str, Table] = field(default_factory=dict)


@dataclass(frozen=True)
class Size:
    value: str
    households: int
    runs: int
    seconds: int


def sizes_of(scheme: Scheme) -> list[Size]:
    """How large a village may be imagined, and about how long that takes."""
    weights = {
        (households, runs): households * runs * (len(scheme.items) + 5) * 2
        for households, runs in SIZES
    }
    return [
        Size(f"{households},{runs}", households, runs, 1 + weight // ITEMS_PER_SECOND)
        for (households, runs), weight in weights.items()
        if weight <= DRAWN_MAX
    ]


def shown_trial(actor: Actor, kept: KeptTrial, scheme: Scheme) -> Shown:
    """Whatever kind it is."""
    if kept.comparison is not None:
        return _comparison(actor, kept, kept.comparison, scheme)
    return _imagined(kept, scheme)


def _comparison(actor: Actor, kept: KeptTrial, found: Comparison, scheme: Scheme) -> Shown:
    before = [scheme_of(own) for own, *_rest in rules_of(actor.village_id).versions]
    tables = {
        _("没有计分的事"): Table(
            (_("为什么"), _("几件")),
            [(why_text(scheme, one, before), str(one.acts)) for one in found.second.why],
        ),
        _("各个年龄的人自己做的事得多少分"): _people(found.people),
        _("得分变动最大的户"): _homes(actor, kept, found),
        _("称号有变动的户"): _titles(actor, kept, found),
        _("新方案里卡住的上限"): Table(
            (_("上限"), _("卡住几次")),
            [(cap_name(scheme, name), str(times)) for name, times in found.second.caps.items()],
        ),
    }
    return Shown(
        kept,
        _("{since}至 {until}的记录：现行方案和这份方案").format(
            since=day_text(found.since), until=day_text(found.until)
        ),
        [
            *_alone(kept),
            *refused_sentences(found),
            *comparison_sentences(found),
            *title_sentences(found)[6:],
            *_blind_spots(kept),
        ],
        [
            *([_classes(kept.kind, found)] if _charted(found) else []),
            _months(kept.kind, found),
            *([_money(kept.kind, found)] if found.second.money.total is not None else []),
        ],
        {title: table for title, table in tables.items() if table.rows},
    )


def _alone(kept: KeptTrial) -> list[str]:
    if not kept.settings.get("alone"):
        return []
    return [_("村里还没有现行方案，下面两边都是这份方案，只看它自己的数。")]


def _blind_spots(kept: KeptTrial) -> list[str]:
    """What past records cannot show; tables that were brought may well hold it."""
    new: list[str] = kept.settings.get("new", [])
    if not new or kept.kind != "history":
        return []
    text = _("新方案多出来的 {count} 项（{items}）往年没有记录，这里算不出它们的分。")
    shown = "、".join(new[:5]) + (_("等") if len(new) > 5 else "")
    return [text.format(count=len(new), items=shown)]


def _charted(found: Comparison) -> list[ClassFigures]:
    return [one for one in found.classes if one.way in CHARTED and one.homes >= FEWEST]


def _classes(name: str, found: Comparison) -> Figure:
    rows: list[Bar] = []
    way = ""
    for one in _charted(found):
        if one.way != way:
            way = one.way
            rows.append(Bar(WAYS[way], (), (), heading=True))
        means = (one.mean_first, one.mean_second)
        rows.append(Bar(class_name(one.way, one.name), means, tuple(map(format_points, means))))
    title = _("各类户平均得多少分")
    legend = (_("现行方案"), _("这份方案"))
    text = _("每类户两条，上面是现行方案，下面是这份方案。同样的数在下面的表里。")
    chart = bar_chart(f"classes-{name}", title, text, rows, legend)
    return Figure(title, chart, _class_table(found.classes))


def _class_table(classes: Iterable[ClassFigures]) -> Table:
    """Classes of fewer than three homes are left out: they would be talk about a neighbour."""
    head = (_("哪些户"), _("户数"), _("现行平均"), _("新方案平均"), _("变多"), _("变少"),
            _("没有分的"), _("称号"))  # fmt: skip
    rows = [
        (
            class_name(one.way, one.name),
            str(one.homes),
            format_points(one.mean_first),
            format_points(one.mean_second),
            str(one.gained),
            str(one.lost),
            f"{one.none_first} → {one.none_second}",
            f"{one.titles_first} → {one.titles_second}",
        )
        for one in classes
        if one.homes >= FEWEST
    ]
    return Table(head, rows)


def _people(classes: Iterable[ClassFigures]) -> Table:
    head = (_("年龄"), _("人数"), _("现行平均"), _("新方案平均"), _("变多"), _("变少"))
    rows = [
        (
            class_name(one.way, one.name),
            str(one.homes),
            format_points(one.mean_first),
            format_points(one.mean_second),
            str(one.gained),
            str(one.lost),
        )
        for one in classes
        if one.homes >= FEWEST
    ]
    return Table(head, rows)


def _months(name: str, found: Comparison) -> Figure:
    after = {month.label: month for month in found.second.months}
    both = [(month, after[month.label]) for month in found.first.months if month.label in after]
    rows = [
        Bar(
            label_words(one.label),
            (one.issued, two.issued),
            tuple(map(format_points, (one.issued, two.issued))),
        )
        for one, two in both
    ]
    title = _("每月发出多少分")
    text = _("每月两条，上面是现行方案，下面是这份方案。同样的数在下面的表里。")
    chart = bar_chart(f"months-{name}", title, text, rows, (_("现行方案"), _("这份方案")))
    priced = any(two.cost is not None for _one, two in both)
    head = (_("月份"), _("现行发出"), _("新方案发出"), _("已兑换"))
    table = Table(
        (*head, _("新方案合多少钱")) if priced else head,
        [
            (label_words(one.label), points(one.issued), points(two.issued), points(two.redeemed),
             *([yuan(two.cost)] if priced else []))
            for one, two in both
        ],
    )  # fmt: skip
    return Figure(title, chart, table)


def _money(name: str, found: Comparison) -> Figure:
    one, two = found.first.money, found.second.money
    lines = (
        (_("发出的分全部兑掉"), one.could_cost, two.could_cost),
        (_("称号的奖励"), one.prizes, two.prizes),
        (_("分红"), one.pools, two.pools),
        (_("一共要花"), one.total, two.total),
        (_("资金有"), one.available, two.available),
    )
    rows = [
        Bar(label, (before or 0, after or 0), (yuan(before), yuan(after)))
        for label, before, after in lines
        if before or after
    ]
    more = (
        (_("已经兑换的"), one.redeemed, two.redeemed),
        (_("还没兑换的"), one.open, two.open),
        (_("余下（负数是不够）"), one.left, two.left),
        (_("每人每年的上限合计"), one.cap, two.cap),
        (_("每人每年的最低合计"), one.floor, two.floor),
    )
    title = _("要花多少钱，有多少钱")
    text = _("每行两条，上面是现行方案，下面是这份方案。同样的数在下面的表里。")
    table = Table(
        (_("项目"), _("现行方案"), _("这份方案")),
        [(label, yuan(before), yuan(after)) for label, before, after in (*lines, *more)],
    )
    legend = (_("现行方案"), _("这份方案"))
    return Figure(title, bar_chart(f"money-{name}", title, text, rows, legend), table)


def _names(actor: Actor, kept: KeptTrial, keys: Iterable[str]) -> dict[str, str]:
    """Households of the village by their heads, masked; of tables that were brought, by keys."""
    wanted = list(dict.fromkeys(keys))
    if kept.kind != "history":
        return {key: key for key in wanted}
    ids = {key: int(key[1:]) for key in wanted if key[:1] == "h" and key[1:].isdecimal()}
    heads = masked_heads(actor.village_id, ids.values())
    return {key: heads.get(ids.get(key, 0), key) for key in wanted}


def _homes(actor: Actor, kept: KeptTrial, found: Comparison) -> Table:
    changed = sorted(
        (one for one in found.homes if one.first.points != one.second.points),
        key=lambda one: (-abs(_change(one)), one.key),
    )[:HOMES_SHOWN]
    names = _names(actor, kept, (one.key for one in changed))
    rows = [
        (
            names[one.key],
            one.group,
            format_points(one.first.points),
            format_points(one.second.points),
            format_points(_change(one), signed=True),
            f"{len(one.first.goods)} → {len(one.second.goods)}",
        )
        for one in changed
    ]
    return Table((_("户"), _("小组"), _("现行"), _("新方案"), _("差"), _("够换几样")), rows)


def _change(one: HomeChange) -> int:
    return one.second.points - one.first.points


def _titles(actor: Actor, kept: KeptTrial, found: Comparison) -> Table:
    honours = found.first.honours | found.second.honours
    moves = [
        (honours.get(move.honour, move.honour), label_words(move.period), word, key)
        for move in found.titles
        for word, keys in ((_("新得"), move.gained), (_("失去"), move.lost))
        for key in keys
    ][:HOMES_SHOWN]
    names = _names(actor, kept, (key for *_rest, key in moves))
    rows = [(names[key], name, period, word) for name, period, word, key in moves]
    return Table((_("户"), _("称号"), _("哪一期"), _("变动")), rows)


def _imagined(kept: KeptTrial, scheme: Scheme) -> Shown:
    found = kept.imagined[-1]
    before = kept.imagined[0] if len(kept.imagined) > 1 else None
    tables = {
        _("一年有几个称号"): Table(
            (_("称号"), _("几个")),
            [(honour.name, f"{found.titles[honour.code].middle}")
             for honour in scheme.honours if honour.code in found.titles],
        ),
        _("卡住的上限"): Table(
            (_("上限"), _("一年卡住几次")),
            [(cap_name(scheme, name), str(one.middle)) for name, one in found.caps.items()],
        ),
    }  # fmt: skip
    return Shown(
        kept,
        _("设想的村"),
        imagined_sentences(scheme, found),
        [_imagined_classes(before, found), _imagined_months(before, found)],
        {title: table for title, table in tables.items() if table.rows},
    )


def _legend(before: Imagined | None) -> tuple[str, ...]:
    return (_("现行方案"), _("这份方案")) if before else (_("这份方案"),)


def _imagined_classes(before: Imagined | None, found: Imagined) -> Figure:
    old = {(one.way, one.name): one for one in before.classes} if before else {}
    rows: list[Bar] = []
    lines: list[Sequence[str]] = []
    way = ""
    for one in found.classes:
        if one.way not in CHARTED:
            continue
        if one.way != way:
            way = one.way
            rows.append(Bar(WAYS[way], (), (), heading=True))
        name = class_name(one.way, one.name)
        other = old.get((one.way, one.name))
        both = [side.mean for side in (other, one) if side is not None]
        means = tuple(side.middle for side in both)
        rows.append(Bar(name, means, tuple(map(format_points, means))))
        spreads = [spread_text(side) for side in both]
        lines.append((name, str(one.homes.middle), *spreads))
    title = _("各类户平均得多少分")
    text = _("同样的数在下面的表里，括号里是十个村里有八个落在的范围。")
    chart = bar_chart("classes-imagined", title, text, rows, _legend(before))
    return Figure(title, chart, Table((_("哪些户"), _("户数"), *_legend(before)), lines))


def _imagined_months(before: Imagined | None, found: Imagined) -> Figure:
    old = before.months if before else {}
    rows, lines = [], []
    for label, one in found.months.items():
        both = [side for side in (old.get(label), one) if side is not None]
        figures = tuple(side.middle for side in both)
        month = label_words(label)
        rows.append(Bar(month, figures, tuple(map(format_points, figures))))
        lines.append((month, *map(spread_text, both)))
    title = _("每月发出多少分")
    text = _("同样的数在下面的表里，括号里是十个村里有八个落在的范围。")
    chart = bar_chart("months-imagined", title, text, rows, _legend(before))
    return Figure(title, chart, Table((_("月份"), *_legend(before)), lines))


__all__ = ["Shown", "shown_trial", "sizes_of"]
