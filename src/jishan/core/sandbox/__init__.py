"""Trying a document out: who gains, what it costs, and villages that nobody has lived in yet."""
