"""What the checker looks at, by subject: references, values, results, conduct, law."""
