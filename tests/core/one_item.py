"""A village with one item, and what its acts are worth."""

from tests.core.replaying import points, run, village


def item(worth: str, **more: str) -> str:
    extra = "".join(f"\n  {name}: {value}" for name, value in more.items())
    return f"items:\n- code: it\n  title: 事项\n  category: env\n  worth: {worth}{extra}\n"


def told(worth: str, acts: str, **more: str) -> list[str]:
    """Points (or refusals) of each row. Rows begin at the first column given in the header."""
    found = points(run(village(item(worth, **more)), acts))
    return [found[key] for key in sorted(found, key=int)]


HEADER = "编号,日期,对象,事项,数量\n"
