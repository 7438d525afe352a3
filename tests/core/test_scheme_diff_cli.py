"""`jishan scheme diff` and `jishan scheme compare`, as people and as programs read them."""

import io
import json
from pathlib import Path

import pytest

from jishan.demo.adoption import TAOYUAN
from jishan.management.scheme_cli import main

LIMITS = """limits:
  others: {stay: false, as_written: false}
  items: [{code: tree, stays: true, low: 2, high: 5}]
"""


def run(*argv: str) -> tuple[int, str]:
    out = io.StringIO()
    return main(argv, out), out.getvalue()


@pytest.fixture
def other(tmp_path: Path) -> Path:
    """桃源村's document with trees worth 9 points."""
    path = tmp_path / "other.yaml"
    raw = TAOYUAN.read_text("utf-8").replace("points: 3, unit: 棵", "points: 9, unit: 棵")
    path.write_text(raw, "utf-8")
    return path


def test_two_documents_side_by_side(other: Path) -> None:
    assert run("diff", str(TAOYUAN), str(other)) == (
        0,
        "【积分事项】\n  “参与植树造林”的“多少分”：由 3 分改为 9 分。\n",
    )
    assert run("diff", str(TAOYUAN), str(TAOYUAN)) == (0, "两份方案一样。\n")


def test_the_same_for_programs(other: Path) -> None:
    code, text = run("diff", str(TAOYUAN), str(other), "--json")
    assert code == 0
    assert json.loads(text) == {
        "format": 1,
        "kind": "diff",
        "same": False,
        "changes": [
            {
                "kind": "changed",
                "path": ["items", "tree", "worth", "points"],
                "before": 3,
                "after": 9,
                "text": "“参与植树造林”的“多少分”：由 3 分改为 9 分。",
            }
        ],
    }


def test_a_shipped_scheme_is_named_without_a_path() -> None:
    code, text = run("diff", "s0", "ks")
    assert code == 0
    assert "【积分事项】" in text


def test_what_cannot_be_read_is_said(tmp_path: Path) -> None:
    broken = tmp_path / "broken.yaml"
    broken.write_text("a: [1", "utf-8")
    assert run("diff", str(TAOYUAN), str(broken))[0] == 2
    assert run("diff", str(TAOYUAN), str(tmp_path / "none.yaml"))[0] == 2
    assert run("compare", str(TAOYUAN), str(TAOYUAN))[0] == 2


def test_a_village_beside_its_townships_list(other: Path, tmp_path: Path) -> None:
    listed = tmp_path / "list.yaml"
    raw = TAOYUAN.read_text("utf-8").replace("format: 1\n", "format: 1\nkind: reference\n", 1)
    listed.write_text(raw + LIMITS, "utf-8")
    code, text = run("compare", str(listed), str(other))
    assert code == 1
    assert text.startswith("改动 1 项：参与植树造林\n第 ")
    assert "“参与植树造林”定了 9 分，超出乡镇参考目录的范围" in text
    assert run("compare", str(listed), str(TAOYUAN)) == (0, "都在参考目录的范围里。\n")
    answer = json.loads(run("compare", str(listed), str(other), "--json")[1])
    assert (answer["within"], answer["changed"]) == (False, ["tree"])
    assert answer["findings"][0]["code"] == "scheme.reference_points_outside"
