"""Public notices (公示), their frozen rows, objections (异议). Knows nothing of what it shows."""
