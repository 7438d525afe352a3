"""A whole year in memory (沙盘): the sandbox, and the recomputation after a correction."""
