"""One control of the editor's forms: Django's field for one field of the document."""

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext as _

from jishan.core.scheme.document import Scheme
from jishan.entrance.words.scheme_labels import Label, choice_words, label_of
from jishan.web.office.editor.pages import step_of
from jishan.web.office.editor.shapes import Field, Leaf

Codes = Mapping[str, Sequence[tuple[str, str]]]
"""What a code may name: list ("items", "purses") → code and name of each."""
_RADIOS_MAX = 4
_WRITTEN_IN = {"entries": "items", "goods": "redemption"}
"""Lists of codes that are no part of the document by that name."""


def named(label: Label) -> str:
    said = not label.unit or label.unit in label.label
    return label.label if said else f"{label.label}（{label.unit}）"


def none_yet(of: str) -> str:
    """Where the list is written from which something could be chosen."""
    part = _WRITTEN_IN.get(of, of)
    return _("还没有可以选的，先到第 %(n)d 步写“%(part)s”。") % {
        "n": step_of(part).number,
        "part": label_of(Scheme, part).label,
    }


def hidden(typed: str) -> forms.Field:
    return forms.CharField(widget=forms.HiddenInput, initial=typed, required=False)


def typed_control(codes: Codes, asked: Field, label: Label, typed: Any, name: str) -> forms.Field:
    """Text and figures. A deduction needs its minus, so points get the whole keyboard."""
    assert isinstance(asked.node, Leaf)
    modes = {"figure": "decimal", "whole": "numeric"}
    attrs = {"autocomplete": "off"}
    if asked.node.kind in modes:
        attrs["inputmode"] = modes[asked.node.kind]
    widget: forms.Widget = forms.TextInput(attrs=attrs)
    if asked.node.kind == "day":
        widget = forms.TextInput(attrs={"type": "date"})
    elif asked.node.kind == "texts" or label.long:
        widget = forms.Textarea(attrs={"rows": 3})
    shown = {"texts": "\n", "numbers": "、"}.get(asked.node.kind)
    return forms.CharField(
        label=named(label),
        help_text=label.help,
        required=asked.required,
        initial=typed if shown is None else shown.join(typed),
        widget=widget,
    )


def _yes_no(codes: Codes, asked: Field, label: Label, typed: Any, name: str) -> forms.Field:
    if not asked.required:
        return forms.BooleanField(
            label=label.label,
            help_text=label.help,
            required=False,
            initial=bool(typed),
            widget=forms.CheckboxInput(attrs={"value": "true"}),
        )
    words = label.choices or {"true": _("是"), "false": _("否")}
    said = {True: "true", False: "false"}.get(typed, "")
    return choice_control(label, [*words.items()], said, required=True, radio="." not in name)


def _one(codes: Codes, asked: Field, label: Label, typed: Any, name: str) -> forms.Field:
    assert isinstance(asked.node, Leaf)
    words = choice_words(label, asked.node.choices)
    choices = [(value, words[value]) for value in asked.node.choices]
    radio = asked.required and "." not in name
    blank = asked.required or asked.default is None
    return choice_control(label, choices, typed, required=asked.required, radio=radio, blank=blank)


def _several(codes: Codes, asked: Field, label: Label, typed: Any, name: str) -> forms.Field:
    """The chosen ones first and in their own order: posted back, they stay as they were."""
    assert isinstance(asked.node, Leaf)
    if asked.node.kind == "codes":
        known = dict(codes[label.of])
    else:
        known = dict(choice_words(label, asked.node.choices))
    chosen = {value: known.get(value, value) for value in typed}
    rest = {value: words for value, words in known.items() if value not in chosen}
    if asked.node.kind == "choices":
        rest = {value: words for value, words in rest.items() if value in asked.node.choices}
    return forms.MultipleChoiceField(
        label=named(label),
        help_text=label.help if chosen or rest else none_yet(label.of),
        required=asked.required,
        initial=list(typed),
        choices=[*chosen.items(), *rest.items()],
        widget=forms.CheckboxSelectMultiple,
    )


def _reference(codes: Codes, asked: Field, label: Label, typed: Any, name: str) -> forms.Field:
    known = codes[label.of]
    help_text = label.help if known or not asked.required else none_yet(label.of)
    return code_control(label.label, known, typed, required=asked.required, help_text=help_text)


def code_control(
    label: str,
    known: Sequence[tuple[str, str]],
    typed: str,
    *,
    required: bool,
    help_text: str = "",
) -> forms.Field:
    """Something that exists, chosen by its name. What is gone is shown as gone."""
    choices = [*known]
    if typed and typed not in dict(known):
        choices.append((typed, _("（已经没有了）%(code)s") % {"code": typed}))
    return choice_control(Label(label, help=help_text), choices, typed, required=required)


def choice_control(
    label: Label,
    choices: Sequence[tuple[str, str]],
    typed: str,
    *,
    required: bool,
    radio: bool = False,
    blank: bool = True,
) -> forms.ChoiceField:
    as_radios = radio and len(choices) <= _RADIOS_MAX
    empty = [("", _("请选择") if required else _("（不写）"))] if blank and not as_radios else []
    return forms.ChoiceField(
        label=named(label),
        help_text=label.help,
        required=required,
        initial=typed,
        choices=empty + list(choices),
        widget=forms.RadioSelect if as_radios else forms.Select,
    )


CONTROLS: Mapping[str, Any] = {
    "yes_no": _yes_no,
    "choice": _one,
    "choices": _several,
    "codes": _several,
    "code": _reference,
}
