"""Every clause that law does not allow is found, with the lawful alternative."""

# ruff: noqa: E501 - rules and tables read as rows; broken lines would hide the columns

import ast
import re
from pathlib import Path

import pytest

import jishan
from jishan.core.replay import happenings, spending
from jishan.core.scheme import refusals
from jishan.core.scheme.checker import adoptable, check, computable
from jishan.core.scheme.reading import read_with_lines
from jishan.core.scheme.redlines import read_redlines, shipped
from jishan.entrance.words.scheme import WORDS
from jishan.entrance.words.scheme_findings import FINDINGS
from jishan.management.scheme_cli import packs
from tests.core.checking import FIXED, SPEND, found, honour, inspection
from tests.core.replaying import HEAD, PURSE, YEAR


@pytest.mark.parametrize(
    ("sources", "kind", "text", "verdict"),
    [
        ("S0-16", "service", "免费理发", "allow"),
        ("KS-09", "plaque", "挂牌", "allow"),
        ("S0-21", "photo", "照片上墙", "consent"),
        ("P4-15", "party", "入党积极分子推荐依据", "reference_only"),
        ("SX-04", "army", "优先参军", "block"),
        ("SX-04", "homestead", "宅基地优先安排", "block"),
        ("ZX-15", "housing", "公租房", "block"),
        ("ZX-15", "care_home", "养老院优先入住", "block"),
        ("ZX-15", "medical", "绿色通道就医卡", "block"),
        ("S0-23", "medical", "医疗救助倾斜", "block"),
        ("S0-25", "check_up", "免费体检", "block"),
        ("ZX-15", "condolence", "优先慰问", "block"),
        ("HS-17", "policy", "优先享受各级各部门有关扶持政策", "block"),
        ("S2-10", "project", "到户产业项目", "published_quota, fallback"),
        ("S0-24", "loan", "小额贴息贷款", "household_initiated"),
        ("NH-11", "dividend", "股份加积分分配", "unanimous_vote, discretionary_part, capped_share"),
        ("NH-10", "welfare", "村内福利浮动", "unanimous_vote, discretionary_part, capped_share"),
        ("Z3-14", "blacklist", "列入名单", "block"),
        ("SX-05", "exposure", "全村公开", "block"),
        ("HS-28", "appraisal", "年终考核", "block"),
        ("", "money", "发钱", "block"),
    ],
)
def test_every_clause_of_the_classification(
    sources: str, kind: str, text: str, verdict: str
) -> None:
    plain = f"benefits: [{{kind: {kind}, text: {text}}}]\n"
    guarded = f"benefits: [{{kind: {kind}, text: {text}, safeguards: [{verdict}]}}]\n"
    if verdict == "allow":
        assert not [one for one in found(FIXED, plain) if "redline" in one]
    elif verdict == "block":
        finding = found(FIXED, plain)["error:redline.blocked"]
        assert finding.facts["alternative"], "a lawful alternative is offered"
    else:
        assert "error:redline.unguarded" in found(FIXED, plain)
        assert "note:redline.guarded" in found(FIXED, guarded)
        assert not [one for one in found(FIXED, guarded) if one.startswith("error")]
    known = {source for clause in shipped().clauses for source in clause.sources}
    assert not sources or sources in known


@pytest.mark.parametrize(
    "title", ["非访闹访", "零上访户", "在网上说三道四", "参加选举投票", "学生成绩进步", "家暴"]
)
def test_items_that_must_not_be(title: str) -> None:
    assert "error:redline.blocked" in found(FIXED.replace("好事", title))


def test_other_red_lines() -> None:
    assert "error:redline.bottom_list" in found(FIXED, YEAR, honour(more=", order: lowest"))
    assert "error:redline.debt" in found(FIXED, purse=SPEND.replace("floor: zero", "floor: none"))
    assert "error:redline.transfer" in found(
        FIXED, purse=SPEND.replace("floor: zero", "floor: zero, transfer: {between: village}")
    )
    assert "error:redline.names_in_full" in found(
        FIXED, head=HEAD.replace("names: masked", "names: full")
    )
    assert "error:redline.deductions_shown" in found(
        FIXED, head=HEAD.replace("household_only", "shown")
    )
    assert "error:redline.veto_without_document" in found(
        FIXED, "vetoes: [{code: v, name: 犯罪, lasts: {months: 12}}]\n"
    )
    assert "error:redline.pool_unguarded" in found(
        FIXED,
        YEAR,
        "pools: [{code: p, name: 分红, measure: year, yuan: 1, method: proportional}]\n",
    )
    indoor = "{code: x, title: 卧室, points: 100, place: indoor%s}"
    bands = "{at_least: 80, points: 1}"
    assert "error:redline.indoor" in found(inspection(bands, indoor % ""))
    assert "note:redline.indoor_by_consent" in found(
        inspection(bands, indoor % ", door_consent: true, absent: scaled")
    )


def test_law_stops_adoption_and_not_the_sandbox() -> None:
    findings = check(
        *read_with_lines(HEAD + PURSE + FIXED + "benefits: [{kind: army, text: 参军}]\n")
    )

    assert not adoptable(findings)
    assert computable(findings)


def test_the_lawyer_changes_a_file_and_no_code() -> None:
    own = read_redlines(
        "format: 1\nreviewed: 某律师 2024-01-01\nfalse_claim_times_max: 1\npool_percent_max: 10\n"
        "clauses: [{code: x, verdict: block, words: [好事], where: [items], reason: 试, alternative: 改}]\n"
    )
    scheme, lines = read_with_lines(HEAD + PURSE + FIXED)

    assert [one.code for one in check(scheme, lines, own) if one.severity == "error"] == [
        "redline.blocked"
    ]


@pytest.mark.parametrize("name", [name for name, _ in packs()])
def test_shipped_schemes_have_no_errors(name: str) -> None:
    scheme = dict(packs())[name]

    assert [one for one in check(scheme) if one.severity == "error"] == []


def test_every_code_has_its_words() -> None:
    root = Path(jishan.__file__).parent / "core"
    named: set[str] = set()
    for path in [*root.glob("scheme/checks/*.py"), root / "scheme" / "redlines.py"]:
        calls = re.findall(r'desk\.(?:error|warn|note)\(\s*"([a-z_.]+)"', path.read_text())
        named |= {code if code.startswith("redline.") else f"scheme.{code}" for code in calls}
    reading = (root / "scheme" / "reading.py").read_text() + (
        root / "scheme" / "plain.py"
    ).read_text()
    named |= set(re.findall(r'"(scheme\.[a-z_]+)"', reading))

    assert named - FINDINGS.keys() == set()
    codes = {one.code for one in vars(refusals).values() if hasattr(one, "code")} - {"refused"}
    assert codes - WORDS.keys() == set()


def test_every_refusal_states_the_facts_that_its_sentence_names() -> None:
    root = Path(jishan.__file__).parent / "core"
    modules = [refusals, happenings, spending]
    codes = {
        name: one.code
        for module in modules
        for name, one in vars(module).items()
        if hasattr(one, "code")
    }
    for path in [*root.glob("scheme/*.py"), *root.glob("replay/*.py")]:
        for node in ast.walk(ast.parse(path.read_text())):
            name = (
                node.func.id
                if isinstance(node, ast.Call) and isinstance(node.func, ast.Name)
                else ""
            )
            if name in codes and codes[name] in WORDS and isinstance(node, ast.Call):
                needed = set(re.findall(r"{(\w+)}", WORDS[codes[name]][1]))
                assert needed <= {one.arg for one in node.keywords}, (path.name, node.lineno)
