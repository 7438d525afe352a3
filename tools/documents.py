"""`python -m tools.documents`: writes the documents that are generated from the code (`make docs`).

With `--check` nothing is written; whatever is stale is named and the exit status is 1.
"""

import argparse
import sys
from collections.abc import Callable, Mapping
from pathlib import Path

from tools import coverage, permissions, recipes, schemas, settings_list, states

ROOT = Path(__file__).resolve().parents[1]

PAGES: Mapping[str, Callable[[], str]] = {
    "docs/permissions.md": permissions.page,
    "docs/states.md": states.page,
    "docs/settings.md": settings_list.page,
    "docs/coverage.md": coverage.page,
    "docs/schemes/recipes.md": recipes.page,
    "docs/schemes/scheme.schema.json": schemas.scheme,
    "docs/schemes/plan.schema.json": schemas.plan,
}
"""Every generated document and who writes it."""


def stale(root: Path = ROOT) -> list[str]:
    """The generated documents that are not what the code says now."""
    found = []
    for name, page in PAGES.items():
        path = root / name
        if not path.exists() or path.read_text("utf-8") != page():
            found.append(name)
    return found


def write(root: Path = ROOT) -> None:
    for name, page in PAGES.items():
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(page(), "utf-8")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--check", action="store_true", help="write nothing, name what is stale")
    if not parser.parse_args().check:
        write()
        return
    names = stale()
    for name in names:
        print(f"{name} is stale: make docs")
    sys.exit(1 if names else 0)


if __name__ == "__main__":
    main()
