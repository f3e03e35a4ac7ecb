"""Benchmarks against peers and limits: `make bench`, or one of them with `make bench ONLY=name`."""
