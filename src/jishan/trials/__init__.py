"""Trying a version out before its vote (试算): on the village's own year, on tables, in imagined
villages."""
