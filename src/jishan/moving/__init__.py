"""A household that moves within its township takes its points along (可转移、可接续)."""
