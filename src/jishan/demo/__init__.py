"""桃源村 and its neighbours: the cast of every demo and every test. Invented people, failing ID
numbers."""
