"""Monte-Carlo: the same document in many imagined villages, and what comes out how often.

Run `k` of a seed is always the same village with the same year, however many runs there are.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from jishan.core.periods import Period, period_of
from jishan.core.replay.events import Event, Happening
from jishan.core.replay.whole import replay
from jishan.core.sandbox.comparing import Trial, as_of, tried
from jishan.core.sandbox.doing import Cast, cast_of, imagined_acts, imagined_events
from jishan.core.sandbox.groups import ClassFigures, classes_of, compared_homes
from jishan.core.sandbox.lots import Lots
from jishan.core.sandbox.reach import reach_of
from jishan.core.sandbox.synthetic import comings_home, imagined_village
from jishan.core.scheme.document import Scheme
from jishan.core.scheme.facts import Act

HOUSEHOLDS, RUNS, SEED = 300, 20, "1"


@dataclass(frozen=True)
class Village:
    """One imagined village and its year: who comes home in it, and what people do."""

    name: str
    cast: Cast
    back: tuple[Event, ...]
    acts: tuple[Act, ...]

    def happenings(self, scheme: Scheme) -> list[Happening]:
        """Everything that concerns one document."""
        acts = (act for act in self.acts if scheme.has_item(act.item))
        return [*self.back, *acts, *imagined_events(self.name, scheme, self.cast)]


@dataclass(frozen=True)
class Spread:
    """How a figure lies over the runs: a tenth of them lie at or below `low`, half at or below
    `middle`, nine tenths at or below `high` (nearest rank: each is the figure of a run)."""

    low: int
    middle: int
    high: int


@dataclass(frozen=True)
class ClassSpread:
    """One class over the runs: its homes and its points for each home."""

    way: str
    name: str
    homes: Spread
    mean: Spread


@dataclass(frozen=True)
class Imagined:
    """What so many runs brought. Points in hundredths, money in fen.

    `apart`: for each way, how far the richest and the poorest class lie apart for each home.
    `caps`: acts cut by each cap, in those runs where it cut any. `runs_short`: runs in which the
    sources do not cover everything, of the `runs_funded` in which that can be said; `run_out`
    counts the months in which they ran out.
    """

    runs: int
    households: int
    acts: Spread
    refused: Spread
    months: Mapping[str, Spread]
    issued: Spread
    cost: Spread | None
    redeemed: Spread | None
    classes: tuple[ClassSpread, ...]
    apart: Mapping[str, Spread]
    titles: Mapping[str, Spread]
    caps: Mapping[str, Spread]
    first_good: Spread | None
    first_title: Spread
    nothing: Spread
    runs_funded: int
    runs_short: int
    run_out: Mapping[str, int]


def year_of(scheme: Scheme, day: date | None = None) -> Period:
    """The first whole year of the scheme's calendar in which it is in force, or that of a day."""
    if day is not None:
        return period_of(scheme.periods, "year", day)
    year = period_of(scheme.periods, "year", scheme.in_force_from)
    if year.first < scheme.in_force_from:
        return period_of(scheme.periods, "year", year.last + (year.last - year.first) // 2)
    return year


def imagined(
    schemes: Sequence[Scheme], *, seed: str, run: int, households: int, day: date | None = None
) -> Village:
    """The village and year of one run. Several documents (alternatives to be compared) get one
    village and one year of acts between them."""
    year = year_of(schemes[-1], day)
    schemes = [as_of(scheme, year.first) for scheme in schemes]
    name = f"{seed}/{run}"
    people = imagined_village(Lots(f"{name}/people"), schemes, households, year.first)
    back = comings_home(Lots(f"{name}/back"), people, year.first)
    cast = cast_of(Lots(f"{name}/cast"), people, back, year)
    return Village(name, cast, tuple(back), tuple(imagined_acts(name, schemes, cast)))


def run_in(scheme: Scheme, village: Village) -> Trial:
    """One document in one imagined village; acts of items that it does not know are left out."""
    year = village.cast.year
    scheme = as_of(scheme, year.first)
    happenings = village.happenings(scheme)
    return tried(
        replay([scheme], village.cast.people, happenings, first=year.first, until=year.last)
    )


def imagine(
    schemes: Sequence[Scheme],
    *,
    households: int = HOUSEHOLDS,
    runs: int = RUNS,
    seed: str = SEED,
    tick: Callable[[range], Iterable[int]] = iter,
) -> tuple[Imagined, ...]:
    """Try documents in the same `runs` villages, one result for each. `tick` may wrap the numbers
    of the runs, to show them."""
    kept: list[list[_Run]] = [[] for _ in schemes]
    for run in tick(range(1, runs + 1)):
        village = imagined(schemes, seed=seed, run=run, households=households)
        for scheme, runs_of in zip(schemes, kept, strict=True):
            runs_of.append(_kept(run_in(scheme, village)))
    return tuple(_gathered(runs_of, households) for runs_of in kept)


@dataclass(frozen=True)
class _Run:
    """What is kept of a run."""

    trial: Trial
    classes: tuple[ClassFigures, ...]
    titles: Mapping[str, int]
    good: int | None
    title: int
    nothing: int
    homes: int


def _kept(trial: Trial) -> _Run:
    pairs = compared_homes(trial.homes, trial.homes)
    reach = reach_of(trial.out, [one for one, _ in pairs])
    titles = {honour.code: 0 for honour in trial.out.scheme.honours}
    for closing in trial.out.closings:
        for code, ranked in closing.honours.items():
            titles[code] += sum(one.taken for one in ranked)
    return _Run(
        trial,
        tuple(classes_of(pairs, trial.out.first)),
        titles,
        None if reach.first_good is None else reach.good,
        reach.title,
        reach.nothing,
        len(pairs),
    )


def spread(figures: Sequence[int]) -> Spread:
    """Tenth, half and nine tenths by nearest rank."""
    ordered = sorted(figures)
    low, middle, high = (ordered[-(-len(ordered) * part // 10) - 1] for part in (1, 5, 9))
    return Spread(low, middle, high)


def _perhaps(figures: Sequence[int | None]) -> Spread | None:
    known = [one for one in figures if one is not None]
    return spread(known) if known else None


def _gathered(runs: Sequence[_Run], households: int) -> Imagined:
    trials = [run.trial for run in runs]
    monies = [trial.money for trial in trials]
    funded = [money for money in monies if money.left is not None]
    out_of: dict[str, int] = {}
    for money in funded:
        if money.run_out:
            out_of[money.run_out] = out_of.get(money.run_out, 0) + 1
    return Imagined(
        len(runs),
        households,
        spread([len(trial.out.acts) for trial in trials]),
        spread([trial.refused for trial in trials]),
        _by_name([{m.label: m.issued for m in trial.months} for trial in trials]),
        spread([money.issued for money in monies]),
        _perhaps([money.total for money in monies]),
        _perhaps([money.redeemed for money in monies]),
        _classes(runs),
        _apart(runs),
        _by_name([run.titles for run in runs]),
        _by_name([trial.caps for trial in trials]),
        _perhaps([_share(run.good, run.homes) for run in runs]),
        spread([_share(run.title, run.homes) or 0 for run in runs]),
        spread([_share(run.nothing, run.homes) or 0 for run in runs]),
        len(funded),
        sum(money.left is not None and money.left < 0 for money in funded),
        dict(sorted(out_of.items())),
    )


def _share(part: int | None, of: int) -> int | None:
    """Hundredths of a percent, rounded down."""
    return None if part is None else part * 10_000 // of if of else 0


def _by_name(found: Sequence[Mapping[str, int]]) -> dict[str, Spread]:
    """Each name over all runs; a run that does not know it counts as zero."""
    names = dict.fromkeys(name for one in found for name in one)
    return {name: spread([one.get(name, 0) for one in found]) for name in names}


def _classes(runs: Sequence[_Run]) -> tuple[ClassSpread, ...]:
    seen: dict[tuple[str, str], list[ClassFigures]] = {}
    for run in runs:
        for one in run.classes:
            seen.setdefault((one.way, one.name), []).append(one)
    return tuple(
        ClassSpread(way, name, spread([one.homes for one in found]),
                    spread([one.mean_first for one in found]))
        for (way, name), found in seen.items()
    )  # fmt: skip


def _apart(runs: Sequence[_Run]) -> dict[str, Spread]:
    gaps: dict[str, list[int]] = {}
    for run in runs:
        means: dict[str, list[int]] = {}
        for one in run.classes:
            if one.way != "tag":
                means.setdefault(one.way, []).append(one.mean_first)
        for way, values in means.items():
            gaps.setdefault(way, []).append(max(values) - min(values))
    return {way: spread(values) for way, values in gaps.items()}
