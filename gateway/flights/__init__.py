"""Asks under way: shared, bounded, cached. The only mutable room of a question."""
