"""What the faces read of claims: frozen rows, ready to be shown."""

from jishan.claims.queries.bars import BarRow, barred_households, bars_in_force
from jishan.claims.queries.desk import (
    TodaysWork,
    claims_awaiting,
    claims_found,
    todays_work,
    waiting_count,
)
from jishan.claims.queries.items import (
    ItemCard,
    ItemGroup,
    Preview,
    claimable_items,
    inspection_items,
    preview,
    recordable_items,
)
from jishan.claims.queries.marks import (
    BoardMark,
    MarkRow,
    marks_of_group,
    marks_of_household,
    marks_of_unit,
    marks_on_board,
)
from jishan.claims.queries.objections import may_answer_objections
from jishan.claims.queries.rows import ClaimRow, claims_of_household, photograph
from jishan.claims.queries.slip import Slip, slip
from jishan.claims.queries.subjects import (
    SubjectCard,
    kinds_recorded,
    subject_card,
    subjects_found,
    subjects_of_kind,
)
from jishan.claims.queries.team import Credited, Team, teams_of
from jishan.claims.queries.traces import CorrectionMade, Trace, trace
from jishan.claims.queries.why import ClaimRoad, DecisionMade, RoadStage, why

__all__ = [
    "BarRow",
    "BoardMark",
    "ClaimRoad",
    "ClaimRow",
    "CorrectionMade",
    "Credited",
    "DecisionMade",
    "ItemCard",
    "ItemGroup",
    "MarkRow",
    "Preview",
    "RoadStage",
    "Slip",
    "SubjectCard",
    "Team",
    "TodaysWork",
    "Trace",
    "barred_households",
    "bars_in_force",
    "claimable_items",
    "claims_awaiting",
    "claims_found",
    "claims_of_household",
    "inspection_items",
    "kinds_recorded",
    "marks_of_group",
    "marks_of_household",
    "marks_of_unit",
    "marks_on_board",
    "may_answer_objections",
    "photograph",
    "preview",
    "recordable_items",
    "slip",
    "subject_card",
    "subjects_found",
    "subjects_of_kind",
    "teams_of",
    "todays_work",
    "trace",
    "waiting_count",
    "why",
]
