"""The scheme's versions and the steps of their road; feedback, review; the township's pages."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from django.utils import timezone

from tests.faces import rows
from tests.faces.routes import CARDS, OFFICE, STAFF_ROLES, Line, village_only

SECRETARY = frozenset({"secretary"})
HEARERS = frozenset({"clerk", "secretary"})
OTHERS = {"village": frozenset({"outsider", "township"}), "township": frozenset({"other_township"})}
MEETING = {
    "key": "meeting",
    "kind": "forum",
    "place": "村委会",
    "chair": "王建国",
    "present": 20,
    "minutes": "逐条念了",
}
OPINION = {"key": "opinion", "text": "分太低了", "way": "mouth", "item": "", "household": ""}
PAPER = {"key": "form", "knows": "1", "uses": "1", "likes": "0", "way": "paper", "count": "2"}


def _read() -> Line:
    """A version by its id, under 桃源村's address: a version of 柳树村 is not found there."""
    return Line(
        "staff",
        lambda world, scope: {"village": "taoyuan", "version": world.version_id(scope)},
        allowed=OFFICE,
        by_scope={"village": frozenset()},
        hidden={"village": OFFICE},
        scopes=("own", "village"),
    )


def _step(state: str, allowed: frozenset[str], data: Any) -> Line:
    """A step that may be taken with a version that has come as far as `state`."""
    return Line(
        "staff",
        lambda world, scope: {"village": "taoyuan", "version": world.version_in(state)},
        allowed=allowed,
        method="post",
        data=lambda world, scope: data(world) if callable(data) else data,
        ok=302,
    )


def _post(allowed: frozenset[str], data: Mapping[str, Any]) -> Line:
    return Line("staff", village_only, allowed=allowed, method="post", data=lambda *_: data, ok=302)


def _today(world: Any) -> str:
    return timezone.localdate(world.now).isoformat()


def _later(world: Any) -> dict[str, str]:
    return {"day": (timezone.localdate(world.now) + timedelta(days=1)).isoformat()}


def _paper(world: Any, scope: str) -> Mapping[str, Any]:
    return {"village": "taoyuan", "meeting": rows.meeting_with_paper(world, scope)}


def _place(world: Any, scope: str) -> Mapping[str, Any]:
    return {"place": {"own": "qingshi", "township": "shiban"}[scope]}


def _township(kwargs: Any = _place, scopes: tuple[str, ...] = ("own", "township")) -> Line:
    return Line(
        "staff",
        kwargs,
        allowed=frozenset({"township", "county"}),
        by_scope={"township": frozenset({"other_township", "county"})},
        hidden=dict.fromkeys(("own", "township"), frozenset(STAFF_ROLES)),
        scopes=scopes,
    )


def _listed(world: Any, scope: str) -> Mapping[str, Any]:
    return {"place": "qingshi", "number": rows.reference_of(world)}


def _list_file(world: Any, scope: str) -> Mapping[str, Any]:
    return {"file": world.reference_file(), "issued": "青政发〔2026〕1号", "day": _today(world)}


def _draft(world: Any, scope: str) -> Mapping[str, Any]:
    """The card's pages when a draft is before the village."""
    world.version_in("discussed")
    return {}


def _reference(world: Any, scope: str) -> Mapping[str, Any]:
    rows.reference_of(world)
    return {"village": "taoyuan"}


def _made_list(world: Any, scope: str) -> dict[str, Any]:
    return {
        "base": rows.version_of("taoyuan", world),
        "name": "青石镇积分参考目录",
        "stay": "0",
        "as_written": "0",
        "issued": "青政发〔2026〕2号",
        "day": _today(world),
    }


LINES = {
    "rules": Line(
        "staff",
        village_only,
        allowed=OFFICE,
        by_scope=OTHERS,
        scopes=("own", "village", "township"),
    ),
    "rules-one": _read(),
    "rules-difference": _read(),
    "rules-export": _read(),
    "rules-draft": Line(
        "staff",
        village_only,
        allowed=SECRETARY,
        method="post",
        data=lambda world, scope: {"file": world.scheme_file()},
        ok=302,
    ),
    "rules-from-reference": Line(
        "staff", _reference, allowed=SECRETARY, method="post", data=lambda *_: {}, ok=302
    ),
    "rules-open": _step("draft", SECRETARY, {}),
    "rules-meeting": _step("discussed", HEARERS, lambda world: {**MEETING, "day": _today(world)}),
    "rules-paper": Line(
        "staff",
        _paper,
        allowed=OFFICE,
        by_scope={"village": frozenset()},
        hidden={"village": OFFICE},
        scopes=("own", "village"),
    ),
    "rules-opinion": _step("discussed", HEARERS, OPINION),
    "rules-answer": Line(
        "staff",
        lambda world, scope: {"village": "taoyuan", **rows.opinion_on(world)},
        allowed=SECRETARY,
        method="post",
        data=lambda *_: {"taken": "1", "answer": "改成四分"},
        ok=302,
    ),
    "rules-vote": _step("discussed", SECRETARY, lambda world: world.vote()),
    "rules-file": _step("voted", frozenset({"township"}), {"number": "青政备1号"}),
    "rules-return": _step(
        "voted",
        frozenset({"township"}),
        {"clause": "第三条", "reason": "违反村民委员会组织法"},
    ),
    "rules-withdraw": _step("filed", SECRETARY, {"reason": "大家改了主意"}),
    "rules-publish": _step("filed", SECRETARY, {}),
    "rules-adopt": _step("published", SECRETARY, _later),
    "rules-feedback": Line(
        "staff",
        village_only,
        allowed=OFFICE,
        by_scope=OTHERS,
        scopes=("own", "village", "township"),
    ),
    "rules-feedback-paper": Line("staff", village_only, allowed=OFFICE),
    "rules-feedback-enter": _post(HEARERS, PAPER),
    "rules-review": Line("staff", village_only, allowed=OFFICE),
    "rules-conclude": _post(
        SECRETARY,
        {
            "key": "review",
            "meeting": "村民代表会议",
            "day": "2026-01-10",
            "decision": "kept",
            "reason": "用得好",
        },
    ),
    "township-rules": _township(),
    "reference": _township(),
    "reference-set": Line(
        "staff",
        lambda world, scope: {"place": "qingshi"},
        allowed=frozenset({"township"}),
        hidden={"own": frozenset(STAFF_ROLES) - {"county"}},
        method="post",
        data=_list_file,
        ok=302,
    ),
    "reference-make": Line(
        "staff",
        lambda world, scope: {"place": "qingshi"},
        allowed=frozenset({"township"}),
        hidden={"own": frozenset(STAFF_ROLES) - {"county"}},
        method="post",
        data=_made_list,
        ok=302,
    ),
    "reference-export": _township(_listed, ("own",)),
    "board-draft": Line("public", village_only, scopes=("own", "village", "township")),
    "my-rules": Line("card", _draft, allowed=frozenset(CARDS)),
    "my-opinion": Line("card", _draft, allowed=frozenset(CARDS)),
    "my-feedback": Line("card", _draft, allowed=frozenset(CARDS)),
}
