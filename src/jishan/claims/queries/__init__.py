"""What the faces read of claims: frozen rows, ready to be shown."""

from jishan.claims.queries.bars import BarRow, barred_households, bars_in_force
from jishan.claims.queries.desk import TodaysWork, claims_awaiting, claims_found, todays_work
from jishan.claims.queries.items import (
    ItemCard,
    ItemGroup,
    Preview,
    claimable_items,
    inspection_items,
    preview,
    recordable_items,
)
from jishan.claims.queries.rows import ClaimRow, claims_of_household, photograph
from jishan.claims.queries.slip import Slip, slip
from jishan.claims.queries.why import ClaimRoad, DecisionMade, RoadStage, why

__all__ = [
    "BarRow",
    "ClaimRoad",
    "ClaimRow",
    "DecisionMade",
    "ItemCard",
    "ItemGroup",
    "Preview",
    "RoadStage",
    "Slip",
    "TodaysWork",
    "barred_households",
    "bars_in_force",
    "claimable_items",
    "claims_awaiting",
    "claims_found",
    "claims_of_household",
    "inspection_items",
    "photograph",
    "preview",
    "recordable_items",
    "slip",
    "todays_work",
    "why",
]
