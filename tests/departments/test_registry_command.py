"""`jishan roster import`: looks first, writes only after a yes, names every problem by its cell."""

import json
import re
from dataclasses import replace
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from jishan.demo.cast import Cast
from jishan.orgs.models import AuditEvent
from jishan.registry.models import Resident, RosterImport
from tests.departments.registry_rosters import workbook
from tests.departments.roster.village import village as people_of

PEOPLE = people_of(10)[1:]


@pytest.fixture
def roster(tmp_path: Path) -> Path:
    """One wife's identity number lost its digits."""
    people = list(PEOPLE)
    wife = next(n for n, p in enumerate(people) if p.relation == "妻")
    people[wife] = replace(people[wife], identity="5.10E+17")
    path = tmp_path / "名册.xlsx"
    path.write_bytes(workbook(people))
    return path


def run(*arguments: Any) -> str:
    said = StringIO()
    call_command("roster", "import", *arguments, stdout=said)
    return said.getvalue()


def test_without_a_yes_nothing_is_written(village: Cast, roster: Path) -> None:
    said = run(str(roster), "--village", "taoyuan")

    assert re.search(r"\[不导入\] 户籍表 第\d+行 H\d+：.*后几位已经丢了", said)
    assert "新增户：9" in said
    assert f"新增人：{len(PEOPLE) - 1}" in said
    assert said.endswith("没有导入，什么都没有写。\n")
    assert not RosterImport.objects.exists()
    assert Resident.objects.filter(village_id=village.taoyuan.id).count() == 6


def test_with_a_yes_it_is_entered(village: Cast, roster: Path) -> None:
    assert run(str(roster), "--village", "taoyuan", "--yes").endswith("导入好了。\n")

    entered = RosterImport.objects.get()
    assert (entered.filename, entered.residents_new) == ("名册.xlsx", len(PEOPLE) - 1)
    assert entered.village_id == village.taoyuan.id
    assert AuditEvent.objects.get(code="roster.imported").actor_id == 0


def test_json_tells_all_and_no_number(village: Cast, roster: Path) -> None:
    said = run(str(roster), "--village", "taoyuan", "--json")

    answer = json.loads(said)
    assert answer["imported"] is False
    assert answer["counts"]["residents_new"] == len(PEOPLE) - 1
    assert answer["rows_refused"] == 1
    assert answer["sheets"][0]["columns"]["H"] == "identity"
    assert [p["error"] for p in answer["problems"]] == [True]
    assert not [p.identity for p in PEOPLE if p.identity in said]
    assert not RosterImport.objects.exists()
    assert json.loads(run(str(roster), "--village", "taoyuan", "--json", "--yes"))["imported"]
    assert RosterImport.objects.count() == 1


def test_a_column_is_corrected(village: Cast, roster: Path) -> None:
    run(str(roster), "--village", "taoyuan", "--column", "H=-", "--yes")
    assert RosterImport.objects.get().residents_new == len(PEOPLE)
    assert not Resident.objects.exclude(identity_hash=None).exists()


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        (("--village", "nowhere"), "not_found"),
        (("--village", "taoyuan", "--column", "H=nothing"), "roster.mapping_wrong"),
        (("--village", "taoyuan", "--column", "户籍表!*=-"), "registry.nothing_to_import"),
    ],
)
def test_what_cannot_be_done_is_said(
    village: Cast, roster: Path, arguments: tuple[str, ...], code: str
) -> None:
    with pytest.raises(CommandError, match=code):
        run(str(roster), *arguments, "--yes")
    assert not RosterImport.objects.exists()


def test_a_broken_or_missing_file_is_said(village: Cast, tmp_path: Path) -> None:
    broken = tmp_path / "a.xlsx"
    broken.write_bytes(b"PK\x03\x04 broken")
    with pytest.raises(CommandError, match="roster"):
        run(str(broken), "--village", "taoyuan")
    with pytest.raises(CommandError, match="打不开"):
        run(str(tmp_path / "none.xlsx"), "--village", "taoyuan")
