"""`docs/schemes/*.schema.json`: what editors complete and check documents with."""

from jishan.entrance.words.scheme_schema import as_text, plan_schema, scheme_schema


def scheme() -> str:
    return as_text(scheme_schema())


def plan() -> str:
    return as_text(plan_schema())
