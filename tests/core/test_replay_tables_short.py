"""A column that stands in the header and is empty all the way down, or that no row reaches."""

import pytest

from tests.core.replaying import SCHEMES, pack, points, run

ROSTER = (SCHEMES / "z3" / "roster.csv").read_text(encoding="utf-8")
SEEN = "1,2024-01-22,Z01,inspection,95,检查"


@pytest.mark.parametrize("row", [SEEN, f"{SEEN},", f"{SEEN},,,"])
def test_a_table_without_a_single_event(row: str) -> None:
    acts = f"编号,日期,对象,事项,得分,来源,事件,分值,涉及\n{row}\n"

    assert points(run(pack("z3"), acts, ROSTER)) == {"1": "5"}
