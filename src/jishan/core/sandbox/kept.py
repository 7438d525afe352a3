"""Results of the sandbox as JSON, to be kept and read back."""

from typing import Any

from pydantic import TypeAdapter

from jishan.core.sandbox.comparing import Comparison
from jishan.core.sandbox.imagining import Imagined

COMPARISON = TypeAdapter(Comparison)
IMAGINED = TypeAdapter(tuple[Imagined, ...])


def comparison_kept(found: Comparison) -> Any:
    """Plain data for a JSON column."""
    return COMPARISON.dump_python(found, mode="json")


def comparison_read(data: Any) -> Comparison:
    return COMPARISON.validate_python(data)


def imagined_kept(found: tuple[Imagined, ...]) -> Any:
    """Plain data for a JSON column: one result for each document."""
    return IMAGINED.dump_python(found, mode="json")


def imagined_read(data: Any) -> tuple[Imagined, ...]:
    return IMAGINED.validate_python(data)
