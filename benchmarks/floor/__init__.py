"""The floor: the same work by plain DuckDB statements."""
