"""Why an act is not scored: each refusal names the rule that refused."""

from jishan.core.errors import Refusal


class ScoringRefused(Refusal):
    """The act cannot be scored under the scheme. Nothing is counted."""

    code = "scoring.refused"


class NotInForce(ScoringRefused):
    code = "scoring.not_in_force"


class ItemUnknown(ScoringRefused):
    code = "scoring.item_unknown"


class ItemNotInForce(ScoringRefused):
    code = "scoring.item_not_in_force"


class DayNotAllowed(ScoringRefused):
    code = "scoring.day_not_allowed"


class ClaimedTooLate(ScoringRefused):
    code = "scoring.claimed_too_late"


class NeedUnmet(ScoringRefused):
    """Something else must have been done before."""

    code = "scoring.need_unmet"


class OriginNotAllowed(ScoringRefused):
    code = "scoring.origin_not_allowed"


class EvidenceMissing(ScoringRefused):
    code = "scoring.evidence_missing"


class DocumentMissing(ScoringRefused):
    code = "scoring.document_missing"


class SubjectKindWrong(ScoringRefused):
    code = "scoring.subject_kind"


class SubjectNotMeant(ScoringRefused):
    code = "scoring.subject_not_meant"


class NotTakingPart(ScoringRefused):
    code = "scoring.not_taking_part"


class BarredFromEarning(ScoringRefused):
    code = "scoring.barred"


class QuantityOutOfRange(ScoringRefused):
    code = "scoring.quantity_out_of_range"


class LevelUnknown(ScoringRefused):
    code = "scoring.level_unknown"


class LevelMissing(LevelUnknown):
    """The act does not say which level it was."""

    code = "scoring.level_missing"


class OutcomeUnknown(ScoringRefused):
    code = "scoring.outcome_unknown"


class PointsMissing(ScoringRefused):
    code = "scoring.points_missing"


class PointsOutOfRange(ScoringRefused):
    code = "scoring.points_out_of_range"


class ScoresMissing(ScoringRefused):
    code = "scoring.scores_missing"


class ScoreOutOfRange(ScoringRefused):
    code = "scoring.score_out_of_range"


class ScoreOutOfBands(ScoringRefused):
    code = "scoring.score_out_of_bands"


class FigureMissing(ScoringRefused):
    code = "scoring.figure_missing"


class FigureUnread(ScoringRefused):
    """Quantities have at most six decimals."""

    code = "scoring.quantity_unreadable"


class ConditionUnmet(ScoringRefused):
    code = "scoring.condition_unmet"


class HolderMissing(ScoringRefused):
    """Nobody is named whom the act could be credited to."""

    code = "scoring.holder_missing"


class NoPurse(ScoringRefused):
    code = "scoring.no_purse"
