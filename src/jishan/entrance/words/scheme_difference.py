"""What changes from one version to the next, as sentences that a villager reads."""

import re
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from pydantic import TypeAdapter

from jishan.core.scheme.difference import (
    IDENTITIES,
    Change,
    Path,
    difference,
    identity_of,
    written_out,
)
from jishan.core.scheme.document import (
    Benefit,
    Cap,
    Choice,
    Clearing,
    Duration,
    Eligible,
    Expiry,
    FalseClaim,
    Gate,
    Scheme,
    Stage,
    Window,
    Worth,
)
from jishan.entrance.words.scheme_choices import choice_name
from jishan.entrance.words.scheme_clauses import Section, conduct, purses, results, values
from jishan.entrance.words.scheme_clauses.plain import entry_name, length_text
from jishan.entrance.words.scheme_fields import POINTS, field_name
from jishan.entrance.words.scheme_sentences import cap_sentence, item_sentence, worth_text

HEAD = "总则"
_SENTENCES: Mapping[str, Callable[[Scheme, Any], str]] = {
    "items": item_sentence,
    "categories": lambda _scheme, one: values.category_sentence(one),
    "caps": values.shared_cap_sentence,
    "overlaps": values.overlap_sentence,
    "purses": purses.purse_sentence,
    "measures": results.measure_sentence,
    "settlements": results.settlement_sentence,
    "streaks": results.streak_sentence,
    "honours": results.honour_sentence,
    "vetoes": lambda _scheme, one: conduct.veto_sentence(one),
    "pools": results.pool_sentence,
}
"""How a member of a part is said as a whole."""
_WHOLE: Mapping[str, tuple[Any, Callable[[Scheme, Any], str]]] = {
    "stages": (Stage, lambda _scheme, one: conduct.stage_text(one)),
    "caps": (Cap, lambda _scheme, one: cap_sentence(one)),
    "brings": (Benefit, results.benefit_text),
    "benefits": (Benefit, results.benefit_text),
    "eligible": (Eligible, lambda _scheme, one: conduct.eligible_sentence(one)),
    "choices": (Choice, lambda _scheme, one: f"“{one.about}：{one.text}”"),
    "gates": (Gate, results.gate_text),
    "false_claim": (FalseClaim, values.false_claim_sentence),
    "windows": (Window, lambda _scheme, one: purses.window_text(one)),
    "clearing": (Clearing, lambda _scheme, one: purses.clearing_text(one)),
    "expiry": (Expiry, purses.expiry_text),
}
"""How a table that is said as a whole is read and said."""
_WORTH: TypeAdapter[Any] = TypeAdapter(Worth)
_TABLES_OF_CODES = (("process", "categories"), ("process", "items"))
_REFERENCES = frozenset(
    (
        *("category", "categories", "not_categories", "item", "items", "not_items", "inside"),
        *("measure", "measures", "then_by", "under", "purse", "purses", "not_with"),
    )
)
"""Fields that name another clause by its code."""
PARTS = frozenset(
    (
        *("subjects", "periods", "categories", "items", "caps", "overlaps", "multiplying"),
        *("false_claim", "purses", "process", "measures", "settlements", "streaks", "honours"),
        *("benefits", "vetoes", "redemption", "pools", "funds", "publicity", "choices"),
        *("replaced", "declared"),
    )
)
"""Parts that have a heading of their own; everything else stands at the head."""


def difference_sections(before: Scheme, after: Scheme) -> list[Section]:
    """Everything that differs, by parts, in the order of the document; empty if nothing does."""
    found: dict[str, list[str]] = {}
    for change in difference(before, after):
        part = change.path[0] if change.path[0] in PARTS else "head"
        found.setdefault(part, []).append(change_sentence(before, after, change))
    return [
        Section(part, HEAD if part == "head" else field_name(part), tuple(sentences))
        for part, sentences in found.items()
    ]


def change_sentence(before: Scheme, after: Scheme, change: Change) -> str:
    """One change: `“参与植树造林”的分值：由 3 分改为 5 分。`"""
    if change.kind == "moved":
        return _moved(before, change)
    whole = _whole_member(before, after, change)
    if whole:
        return whole
    where = _where(before, after, change.path)
    return _tidy(f"{where}：{_what(before, after, change)}。")


def _what(before: Scheme, after: Scheme, change: Change) -> str:
    field = _field_of(change.path)
    old, new = _said(before, field, change.before), _said(after, field, change.after)
    if change.before in (None, []):
        return f"新定为{new}"
    if change.after in (None, []):
        return f"取消(原来是{old})"
    if isinstance(change.before, list) and isinstance(change.after, list) and field != "stages":
        return _list_change(before, after, field, change)
    return f"由{old}改为{new}"


def _tidy(sentence: str) -> str:
    """No space before a full-width mark, none twice."""
    return re.sub(r" +(?=[，。；、)])", "", sentence).replace("  ", " ")


def _whole_member(before: Scheme, after: Scheme, change: Change) -> str | None:
    """A member of a part that is new or gone is said as a whole."""
    if len(change.path) != 2 or change.kind == "changed" or change.path[0] not in _SENTENCES:
        return None
    scheme, word = (after, "新增") if change.kind == "added" else (before, "取消")
    part, code = change.path
    one = next(one for one in getattr(scheme, part) if one.code == code)
    return f"{word}：{_SENTENCES[part](scheme, one).rstrip('。')}。"


def _moved(scheme: Scheme, change: Change) -> str:
    names = "、".join(_member_name(scheme, change.path, name) for name in change.after)
    where = _where(scheme, scheme, change.path)
    return f"{where}的先后顺序改为：{names}。"


def _where(before: Scheme, after: Scheme, path: Path) -> str:
    """The names from the part inwards, without what says itself: `“参与植树造林”的分值`."""
    words: list[str] = []
    here: list[Any] = [written_out(before), written_out(after)]
    for place, name in enumerate(path):
        below = [_below(one, name) for one in here]
        last = place == len(path) - 1
        if any(isinstance(one, list) for one in here):
            words.append(_named(below, name))
        elif path[:place] in _TABLES_OF_CODES:
            words.append(f"“{_clause_name((after, before), name)}”")
        elif last or not (_silent(path, place) or _names_members(below)):
            words.append(field_name(name))
        here = below
    return "的".join(dict.fromkeys(words))


def _silent(path: Path, place: int) -> bool:
    """The part is the heading; what follows a value or a table of codes names it."""
    return place == 0 or path[place] == "worth" or path[: place + 1] in _TABLES_OF_CODES


def _names_members(below: Sequence[Any]) -> bool:
    """A list whose members have names is not named before them."""
    lists = [one for one in below if isinstance(one, list)]
    return bool(lists) and identity_of(*lists) is not None


def _below(data: Any, name: str) -> Any:
    if isinstance(data, dict):
        return data.get(name)
    if isinstance(data, list):
        for one in data:
            if isinstance(one, dict) and any(str(one.get(key)) == name for key in IDENTITIES):
                return one
    return None


def _named(members: Sequence[Any], name: str) -> str:
    for one in members:
        if isinstance(one, dict):
            return f"“{one.get('title') or one.get('name') or name}”"
    return f"“{name}”"


def _member_name(scheme: Scheme, path: Path, name: str) -> str:
    here: Any = written_out(scheme)
    for part in path:
        here = _below(here, part)
    return _named([_below(here, name)], name)


def _field_of(path: Path) -> str:
    """The field that a value belongs to; below a table of codes, the table's own."""
    if path[:2] == ("process", "default") or path[:2] in _TABLES_OF_CODES:
        return "stages"
    return path[-1]


# Values -------------------------------------------------------------------------------------


def _said(scheme: Scheme, field: str, value: Any) -> str:
    """A value of a field in words."""
    if value is None or value == []:
        return "没有"
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, list):
        joint = " → " if field == "stages" else "、"
        return joint.join(_said(scheme, field, one) for one in value)
    if isinstance(value, dict):
        return _table_said(scheme, field, value)
    if field in POINTS and value not in ("zero", "none"):
        return f" {value} 分"
    if isinstance(value, str):
        known = field in _REFERENCES
        return f"“{_clause_name((scheme,), value) if known else choice_name(field, value)}”"
    return f" {value} "


def _clause_name(schemes: Sequence[Scheme], code: str) -> str:
    """The name of the clause of this code, whatever kind of clause it is."""
    for scheme in schemes:
        for one in (*scheme.categories, *scheme.measures, *scheme.purses):
            if one.code == code:
                return one.name
        name = entry_name(scheme, code)
        if name != code:
            return name
    return code


def _table_said(scheme: Scheme, field: str, value: Mapping[str, Any]) -> str:
    if field in _WHOLE and not (field == "caps" and "code" in value):
        kind, sentence = _WHOLE[field]
        return sentence(scheme, kind.model_validate(value)).rstrip("。")
    if field == "worth":
        return worth_text(_WORTH.validate_python(value))
    if value.keys() == Duration.model_fields.keys():
        return f" {length_text(Duration.model_validate(value))}"
    written = [
        f"{field_name(name)}{_said(scheme, name, one)}"
        for name, one in value.items()
        if one not in (None, [], {}, False)
    ]
    return "(" + "，".join(written) + ")" if written else "不限"


def _list_change(before: Scheme, after: Scheme, field: str, change: Change) -> str:
    """A list whose members have no names: what came and what went, or the whole new order."""
    old = [_said(before, field, one) for one in change.before]
    new = [_said(after, field, one) for one in change.after]
    gone = [one for one in old if one not in new]
    come = [one for one in new if one not in old]
    if (len(gone), len(come)) == (1, 1):
        return f"由{gone[0]}改为{come[0]}"
    if not gone and not come:
        return f"由{'、'.join(old)}改为{'、'.join(new)}"
    parts = [f"去掉{'、'.join(gone)}"] if gone else []
    parts += [f"新增{'、'.join(come)}"] if come else []
    return "；".join(parts)
