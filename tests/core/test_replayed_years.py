"""A replayed year of each shipped scheme: what a cadre works out by hand, line by line, is what the
program finds. The tables stand in `schemes/<pack>/`."""

import pytest

from tests.core.year_tables import KEPT, compared, found, outcome_of, scheme_of, year_of

PACKS = ("ks", "hs", "zp", "s0", "s2", "zx", "z3", "p4", "nh", "sx")
TABLES = ("记分", "自动", "余额", "指标", "称号", "标记", "办事", "否决", "花钱", "付款", *KEPT)


@pytest.mark.parametrize("table", TABLES)
@pytest.mark.parametrize("name", PACKS)
def test_a_year_comes_to_what_the_table_says(name: str, table: str) -> None:
    wanted, have = compared(name, table)

    assert have == wanted


@pytest.mark.parametrize("name", PACKS)
def test_every_measure_of_the_scheme_is_worked_out(name: str) -> None:
    wanted, _ = compared(name, "指标")

    assert {code for code, _, _ in wanted} == {one.code for one in scheme_of(name).measures}


@pytest.mark.parametrize("name", PACKS)
def test_the_order_of_rows_changes_nothing(name: str) -> None:
    assert found(outcome_of(name, backwards=True)) == year_of(name)
