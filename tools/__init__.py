"""What developers run beside the program: generated documents, a PostgreSQL for a test run."""
