"""Honest history: outcomes, the past as it was known, measures with intervals, baselines beside them."""
