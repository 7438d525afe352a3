"""What reading a roster found, as lines a clerk works through: where, and what to do."""

from dataclasses import dataclass

from jishan.entrance.words.roster import WORDS
from jishan.registry.sheets.preview import Problem, Severity


@dataclass(frozen=True, slots=True)
class Said:
    """One problem in words. `row` and `cell` are "" for what concerns a whole sheet or file."""

    error: bool
    sheet: str
    row: str
    cell: str
    sentence: str

    @property
    def place(self) -> str:
        """`一组 第12行 H12`, as printed before the sentence."""
        row = f"第{self.row}行" if self.row else ""
        return " ".join(part for part in (self.sheet, row, self.cell) if part)


def said(problem: Problem) -> Said:
    _, sentence = WORDS[problem.code]
    return Said(
        problem.severity is Severity.ERROR,
        problem.sheet,
        str(problem.row or ""),
        problem.cell,
        sentence.format_map(problem.facts),
    )
