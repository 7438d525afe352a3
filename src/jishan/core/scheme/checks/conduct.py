"""Process, subjects, vetoes, redemption, funds, publicity: what is unsaid, and what was chosen."""

from collections.abc import Mapping
from fractions import Fraction

from jishan.core.points import format_points
from jishan.core.purses import written
from jishan.core.scheme.checks.desk import Desk
from jishan.core.scheme.checks.values import duration
from jishan.core.scheme.conduct import Role
from jishan.core.scheme.document import (
    Benefit,
    Case,
    Range,
    Redemption,
    Resolution,
    Scheme,
    Stage,
    Veto,
    Who,
)
from jishan.core.scheme.rounding import decimal_text
from jishan.core.voting import QUORUMS, Meeting

TAKEN_BY: Mapping[str, tuple[Role, ...]] = {
    "verify": ("grid_worker", "clerk"),
    "review": ("panel", "representatives"),
    "approve": ("secretary", "township_officer"),
}
"""Whose appointment may take a stage; given to anybody else, claims would wait there for ever."""
_PLACES = (
    "靠前", "靠后", "靠上", "前列", "名列前茅", "前几名", "前几户", "头几名", "最后几名", "末几名",
    "排在前面", "排前面", "前面几", "最多的几", "最高的几", "名次好",
)  # fmt: skip
_AMOUNTS = (
    "多次", "屡次", "数次", "经常", "较多", "较高", "较好", "较大", "若干", "表现突出",
    "积分高", "得分高", "分数高", "高分户", "积分多的", "得分多的", "表现好", "表现优", "酌情",
    "一定数量", "数量不等",
)  # fmt: skip
_TIMES = (
    "多次", "屡次", "数次", "几次", "多回", "再三", "屡教不改", "较多", "较大", "若干", "情节严重",
    "情节较重", "酌情", "视情况", "视情节",
)  # fmt: skip
"""What leaves an item or a veto open where nobody decides between two figures."""
_IN_KIND = ("物资", "实物", "物品", "商品", "折价", "捐物", "米面", "农资", "衣物", "货物")
_FALSE = (
    "虚报", "谎报", "假报", "瞒报", "多报", "冒领", "冒报", "骗取积分", "骗分", "弄虚作假", "造假",
)  # fmt: skip


def look(desk: Desk) -> None:
    _head(desk)
    _counts(desk)
    _process(desk)
    _subjects(desk)
    _vetoes(desk)
    _redemption(desk)
    _funds(desk)
    _benefits(desk)
    _wording(desk)


def _head(desk: Desk) -> None:
    scheme = desk.scheme
    adopted = scheme.adopted
    if adopted is None:
        desk.note("not_adopted")
    else:
        if adopted.day > scheme.in_force_from:
            desk.error("retroactive", "in_force_from", day=scheme.in_force_from.isoformat())
        _resolution(desk, adopted)
    until = scheme.in_force_until
    if until is not None and until < scheme.in_force_from:
        desk.error("days_upside_down", "in_force_until", item=scheme.name)
    for place, choice in enumerate(scheme.choices):
        desk.note("choice", "choices", place, about=choice.about, text=choice.text)
    for place, one in enumerate(scheme.replaced):
        ids = f"（{'、'.join(one.ids)}）" if one.ids else ""
        desk.note("replaced", "replaced", place, clause=one.clause, by=one.by, ids=ids)


def _resolution(desk: Desk, adopted: Resolution) -> None:
    """The vote as the document states it, by the floors that law sets (`core.voting`)."""
    present, entitled = adopted.present, adopted.electorate
    least = min(adopted.for_, adopted.against, present)
    if least < 0 or adopted.for_ + adopted.against > present:
        desk.error("votes_exceed_present", "adopted", present=present)
    elif entitled is not None and present > entitled:
        desk.error("present_exceed_entitled", "adopted", present=present, entitled=entitled)
    elif adopted.for_ * 2 <= present:
        desk.error("vote_not_carried", "adopted", for_=adopted.for_, present=present)
    elif entitled is not None:
        delegates = "代表" in adopted.meeting
        kind = Meeting.REPRESENTATIVES if delegates else Meeting.VILLAGERS
        if not QUORUMS[kind].met(present, entitled):
            least_said = "三分之二" if delegates else "过半"
            desk.error("vote_not_quorate", "adopted", present=present, entitled=entitled,
                       least=least_said)  # fmt: skip


def _counts(desk: Desk) -> None:
    """The text says so many; the document holds so many (T1, T18)."""
    scheme, declared = desk.scheme, desk.scheme.declared
    if declared.list_absent:
        desk.note("list_absent", "declared", "list_absent")
    found = {
        "categories": ("类别", len(scheme.categories)),
        "items": ("事项", len(scheme.items)),
        "plus": ("加分事项", sum(not item.negative for item in scheme.items)),
        "minus": ("扣分事项", sum(item.negative for item in scheme.items)),
        "vetoes": ("否决情形", len(scheme.vetoes)),
    }
    for name, (what, count) in found.items():
        said = getattr(declared, name)
        if said is not None and said != count:
            desk.warn("count_differs", "declared", name, what=what, declared=said, found=count)
    used = {item.category for item in scheme.items} | {one.category for one in scheme.streaks}
    used |= {one.category for one in scheme.settlements}
    used |= {scheme.false_claim.category} if scheme.false_claim else set()
    for place, category in enumerate(scheme.categories):
        if scheme.items and not declared.list_absent and category.code not in used:
            desk.note("category_empty", "categories", place, category=category.name)


def _process(desk: Desk) -> None:
    process = desk.scheme.process
    _stages(desk, process.default, "process", "default")
    for code, stages in process.categories.items():
        _stages(desk, stages, "process", "categories", code)
    for code, stages in process.items.items():
        _stages(desk, stages, "process", "items", code)
    if not process.recusal:
        desk.warn("no_recusal", "process", "recusal")
    if process.objections_to is None:
        desk.warn("objections_to_nobody", "process")


def _stages(desk: Desk, stages: tuple[Stage, ...], *path: str | int) -> None:
    kinds = [stage.kind for stage in stages]
    if "notice" not in kinds:
        desk.error("no_notice", *path)
        return
    notice = kinds.index("notice")
    later = [kind for kind in kinds[notice + 1 :] if kind in ("verify", "review", "approve")]
    if later:
        desk.warn("notice_before_review", *path, notice)
    for place, stage in enumerate(stages):
        if stage.kind == "notice" and ((stage.days or 0) < 1 or stage.day_kind is None):
            desk.error("notice_without_days", *path, place)
        if stage.kind == "review" and stage.quorum is None:
            desk.warn("review_without_quorum", *path, place)
        if stage.kind in TAKEN_BY and stage.role is None:
            desk.error("stage_without_role", *path, place)
        elif stage.role not in TAKEN_BY.get(stage.kind, (stage.role,)):
            desk.error("stage_role_cannot", *path, place, "role")


def _subjects(desk: Desk) -> None:
    subjects = desk.scheme.subjects
    homes = [one for one in subjects.eligible if one.kind == "household"]
    people = homes or [one for one in subjects.eligible if one.kind == "resident"]
    if not people or not all(one.consent for one in people):
        desk.warn("consent_not_asked", "subjects")
    for place, one in enumerate(subjects.eligible):
        if one.kind not in subjects.kinds:
            desk.error("eligible_without_account", "subjects", "eligible", place, kind=one.kind)
    held = {purse.holder for purse in desk.scheme.purses}
    for kind in subjects.kinds:
        if kind not in held and not (
            kind in ("resident", "group", "village") and "household" in held
        ):
            desk.error("subject_without_purse", "subjects", "kinds", kind=kind)


def _vetoes(desk: Desk) -> None:
    for place, veto in enumerate(desk.scheme.vetoes):
        path = ("vetoes", place)
        _end(desk, veto, *path)
        if not veto.documents:
            desk.error("redline.veto_without_document", *path, "documents", veto=veto.name)
        if veto.route_back is None:
            desk.warn("veto_without_route_back", *path, veto=veto.name)
        if set(veto.bars) - {"honours"}:
            desk.warn("veto_beyond_honours", *path, "bars", veto=veto.name)
        if veto.falls_on == "household":
            desk.warn("veto_on_household", *path, "falls_on", veto=veto.name)


def _end(desk: Desk, veto: Veto, *path: str | int) -> None:
    ends = [veto.lasts is not None, veto.until_end_of is not None, veto.until_lifted]
    if sum(ends) != 1:
        desk.error("veto_without_end", *path, veto=veto.name)
    if veto.plus and veto.until_end_of is None:
        desk.error("veto_plus_of_nothing", *path, "plus", veto=veto.name)
    if veto.lasts is not None:
        duration(desk, veto.lasts, *path, "lasts")


def _redemption(desk: Desk) -> None:
    redemption = desk.scheme.redemption
    if redemption is None:
        return
    purse = desk.scheme.purse(redemption.purse)
    if not purse.spendable:
        desk.error("redeems_honour", "redemption", "purse")
    if purse.holder != "household":
        desk.warn("redeems_of_others", "redemption", "purse", purse=purse.name)
    if redemption.begin_at is not None:
        at = format_points(redemption.begin_at)
        desk.note("choice_begin", "redemption", "begin_at", at=at, begin_is=redemption.begin_is)
        if redemption.must_stay is None:
            desk.error("redeem_stay_unsaid", "redemption", "begin_at")
    if not redemption.windows:
        desk.note("choice_windows", "redemption")
    if redemption.vouchers and redemption.voucher_days is None:
        desk.error("voucher_without_end", "redemption", "vouchers")
    _windows(desk, redemption)
    _prices(desk, redemption)
    _goods_purses(desk, redemption)


def _windows(desk: Desk, redemption: Redemption) -> None:
    for place, window in enumerate(redemption.windows):
        if window.every is None and not written(window):
            desk.error("window_unclear", "redemption", "windows", place)
    for place, limit in enumerate(redemption.limits):
        if (limit.points is None) == (limit.times is None):
            desk.error("cap_unclear", "redemption", "limits", place)
        if limit.per_member and limit.whose == "everyone":
            desk.error("cap_per_member_of_all", "redemption", "limits", place, "per_member")


def _prices(desk: Desk, redemption: Redemption) -> None:
    """A lower price is for somebody in particular, and less than the price."""
    for place, price in enumerate(redemption.prices):
        path = ("redemption", "prices", place)
        if price.who == Who():
            desk.error("price_for_everybody", *path, "who", name=price.name)
        if not 0 < price.percent <= 100:
            desk.error("percent_not_possible", *path, "percent", name=price.name)


def _goods_purses(desk: Desk, redemption: Redemption) -> None:
    """Goods that one purse alone pays: it can be spent, and the same hold it."""
    holder = desk.scheme.purse(redemption.purse).holder
    for place, goods in enumerate(redemption.catalogue):
        if goods.purse is None:
            continue
        purse = desk.scheme.purse(goods.purse)
        if not purse.spendable:
            desk.error("redeems_honour", "redemption", "catalogue", place, "purse")
        if purse.holder != holder:
            desk.error("goods_purse_of_others", "redemption", "catalogue", place, "purse",
                       goods=goods.name, purse=purse.name)  # fmt: skip


def _funds(desk: Desk) -> None:
    funds = desk.scheme.funds
    if funds is None:
        if desk.scheme.redemption or desk.scheme.pools:
            desk.warn("funds_unsaid")
        return
    per_resident = [one.yuan_per_resident for one in funds.sources if one.yuan_per_resident]
    floor = sum((Fraction(one) for one in per_resident), Fraction(funds.floor_per_resident or 0))
    if funds.cap_per_resident is not None and floor > Fraction(funds.cap_per_resident):
        facts = {
            "floor": decimal_text(floor),
            "cap": decimal_text(Fraction(funds.cap_per_resident)),
        }
        if funds.surplus is None:
            desk.error("funds_floor_above_cap", "funds", "cap_per_resident", **facts)
        else:
            desk.note("choice_surplus", "funds", "surplus", surplus=funds.surplus, **facts)
    for place, source in enumerate(funds.sources):
        in_kind = any(word in source.name for word in _IN_KIND)
        if (source.kind == "goods" or in_kind) and not source.valued:
            desk.warn("goods_not_valued", "funds", "sources", place, source=source.name)
    if funds.custody is None:
        desk.warn("funds_without_custody", "funds")


def _benefits(desk: Desk) -> None:
    """A word like 靠前 or 多次 is no rule until a number stands in its place (T15)."""
    for place, benefit in enumerate(desk.scheme.benefits):
        word = vague_word(benefit.text)
        said = benefit.measure is not None and benefit.when is not None and not benefit.when.empty
        if word and not said:
            desk.error("quantifier_without_number", "benefits", place, word=word, text=benefit.text)
    for place, honour in enumerate(desk.scheme.honours):
        for number, benefit in enumerate(honour.brings):
            word = vague_word(benefit.text, hard=True)
            if word:
                path = ("honours", place, "brings", number)
                desk.error("quantifier_without_number", *path, word=word, text=benefit.text)
    if not desk.scheme.honours and desk.scheme.redemption:
        desk.note("goods_only")


def vague_word(text: str, *, hard: bool = False) -> str:
    """The first word that names an amount (`hard`) or a place without a number."""
    words = _AMOUNTS if hard else (*_PLACES, *_AMOUNTS)
    return next((word for word in words if word in text), "")


def _wording(desk: Desk) -> None:
    """Items and vetoes that leave open how often, and false claims that are not called so."""
    scheme = desk.scheme
    titles = [
        (item.title, ("items", place, "title"))
        for place, item in enumerate(scheme.items)
        if not isinstance(item.worth, Range | Case)
    ]
    titles += [(veto.name, ("vetoes", place, "name")) for place, veto in enumerate(scheme.vetoes)]
    for text, path in titles:
        word = next((word for word in _TIMES if word in text), "")
        if word:
            desk.warn("quantifier_in_rule", *path, word=word, text=text)
    for place, item in enumerate(scheme.items):
        if item.negative and any(word in item.title for word in _FALSE):
            desk.warn("false_claim_as_item", "items", place, "title", item=item.title)


def all_benefits(scheme: Scheme) -> list[tuple[Benefit, tuple[str | int, ...]]]:
    """Benefits of titles and others, with their paths."""
    found: list[tuple[Benefit, tuple[str | int, ...]]] = [
        (benefit, ("benefits", place)) for place, benefit in enumerate(scheme.benefits)
    ]
    for place, honour in enumerate(scheme.honours):
        found += [
            (benefit, ("honours", place, "brings", number))
            for number, benefit in enumerate(honour.brings)
        ]
    return found
