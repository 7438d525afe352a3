"""The desk: one module a subject."""
