"""Process, subjects, vetoes, redemption, funds, publicity: what is unsaid, and what was chosen."""

from collections.abc import Mapping
from fractions import Fraction

from jishan.core.purses import written
from jishan.core.scheme.checks.desk import Desk
from jishan.core.scheme.checks.values import duration
from jishan.core.scheme.conduct import Role
from jishan.core.scheme.document import Benefit, Redemption, Scheme, Stage, Veto, Who
from jishan.core.scheme.rounding import decimal_text

VAGUE = ("靠前", "靠后", "多次", "较多", "较高", "优先", "适当", "一定", "若干", "表现突出")
TAKEN_BY: Mapping[str, tuple[Role, ...]] = {
    "verify": ("grid_worker", "clerk"),
    "review": ("panel", "representatives"),
    "approve": ("secretary", "township_officer"),
}
"""Whose appointment may take a stage; given to anybody else, claims would wait there for ever."""
_TELLING = ("靠前", "靠后", "多次", "较多", "较高", "若干", "表现突出")


def look(desk: Desk) -> None:
    _head(desk)
    _counts(desk)
    _process(desk)
    _subjects(desk)
    _vetoes(desk)
    _redemption(desk)
    _funds(desk)
    _benefits(desk)


def _head(desk: Desk) -> None:
    scheme = desk.scheme
    adopted = scheme.adopted
    if adopted is None:
        desk.note("not_adopted")
    else:
        if adopted.day > scheme.in_force_from:
            desk.error("retroactive", "in_force_from", day=scheme.in_force_from.isoformat())
        if adopted.for_ + adopted.against > adopted.present:
            desk.error("votes_exceed_present", "adopted", present=adopted.present)
        elif adopted.for_ * 2 <= adopted.present:
            desk.error("vote_not_carried", "adopted", for_=adopted.for_, present=adopted.present)
    until = scheme.in_force_until
    if until is not None and until < scheme.in_force_from:
        desk.error("days_upside_down", "in_force_until", item=scheme.name)
    for place, choice in enumerate(scheme.choices):
        desk.note("choice", "choices", place, about=choice.about, text=choice.text)
    for place, one in enumerate(scheme.replaced):
        ids = "、".join(one.ids)
        desk.note("replaced", "replaced", place, clause=one.clause, by=one.by, ids=ids)


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
        if stage.kind == "notice" and (not stage.days or stage.day_kind is None):
            desk.error("notice_without_days", *path, place)
        if stage.kind == "review" and stage.quorum is None:
            desk.warn("review_without_quorum", *path, place)
        if stage.kind in TAKEN_BY and stage.role is None:
            desk.error("stage_without_role", *path, place)
        elif stage.role not in TAKEN_BY.get(stage.kind, (stage.role,)):
            desk.error("stage_role_cannot", *path, place, "role")


def _subjects(desk: Desk) -> None:
    subjects = desk.scheme.subjects
    if not any(one.consent for one in subjects.eligible):
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
    if not desk.scheme.purse(redemption.purse).spendable:
        desk.error("redeems_honour", "redemption", "purse")
    if redemption.begin_at is not None and redemption.must_stay is None:
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
        if source.kind == "goods" and not source.valued:
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
    """The first word that names an amount without a number."""
    return next((word for word in (_TELLING if not hard else _TELLING[2:]) if word in text), "")


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
