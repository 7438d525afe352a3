"""What people do with target plans. Each function is one step; import them from here."""

from jishan.targets.actions.decide import (
    AwardOvertaken,
    NotAccepted,
    NothingToAccept,
    NotYoursToAccept,
    OwnReport,
    decide_report,
    grant_award,
)
from jishan.targets.actions.plans import (
    DecidedInTheFuture,
    Decision,
    HasErrors,
    SameDocument,
    WarningsUnanswered,
    adopt_plan,
    draft_plan,
)
from jishan.targets.actions.report import (
    CorrectionUnknown,
    CountedByItself,
    FigureMissing,
    FigureUnreadable,
    MadeReport,
    NewReport,
    NotCounted,
    NotForVillages,
    report_count,
    report_target,
)

__all__ = [
    "AwardOvertaken",
    "CorrectionUnknown",
    "CountedByItself",
    "DecidedInTheFuture",
    "Decision",
    "FigureMissing",
    "FigureUnreadable",
    "HasErrors",
    "MadeReport",
    "NewReport",
    "NotAccepted",
    "NotCounted",
    "NotForVillages",
    "NotYoursToAccept",
    "NothingToAccept",
    "OwnReport",
    "SameDocument",
    "WarningsUnanswered",
    "adopt_plan",
    "decide_report",
    "draft_plan",
    "grant_award",
    "report_count",
    "report_target",
]
