"""One part of a draft on the desk: what was typed, whether it can be kept, what it then says."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from django.http import QueryDict
from pydantic import ValidationError

from jishan.core.scheme.document import Scheme
from jishan.entrance.words.scheme_labels import label_of
from jishan.schemes.drafts import Draft, placed
from jishan.web.office.editor.codes import own, taken_in, with_codes
from jishan.web.office.editor.controls import Codes
from jishan.web.office.editor.fields import Block, Sheet
from jishan.web.office.editor.pages import Page, chooser_of, codes_of, value_of
from jishan.web.office.editor.presets import preset_value
from jishan.web.office.editor.rows import rearranged
from jishan.web.office.editor.shapes import Either, Leaf, Node, Part
from jishan.web.office.editor.typed import (
    errors_by_name,
    opened,
    read,
    settled,
    tidied,
)


@dataclass
class Writing:
    """A page with what stands in its controls. `wrong`: control name → sentence; `touched`: where a
    small button was pressed."""

    draft: Draft
    page: Page
    typed: Any
    wrong: Mapping[str, str] = field(default_factory=dict)
    touched: str = ""

    @property
    def node(self) -> Node:
        return self.page.node

    def rearranged(self, do: str, pasted: str = "") -> "Writing":
        heads = {name: code for code, name in codes_of(self.draft.document)["categories"]}
        typed = rearranged(self.node, self.typed, do, pasted, heads)
        return Writing(self.draft, self.page, typed, touched=do.partition(":")[2])

    def kept(self) -> tuple["Writing", Any, Scheme | None]:
        """Tidied and judged: with the value for the document and the scheme that it would make, or
        None and every control that is wrong."""
        typed = tidied(self.node, self.typed)
        value = self._value(typed)
        document = placed(self.draft.document, self.page.path, value)
        wrong: dict[str, str] = {}
        scheme = None
        try:
            scheme = Scheme.model_validate(document)
        except ValidationError as found:
            errors = found.errors(include_url=False)
            wrong = errors_by_name(self.node, typed, errors, self.page.path)
        else:
            wrong = errors_by_name(self.node, typed, ())
        if wrong:
            return Writing(self.draft, self.page, typed, wrong), value, None
        return Writing(self.draft, self.page, typed), value, scheme

    def _value(self, typed: Any) -> Any:
        value = settled(self.node, typed)
        if isinstance(self.node, Part) and self.node.only:
            return {key: value.get(key) for key in self.node.only}
        taken = taken_in(self.draft.document) - {own(value)}
        return with_codes(self.node, value, taken)

    def sheet(self) -> tuple[Sheet, list[Block]]:
        """The controls as blocks, with what is wrong at each."""
        sheet = Sheet(codes_of(self.draft.document), self.wrong, self.touched)
        return sheet, sheet.page(self.node, self.typed)


def from_draft(draft: Draft, page: Page, shape: str = "", preset: str = "") -> Writing:
    """The page as the document has it; a new row begins with the shape that was chosen, a part with
    what villages usually do, where that was chosen."""
    usual = preset_value(page, preset)
    typed = opened(page.node, value_of(draft, page) if usual is None else usual)
    chosen = chooser_of(page)
    if page.new and chosen and shape:
        name, either = chosen
        typed = _shaped(typed, name, either, shape)
    if page.new:
        _choose_the_only(page.node, typed, codes_of(draft.document))
    if page.new and page.name == "purses":
        typed["holder"] = draft.document["subjects"]["kinds"][0]
    return Writing(draft, page, typed)


def _choose_the_only(node: Node, typed: Any, codes: Codes) -> None:
    """Where only one thing can be named, nobody is asked which."""
    part = node.part(typed["shape"]) if isinstance(node, Either) else node
    assert isinstance(part, Part), "rows with pages of their own are parts"
    for one in part.fields:
        known = codes.get(label_of(one.model, one.name).of, ())
        if one.node == Leaf("code") and one.required and len(known) == 1:
            typed[one.key] = known[0][0]


def _shaped(typed: Any, name: str, either: Either, shape: str) -> Any:
    start = {"shape": shape} | opened(either.part(shape))
    return typed | {name: start} if name else start


def from_post(draft: Draft, page: Page, post: QueryDict) -> Writing:
    """The page as it was sent."""
    return Writing(draft, page, read(page.node, post, ""))


def is_chosen(writing: Writing) -> bool:
    """Whether the shape of the page has been chosen, where it has one."""
    chosen = chooser_of(writing.page)
    if chosen is None:
        return True
    name, _ = chosen
    held = writing.typed[name] if name else writing.typed
    return bool(held["shape"])
