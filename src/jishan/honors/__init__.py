"""Rankings (积分榜) as announced, and titles (荣誉).

A ranking that was announced is a fact of its own.
"""
