"""What is measured, against what: every figure is a ratio in one run, or a cost of growth.

`python -m bench [P1 P2 …]` runs the benches in `bench/pNN_*.py`, each in a process of its own on a
fresh database. A bench is a module with `TITLE`, `ENGINES` and `run(engine) -> Iterable[Figure]`.
"""
