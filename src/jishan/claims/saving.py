"""Saving changed claims: every statement names the village and so finds one node (scale.md)."""

from collections.abc import Sequence

from jishan.claims.models import Claim

_CHANGING = (
    "act", "place", "cause", "state", "stage", "position", "round", "awaiting_since", "ended_at",
    "points", "credits", "reasons", "notice_row_id", "posting_id",
)  # fmt: skip


def save_claim(claim: Claim) -> None:
    """Save what a step may change of a claim whose row it has locked."""
    rows = Claim.objects.filter(village_id=claim.village_id, id=claim.id)
    rows.update(**{name: getattr(claim, name) for name in _CHANGING})


def save_many(claims: Sequence[Claim], fields: Sequence[str]) -> None:
    """Save these columns of one village's claims, whose rows the caller has locked."""
    if claims:
        rows = Claim.objects.filter(village_id=claims[0].village_id)
        rows.bulk_update(claims, list(fields), batch_size=200)
