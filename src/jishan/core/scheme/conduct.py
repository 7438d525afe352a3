"""How a scheme is run: head, subjects, periods, process, vetoes, redemption, funds, publicity."""

from typing import Literal

from pydantic import Field

from jishan.core.points import Points
from jishan.core.scheme.values import (
    CalendarMonth,
    Code,
    Day,
    DayOfMonth,
    Duration,
    Figure,
    Model,
    PeriodKind,
    PointsField,
    RoundingMode,
    Source,
    SubjectKind,
    Text,
    Weekday,
    Who,
    Whole,
    YesNo,
)

HUNDREDTH = Points(1)
StageKind = Literal["verify", "review", "notice", "approve", "enter"]
Role = Literal[
    "grid_worker",
    "clerk",
    "secretary",
    "panel",
    "representatives",
    "supervisor",
    "township_officer",
]


class Resolution(Model):
    """The meeting that adopted the document."""

    meeting: Text
    day: Day
    present: Whole
    for_: Whole = Field(alias="for")
    against: Whole
    electorate: Whole | None = None


class FilingNote(Model):
    office: Text
    day: Day | None = None
    number: Text | None = None


class Declared(Model):
    """Counts and sums that the adopted text states, so that the checker can compare them."""

    categories: Whole | None = None
    items: Whole | None = None
    plus: Whole | None = None
    minus: Whole | None = None
    vetoes: Whole | None = None
    full: PointsField | None = None
    list_absent: YesNo = False


class Choice(Model):
    """Where the source is silent: what was chosen, and about what."""

    about: Text
    text: Text
    ids: tuple[Text, ...] = ()


class Replaced(Model):
    """A clause that law does not allow, and the lawful one in its place."""

    ids: tuple[Text, ...]
    clause: Text
    by: Text


class Eligible(Who):
    """Which subjects of a kind take part. `consent`: only those who agreed; `approved`:
    subjects from
    elsewhere only with the committees' approval (roster column `approved`)."""

    kind: SubjectKind
    consent: YesNo = False
    approved: YesNo = False


class Subjects(Model):
    """Who holds an account. `members`: which residents count as members where points are averaged.
    `split`: what a household that splits off takes along."""

    kinds: tuple[SubjectKind, ...] = Field(min_length=1)
    eligible: tuple[Eligible, ...] = ()
    members: Literal["participating", "all"] = "participating"
    split: Literal["stay", "by_members", "by_decision"] = "stay"
    source: Source | None = None


class Periods(Model):
    """The village's calendar. `month_ends_on: 25`: the 26th belongs to the next month; 31 is the
    calendar month. `year_begins_in` names the month with which quarters, halves and years begin.
    `week_begins`: 1 is Monday."""

    month_ends_on: Whole = Field(default=31, ge=1, le=31)
    year_begins_in: Whole = Field(default=1, ge=1, le=12)
    week_begins: Whole = Field(default=1, ge=1, le=7)


class Stage(Model):
    """One stage between the act and the book. Their order is data."""

    kind: StageKind
    role: Role | None = None
    quorum: Whole | None = Field(default=None, ge=1)
    members: Text | None = None
    days: Whole | None = Field(default=None, ge=0, le=3660)
    day_kind: Literal["calendar", "working"] | None = None
    note: Text | None = None


class Process(Model):
    """The stages of everything, and of categories and items that differ. `claim_days`: claimed so
    many days after the act at the latest, where an item does not say otherwise."""

    default: tuple[Stage, ...] = Field(min_length=1)
    categories: dict[str, tuple[Stage, ...]] = Field(default_factory=dict)
    items: dict[str, tuple[Stage, ...]] = Field(default_factory=dict)
    recusal: YesNo = True
    objections_to: Role | None = None
    claim_days: Whole | None = Field(default=None, ge=0)
    source: Source | None = None


class Veto(Model):
    """A clause that bars (一票否决). It needs a document of one of the named kinds and ends by
    itself (`lasts`, or `until_end_of` a period, `plus` so many more) or when it is lifted
    (`until_lifted`)."""

    code: Code
    name: Text
    documents: tuple[Text, ...] = ()
    bars: tuple[Literal["honours", "earning", "spending", "pools"], ...] = Field(
        default=("honours",), min_length=1
    )
    lasts: Duration | None = None
    until_end_of: Literal["month", "quarter", "half", "year"] | None = None
    plus: Whole = Field(default=0, ge=0, le=100)
    until_lifted: YesNo = False
    falls_on: Literal["self", "household"] = "self"
    route_back: Text | None = None
    source: Source = Source()


class Goods(Model):
    """One kind of goods. `per_subject_max`: one holder takes so many at most in each
    `per_subject_in`. `purse`: paid from this purse alone, where it is not that of `redemption`."""

    code: Code
    name: Text
    points: PointsField = Field(gt=0)
    unit: Text = "件"
    yuan: Figure | None = Field(default=None, ge=0)
    stock: Whole | None = Field(default=None, ge=0)
    per_subject_max: Whole | None = Field(default=None, ge=1)
    per_subject_in: PeriodKind = "ever"
    purse: Code | None = None


class Window(Model):
    """Days on which redemption is open: the last or first `days` of each period (one of the two
    suffices), fixed days of the month, days of the week (1 is Monday), some months of the
    calendar, the days from one to another. All that is written must hold."""

    every: Literal["week", "ten_days", "half_month", "month", "quarter", "half", "year"] | None = (
        None
    )
    first_days: Whole | None = Field(default=None, ge=1)
    last_days: Whole | None = Field(default=None, ge=1)
    days_of_month: tuple[DayOfMonth, ...] = ()
    weekdays: tuple[Weekday, ...] = ()
    months: tuple[CalendarMonth, ...] = ()
    first_day: Day | None = None
    last_day: Day | None = None


class RedemptionLimit(Model):
    """At most so many points or times in a period: of one holder (`per_member`: for each of its
    members), or of all together."""

    points: PointsField | None = Field(default=None, ge=0)
    times: Whole | None = Field(default=None, ge=0)
    per: PeriodKind
    whose: Literal["account", "everyone"] = "account"
    per_member: YesNo = False


class Price(Model):
    """What some pay: `percent` of the price, of all goods or only of `goods` (codes), rounded to
    whole `round_to`, never below a hundredth. Who may claim several pays the lowest."""

    code: Code
    name: Text
    who: Who
    percent: Figure
    goods: tuple[Code, ...] = ()
    rounding: RoundingMode
    round_to: PointsField = Field(default=HUNDREDTH, gt=0)


class Mixed(Model):
    """Part points, part cash: at least so many percent of the price in points."""

    points_percent_min: Figure = Field(ge=0, le=100)


class Redemption(Model):
    """What points buy. `begin_at` opens redemption: of what the purse holds, or of all that ever
    came into it (`begin_by`); `begin_is` says whether the figure itself suffices. `must_stay`
    remains."""

    purse: Code
    fen_per_point: Figure | None = Field(default=None, gt=0)
    begin_at: PointsField | None = Field(default=None, ge=0)
    begin_is: Literal["at_least", "above"] = "at_least"
    begin_by: Literal["balance", "earned"] = "balance"
    must_stay: PointsField | None = Field(default=None, ge=0)
    multiples_of: PointsField | None = Field(default=None, gt=0)
    windows: tuple[Window, ...] = ()
    limits: tuple[RedemptionLimit, ...] = ()
    catalogue: tuple[Goods, ...] = ()
    prices: tuple[Price, ...] = ()
    mixed: Mixed | None = None
    vouchers: YesNo = False
    voucher_days: Whole | None = Field(default=None, ge=1, le=3660)
    source: Source | None = None

    def goods(self, named: str) -> Goods | None:
        """The goods of this code or name in the catalogue."""
        return next((one for one in self.catalogue if named in (one.code, one.name)), None)

    def purse_for(self, goods: Goods | None) -> str:
        """The purse that pays; points alone (`None`) come from the purse of redemption."""
        return self.purse if goods is None or goods.purse is None else goods.purse


class FundSource(Model):
    """Money or goods that pay for rewards: a sum, or so much for each resident."""

    code: Code
    name: Text
    kind: Literal["money", "goods"]
    yuan: Figure | None = Field(default=None, ge=0)
    yuan_per_resident: Figure | None = Field(default=None, ge=0)
    valued: YesNo = False
    pays_for: tuple[Text, ...] = ()
    source: Source | None = None


class Funds(Model):
    """Sources against what may be spent. `surplus`: what happens to what is left."""

    sources: tuple[FundSource, ...] = ()
    cap_per_resident: Figure | None = Field(default=None, ge=0)
    floor_per_resident: Figure | None = Field(default=None, ge=0)
    surplus: Literal["carried", "returned"] | None = None
    custody: Text | None = None
    source: Source | None = None


class Publicity(Model):
    """What goes on the board, how names are masked, for how long."""

    shows: tuple[Literal["acts", "positive_acts", "totals", "averages", "honours", "flows"], ...]
    measures: tuple[Code, ...] = ()
    names: Literal["masked", "code", "full"]
    deductions: Literal["household_only", "aggregated", "shown"]
    days: Whole | None = Field(default=None, ge=1, le=3660)
    day_kind: Literal["calendar", "working"] = "calendar"
    ranking: Literal["off", "honours_only", "voted"] = "honours_only"
    places: tuple[Text, ...] = ()
    source: Source | None = None
