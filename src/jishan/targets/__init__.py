"""Target plans (目标计划) of a village or an area: adoption, reports, acceptance, award money."""
