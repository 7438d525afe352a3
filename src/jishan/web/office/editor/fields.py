"""From what was typed to the controls of the page: Django's fields, in blocks for a template.

Nothing is judged here: what is wrong is handed in by the name of the control.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from dataclasses import field as filled_with
from typing import Any

from django import forms
from django.forms.utils import ErrorDict, ErrorList
from django.utils.translation import gettext as _

from jishan.core.scheme.document import Stage
from jishan.entrance.words.scheme_labels import (
    Label,
    choice_words,
    label_of,
    model_example,
    model_name,
    order_of,
)
from jishan.web.office.editor.controls import (
    CONTROLS,
    Codes,
    choice_control,
    code_control,
    hidden,
    typed_control,
)
from jishan.web.office.editor.shapes import (
    Either,
    Field,
    Leaf,
    Node,
    OrNumber,
    Pair,
    Part,
    Rows,
    Table,
    shape_of,
)
from jishan.web.office.editor.typed import OTHER, opened, tidied, under

_SHORT = ("points", "figure", "whole", "day")


@dataclass
class Block:
    """One thing on the page. `kind`: field, hidden, part, rows, row, shape.

    What stands behind one press (`more`) is named in `title`, `filled` says how many of it are not
    as they were given, `open` shows it. `on` is None for a part that is always there.
    """

    kind: str
    name: str = ""
    title: str = ""
    help: str = ""
    error: str = ""
    field: forms.BoundField | None = None
    blocks: list["Block"] = filled_with(default_factory=list)
    filled: int = 0
    open: bool = False
    on: bool | None = None
    add: str = ""
    paste: str = ""
    like: str = ""
    grouped: bool = False
    number: int = 0
    last: bool = False
    short: bool = False

    @property
    def asks(self) -> str:
        """What it is called."""
        first = self.blocks[0] if self.kind == "group" else self
        return first.title or str(first.control.label)

    @property
    def control(self) -> forms.Field:
        assert self.field is not None, "asked only of a block with a control"
        return self.field.field


class PartForm(forms.Form):
    """All controls of one part. The errors were found by the core and are handed in."""

    use_required_attribute = False

    def __init__(self, wrong: Mapping[str, str]) -> None:
        super().__init__()
        self._errors = ErrorDict({name: ErrorList([text]) for name, text in wrong.items()})


class Sheet:
    """Builds the blocks of one part. `touched` is where a small button was pressed: it stays in
    sight."""

    def __init__(self, codes: Codes, wrong: Mapping[str, str], touched: str = "") -> None:
        self.codes = codes
        self.wrong = wrong
        self.touched = touched
        self.form = PartForm(wrong)
        self.titles: dict[str, str] = {}

    def row_of(self, name: str) -> str:
        """What the innermost row is called in which a control stands; nothing outside of lists."""
        steps = name.split(".")
        ends = [end for end in range(len(steps) - 1, 0, -1) if steps[end - 1].isdigit()]
        return next((self.titles.get(".".join(steps[:end]), "") for end in ends), "")

    def page(self, node: Node, typed: Any) -> list[Block]:
        """The blocks of a whole page."""
        if isinstance(node, Either):
            return [self._either(node, Label(_("统计什么")), typed, "")]
        assert isinstance(node, Part)
        return self.blocks(node, typed)

    def blocks(self, part: Part, typed: Mapping[str, Any], name: str = "") -> list[Block]:
        """The blocks of a part; those behind one press are the last of them."""
        shown, more = self._split(part, typed, name)
        return shown + ([self._more(part, typed, name, more)] if more else [])

    def _split(
        self, part: Part, typed: Mapping[str, Any], name: str
    ) -> tuple[list[Block], list[Block]]:
        places = {one: place for place, one in enumerate(order_of(part.model))}
        shown: list[Block] = []
        more: list[Block] = []
        for one in sorted(part.fields, key=lambda one: places[one.name]):
            label = label_of(one.model, one.name)
            block = self._block(one, label, typed[one.key], under(name, one.key))
            behind = label.more or _idle(one, typed)
            (more if behind and block.kind != "hidden" else shown).append(block)
        return shown, more

    def _more(self, part: Part, typed: Mapping[str, Any], name: str, more: list[Block]) -> Block:
        empty = tidied(part, opened(part))
        now = tidied(part, typed)
        behind = [
            one for one in part.fields if label_of(one.model, one.name).more or _idle(one, typed)
        ]
        filled = sum(now[one.key] != empty[one.key] for one in behind)
        inside = tuple(under(name, one.key) for one in behind)
        asked = [*self.wrong, self.touched]
        seen = any(_inside(control, inside) for control in asked)
        title = "、".join(block.asks for block in more)
        return Block("more", name, title, blocks=more, filled=filled, open=seen)

    def _block(self, asked: Field, label: Label, typed: Any, name: str) -> Block:
        match asked.node:
            case Leaf(kind="code") if not label.of:
                return self._control("hidden", name, hidden(typed))
            case Leaf():
                return self._leaf(asked, label, typed, name)
            case OrNumber():
                return self._or_number(asked.node, label, typed, name)
            case Pair():
                return self._pair(label, typed, name)
            case Either():
                return self._either(asked.node, label, typed, name)
            case Part():
                return self._part(asked, label, typed, name)
            case Rows() | Table():
                return self._rows(asked.node, label, typed, name)

    def _control(self, kind: str, name: str, control: forms.Field) -> Block:
        self.form.fields[name] = control
        return Block(kind, name, field=self.form[name])

    def _leaf(self, asked: Field, label: Label, typed: Any, name: str) -> Block:
        assert isinstance(asked.node, Leaf)
        make = CONTROLS.get(asked.node.kind, typed_control)
        block = self._control("field", name, make(self.codes, asked, label, typed, name))
        block.short = asked.node.kind in _SHORT or asked.name == "unit" or _narrow(block)
        return block

    def _or_number(self, node: OrNumber, label: Label, typed: str, name: str) -> Block:
        words = choice_words(label, [*node.choices, OTHER])
        said = OTHER if typed.startswith(OTHER) else typed
        choice = choice_control(label, [*words.items()], said, required=True)
        choice.widget.attrs["data-other"] = OTHER
        number = forms.CharField(
            label=_("%(words)s：到多少%(unit)s") % {"words": words[OTHER], "unit": label.unit},
            help_text=_("前面写减号，如 -50。"),
            required=False,
            initial=typed.removeprefix(OTHER) if said == OTHER else "",
        )
        return Block(
            "group",
            name,
            blocks=[
                self._control("field", name, choice),
                self._control("field", f"{name}.number", number),
            ],
        )

    def _pair(self, label: Label, typed: Sequence[str], name: str) -> Block:
        blocks = []
        for place, words in enumerate((_("从"), _("到"))):
            control = forms.CharField(label=words, required=False, initial=typed[place])
            blocks.append(self._control("field", f"{name}.{place}", control))
            blocks[-1].short = True
            self.titles[f"{name}.{place}"] = label.label
        return Block("part", name, label.label, label.help, blocks=blocks)

    def _either(self, node: Either, label: Label, typed: Mapping[str, Any], name: str) -> Block:
        shape = under(name, "shape")
        choices = [(shape_of(one) or "", model_name(one)) for one in node.models]
        control = choice_control(Label(label.label), choices, typed["shape"], required=True)
        part = node.part(typed["shape"])
        chosen = self._control("field", shape, control)
        blocks = self.blocks(part, typed, name) if typed["shape"] else []
        example = model_example(part.model) if typed["shape"] else ""
        return Block("either", shape, label.label, example, field=chosen.field, blocks=blocks)

    def _part(self, asked: Field, label: Label, typed: Any, name: str) -> Block:
        assert isinstance(asked.node, Part)
        on = typed is not None if asked.optional else None
        blocks = [] if typed is None else self.blocks(asked.node, typed, name)
        error = self.wrong.get(name, "")
        self.titles[name] = label.label
        return Block("part", name, label.label, label.help, error, blocks=blocks, on=on)

    def _rows(self, node: Rows | Table, label: Label, typed: Sequence[Any], name: str) -> Block:
        rows = []
        self.titles[name] = label.label
        for place, one in enumerate(typed):
            row = f"{name}.{place}"
            blocks = self._line(node, label, one, row)
            title = self.titles[row] = _numbered(label.row, place + 1)
            last = place == len(typed) - 1
            rows.append(Block("row", row, title, blocks=blocks, number=place + 1, last=last))
        return Block(
            "rows",
            name,
            label.label,
            label.help,
            self.wrong.get(name, ""),
            blocks=rows,
            add=label.add or _("加一行"),
            paste="、".join(_paste_words(node, label)),
            like=label.like,
            grouped=_grouped(node),
            number=len(rows),
        )

    def _line(self, node: Rows | Table, label: Label, typed: Any, name: str) -> list[Block]:
        if isinstance(node, Rows):
            return self._value(node, label, typed, name)
        key = self._key(label, typed["key"], f"{name}.key")
        return [key, *self._value(node, label, typed["value"], f"{name}.value")]

    def _key(self, label: Label, typed: str, name: str) -> Block:
        if label.of or label.choices:
            known = self.codes[label.of] if label.of else [*label.choices.items()]
            return self._control(
                "field", name, code_control(label.row, known, typed, required=True)
            )
        return self._control("field", name, forms.CharField(label=label.row, initial=typed))

    def _value(self, node: Rows | Table, label: Label, typed: Any, name: str) -> list[Block]:
        inner = node.of
        if isinstance(inner, Part):
            return self.blocks(inner, typed, name)
        if isinstance(inner, Rows):
            stages = Label(_("各步"), row=_("一步"), add=_("加一步"))
            return [self._rows(inner, stages, typed, name)]
        assert isinstance(inner, Leaf)
        if inner.kind == "code":
            known = self.codes[label.of]
            return [
                self._control("field", name, code_control(label.row, known, typed, required=True))
            ]
        words = _("改叫什么") if inner.kind == "text" else _("占多少")
        return [self._control("field", name, forms.CharField(label=words, initial=typed))]


_ASKED_OF = {"quorum": ("review",), "days": ("notice",), "day_kind": ("notice",)}
"""Fields of a stage that only some kinds of stage need."""


_NARROW_MAX = 7
"""Signs that a narrow list of answers shows uncut."""


def _narrow(block: Block) -> bool:
    """A list of short answers within a part or a row needs no line of its own."""
    widget = block.control.widget
    if "." not in block.name or not isinstance(widget, forms.Select):
        return False
    return all(len(str(words)) <= _NARROW_MAX for _value, words in widget.choices)


def _idle(asked: Field, typed: Mapping[str, Any]) -> bool:
    """Empty, and of no use to a stage of the kind that was chosen."""
    kinds = _ASKED_OF.get(asked.name) if asked.model is Stage else None
    chosen = typed.get("kind")
    return bool(kinds and chosen and chosen not in kinds and not typed[asked.key])


def _numbered(row: str, number: int) -> str:
    """`一行` is counted as 第 1 行, `上限` as 上限 1."""
    if row.startswith("一"):
        return _("第 %(number)d %(row)s") % {"number": number, "row": row[1:]}
    return f"{row} {number}"


def _inside(control: str, names: Sequence[str]) -> bool:
    return any(control == name or control.startswith(f"{name}.") for name in names)


def _grouped(node: Rows | Table) -> bool:
    """Whether the lines of a list belong to categories."""
    fields = node.of.fields if isinstance(node.of, Part) else ()
    return any(label_of(one.model, one.name).of == "categories" for one in fields)


def _paste_words(node: Rows | Table, label: Label) -> list[str]:
    if not label.paste or not isinstance(node.of, Part):
        return []
    return [label_of(node.of.model, name).label for name in label.paste]
