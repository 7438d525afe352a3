"""How rows are guarded: tenancy, append-only, triggers, the one door. The only shared Django
code."""
