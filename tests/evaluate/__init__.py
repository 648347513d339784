"""Honest history: the past as it was known, and what must not leak into it."""
