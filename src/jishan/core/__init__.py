"""The rulebook: plain Python, no Django, no clock, no database.

Values in, values and reasons out.
"""
