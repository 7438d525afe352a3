"""What changes from one version to the next, as sentences that a villager reads."""

import re
from collections.abc import Callable, Mapping, Sequence
from typing import Any, get_args

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
    Honour,
    Price,
    Process,
    RedemptionLimit,
    Scheme,
    Stage,
    Turns,
    Window,
    Worth,
)
from jishan.core.scheme.places import Asked, asked_in, asked_on_path
from jishan.core.scheme.values import PointsField
from jishan.entrance.words.figures import length_text, written_day
from jishan.entrance.words.scheme_clauses import (
    Section,
    conduct,
    measures,
    purses,
    results,
    values,
)
from jishan.entrance.words.scheme_clauses.plain import entry_name
from jishan.entrance.words.scheme_labels import Label, label_of, value_words, words_for
from jishan.entrance.words.scheme_sentences import cap_sentence, item_sentence, worth_text

HEAD = "总则"
_SENTENCES: Mapping[str, Callable[[Scheme, Any], str]] = {
    "items": item_sentence,
    "categories": lambda _scheme, one: values.category_sentence(one),
    "caps": values.shared_cap_sentence,
    "overlaps": values.overlap_sentence,
    "purses": purses.purse_sentence,
    "measures": measures.measure_sentence,
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
    "prices": (Price, lambda scheme, one: purses.price_terms(scheme.redemption, one)),
    "turns": (Turns, lambda _scheme, one: results.turns_text(one)),
    "limits": (RedemptionLimit, lambda _scheme, one: purses.limit_text(one)),
    "clearing": (Clearing, lambda _scheme, one: purses.clearing_text(one)),
    "expiry": (Expiry, purses.expiry_text),
}
"""How a table that is said as a whole is read and said."""
_WORTH: TypeAdapter[Any] = TypeAdapter(Worth)
_TABLES_OF_CODES = (("process", "categories"), ("process", "items"))
_POINTS: Any = get_args(PointsField)[1]
PARTS = frozenset(
    (
        *("subjects", "periods", "categories", "items", "caps", "overlaps", "multiplying"),
        *("false_claim", "purses", "process", "measures", "settlements", "streaks", "honours"),
        *("benefits", "vetoes", "redemption", "pools", "funds", "publicity", "choices"),
        *("replaced", "declared"),
    )
)
"""Parts that have a heading of their own; everything else stands at the head."""


def difference_sections(
    before: Scheme, after: Scheme, *, rules_only: bool = False
) -> list[Section]:
    """Everything that differs, by parts, in the order of the document; empty if nothing does.

    `rules_only` leaves out what only concerns the paper: its codes, its sources.
    """
    found: dict[str, list[str]] = {}
    for change in difference(before, after):
        if rules_only and _of_the_paper(change.path):
            continue
        part = change.path[0] if change.path[0] in PARTS else "head"
        found.setdefault(part, []).append(change_sentence(before, after, change))
    return [
        Section(part, HEAD if part == "head" else label_of(Scheme, part).label, tuple(sentences))
        for part, sentences in found.items()
    ]


def _of_the_paper(path: Path) -> bool:
    return path[0] in ("code", "version") or "source" in path


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
    asked = _asked(before, after, change.path)
    if asked is not None and (asked.model, asked.name) == (Honour, "pick"):
        return f"由{_picked(before, change.path)}改为{_picked(after, change.path)}"
    old, new = _said(before, asked, change.before), _said(after, asked, change.after)
    if change.before in (None, []):
        return f"新定为{new}"
    if change.after in (None, []):
        return f"取消（原来是{old}）"
    listed = isinstance(change.before, list) and isinstance(change.after, list)
    if listed and not _is_stages(change.path):
        return _list_change(before, after, asked, change)
    return f"由{old}改为{new}"


def _picked(scheme: Scheme, path: Path) -> str:
    """Who gets a title, where it is chosen in another way altogether."""
    honour = next(one for one in scheme.honours if one.code == path[1])
    return results.picked_text(scheme, honour)


def _asked(before: Scheme, after: Scheme, path: Path) -> Asked | None:
    """The field that a value belongs to; below a table of codes, the table's own."""
    return next((one for one in reversed(_all_asked(before, after, path)) if one), None)


def _all_asked(before: Scheme, after: Scheme, path: Path) -> tuple[Asked | None, ...]:
    here: list[Any] = [written_out(after), written_out(before)]
    data: list[Any] = []
    for name in path:
        data.append(next((one for one in here if one is not None), None))
        here = [_below(one, name) for one in here]
    return asked_on_path(Scheme, data, path)


def _is_stages(path: Path) -> bool:
    return path[:2] == ("process", "default") or path[:2] in _TABLES_OF_CODES


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
    asked = _all_asked(before, after, path)
    for place, name in enumerate(path):
        below = [_below(one, name) for one in here]
        last = place == len(path) - 1
        if any(isinstance(one, list) for one in here):
            words.append(_named(below, name))
        elif path[:place] in _TABLES_OF_CODES:
            words.append(f"“{_clause_name((after, before), name)}”")
        elif last or not (_silent(path, place) or _names_members(below)):
            words.append(_field_words(asked[place], name, asked[place - 1]))
        here = below
    return "的".join(dict.fromkeys(words))


def _field_words(asked: Asked | None, name: str, table: Asked | None) -> str:
    """A field as the form calls it; a name of its table as the table's choices call it, one of the
    village's own as it is."""
    if asked is None and table is not None:
        name = words_for(table).choices.get(name, name)
    return f"“{words_for(asked).label if asked else name}”"


def _silent(path: Path, place: int) -> bool:
    """The part is the heading; what follows a value or a table of codes names it."""
    part = place == 0 and path[0] != "words"
    return part or path[place] == "worth" or path[: place + 1] in _TABLES_OF_CODES


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


# Values -------------------------------------------------------------------------------------


def _said(scheme: Scheme, asked: Asked | None, value: Any) -> str:
    """A value of a field in words."""
    label = words_for(asked) if asked else Label("")
    if value is None or value == []:
        return "没有"
    if isinstance(value, bool):
        return label.choices.get(str(value).lower(), "是" if value else "否")
    if isinstance(value, list):
        joint = " → " if label.row == "一步" else "、"
        return joint.join(_said(scheme, asked, one) for one in value)
    if isinstance(value, dict):
        return _table_said(scheme, asked, value)
    if isinstance(value, str):
        return _text_said(scheme, asked, label, value)
    return _figure_said(asked, label, value)


def _text_said(scheme: Scheme, asked: Asked | None, label: Label, value: str) -> str:
    if label.of:
        return f"“{_clause_name((scheme,), value)}”"
    day = written_day(value)
    if day:
        return f" {day}"
    words = value_words(asked, value) if asked else value
    decimal = words == value and re.fullmatch(r"-?\d+\.\d+", value)
    return _figure_said(asked, label, value) if decimal else f"“{words}”"


def _figure_said(asked: Asked | None, label: Label, value: Any) -> str:
    points = asked is not None and _POINTS in _readers(asked)
    return f" {value} {label.unit or ('分' if points else '')}".rstrip() + (
        "" if label.unit or points else " "
    )


def _readers(asked: Asked) -> Sequence[Any]:
    """What reads the field's value, if it is a figure of points."""
    field = asked.model.model_fields[asked.name]
    inner = (one for part in get_args(field.annotation) for one in get_args(part))
    return (*field.metadata, *inner)


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


def _table_said(scheme: Scheme, asked: Asked | None, value: Mapping[str, Any]) -> str:
    name = asked.name if asked else ""
    if asked is not None and asked.model is Scheme and name in _SENTENCES:
        (row,) = TypeAdapter(asked.annotation).validate_python([value])
        return f"“{_SENTENCES[name](scheme, row).rstrip('。')}”"
    if name in ("default", "categories", "items") and asked and asked.model is Process:
        name = "stages"
    if name in _WHOLE and not (name == "caps" and "code" in value):
        kind, sentence = _WHOLE[name]
        return sentence(scheme, kind.model_validate(value)).rstrip("。")
    if name == "worth":
        return worth_text(_WORTH.validate_python(value))
    if value.keys() == Duration.model_fields.keys():
        return f" {length_text(Duration.model_validate(value))}"
    inner = asked_in(asked.annotation if asked else None, value)
    written = [
        f"{_inner_words(inner[name], name)}{_said(scheme, inner[name], one)}"
        for name, one in value.items()
        if one not in (None, [], {}, False)
    ]
    return "(" + "，".join(written) + ")" if written else "不限"


def _inner_words(inner: Asked | None, name: str) -> str:
    return words_for(inner).label if inner else name


def _list_change(before: Scheme, after: Scheme, asked: Asked | None, change: Change) -> str:
    """A list whose members have no names: what came and what went, or the whole new order."""
    old = [_said(before, asked, one) for one in change.before]
    new = [_said(after, asked, one) for one in change.after]
    gone = [one for one in old if one not in new]
    come = [one for one in new if one not in old]
    if (len(gone), len(come)) == (1, 1):
        return f"由{gone[0]}改为{come[0]}"
    if not gone and not come:
        return f"由{'、'.join(old)}改为{'、'.join(new)}"
    parts = [f"去掉{'、'.join(gone)}"] if gone else []
    parts += [f"新增{'、'.join(come)}"] if come else []
    return "；".join(parts)
