"""Target plans (目标计划): what is to be built or reached by a day. No points, no ranking."""
