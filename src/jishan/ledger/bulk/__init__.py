"""The ledger's own SQL: one posting in one go, many in bulk; PostgreSQL and its SQLite twin.

The meaning stands in `core.ledger`; a property test holds the two equal to it and to each other.
"""
