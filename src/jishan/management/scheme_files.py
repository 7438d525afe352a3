"""Documents on disk: by path, or by the name of a scheme that comes with the software."""

from pathlib import Path

from jishan.core.scheme.checker import check
from jishan.core.scheme.document import Scheme
from jishan.core.scheme.findings import Finding
from jishan.core.scheme.reading import read_with_lines
from jishan.core.scheme.redlines import Redlines
from jishan.law import law_in_force
from jishan.management.table_files import FileUnreadable

PACKS = Path(__file__).resolve().parents[1] / "packs"


def load(name: str, redlines: Redlines | None = None) -> tuple[Scheme, tuple[Finding, ...]]:
    """A document by path, or by the name of a shipped pack, with its findings.

    Without `redlines` by those of this house."""
    scheme, lines = read_with_lines(bytes_of(name))
    return scheme, check(scheme, lines, redlines or law_in_force())


def bytes_of(name: str) -> bytes:
    """The text of a document as it stands on disk."""
    path = Path(name)
    if not path.is_file() and (PACKS / f"{name}.yaml").is_file():
        path = PACKS / f"{name}.yaml"
    if not path.is_file():
        raise FileUnreadable(file=name, why="没有这个文件")
    try:
        return path.read_bytes()
    except OSError:
        raise FileUnreadable(file=name, why="打不开这个文件") from None


def packs() -> list[tuple[str, Scheme]]:
    """Every shipped scheme with its pack name, in order of names."""
    found: list[tuple[str, Scheme]] = []
    for path in sorted(PACKS.glob("*.yaml")):
        raw = path.read_bytes()
        if path.stem != "redlines" and b"\nkind: plan" not in raw:
            found.append((path.stem, read_with_lines(raw)[0]))
    return found
