"""Every clause of a document as sentences that a villager reads, part by part.

The board, the notice before adoption, the packet for the meeting, the editor and the difference
between versions all read these.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import TypeVar

from jishan.core.scheme.document import Scheme
from jishan.entrance.words.scheme_clauses import conduct, measures, purses, results, values
from jishan.entrance.words.scheme_sentences import item_sentence

Part = TypeVar("Part")


@dataclass(frozen=True, slots=True)
class Section:
    """One part of the document. `part` is the document's own name of it, `items:env` for the items
    of a category."""

    part: str
    title: str
    sentences: tuple[str, ...]


def clauses(scheme: Scheme, since: str = "") -> list[Section]:
    """All that the document rules, in the order in which a village reads it; empty parts are
    left out. `since` says from when it holds (`scheme_road.since_text`); left out, as it is
    written."""
    found = [
        Section("head", "总则", tuple(conduct.head_sentences(scheme, since))),
        Section("subjects", "谁来参加", tuple(conduct.subject_sentences(scheme))),
        *_items(scheme),
        *_limits(scheme),
        Section("purses", "积分怎么存", _each(scheme, scheme.purses, purses.purse_sentence)),
        Section("process", "怎么办理", tuple(conduct.process_sentences(scheme))),
        Section("periods", "怎么算月份", tuple(conduct.period_sentences(scheme))),
        *_results(scheme),
        Section("vetoes", "一票否决", tuple(map(conduct.veto_sentence, scheme.vetoes))),
        Section("redemption", "兑换", tuple(purses.redemption_sentences(scheme))),
        Section("pools", "分红", _each(scheme, scheme.pools, results.pool_sentence)),
        Section("funds", "钱从哪里来", tuple(purses.fund_sentences(scheme.funds))),
        Section("publicity", "公布", tuple(conduct.publicity_sentences(scheme))),
        Section("choices", "原文没有写明或改过的", tuple(conduct.choice_sentences(scheme))),
    ]
    return [section for section in found if section.sentences]


def _items(scheme: Scheme) -> list[Section]:
    return [
        Section(
            f"items:{category.code}",
            category.name,
            tuple(
                item_sentence(scheme, item)
                for item in scheme.items
                if item.category == category.code
            ),
        )
        for category in scheme.categories
    ]


def _limits(scheme: Scheme) -> list[Section]:
    telling = [
        one
        for one in scheme.categories
        if one.full is not None or one.weight is not None or one.caps
    ]
    fraud = scheme.false_claim
    return [
        Section("categories", "各类的上限", tuple(map(values.category_sentence, telling))),
        Section("caps", "合起来的上限", _each(scheme, scheme.caps, values.shared_cap_sentence)),
        Section(
            "overlaps", "够得上几项时", _each(scheme, scheme.overlaps, values.overlap_sentence)
        ),
        Section("multiplying", "加倍", tuple(values.multiplying_sentences(scheme))),
        Section(
            "false_claim",
            "虚报",
            (values.false_claim_sentence(scheme, fraud),) if fraud else (),
        ),
    ]


def _results(scheme: Scheme) -> list[Section]:
    benefits = tuple(f"{results.benefit_text(scheme, one)}。" for one in scheme.benefits)
    return [
        Section(
            "measures", "怎么算得分", _each(scheme, scheme.measures, measures.measure_sentence)
        ),
        Section(
            "settlements",
            "期末折算",
            _each(scheme, scheme.settlements, results.settlement_sentence),
        ),
        Section("streaks", "坚持的奖励", _each(scheme, scheme.streaks, results.streak_sentence)),
        Section("honours", "评优", _each(scheme, scheme.honours, results.honour_sentence)),
        Section("benefits", "激励", benefits),
    ]


def _each(
    scheme: Scheme, parts: Iterable[Part], sentence: Callable[[Scheme, Part], str]
) -> tuple[str, ...]:
    return tuple(sentence(scheme, one) for one in parts)
