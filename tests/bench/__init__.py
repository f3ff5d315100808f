"""Benchmarks: `python -m tests.bench NAME [options] --json`, from the project's root. See `__main__` for the names."""
