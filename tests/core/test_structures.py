"""Documents broken in their structure: what is read is put in words, checked and kept; what has no
error bears its year, its comparison and its imagined village, and points come from nowhere."""

import json
import random
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from functools import cache
from typing import Any

import pytest
import yaml

from jishan.core.points import Fen
from jishan.core.pools import Shared
from jishan.core.replay.outcome import Outcome
from jishan.core.sandbox.comparing import Trial, compared, tried
from jishan.core.sandbox.imagining import imagine
from jishan.core.scheme.checker import check, computable
from jishan.core.scheme.document import BandMeasure, Measure, Scheme, to_document
from jishan.core.scheme.findings import SchemeUnreadable
from jishan.core.scheme.plain import read_plain
from jishan.core.scheme.reading import from_plain
from jishan.core.scheme.values import in_points
from jishan.entrance.words.sandbox import comparison_sentences, imagined_sentences, why_text
from jishan.entrance.words.scheme_clauses import clauses
from jishan.entrance.words.scheme_difference import difference_sections
from jishan.entrance.words.scheme_findings import finding_text
from tests.core.mutants import broken_twice, examples_in, mutants
from tests.core.replaying import SCHEMES, run, told
from tests.core.test_replayed_years import PACKS
from tests.core.test_villages import VILLAGES, _texts
from tests.core.year_tables import scheme_of

ONE_BY_ONE, IN_PAIRS = 6, 2
"""So many documents of each village and source; every run takes the same."""
SPOILT = re.compile(r"None|Decimal|Fraction|[{}\[\]]|，，|、、|。。|，。|：。|（）|“”|，、|、，")


@dataclass
class Year:
    """A document, and the tables of a year in which it held."""

    plain: Any
    others: Sequence[Scheme]
    acts: str
    roster: str
    days: dict[str, Any]
    errors: frozenset[str]

    def run(self, scheme: Scheme) -> Outcome:
        return run([*self.others, scheme], self.acts, self.roster, **self.days)


@cache
def years() -> dict[str, Year]:
    found: dict[str, Year] = {}
    for path in VILLAGES:
        village = yaml.safe_load(path.read_text())
        *others, plain = (read_plain(text).data for text in _texts(village))
        days = {"until": village["until"]} if "until" in village else {}
        found[path.stem] = Year(
            plain,
            [from_plain(one) for one in others],
            village["acts"],
            village["roster"],
            days,
            frozenset(village.get("errors", ())),
        )
    for name in PACKS:
        acts, roster = (
            (SCHEMES / name / f"{table}.csv").read_text("utf-8") for table in ("acts", "roster")
        )
        found[name] = Year(to_document(scheme_of(name)), (), acts, roster, {}, frozenset())
    return found


@cache
def _examples() -> Any:
    return examples_in([year.plain for year in years().values()])


def broken(name: str) -> Iterator[tuple[str, Any]]:
    """What was done to the document of this year, and what comes of it."""
    dice, plain = random.Random(name), years()[name].plain
    for one in dice.sample(mutants(plain, _examples()), ONE_BY_ONE):
        yield f"{one.what} {one.path}", one.of(plain)
    for _ in range(IN_PAIRS):
        yield broken_twice(plain, _examples(), dice)


def said(sentences: Sequence[str]) -> None:
    assert [one for one in sentences if SPOILT.search(one)] == []


def read(plain: Any) -> Scheme | None:
    try:
        return from_plain(plain)
    except SchemeUnreadable as refused:
        said([finding_text(one) for one in refused.findings])
        return None


def words_of(scheme: Scheme, other: Scheme) -> None:
    findings = check(scheme)
    said([one for part in clauses(scheme) for one in part.sentences])
    said([finding_text(one) for one in findings])
    for before, after in ((other, scheme), (scheme, other)):
        said([one for part in difference_sections(before, after) for one in part.sentences])
    kept = json.loads(json.dumps(to_document(scheme)))
    again = from_plain(kept)
    assert (again, to_document(again)) == (scheme, kept)


def bears_its_year(year: Year, scheme: Scheme, before: Trial) -> None:
    out = year.run(scheme)
    told(out)
    _out_of_nothing(out)
    _held_to_their_limits(out)
    trial = tried(out)
    said(comparison_sentences(compared(before, trial)))
    said([why_text(scheme, one) for one in trial.why])
    (found,) = imagine([scheme], households=4, runs=1)
    said(imagined_sentences(scheme, found))


@pytest.mark.parametrize("name", [*(path.stem for path in VILLAGES), *PACKS])
def test_what_is_taken_makes_sense(name: str) -> None:
    year = years()[name]
    original = from_plain(year.plain)
    before = tried(year.run(original))
    for done, plain in broken(name):
        try:
            scheme = read(plain)
            if scheme is None:
                continue
            words_of(scheme, original)
            errors = [one for one in check(scheme) if one.code not in year.errors]
            if computable(tuple(errors)):
                bears_its_year(year, scheme, before)
        except Exception as fault:
            fault.add_note(f"{name}: {done}")
            raise


# What must hold of every year ---------------------------------------------------------------------


def _out_of_nothing(out: Outcome) -> None:
    """What a purse holds came in by acts and rewards, and every reward goes somewhere."""
    credits_ = [one for act in out.acts if act.state == "counted" for one in act.credits]
    credits_ += [one for auto in out.automatic for one in auto.credits]
    came: dict[tuple[str, str], int] = {}
    for purse, holder, points in credits_:
        came[purse, holder] = came.get((purse, holder), 0) + points
    for purse, states in out.book.states.items():
        for holder, one in states.items():
            assert one.earned - one.deducted == came.pop((purse, holder), 0)
            assert one.balance == (
                one.entered + one.moved_in + one.written_off
                - one.spent - one.expired - one.cleared - one.moved_out
            )  # fmt: skip
    assert not any(came.values())
    assert len(out.versions) > 1 or all(one.credits for one in out.automatic if one.points)


def _held_to_their_limits(out: Outcome) -> None:
    for closing in out.closings:
        scheme = out.scheme_on(closing.period.last)
        bands = [one for one in scheme.measures if isinstance(one, BandMeasure)]
        for code, found in closing.measures.items():
            values = [in_points(value) for value in found.values.values()]
            _within(scheme.measure(code), values)
            for one in bands:
                if one.measure == code:
                    held = [sum(band.holds(value) for band in one.bands) for value in values]
                    assert max(held, default=0) <= 1
        for honour in scheme.honours:
            for ranked in closing.honours.get(honour.code, ()):
                assert not ranked.taken or ranked.place is not None
                barred = honour.barred == "out" and _barred(out, ranked.key, closing.period.last)
                assert not (ranked.taken and barred)
        for pool in scheme.pools:
            shared = closing.pools.get(pool.code, Shared({}, Fen(0), Fraction(0)))
            assert min([0, shared.kept, *shared.shares.values()]) == 0
            assert sum(shared.shares.values()) + shared.kept <= pool.yuan * 100


def _within(measure: Measure, values: Sequence[int | Fraction]) -> None:
    lower, upper = measure.lower, measure.upper
    assert lower is None or min(values, default=lower) >= lower
    assert upper is None or max(values, default=upper) <= upper


def _barred(out: Outcome, key: str, day: date) -> bool:
    return any(key in bar.subjects and bar.on(day, "honours") for bar in out.bars)
