"""docs/schemes/targets.md is true: every example is read, and its plan has no errors."""

import re
from pathlib import Path

from jishan.core.targets.checker import check
from jishan.core.targets.document import Plan, Target
from jishan.core.targets.reading import read_plan
from jishan.entrance.words.targets import target_sentence

PAGE = (Path(__file__).parents[2] / "docs" / "schemes" / "targets.md").read_text("utf-8")
BLOCKS = re.findall(r"```yaml\n(.*?)```", PAGE, re.DOTALL)
SMALLEST = BLOCKS[0]
LISTS = {block.split(":")[0]: block for block in BLOCKS if not block.startswith(("- ", "format"))}
TARGETS = [block for block in BLOCKS if block.startswith("- ")]


def whole() -> Plan:
    """All the examples together, in one plan."""
    head, _ = SMALLEST.split("targets:\n")
    return read_plan(head + "".join(LISTS.values()) + "targets:\n" + "".join(TARGETS))


def test_the_smallest_plan_has_no_fault_and_the_sentence_that_the_page_says() -> None:
    plan = read_plan(SMALLEST)

    assert check(plan) == ()
    assert f"公开栏上写：{target_sentence(plan, plan.targets[0])}" in PAGE


def test_the_examples_make_one_plan_without_errors() -> None:
    found = check(whole())

    assert [one for one in found if one.severity == "error"] == []
    assert {one.goal.shape for one in whole().targets} == {"amount", "coverage", "done", "grade"}


def test_every_field_stands_on_the_page() -> None:
    for kind in (Plan, Target):
        for name, field in kind.model_fields.items():
            written = field.alias or name
            assert f"`{written}`" in PAGE, written
