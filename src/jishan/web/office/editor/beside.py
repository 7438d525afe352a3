"""What stands beside the form: the sentence that a villager reads, what the checker says, the
phone."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.template.loader import render_to_string
from django.utils import timezone

from jishan.claims.queries.items import item_card
from jishan.core.scheme.document import RuleItem, Scheme
from jishan.core.scheme.findings import Finding
from jishan.entrance.request import JishanRequest
from jishan.entrance.words.scheme_clauses import (
    clauses,
    conduct,
    measures,
    purses,
    results,
    values,
)
from jishan.entrance.words.scheme_findings import finding_text
from jishan.entrance.words.scheme_sentences import item_sentence
from jishan.entrance.words.wording import WORDINGS
from jishan.schemes.drafts import Draft, undecided
from jishan.schemes.queries import findings_for
from jishan.web.act_form import ActForm
from jishan.web.office.editor.mending import Proposal, proposals
from jishan.web.office.editor.pages import Page, is_list, page_at, step_of

Sentence = Callable[[Scheme, Any], str]
_MARKS = {"error": ("错误", "mark-no"), "warning": ("提醒", "mark-wait"), "note": ("说明", "")}

_ROWS: Mapping[str, Sentence] = {
    "categories": lambda scheme, one: values.category_sentence(one),
    "items": item_sentence,
    "caps": values.shared_cap_sentence,
    "overlaps": values.overlap_sentence,
    "purses": purses.purse_sentence,
    "measures": measures.measure_sentence,
    "settlements": results.settlement_sentence,
    "streaks": results.streak_sentence,
    "honours": results.honour_sentence,
    "benefits": lambda scheme, one: f"{results.benefit_text(scheme, one)}。",
    "vetoes": lambda scheme, one: conduct.veto_sentence(one),
    "pools": results.pool_sentence,
    "choices": lambda scheme, one: f"{one.about}：{one.text}",
    "replaced": lambda scheme, one: f"原来写“{one.clause}”，改为：{one.by}",
}


@dataclass(frozen=True)
class Said:
    """One finding as the page shows it. `page` is where it is mended (a list without a row is
    mended on its step), `key` names it."""

    severity: str
    word: str
    tone: str
    text: str
    page: str
    key: str
    proposals: Sequence[Proposal]

    @property
    def step(self) -> int:
        return step_of(self.page.partition(".")[0]).number

    @property
    def on_step(self) -> bool:
        return is_list(self.page.partition(".")[0]) and "." not in self.page


def row_sentence(scheme: Scheme, name: str, place: int) -> str:
    """The sentence of one row of a list."""
    return _ROWS[name](scheme, getattr(scheme, name)[place])


def part_sentences(scheme: Scheme, name: str) -> tuple[str, ...]:
    """The sentences of a part that is no list."""
    if name == "words":
        return tuple(
            f"“{WORDINGS.get(key, key)}”叫“{text}”。" for key, text in scheme.words.items()
        )
    return next((one.sentences for one in clauses(scheme) if one.part == name), ())


def page_sentences(scheme: Scheme, page: Page) -> tuple[str, ...]:
    """What a villager will read of the page."""
    if page.place is not None:
        return (row_sentence(scheme, page.name, page.place),)
    return part_sentences(scheme, page.name)


def found_in(request: JishanRequest, scheme: Scheme, draft: Draft) -> list[Said]:
    """What the checker and the township's list say of a draft of this village; nothing of parts
    that nobody has decided yet: those are said to be open."""
    today = timezone.localdate(request.now)
    said = said_of(scheme, findings_for(request.actor.village_id, scheme, today))
    still_open = undecided(draft)
    return [one for one in said if one.page.partition(".")[0] not in still_open]


def said_of(scheme: Scheme, findings: Iterable[Finding]) -> list[Said]:
    """Findings as the page shows them; what only repeats what the document says of itself is left
    out."""
    return [_said(scheme, one) for one in findings if one.code not in REPEATS]


_ELSEWHERE = {"scheme.funds_unsaid": "funds", "scheme.goods_only": "honours"}
"""Where a finding that lies in no part is mended."""
REPEATS = ("scheme.choice", "scheme.replaced", "scheme.not_adopted")
"""What only repeats the document, or the step on which it stands."""


def _said(scheme: Scheme, finding: Finding) -> Said:
    word, tone = _MARKS[finding.severity]
    return Said(
        finding.severity,
        word,
        tone,
        finding_text(finding),
        _ELSEWHERE.get(finding.code) or page_at(finding.path),
        f"{finding.code}@{finding.path}",
        proposals(scheme, finding),
    )


def on_page(found: Sequence[Said], page: Page) -> list[Said]:
    """The findings that are mended on this page."""
    return [one for one in found if one.page == page.key or one.page == _row_key(page)]


def _row_key(page: Page) -> str:
    return page.name if page.place is None else f"{page.name}.{page.place}"


def shown(found: Sequence[Said]) -> dict[str, list[Said]]:
    """What has to be looked at, and what only explains a choice."""
    return {
        "found": [one for one in found if one.severity != "note"],
        "notes": [one for one in found if one.severity == "note"],
    }


def in_step(found: Sequence[Said], number: int) -> list[Said]:
    """The findings of one step of the road."""
    return [one for one in found if one.step == number]


def phone(request: JishanRequest, scheme: Scheme, page: Page) -> str:
    """A villager's phone with the part on it, as a whole document for a frame of its own."""
    name = page.label.row or page.label.label
    item = scheme.items[page.place] if page.name == "items" and page.place is not None else None
    context = {
        "place": request.place,
        "care": request.care,
        "scheme": scheme,
        "title": scheme.name,
        "heading": _category(scheme, item.category) if item else name,
        "sentences": page_sentences(scheme, page),
        "form": _act_form(request, scheme, item) if item else None,
    }
    return render_to_string("office/editor/phone.html", context)


def phone_of_all(request: JishanRequest, scheme: Scheme, *, without: Sequence[str]) -> str:
    """A villager's phone with the whole of the rules on it, but for parts not decided yet."""
    context = {
        "place": request.place,
        "care": request.care,
        "title": scheme.name,
        "sections": [one for one in clauses(scheme) if one.part not in without],
    }
    return render_to_string("office/editor/phone.html", context)


def _act_form(request: JishanRequest, scheme: Scheme, item: RuleItem) -> ActForm | None:
    """What the villager is asked who reports the act; nothing where nobody reports it himself."""
    if "self" not in item.origins or item.worth.shape in ("base", "inspection", "import"):
        return None
    today = timezone.localdate(request.now)
    return ActForm(item_card(item), scheme, (), today=today, key="")


def _category(scheme: Scheme, code: str) -> str:
    return next((one.name for one in scheme.categories if one.code == code), code)
