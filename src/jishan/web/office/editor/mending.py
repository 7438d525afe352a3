"""What can be done about a finding by one press, where there is one plain thing to do.

A proposal never decides what the village has to decide: it is offered only where one answer is the
usual one, and it says in words what it writes.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from jishan.core.scheme.document import Scheme, to_document
from jishan.core.scheme.findings import Finding
from jishan.core.scheme.plain import Path
from jishan.schemes.drafts import placed


@dataclass(frozen=True)
class Proposal:
    """`label` is the button; the value goes to `path`."""

    label: str
    path: Path
    value: Any


_ROUNDINGS = (
    ("小数四舍五入", "half_up"),
    ("小数舍去", "down"),
    ("有小数进一", "up"),
)
_AT: Mapping[str, tuple[tuple[str, tuple[str, ...], Any], ...]] = {
    "scheme.rounding_missing": tuple((label, ("rounding",), value) for label, value in _ROUNDINGS),
    "scheme.bands_unused": (("按分数段计分", ("..", "counts"), "bands"),),
    "scheme.no_recusal": (("改为要回避", (), True),),
    "scheme.objections_to_nobody": (
        ("找评议小组", ("objections_to",), "panel"),
        ("找村务监督委员会", ("objections_to",), "supervisor"),
    ),
    "scheme.phone_required": (("不用手机也行", (), False),),
    "scheme.only_self": (("加上代报和登记", (), ["self", "proxy", "recorded"]),),
    "scheme.cap_whose_missing": (("各算各的", (), "account"), ("全户合起来", (), "household")),
    "scheme.redeem_stay_unsaid": (("换了可以一分不留", ("..", "must_stay"), 0),),
    "scheme.publicity_without_end": (("贴 7 天", ("days",), 7), ("贴 30 天", ("days",), 30)),
    "redline.names_in_full": (
        ("隐去名字里一个字", (), "masked"),
        ("只写户码", (), "code"),
    ),
    "redline.deductions_shown": (
        ("只给本户看", (), "household_only"),
        ("只公布合计", (), "aggregated"),
    ),
    "redline.transfer": (("只在一家人之间转", ("between",), "household"),),
    "redline.debt": (("扣到零分为止", (), "zero"),),
    "redline.proxy_pays": (("不扣代报人的分", (), False),),
    "redline.no_hearing": (("先听当事人说明", (), True),),
}
"""Finding → buttons: label, the way from where the finding lies ("..": one up), value."""


def proposals(scheme: Scheme, finding: Finding) -> tuple[Proposal, ...]:
    """What one press could do about a finding."""
    path = path_of(finding.path)
    if finding.code == "scheme.consent_not_asked":
        return (_consent(scheme),)
    if finding.code == "redline.indoor":
        return (_at_the_door(scheme, path),)
    found = []
    for label, way, value in _AT.get(finding.code, ()):
        way = () if path[-1:] == ("rate_rounding",) else way
        found.append(Proposal(label, _walked(path, way), value))
    return tuple(found)


def mended(scheme: Scheme, proposal: Proposal) -> dict[str, Any]:
    """The document with the proposal in it."""
    return placed(to_document(scheme), proposal.path, proposal.value)


def path_of(text: str) -> Path:
    """`items[3].worth` as steps."""
    return tuple(
        int(number) if number else name
        for name, number in re.findall(r"([^.\[\]]+)(?=[.\[]|$)|\[(\d+)\]", text)
    )


def _walked(path: Path, way: tuple[str, ...]) -> Path:
    for step in way:
        path = path[:-1] if step == ".." else (*path, step)
    return path


def _consent(scheme: Scheme) -> Proposal:
    kind = scheme.subjects.kinds[0]
    eligible = to_document(scheme)["subjects"].get("eligible", [])
    rows = [row | {"consent": True} for row in eligible if row["kind"] == kind]
    others = [row for row in eligible if row["kind"] != kind]
    asked = rows or [{"kind": kind, "consent": True}]
    return Proposal("自愿参加，要同意", ("subjects", "eligible"), asked + others)


def _at_the_door(scheme: Scheme, path: Path) -> Proposal:
    here: Any = to_document(scheme)
    for step in path:
        here = here[step]
    value = here | {"place": "indoor", "door_consent": True, "absent": "scaled"}
    return Proposal("先征得同意，不同意的不扣分", path, value)
