"""What is generated from the code says what the code says, and the list of mechanisms is whole."""

import pytest
from tools import coverage, documents
from tools.coverage import Line, State


def test_no_generated_document_is_stale() -> None:
    assert documents.stale() == []


def test_all_287_mechanisms_are_listed_in_order_and_proved() -> None:
    lines = coverage.read_lines()
    assert len(coverage.every_id()) == 287
    assert [line.id for line in lines] == coverage.every_id()
    assert coverage.faults(lines) == []
    assert {line.id for line in lines if not line.title} == set()


HERE = "tests/house/test_generated.py::test_no_generated_document_is_stale"


@pytest.mark.parametrize(
    ("changed", "fault"),
    [
        (Line("ZX-01", "t", State.WORKS, ""), "ZX-01: works names no test"),
        (
            Line("ZX-01", "t", State.GUARDED, f"{HERE} tests/x.py::test_y"),
            "ZX-01: there is no test tests/x.py::test_y",
        ),
        (Line("ZX-01", "t", State.NARRATIVE, ""), "ZX-01: a narrative says why"),
        (Line("ZX-99", "t", State.NOT_YET, ""), "ZX-99 is unknown"),
        (Line("ZX-02", "t", State.NOT_YET, ""), "ZX-02 stands twice"),
    ],
)
def test_a_fault_of_the_list_is_named(changed: Line, fault: str) -> None:
    whole = [Line(name, "t", State.NOT_YET, "") for name in coverage.every_id()]
    assert coverage.faults(whole) == []
    assert fault in coverage.faults([changed, *whole[1:]])
    assert coverage.faults([Line("ZX-01", "t", State.WORKS, HERE), *whole[1:]]) == []
