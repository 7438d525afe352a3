"""The pages of the editor: which part of the document each one holds, and the road through them."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from jishan.core.errors import NotFound
from jishan.core.scheme.document import Scheme
from jishan.core.scheme.plain import Path
from jishan.entrance.words.scheme_labels import Label, label_of, model_name
from jishan.schemes.drafts import Draft, row_name, undecided
from jishan.web.office.editor.shapes import Either, Field, Node, Part, Rows, Table, fields_of
from jishan.web.office.editor.typed import MISSING

HEAD = "head"
NEW = "new"
_PLACE = re.compile("[0-9]{1,6}")


@dataclass(frozen=True)
class Step:
    """One step of the road: what is decided in it, and on which pages."""

    number: int
    title: str
    decide: str
    parts: tuple[str, ...]


STEPS = (
    Step(1, "基本", "定方案的名称和打算从哪一天起执行。", (HEAD,)),
    Step(
        2,
        "谁参加",
        "定积分记在户名下还是个人名下，要不要自愿报名；分存在哪个账上，能不能花，扣分扣到哪里为止。",
        ("subjects", "purses", "periods"),
    ),
    Step(3, "类别", "定分几类，公示栏上按什么顺序写。", ("categories",)),
    Step(
        4,
        "事项",
        "定做什么事得多少分、扣多少分，一户最多得多少。",
        ("items", "caps", "overlaps", "multiplying", "false_claim"),
    ),
    Step(5, "流程", "定谁核实、谁评议、公示几天、谁入账，先后怎么排。", ("process",)),
    Step(6, "公示", "定公示栏写什么、名字怎么写、扣分怎么公布、贴几天。", ("publicity",)),
    Step(
        7,
        "结算和称号",
        "定每月、每年怎么统计，连续达标奖什么，评哪些称号，什么情形一票否决。",
        ("measures", "streaks", "settlements", "honours", "vetoes", "benefits"),
    ),
    Step(8, "兑换", "定一分换多少、什么时候能换，钱从哪里来。", ("redemption", "funds", "pools")),
    Step(
        9,
        "检查",
        "看系统查出的问题，改好错误；原文没说清、村里定下来的，也在这里写明。",
        ("choices", "replaced", "words"),
    ),
)


@dataclass(frozen=True)
class Page:
    """A page of the editor: a whole part of the document, or one row of a list.

    `place` is the number of the row; `new` for one that is not written yet.
    """

    name: str
    node: Node
    place: int | None = None
    new: bool = False

    @property
    def key(self) -> str:
        """How an address names the page."""
        if self.new:
            return f"{self.name}.{NEW}"
        return self.name if self.place is None else f"{self.name}.{self.place}"

    @property
    def path(self) -> Path:
        """Where in the document the page's value lies; empty for fields of the document itself."""
        if isinstance(self.node, Part) and self.node.only:
            return ()
        return (self.name,) if self.place is None else (self.name, self.place)

    @property
    def label(self) -> Label:
        if self.name == HEAD:
            return Label(model_name(Scheme))
        return label_of(Scheme, self.name)


@cache
def parts() -> Mapping[str, Field]:
    """The parts of the document that have a page of their own, as the core names them."""
    own = {name for step in STEPS for name in step.parts}
    return {field.key: field for field in fields_of(Scheme) if field.key in own}


@cache
def _head() -> Part:
    pages = parts()
    only = [one.key for one in fields_of(Scheme) if one.key not in pages and one.key != "code"]
    return Part(Scheme, tuple(only))


def is_list(name: str) -> bool:
    return name != HEAD and isinstance(parts()[name].node, Rows)


def optional(name: str) -> bool:
    """Whether the village may do without the part."""
    return name != HEAD and parts()[name].optional


def page_of(draft: Draft, key: str) -> Page:
    """The page that an address names; a row that is not there is not found."""
    name, _, place = key.partition(".")
    if name == HEAD and not place:
        return Page(HEAD, _head())
    field = parts().get(name)
    if field is None:
        raise NotFound
    if isinstance(field.node, Table) and not place:
        return Page(name, Part(Scheme, (name,)))
    if not isinstance(field.node, Rows):
        if place:
            raise NotFound
        return Page(name, field.node)
    rows = draft.document.get(name, [])
    if place == NEW:
        return Page(name, field.node.of, len(rows), new=True)
    if not _PLACE.fullmatch(place) or int(place) >= len(rows):
        raise NotFound
    return Page(name, field.node.of, int(place))


def value_of(draft: Draft, page: Page) -> Any:
    """What the document holds there. What nobody has decided yet is shown as an empty page."""
    if page.new or (page.name in undecided(draft) and page.name != "purses"):
        return MISSING
    if not page.path:
        return draft.document
    if page.place is None:
        return draft.document.get(page.name, MISSING)
    row = draft.document[page.name][page.place]
    if page.name == "purses" and "purses" in undecided(draft):
        return {key: row[key] for key in ("code", "name", "holder")}
    return row


def chooser_of(page: Page) -> tuple[str, Either] | None:
    """The union that a new row begins with: the name of its field, and its shapes."""
    if isinstance(page.node, Either):
        return "", page.node
    if isinstance(page.node, Part):
        for field in page.node.fields:
            if isinstance(field.node, Either):
                return field.key, field.node
    return None


def step_of(name: str) -> Step:
    return next(step for step in STEPS if name in step.parts)


def rows_of(draft: Draft, name: str) -> Iterator[tuple[int, Mapping[str, Any]]]:
    yield from enumerate(draft.document.get(name, []))


def page_at(path: str) -> str:
    """The key of the page on which a place lies that the checker names (`items[3].worth`)."""
    first = path.split(".")[0]
    name, _, rest = first.partition("[")
    if name not in parts():
        return HEAD
    return f"{name}.{rest.rstrip(']')}" if rest else name


def title_of(draft: Draft, page: Page) -> str:
    """What the page is about, as its heading says."""
    if page.new:
        return page.label.add or page.label.label
    if page.place is None:
        return page.label.label
    name = row_name(draft.document[page.name][page.place])
    return f"{page.label.row}：{name}" if name else page.label.row


def codes_of(document: Mapping[str, Any]) -> dict[str, list[tuple[str, str]]]:
    """What a code may name, by list. `entries`: whatever brings points."""
    lists = {
        name: [(row["code"], row_name(row)) for row in document.get(name, [])]
        for name in ("items", "categories", "purses", "measures", "honours")
    }
    bearing = [row for name in ("streaks", "settlements") for row in document.get(name, [])]
    more = [(row["code"], row_name(row)) for row in bearing]
    if document.get("false_claim"):
        more.append(("false_claim", "虚报扣分"))
    sources = document.get("funds", {}).get("sources", [])
    catalogue = document.get("redemption", {}).get("catalogue", [])
    return lists | {
        "entries": [*lists["items"], *more, *lists["honours"]],
        "funds": [(row["code"], row_name(row)) for row in sources],
        "goods": [(row["code"], row_name(row)) for row in catalogue],
    }
