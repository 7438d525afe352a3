"""Clauses of the sources that law does not allow: blocked where they are written, with the lawful
one in their place (`replaced` of the shipped schemes), or allowed behind a condition only."""

from collections.abc import Callable
from typing import Any

import pytest

from jishan.core.scheme.checker import adoptable, check
from jishan.core.scheme.document import Scheme, to_document
from jishan.core.scheme.findings import Finding
from tests.core.replaying import pack

Document = dict[str, Any]


def changed(name: str, change: Callable[[Document], None]) -> tuple[Finding, ...]:
    """What the checker says of a shipped scheme with one change."""
    document = to_document(pack(name))
    change(document)
    return check(Scheme.model_validate(document))


def errors(findings: tuple[Finding, ...]) -> list[tuple[str, str]]:
    """Code and clause of what stops the scheme; its clause is empty where no list names it."""
    return [
        (one.code, str(one.facts.get("clause", ""))) for one in findings if one.severity == "error"
    ]


def brings(kind: str, text: str) -> Callable[[Document], None]:
    def change(document: Document) -> None:
        document.setdefault("benefits", []).append({"kind": kind, "text": text})

    return change


def counts(title: str) -> Callable[[Document], None]:
    def change(document: Document) -> None:
        item = {"code": "added", "title": title, "worth": {"shape": "fixed", "points": -5}}
        item["category"] = document["categories"][0]["code"]
        document.setdefault("items", []).append(item)

    return change


def line(code: str, title: str) -> Callable[[Document], None]:
    def change(document: Document) -> None:
        lines = document["items"][0]["worth"]["lines"]
        next(one for one in lines if one["code"] == code)["title"] = title

    return change


def without_asking(document: Document) -> None:
    for one in document["items"][0]["worth"]["lines"]:
        one.pop("door_consent", None)


BLOCKED = [
    ("Z3-14", "z3", brings("blacklist", "连续三个月最后的农户列入黑名单管理"), "exposure"),
    ("Z3-14", "z3", brings("other", "利用曝光台进行曝光"), "exposure"),
    ("Z3-06", "z3", line("study", "学生积极读书"), "minors"),
    ("Z3-08", "z3", line("family", "是否存在家暴"), "violence"),
    ("S0-23", "s0", brings("medical", "农户在医疗救助方面给予倾斜"), "medical"),
    ("S0-25", "s0", brings("check_up", "积分达300分以上的老人免费体检"), "check_up"),
    ("HS-17", "hs", brings("other", "优先享受各级、各部门的有关扶持政策"), "all_policies"),
    ("HS-28", "hs", brings("appraisal", "纳入各村居年终考核"), "appraisal"),
    ("NH-12", "nh", brings("other", "优先享受各级、各部门扶持政策"), "all_policies"),
    ("NH-17", "nh", brings("appraisal", "纳入全区考核加分项目"), "appraisal"),
    ("SX-04", "sx", brings("homestead", "宅基地优先安排"), "homestead"),
    ("SX-04", "sx", brings("army", "优先参军"), "army"),
    ("SX-05", "sx", brings("exposure", "得分低的家庭全村公开曝光"), "exposure"),
    ("SX-08", "sx", brings("exposure", "不文明行为在公开栏通报"), "exposure"),
    ("SX-11", "sx", brings("appraisal", "红黄灰三色考评网格员"), "appraisal"),
    ("SX-12", "sx", brings("appraisal", "网格长报酬按考评分三档"), "appraisal"),
    ("SX-27", "sx", brings("appraisal", "约谈推进不力的单位"), "appraisal"),
    ("KS-14", "ks", brings("appraisal", "评比先进镇、村"), "appraisal"),
    ("KS-18", "ks", brings("appraisal", "镇对村的考核办法"), "appraisal"),
    ("ZX-15", "zx", brings("housing", "优先选择实物配租公租房"), "housing_care"),
    ("ZX-15", "zx", brings("care_home", "代养人员优先入住养老院"), "housing_care"),
    ("ZX-15", "zx", brings("other", "绿色通道就医卡"), "housing_care"),
    ("ZX-15", "zx", brings("condolence", "优先做为各类慰问对象"), "condolence"),
    ("ZX-27", "zx", brings("appraisal", "推动不力的追责"), "appraisal"),
    ("ZP-10", "zp", counts("非访闹访"), "petition"),
]


@pytest.mark.parametrize(
    ("mechanism", "name", "clause", "code"),
    BLOCKED,
    ids=[f"{mechanism}-{code}" for mechanism, _, _, code in BLOCKED],
)
def test_a_blocked_clause_of_a_source_has_its_lawful_alternative(
    mechanism: str, name: str, clause: Callable[[Document], None], code: str
) -> None:
    assert errors(changed(name, lambda document: None)) == []

    findings = changed(name, clause)

    assert set(errors(findings)) == {("redline.blocked", code)}
    assert not adoptable(findings)
    stopped = next(one for one in findings if one.severity == "error")
    assert stopped.facts["alternative"]
    said = [one for one in pack(name).replaced if mechanism in one.ids]
    assert [bool(one.clause and one.by) for one in said] == [True]


def test_z3_04_rooms_are_seen_only_by_consent_at_the_door() -> None:
    """Four rooms of 35 points; without the question at the door the scheme cannot be adopted."""
    assert errors(changed("z3", without_asking)) == [("redline.indoor", "")] * 4
    notes = [one for one in check(pack("z3")) if one.code == "redline.indoor_by_consent"]
    assert len(notes) == 4


def test_p6_09_a_target_of_no_petitions_is_no_item_no_title_and_no_veto() -> None:
    assert errors(changed("zp", counts("居民零上访"))) == [("redline.blocked", "petition")]


GUARDED = [
    ("S0-19", "s0", ("honours", 0, "brings", 0), "recommendation", ("reference_only",)),
    ("S0-21", "s0", ("honours", 0, "brings", 1), "photo", ("consent",)),
    ("S0-23", "s0", ("honours", 0, "brings", 2), "project", ("published_quota", "fallback")),
    ("S0-24", "s0", ("honours", 1, "brings", 0), "loan", ("household_initiated",)),
    ("HS-16", "hs", ("honours", 0, "brings", 0), "recommendation", ("reference_only",)),
    ("NH-09", "nh", ("honours", 0, "brings", 0), "recommendation", ("reference_only",)),
    ("NH-12", "nh", ("benefits", 0), "loan", ("household_initiated",)),
    (
        "NH-10", "nh", ("benefits", 1), "dividend",
        ("unanimous_vote", "discretionary_part", "capped_share"),
    ),
    (
        "NH-11", "nh", ("benefits", 2), "dividend",
        ("unanimous_vote", "discretionary_part", "capped_share"),
    ),
    ("P4-15", "p4", ("benefits", 0), "recommendation", ("reference_only",)),
    ("P4-16", "p4", ("benefits", 1), "loan", ("household_initiated",)),
    ("SX-04", "sx", ("honours", 0, "brings", 0), "recommendation", ("reference_only",)),
    ("S2-10", "s2", ("benefits", 0), "project", ("published_quota", "fallback")),
    ("ZP-13", "zp", ("benefits", 0), "recommendation", ("reference_only",)),
]  # fmt: skip


@pytest.mark.parametrize(
    ("mechanism", "name", "path", "code", "needs"), GUARDED, ids=[one[0] for one in GUARDED]
)
def test_a_guarded_clause_of_a_source_needs_its_safeguards(
    mechanism: str, name: str, path: tuple[str | int, ...], code: str, needs: tuple[str, ...]
) -> None:
    def bare(document: Document) -> None:
        found: Any = document
        for step in path:
            found = found[step]
        assert mechanism in found.get("source", {"ids": [mechanism]})["ids"]
        del found["safeguards"]

    findings = changed(name, bare)

    assert errors(findings) == [("redline.unguarded", code)]
    stopped = next(one for one in findings if one.severity == "error")
    assert stopped.facts["missing"] == needs
    assert not adoptable(findings)


@pytest.mark.parametrize(
    ("name", "noted"),
    [("zp", True), ("zx", False), ("z3", True), ("hs", False), ("p4", False), ("nh", False)],
)
def test_rewards_of_goods_alone_are_noted(name: str, noted: bool) -> None:
    """Honour first, goods second (HS-02, P4-26, NH-23): a scheme without a title is told so."""
    assert [one.code for one in check(pack(name)) if one.code == "scheme.goods_only"] == (
        ["scheme.goods_only"] if noted else []
    )

    def without_titles(document: Document) -> None:
        document.pop("honours", None)
        document["redemption"] = {"purse": document["purses"][-1]["code"]}

    assert "scheme.goods_only" in [one.code for one in changed(name, without_titles)]
