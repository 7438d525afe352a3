"""Tables of Markdown."""

from collections.abc import Iterable, Sequence

GENERATED = "<!-- 由程序生成，不要手改：make docs · generated from the code, do not edit -->\n"


def table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    lines = [head, ["---"] * len(head), *rows]
    return "".join(f"| {' | '.join(cell.replace('|', '∣') for cell in line)} |\n" for line in lines)
